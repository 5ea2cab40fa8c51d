"""Starting the interface: the one function that the command calls."""

import sys
from functools import partial
from multiprocessing import resource_tracker
from pathlib import Path

from kamplan.background import BackgroundSolver
from kamplan.desk import Desk
from tui.app import KamplanApp

INTERNAL = 5
"""exit status of an internal error, as of every command."""


def run_terminal(path: Path, plan_name: str | None = None) -> int:
    """Open a plan in the terminal; the exit status."""
    if sys.platform != "win32":
        # What multiprocessing begins first wants the terminal's standard error as it is now:
        # while the interface runs, that is not a file.
        resource_tracker.ensure_running()
    solver = BackgroundSolver()
    try:
        # Its process loads as much as this one: it begins when the first screen is there.
        app = KamplanApp(partial(Desk.open, path, plan_name), solver, solver.start)
        app.run()
        return INTERNAL if app.return_code else app.return_value or 0
    finally:
        solver.close()
