"""Branch and bound where envelopes are not the curves: S-shaped promotion and visit responses.

A branch holds efforts in intervals. The linear program with the concave envelopes over them
bounds every plan there; where its solution leans on an envelope that is above the curve, the
interval is split at that point, and both halves have lower envelopes (spatial branch and
bound, Falk and Soland 1969). Visits are split between whole numbers. The branch with the
highest bound comes first, so that the first of those left bounds the plan.
"""

import heapq
from itertools import count
from typing import TYPE_CHECKING

import numpy as np

from solver.backends import Outcome
from solver.intervals import Intervals
from solver.model.visits import visit_change
from solver.problem import Bools, Decisions, Floats, Ints, Problem
from solver.reading import changes_of
from solver.responses import Responses

if TYPE_CHECKING:
    from solver.certify import Search

MOST_BRANCHES = 20_000
# So many branches are looked at for a gap that is small beside promotion's own gain, where
# a branch takes milliseconds.
FINE_BRANCHES, FINE_COLUMNS = 1_000, 1_000
MOST_DIVES = 12
WHOLE = 1e-6
# A trifle more than a curve asks for: what is reached must not fall short by rounding.
BEYOND = 1e-9


def search_curves(search: "Search") -> None:
    """Close the gap between the curves and their envelopes, as far as time allows.

    The session stands at the root's solution. Afterwards `search.best` holds the best plan
    and a bound on every plan.
    """
    _CurveSearch(search).run()


def promotion_gain(problem: Problem, decisions: Decisions) -> float:
    """What spends and visits bring in by themselves, if everything asked for is served, money.

    At least a millionth of the money spent, so that there is always something to measure by.
    """
    promotions, rows = problem.promotions, problem.visits
    uplift = Responses.of_promotions(promotions)[:, None].value(decisions.spend)
    worth = np.maximum(problem.margin, 0.0)[:, :, None] * problem.baseline
    uplift = uplift * (1.0 - promotions.borrowed)[:, None]
    lifted = np.einsum("jpt,jp,jt->", worth[promotions.account], promotions.covers, uplift)
    change = visit_change(problem, decisions.visits.astype(float))
    moved = float(np.abs(change) @ worth.sum(axis=(1, 2))[rows.account])
    spent = float(decisions.spend.sum())
    return max(float(lifted) + moved - problem.spend_cost * spent, 1e-6 * spent, 1e-9)


