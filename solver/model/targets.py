"""Targets: what a plan must come to, whatever is maximised."""

import pulp

from solver.aims import pursue
from solver.model.core import Model
from solver.model.objective import earned_terms


def define_targets(model: Model) -> None:
    """A weighted sum of contribution, revenue, units and spend reaches a least value.

        sum value sold - costs  >=  least        value and costs as the target's aim has them

    Units: the aim's. Dual: objective gained by one more demanded, never above 0.
    """
    stated = model.problem.origin or model.problem
    for target in model.problem.targets:
        columns, gains, constant = earned_terms(model, pursue(stated, target.aim))
        model.add_rule(
            ("target", (target.aim.name,)),
            columns,
            gains,
            pulp.LpConstraintGE,
            target.least - constant,
            scale=max(abs(target.least), 1.0),
            stated=target.least,
        )
