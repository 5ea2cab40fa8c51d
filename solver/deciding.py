"""What prices decide clearly, before any linear program."""

import numpy as np

from solver.decided import Decided
from solver.evaluate import demand_after
from solver.price_bound import best_spends
from solver.prices import Prices
from solver.problem import Bools, Decisions, Floats, Problem


def decide(problem: Problem, prices: Prices, share: float, width: float) -> Decided:
    """Hold what prices decide clearly.

    Left to the program: the largest `share` of the spends, and cells whose unit earns within
    `width` (a share of its margin) of its price; more where what is left is too little to
    keep supply and budgets. What rules of single accounts touch is never decided.
    """
    spends, cells = _left_alone(problem)
    spend = best_spends(problem, prices)
    held = problem.promotions.active & ~spends & ~_largest(problem, spend, share)
    visits = np.rint(problem.visits.present).astype(np.int64)
    demand = np.maximum(demand_after(problem, Decisions(spend, visits, np.zeros(problem.shape))), 0)
    clear = (problem.margin[:, :, None] - prices.supply[None, :, :]) / np.maximum(
        np.abs(problem.margin), 1e-9
    )[:, :, None]
    arrived = problem.opening[:, None] + np.cumsum(problem.supply, axis=1)
    served = ~cells & (clear > width)
    for _ in range(20):
        taken = np.cumsum((demand * served).sum(axis=0), axis=1)
        over = (taken > arrived).any(axis=1)
        if not over.any():
            break
        width *= 2.0
        served[:, over] &= (clear > width)[:, over]
    else:
        served[:, over] = False
    refused = ~cells & (clear < -width)
    return Decided(held, spend, served & (problem.baseline > 0.0), refused)


def _largest(problem: Problem, spend: Floats, share: float) -> Bools:
    """[J, T] the largest spends of each budget, and of all."""
    active = problem.promotions.active
    chosen = np.zeros(active.shape, dtype=bool)
    for selects in (active, *(active & budget.selects for budget in problem.budgets)):
        count = int(np.ceil(share * selects.sum()))
        if count:
            least = np.partition(spend[selects], -count)[-count]
            chosen |= selects & (spend >= max(least, 1e-9))
    return chosen


def _left_alone(problem: Problem) -> tuple[Bools, Bools]:
    """([J, T], [A, P, T]) what rules that have no price of their own touch."""
    spends = np.zeros(problem.promotions.active.shape, dtype=bool)
    cells = np.repeat(problem.tracked[:, :, None], problem.shape[2], axis=2)
    cells |= (problem.goodwill > 0.0)[:, None, None]
    cells[problem.owing] = True
    flat = cells.reshape(-1)
    for rule in problem.fill_rules:
        flat[rule.cells] = True
    for total in problem.totals:
        if total.decision == "units":
            flat[total.cells] = True
        elif total.decision == "spend":
            spends.reshape(-1)[total.cells] = True
    for fair in problem.fairness:
        cells[:, fair.products[:, None], fair.weeks] = True
    for calendar in problem.calendar:
        spends[calendar.rows[:, None], calendar.weeks] = True
    return spends, cells
