"""What the next small part of money, and the next visit, would bring, and what it has to bring.

At the best plan the two are the same wherever money goes, and nothing brings more where none goes:

    slope of uplift (x) * sum over p of cover B (unit worth - worth of the goods)
        =  cost of a unit of money  +  worth of one more in each budget it counts for

Goods that are short have a worth, and so has what is only kept and written down, below 0.
"""

import numpy as np

from kamplan.whatif.figures import Solved
from solver.aims import pursue
from solver.money_left import supply_prices
from solver.problem import Floats, Ints, Problem
from solver.responses import Responses
from solver.result import Result

Rows = Ints | slice
ALL = slice(None)
MONEY_RULES = ("budget", "budget_min")
# The part of a half-spend over which a slope is taken: it is not infinite at 0 then.
STEP = 1e-4


def pursued(solved: Solved) -> Problem:
    """The problem in which contribution is what was maximised."""
    problem = solved.problem
    return pursue(problem, problem.aims[0], problem.targets) if problem.aims else problem


def unit_returns(
    solved: Solved, accounts: Rows = ALL, goods_free: bool = False, unpromoted: bool = False
) -> Floats:
    """[A, P, T] what a unit more of demand of some accounts brings: what it earns where it is
    sold, rules that it eases counted, above the worth of the goods; 0 where it is better not
    sold, and less than that by the goodwill where it is `unpromoted`. `goods_free`: as if goods
    that are short were not.

    What a unit earns is known until the program ends; afterwards its margin counts.
    """
    problem, result = pursued(solved), solved.result
    known = result.demand_worth
    worth = problem.margin[accounts][:, :, None] if known is None else known[accounts]
    goods = supply_prices(problem, result)
    short = np.maximum(goods, 0.0)
    taken = (goods - short if goods_free else goods)[None]
    if known is not None:
        # What an account has in stock was paid for: that is taken off already.
        paid = -short if goods_free else np.zeros(goods.shape)
        taken = np.where(problem.tracked[accounts][:, :, None], paid, taken)
    least = -problem.goodwill[accounts][:, None, None] if unpromoted else 0.0
    return np.asarray(np.maximum(worth - taken, least))


def money_returns(solved: Solved, goods_free: bool = False) -> Floats:
    """[J, T] what a unit of money more in a promotion-week brings, at the rate of a small part of
    it, before what it costs itself; 0 where none may be spent."""
    problem, decisions = pursued(solved), solved.result.decisions
    assert decisions is not None
    promotions = problem.promotions
    worth = lift_worth(solved, ALL, goods_free)
    curves, step = Responses.of_promotions(promotions)[:, None], STEP * promotions.half_spend
    more = curves.value(decisions.spend + step[:, None]) - curves.value(decisions.spend)
    return np.where(promotions.active, worth * more / step[:, None], 0.0)


def lift_worth(solved: Solved, rows: Rows = ALL, goods_free: bool = False) -> Floats:
    """[J, T] money that an uplift of 1 by some promotions is worth, with what it takes from later
    weeks."""
    problem = pursued(solved)
    promotions = problem.promotions.keep(rows)
    owners, place = np.unique(promotions.account, return_inverse=True)
    units = unit_returns(solved, owners, goods_free)[place]
    beyond = np.maximum(problem.beyond, 0.0)[promotions.account]
    lifted = promotions.net_of_borrowed(units, beyond) * problem.baseline[promotions.account]
    return np.asarray(np.einsum("jpt,jp->jt", lifted, promotions.covers))


def money_prices(solved: Solved) -> Floats:
    """[J, T] what a unit of money has to bring: its own cost, and what one more in each budget it
    counts for is worth; a budget that demands more makes it cheaper."""
    problem, worth = pursued(solved), money_worths(solved.result)
    price = np.full(problem.promotions.active.shape, problem.spend_cost)
    for budget in problem.budgets:
        for rule in MONEY_RULES:
            price = price + budget.selects * worth.get((rule, budget.name), 0.0)
    return price


def money_worths(result: Result) -> dict[tuple[str, str], float]:
    """(rule, budget) -> what a unit of money takes of it, or gives to it, is worth: one more that
    is allowed, or one less that is demanded."""
    return {
        (item.rule, item.key[0]): item.value
        if item.rule == "budget" or item.left is None
        else item.left
        for item in result.worth
        if item.rule in MONEY_RULES
    }


def visit_returns(solved: Solved) -> Floats:
    """[K] what the next visit of each row brings, before what it costs."""
    problem, decisions = pursued(solved), solved.result.decisions
    assert decisions is not None
    curves, number = Responses.of_visits(problem.visits), decisions.visits.astype(float)
    change = curves.value(number + 1.0) - curves.value(number)
    worth = (problem.baseline * unit_returns(solved, unpromoted=True)).sum(axis=(1, 2))
    return np.asarray(change * worth[problem.visits.account])


def visit_prices(solved: Solved) -> Floats:
    """[K] what a visit has to bring: its own cost, and its hours at what an hour of the team is
    worth where visits can be divided, in the peak as much of them as falls there."""
    problem = pursued(solved)
    hour = {(item.rule, item.key[0]): item.per_hour or 0.0 for item in solved.result.worth
            if item.per_hour is not None}  # fmt: skip
    each = np.zeros(len(problem.teams.names) + 1)
    for place, name in enumerate(problem.teams.names):
        horizon = hour.get(("visit_hours", name), 0.0)
        # An hour of the peak is one of the horizon, too.
        peak = hour.get(("peak_hours", name), horizon) - horizon
        each[place] = horizon + problem.peak_share * peak
    # The last stands for no team.
    return np.asarray(problem.visits.cost + problem.visits.hours * each[problem.visits.team])
