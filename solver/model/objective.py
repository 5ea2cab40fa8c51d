"""What is maximised."""

import numpy as np

from solver.model.account_stock import account_costs, transit_cost
from solver.model.core import Model
from solver.model.goodwill import goodwill_costs
from solver.model.sales import Terms, valued_sales
from solver.problem import Problem


def define_contribution(model: Model) -> None:
    """Contribution over the horizon, less goodwill, money.

        sum q sold - sum x - sum visit cost n - sum h I - sum (cost - salvage) I[T] - sum e z
        - sum gw g - sum account cost J - sum of what is on its way to accounts

    What is broken of rules with a price is taken off where they are added (see core).
    The elastic model instead keeps the sum of relaxations, each in units of its scale, as
    small as can be.
    """
    if model.elastic:
        define_relaxation(model)
        return
    problem = model.problem
    columns, gains, model.constant = earned_terms(model, problem)
    model.add_objective(columns, gains)
    model.add_objective(model.short, -goodwill_costs(model))


def earned_terms(model: Model, values: Problem) -> Terms:
    """Contribution in the model's variables, everything earning and costing what it does in
    `values`: the model's own problem, or one that differs in nothing else."""
    columns, gains, constant = valued_sales(model, values)
    stock_cost = np.repeat(values.holding[:, None], values.shape[2], axis=1)
    stock_cost[:, -1] += values.write_down
    parts = [
        (columns, gains),
        (model.spend, np.full(model.spend.shape, -values.spend_cost)),
        (model.visits, -values.visits.cost),
        (model.extra, -values.extra_cost),
        (model.stock, -stock_cost),
    ]
    if values.account_stock is not None:
        there, sent = account_costs(values)
        parts += [(model.account_stock, -there), (model.shipped, -sent)]
        constant -= transit_cost(values)
    return (
        np.concatenate([each.ravel() for each, _ in parts]),
        np.concatenate([each.ravel() for _, each in parts]),
        constant,
    )


def define_relaxation(model: Model) -> None:
    """What the elastic model maximises: minus the sum of relaxations.

        - sum s[r] / scale[r]

    times a factor that brings the coefficients around 1: by the million cases or the
    thousandth of one they would be lost in the solver's tolerance.
    """
    scales = [slack.scale for slack in model.slacks]
    if scales:
        model.whole_share = float(np.sqrt(min(scales) * max(scales)))
    for slack in model.slacks:
        cost = model.whole_share / slack.scale
        model.add_objective(np.array([slack.column]), np.array([-cost]))
