"""Goodwill: what it costs later not to serve what is asked for today."""

import numpy as np
import pulp

from solver.model.core import Model
from solver.problem import Floats


def define_goodwill(model: Model) -> None:
    """Count the lost units that no promotion has asked for.

        g[a,p,t]  >=  lost[a,p,t] - B sum_m cover u[m,t],   g >= 0        units

    for accounts with a goodwill; the objective takes gw[a] for each. Of what is not served
    the uplift counts last: units lost disappoint up to the unpromoted demand only.
    """
    problem, promotions = model.problem, model.problem.promotions
    matters = (problem.baseline > 0.0) & (problem.goodwill > 0.0)[:, None, None]
    model.short = model.add_columns("short", matters, 0.0, np.inf)
    model.short_row = np.full(problem.shape, -1)
    for account in np.flatnonzero(matters.any(axis=(1, 2))).tolist():
        rows = np.flatnonzero(promotions.account == account)
        for product, week in np.argwhere(matters[account]).tolist():
            baseline = problem.baseline[account, product, week]
            model.short_row[account, product, week] = len(model.rows)
            lifted = baseline * promotions.covers[rows, product] / model.uplift_unit[rows, week]
            model.add_row(
                "goodwill",
                np.append(
                    model.uplift[rows, week],
                    [model.short[account, product, week], model.lost[account, product, week]],
                ),
                np.append(lifted, [1.0, -1.0]),
                pulp.LpConstraintGE,
                0.0,
            )


def goodwill_costs(model: Model) -> Floats:
    """[A, P, T] money for each unit that is counted as short."""
    goodwill = model.problem.goodwill[:, None, None]
    return np.asarray(np.broadcast_to(goodwill, model.short.shape))
