"""Starting the interface: the one function that the command calls."""

from functools import partial
from pathlib import Path

from kamplan.background import BackgroundSolver
from kamplan.desk import Desk
from tui.app import KamplanApp

INTERNAL = 5
"""exit status of an internal error, as of every command."""


def run_terminal(path: Path, plan_name: str | None = None) -> int:
    """Open a plan in the terminal; the exit status."""
    with BackgroundSolver() as solver:
        app = KamplanApp(partial(Desk.open, path, plan_name), solver)
        app.run()
        return INTERNAL if app.return_code else app.return_value or 0
