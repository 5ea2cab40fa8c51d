"""The mathematics: Problem in, Result out. Knows no file, no database and no screen."""

from typing import TYPE_CHECKING, Any

from solver.amounts import Break
from solver.evaluate import Evaluation, evaluate
from solver.options import options_text
from solver.policies import Policy
from solver.problem import (
    Decisions,
    Problem,
    Promotions,
    Teams,
    Visits,
)
from solver.progress import Progress, Report
from solver.result import (
    Binding,
    Relaxation,
    Result,
    Rounded,
    Seconds,
    SolverTrouble,
    Stage,
    Status,
    Worth,
)
from solver.rules import (
    AccountStock,
    Aim,
    Budget,
    CalendarRule,
    FairnessRule,
    FillRule,
    Rounding,
    Target,
    TotalRule,
    Warehouse,
)

if TYPE_CHECKING:
    from solver.hold import hold_decisions
    from solver.live import LiveSolver, solve

__all__ = [
    "AccountStock",
    "Aim",
    "Binding",
    "Break",
    "Budget",
    "CalendarRule",
    "Decisions",
    "Evaluation",
    "FairnessRule",
    "FillRule",
    "LiveSolver",
    "Policy",
    "Problem",
    "Progress",
    "Promotions",
    "Relaxation",
    "Report",
    "Result",
    "Rounded",
    "Rounding",
    "Seconds",
    "SolverTrouble",
    "Stage",
    "Status",
    "Target",
    "Teams",
    "TotalRule",
    "Visits",
    "Warehouse",
    "Worth",
    "evaluate",
    "hold_decisions",
    "options_text",
    "solve",
]


def __getattr__(name: str) -> Any:
    """Load what solves when it is first asked for: who only reads results need not wait for it."""
    if name in ("LiveSolver", "solve"):
        from solver import live

        return getattr(live, name)
    if name == "hold_decisions":
        from solver import hold

        return hold.hold_decisions
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
