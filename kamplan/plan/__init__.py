"""The plan as planners state it: tables, settings, selections, and what can be wrong."""

from kamplan.plan.checks import check_plan
from kamplan.plan.faults import Fault, PlanError
from kamplan.plan.plan import Plan, make_plan
from kamplan.plan.settings import Settings
from kamplan.plan.tables import REQUIRED, ROWS, Table

__all__ = [
    "REQUIRED",
    "ROWS",
    "Fault",
    "Plan",
    "PlanError",
    "Settings",
    "Table",
    "check_plan",
    "make_plan",
]
