"""Minimum fill: key accounts first, and nobody starved."""

import pulp

from solver.model.core import Model
from solver.model.sales import sold_terms


def define_minimum_fill(model: Model) -> None:
    """Serve a selection at least a share of its baseline.

        sum sold[a,p,t]  >=  share * sum B[a,p,t]     over the rule's cells

    Units: cases. Dual: contribution gained by one more unit demanded, never above 0.
    """
    baseline = model.problem.baseline.ravel()
    for rule in model.problem.fill_rules:
        total = float(baseline[rule.cells].sum())
        if total <= 0.0:
            continue
        columns, coefficients, constant = sold_terms(model, rule.cells)
        model.add_rule(
            ("min_fill", (rule.name, *rule.cell)),
            columns,
            coefficients,
            pulp.LpConstraintGE,
            rule.share * total - constant,
            scale=total,
            stated=rule.share * total,
            price=rule.price,
        )
