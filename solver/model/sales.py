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
    problem = model.problem
    promotions, visits = problem.promotions, problem.visits
    _, products, weeks = problem.shape
    accounts, cell_account = np.unique(cells // (products * weeks), return_inverse=True)
    place = np.full(problem.shape[0], -1)
    place[accounts] = np.arange(len(accounts))
    worth = np.zeros((len(accounts), products, weeks))
    worth.reshape(len(accounts), products * weeks)[cell_account, cells % (products * weeks)] = value
    baseline = problem.baseline[accounts]
    lifted = np.flatnonzero(place[promotions.account] >= 0)
    visited = np.flatnonzero(place[visits.account] >= 0)
    mine = place[promotions.account[lifted]]
    net = worth[mine]
    if np.any(promotions.borrowed[lifted] > 0.0):
        every = np.zeros((len(promotions), products, weeks))
        every[lifted] = net
        net = promotions.net_of_borrowed(every, beyond[promotions.account])[lifted]
    by_uplift = np.einsum("jpt,jpt,jp->jt", baseline[mine], net, promotions.covers[lifted])
    by_change = (baseline * worth).sum(axis=(1, 2))[place[visits.account[visited]]]
    by_uplift = by_uplift / model.uplift_unit[lifted]
    by_change = by_change / model.change_unit[visited]
    columns = [model.uplift[lifted].ravel(), model.change[visited], model.lost.ravel()[cells]]
    return (
        np.concatenate(columns),
        np.concatenate([by_uplift.ravel(), by_change, -value]),
        float((baseline * worth).sum()),
    )
