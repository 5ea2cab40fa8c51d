"""Stock at accounts: what they got, on its way or there, and have not sold on."""

import numpy as np
import pulp

from solver.model.core import Model
from solver.model.sales import Terms, sold_terms, sold_terms_by
from solver.problem import Floats, Ints, Problem
from solver.rules import AccountStock


def define_account_stock(model: Model) -> None:
    """What arrives at a tracked account is sold on or kept.

        J[t] - J[t-1] - s[t-lead] + sold[t]  =  units arriving from before the first week
        J[0] = opening,  J >= 0,  s >= 0
        J[T] + transit[T]  >=  least_end
        band_least[t]  <=  J[t] + transit[t]  <=  band_most[t]        at a price

    Units: cases. Dual of "account_stock": contribution gained by one more unit there; of
    "account_end": by one more demanded, never above 0.
    """
    rows, problem = model.problem.account_stock, model.problem
    if rows is None:
        return
    shape = (len(rows), problem.shape[2])
    exists = np.ones(shape, dtype=bool)
    model.shipped = model.add_columns("shipped", exists, 0.0, np.inf)
    model.account_stock = model.add_columns("account_stock", exists, 0.0, np.inf)
    cells = np.arange(problem.baseline.size).reshape(problem.shape)
    for row in range(len(rows)):
        mine = cells[rows.account[row], rows.product[row]]
        for week in range(shape[1]):
            _define_flow(model, rows, row, week, mine[week])
            _define_band(model, rows, row, week)
        _define_end(model, rows, row)


def _key(model: Model, rows: AccountStock, row: int) -> tuple[str, str]:
    problem = model.problem
    return problem.accounts[rows.account[row]], problem.products[rows.product[row]]


def _define_flow(model: Model, rows: AccountStock, row: int, week: int, cell: int) -> None:
    columns, coefficients, constant = sold_terms(model, np.array([cell]))
    moved, signs = [model.account_stock[row, week]], [1.0]
    there = float(rows.transit[row, week])
    if week:
        moved.append(model.account_stock[row, week - 1])
        signs.append(-1.0)
    else:
        there += float(rows.opening[row])
    sent = week - int(rows.lead[row])
    if sent >= 0:
        moved.append(model.shipped[row, sent])
        signs.append(-1.0)
    model.add_rule(
        ("account_stock", (*_key(model, rows, row), model.problem.weeks[week])),
        np.concatenate([columns, moved]),
        np.concatenate([coefficients, signs]),
        pulp.LpConstraintEQ,
        there - constant,
        stated=there,
    )


def stock_and_transit(model: Model, rows: AccountStock, row: int, week: int) -> Terms:
    """Units at an account or on their way to it at the end of a week."""
    sent = model.shipped[row, max(week - int(rows.lead[row]) + 1, 0) : week + 1]
    columns = np.append(sent, model.account_stock[row, week])
    still = float(rows.transit[row, week + 1 :].sum())
    return columns, np.ones(len(columns)), still


def _define_band(model: Model, rows: AccountStock, row: int, week: int) -> None:
    for family, sense, limit in (
        ("band_least", pulp.LpConstraintGE, float(rows.band_least[row, week])),
        ("band_most", pulp.LpConstraintLE, float(rows.band_most[row, week])),
    ):
        if np.isfinite(limit) and (limit > 0.0 or family == "band_most"):
            columns, ones, constant = stock_and_transit(model, rows, row, week)
            model.add_rule(
                (family, (*_key(model, rows, row), model.problem.weeks[week])),
                columns,
                ones,
                sense,
                limit - constant,
                stated=limit,
                price=float(rows.price[row]),
            )


def _define_end(model: Model, rows: AccountStock, row: int) -> None:
    least = float(rows.least_end[row])
    if least > 0.0:
        columns, ones, constant = stock_and_transit(model, rows, row, model.problem.shape[2] - 1)
        model.add_rule(
            ("account_end", _key(model, rows, row)),
            columns,
            ones,
            pulp.LpConstraintGE,
            least - constant,
            scale=max(least, 1.0),
            stated=least,
        )


def shipped_terms(model: Model, cells: Ints) -> Terms:
    """Units shipped over flat positions of [A, P, T]: sold at once where no stock is tracked."""
    rows, problem = model.problem.account_stock, model.problem
    if rows is None:
        return sold_terms(model, cells)
    place = _places(rows, problem.margin.shape)
    account, product, week = np.unravel_index(cells, problem.shape)
    row = place[account, product]
    kept = row >= 0
    columns, coefficients, constant = sold_terms(model, cells[~kept])
    shipped = model.shipped[row[kept], week[kept]]
    return np.append(columns, shipped), np.append(coefficients, np.ones(len(shipped))), constant


def shipped_terms_by(model: Model, group: Ints, count: int) -> list[Terms]:
    """Units shipped in each of `count` groups of cells; `group` [A, P, T] is -1 for none."""
    rows = model.problem.account_stock
    if rows is None:
        return sold_terms_by(model, group, count)
    kept = group[rows.account, rows.product]
    sold = sold_terms_by(model, np.where(model.problem.tracked[:, :, None], -1, group), count)
    found = []
    for number, (columns, coefficients, constant) in enumerate(sold):
        shipped = model.shipped[kept == number]
        ones = np.ones(len(shipped))
        found.append((np.append(columns, shipped), np.append(coefficients, ones), constant))
    return found


def _places(rows: AccountStock, shape: tuple[int, ...]) -> Ints:
    """[A, P] row that tracks an account's product, -1 for none."""
    place = np.full(shape, -1, dtype=np.int64)
    place[rows.account, rows.product] = np.arange(len(rows))
    return place


def account_costs(problem: Problem) -> tuple[Floats, Floats]:
    """([N, T] money for a unit at the account at the end of a week, [N, T] for a unit shipped).

    On its way it costs what it would in the warehouse; at the end it is written down as there.
    Otherwise a plan would gain by loading its accounts.
    """
    rows = problem.account_stock
    assert rows is not None
    weeks = problem.shape[2]
    there = np.repeat(rows.cost[:, None], weeks, axis=1)
    there[:, -1] += problem.write_down[rows.product]
    on_the_way = np.minimum(rows.lead[:, None], weeks - np.arange(weeks)[None, :])
    sent = problem.holding[rows.product][:, None] * on_the_way
    late = rows.lead[:, None] + np.arange(weeks)[None, :] >= weeks
    sent = sent + np.where(late, problem.write_down[rows.product][:, None], 0.0)
    return there, sent


def transit_cost(problem: Problem) -> float:
    """Money for the weeks that what was shipped before is still on its way."""
    rows = problem.account_stock
    assert rows is not None
    weeks = np.arange(problem.shape[2])
    return float(problem.holding[rows.product] @ (rows.transit @ weeks))
