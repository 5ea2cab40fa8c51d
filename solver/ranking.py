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
    problem, model = search.problem, search.model
    values, rows = search.session.values(), model.short_row
    missing = np.where(model.lost >= 0, values[model.lost], 0.0) - lifted_of(model, values)
    with_goodwill = (rows >= 0) & (missing >= -1e-6 * problem.baseline)
    goodwill = np.broadcast_to(problem.goodwill[:, None, None], problem.shape)
    worth, left = _earned(search, duals, np.where(with_goodwill, goodwill, 0.0))
    if problem.account_stock is not None:
        # Where the account keeps stock, a unit delivered is one shipped more.
        mine = problem.account_stock.account, problem.account_stock.product
        worth[mine] = left[model.shipped]
    return worth


def demand_worth(search: Search, duals: Floats) -> Floats:
    """[A, P, T] money that a unit more of demand earns where it is sold, supply left out: no
    goodwill hangs on it yet. Where the account keeps stock, its own stock is paid for: what goes
    out of that has the worth of supply in it."""
    return _earned(search, duals, np.zeros(search.problem.shape))[0]


def _earned(search: Search, duals: Floats, goodwill: Floats) -> tuple[Floats, Floats]:
    """([A, P, T] money that a unit lost less earns, so much of it goodwill, [columns] what a unit
    more of any column earns), supply left out."""
    problem, model = search.problem, search.model
    # Where it was decided before, there is no column to ask.
    rules = priced_rules(problem, prices_of(model, duals))
    worth = problem.margin[:, :, None] - rules.units
    prices = duals[: len(model.rows)].copy()
    prices[[row for rule, row in model.rules.items() if rule[0] == "supply"]] = 0.0
    there = model.short_row >= 0
    prices[model.short_row[there]] = -goodwill[there]
    left = search.session.cost_at(prices)
    cells = np.flatnonzero(model.lost >= 0)
    of_cells, flat = left[model.lost.ravel()[cells]], worth.reshape(-1)
    flat[cells] = np.where(np.isnan(of_cells), flat[cells], -of_cells)
    return worth, left


def change_worth(search: Search, duals: Floats) -> Floats:
    """[K] money that a change of 1 in an account's demand earns: what its units are worth
    above the price of the supply they take, or the goodwill that is lost where they are not
    served."""
    problem, price = search.problem, search.prices().supply
    taken = np.where(problem.tracked[:, :, None], 0.0, price)
    least = -problem.goodwill[:, None, None]
    earned = np.maximum(demand_worth(search, duals) - taken, least)
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
