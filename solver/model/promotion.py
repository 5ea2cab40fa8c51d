"""Promotion: money spent and the uplift it makes."""

import numpy as np

from solver.model.core import Model


def define_promotion(model: Model) -> None:
    """Spend and uplift of every promotion in every week in which it may run.

        x[j,t] >= 0            money
        0 <= u[j,t] <= top[j]  share of that week's baseline

    u <= f(x) on the true curve is left to the tangents (see cuts): the model is an outer
    one, so its optimum bounds the plan from above.
    """
    promotions = model.problem.promotions
    top = np.broadcast_to(promotions.max_uplift[:, None], promotions.active.shape)
    model.spend = model.add_columns("spend", promotions.active, 0.0, np.inf)
    model.uplift = model.add_columns("uplift", promotions.active, 0.0, top)
