"""Sales written in the model's variables: sold = demand - lost, totalled over cells."""

import numpy as np

from solver.model.core import Model
from solver.problem import Floats, Ints, Problem

Terms = tuple[Ints, Floats, float]
"""columns, their coefficients, and the constant of a linear expression."""


def sold_terms(model: Model, cells: Ints) -> Terms:
    """Units sold over the flat positions `cells` of [A, P, T].

    sum B + sum_j u[j,t] (sum_p cover B) + sum_k r[k] (sum_pt B) - sum lost, where an uplift
    counts less what is borrowed for it from other weeks of the cells.
    """
    nothing = np.zeros(model.problem.margin.shape)
    return terms(model, cells, np.ones(len(cells)), nothing)


def valued_sales(model: Model, values: Problem) -> Terms:
    """Every sale counted at its margin in `values`. Units borrowed from beyond the end cost
    theirs."""
    margin = np.broadcast_to(values.margin[:, :, None], values.shape)
    return terms(model, np.arange(values.baseline.size), margin.ravel(), values.margin)


def terms(model: Model, cells: Ints, value: Floats, beyond: Floats) -> Terms:
    """Units sold over flat positions, each at a `value`; `beyond` [A, P] after the last week."""
    problem, value = model.problem, np.where(model.decided.refused.ravel()[cells], 0.0, value)
    promotions, visits = problem.promotions, problem.visits
    place = np.unravel_index(cells, problem.shape)
    # Nothing is worked out for what is nowhere in the sum.
    (accounts, account), (products, product), (weeks, week) = (
        np.unique(each, return_inverse=True) for each in place
    )
    at = np.full(problem.shape[0], -1)
    at[accounts] = np.arange(len(accounts))
    lifted = np.flatnonzero(at[promotions.account] >= 0)
    visited = np.flatnonzero(at[visits.account] >= 0)
    borrowed = bool(np.any(promotions.borrowed[lifted] > 0.0))
    if borrowed:
        weeks, week = np.arange(problem.shape[2]), place[2]
    worth = np.zeros((len(accounts), len(products), len(weeks)))
    worth[account, product, week] = value
    baseline = problem.baseline[np.ix_(accounts, products, weeks)]
    mine = at[promotions.account[lifted]]
    net = worth[mine]
    if borrowed:
        every = np.zeros((len(promotions), *worth.shape[1:]))
        every[lifted] = net
        beyond = beyond[np.ix_(promotions.account, products)]
        net = promotions.net_of_borrowed(every, beyond)[lifted]
    covers = promotions.covers[np.ix_(lifted, products)]
    by_uplift = np.einsum("jpt,jpt,jp->jt", baseline[mine], net, covers)
    by_change = (baseline * worth).sum(axis=(1, 2))[at[visits.account[visited]]]
    uplift = model.uplift[np.ix_(lifted, weeks)]
    by_uplift = by_uplift / model.uplift_unit[np.ix_(lifted, weeks)]
    by_change = by_change / model.change_unit[visited]
    columns = [uplift.ravel(), model.change[visited], model.lost.ravel()[cells]]
    return (
        np.concatenate(columns),
        np.concatenate([by_uplift.ravel(), by_change, -value]),
        float((baseline * worth).sum()),
    )
