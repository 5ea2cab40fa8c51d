"""Targets: what a plan must come to, whatever is maximised."""

import numpy as np
import pulp

from solver.aims import pursue
from solver.model.core import Model
from solver.model.goodwill import goodwill_costs
from solver.model.objective import earned_terms


def define_targets(model: Model) -> None:
    """A weighted sum of contribution, revenue, units and spend reaches a least value.

        sum value sold - costs  >=  least        value and costs as the target's aim has them

    An aim that is held while the next is pursued is held as it was maximised: less goodwill, and
    less the prices of what is broken of rules that have one.

    Units: the aim's. Dual: objective gained by one more demanded, never above 0.
    """
    stated = model.problem.origin or model.problem
    for target in model.problem.targets:
        columns, gains, constant = earned_terms(model, pursue(stated, target.aim))
        if target.net:
            broken, prices = model.priced
            columns = np.concatenate([columns, model.short.ravel(), broken])
            gains = np.concatenate([gains, -goodwill_costs(model).ravel(), -prices])
        model.add_rule(
            ("target", target.key),
            columns,
            gains,
            pulp.LpConstraintGE,
            target.least - constant,
            scale=max(abs(target.least), 1.0),
            stated=target.least,
        )
