"""What one more of each limited thing is worth, visits held."""

from dataclasses import dataclass, replace

import numpy as np

from solver.backends import Outcome, Vertex
from solver.certify import LARGE, Search
from solver.model.core import RuleName
from solver.problem import Floats
from solver.result import Worth

FAMILIES = ("budget", "budget_min", "supply", "warehouse", "credit")
# Two worths closer than this share of the objective per unit are the same number.
SAME = 1e-9
# A step whose gain the tangents overstate by more than this share is cut closer.
BENT = 0.01
MOST_CUTS = 8
# Above this many columns a step of one is small beside the plan: nothing is cut closer.
MEDIUM = 5_000
# Stock that gives up a case and is still not negative.
A_CASE = 1.0 + 1e-6


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
    """Solve until nowhere more is lost than demanded: a step can make new such places."""
    for _ in range(MOST_CUTS):
        outcome = search.session.solve()
        if outcome is not Outcome.OPTIMAL:
            return outcome
        if search.cuts.add_demand_rows(search.session.values(), 0.0)[1] == 0:
            return outcome
    return search.session.solve()


def stand(search: Search) -> Standing:
    """Solve, and note where the plan stands."""
    solve_with_demand(search)
    values = search.session.values()
    return Standing(search.session.objective, search.cuts.excess(values))


def tidy(value: float, base: float) -> float:
    """0 for what is only the solver's tolerance."""
    return 0.0 if abs(value) <= SAME * max(abs(base), 1.0) else value


class LimitPricer:
    """Prices limits by moving them, one at a time, in a session that stands at the plan.

    Each way, the value is the dual where the limit can move by one on the same basis and no
    bent curve is involved, and what a re-solve gains where not. Weeks between which stock
    is kept share one re-solve. On a large plan a product-week is given its dual, called
    marginal: re-solving takes longer than the plan.
    """

    def __init__(self, search: Search) -> None:
        self.search = search
        self.standing = stand(search)
        self.duals = search.session.row_duals()
        self.stock = search.session.values()[search.model.stock]
        vertex = search.session.vertex()
        rows = [(rule, row) for rule, row in search.model.rules.items() if rule[0] in FAMILIES]
        # Asked before anything is solved again: a re-solve moves the basis.
        self.exact = {row: self._is_exact(vertex, rule, row) for rule, row in rows}
        self.basis = search.session.basis()

    def price_all(self) -> list[Worth]:
        """Every budget and product-week, until told to stop."""
        found: list[Worth] = []
        for rule, row in self.search.model.rules.items():
            if self.search.stop.now:
                break
            if rule[0] in FAMILIES:
                found.append(self._linked(rule, found) or self._price(rule, row))
        return found

    def _linked(self, rule: RuleName, found: list[Worth]) -> Worth | None:
        """A week's worth from the week before, where stock of a case or more is kept between.

        A case more this week lets a case kept for it be sold earlier, and a case more last
        week can be kept: either way the two differ by the holding cost, whole cases and
        bent curves included.
        """
        if rule[0] != "supply" or not found or found[-1].key[0] != rule[1][0]:
            return None
        problem, before = self.search.problem, found[-1]
        product, week = problem.products.index(rule[1][0]), problem.weeks.index(rule[1][1])
        if before.rule != "supply" or week == 0 or self.stock[product, week - 1] < A_CASE:
            return None
        base, kept = self.standing.objective, float(problem.holding[product])
        left = None if before.left is None else tidy(before.left + kept, base)
        return replace(before, key=rule[1], value=tidy(before.value + kept, base), left=left)

    @staticmethod
    def _is_exact(vertex: Vertex, rule: RuleName, row: int) -> tuple[bool, bool]:
        """Whether the dual is the worth of one more, and of one less."""
        if rule[0] == "supply" or vertex.is_slack(row):
            return vertex.holds(row, 1.0), vertex.holds(row, -1.0)
        return False, False

    def _price(self, rule: RuleName, row: int) -> Worth:
        base, dual = self.standing.objective, float(self.duals[row])
        if all(self.exact[row]):
            return Worth(rule[0], rule[1], tidy(dual, base))
        if rule[0] == "supply" and len(self.search.model.columns) > LARGE:
            return Worth(rule[0], rule[1], tidy(dual, base), marginal=True)
        up, down = self.exact[row]
        more = dual if up else self._move(row, 1.0)
        less = dual if down else self._move(row, -1.0)
        value = dual if more is None else more
        same = less is None or abs(less - value) <= SAME * max(abs(base), 1.0)
        return Worth(rule[0], rule[1], tidy(value, base), None if same else tidy(less or 0.0, base))

    def _move(self, row: int, step: float) -> float | None:
        """True objective gained per unit of the step; None where it leaves no plan.

        Taken on the curves, not on their tangents. Where the step bends away from the
        tangents by more than a part of the gain, what overstates it is cut closer, and the
        plan itself stands anew under the same cuts.
        """
        session, cuts = self.search.session, self.search.cuts
        limits = session.row_bounds(row)
        gained = None
        for _ in range(MOST_CUTS):
            session.set_row_bounds(row, limits[0] + step, limits[1] + step)
            self._open_shut(limits[1] + step > 0.0)
            optimal = solve_with_demand(self.search) is Outcome.OPTIMAL
            values, objective = session.values(), session.objective
            session.set_row_bounds(row, *limits)
            self._open_shut(False)
            session.restart_from(self.basis)
            if not optimal:
                return None
            above = cuts.excess(values)
            bent = above - self.standing.above
            gained = objective - self.standing.objective - float(bent.sum())
            size = max(abs(gained), SAME * max(abs(objective), 1.0))
            if np.abs(bent).sum() <= BENT * size or len(self.search.model.columns) > MEDIUM:
                break
            if cuts.add_tangents_where(bent > BENT * size / max(bent.size, 1), values) == 0:
                break
            self.standing = stand(self.search)
            self.basis = session.basis()
        return None if gained is None else gained / step

    def _open_shut(self, wide: bool) -> None:
        """Let money into the promotions that a budget of 0 shuts, or shut them again."""
        model, curves = self.search.model, self.search.cuts.curves
        if not model.shut.any():
            return
        spend, uplift = model.spend[model.shut], model.uplift[model.shut]
        top = (curves.most[:, None] * model.uplift_unit)[model.shut]
        nothing = np.zeros(len(spend))
        most = np.full(len(spend), np.inf) if wide else nothing
        self.search.session.set_bounds(spend, nothing, most)
        self.search.session.set_bounds(uplift, nothing, top if wide else nothing)
