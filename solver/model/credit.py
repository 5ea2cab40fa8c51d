"""Credit: what an account has bought and not yet paid for."""

import numpy as np
import pulp

from solver.model.core import Model
from solver.model.sales import Terms, terms
from solver.problem import Ints


def define_credit(model: Model) -> None:
    """An account owes no more than its limit.

        sum over p, weeks t - w + 1 .. t of net[a,p] invoiced[a,p]  <=  limit[a]

    with w the weeks until an invoice is paid. Invoiced is what is shipped; on consignment, what
    is sold on. Units: money. Dual: contribution gained by one
    more unit of credit in that week.
    """
    problem = model.problem
    cells = np.arange(problem.baseline.size).reshape(problem.shape)
    for account in problem.owing.tolist():
        limit, over = float(problem.credit_limit[account]), int(problem.credit_weeks[account])
        for week in range(problem.shape[2]):
            owed = cells[account, :, max(week - over + 1, 0) : week + 1]
            columns, coefficients, constant = _invoiced(model, account, owed)
            model.add_rule(
                ("credit", (problem.accounts[account], problem.weeks[week])),
                columns,
                coefficients,
                pulp.LpConstraintLE,
                limit - constant,
                scale=max(limit, 1.0),
                stated=limit,
            )


def _invoiced(model: Model, account: int, cells: Ints) -> Terms:
    """Net value invoiced to an account over flat positions [P, weeks] of [A, P, T]."""
    problem, rows = model.problem, model.problem.account_stock
    price, sold = problem.net_price[account], np.ones(len(cells), dtype=bool)
    columns, values = [], []
    if rows is not None:
        mine = np.flatnonzero((rows.account == account) & ~rows.on_consignment)
        sold[rows.product[mine]] = False
        weeks = cells[0] % problem.shape[2]
        for row in mine.tolist():
            columns.append(model.shipped[row, weeks])
            values.append(np.full(len(weeks), price[rows.product[row]]))
    value = np.repeat(price[sold][:, None], cells.shape[1], axis=1)
    nothing = np.zeros(problem.margin.shape)
    by_sales, worth, constant = terms(model, cells[sold].ravel(), value.ravel(), nothing)
    return np.concatenate([by_sales, *columns]), np.concatenate([worth, *values]), constant
