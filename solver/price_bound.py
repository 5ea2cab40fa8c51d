"""The price bound: at prices for what accounts share, each account's best answer is its own, and
their sum is no less than any plan.

Lagrangian relaxation (Geoffrion 1974). Nothing is asked of the prices but their signs, so they may
come from a guess, from a linear program, or from another scenario; the curves are the true ones,
S-shaped and judged ones too, visits are whole.
"""

from dataclasses import dataclass, replace

import numpy as np

from solver.model.visits import visit_change
from solver.prices import Prices
from solver.problem import Floats, Problem
from solver.responses import Responses


def price_bound(problem: Problem, prices: Prices) -> float:
    """Money that no plan exceeds, at any prices of supply, money and hours.

        sum over supply of price times units + sum over limits of price times limit
        + sum over accounts of the best answer at those prices

    Rules of other families are left out, which only raises it.
    """
    supply = _never_cheaper_than_stock(problem, prices.supply)
    goods = (supply * problem.supply).sum() + supply[:, 0] @ problem.opening
    bought = (np.maximum(supply - problem.extra_cost, 0.0) * problem.extra).sum()
    served, kept = _unit_values(problem, supply)
    return float(
        goods
        + bought
        + (problem.baseline * kept).sum()
        + _best_spends(problem, prices, served, kept).earned
        + _best_visits(problem, prices, kept)
        + _at_accounts(problem)
    )


def _never_cheaper_than_stock(problem: Problem, supply: Floats) -> Floats:
    """The prices, raised to where keeping a unit for a later week, or to the end, gains nothing."""
    found = supply.copy()
    found[:, -1] = np.maximum(found[:, -1], -problem.holding - problem.write_down)
    for week in range(problem.shape[2] - 2, -1, -1):
        found[:, week] = np.maximum(found[:, week], found[:, week + 1] - problem.holding)
    return found


def _unit_values(problem: Problem, supply: Floats) -> tuple[Floats, Floats]:
    """([A, P, T] money that a unit of uplift is worth, [A, P, T] that one of the rest is).

    A unit that earns less than its price is not served; where goodwill counts, the rest is
    served as long as that costs less.
    """
    each = problem.margin[:, :, None] - supply[None, :, :]
    rows = problem.account_stock
    if rows is not None:
        # Sold from what came in any week before; what was there already is counted apart.
        for row, (account, product) in enumerate(zip(rows.account, rows.product, strict=True)):
            lead, weeks = int(rows.lead[row]), problem.shape[2]
            cheapest = np.minimum.accumulate(supply[product])
            each[account, product] = -np.inf
            each[account, product, lead:] = (
                problem.margin[account, product] - cheapest[: max(weeks - lead, 0)]
            )
    return np.maximum(each, 0.0), np.maximum(each, -problem.goodwill[:, None, None])


@dataclass(frozen=True)
class _Spends:
    """The best answers of promotions to prices."""

    spend: Floats
    """[J, T] money."""
    earned: float
    """money they earn at most, and what the budgets' limits are worth at their prices."""


def best_spends(problem: Problem, prices: Prices) -> Floats:
    """[J, T] money that each promotion-week spends at prices, on its own; supply as dear as
    keeping it makes it."""
    supply = _never_cheaper_than_stock(problem, prices.supply)
    return _best_spends(problem, prices, *_unit_values(problem, supply)).spend


def _best_spends(problem: Problem, prices: Prices, served: Floats, kept: Floats) -> _Spends:
    promotions, curves = problem.promotions, Responses.of_promotions(problem.promotions)[:, None]
    lost = kept[promotions.account]
    lost = lost - promotions.net_of_borrowed(lost, problem.margin[promotions.account])
    net = (served[promotions.account] - lost) * problem.baseline[promotions.account]
    worth = np.einsum("jpt,jp->jt", net, promotions.covers)
    allowed = _signed(problem, prices)
    cost = problem.spend_cost + allowed.money(problem)
    if np.any(cost[promotions.active] < 0.0):
        return _Spends(np.zeros_like(cost), float("inf"))
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        spend = curves.effort_at_slope(np.where(worth > 0.0, cost / worth, np.inf))
    free = promotions.active & (cost <= 0.0) & (worth > 0.0)
    spend = np.where(promotions.active & (worth > 0.0) & ~free, spend, 0.0)
    concave = ~curves.bent
    spend = np.where(concave, np.maximum(spend, problem.least_spend), spend)
    earned = worth * curves.value(spend) - cost * spend
    earned = np.where(free, worth * curves.most, earned)
    limits = [
        price * (budget.maximum if price > 0.0 else budget.minimum)
        for budget, price in zip(problem.budgets, allowed.budgets.tolist(), strict=True)
    ]
    return _Spends(spend, float(sum(limits) + earned[promotions.active].sum()))


def _signed(problem: Problem, prices: Prices) -> Prices:
    """A maximum has a price of 0 or more, a minimum of 0 or less; none is dearer to keep than to
    break."""
    low, high = [], []
    for budget in problem.budgets:
        most = np.inf if budget.price is None else budget.price
        low.append(-most if budget.minimum > 0.0 else 0.0)
        high.append(most if np.isfinite(budget.maximum) else 0.0)
    return replace(prices, budgets=np.clip(prices.budgets, low, high) if low else prices.budgets)


def _best_visits(problem: Problem, prices: Prices, kept: Floats) -> float:
    """What visits earn at most, and what the hours are worth at their price."""
    visits, teams, total = problem.visits, problem.teams, 0.0
    hour = np.zeros(len(teams.names))
    for price, share, limit in (
        (prices.hours, 1.0, teams.hours),
        (prices.peak_hours, problem.peak_share, teams.peak_hours),
    ):
        priced = np.where(np.isfinite(limit), np.maximum(price, 0.0), 0.0)
        hour += share * priced
        total += float(priced @ np.where(np.isfinite(limit), limit, 0.0))
    if not len(visits):
        return total
    # The last stands for no team.
    each = visits.cost + visits.hours * np.append(hour, 0.0)[visits.team]
    worth = (problem.baseline * kept).sum(axis=(1, 2))[visits.account]
    best = np.full(len(visits), -np.inf)
    for step in range(int((visits.maximum - visits.minimum).max()) + 1):
        number = np.minimum(visits.minimum + step, visits.maximum).astype(float)
        best = np.maximum(best, worth * visit_change(problem, number) - each * number)
    return total + float(best.sum())


def _at_accounts(problem: Problem) -> float:
    """What goods that accounts have already, or that are on their way, could add at most."""
    rows = problem.account_stock
    if rows is None:
        return 0.0
    units = rows.opening + rows.transit.sum(axis=1)
    dearest = np.abs(problem.margin[rows.account, rows.product]) + problem.goodwill[rows.account]
    return float(units @ dearest)
