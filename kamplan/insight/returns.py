"""What the next step of money or visits brings, from where a solved plan stands."""

from dataclasses import dataclass, fields, replace

import numpy as np

from kamplan.insight.levers import SPENT, promotion_place, visit_place
from kamplan.whatif.figures import Solved
from solver.problem import Floats, Promotions
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

        brings[t] = (f(x[t] + step) - f(x[t])) sum over p of B[a,p,t] v[p,t]

    with f the response, B the baseline of the products it lifts, v what a unit of demand is
    worth (`demand_worth`), less what it borrows from later weeks. None where there is no plan,
    or no such row, or no week in which money may be spent.
    """
    place = promotion_place(solved, account, mechanic)
    if solved is None or place is None:
        return None
    assert solved.result.decisions is not None
    rows, spend = solved.problem.promotions, solved.result.decisions.spend[place]
    step = round_step(float(rows.half_spend[place]) / PARTS)
    curve = Responses.of_promotions(rows)[np.full(len(spend), place)]
    gained = (curve.value(spend + step) - curve.value(spend)) * _moved(solved, place)
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

    None where there is no plan, or no such row.
    """
    place = visit_place(solved, account, kind)
    if solved is None or place is None:
        return None
    assert solved.result.decisions is not None
    rows, made = solved.problem.visits, float(solved.result.decisions.visits[place])
    curve = Responses.of_visits(rows)[np.array([place, place])]
    now, then = curve.value(np.array([made, made + 1.0]))
    owner = int(rows.account[place])
    moved = float((solved.problem.baseline[owner] * demand_worth(solved, owner)).sum())
    cost, hours = float(rows.cost[place]), float(rows.hours[place])
    return Return(1.0, float(then - now) * moved, 0, cost=cost, hours=hours)


def demand_worth(solved: Solved, account: int) -> Floats:
    """[P, T] money that a unit more of an account's demand earns: what a unit delivered there is
    worth, less the worth of the unit of goods that it takes (of the last one there is), and
    nothing where that is more, for then it is not served.

    Rules that a unit delivered eases count at their prices where they are known, as they are
    until the program ends; without them a unit is worth its margin.
    """
    problem, each = solved.problem, solved.result.unit_worth
    delivered = problem.margin[account][:, None] if each is None else each[account]
    price = np.zeros(problem.supply.shape)
    products = {name: place for place, name in enumerate(problem.products)}
    weeks = {name: place for place, name in enumerate(problem.weeks)}
    for item in solved.result.worth:
        if item.rule == "supply":
            last = item.value if item.left is None else item.left
            price[products[item.key[0]], weeks[item.key[1]]] = last
    return np.asarray(np.maximum(delivered - price, 0.0))


def _moved(solved: Solved, place: int) -> Floats:
    """[T] money that an uplift of 1 in a week is worth, with what it takes from later weeks."""
    problem, row = solved.problem, _only(solved.problem.promotions, place)
    owner = int(row.account[0])
    value = np.broadcast_to(demand_worth(solved, owner), problem.supply.shape)
    net = row.net_of_borrowed(value[None], problem.margin[[owner]])[0]
    lifted = problem.baseline[owner] * row.covers[0][:, None]
    return np.asarray((lifted * net).sum(axis=0))


def _only(rows: Promotions, place: int) -> Promotions:
    """One row of them."""
    arrays = (field.name for field in fields(rows) if field.name != "mechanic")
    kept = {name: getattr(rows, name)[[place]] for name in arrays}
    return replace(rows, mechanic=(rows.mechanic[place],), **kept)


def round_step(most: float) -> float:
    """The largest of 1, 2, 5, tenfold and a tenth of them, that is no more."""
    power = 10.0 ** np.floor(np.log10(most) + 1e-9)
    return float(max(step * power for step in (1.0, 2.0, 5.0) if step * power <= most * (1 + 1e-9)))
