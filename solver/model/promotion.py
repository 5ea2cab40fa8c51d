"""Promotion: money spent and the uplift it makes."""

import numpy as np

from solver.model.core import Model
from solver.problem import Bools
from solver.responses import Responses


def define_promotion(model: Model) -> None:
    """Spend and uplift of every promotion in every week in which it may run.

        x[j,t] >= least[j,t]    money, 0 unless a published spend is only added to
        0 <= u[j,t] <= most[j]  share of that week's baseline

    u <= f(x) on the true curve is left to the tangents (see cuts): the model is an outer
    one, so its optimum bounds the plan from above. Both are 0 where a curve that rises
    without limit from nothing (shape < 1) gets no money: no tangent could say so.
    """
    promotions, held = model.problem.promotions, model.decided.held
    model.shut = shut_by_budget(model)
    curves = Responses.of_promotions(promotions)[:, None]
    most = curves.most * model.uplift_unit
    least, spend = model.problem.least_spend, model.decided.spend
    model.spend = model.add_columns(
        "spend",
        promotions.active,
        np.where(held, spend, least),
        np.where(model.shut, 0.0, np.inf),
        decided=held,
    )
    model.uplift = model.add_columns(
        "uplift",
        promotions.active,
        np.where(held, curves.value(spend) * model.uplift_unit, 0.0),
        np.where(model.shut, 0.0, most),
        decided=held,
    )


def shut_by_budget(model: Model) -> Bools:
    """[J, T] steep curves in the weeks in which some budget is 0."""
    promotions = model.problem.promotions
    shut = np.zeros(promotions.active.shape, dtype=bool)
    if not model.elastic:
        for budget in model.problem.budgets:
            shut |= budget.selects & (budget.maximum <= 0.0)
    return shut & promotions.active & (Responses.of_promotions(promotions).shape[:, None] < 1.0)
