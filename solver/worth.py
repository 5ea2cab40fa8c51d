"""What one more of each limited thing is worth, visits held."""

from dataclasses import dataclass, replace

import numpy as np

from solver.backends import Outcome
from solver.certify import LARGE, Search
from solver.intervals import Intervals
from solver.leeway import Leeway, held_in
from solver.price_bound import Answers
from solver.prices import Prices
from solver.problem import Floats, Ints
from solver.ranging import Reach, Vertex
from solver.reading import demand_of
from solver.result import Worth
from solver.rules import RuleName

FAMILIES = ("budget", "budget_min", "supply", "warehouse", "credit")
# Two worths closer than this share of the objective per unit are the same number.
SAME = 1e-9
# A step whose gain the tangents overstate by more than this share is cut closer.
BENT = 0.01
MOST_CUTS = 8
# So often a way is followed on from its end.
MOST_LEGS = 8
# Above this many columns a step of one is small beside the plan: nothing is cut closer.
MEDIUM = 5_000
# Stock that gives up a case and is still not negative.
A_CASE = 1.0 + 1e-6
# A whole unit, less the solver's tolerance.
A_UNIT = 1.0 - 1e-9
# A worth this close to a dual, as a share of it, is the dual.
ALIKE = 1e-6


class TimeUp(Exception):
    """Stopped inside a pricing solve: what it left says nothing about any worth."""


@dataclass(frozen=True)
class Standing:
    """Where the plan stands before anything is moved."""

    objective: float
    above: Floats
    """money by which each promotion-week's tangents overstate its curve."""

    @property
    def true_value(self) -> float:
        """Objective on the curves."""
        return self.objective - float(self.above.sum())


def true_value(search: Search) -> float:
    """Objective of the last solve on the curves."""
    return search.session.objective - float(search.cuts.excess(search.session.values()).sum())


def solve_with_demand(search: Search) -> Outcome:
    """Solve until nowhere more is lost than demanded: a step can make new such places.

    Raises TimeUp.
    """
    for last in range(MOST_CUTS + 1):
        outcome = search.session.solve()
        if outcome is Outcome.STOPPED:
            raise TimeUp
        if outcome is not Outcome.OPTIMAL or last == MOST_CUTS:
            break
        if search.cuts.add_demand_rows(search.session.values(), 0.0)[1] == 0:
            break
    return outcome


def stand(search: Search) -> Standing:
    """Solve, and note where the plan stands. Raises TimeUp where that does not end optimal."""
    if solve_with_demand(search) is not Outcome.OPTIMAL:
        raise TimeUp
    values = search.session.values()
    return Standing(search.session.objective, search.cuts.excess(values))


def tidy(value: float, base: float) -> float:
    """0 for what is only the solver's tolerance."""
    return 0.0 if abs(value) <= SAME * max(abs(base), 1.0) else value