class _CurveSearch:
    """The branches that are left, and the highest bound of those that need no further look."""

    def __init__(self, search: "Search") -> None:
        self.search, self.cuts = search, search.cuts
        self.closed = -np.inf
        self.branches: list[tuple[float, int, Intervals]] = []
        self._number = count()

    def run(self) -> None:
        search = self.search
        root = Intervals.whole(search.problem)
        solution = search.session.values()
        self._dive(root, solution)
        if self._done(0):
            return
        search.searched()
        assert search.best.bound is not None
        self._push(search.best.bound, root)
        for number in range(MOST_BRANCHES):
            if not self.branches or search.stop.now:
                break
            bound, _, within = heapq.heappop(self.branches)
            self._prove(-bound)
            if self._done(number) or not self._look(-bound, within, number):
                self._push(-bound, within)
                break
        if not self.branches:
            self._prove(-np.inf)
            if search.best.decisions is None and not np.isfinite(self.closed):
                search.nothing_possible()

    def _done(self, number: int) -> bool:
        """Whether the proof is close enough, or there is no more time.

        Promotion is a small part of what a plan earns, so a gap that is small beside all of
        it can hide half of what promotion does. While branches are cheap the gap is measured
        against that part.
        """
        search, best = self.search, self.search.best
        if not search.done() or search.stop.now:
            return search.stop.now
        if (
            search.goal.elastic
            or number >= FINE_BRANCHES
            or len(search.model.columns) > FINE_COLUMNS
        ):
            return True
        assert best.bound is not None
        assert best.value is not None
        return best.bound - best.value <= self._allowed()

    def _allowed(self) -> float:
        """Money by which the bound may be above the plan."""
        problem, best = self.search.problem, self.search.best
        assert best.value is not None
        whole = self.search.goal.allowed(self.search, best.value)
        if (
            self.search.goal.elastic
            or best.decisions is None
            or len(self.search.model.columns) > FINE_COLUMNS
        ):
            return whole
        return min(whole, problem.target_gap * promotion_gain(problem, best.decisions))

    def _push(self, bound: float, within: Intervals) -> None:
        heapq.heappush(self.branches, (-bound, next(self._number), within))

    def _prove(self, left: float) -> None:
        """Every plan is in a branch that is left or in one that is closed."""
        bound = max(left, self.closed)
        value = self.search.best.value
        if np.isfinite(bound) or value is not None:
            self.search.lower_bound(bound if value is None else max(bound, value))

    def _look(self, bound: float, within: Intervals, number: int) -> bool:
        """Solve a branch: close it or split it. False where there was no time for it."""
        search = self.search
        self.cuts.narrow(within)
        outcome = search.refine(bounds=False)
        if outcome is Outcome.STOPPED:
            return False
        if outcome is Outcome.INFEASIBLE:
            return True
        bound, values = min(bound, search.session.objective), search.session.values()
        if self._half_on(values):
            outcome, bound, values = self._switch(bound)
            if outcome is Outcome.STOPPED:
                return False
            if outcome is Outcome.INFEASIBLE:
                return True
        split = self._split(within, values)
        if split is None and not self._try(values):
            # Not on the curves closely enough for some rule.
            self.cuts.narrow(within)
            over = self.cuts.leaning(values)
            if over.max(initial=0.0) > 0.0:
                split = self._split_spend(within, values, int(over.argmax()))
        if split is None or bound <= self._worth_a_look():
            self.closed = max(self.closed, bound)
            return True
        if number & (number + 1) == 0:
            # At branches 0, 1, 3, 7 and so on.
            self._dive(within, values)
        else:
            self._try(values)
        for part in split:
            self._push(bound, part)
        return True

    def _half_on(self, values: Floats) -> bool:
        """Whether some switch of the calendar is neither on nor off."""
        on = values[self.search.model.on]
        return bool(np.any(np.abs(on - np.rint(on)) > WHOLE))

    def _switch(self, bound: float) -> tuple[Outcome, float, Floats]:
        """Solve the branch with whole switches, refined; (how it ended, bound, values)."""
        search = self.search
        for _ in range(MOST_DIVES):
            outcome, values = search.solve_whole(search.model.on)
            if outcome is Outcome.INFEASIBLE or not search.session.has_plan:
                return outcome if outcome is Outcome.INFEASIBLE else Outcome.STOPPED, bound, values
            bound = min(bound, search.session.bound)
            excess = self.cuts.add_violated(values, search.tolerance())
            if excess.money <= search.tolerance():
                break
        return Outcome.OPTIMAL, bound, values

    def _worth_a_look(self) -> float:
        """The bound below which a branch changes nothing."""
        value = self.search.best.value
        if value is None:
            return -np.inf
        return value + 0.9 * self._allowed()

    # -- splitting ---------------------------------------------------------------------------

    def _split(self, within: Intervals, values: Floats) -> tuple[Intervals, Intervals] | None:
        """Two halves that leave out what the solution claims; None where it claims too little."""
        visits, tolerance = values[self.search.model.visits], self.search.tolerance()
        broken = np.abs(visits - np.rint(visits))
        over, claimed = self._weighed(self.cuts.leaning(values), self._overstated_visits(values))
        most_money, most_visits = over.max(initial=0.0), claimed.max(initial=0.0)
        if max(most_money, most_visits) > tolerance / 10.0 or over.sum() > tolerance:
            if most_money >= most_visits:
                return self._split_spend(within, values, int(over.argmax()))
            return self._split_visits(within, visits, int(claimed.argmax()))
        if broken.max(initial=0.0) > WHOLE:
            return self._split_visits(within, visits, int(broken.argmax()))
        return None

    def _weighed(self, over: Floats, claimed: Floats) -> tuple[Floats, Floats]:
        """What is overstated in the unit of the goal: as it is where that says nothing."""
        prices = self.search.goal.prices(self.search)
        if prices is None:
            return over, claimed
        weighed = over * prices[0], claimed * prices[1]
        return weighed if any(part.any() for part in weighed) else (over, claimed)

    def _overstated_visits(self, values: Floats) -> Floats:
        """[K] money by which S-shaped visit curves are overstated, a broken number read off
        between its neighbours."""
        model, rows = self.search.model, self.search.problem.visits
        over = np.zeros(len(rows))
        for row in np.flatnonzero(self.cuts.bent_visits & (rows.maximum > rows.minimum)).tolist():
            number = float(values[model.visits[row]])
            ends = np.array([np.floor(number + WHOLE), np.floor(number + WHOLE) + 1.0])
            here, there = changes_of(self.search.problem, row, ends)
            part = max(number - float(ends[0]), 0.0)
            reached = here + part * (there - here)
            over[row] = values[model.change[row]] - model.change_unit[row] * reached
        return np.maximum(over, 0.0)

    def _split_spend(
        self, within: Intervals, values: Floats, cell: int
    ) -> tuple[Intervals, Intervals]:
        shape = self.cuts.curved.shape
        at = np.unravel_index(cell, shape)
        rows, weeks = (np.array([place]) for place in at)
        found = values[self.search.model.spend[rows, weeks]]
        line = self.cuts.lines(rows, weeks, found)
        spend = float(self.cuts.curves[rows].divide(found, line)[0])
        chosen = np.zeros(shape, dtype=bool)
        chosen[at] = True
        return (
            within.with_spends(chosen, within.low, np.full(shape, spend)),
            within.with_spends(chosen, np.full(shape, spend), within.high),
        )

    def _split_visits(
        self, within: Intervals, visits: Floats, row: int
    ) -> tuple[Intervals, Intervals]:
        below = int(np.floor(visits[row] + WHOLE))
        below = min(max(below, int(within.least[row])), int(within.most[row]) - 1)
        most, least = within.most.copy(), within.least.copy()
        most[row], least[row] = below, below + 1
        return within.with_visits(within.least, most), within.with_visits(least, within.most)

    # -- plans -------------------------------------------------------------------------------

    def _try(self, values: Floats) -> bool:
        """Keep the plan that a solution comes to on the true curves, if it is the best.

        False where it comes to none.
        """
        search, visits = self.search, values[self.search.model.visits]
        whole = np.rint(visits).astype(np.int64)
        if np.abs(visits - whole).max(initial=0.0) > WHOLE:
            return False
        decisions, best = search.on_the_curves(values), search.best.value
        if decisions is None:
            # The true uplift is too little for some rule: spend what really brings it.
            within = self.cuts.within.with_visits(whole, whole)
            self._reach(values, within.with_switches(self._switches(values)))
            return search.best.value != best
        if best is None or search.value_of(decisions) > best:
            self._settle(decisions)
        return True

    def _switches(self, values: Floats) -> Ints:
        return np.rint(values[self.search.model.on]).astype(np.int64)

    def _settle(self, decisions: Decisions) -> None:
        self.search.keep_unproven(decisions)
        self.cuts.narrow(self.search.sides_of(decisions))
        self.search.settle_here()

    def _reach(self, values: Floats, within: Intervals) -> None:
        """Hold every spend that leans on an envelope where its curve reaches what is claimed."""
        model = self.search.model
        leans = self.cuts.leaning(values) > 0.0
        claimed = np.where(leans, values[model.uplift] / model.uplift_unit, 0.0)
        spend = self.cuts.curves[:, None].effort_for(claimed) * (1.0 + BEYOND)
        leans = leans & np.isfinite(spend)
        self.cuts.narrow(within.with_spends(leans, spend, spend))
        self.search.settle_here()

    def _dive(self, within: Intervals, values: Floats) -> None:
        """Decide for one side wherever a solution leans on an envelope, until it does no more."""
        search = self.search
        visits = search.rounded(values[search.model.visits])
        visits = np.clip(visits, within.least, within.most)
        within = within.with_visits(visits, visits)
        if self._half_on(values):
            self.cuts.narrow(within)
            outcome, _, values = self._switch(np.inf)
            if outcome is not Outcome.OPTIMAL:
                return
        within = within.with_switches(self._switches(values))
        for _ in range(MOST_DIVES):
            spend = np.where(search.model.spend >= 0, values[search.model.spend], 0.0)
            leans = self.cuts.leaning(values) > search.tolerance() / 100.0
            within = self._decided(within, leans, spend)
            self.cuts.narrow(within)
            if search.refine(bounds=False) is not Outcome.OPTIMAL:
                return
            values = search.session.values()
            if not np.any(self.cuts.leaning(values) > search.tolerance() / 100.0):
                break
        decisions = search.on_the_curves(values)
        if decisions is not None:
            self._settle(decisions)
        else:
            self._reach(values, within)

    def _decided(self, within: Intervals, leans: Bools, spend: Floats) -> Intervals:
        """Spends that lean on a line held on the side of its nearer end."""
        rows, weeks = np.nonzero(leans)
        line = self.cuts.lines(rows, weeks, spend[rows, weeks])
        on = spend[rows, weeks] >= (line.left + line.right) / 2.0
        side = self.cuts.curves[rows].side(np.where(on, line.right, line.left))
        low, high = within.low.copy(), within.high.copy()
        high[rows, weeks] = np.minimum(side[1], high[rows, weeks])
        low[rows, weeks] = np.minimum(np.maximum(side[0], low[rows, weeks]), high[rows, weeks])
        return within.with_spends(leans, low, high)
