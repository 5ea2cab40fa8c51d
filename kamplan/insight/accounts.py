"""Accounts in a solved plan: what each gets, asks for and earns; and who gains and loses."""

from dataclasses import dataclass

import numpy as np

from kamplan.plan import Plan
from kamplan.plan.points import effects_at, sound_curves
from kamplan.plan.stated import stated
from kamplan.whatif.figures import Solved
from solver.problem import Floats


def spend_by_account(solved: Solved) -> Floats:
    """[A] promotion money; nothing where there is no plan."""
    problem, decisions = solved.problem, solved.result.decisions
    if decisions is None:
        return np.zeros(len(problem.accounts))
    owner, each = problem.promotions.account, decisions.spend.sum(axis=1)
    return np.bincount(owner, each, len(problem.accounts)).astype(float)


def most_promoted(solved: Solved, most: int) -> list[int]:
    """Accounts that get most promotion money, the most first; none without a plan."""
    money = spend_by_account(solved)
    order = np.argsort(-money, kind="stable")[:most]
    return [account for account in order.tolist() if money[account] > 0.0]


@dataclass(frozen=True)
class AccountFigures:
    """All arrays [A], in the order of the plan's accounts."""

    contribution: Floats
    """money; the warehouse's costs are everyone's and left out."""
    spend: Floats
    """promotion money."""
    visits: Floats
    """over the horizon."""
    sold: Floats
    """units."""
    lost: Floats
    """units asked for and not served."""

    @property
    def fill(self) -> Floats:
        """[A] sold / (sold + lost), 1 where nothing is asked."""
        asked = self.sold + self.lost
        return np.divide(self.sold, asked, out=np.ones_like(asked), where=asked > 0.0)


def account_figures(solved: Solved) -> AccountFigures | None:
    """The figures of every account; None where there is no plan."""
    evaluation, decisions = solved.result.evaluation, solved.result.decisions
    if evaluation is None or decisions is None:
        return None
    problem = solved.problem
    count = len(problem.accounts)

    def by_account(owner: np.ndarray, values: np.ndarray) -> Floats:
        return np.bincount(owner, weights=values, minlength=count).astype(float)

    spend = spend_by_account(solved)
    visits = by_account(problem.visits.account, decisions.visits)
    cost = by_account(problem.visits.account, problem.visits.cost * decisions.visits)
    earned = np.einsum("ap,apt->a", problem.margin, evaluation.sold)
    return AccountFigures(
        earned - spend - cost - evaluation.borrowed - evaluation.kept_at,
        spend,
        visits,
        evaluation.sold.sum(axis=(1, 2)),
        evaluation.lost.sum(axis=(1, 2)),
    )


@dataclass(frozen=True)
class AccountDifference:
    """One account in two plans: after minus before."""

    account: str
    contribution: float
    spend: float
    visits: float
    sold: float


def compare_accounts(before: Solved, after: Solved) -> list[AccountDifference]:
    """Accounts that both plans have, the largest gain of contribution first.

    Empty where one of the two has no plan.
    """
    one, other = account_figures(before), account_figures(after)
    if one is None or other is None:
        return []
    places = {name: place for place, name in enumerate(before.problem.accounts)}
    found = []
    for place, name in enumerate(after.problem.accounts):
        if name in places:
            old = places[name]
            changes = (
                float(getattr(other, field)[place] - getattr(one, field)[old])
                for field in ("contribution", "spend", "visits", "sold")
            )
            found.append(AccountDifference(name, *changes))
    return sorted(found, key=lambda each: -each.contribution)


def judged_uplifts(plan: Plan, row: int) -> list[tuple[float, float]]:
    """(money in a week, uplift) at every point of the curve that a row of promotions follows,
    the one at nothing left out; none where it follows no curve."""
    table = stated(plan, "promotions")
    curve = sound_curves(plan).get(str(table["curve"][row]))
    if curve is None:
        return []
    half, most = float(table["half_spend"][row]), float(table["max_uplift"][row])
    return [(half * float(effort), most * float(effect)) for effort, effect in curve[1:]]


def judged_changes(plan: Plan, row: int) -> list[tuple[float, float]]:
    """(visits, change of demand against the present visits) at every point of the curve that a
    row of visits follows; none where it follows no curve."""
    table = stated(plan, "visits")
    curve = sound_curves(plan).get(str(table["curve"][row]))
    if curve is None:
        return []
    half, most = float(table["half_visits"][row]), float(table["max_change"][row])
    present = float(effects_at(curve, float(table["present"][row]) / half))
    return [(half * float(effort), most * (float(effect) - present)) for effort, effect in curve]
