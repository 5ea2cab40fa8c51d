"""The plan and its proof: an upper bound, a plan on the true curves, and the gap between.

1. The outer linear model, refined by cuts around its own solution, bounds every plan.
2. Its visits are made whole: rounded first, by branch and bound where that leaves a gap.
3. With visits held, spends are refined again; put on the true curves, with the stock
   shared anew, they make a plan. The gap is the distance from its value to the bound.
"""

import time
from dataclasses import dataclass, field, replace

import numpy as np

from solver.backends import Basis, Outcome, Session, Stop
from solver.branching import search_curves
from solver.cuts import Cuts
from solver.decided import Decided
from solver.goals import Contribution, LeastRelaxation
from solver.guess import guess_prices
from solver.intervals import Intervals
from solver.model import Model, build_model
from solver.model.visits import visit_change
from solver.price_bound import Answers, closest_between, price_bound
from solver.prices import Prices
from solver.problem import Decisions, Floats, Ints, Problem
from solver.promoted_weeks import switches_of
from solver.published import allowed_start
from solver.reading import demand_of, prices_of, within_supply
from solver.result import SolverTrouble, relative_gap
from solver.start import crash_basis
from solver.warm_start import WarmStart

# Above this many columns a restart from an old basis, and a re-solve for the worth of one
# more, cost more pivots than a fresh solve.
LARGE = 20_000
MOST_ROUNDS = 60


@dataclass(frozen=True)
class Certificate:
    """What a search found. `decisions` None: no plan; `bound` None: nothing proven."""

    outcome: Outcome
    bound: float | None = None
    value: float | None = None
    claimed: float | None = None
    """what the linear program said the plan is worth, less as much of what it overstates as the
    true value is below it."""
    decisions: Decisions | None = None
    rounds: int = 0
    """times the relaxation was refined."""
    cuts: int = 0
    searched: bool = False
    """True where whole visits took branch and bound."""
    relaxed_duals: Floats = field(default_factory=lambda: np.zeros(0))
    """row duals with divisible visits."""

    def gap(self) -> float | None:
        """|bound - value| / max(|value|, 1), None where either is missing."""
        if self.bound is None or self.value is None:
            return None
        return relative_gap(self.bound, self.value)


class GivenUp(Exception):
    """Told to stop before there was a search: making a large model takes its time."""


