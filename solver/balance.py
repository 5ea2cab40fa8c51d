"""Prices of money at which what is spent is what there is."""

from dataclasses import replace

import numpy as np

from solver.price_bound import Answers
from solver.prices import Prices
from solver.problem import Budget, Floats, Problem
from solver.responses import Responses

# Budgets that share promotions move each other: so many times around, each within so many
# halvings of the range.
AROUND, HALVINGS = 3, 30
# The least that a unit of money can be made to cost, as a share of what it does, and the most.
LEAST, MOST = 0.05, 1e4
# An uplift that earns less than this share of what the best does is left out.
NOTHING = 1e-9


def balanced(problem: Problem, prices: Prices) -> Prices:
    """The same prices but for those of budgets: each such that promotions, on their own, spend
    the most it allows or the least it asks for, or 0 where they are between the two anyway."""
    answers, money = Answers(problem, prices), prices.budgets.copy()
    worth, cost = answers.worth, answers.cost
    active = problem.promotions.active & (worth > NOTHING * worth.max(initial=0.0))
    all_curves = Responses.of_promotions(problem.promotions)
    rows = np.broadcast_to(np.arange(len(worth))[:, None], worth.shape)
    for _ in range(AROUND if len(problem.budgets) > 1 else 1):
        for place, budget in enumerate(problem.budgets):
            cells = budget.selects & active
            if not cells.any():
                continue
            others = cost[cells] - money[place]
            found = _price(all_curves[rows[cells]], worth[cells], others, budget)
            cost = cost + budget.selects * (found - money[place])
            money[place] = found
    return replace(prices, budgets=money)


def _price(curves: Responses, worth: Floats, others: Floats, budget: Budget) -> float:
    """What a unit of money has to cost on top of `others`."""

    def spent(price: float) -> float:
        target = np.maximum(others + price, LEAST * np.maximum(others, 1.0)) / worth
        return float(curves.effort_at_slope(target).sum())

    free = spent(0.0)
    if budget.minimum <= free <= budget.maximum:
        return 0.0
    limit = budget.maximum if free > budget.maximum else budget.minimum
    most = MOST if budget.price is None else budget.price
    if free > budget.maximum:
        low, high = 0.0, 1.0
        while spent(high) > limit and high < most:
            low, high = high, 2.0 * high
    else:
        low, high = (LEAST - 1.0) * float(others.min()), 0.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2.0
        low, high = (middle, high) if spent(middle) > limit else (low, middle)
    return float(np.clip(high, -most, most))
