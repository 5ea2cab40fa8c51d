"""Budgets: promotion money of any group, mechanics and weeks."""

import numpy as np
import pulp

from solver.model.core import Model


def define_budgets(model: Model) -> None:
    """Keep the spend of a selection between its minimum and its maximum.

        min[b]  <=  sum x[j,t] over the budget's promotions and weeks  <=  max[b]

    Units: money. Dual of "budget": contribution gained by one more unit of money allowed;
    of "budget_min": by one more unit demanded, never above 0.
    """
    for budget in model.problem.budgets:
        columns = model.spend[budget.selects]
        ones = np.ones(len(columns))
        if np.isfinite(budget.maximum):
            model.add_rule(
                ("budget", (budget.name,)),
                columns,
                ones,
                pulp.LpConstraintLE,
                budget.maximum,
                scale=max(budget.maximum, 1.0),
                price=budget.price,
            )
        if budget.minimum > 0.0:
            model.add_rule(
                ("budget_min", (budget.name,)),
                columns,
                ones,
                pulp.LpConstraintGE,
                budget.minimum,
                scale=max(budget.minimum, 1.0),
                price=budget.price,
            )
