"""Stock at accounts and on its way to them, worked out from what is shipped and sold.

Shares no code with the model.
"""

from dataclasses import dataclass

import numpy as np

from solver.problem import Decisions, Floats, Problem


@dataclass(frozen=True)
class AtAccounts:
    """Where the goods of tracked accounts are at the end of each week."""

    there: Floats
    """[N, T] units at the account; below 0 where more is sold than there is."""
    on_the_way: Floats
    """[N, T] units."""


def units_sold(problem: Problem, decisions: Decisions, demand: Floats) -> Floats:
    """[A, P, T] units sold on: what is shipped, as far as it is asked for; where stock is
    tracked what the decisions say or, where they are silent, all that is asked for and there.
    """
    asked = np.maximum(demand, 0.0)
    sold = np.minimum(decisions.shipped, asked)
    rows = problem.account_stock
    if rows is None:
        return sold
    if decisions.sold.size:
        mine = rows.account, rows.product
        sold[mine] = np.minimum(decisions.sold[mine], asked[mine])
        return sold
    arriving = _arriving(problem, decisions)
    for row, (account, product) in enumerate(zip(rows.account, rows.product, strict=True)):
        left = rows.opening[row]
        for week in range(problem.shape[2]):
            left += arriving[row, week]
            sold[account, product, week] = min(left, asked[account, product, week])
            left -= sold[account, product, week]
    return sold


def stock_at_accounts(problem: Problem, decisions: Decisions, sold: Floats) -> AtAccounts | None:
    """None where no stock is tracked."""
    rows = problem.account_stock
    if rows is None:
        return None
    mine = rows.account, rows.product
    arrived = np.cumsum(_arriving(problem, decisions), axis=1)
    there = rows.opening[:, None] + arrived - np.cumsum(sold[mine], axis=1)
    sent = rows.transit.sum(axis=1)[:, None] + np.cumsum(decisions.shipped[mine], axis=1)
    return AtAccounts(there, sent - arrived)


def _arriving(problem: Problem, decisions: Decisions) -> Floats:
    """[N, T] units."""
    rows = problem.account_stock
    assert rows is not None
    arriving = rows.transit.copy()
    for row, (account, product) in enumerate(zip(rows.account, rows.product, strict=True)):
        lead = int(rows.lead[row])
        shipped = decisions.shipped[account, product]
        arriving[row, lead:] += shipped[: max(problem.shape[2] - lead, 0)]
    return arriving


def cost_at_accounts(problem: Problem, at: AtAccounts | None) -> tuple[Floats, Floats]:
    """([A] money for keeping it there and on its way, [A] money it is written down by)."""
    accounts, rows = len(problem.accounts), problem.account_stock
    if rows is None or at is None:
        return np.zeros(accounts), np.zeros(accounts)
    there, on_the_way = np.maximum(at.there, 0.0), np.maximum(at.on_the_way, 0.0)
    kept = rows.cost * there.sum(axis=1)
    kept = kept + problem.holding[rows.product] * on_the_way.sum(axis=1)
    left = problem.write_down[rows.product] * (there[:, -1] + on_the_way[:, -1])
    return (
        np.bincount(rows.account, weights=kept, minlength=accounts).astype(float),
        np.bincount(rows.account, weights=left, minlength=accounts).astype(float),
    )
