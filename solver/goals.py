"""What a search maximises, how a plan is valued for it, and how close the proof must come."""

from typing import TYPE_CHECKING

import numpy as np

from solver.backends import as_arrays
from solver.evaluate import evaluate, target_amounts
from solver.keeping import rule_amounts
from solver.model import Model
from solver.problem import Decisions, Floats, Problem
from solver.result import relative_gap
from solver.rules import RuleName

if TYPE_CHECKING:
    from solver.certify import Search

# The excess at which refining stops, as a share of the target gap: the proof would hold
# much earlier, but the worth of one more is only as good as the curve around the plan.
POLISH = 1 / 50
# The same with S-shaped curves, whose gap is measured against what promotion brings in.
FINE = POLISH / 10
# How far the sum of relaxations may be above the least possible, as a share of it.
# The second where a model has more columns than LARGE: a refinement takes seconds there.
CLOSE, CLOSE_LARGE, LARGE = 1e-3, 5e-3, 20_000
# Refining ends where what is overstated is so small a share of that.
SETTLED = 1 / 5
# A sum of relaxations, in shares of what rules demand, that is only the solver's tolerance.
NOTHING = 1e-6


class Contribution:
    """The most money, every rule kept."""

    elastic = False

    def value(self, search: "Search", decisions: Decisions) -> float:
        """What a plan is worth, recomputed, money."""
        return evaluate(search.problem, decisions).objective

    def keeps(self, search: "Search", decisions: Decisions) -> bool:
        """Whether a plan may be kept: it breaks nothing."""
        return not evaluate(search.problem, decisions).breaks

    def close(self, search: "Search", bound: float, value: float) -> bool:
        """Whether the proof is close enough."""
        return relative_gap(bound, value) <= search.problem.target_gap

    def allowed(self, search: "Search", value: float) -> float:
        """Money by which the bound may be above a plan of this value."""
        return search.problem.target_gap * max(abs(value), 1.0)

    def gap_of_whole(self, search: "Search") -> float:
        """Relative gap at which a branch and bound on whole visits ends."""
        return search.problem.target_gap / 4.0

    def tolerance(self, search: "Search") -> float:
        """Money by which a solution may overstate a plan before it is cut again."""
        size = max(abs(search.best.bound or 0.0), 1.0)
        return (FINE if search.cuts.bent else POLISH) * search.problem.target_gap * size

    def settled(self, search: "Search", values: Floats) -> bool:
        """Whether a solution is close enough to the envelopes, whatever money says."""
        return False

    def prices(self, search: "Search") -> tuple[Floats, Floats] | None:
        """What overstated uplifts and changes weigh in a choice; None: as money."""
        return None


class LeastRelaxation:
    """The smallest sum of amounts by which rules are broken, each as a share of what the rule

    demands. Counted negative, so that the most is the best. What no planner can relax
    (stock, demand, fewest and most visits) is kept.
    """

    elastic = True

    def value(self, search: "Search", decisions: Decisions) -> float:
        """Minus the sum of the relaxations that make a plan keep every rule."""
        over, slacks = overruns(search.problem, decisions), search.model.slacks
        shares = sum(over.get(slack.rule, 0.0) / slack.scale for slack in slacks)
        return -search.model.whole_share * shares

    def keeps(self, search: "Search", decisions: Decisions) -> bool:
        """Whether a plan breaks only what can be relaxed."""
        slack = {each.rule for each in search.model.slacks}
        breaks = evaluate(search.problem, decisions).breaks
        return all((each.rule, each.key) in slack for each in breaks)

    def close(self, search: "Search", bound: float, value: float) -> bool:
        """Whether the proof is close enough."""
        return bound - value <= self.allowed(search, value)

    def allowed(self, search: "Search", value: float) -> float:
        """Shares by which the bound may be above a plan of this value."""
        return NOTHING * search.model.whole_share + self._close(search) * abs(value)

    def gap_of_whole(self, search: "Search") -> float:
        """Relative gap at which a branch and bound on whole visits ends."""
        return self._close(search) / 4.0

    def _close(self, search: "Search") -> float:
        return CLOSE_LARGE if len(search.model.columns) > LARGE else CLOSE

    def tolerance(self, search: "Search") -> float:
        """0: money says nothing of shares, so every overstatement is cut."""
        return 0.0

    def settled(self, search: "Search", values: Floats) -> bool:
        """Whether what a solution overstates is next to nothing at the prices of the rules."""
        uplift, _ = self.prices(search)
        over = search.cuts.above_envelope(values)
        shares = float((uplift[search.cuts.curved] * over).sum())
        return shares <= SETTLED * self.allowed(search, search.best.bound or 0.0)

    def prices(self, search: "Search") -> tuple[Floats, Floats]:
        """[J, T], [K] shares that the rules' duals put on an uplift and on a change."""
        return prices_by_rules(search.model, search.duals)


def overruns(problem: Problem, decisions: Decisions) -> dict[RuleName, float]:
    """By how much a plan breaks each hard rule that could be relaxed, in the rule's unit."""
    found = evaluate(problem, decisions)
    amounts = rule_amounts(problem, decisions, found.sold, found.stock, found.at_accounts)
    amounts += target_amounts(problem, decisions)
    return {
        (each.rule, each.key): each.amount
        for each in amounts
        if each.price is None and each.amount > 0.0
    }


def prices_by_rules(model: Model, duals: Floats) -> tuple[Floats, Floats]:
    """What one more of each uplift [J, T] and change [K] does for the rules, by their duals."""
    matrix = as_arrays(model).a_matrix_
    rows = np.repeat(np.arange(len(model.rows)), np.diff(np.array(matrix.start_)))
    gains = np.zeros(len(model.columns))
    np.subtract.at(gains, np.array(matrix.index_), duals[rows] * np.array(matrix.value_))
    uplift = np.where(model.uplift >= 0, gains[model.uplift], 0.0)
    return np.maximum(uplift, 0.0), np.maximum(gains[model.change], 0.0)
