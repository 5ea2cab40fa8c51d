"""Many scenarios of one plan on all cores, each of which starts from the answers before.

Every worker is a solver in a process of its own, the one that the interface has (decision 0029): it
can be told to stop and gives its best plan so far, says how it goes, and takes nothing with it
when it dies. Scenarios are dealt out to and fro, first to last worker and back: a run comes to the
same as the one before, and a list that takes kinds of scenarios in turn is not dealt by kind.
"""

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from threading import Event

from kamplan.background import BackgroundSolver
from kamplan.planning import Source, solve_scenario
from kamplan.whatif.figures import Solved
from kamplan.whatif.scenario import find_scenario
from kamplan.workers import workers_for
from solver import LiveSolver, Progress, Report


class SolverPool:
    """Answers of the scenarios that it is made for, all being solved from the start on.

    With one worker they are solved here, each when it is asked for. `stop` set: the best plan so
    far of those being solved and of those that follow. close() ends what is running.
    """

    def __init__(
        self, source: Source, names: Sequence[str], stop: Event, jobs: int | None = None
    ) -> None:
        self._source, self._stop = source, stop
        self._listening: tuple[str, Report] | None = None
        self._answers: dict[str, Future[Solved]] = {}
        names = list(dict.fromkeys(names))
        workers = workers_for(source.plan, len(names), jobs)
        self._here = LiveSolver() if workers == 1 else None
        self._solvers = [BackgroundSolver() for _ in range(workers)] if workers > 1 else []
        for solver in self._solvers:
            solver.start()
        self._threads = [ThreadPoolExecutor(1, "kamplan-worker") for _ in self._solvers]
        if self._threads:
            for name in names:
                self._begin(name)

    def answer(self, name: str, report: Report | None = None) -> Solved:
        """The answer, as soon as it is there; `report` is told how that scenario goes.

        Raises PlanError for bad input, SolverTrouble where the solver or its process fails: the
        others go on.
        """
        if self._here is not None and name not in self._answers:
            solved = solve_scenario(self._source, name, self._stop, self._here, report)
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

    def _begin(self, name: str) -> None:
        turn, at = divmod(len(self._answers), len(self._threads))
        at = at if turn % 2 == 0 else len(self._threads) - 1 - at
        self._answers[name] = self._threads[at].submit(self._solve, self._solvers[at], name)

    def _solve(self, solver: BackgroundSolver, name: str) -> Solved:
        scenario = find_scenario(name, self._source.scenarios)
        solved = solver.solve(self._source.plan, scenario, self._stop, partial(self._tell, name))
        return solved.after_loading(self._source.load_seconds)

    def _tell(self, name: str, progress: Progress) -> None:
        listening = self._listening
        if listening is not None and listening[0] == name:
            listening[1](progress)
