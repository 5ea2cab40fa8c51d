"""What a unit delivered is worth, and so who is served first."""

import numpy as np

from solver.certify import Search
from solver.problem import Floats, Ints, Problem


def unit_worth(search: Search, duals: Floats) -> Floats:
    """[A, P, T] money that a unit delivered earns: its margin, the service rules it eases at
    their prices, less the credit it takes up at its price."""
    problem = search.problem
    worth = np.repeat(problem.margin[:, :, None], problem.shape[2], axis=2)
    flat = worth.reshape(-1)
    for rule in problem.fill_rules:
        row = search.model.rules.get(("min_fill", (rule.name, *rule.cell)))
        if row is not None:
            # One more unit sold there is one unit less demanded of the others.
            flat[rule.cells] -= duals[row]
    for account in problem.owing.tolist():
        over = int(problem.credit_weeks[account])
        for week, name in enumerate(problem.weeks):
            price = duals[search.model.rules["credit", (problem.accounts[account], name)]]
            since = max(week - over + 1, 0)
            worth[account, :, since : week + 1] -= price * problem.net_price[account][:, None]
    return worth


def change_worth(search: Search, duals: Floats) -> Floats:
    """[K] money that a change of 1 in an account's demand earns: what its units are worth
    above the price of the supply they take."""
    problem, price = search.problem, search.prices().supply
    earned = np.maximum(unit_worth(search, duals) - price[None, :, :], 0.0)
    return np.asarray((problem.baseline * earned).sum(axis=(1, 2))[problem.visits.account])


def rank_accounts(problem: Problem, search: Search) -> tuple[Ints, Floats]:
    """([A, P, T] rank, [A, P, T] worth of a unit delivered) in each product-week.

    A unit delivered earns its margin, eases the service rules it counts for and takes up
    credit, at their prices. Ties go by tier, then by account.
    """
    worth = unit_worth(search, search.duals)
    tiers = {name: place for place, name in enumerate(sorted(set(problem.tier)))}
    tier = np.array([tiers[name] if name else len(tiers) for name in problem.tier])
    ids = np.argsort(np.argsort(np.array(problem.accounts)))
    size = max(float(np.abs(worth).max(initial=0.0)), 1.0)
    rounded = np.round(worth / (size * 1e-9))
    order = np.lexsort(
        (
            np.broadcast_to(ids[:, None, None], worth.shape),
            np.broadcast_to(tier[:, None, None], worth.shape),
            -rounded,
        ),
        axis=0,
    )
    rank = np.empty_like(order)
    places = np.broadcast_to(np.arange(1, len(ids) + 1)[:, None, None], worth.shape)
    np.put_along_axis(rank, order, places, axis=0)
    return rank.astype(np.int64), worth