class Search:
    """One problem, one live session. `run` leaves the session at the plan's linear program:

    visits held, spends free, so that duals and re-solves answer what one more is worth.

    Where something is `decided` before, the linear programs bound nothing: bounds come from
    their prices alone. `prices` are where to start, guessed where there are none; with a
    `warm_start` the first program starts from there; `known` is what has been found before.
    Raises GivenUp.
    """

    def __init__(
        self,
        problem: Problem,
        stop: Stop,
        goal: Contribution | LeastRelaxation | None = None,
        decided: Decided | None = None,
        prices: Prices | None = None,
        known: Certificate | None = None,
        warm_start: WarmStart | None = None,
    ) -> None:
        self.problem, self.stop = problem, stop
        self.goal = goal or Contribution()
        self.decided = decided
        self._go_on()
        started = time.perf_counter()
        self.model: Model = build_model(problem, self.goal.elastic, decided=decided)
        self._go_on()
        self.session = Session(self.model, stop)
        self.cuts = Cuts(self.model, self.session)
        self.best = known or Certificate(Outcome.STOPPED)
        self._solution: Floats = np.zeros(0)
        self._duals: Floats = np.zeros(0)
        """both of the last linear program that was solved to its end."""

        self._go_on()
        self._relaxed_basis: Basis | None = None
        """the basis in which the program with divisible visits stood."""
        self.closest = guess_prices(problem) if prices is None else prices
        """the prices that bound the problem closest, of those that a search has come to."""
        self._go_on()
        if not self.goal.elastic:
            self.lower_bound(price_bound(problem, self.closest))
        if warm_start is not None:
            warm_start.apply(self.model, self.cuts, self.closest)
        else:
            self.cuts.add_first(self.closest)
            self.session.start_from(crash_basis(self.model, self.cuts, self.closest))
        stop.reporter.built(time.perf_counter() - started)

    def _go_on(self) -> None:
        if self.stop.now:
            raise GivenUp

    @property
    def solved(self) -> bool:
        """True once a linear program was solved to its end."""
        return bool(len(self._solution))

    @property
    def duals(self) -> Floats:
        """Row duals of the last linear program that was solved to its end."""
        return self._duals

    def prices(self) -> Prices:
        """Prices of supply, money and hours at the last solve."""
        return prices_of(self.model, self.duals)

    @property
    def best(self) -> Certificate:
        """The best found so far; each change of it is reported."""
        return self._best

    @best.setter
    def best(self, found: Certificate) -> None:
        self._best = found
        self.stop.reporter.found(found.bound, found.value, found.rounds)

    def warm_start(self) -> WarmStart | None:
        """Where to start another search; None where this one came to no plan."""
        return None if self._relaxed_basis is None else WarmStart.of(self, self._relaxed_basis)

    def run(self) -> Certificate:
        """Search until the target gap holds, the stop says so, or nothing is left to do."""
        start = allowed_start(self.problem)
        if start is not None:
            self.keep_unproven(start)
        self.stop.reporter.begin("relax")
        outcome = self.refine()
        if outcome is Outcome.INFEASIBLE:
            if self.decided is None:
                self.nothing_possible()
            return self.best
        if outcome is Outcome.STOPPED:
            if self.solved:
                self._salvage()
            return self.best
        self._find_plan()
        if self.best.decisions is None and self.stop.now:
            self._salvage()
        elif self.best.decisions is not None:
            self.cuts.narrow(self.sides_of(self.best.decisions))
            if self.refine(bounds=False) is Outcome.OPTIMAL:
                self._duals = self.session.row_duals()
                if self.best.decisions is start:
                    self.settle_here()
        elif self.best.outcome is not Outcome.INFEASIBLE and self.decided is None:
            raise SolverTrouble("no plan was found, and none was proven impossible")
        return self.best

    def _find_plan(self) -> None:
        """From the relaxation, where the session stands, to the best plan."""
        self.stop.reporter.begin("whole")
        values = self.session.values()
        self.best = replace(self.best, relaxed_duals=self.session.row_duals())
        self._relaxed_basis = self.session.basis()
        if self.decided is not None:
            self.closest = closest_between(self.problem, self.closest, self.prices())
            self.lower_bound(price_bound(self.problem, self.closest))
            self._settle_near(values)
            return
        self.closest = self.prices()
        if self.cuts.bent:
            search_curves(self)
        else:
            self._make_whole(values[self.model.visits])

    def _settle_near(self, values: Floats) -> None:
        """A plan near the solution: visits rounded, bent curves on the side of their best answer
        to its prices."""
        visits = self.rounded(values[self.model.visits])
        spend = Answers(self.problem, self.prices()).spend
        self.cuts.narrow(self.sides_of(Decisions(spend, visits, np.zeros(self.problem.shape))))
        self.settle_here()

    def _make_whole(self, visits: Floats) -> None:
        """Whole visits, rounded or by branch and bound: all that concave curves leave open.

        Switches of the calendar are not rounded: what one week rules out in another is for
        branch and bound.
        """
        if not len(self.model.on):
            self.settle(self.rounded(visits), self.model.on)
        if not self.done():
            menus = np.any(self.problem.visits.maximum > self.problem.visits.minimum)
            if menus or len(self.model.on):
                self._branch()
            else:
                self.refine(tolerance=0.0)
                self.settle(self.problem.visits.minimum, self.model.on)

    def done(self) -> bool:
        bound, value = self.best.bound, self.best.value
        if bound is None or value is None:
            return self.stop.now
        return self.stop.now or self.goal.close(self, bound, value)

    def refine(self, bounds: bool = True, tolerance: float | None = None) -> Outcome:
        """Solve and cut until the solution lies on the curves; lower the bound on the way."""
        for cut_before in range(MOST_ROUNDS):
            # Where every rule can give, nothing is infeasible at the start.
            first = self.goal.elastic and self.best.bound is None
            outcome = self.session.solve(primal=first)
            if outcome is not Outcome.OPTIMAL:
                return outcome
            self._solution, self._duals = self.session.values(), self.session.row_duals()
            if bounds and self.decided is None:
                self.lower_bound(self.session.objective)
            if cut_before and self.session.pivots == 0:
                # The last cuts were finer than the solver's own tolerance.
                return outcome
            allowed = self.tolerance() if tolerance is None else tolerance
            excess = self.cuts.add_violated(self._solution, allowed)
            self.best = replace(
                self.best, rounds=self.best.rounds + 1, cuts=self.best.cuts + excess.added
            )
            if excess.added == 0:
                return outcome
            if excess.money <= allowed or self.goal.settled(self, self._solution):
                break
        return self.session.solve()

    def tolerance(self) -> float:
        return self.goal.tolerance(self)

    def lower_bound(self, value: float) -> None:
        if value == np.inf:
            # Prices at which money costs less than nothing prove nothing.
            return
        bound = value if self.best.bound is None else min(value, self.best.bound)
        self.best = replace(self.best, bound=bound)

    def rounded(self, visits: Floats) -> Ints:
        """Whole visits: down, then up again by the largest fraction while hours last."""
        rows, teams = self.problem.visits, self.problem.teams
        whole = np.floor(visits + 1e-6)
        for row in np.argsort(whole - visits, kind="stable"):
            if visits[row] - whole[row] < 1e-6:
                break
            team = rows.team[row]
            if team >= 0:
                mine = rows.team == team
                hours = float(rows.hours[mine] @ whole[mine] + rows.hours[row])
                limit = min(
                    teams.hours[team],
                    teams.peak_hours[team] / max(self.problem.peak_share, 1e-12),
                )
                if hours > limit * (1.0 + 1e-9):
                    continue
            whole[row] += 1.0
        return np.clip(whole, rows.minimum, rows.maximum).astype(np.int64)

    def _release(self) -> None:
        self.cuts.narrow(Intervals.whole(self.problem))

    def sides_of(self, decisions: Decisions) -> Intervals:
        """The intervals of a plan in which every curve is concave, or an effort is held.

        An S-shaped curve is held at nothing, from its inflection on, or where the plan
        stands between the two; judged points from one turn upwards to the next.
        """
        within = Intervals.whole(self.problem).with_visits(decisions.visits, decisions.visits)
        within = within.with_switches(switches_of(self.problem, decisions))
        low, high = self.cuts.curves[:, None].side(decisions.spend)
        return within.with_spends(self.cuts.s_shaped, np.maximum(low, within.low), high)

    def settle(self, visits: Ints, switches: Ints) -> None:
        """Keep the plan with these visits, and weeks on, if it beats the best on true curves."""
        within = Intervals.whole(self.problem).with_visits(visits, visits)
        self.cuts.narrow(within.with_switches(switches))
        self.settle_here()

    def settle_here(self) -> None:
        """The same with the intervals that efforts are held in now, all visits in one point."""
        for _ in range(MOST_ROUNDS):
            if self.refine(bounds=False) is not Outcome.OPTIMAL:
                return
            values = self.session.values()
            decisions = self.on_the_curves(values)
            if decisions is not None:
                self.keep(decisions)
                return
            # The true uplift is too little for some rule: cut closer and spend more.
            if self.cuts.add_violated(values, 0.0).added == 0:
                return

    def keep_unproven(self, decisions: Decisions) -> None:
        """Keep a checked plan as it is, so that nothing that follows can lose it."""
        value = self.value_of(decisions)
        if self.best.value is None or value > self.best.value:
            self.best = replace(
                self.best, outcome=Outcome.OPTIMAL, value=value, claimed=value, decisions=decisions
            )

    def value_of(self, decisions: Decisions) -> float:
        """What a plan is worth, recomputed."""
        return self.goal.value(self, decisions)

    def nothing_possible(self) -> None:
        """Note that no plan keeps every rule."""
        self.best = replace(self.best, outcome=Outcome.INFEASIBLE)

    def searched(self) -> None:
        """Note that it took branch and bound."""
        self.best = replace(self.best, searched=True)

    def _salvage(self) -> None:
        """Stopped: make a plan of the last solution without solving again, if it is one.

        Visits are rounded down, which takes demand away and no rule's hours.
        """
        values = self._solution.copy()
        whole = np.floor(values[self.model.visits] + 1e-6)
        values[self.model.visits] = whole
        values[self.model.change] = visit_change(self.problem, whole) * self.model.change_unit
        decisions = self.on_the_curves(values)
        if decisions is not None:
            self.keep_unproven(decisions)

    def keep(self, decisions: Decisions) -> None:
        value = self.value_of(decisions)
        if self.best.value is None or value > self.best.value:
            # Money forced on a promotion that takes more from later weeks than it brings: the
            # program makes less of it than the curve, and its value says nothing of the plan's.
            # The same where an S-shaped curve is still held by the line above it.
            values, claimed = self.session.values(), value
            off = self.cuts.shortfall(values) + float(self.cuts.overstated(values).sum())
            if off <= self.tolerance():
                # Where money is free, spends run so far out that no tangent of theirs has a slope
                # that HiGHS takes: what is left above the curves is known, too.
                said, above = self.session.objective, float(self.cuts.excess(values).sum())
                claimed = float(np.clip(value, said - above, said))
            self.best = replace(
                self.best,
                outcome=Outcome.OPTIMAL,
                value=value,
                claimed=claimed,
                decisions=decisions,
            )

    def on_the_curves(self, values: Floats) -> Decisions | None:
        """The plan with these spends on the true curves, losing what the model loses.

        The true uplift is a trifle below the model's, so a trifle less is shipped. None
        where that breaks a rule.
        """
        model = self.model
        exists = model.spend >= 0
        spend = np.where(exists, np.maximum(values[model.spend], 0.0), 0.0)
        spend[(model.switch >= 0) & (values[model.switch] < 0.5)] = 0.0
        uplift = self.cuts.curves[:, None].value(spend)
        truth = values.copy()
        truth[model.uplift[exists]] = (uplift * model.uplift_unit)[exists]
        demand = np.maximum(demand_of(model, truth), 0.0)
        lost = np.where(model.lost >= 0, values[model.lost], 0.0)
        lost = np.where(model.decided.refused, demand, lost)
        # Money forced in beyond what stock serves makes more demand than the model cares for.
        cared_for = np.minimum(demand, np.maximum(demand_of(model, values), 0.0))
        sold = np.clip(cared_for - lost, 0.0, demand)
        visits = np.rint(values[model.visits]).astype(np.int64)
        bought = np.where(model.extra >= 0, values[model.extra], 0.0)
        bought = np.clip(bought, 0.0, self.problem.extra)
        shipped, rows = sold.copy(), self.problem.account_stock
        if rows is not None:
            shipped[rows.account, rows.product] = np.maximum(values[model.shipped], 0.0)
        shipped = within_supply(self.problem, shipped, bought)
        sold = np.where(self.problem.tracked[:, :, None], sold, shipped)
        decisions = Decisions(spend, visits, shipped, bought, sold)
        return decisions if self.goal.keeps(self, decisions) else None

    def _branch(self) -> None:
        """Branch and bound on visits and switches, refined until its plan meets its bound."""
        self.searched()
        tried: set[bytes] = set()
        for _ in range(MOST_ROUNDS):
            self._release()
            whole = np.concatenate([self.model.visits, self.model.on])
            outcome, values = self.solve_whole(whole)
            if outcome is Outcome.INFEASIBLE:
                self.best = replace(self.best, outcome=outcome)
                return
            if np.isfinite(self.session.bound):
                self.lower_bound(self.session.bound)
            if not self.session.has_plan:
                return
            added = self.cuts.add_violated(values, self.tolerance()).added
            number = np.rint(values[whole]).astype(np.int64)
            if number.tobytes() not in tried:
                self.settle(*np.split(number, [len(self.model.visits)]))
            elif added == 0:
                return
            tried.add(number.tobytes())
            if self.done():
                return

    def solve_whole(self, columns: Ints) -> tuple[Outcome, Floats]:
        """(how it ended, values) with some columns whole; the bound is the session's."""
        self.session.set_whole(columns, True)
        outcome = self.session.solve(mip_gap=self.goal.gap_of_whole(self))
        values = self.session.values()
        self.session.set_whole(columns, False)
        return outcome, values
