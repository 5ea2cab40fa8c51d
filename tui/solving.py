"""Solving in the background, stopped on request.

The thread that waits for the solver touches no widget: it posts messages with the number of
its solve, and messages of older solves are dropped.
"""

from collections.abc import Callable
from functools import partial
from threading import Event
from typing import Protocol

from textual.message import Message

from kamplan.background import BackgroundFailure
from kamplan.desk import Answer, DeskState
from kamplan.desk.answers import Refusal
from kamplan.desk.keeping import answer_of
from kamplan.plan import Plan, PlanError
from kamplan.whatif.figures import Solved
from kamplan.whatif.scenario import Scenario
from solver import Progress, SolverTrouble
from tui.messages import SolveEnded, SolveReported


class Solver(Protocol):
    """What solves: a process of its own, or a stand-in for tests."""

    def solve(
        self,
        plan: Plan,
        scenario: Scenario,
        stop: Event,
        report: Callable[[Progress], None],
        explain: bool = False,
    ) -> Solved:
        """The answer. Raises PlanError and SolverTrouble."""


class Solve:
    """One solve: runs in a thread, tells by messages, stops when asked."""

    def __init__(self, number: int, state: DeskState, scenario: str, explain: bool = False) -> None:
        self.number, self.state, self.scenario = number, state, scenario
        self.explain = explain
        self.stop = Event()

    def run(self, solver: Solver, post: Callable[[Message], object]) -> None:
        """Solve and tell; to be called in a thread."""
        try:
            outcome = self._outcome(solver, post)
        except BaseException as error:
            # A defect, which the thread reports; the solve is over all the same.
            post(SolveEnded(self.number, Refusal(self.scenario, trouble=repr(error))))
            raise
        post(SolveEnded(self.number, outcome))

    def _outcome(self, solver: Solver, post: Callable[[Message], object]) -> Answer | Refusal:
        report = partial(self._report, post)
        try:
            scenario = self.state.scenario(self.scenario)
            solved = solver.solve(self.state.base, scenario, self.stop, report, self.explain)
            return answer_of(solved, self.state)
        except PlanError as error:
            return Refusal(self.scenario, error.faults)
        except BackgroundFailure as error:
            return Refusal(self.scenario, (error.fault,))
        except SolverTrouble as error:
            return Refusal(self.scenario, trouble=str(error))

    def _report(self, post: Callable[[Message], object], progress: Progress) -> None:
        post(SolveReported(self.number, progress))