class LimitPricer:
    """Prices limits by moving them, one at a time, in a session that stands at the plan.

    Each way, the value is the dual where the limit can move by one on the same basis and no
    bent curve is involved, and what a re-solve gains where not: the best of several where efforts
    are held that a step may have to move (see leeway). Weeks between which stock
    is kept share one re-solve. On a large plan a product-week is given its dual, called
    marginal: re-solving takes longer than the plan. Where spends were decided before, a re-solve
    says nothing of them, nor the basis how far a dual holds: there it is the prices that bound
    the plan closest. Making one raises TimeUp.
    """

    def __init__(self, search: Search) -> None:
        self.search = search
        self.standing = stand(search)
        self.duals = search.session.row_duals()
        self.stock = search.session.values()[search.model.stock]
        self.reach: dict[int, Reach] = {}
        self.exact: dict[int, tuple[bool, bool]] = {}
        self.prices: Prices | None = None
        self.leeway: Leeway | None = None
        if search.decided is not None and search.decided.spends:
            supply = Answers(search.problem, search.closest).supply
            self.prices = replace(search.closest, supply=supply)
        else:
            rows = [(rule, row) for rule, row in search.model.rules.items() if rule[0] in FAMILIES]
            # Asked before anything is solved again: a re-solve moves the basis.
            vertex = corner(search)
            curved = vertex.positions(curved_columns(search))
            self.reach = {row: vertex.reach(row, curved) for _, row in rows}
            self.leeway = Leeway(search)
            self.exact = {row: self._is_exact(vertex, rule, row) for rule, row in rows}
        self._beyond: Reach | None = None

    def price_all(self) -> list[Worth]:
        """Every budget and product-week, until told to stop."""
        found: list[Worth] = []
        for rule, row in self.search.model.rules.items():
            if self.search.stop.now:
                break
            if rule[0] not in FAMILIES:
                continue
            try:
                worth = self._linked(rule, found) or self._price(rule, row)
            except TimeUp:
                break
            if worth is not None:
                found.append(worth)
        return found

    def _linked(self, rule: RuleName, found: list[Worth]) -> Worth | None:
        """A week's worth from the week before, where stock of a case or more is kept between.

        A case more this week lets a case kept for it be sold earlier, and a case more last
        week can be kept: either way the two differ by the holding cost, whole cases and
        bent curves included.
        """
        if rule[0] != "supply" or not found or found[-1].rule != "supply":
            return None
        problem, before = self.search.problem, found[-1]
        product, week = problem.products.index(rule[1][0]), problem.weeks.index(rule[1][1])
        if week == 0 or before.key != (rule[1][0], problem.weeks[week - 1]):
            return None
        if self.stock[product, week - 1] < A_CASE:
            return None
        base, kept = self.standing.objective, float(problem.holding[product])
        left = None if before.left is None else tidy(before.left + kept, base)
        value = tidy(before.value + kept, base)
        holds = self._holds(rule, value)
        return replace(before, key=rule[1], value=value, left=left, holds=holds)

    def _holds(self, rule: RuleName, value: float) -> tuple[float, float] | None:
        """Limits between which every unit is worth the same; None where that is said of none."""
        row = self.search.model.rules[rule]
        if row not in self.reach or self._leads_on(rule, row):
            return None
        reach, dual = self.reach[row], float(self.duals[row])
        near = max(ALIKE * abs(dual), SAME * max(abs(self.standing.objective), 1.0))
        if reach.bent or abs(value - dual) > near or reach.down + reach.up <= SAME:
            return None
        return self._around(rule, reach)

    def _around(self, rule: RuleName, reach: Reach) -> tuple[float, float]:
        limit = self.search.model.limit[rule]
        return max(limit - reach.down, 0.0), limit + reach.up

    def _is_exact(self, vertex: Vertex, rule: RuleName, row: int) -> tuple[bool, bool]:
        """Whether the dual is the worth of one more, and of one less."""
        reach = self.reach[row]
        if reach.bent or (rule[0] != "supply" and not vertex.is_slack(row)):
            return False, False
        up, down = reach.up >= A_UNIT, reach.down >= A_UNIT
        if self.leeway is not None and self.leeway.concerns(rule):
            # An effort that is held at a limit makes a corner of it that is not there.
            return up and down, up and down
        return up, down

    def _leads_on(self, rule: RuleName, row: int) -> bool:
        """Whether a step of a limit may have to move an effort that is held."""
        concerned = self.leeway is not None and self.leeway.concerns(rule)
        return concerned and not all(self.exact.get(row, (False, False)))

    def _price(self, rule: RuleName, row: int) -> Worth | None:
        """None where a plan that holds its efforts says nothing of it."""
        base, dual = self.standing.objective, float(self.duals[row])
        # Money where there is none yet has a worth only at the first.
        shut = rule[0] == "budget" and self.search.model.limit[rule] <= 0.0
        if self.prices is not None and not shut:
            value = self.prices.of(self.search.problem, rule)
            return Worth(rule[0], rule[1], tidy(value, base), marginal=True)
        up, down = self.exact.get(row, (False, False))
        if up and down:
            return Worth(rule[0], rule[1], tidy(dual, base), holds=self._holds(rule, dual))
        if rule[0] == "supply" and len(self.search.model.columns) > LARGE:
            holds = self._holds(rule, dual)
            return Worth(rule[0], rule[1], tidy(dual, base), marginal=True, holds=holds)
        more = dual if up else self._move(rule, row, 1.0)
        beyond = None if up else self._beyond
        less = dual if down else self._move(rule, row, -1.0)
        if more is None and self._leads_on(rule, row):
            return None
        value = dual if more is None else more
        same = less is None or abs(less - value) <= SAME * max(abs(base), 1.0)
        holds = self._holds(rule, value)
        if holds is None and beyond is not None and row in self.reach:
            # The value begins where the limit is: at a kink.
            holds = self._around(rule, replace(beyond, down=0.0))
        left = None if same else tidy(less or 0.0, base)
        return Worth(rule[0], rule[1], tidy(value, base), left, holds=holds)

    def _move(self, rule: RuleName, row: int, step: float) -> float | None:
        """True objective gained per unit of the step; None where it leaves no plan."""
        gained, _ = self._gain(row, step, None)
        if self.leeway is not None and self._leads_on(rule, row):
            for way in self.leeway.ways(rule):
                gained = self._gain_along(row, step, way, gained)
            # How far a value holds is only known of efforts that are held.
            self._beyond = None
        return None if gained is None else gained / step

    def _gain_along(
        self, row: int, step: float, way: Intervals, gained: float | None
    ) -> float | None:
        """The most that a step gains: so much before, and a way on while it gains more."""
        assert self.leeway is not None
        for _ in range(MOST_LEGS):
            more, values = self._gain(row, step, way)
            if more is None or (gained is not None and more <= gained + ALIKE * abs(gained)):
                break
            gained = more
            on = self.leeway.farther(way, values)
            if on is None:
                break
            way = on
        return gained

    def _gain(self, row: int, step: float, way: Intervals | None) -> tuple[float | None, Floats]:
        """(true objective gained by a step, where it leads to), efforts held as a way has them,
        None as the plan has them; None and nothing where it leaves no plan.

        Taken on the curves, not on their tangents. Where the step bends away from the
        tangents by more than a part of the gain, what overstates it is cut closer, and the
        plan itself stands anew under the same cuts.
        """
        gained, values, cuts = None, np.zeros(0), self.search.cuts
        for _ in range(MOST_CUTS):
            found = self._step(row, step, way)
            if found is None:
                return None, np.zeros(0)
            values, objective = found
            bent = cuts.excess(values) - self.standing.above
            gained = objective - self.standing.objective - float(bent.sum())
            size = max(abs(gained), SAME * max(abs(objective), 1.0))
            if np.abs(bent).sum() <= BENT * size or len(self.search.model.columns) > MEDIUM:
                break
            places, before = bent > BENT * size / max(bent.size, 1), way
            if self.leeway is not None and way is not None:
                way = self.leeway.settled(way, values, places)
            with held_in(self.search, before):
                added = cuts.add_tangents_where(places, values)
            if added:
                self.standing = stand(self.search)
            elif way is before:
                break
        return gained, values

    def _step(self, row: int, step: float, way: Intervals | None) -> tuple[Floats, float] | None:
        """(values, objective) after a step; None where no plan is left."""
        session = self.search.session
        limits = session.row_bounds(row)
        session.set_row_bounds(row, limits[0] + step, limits[1] + step)
        open_shut(self.search, limits[1] + step > 0.0)
        self._beyond = None
        try:
            with held_in(self.search, way):
                optimal = solve_with_demand(self.search) is Outcome.OPTIMAL
                values, objective = session.values(), session.objective
                self._beyond = self._reach_back(row, step, optimal)
        finally:
            session.set_row_bounds(row, *limits)
            open_shut(self.search, False)
        return (values, objective) if optimal else None

    def _reach_back(self, row: int, step: float, optimal: bool) -> Reach | None:
        """Beyond a step of one more: how far its value holds, where it does from the start."""
        if not optimal or step < 0.0 or len(self.search.model.columns) > MEDIUM:
            return None
        there = corner(self.search)
        reach = there.reach(row, there.positions(curved_columns(self.search)))
        straight = not there.is_slack(row) and not reach.bent and reach.down >= A_UNIT
        return replace(reach, up=reach.up + 1.0) if straight else None


def corner(search: Search) -> Vertex:
    """Where the last solve stands; no more is lost than asked for, also where no row says so."""
    model, cuts = search.model, search.cuts
    open_cells = (model.lost >= 0) & ~cuts.has_demand_row
    asked = demand_of(model, search.session.values())
    return search.session.vertex().tightened(model.lost[open_cells], asked[open_cells])


def curved_columns(search: Search) -> Ints:
    """Spends and uplifts: what moves along a curve."""
    model, curved = search.model, search.cuts.curved
    return np.concatenate([model.spend[curved], model.uplift[curved]])


def open_shut(search: Search, wide: bool) -> None:
    """Let money into the promotions that a budget of 0 shuts, or shut them again."""
    model, curves = search.model, search.cuts.curves
    if not model.shut.any():
        return
    spend, uplift = model.spend[model.shut], model.uplift[model.shut]
    top = (curves.most[:, None] * model.uplift_unit)[model.shut]
    nothing = np.zeros(len(spend))
    most = np.full(len(spend), np.inf) if wide else nothing
    search.session.set_bounds(spend, nothing, most)
    search.session.set_bounds(uplift, nothing, top if wide else nothing)
