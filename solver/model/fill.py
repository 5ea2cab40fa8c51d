"""Minimum fill: key accounts first, and nobody starved."""

import pulp

from solver.model.core import Model
from solver.model.sales import sold_terms_of


def define_minimum_fill(model: Model) -> None:
    """Serve a selection at least a share of its baseline.

        sum sold[a,p,t]  >=  share * sum B[a,p,t]     over the rule's cells

    Units: cases. Dual: contribution gained by one more unit demanded, never above 0.
    """
    baseline = model.problem.baseline.ravel()
    totals = [float(baseline[rule.cells].sum()) for rule in model.problem.fill_rules]
    sold = sold_terms_of(model, [rule.cells for rule in model.problem.fill_rules])
    for rule, total, terms in zip(model.problem.fill_rules, totals, sold, strict=True):
        if total <= 0.0:
            continue
        columns, coefficients, constant = terms
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
