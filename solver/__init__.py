"""The mathematics: Problem in, Result out. Knows no file, no database and no screen."""

from solver.backends import SolverTrouble
from solver.evaluate import Break, Evaluation, evaluate
from solver.policies import Policy
from solver.problem import (
    Budget,
    Decisions,
    FillRule,
    Problem,
    Promotions,
    Teams,
    UnsupportedModel,
    Visits,
)
from solver.result import Relaxation, Result, Seconds, Status, Worth
from solver.solve import LiveSolver, solve

__all__ = [
    "Break",
    "Budget",
    "Decisions",
    "Evaluation",
    "FillRule",
    "LiveSolver",
    "Policy",
    "Problem",
    "Promotions",
    "Relaxation",
    "Result",
    "Seconds",
    "SolverTrouble",
    "Status",
    "Teams",
    "UnsupportedModel",
    "Visits",
    "Worth",
    "evaluate",
    "solve",
]
