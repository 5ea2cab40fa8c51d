"""Visits laid out over weeks: as evenly as whole visits can be, within the hours of each week.

A layout of n visits over T weeks is even where, after every week, less than one visit more or
fewer has been made than an even share:

    | made by the end of week t  -  n t / T |  <  1                                for t = 1..T

The layouts that are tried first are stricter: each is one rhythm, begun sooner or later, in which
two spans of as many weeks never differ by more than one visit. When it begins is chosen row by row,
the longest visits first, for where the team has most hours to spare. Over all beginnings a row adds
the same to every week on average, and the best is no worse than the average, so that

    sum over t of (used - there)^2  <=  that of visits divided evenly  +  sum of h^2 T f (1 - f)

with h hours a visit and f the part of n / T behind the point. Where a week is over its hours then,
beginnings are chosen anew and single visits are moved to the week before or after, as long as the
layout stays even and less is over. What that does not mend stays over: evenness comes first.
"""

import numpy as np

from kamplan.insight.moved_visits import DUST, mend
from solver.problem import Floats, Ints

# How often beginnings are chosen anew for a team that is over its hours.
MOST_PASSES = 3


def lay_out(planned: Ints, hours: Floats, team: Ints, available: Floats) -> Ints:
    """[K, T] visits by week, the same for the same arguments.

    `planned` [K] visits that take `hours` [K] each, by `team` [K] (-1: nobody's hours), of which
    `available` [G, T] hours are there, inf for no limit.
    """
    weeks = available.shape[1]
    visits = np.zeros((len(planned), weeks), dtype=np.int64)
    rhythms = rhythms_of(weeks)
    for each in range(-1, len(available)):
        mine = np.flatnonzero(team == each)
        mine = mine[np.argsort(-hours[mine], kind="stable")]
        room = np.full(weeks, np.inf) if each < 0 else available[each]
        visits[mine] = _lay_out(rhythms, planned[mine], hours[mine], room)
    return visits


def rhythms_of(weeks: int) -> Ints:
    """[T, T, T] visits of a row that has e in T weeks and begins later and later: 0 or 1 a week.

    made by the end of week t = floor((e t + beginning) / T)
    """
    extra, begin, week = np.ogrid[:weeks, :weeks, : weeks + 1]
    return np.asarray(np.diff((extra * week + begin) // weeks, axis=2))


def _lay_out(rhythms: Ints, planned: Ints, hours: Floats, room: Floats) -> Ints:
    """[K, T] the visits of one team that has so much room by week."""
    limited = bool(np.isfinite(room).all())
    begun = _Beginnings(rhythms, planned, hours, room if limited else np.zeros(len(room)))
    begun.level()
    if limited:
        begun.choose_anew()
    visits = begun.visits()
    if limited:
        mend(visits, hours, room)
    return visits


class _Beginnings:
    """When the rhythm of each row begins, and the hours that come of it."""

    def __init__(self, rhythms: Ints, planned: Ints, hours: Floats, room: Floats) -> None:
        self.rhythms, self.hours, self.room = rhythms, hours, room
        self.every, self.extra = np.divmod(planned, len(room))
        self.begin = np.zeros(len(planned), dtype=np.int64)
        self.load = np.full(len(room), float(hours @ self.every))

    def visits(self) -> Ints:
        """[K, T] visits by week."""
        return np.asarray(self.every[:, None] + self.rhythms[self.extra, self.begin])

    def level(self) -> None:
        """Begin each row where its visits fall on the weeks with most hours to spare.

        Of the squares of what is used above what is there only this depends on the beginning: a
        row has as many visits whenever it begins, and what is still to come is the same in every
        week on average.
        """
        for row in range(len(self.extra)):
            above = np.round(self.load - self.room, 6)
            self._place(row, int(np.argmin(self.rhythms[self.extra[row]] @ above)))

    def choose_anew(self) -> None:
        """Begin rows where least is over its hours, until that helps no more."""
        for _ in range(MOST_PASSES):
            before = self._over(self.load)
            if before <= DUST:
                return
            for row in np.flatnonzero(self.extra > 0).tolist():
                self._choose(row)
            if self._over(self.load) >= before - DUST:
                return

    def _choose(self, row: int) -> None:
        begin, rhythm = int(self.begin[row]), self.rhythms[self.extra[row]]
        self.load -= self.hours[row] * rhythm[begin]
        over = self._over(self.load + self.hours[row] * rhythm)
        best = int(np.argmin(over))
        self._place(row, best if over[best] < over[begin] - DUST else begin)

    def _place(self, row: int, begin: int) -> None:
        self.begin[row] = begin
        self.load += self.hours[row] * self.rhythms[self.extra[row], begin]

    def _over(self, load: Floats) -> Floats:
        """[...] hours over those that are there, of loads [..., T]."""
        return np.asarray(np.maximum(load - self.room, 0.0).sum(axis=-1))
