"""What every exploration does: ask for many variants of one scenario, and take what comes."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import Event
from typing import Generic, Protocol, TypeVar

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


K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True)
class Answers(Generic[K]):
    """What came of many tasks, by the keys they were asked by."""

    solved: Mapping[K, Solved]
    failed: Mapping[K, tuple[Fault, ...]] = field(default_factory=dict)
    """why others have no answer."""
    complete: bool = True
    """False where it was stopped before all were answered."""


class Finding(Protocol):
    """What every exploration comes to."""

    @property
    def solved(self) -> Sequence[Solved]:
        """Every plan it was drawn from."""

    @property
    def faults(self) -> Sequence[Fault]:
        """Why other plans are missing."""

    @property
    def complete(self) -> bool:
        """False where it was stopped before all was known."""


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

    def base(self, name: str) -> Solved | None:
        """The answer of a scenario itself; None where it was stopped before. Raises PlanError."""
        answers = self.solve({name: self.scenario(name)})
        for faults in answers.failed.values():
            raise PlanError(faults)
        return answers.solved.get(name)

    def solve(self, variants: Mapping[K, Scenario]) -> Answers[K]:
        """Every scenario's answer."""
        return self.ask({key: Task(scenario) for key, scenario in variants.items()})

    def hold(self, held: Mapping[K, tuple[Committed, Scenario]]) -> Answers[K]:
        """What plans come to in scenarios that they were not made for."""
        return self.ask({key: Task(scenario, plan) for key, (plan, scenario) in held.items()})

    def ask(self, tasks: Mapping[K, Task]) -> Answers[K]:
        """Every task's answer. Once stopped: what is finished, or remembered."""
        numbers = {key: self._pool.add(task) for key, task in tasks.items()}
        solved: dict[K, Solved] = {}
        failed: dict[K, tuple[Fault, ...]] = {}
        for done, (key, number) in enumerate(numbers.items(), start=1):
            try:
                answer = self._pool.answer(number, self._watch(f"{done}/{len(tasks)}"))
            except (PlanError, SolverTrouble) as error:
                if not self.stop.is_set():
                    failed[key] = faults_of(tasks[key].scenario.name, error)
                continue
            # What Ctrl-C cut short is a plan, but not the best one: it would bend every curve.
            cut_short = answer.result.status not in ("optimal", "infeasible")
            if not (self.stop.is_set() and cut_short and tasks[key].committed is None):
                solved[key] = answer
        return Answers(solved, failed, len(solved) + len(failed) == len(tasks))


def varied(scenario: Scenario, label: str, changes: Iterable[Change]) -> Scenario:
    """A scenario with more changes on top, under a name of its own."""
    file = ScenarioFile(change=tuple(changes))
    return Scenario(label, (*scenario.files, (label, file)))


def placed(faults: Iterable[Fault], file: str, row: int | None, value: str) -> tuple[Fault, ...]:
    """Faults of a variant, told where what it varies was asked for."""
    return tuple(
        replace(fault, file=file, row=row, column="", value=value)
        if fault.file.startswith("scenarios/") and fault.column.startswith("change ")
        else fault
        for fault in faults
    )
