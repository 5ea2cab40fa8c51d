"""Credit: what an account has bought and not yet paid for."""

import numpy as np
import pulp

from solver.model.core import Model
from solver.model.sales import terms


def define_credit(model: Model) -> None:
    """An account owes no more than its limit.

        sum over p, weeks t - w + 1 .. t of net[a,p] sold[a,p]  <=  limit[a]

    with w the weeks until an invoice is paid. Units: money. Dual: contribution gained by one
    more unit of credit in that week.
    """
    problem = model.problem
    cells = np.arange(problem.baseline.size).reshape(problem.shape)
    nothing = np.zeros(problem.margin.shape)
    for account in problem.owing.tolist():
        limit, over = float(problem.credit_limit[account]), int(problem.credit_weeks[account])
        for week in range(problem.shape[2]):
            owed = cells[account, :, max(week - over + 1, 0) : week + 1]
            value = np.repeat(problem.net_price[account][:, None], owed.shape[1], axis=1)
            columns, coefficients, constant = terms(model, owed.ravel(), value.ravel(), nothing)
            model.add_rule(
                ("credit", (problem.accounts[account], problem.weeks[week])),
                columns,
                coefficients,
                pulp.LpConstraintLE,
                limit - constant,
                scale=max(limit, 1.0),
                stated=limit,
            )
