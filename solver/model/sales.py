"""Sales written in the model's variables: sold = demand - lost, totalled over cells."""

from collections.abc import Sequence

import numpy as np

from solver.model.core import Model
from solver.problem import Floats, Ints, Problem

# So many selections are quicker summed at once than one after another.
WORTH_GROUPING = 8
Terms = tuple[Ints, Floats, float]
"""columns, their coefficients, and the constant of a linear expression."""


def sold_terms(model: Model, cells: Ints) -> Terms:
    """Units sold over the flat positions `cells` of [A, P, T].

    sum B + sum_j u[j,t] (sum_p cover B) + sum_k r[k] (sum_pt B) - sum lost, where an uplift
    counts less what is borrowed for it from other weeks of the cells.
    """
    nothing = np.zeros(model.problem.margin.shape)
    return terms(model, cells, np.ones(len(cells)), nothing)


def sold_terms_by(model: Model, group: Ints, count: int) -> list[Terms]:
    """Units sold in each of `count` groups of cells; `group` [A, P, T] is -1 for none.

    The same as sold_terms of each, in a few sums over all of them.
    """
    problem, promotions, visits = model.problem, model.problem.promotions, model.problem.visits
    counted = (group >= 0) & ~model.decided.refused
    units, cells = np.where(counted, problem.baseline, 0.0), np.flatnonzero(counted)
    parts = [(group.ravel()[cells], model.lost.ravel()[cells], -np.ones(len(cells)))]

    def add_uplift(lifted: Floats, into: Ints, weeks: slice) -> None:
        row, product, week = np.nonzero(lifted)
        unit, column = model.uplift_unit[:, weeks], model.uplift[:, weeks]
        each = lifted[row, product, week] / unit[row, week]
        parts.append((into[row, product, week], column[row, week], each))

    mine = promotions.account
    covers, into = promotions.covers[:, :, None], group[mine]
    add_uplift(units[mine] * covers, into, slice(None))
    for step in range(1, min(promotions.longest_borrowed, problem.shape[2] - 1) + 1):
        share = promotions.borrowed_after(step)[:, None, None]
        taken = share * problem.baseline[mine][:, :, :-step] * covers
        add_uplift(-taken * counted[mine][:, :, step:], into[:, :, step:], slice(None, -step))

    place = np.arange(len(visits))[:, None, None] * count + group[visits.account]
    kept = counted[visits.account]
    found, each = np.unique(place[kept], return_inverse=True)
    moved = np.bincount(each, units[visits.account][kept], len(found))
    row, at = np.divmod(found, count)
    parts.append((at, model.change[row], moved / model.change_unit[row]))

    of, columns, coefficients = (np.concatenate(part) for part in zip(*parts, strict=True))
    order = np.argsort(of, kind="stable")
    ends = np.searchsorted(of[order], np.arange(1, count))
    constants = np.bincount(group.ravel()[cells], units.ravel()[cells], count).tolist()
    split = (np.split(each[order], ends) for each in (columns, coefficients))
    return list(zip(*split, constants, strict=True))


def sold_terms_of(model: Model, selections: Sequence[Ints]) -> list[Terms]:
    """Units sold over each of many selections of flat positions: those that have no cell in
    common are summed at once."""
    found: dict[int, Terms] = {}
    left = list(range(len(selections)))
    while len(left) >= WORTH_GROUPING:
        group = np.full(model.problem.baseline.size, -1)
        mine: list[int] = []
        for number in left:
            cells = selections[number]
            if np.all(group[cells] < 0):
                group[cells] = len(mine)
                mine.append(number)
        if len(mine) < WORTH_GROUPING:
            break
        shaped = group.reshape(model.problem.shape)
        found |= zip(mine, sold_terms_by(model, shaped, len(mine)), strict=True)
        left = [number for number in left if number not in found]
    found |= {number: sold_terms(model, selections[number]) for number in left}
    return [found[number] for number in range(len(selections))]


def valued_sales(model: Model, values: Problem) -> Terms:
    """Every sale counted at its margin in `values`. Units borrowed from beyond the end cost what
    they are worth there."""
    margin = np.broadcast_to(values.margin[:, :, None], values.shape)
    return terms(model, np.arange(values.baseline.size), margin.ravel(), values.beyond)


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
