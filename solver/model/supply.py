"""Supply: what arrives, what is kept, what can be sold."""

import numpy as np
import pulp

from solver.model.account_stock import shipped_terms_by
from solver.model.core import Model


def define_supply(model: Model) -> None:
    """Stock carries over, and all supply is taken.

        I[p,t] - I[p,t-1] + sum_a shipped[a,p,t] - z[p,t]  =  S[p,t]
        I[p,0] = S0[p],  I >= 0,  0 <= z <= E

    with z bought on top; what is shipped is sold at once but where accounts keep stock. Units:
    cases. Dual: contribution gained by one more unit arriving in that week; negative where it
    only adds to the stock that is held.
    """
    problem = model.problem
    _, products, weeks = problem.shape
    model.stock = model.add_columns("stock", np.ones((products, weeks), dtype=bool), 0.0, np.inf)
    model.extra = model.add_columns("extra", problem.extra > 0.0, 0.0, problem.extra)
    of_week = np.arange(products * weeks).reshape(products, weeks)
    shipped = shipped_terms_by(model, np.broadcast_to(of_week, problem.shape), products * weeks)
    for product in range(products):
        for week in range(weeks):
            columns, coefficients, constant = shipped[of_week[product, week]]
            kept = [model.stock[product, week], model.extra[product, week]]
            signs = [1.0, -1.0]
            arriving = float(problem.supply[product, week])
            if week:
                kept.append(model.stock[product, week - 1])
                signs.append(-1.0)
            else:
                arriving += float(problem.opening[product])
            model.add_rule(
                ("supply", (problem.products[product], problem.weeks[week])),
                np.concatenate([columns, kept]),
                np.concatenate([coefficients, signs]),
                pulp.LpConstraintEQ,
                arriving - constant,
                stated=float(problem.supply[product, week]),
            )
