"""Single visits moved to the week before or after, where a week has too few hours for them."""

import numpy as np

from solver.problem import Bools, Floats, Ints

# Hours beneath which a week is not over: sums of fractions.
DUST = 1e-6
# Visits are chosen by their length to so many decimals of an hour.
TENTHS = 1
# How many steps are made; most move many visits at once.
MOST_STEPS = 2_000


def mend(visits: Ints, hours: Floats, room: Floats) -> None:
    """Move visits [K, T] of `hours` [K] each in place, as long as less is over `room` [T] and every
    row stays even: less than one visit from its even share after every week.

    Less is over where the sum of squares falls, so that what one week has too many of can go on
    from week to week. Of visits that take about as long those of the first rows are moved.
    """
    moves = _Moves(visits, hours, room)
    for _ in range(MOST_STEPS if visits.shape[1] > 1 else 0):
        if not moves.step():
            break


class _Moves:
    """Visits of one team. Way 0 moves a visit from a week to the one after, way 1 back; a gap is
    what is between the two, [T - 1]."""

    def __init__(self, visits: Ints, hours: Floats, room: Floats) -> None:
        weeks = visits.shape[1]
        self.visits, self.hours = visits, hours
        self.above = hours @ visits - room
        self.even = visits.sum(axis=1)[:, None] * np.arange(1, weeks) / weeks
        self.made = np.cumsum(visits, axis=1)[:, :-1]
        self.sizes, self.size = np.unique(np.round(hours, TENTHS), return_inverse=True)
        self.may = np.stack([self._may(slice(None), way) for way in (0, 1)])
        """[2, K, T - 1] moves that leave a row even."""
        self.count = np.zeros((2, len(self.sizes), weeks - 1), dtype=np.int64)
        """[2, sizes, T - 1] how many rows have such a move."""
        for way in (0, 1):
            np.add.at(self.count[way], self.size, self.may[way])

    def step(self) -> bool:
        """Move visits of one length over one gap, where that helps most; False where it does
        nowhere."""
        if np.maximum(self.above, 0.0).sum() <= DUST:
            return False
        gains = np.stack([self._gains(0), self._gains(1)])
        best = int(np.argmax(gains))
        if gains.ravel()[best] <= DUST:
            return False
        way, size, gap = (int(at) for at in np.unravel_index(best, gains.shape))
        source, target = (gap, gap + 1) if way == 0 else (gap + 1, gap)
        rows = np.flatnonzero(self.may[way, :, gap] & (self.size == size))
        rows = rows[: self._how_many(source, target, float(self.sizes[size]))]
        hours = float(self.hours[rows].sum())
        if _gain(self.above[source], self.above[target], hours) > DUST:
            self.visits[rows, source] -= 1
            self.visits[rows, target] += 1
            self.made[rows, gap] += -1 if way == 0 else 1
            self.above[source] -= hours
            self.above[target] += hours
            self._look_again(rows)
        else:
            # Not as long as its tenths of an hour say, and then it does not help.
            self.may[way, rows, gap] = False
            self.count[way, size, gap] -= len(rows)
        return True

    def _gains(self, way: int) -> Floats:
        """[sizes, T - 1] by how much less one visit makes what is over; 0 where none may move."""
        ends = self.above[:-1], self.above[1:]
        source, target = ends if way == 0 else ends[::-1]
        gains = _gain(source, target, self.sizes[:, None])
        return np.where(self.count[way] > 0, gains, 0.0)

    def _how_many(self, source: int, target: int, size: float) -> int:
        """Half of the visits that are best moved at once: the rest may go the other way."""
        over, spare = self.above[source], -self.above[target]
        best = over if over <= spare else (over + spare) / 2.0
        return max(1, int(best / (2.0 * max(size, DUST))))

    def _look_again(self, rows: Ints) -> None:
        """Which moves rows have after one."""
        for way in (0, 1):
            may = self._may(rows, way)
            change = may.astype(np.int64) - self.may[way, rows]
            np.add.at(self.count[way], self.size[rows], change)
            self.may[way, rows] = may

    def _may(self, rows: Ints | slice, way: int) -> Bools:
        """[..., T - 1] moves of rows that leave them even: a visit is there, and so far more than
        the even share has been made where it is put off, less where it is brought forward."""
        visits, made, even = self.visits[rows], self.made[rows], self.even[rows]
        if way == 0:
            return np.asarray((visits[:, :-1] > 0) & (made > even + DUST))
        return np.asarray((visits[:, 1:] > 0) & (made < even - DUST))


def _gain(source: Floats, target: Floats, hours: Floats | float) -> Floats:
    """By how much the squares of what is over fall where hours move from one week to another."""
    before = np.maximum(source, 0.0) ** 2 + np.maximum(target, 0.0) ** 2
    after = np.maximum(source - hours, 0.0) ** 2 + np.maximum(target + hours, 0.0) ** 2
    return np.asarray(before - after)
