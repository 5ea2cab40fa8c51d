"""A bound that takes no search: what a plan could be worth at most if only goods were scarce."""

import numpy as np

from solver.model.demand import highest_demand
from solver.problem import Floats, Problem
from solver.responses import Responses


def loose_bound(problem: Problem) -> float:
    """Money that no plan exceeds.

    Every account asks for as much as the highest uplift and the most visits bring, all weeks
    together; the units there are go where they earn most, or are left where that pays; nothing
    is spent and nothing held but the fewest visits. Costs that could be gains are counted as
    such.
    """
    asked = highest_demand(problem).sum(axis=2)
    there = _units(problem)
    value = -float(problem.visits.cost @ problem.visits.minimum) + _borrowed(problem)
    for product in range(problem.shape[1]):
        left = max(-float(problem.write_down[product]), 0.0)
        margin = problem.margin[:, product]
        order = np.argsort(-margin, kind="stable")
        served = np.minimum(np.cumsum(asked[order, product]), there[product])
        units = np.diff(served, prepend=0.0)
        value += float(units @ np.maximum(margin[order] - left, 0.0)) + left * there[product]
    return float(value)


def _units(problem: Problem) -> Floats:
    """[P] all that can come to be sold."""
    there = problem.opening + (problem.supply + problem.extra).sum(axis=1)
    rows = problem.account_stock
    if rows is not None:
        at = rows.opening + rows.transit.sum(axis=1)
        there = there + np.bincount(rows.product, weights=at, minlength=len(there))
    return np.asarray(there)


def _borrowed(problem: Problem) -> float:
    """Money that taking from after the end saves where a unit sold costs."""
    promotions = problem.promotions
    losses = np.maximum(-problem.beyond, 0.0)[promotions.account] * promotions.covers
    units = problem.baseline[promotions.account].sum(axis=2)
    share = Responses.of_promotions(promotions).most * promotions.borrowed
    return float((losses * units).sum(axis=1) @ share)
