"""What every screen draws: the desk, the answers, and what is being solved, at one moment."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kamplan.desk import Answer, DeskState, Standing
from kamplan.desk.answers import Refusal, standing
from kamplan.explore.causes import Causes
from kamplan.plan import Fault, Plan
from kamplan.whatif.figures import Solved
from kamplan.whatif.scenario import BASE
from solver import Progress

MOST_COMPARED = 8


@dataclass(frozen=True)
class Running:
    """A solve that is under way."""

    number: int
    """counts solves up; answers to older numbers are dropped."""
    scenario: str
    progress: Progress | None = None
    stopping: bool = False


@dataclass(frozen=True, eq=False)
class Bridge:
    """Why one answer differs from another."""

    first: Solved
    each: Solved
    causes: Causes


@dataclass(frozen=True, eq=False)
class Snapshot:
    """Immutable: screens are drawn from it and nothing else."""

    state: DeskState
    answers: Mapping[str, Answer] = field(default_factory=dict)
    refusals: Mapping[str, Refusal] = field(default_factory=dict)
    running: tuple[Running, ...] = ()
    """solves under way, that which was begun first ahead."""
    waiting: tuple[str, ...] = ()
    """scenarios that are to be solved when others are done."""
    compared: tuple[str, ...] = ()
    """scenarios chosen to be compared, the first is what the others are held against."""
    bridges: Mapping[tuple[str, str], Bridge] = field(default_factory=dict)
    """by the two scenarios; of these or of earlier answers."""
    unwritten: tuple[Fault, ...] = ()
    """why edits are not in the plan folder; empty where they are."""
    saving: int = 0
    """edits that are on their way to the workspace."""
    recording: int = 0
    """answers that are."""
    rounded: bool = False
    """True where plans are shown in whole steps and cases."""
    lines_by: str = "tier"
    """column of accounts that budget lines are proposed by."""

    @property
    def plan(self) -> Plan:
        """The active scenario's plan."""
        return self.state.plan

    @property
    def active(self) -> str:
        """The active scenario."""
        return self.state.active

    def running_of(self, name: str) -> Running | None:
        """The solve of a scenario that is under way."""
        return next((solve for solve in self.running if solve.scenario == name), None)

    def standing(self, name: str) -> Standing:
        """How a scenario stands."""
        if name in self.refusals:
            return Standing.FAULTY
        return standing(self.state, name, self.answers.get(name))

    def solved(self, name: str | None = None) -> Solved | None:
        """The last answer of a scenario (the active one), stale or not; None without one."""
        answer = self.answers.get(self.active if name is None else name)
        return None if answer is None else answer.solved

    def with_plan(self, name: str | None = None) -> Solved | None:
        """The last answer of a scenario where it is a plan, rounded where that is shown."""
        solved = self.solved(name)
        if solved is None or solved.result.evaluation is None:
            return None
        if not self.rounded:
            return solved
        rounded = solved.result.rounded
        return None if rounded is None or rounded.decisions is None else solved.as_rounded()

    def bridge(self, first: str, each: str) -> Causes | None:
        """Why the answers to two scenarios differ; None where that is not known yet."""
        found = self.bridges.get((first, each))
        holds = found is not None and found.first is self.solved(first)
        return found.causes if found and holds and found.each is self.solved(each) else None

    @property
    def comparison(self) -> tuple[str, ...]:
        """The scenarios to compare: those chosen, or base and the active one, or all solved."""
        chosen = tuple(name for name in self.compared if name in self.state.names)
        if len(chosen) > 1:
            return chosen
        if self.active != BASE:
            return (BASE, self.active)
        solved = [name for name in self.state.names if name != BASE and self.solved(name)]
        return (BASE, *solved[: MOST_COMPARED - 1])
