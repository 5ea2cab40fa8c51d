"""Starting the interface: the one function that the command calls."""

import gc
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Event, Lock
from typing import TYPE_CHECKING

from kamplan.exchange.glance import glance
from kamplan.user.beginning import Beginning
from kamplan.workers import cores
from tui.app import KamplanApp

if TYPE_CHECKING:
    from kamplan.background import BackgroundSolver
    from kamplan.desk import Desk
    from kamplan.plan import Plan
    from kamplan.whatif.committed import Committed
    from kamplan.whatif.figures import Solved
    from kamplan.whatif.scenario import Scenario
    from solver import Progress

SLICE = 0.001
"""seconds that a thread may keep the screen waiting for."""
YOUNG = 10_000
"""objects that are made before those of late are looked through: one picture of the screen makes
thousands that are gone with it."""
OLD = 40
"""collections of what is younger until all are looked through in the middle of something: only
where nobody pauses at all. Ten by default; with a hundred, memory doubles until then."""
LATE = 5
"""collections of the youngest, of ten, until those of late are looked through once a picture is
done."""
DUE, PAUSE = 6, 1.0
"""collections of those, each of 50,000 objects or so, until all are looked through once nobody
has been at the keys for so many seconds."""
OVERDUE = 24
"""The same where nobody pauses for that long: any moment will do in which a picture is done."""
INTERNAL = 5
"""exit status of an internal error, as of every command."""


def run_terminal(path: Path, plan_name: str | None = None, begin: Beginning | None = None) -> int:
    """Open a plan in the terminal; the exit status."""
    solvers = [LateSolver() for _ in range(cores())]
    host = ProcessHost(solvers[0])
    try:
        first = glance(path) if path.is_dir() else None
        app = KamplanApp(partial(_open_desk, path, plan_name), solvers, first, host, begin)
        app.run()
        return INTERNAL if app.return_code else app.return_value or 0
    finally:
        for solver in solvers:
            solver.close()


class ProcessHost:
    """The process favours the screen: threads give way quickly, and garbage is collected when
    nobody waits for a picture."""

    def __init__(self, solver: "LateSolver") -> None:
        self._solver = solver
        self._collections = 0
        """as it was when everything was looked through last."""
        sys.setswitchinterval(SLICE)
        # While libraries are loaded, a collection looks through all of them and finds nothing.
        gc.disable()

    def ready(self) -> None:
        """What is loaded by now stays: collections leave it alone. The solver can begin."""
        gc.freeze()
        gc.set_threshold(YOUNG, gc.get_threshold()[1], OLD)
        gc.enable()
        self._collections = _collections()
        self._solver.start()

    def quiet(self, seconds: float) -> None:
        """Collect what has become garbage, where much has been made since the last time.

        What thousands of accounts are made of takes as long as a blink to look through, or two,
        which would come while somebody types.
        """
        made = _collections() - self._collections
        if made >= (DUE if seconds >= PAUSE else OVERDUE):
            gc.collect()
            self._collections = _collections()
        elif gc.get_count()[1] >= LATE:
            gc.collect(1)


def _collections() -> int:
    """How often what was made lately was looked through."""
    return int(gc.get_stats()[1]["collections"])


def _open_desk(path: Path, plan_name: str | None) -> "Desk":
    from kamplan.desk import Desk

    return Desk.open(path, plan_name)


class LateSolver:
    """The solver in a process of its own, which begins when it is started or first asked.

    Its process loads as much as this one, and what talks to it is no part of the first screen.
    """

    def __init__(self) -> None:
        self._solver: BackgroundSolver | None = None
        self._making = Lock()

    def start(self) -> "BackgroundSolver":
        """Begin the process, unless it is there."""
        with self._making:
            if self._solver is None:
                from kamplan.background import BackgroundSolver

                self._solver = BackgroundSolver()
                self._solver.start()
            return self._solver

    def solve(
        self,
        plan: "Plan",
        scenario: "Scenario",
        stop: Event,
        report: "Callable[[Progress], None]",
        explain: bool = False,
        committed: "Committed | None" = None,
    ) -> "Solved":
        """As BackgroundSolver does."""
        return self.start().solve(plan, scenario, stop, report, explain, committed)

    def close(self) -> None:
        """End the process, where there is one."""
        with self._making:
            if self._solver is not None:
                self._solver.close()
