"""The warehouse: room for what is kept."""

import pulp

from solver.model.core import Model


def define_warehouse(model: Model) -> None:
    """What is in stock at the end of a week fits the warehouse.

        sum over p of w[p] I[p,t]  <=  W

    Units: volume. Dual: contribution gained by one more unit of room in that week.
    """
    problem = model.problem
    if problem.warehouse is None:
        return
    for week, name in enumerate(problem.weeks):
        model.add_rule(
            ("warehouse", (name,)),
            model.stock[:, week],
            problem.warehouse.volume,
            pulp.LpConstraintLE,
            problem.warehouse.capacity,
            scale=max(problem.warehouse.capacity, 1.0),
            price=problem.warehouse.price,
        )
