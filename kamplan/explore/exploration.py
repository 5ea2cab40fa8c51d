"""What every exploration does: ask for many variants of one scenario, and take what comes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Event

from kamplan.plan import Fault, Plan, PlanError
from kamplan.planning import Source, faults_of
from kamplan.pool import Memory, SolverPool, Task
from kamplan.whatif.changes import apply_scenario
from kamplan.whatif.committed import Committed
from kamplan.whatif.figures import Solved
from kamplan.whatif.scenario import Change, Scenario, ScenarioFile, find_scenario
from solver import Report, SolverTrouble

Watch = Callable[[str], Report | None]
"""told which of many tasks is waited for, as 3/21; returns what listens to it, None: nobody."""


def _nobody(step: str) -> Report | None:
    return None


@dataclass(frozen=True)
class Answers:
    """What came of many tasks, by name."""

    solved: Mapping[str, Solved]
    failed: Mapping[str, tuple[Fault, ...]] = field(default_factory=dict)
    """why others have no answer."""
    complete: bool = True
    """False where it was stopped before all were asked."""


class Exploration:
    """One source, one pool of solvers. Close it after use.

    Once `stop` is set what is finished is kept, and nothing more is asked.
    """

    def __init__(
        self, source: Source, pool: SolverPool, stop: Event, watch: Watch = _nobody
    ) -> None:
        self.source, self.stop = source, stop
        self._pool, self._watch = pool, watch

    @classmethod
    def begin(
        cls,
        source: Source,
        expected: int,
        stop: Event,
        jobs: int | None = None,
        memory: Memory | None = None,
        watch: Watch = _nobody,
    ) -> "Exploration":
        """With a pool of its own; `expected`: about how many tasks there will be."""
        return cls(source, SolverPool(source, [], stop, jobs, memory, expected), stop, watch)

    def close(self) -> None:
        """End what is running."""
        self._pool.close()

    def scenario(self, name: str) -> Scenario:
        """A scenario of the source. Raises PlanError."""
        return find_scenario(name, self.source.scenarios)

    def plan_of(self, scenario: Scenario) -> Plan:
        """The plan with a scenario's changes. Raises PlanError."""
        return apply_scenario(self.source.plan, scenario)

    def solve(self, variants: Mapping[str, Scenario]) -> Answers:
        """Every scenario's answer."""
        return self.ask({name: Task(scenario) for name, scenario in variants.items()})

    def hold(self, held: Mapping[str, tuple[Committed, Scenario]]) -> Answers:
        """What plans come to in scenarios that they were not made for."""
        tasks = {name: Task(scenario, plan) for name, (plan, scenario) in held.items()}
        return self.ask(tasks)

    def ask(self, tasks: Mapping[str, Task]) -> Answers:
        """Every task's answer, under names that no scenario has."""
        for name, task in tasks.items():
            self._pool.add(name, task)
        solved: dict[str, Solved] = {}
        failed: dict[str, tuple[Fault, ...]] = {}
        for number, name in enumerate(tasks, start=1):
            if self.stop.is_set():
                break
            try:
                answer = self._pool.answer(name, self._watch(f"{number}/{len(tasks)}"))
            except (PlanError, SolverTrouble) as error:
                if not self.stop.is_set():
                    failed[name] = faults_of(name, error)
                continue
            # What Ctrl-C cut short is a plan, but not the best one: it would bend every curve.
            if not self.stop.is_set() or answer.result.status == "optimal":
                solved[name] = answer
        return Answers(solved, failed, len(solved) + len(failed) == len(tasks))


def varied(scenario: Scenario, label: str, changes: Iterable[Change]) -> Scenario:
    """A scenario with more changes on top, under a name of its own."""
    file = ScenarioFile(change=tuple(changes))
    return Scenario(label, (*scenario.files, (label, file)))


def worst_status(answers: Sequence[Solved]) -> str:
    """The status that says most against a number of answers."""
    order = ("optimal", "feasible", "infeasible", "stopped")
    return max((each.result.status for each in answers), key=order.index, default="optimal")
