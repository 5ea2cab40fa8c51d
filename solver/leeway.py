"""Which ways efforts may go in a step of one more, where a side of an S-shaped curve ends.

At a plan every S-shaped curve is held on its side of the inflection, where it is concave. Where
it is convex no line lies close above it on both sides of an effort, so the effort itself is held,
and a step of one moves money past it: one more of a budget that is all spent there seems worth
nothing. Between two efforts the line through both is the envelope, right at either end. So a step
is tried with every such effort as it is held, then with all of them between the plan and a little
more, and between a little less and the plan. What is gained is taken on the curves, so each is
a plan, and the best of them what the step is worth.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product

import numpy as np

from solver.certify import Search
from solver.intervals import Intervals
from solver.problem import Bools, Floats, Ints
from solver.rules import RuleName

# As many efforts are tried in every mix of more and less; more of them only all at once.
MIXED = 3
# A step of one may lead past an end of an interval that is so near, in money.
NEAR = 4.0
# An effort is in one point where its interval is no wider, as a share of the effort; no more than
# this share of a half-spend is nothing.
POINT = 1e-9


class Leeway:
    """The efforts that a plan's sides hold and a step may have to move.

    Made where the session stands at the plan.
    """

    def __init__(self, search: Search) -> None:
        self.search, self.plan = search, search.cuts.within
        """where the plan's efforts are held."""
        self._ways: dict[str | None, list[Intervals]] = {}
        values, cuts = search.session.values(), search.cuts
        rows, weeks = np.nonzero(cuts.s_shaped)
        spend = np.maximum(values[search.model.spend[rows, weeks]], 0.0)
        low, high = self.plan.low[rows, weeks], self.plan.high[rows, weeks]
        pinned = high - low <= POINT * spend
        ends = (spend - low < NEAR) & (low > search.problem.least_spend[rows, weeks])
        ends |= high - spend < NEAR
        # One at nothing stays there, unless it is a budget of 0 that keeps it there.
        shut = [budget.selects for budget in search.problem.budgets if budget.maximum <= 0.0]
        there = spend > POINT * cuts.curves.half[rows]
        if shut:
            there |= np.any(shut, axis=0)[rows, weeks]
        wanted = (pinned | ends) & there
        self.rows, self.weeks, self.spend = rows[wanted], weeks[wanted], spend[wanted]

    def concerns(self, rule: RuleName) -> bool:
        """Whether a step of a limit may move one of them."""
        return bool(self._mine(rule).any())

    def _mine(self, rule: RuleName) -> Bools:
        if rule[0] != "supply":
            return np.ones(len(self.rows), dtype=bool)
        problem = self.search.problem
        covered = problem.promotions.covers[self.rows, problem.products.index(rule[1][0])]
        return np.asarray(covered & (self.spend > 0.0), dtype=bool)

    def ways(self, rule: RuleName) -> list[Intervals]:
        """Where efforts may be in a step of one of a limit, beside where the plan holds them."""
        product_of = rule[1][0] if rule[0] == "supply" else None
        if product_of not in self._ways:
            self._ways[product_of] = self._find_ways(rule)
        return self._ways[product_of]

    def _find_ways(self, rule: RuleName) -> list[Intervals]:
        mine = np.flatnonzero(self._mine(rule))
        if not len(mine):
            return []
        less, more = (self._after(rule, step)[mine] for step in (-1.0, 1.0))
        if len(mine) <= MIXED:
            mixes = [np.array(mix) for mix in product((True, False), repeat=len(mine))]
        else:
            mixes = [np.full(len(mine), up) for up in (True, False)]
        return [self._way(mine, less, more, up) for up in mixes]

    def _after(self, rule: RuleName, step: float) -> Floats:
        """Where each effort is after a step: one money, or what moves a unit of the product."""
        moved = self.spend + step
        if rule[0] == "supply":
            problem, curves = self.search.problem, self.search.cuts.curves[self.rows]
            account = problem.promotions.account[self.rows]
            units = problem.baseline[account, problem.products.index(rule[1][0]), self.weeks]
            share = step / np.where(units > 0.0, units, np.inf)
            there = curves.effort_for(np.maximum(curves.value(self.spend) + share, 0.0))
            moved = np.where(np.isfinite(there) & (share != 0.0), there, moved)
        return np.maximum(moved, self.search.problem.least_spend[self.rows, self.weeks])

    def _way(self, mine: Ints, less: Floats, more: Floats, up: Bools) -> Intervals:
        """Each of some efforts between the plan and more, or less and the plan; where the plan's
        own interval leaves room that way, in that."""
        rows, weeks, spend = self.rows[mine], self.weeks[mine], self.spend[mine]
        low = np.where(up, spend, np.minimum(less, spend))
        high = np.where(up, np.maximum(more, spend), spend)
        least, most = self.plan.low[rows, weeks], self.plan.high[rows, weeks]
        roomy = np.where(up, most - spend >= NEAR, spend - least >= NEAR)
        low, high = np.where(roomy, least, low), np.where(roomy, most, high)
        return self._between(mine, low, high, self.plan)

    def _between(self, mine: Ints, low: Floats, high: Floats, others: Intervals) -> Intervals:
        """Some efforts between two ends, with the lines that are right there."""
        rows, weeks = self.rows[mine], self.weeks[mine]
        ends = others.low.copy(), others.high.copy()
        ends[0][rows, weeks], ends[1][rows, weeks] = low, high
        way = others.with_spends(self.search.cuts.s_shaped, *ends)
        new = (low < high) & ((low != others.low[rows, weeks]) | (high != others.high[rows, weeks]))
        with held_in(self.search, way):
            self.search.cuts.add_lines(rows[new], weeks[new], low[new])
        return way

    def farther(self, way: Intervals, values: Floats) -> Intervals | None:
        """The way on from where one leads: efforts that a solution has at its far end between
        there and as far again, the others held. None where none is at its end."""
        spend = np.maximum(values[self.search.model.spend[self.rows, self.weeks]], 0.0)
        low, high = way.low[self.rows, self.weeks], way.high[self.rows, self.weeks]
        near, width = POINT * np.maximum(spend, 1.0), high - low
        least = self.search.problem.least_spend[self.rows, self.weeks]
        up = (spend >= high - near) & (low >= self.spend) & (width > near)
        down = (spend <= low + near) & (high <= self.spend) & (width > near) & (low > least)
        if not np.any(up | down):
            return None
        # What is where the plan has it goes on doing so.
        free = (low == self.plan.low[self.rows, self.weeks]) & (
            high == self.plan.high[self.rows, self.weeks]
        )
        low = np.where(free, low, np.where(down, np.maximum(spend - width, least), spend))
        high = np.where(free, high, np.where(up, spend + width, spend))
        return self._between(np.arange(len(self.rows)), low, high, way)

    def settled(self, way: Intervals, values: Floats, over: Bools) -> Intervals:
        """The same with its efforts held where a solution has them, where it overstates their
        curves [curved]: between the ends of a line. The way itself where it does so nowhere."""
        cuts = self.search.cuts
        places, mine = np.zeros(cuts.curved.shape, dtype=bool), np.zeros(cuts.curved.shape, bool)
        places[cuts.curved] = over
        mine[self.rows, self.weeks] = True
        own = (way.low == self.plan.low) & (way.high == self.plan.high)
        mine &= places & ~own & (way.low < way.high)
        if not mine.any():
            return way
        spend = np.clip(values[self.search.model.spend], way.low, way.high)
        return way.with_spends(mine, spend, spend)


@contextmanager
def held_in(search: Search, way: Intervals | None) -> Iterator[None]:
    """Efforts in other intervals meanwhile; None leaves them where they are."""
    plan = search.cuts.within
    if way is not None:
        search.cuts.narrow(way)
    try:
        yield
    finally:
        if way is not None:
            search.cuts.narrow(plan)
