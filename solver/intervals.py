"""Intervals in which a branch of the search holds efforts, and what is only right in them."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from solver.problem import Bools, Floats, Ints, Problem


@dataclass(frozen=True)
class Intervals:
    """Where a branch looks: every spend and every number of visits between two ends."""

    low: Floats
    """[J, T] money."""
    high: Floats
    """[J, T] money, inf where there is none."""
    least: Ints
    """[K] visits."""
    most: Ints
    """[K] visits."""
    off: Ints
    """[S] the least a switch of the calendar may be: 1 where it is held on."""
    on: Ints
    """[S] the most: 0 where it is held off."""

    @classmethod
    def whole(cls, problem: Problem) -> "Intervals":
        """Everything that the problem allows."""
        low, visits = problem.least_spend, problem.visits
        high = np.full(low.shape, np.inf)
        off, on = (np.full(problem.switches, end, dtype=np.int64) for end in (0, 1))
        return cls(low.copy(), high, visits.minimum.copy(), visits.maximum.copy(), off, on)

    def with_spends(self, cells: Bools, low: Floats, high: Floats) -> "Intervals":
        """The same but for some promotion-weeks; `cells` [J, T] selects, ends are [J, T]."""
        low, high = np.where(cells, low, self.low), np.where(cells, high, self.high)
        return replace(self, low=low, high=high)

    def with_visits(self, least: Ints, most: Ints) -> "Intervals":
        """The same but for the visits."""
        return replace(self, least=least, most=most)

    def with_switches(self, on: Ints) -> "Intervals":
        """The same with every switch of the calendar held."""
        return replace(self, off=on, on=on)


class OneKind:
    """Rows that are right only while one effort stays in the interval they were made for."""

    def __init__(self) -> None:
        self._parts: list[tuple[Ints, Floats, Floats, Ints, Floats]] = []
        """place, low, high, row, upper limit."""
        self._on: Bools = np.zeros(0, dtype=bool)

    def note(self, place: Ints, low: Floats, high: Floats, row: Ints, upper: Floats) -> None:
        """Keep rows that have just been made, and are on."""
        self._parts.append((place, low, high, row, upper))
        self._on = np.concatenate([self._on, np.ones(len(place), dtype=bool)])

    def switch(self, low: Floats, high: Floats) -> tuple[Ints, Floats]:
        """The rows to be switched for other intervals, and their upper limits: inf is off."""
        if not self._parts:
            return np.zeros(0, dtype=np.int64), np.zeros(0)
        place, made_low, made_high, row, upper = map(np.concatenate, zip(*self._parts, strict=True))
        inside = (low[place] >= made_low) & (high[place] <= made_high)
        changed, self._on = inside != self._on, inside
        return row[changed], np.where(inside, upper, np.inf)[changed]


@dataclass
class LocalRows:
    """Such rows for spends (by flat position in [J, T]) and for visits (by row)."""

    spends: OneKind = field(default_factory=OneKind)
    visits: OneKind = field(default_factory=OneKind)


def hull_edge(
    value: Callable[[Floats], Floats], low: int, high: int, number: float
) -> tuple[float, float]:
    """(slope, start) of the edge of the upper hull of whole numbers low..high at `number`.

    Where `number` is a corner of the hull, the edge to its right; the last one at `high`.
    """
    numbers = np.arange(low, high + 1, dtype=float)
    values = value(numbers)
    hull: list[int] = []
    for at in range(len(numbers)):
        while len(hull) > 1 and _is_below(values, hull[-2], hull[-1], at):
            hull.pop()
        hull.append(at)
    if len(hull) == 1:
        return 0.0, float(values[0])
    corners = numbers[hull]
    edge = int(np.clip(np.searchsorted(corners, number, side="right") - 1, 0, len(hull) - 2))
    left, right = hull[edge], hull[edge + 1]
    steep = float((values[right] - values[left]) / (numbers[right] - numbers[left]))
    return steep, float(values[left] - steep * numbers[left])


def _is_below(values: Floats, left: int, middle: int, right: int) -> bool:
    """Whether a point lies on or below the line between its neighbours."""
    rise = (values[right] - values[left]) * (middle - left)
    return bool((values[middle] - values[left]) * (right - left) <= rise)
