"""Many scenarios of one plan on all cores, each of which starts from the answers before.

Beside the scenarios of its files there can be others, made by who asks, and plans held in them.

Every worker is a solver in a process of its own, the one that the interface has (decision 0029): it
can be told to stop and gives its best plan so far, says how it goes, and takes nothing with it
when it dies. Scenarios are dealt out to and fro, first to last worker and back: a run comes to the
same as the one before, and a list that takes kinds of scenarios in turn is not dealt by kind.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from threading import Event
from typing import TYPE_CHECKING, Protocol

from kamplan.background import BackgroundSolver
from kamplan.plan import Plan
from kamplan.planning import Source, hold_plan, solve_plan
from kamplan.whatif.committed import Committed
from kamplan.whatif.figures import Solved
from kamplan.whatif.scenario import Scenario, find_scenario
from kamplan.workers import workers_for
from solver import Progress, Report, SolverTrouble

if TYPE_CHECKING:
    from solver import LiveSolver


Name = str | int
"""a scenario of the source, or the number of a task."""


@dataclass(frozen=True)
class Task:
    """Something to be answered."""

    scenario: Scenario
    committed: Committed | None = None
    """money and visits that are held; None: they are to be decided."""
    plan: Plan | None = None
    """the plan that it is of; None: the source's."""


class Stopped(SolverTrouble):
    """It was stopped before a task was begun."""

    def __init__(self) -> None:
        super().__init__("it was stopped")


class Memory(Protocol):
    """Answers from before."""

    def recall(self, plan: Plan, scenario: Scenario, committed: Committed | None) -> Solved | None:
        """The answer to the same question; None where there is none."""

    def keep(
        self, plan: Plan, scenario: Scenario, committed: Committed | None, solved: Solved
    ) -> None:
        """Remember an answer."""


def _solver_here() -> "LiveSolver":
    # What solves is loaded where it solves only.
    from solver import LiveSolver

    return LiveSolver()


class SolverPool:
    """Answers of the scenarios that it is made for, all being solved from the start on.

    With one worker they are solved here, each when it is asked for. `stop` set: the best plan so
    far of those being solved and of those that follow. close() ends what is running.
    """

    def __init__(
        self,
        source: Source,
        names: Sequence[str],
        stop: Event,
        jobs: int | None = None,
        memory: Memory | None = None,
        expected: int = 0,
    ) -> None:
        """`expected`: so many tasks will be added. Answers that `memory` has are not worked out
        again."""
        self._source, self._stop, self._memory = source, stop, memory
        self._listening: tuple[Name, Report] | None = None
        self._answers: dict[Name, Future[Solved]] = {}
        self._tasks: dict[int, Task] = {}
        names = list(dict.fromkeys(names))
        workers = workers_for(source.plan, len(names) + expected, jobs)
        self._here = _solver_here() if workers == 1 else None
        self._solvers = [BackgroundSolver() for _ in range(workers)] if workers > 1 else []
        for solver in self._solvers if memory is None else ():
            # Where answers are remembered a solver may have nothing to do: it begins when asked.
            solver.start()
        self._threads = [ThreadPoolExecutor(1, "kamplan-worker") for _ in self._solvers]
        if self._threads:
            for name in names:
                self._begin(name)

    def add(self, task: Task) -> int:
        """One more to be answered; the number to ask for its answer by.

        Once `stop` is set it is answered only from what is remembered.
        """
        number = len(self._tasks)
        self._tasks[number] = task
        if self._threads:
            self._begin(number)
        return number

    def answer(self, name: Name, report: Report | None = None) -> Solved:
        """The answer, as soon as it is there; `report` is told how that scenario goes.

        Raises PlanError for bad input, SolverTrouble where the solver or its process fails: the
        others go on.
        """
        if self._here is not None and name not in self._answers:
            solved = self._remembered(name, partial(self._solve_here, self._here, name, report))
            self._answers[name] = Future()
            self._answers[name].set_result(solved)
        elif name not in self._answers:
            self._begin(name)
        self._listening = None if report is None else (name, report)
        try:
            return self._answers[name].result()
        finally:
            self._listening = None

    def close(self) -> None:
        """End what is running; nothing more is begun."""
        for thread in self._threads:
            thread.shutdown(wait=False, cancel_futures=True)
        for solver in self._solvers:
            solver.close()
        for thread in self._threads:
            thread.shutdown()

    def _begin(self, name: Name) -> None:
        turn, at = divmod(len(self._answers), len(self._threads))
        at = at if turn % 2 == 0 else len(self._threads) - 1 - at
        solve = partial(self._solve, self._solvers[at], name)
        self._answers[name] = self._threads[at].submit(self._remembered, name, solve)

    def _task(self, name: Name) -> Task:
        if isinstance(name, int):
            return self._tasks[name]
        return Task(find_scenario(name, self._source.scenarios))

    def _remembered(self, name: Name, solve: Callable[[], Solved]) -> Solved:
        """An answer as it is remembered, or else worked out, and kept where it is proven."""
        task = self._task(name)
        plan = task.plan or self._source.plan
        if self._memory is not None:
            solved = self._memory.recall(plan, task.scenario, task.committed)
            if solved is not None:
                return solved
        if isinstance(name, int) and self._stop.is_set():
            raise Stopped
        solved = solve()
        if self._memory is not None and not self._stop.is_set():
            self._memory.keep(plan, task.scenario, task.committed, solved)
        return solved

    def _solve_here(self, solver: "LiveSolver", name: Name, report: Report | None) -> Solved:
        task = self._task(name)
        plan = task.plan or self._source.plan
        if task.committed is not None:
            return hold_plan(plan, task.scenario, task.committed, self._stop)
        solved = solve_plan(plan, task.scenario, self._stop, solver, report)
        return solved.after_loading(self._source.load_seconds)

    def _solve(self, solver: BackgroundSolver, name: Name) -> Solved:
        task = self._task(name)
        solved = solver.solve(
            task.plan or self._source.plan, task.scenario, self._stop, partial(self._tell, name),
            committed=task.committed,
        )  # fmt: skip
        return solved.after_loading(self._source.load_seconds)

    def _tell(self, name: Name, progress: Progress) -> None:
        listening = self._listening
        if listening is not None and listening[0] == name:
            listening[1](progress)
