"""Rules that are switched off: they stay in their tables, and nothing asks for them."""

import numpy as np
import numpy.typing as npt

from kamplan.plan.plan import Plan
from kamplan.plan.tables import Table

SWITCHED = ("budgets", "service", "calendar", "fairness", "locks", "no_worse")
"""tables whose rows can be switched off."""
SWITCH = "active"
"""the column that says so: 1 on, 0 off."""


def switched_on(table: Table) -> npt.NDArray[np.bool_]:
    """[rows] the rules of a table that hold."""
    return np.asarray(table[SWITCH] != 0.0)


def in_force(plan: Plan) -> Plan:
    """The plan with none but the rules that hold: what a problem is made of."""
    for name in SWITCHED:
        on = switched_on(plan[name])
        if not on.all():
            plan = plan.with_table(plan[name].keep(on))
    return plan
