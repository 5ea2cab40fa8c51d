"""What prices decide clearly, before any linear program."""

import numpy as np

from solver.decided import Decided
from solver.evaluate import demand_after
from solver.price_bound import Answers
from solver.prices import Prices
from solver.problem import Bools, Decisions, Floats, Problem


def decide(problem: Problem, prices: Prices, share: float, width: float) -> Decided:
    """Hold what prices decide clearly.

    Left to the program: the largest `share` of the spends, and cells whose unit earns within
    `width` (a share of its margin) of its price; more where what is left is too little to
    keep supply and budgets. What rules of single accounts touch is never decided.
    """
    answers = Answers(problem, prices)
    spends, asked, limited = _left_alone(problem)
    held = problem.promotions.active & ~spends & ~_largest(problem, answers.spend, share)
    alone = Decisions(answers.spend, answers.visits, np.zeros(problem.shape))
    demand = np.maximum(demand_after(problem, alone), 0.0)
    clear = answers.earned / np.maximum(np.abs(problem.margin), 1e-9)[:, :, None]
    arrived = problem.opening[:, None] + np.cumsum(problem.supply, axis=1)
    served = ~limited & (clear > width)
    for _ in range(20):
        # What rules ask for is not theirs to take, whatever it earns.
        taken = np.cumsum((demand * (served | asked)).sum(axis=0), axis=1)
        over = (taken > arrived).any(axis=1)
        if not over.any():
            break
        width *= 2.0
        served[:, over] &= (clear > width)[:, over]
    else:
        served[:, over] = False
    refused = ~asked & (clear < -width)
    return Decided(held, answers.spend, served & (problem.baseline > 0.0), refused)


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


def _left_alone(problem: Problem) -> tuple[Bools, Bools, Bools]:
    """What prices do not decide: ([J, T] spends of locks and calendars, [A, P, T] cells that some
    rule asks to be served, [A, P, T] cells that some rule forbids to serve in full).

    Goods of accounts that keep stock and of those with goodwill are both.
    """
    spends = np.zeros(problem.promotions.active.shape, dtype=bool)
    for calendar in problem.calendar:
        spends[calendar.rows[:, None], calendar.weeks] = True
    own = problem.tracked | (problem.goodwill > 0.0)[:, None]
    asked = np.repeat(own[:, :, None], problem.shape[2], axis=2)
    limited = asked.copy()
    limited[problem.owing] = True
    for fill in problem.fill_rules:
        asked.reshape(-1)[fill.cells] = True
    for fair in problem.fairness:
        asked[fair.accounts[:, None, None], fair.products[:, None], fair.weeks] = True
    for total in problem.totals:
        if total.decision == "spend":
            spends.reshape(-1)[total.cells] = True
        elif total.decision == "units":
            asked.reshape(-1)[total.cells] |= np.isfinite(total.least)
            limited.reshape(-1)[total.cells] |= np.isfinite(total.most)
    return spends, asked, limited
