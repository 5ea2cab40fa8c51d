"""A solver in a process of its own: whoever waits for the answer can do other things meanwhile.

Building and reading a large model keeps Python's lock for seconds, and a crash ends the
process it happens in. Here neither touches the interface.
"""

import contextlib
from collections.abc import Callable
from dataclasses import replace
from threading import Event, Lock
from types import TracebackType
from typing import Self

from kamplan.background_process import BackgroundFailure, SolverProcess
from kamplan.parcels import Answer, unpack_table
from kamplan.plan import Plan, PlanError
from kamplan.whatif.committed import Committed
from kamplan.whatif.figures import Solved
from kamplan.whatif.scenario import Scenario
from solver import Progress, SolverTrouble

__all__ = ["BackgroundFailure", "BackgroundSolver"]


class BackgroundSolver:
    """Solves scenarios in another process, which starts warm from one to the next.

    start() makes the process ahead of time; solve() makes it where there is none or where it
    has died. `grace` is how many seconds a process that was told to stop has for its answer.
    """

    def __init__(self, grace: float = 10.0) -> None:
        self.grace = grace
        self._turn = Lock()
        """held while something is solved."""
        self._change = Lock()
        """held while the process is made or ended."""
        self._process: SolverProcess | None = None
        self._closed = False

    def start(self) -> None:
        """Begin the process, unless it is there; also after close().

        Where none can begin, solve() says so.
        """
        with self._change, contextlib.suppress(BackgroundFailure):
            self._closed = False
            self._running()

    def close(self) -> None:
        """End the process, whatever it does. Until start(), solve() raises BackgroundFailure."""
        with self._change:
            self._closed = True
            process, self._process = self._process, None
            if process is not None:
                process.end()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def process_number(self) -> int | None:
        """The system's number of the process, None where there is none."""
        process = self._process
        return None if process is None else process.number

    def solve(
        self,
        plan: Plan,
        scenario: Scenario,
        stop: Event,
        report: Callable[[Progress], None],
        explain: bool = False,
        committed: Committed | None = None,
    ) -> Solved:
        """Solve a scenario of a checked plan and wait for the answer, one at a time.

        `stop` set: the best plan so far. `report` is told how it goes, in this thread; what
        it raises stops the solve and is raised here. With `explain` it is also worked out what
        the binding rules cost; what is `committed` is held, and only goods are shared out. Tables
        are sent where they are not the very ones of the plan before.

        Raises PlanError for bad input, and with solver-silent where the process did not
        answer in time after a stop; SolverTrouble where the solver fails; BackgroundFailure
        where its process does: the next solve begins another.
        """
        with self._turn:
            with self._change:
                if self._closed:
                    raise BackgroundFailure("closed")
                process = self._running()
            try:
                told = process.ask(plan, scenario, stop, report, self.grace, explain, committed)
            except BackgroundFailure as failure:
                raise (BackgroundFailure("closed") if self._closed else failure) from None
            if isinstance(told, Answer):
                return _solved(plan, scenario, told)
            if told.faults:
                raise PlanError(told.faults)
            if told.trouble is not None:
                raise SolverTrouble(told.trouble)
            # What a defect has left behind is not built upon.
            process.end()
            raise BackgroundFailure(told.defect or "")

    def _running(self) -> SolverProcess:
        if self._process is None or not self._process.alive:
            try:
                self._process = SolverProcess()
            except OSError as error:
                raise BackgroundFailure(str(error)) from error
        return self._process


def _solved(plan: Plan, scenario: Scenario, answer: Answer) -> Solved:
    """The answer put together with the tables that the scenario left as they are."""
    changed = {name: unpack_table(each, plan[name]) for name, each in answer.tables.items()}
    if changed or answer.settings != plan.settings:
        plan = replace(plan, settings=answer.settings, tables={**plan.tables, **changed})
    return Solved(scenario.name, plan, answer.problem, answer.result, answer.seconds)
