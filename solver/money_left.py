"""Why a budget is not spent: what the next unit of money would return where it may go."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from solver.aims import pursue
from solver.problem import Budget, Floats, Problem
from solver.responses import Responses
from solver.result import Result

Reason = Literal["returns", "stock", "rule"]
"""returns: no unit more returns itself; stock: it would if the goods were not short; rule: it
would, but another rule keeps it from being spent there."""

# A budget of which no more than this share is left is spent.
SPENT = 1e-3
# The plan is known within its gap, and so are returns.
NEAR = 0.02


@dataclass(frozen=True)
class MoneyLeft:
    """A budget that is not spent, and where its next unit would return most."""

    budget: str
    left: float
    """money."""
    reason: Reason
    account: str
    mechanic: str
    week: str
    returns: float
    """money that the next unit there brings, before what it costs itself; for "stock" as if
    the goods it takes were free."""


def money_left(problem: Problem, result: Result) -> list[MoneyLeft]:
    """Every budget with a maximum that is not spent; empty where there is no plan."""
    if result.decisions is None or not len(problem.promotions):
        return []
    if problem.aims:
        # What money returns is counted in what is maximised, and so are the worths of goods.
        problem = pursue(problem, problem.aims[0])
    net, gross = returns(problem, result, supply_prices(problem, result)), returns(problem, result)
    found = []
    for budget in problem.budgets:
        spent = float(result.decisions.spend[budget.selects].sum())
        left = budget.maximum - spent
        if np.isfinite(left) and left > SPENT * max(budget.maximum, 1.0) and budget.selects.any():
            found.append(_explained(problem, budget, left, net, gross))
    return found


def _explained(
    problem: Problem, budget: Budget, left: float, net: Floats, gross: Floats
) -> MoneyLeft:
    cost = problem.spend_cost * (1.0 + NEAR)
    table: Floats
    reason: Reason
    if np.max(net[budget.selects]) > cost:
        reason, table = "rule", net
    elif np.max(gross[budget.selects]) > cost:
        reason, table = "stock", gross
    else:
        reason, table = "returns", net
    best = int(np.where(budget.selects, table, -np.inf).argmax())
    row, week = np.unravel_index(best, table.shape)
    promotions = problem.promotions
    return MoneyLeft(
        budget.name,
        left,
        reason,
        problem.accounts[promotions.account[row]],
        promotions.mechanic[row],
        problem.weeks[week],
        float(table[row, week]),
    )


def returns(problem: Problem, result: Result, price: Floats | None = None) -> Floats:
    """[J, T] money that one unit of money more brings in each promotion-week.

    (f(x + 1) - f(x)) sum over p of cover B (margin - price), what is borrowed from later weeks
    taken off; `price` [P, T] of the goods it takes, which is below 0 where they would only be
    kept, None: nothing. Less than nothing is sold nowhere.
    """
    assert result.decisions is not None
    promotions, spend = problem.promotions, result.decisions.spend
    each = np.repeat(problem.margin[:, :, None], problem.shape[2], axis=2)
    if price is not None:
        each = each - price[None, :, :]
    beyond = np.maximum(problem.beyond, 0.0)[promotions.account]
    lifted = promotions.net_of_borrowed(np.maximum(each, 0.0)[promotions.account], beyond)
    units = lifted * problem.baseline[promotions.account]
    worth = np.einsum("jpt,jp->jt", units, promotions.covers)
    curves = Responses.of_promotions(promotions)[:, None]
    gained = curves.value(spend + 1.0) - curves.value(spend)
    return np.where(promotions.active, worth * gained, 0.0)


def supply_prices(problem: Problem, result: Result) -> Floats:
    """[P, T] what a unit of goods that is taken from others is worth, the last one there is: below
    0 where what is not sold costs money to keep and to write down, 0 where it is not known."""
    price = np.zeros(problem.supply.shape)
    for item in result.worth:
        if item.rule == "supply":
            place = problem.products.index(item.key[0]), problem.weeks.index(item.key[1])
            price[place] = item.value if item.left is None else item.left
    return price
