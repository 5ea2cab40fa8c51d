"""Solving in the background, stopped on request.

The thread that waits for the solver touches no widget: it posts messages with the number of
its solve, and messages of older solves are dropped.
"""

from collections.abc import Callable, Mapping
from functools import partial
from threading import Event
from typing import Protocol

from textual.message import Message

from kamplan.background import BackgroundFailure
from kamplan.desk import Answer, DeskState
from kamplan.desk.answers import Refusal, inputs_now
from kamplan.desk.keeping import answer_of
from kamplan.explore.causes import find_causes
from kamplan.explore.exploration import Answers
from kamplan.insight.pin_cost import cost_of_pins
from kamplan.plan import Fault, Plan, PlanError
from kamplan.planning import faults_of
from kamplan.pool import Task
from kamplan.whatif.committed import Committed
from kamplan.whatif.figures import Solved
from kamplan.whatif.inputs import same_inputs
from kamplan.whatif.scenario import Scenario
from solver import Progress, SolverTrouble
from tui.messages import BridgeEnded, SolveEnded, SolveReported


class Solver(Protocol):
    """What solves: a process of its own, or a stand-in for tests."""

    def solve(
        self,
        plan: Plan,
        scenario: Scenario,
        stop: Event,
        report: Callable[[Progress], None],
        explain: bool = False,
        committed: Committed | None = None,
    ) -> Solved:
        """The answer. Raises PlanError and SolverTrouble."""


class Solve:
    """One solve: runs in a thread, tells by messages, stops when asked."""

    def __init__(
        self,
        number: int,
        state: DeskState,
        scenario: str,
        explain: bool = False,
        before: Solved | None = None,
    ) -> None:
        """`before`: the last answer to the scenario, if any."""
        self.number, self.state, self.scenario = number, state, scenario
        self.explain, self.before = explain, before
        self.stop = Event()
        self.superseded = False
        """whether it was stopped to be begun again from newer inputs: its plan is of no use."""

    def is_of(self, state: DeskState, name: str) -> bool:
        """Whether it is solved from what a scenario, perhaps renamed since, is made of now."""
        mine, now = inputs_now(self.state, self.scenario), inputs_now(state, name)
        return mine is not None and now is not None and same_inputs(mine, now)

    def run(self, solver: Solver, post: Callable[[Message], object]) -> None:
        """Solve and tell; to be called in a thread."""
        try:
            outcome = self._outcome(solver, post)
            solved = outcome.solved if isinstance(outcome, Answer) else None
            pins = None if solved is None else cost_of_pins(self.before, solved)
        except BaseException as error:
            # A defect, which the thread reports; the solve is over all the same.
            post(SolveEnded(self.number, Refusal(self.scenario, trouble=repr(error))))
            raise
        post(SolveEnded(self.number, outcome, pins))

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


class Bridging:
    """Why one answer differs from another: worked out in a thread, stopped when asked."""

    def __init__(self, number: int, first: Solved, each: Solved) -> None:
        self.number, self.first, self.each = number, first, each
        self.stop = Event()

    def run(self, solver: Solver, post: Callable[[Message], object]) -> None:
        """Work it out and tell; to be called in a thread."""
        causes = None
        try:
            causes = find_causes(partial(self._ask, solver), self.first, self.each)
        finally:
            post(BridgeEnded(self.number, None if self.stop.is_set() else causes))

    def _ask(self, solver: Solver, tasks: Mapping[str, Task]) -> Answers[str]:
        solved: dict[str, Solved] = {}
        failed: dict[str, tuple[Fault, ...]] = {}
        for name, task in tasks.items():
            if self.stop.is_set():
                break
            plan = task.plan or self.first.plan
            try:
                solved[name] = solver.solve(
                    plan, task.scenario, self.stop, lambda progress: None, committed=task.committed
                )
            except (PlanError, SolverTrouble) as error:
                failed[name] = faults_of(name, error)
        return Answers(solved, failed, len(solved) + len(failed) == len(tasks))
