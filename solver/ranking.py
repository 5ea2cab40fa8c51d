"""What a unit delivered is worth, and so who is served first."""

import numpy as np

from solver.certify import Search
from solver.priced_rules import priced_rules
from solver.problem import Floats, Ints, Problem
from solver.reading import lifted_of, prices_of


def unit_worth(search: Search, duals: Floats) -> Floats:
    """[A, P, T] money that a unit delivered earns: its margin and its goodwill, the rules it
    eases at their prices, less what it takes up of others at theirs.

    A unit delivered is one lost less. Supply is left out: the price of a product-week is the
    same for everyone. Goodwill counts where one less would be missing from the unpromoted
    demand, as long as all of that is served, too: it is what puts the account first.
    """
    problem, model, session = search.problem, search.model, search.session
    # Where it was decided before, there is no column to ask.
    rules = priced_rules(problem, prices_of(model, duals))
    worth = problem.margin[:, :, None] - rules.units
    cells = np.flatnonzero(model.lost >= 0)
    columns = model.lost.ravel()[cells]
    prices = duals[: len(model.rows)].copy()
    prices[[row for rule, row in model.rules.items() if rule[0] == "supply"]] = 0.0
    values, rows = search.session.values(), model.short_row
    missing = np.where(model.lost >= 0, values[model.lost], 0.0) - lifted_of(model, values)
    with_goodwill = (rows >= 0) & (missing >= -1e-6 * problem.baseline)
    prices[rows[rows >= 0]] = 0.0
    prices[rows[with_goodwill]] = -np.broadcast_to(problem.goodwill[:, None, None], problem.shape)[
        with_goodwill
    ]
    left = session.cost_at(prices)
    flat = worth.reshape(-1)
    flat[cells] = np.where(np.isnan(left[columns]), flat[cells], -left[columns])
    if problem.account_stock is not None:
        # Where the account keeps stock, a unit delivered is one shipped more.
        mine = problem.account_stock.account, problem.account_stock.product
        worth[mine] = left[model.shipped]
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
