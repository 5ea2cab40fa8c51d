"""What the next step of money or visits brings, from where a solved plan stands."""

from dataclasses import dataclass

import numpy as np

from kamplan.insight.levers import SPENT, promotion_place, visit_place
from kamplan.insight.marginal import lift_worth, unit_returns
from kamplan.whatif.figures import Solved
from solver.responses import Responses

PARTS = 20.0
"""a step of money is no more than the half spend by this."""


@dataclass(frozen=True)
class Return:
    """A step further along a curve."""

    step: float
    """money in a week, or visits."""
    brings: float
    """money gained by it, its own cost not taken off: of money in an average week that has some,
    of a visit in all weeks together."""
    weeks: int
    """weeks that have money now; 0: the step would be the first, in the best week for it."""
    best_week: str = ""
    """that week; empty where there is money now, and for visits."""
    cost: float = 0.0
    """money that the step costs beside itself: that of a visit."""
    hours: float = 0.0
    """of a visit."""


def promotion_return(solved: Solved | None, account: str, mechanic: str) -> Return | None:
    """The next round step of money in every week that has some; the first step, in the week
    where it brings most, where none has.

        brings[t] = (f(x[t] + step) - f(x[t])) w[t]

    with f the response, and w what an uplift of 1 is worth (`marginal.lift_worth`). None where
    there is no plan, or no such row, or no week in which money may be spent.
    """
    place = promotion_place(solved, account, mechanic)
    if solved is None or place is None:
        return None
    assert solved.result.decisions is not None
    rows, spend = solved.problem.promotions, solved.result.decisions.spend[place]
    step = round_step(float(rows.half_spend[place]) / PARTS)
    curve = Responses.of_promotions(rows)[np.full(len(spend), place)]
    gained = (curve.value(spend + step) - curve.value(spend)) * lift_worth(
        solved, np.array([place])
    )[0]
    spent = spend > SPENT
    if spent.any():
        return Return(step, float(gained[spent].mean()), int(spent.sum()))
    if not rows.active[place].any():
        return None
    best = int(np.where(rows.active[place], gained, -np.inf).argmax())
    return Return(step, float(gained[best]), 0, solved.problem.weeks[best])


def visit_return(solved: Solved | None, account: str, kind: str) -> Return | None:
    """The next visit, whether or not it may be made.

        brings = (F(n + 1) - F(n)) sum over p, t of B[a,p,t] v[p,t]

    with v what a unit more of demand brings (`marginal.unit_returns`). None where there is no
    plan, or no such row.
    """
    place = visit_place(solved, account, kind)
    if solved is None or place is None:
        return None
    assert solved.result.decisions is not None
    rows, made = solved.problem.visits, float(solved.result.decisions.visits[place])
    curve = Responses.of_visits(rows)[np.array([place, place])]
    now, then = curve.value(np.array([made, made + 1.0]))
    owner = int(rows.account[place])
    worth = unit_returns(solved, np.array([owner]), unpromoted=True)[0]
    moved = float((solved.problem.baseline[owner] * worth).sum())
    cost, hours = float(rows.cost[place]), float(rows.hours[place])
    return Return(1.0, float(then - now) * moved, 0, cost=cost, hours=hours)


def round_step(most: float) -> float:
    """The largest of 1, 2, 5, tenfold and a tenth of them, that is no more."""
    power = 10.0 ** np.floor(np.log10(most) + 1e-9)
    return float(max(step * power for step in (1.0, 2.0, 5.0) if step * power <= most * (1 + 1e-9)))
