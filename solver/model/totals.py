"""Totals that are held: locks, what a group keeps of the published plan, what is only added to."""

import numpy as np
import pulp

from solver.model.core import Model
from solver.model.sales import Terms, sold_terms
from solver.rules import TotalRule


def define_totals(model: Model) -> None:
    """Keep what is decided over a selection between two ends.

        least  <=  sum of x, n or sold over the selection  <=  most

    Units: money, visits or units sold. Dual of "lock_most": contribution gained by one more
    allowed; of "lock_least", "no_worse" and "kept": by one more demanded, never above 0.
    """
    for rule in model.problem.totals:
        columns, coefficients, constant = _terms(model, rule)
        lock = rule.family == "lock"
        for family, sense, limit in (
            ("lock_least" if lock else rule.family, pulp.LpConstraintGE, rule.least),
            ("lock_most", pulp.LpConstraintLE, rule.most),
        ):
            if np.isfinite(limit):
                model.add_rule(
                    (family, rule.key),
                    columns,
                    coefficients,
                    sense,
                    limit - constant,
                    scale=max(abs(limit), 1.0),
                    stated=limit,
                    price=rule.price,
                )


def _terms(model: Model, rule: TotalRule) -> Terms:
    if rule.decision == "units":
        return sold_terms(model, rule.cells)
    columns = (model.spend if rule.decision == "spend" else model.visits).ravel()[rule.cells]
    return columns, np.ones(len(columns)), 0.0
