"""Demand: what is asked for, and what of it is not served."""

import numpy as np

from solver.model.core import Model
from solver.model.visits import visit_change
from solver.problem import Floats, Problem
from solver.responses import Responses


def highest_demand(problem: Problem) -> Floats:
    """[A, P, T] units asked for at the highest uplift and the most visits."""
    accounts, products, weeks = problem.shape
    factor = np.ones((accounts, products, weeks))
    promotions, visits = problem.promotions, problem.visits
    lifted = (
        Responses.of_promotions(promotions).most[:, None, None]
        * promotions.covers[:, :, None]
        * promotions.active[:, None, :]
    )
    np.add.at(factor, promotions.account, lifted)
    most = visit_change(problem, visits.maximum.astype(float))
    np.add.at(factor, visits.account, most[:, None, None])
    return problem.baseline * np.maximum(factor, 0.0)


def define_lost_demand(model: Model) -> None:
    """Demand lost at each account, product and week with a baseline.

        demand = B (1 + sum_k r[k] + sum_m cover u[m])      sold = demand - lost
        0 <= lost <= highest demand                         units

    Writing sales as demand less the lost makes almost every account's row disappear:
    "lost <= demand" matters only where an account gets next to nothing, and is added there
    (see cuts). Where it is decided that nothing is sold, the column is 0, and the cell counts
    for nothing in any sum of sales (see sales).
    """
    problem, decided = model.problem, model.decided
    model.lost = model.add_columns(
        "lost",
        problem.baseline > 0.0,
        0.0,
        highest_demand(problem),
        decided=decided.served | decided.refused,
    )
