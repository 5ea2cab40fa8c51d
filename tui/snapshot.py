"""What every screen draws: the desk, the answers, and what is being solved, at one moment."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kamplan.desk import Answer, DeskState, Standing
from kamplan.desk.answers import Refusal, standing
from kamplan.explore.causes import Causes
from kamplan.explore.frontier import Frontier
from kamplan.explore.regret import Regret
from kamplan.explore.tornado import Tornado
from kamplan.plan import Fault, Plan
from kamplan.whatif.figures import Solved
from kamplan.whatif.scenario import BASE
from solver import Progress
from tui.branches import Branches
from tui.course import Course

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
class Explored:
    """What an exploration has found, and of what."""

    state: DeskState
    names: tuple[str, ...]
    found: Frontier | Tornado | Regret


@dataclass(frozen=True)
class Underway:
    """An exploration that runs."""

    number: int
    kind: str
    step: str = ""
    """how far it has come: 3/21."""


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
    courses: Mapping[str, Course] = field(default_factory=dict)
    """how the last solve of a scenario has gone, since the program was begun."""
    compared: tuple[str, ...] = ()
    """scenarios chosen to be compared, the first is what the others are held against."""
    bridges: Mapping[tuple[str, str], Bridge] = field(default_factory=dict)
    """by the two scenarios; of these or of earlier answers."""
    explored: Mapping[str, Explored] = field(default_factory=dict)
    """by frontier, tornado, regret."""
    exploring: Underway | None = None
    unwritten: tuple[Fault, ...] = ()
    """why edits are not in the plan folder; empty where they are."""
    saving: int = 0
    """edits that are on their way to the workspace."""
    recording: int = 0
    """answers that are."""
    differences: bool = False
    """True where only what differs between compared scenarios is shown."""
    rounded: bool = False
    """True where plans are shown in whole steps and cases."""
    lines_by: str = "tier"
    """column of accounts that budget lines are proposed by."""
    tree: Branches = field(default_factory=Branches)
    """the budget tree as it is looked at."""

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
        if name in self.refusals and not self.state.find_faults(name):
            return Standing.FAILED
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

    def found(self, kind: str) -> Frontier | Tornado | Regret | None:
        """What an exploration of what is here now has found; None where there is none."""
        explored = self.explored.get(kind)
        if explored is None or (explored.state is not self.state and not self._alike(explored)):
            return None
        return explored.found if explored.names == self.to_explore(kind) else None

    def _alike(self, explored: Explored) -> bool:
        """Whether what was explored is what there is now, edited or looked at in between."""
        return same_files(explored.state, self.state)

    def to_explore(self, kind: str) -> tuple[str, ...]:
        """Scenarios that an exploration is of: the active one; of a regret those chosen, or all
        of a few."""
        if kind != "regret":
            return (self.active,)
        chosen = tuple(name for name in self.compared if name in self.state.names)
        return chosen if len(chosen) > 1 else tuple(self.state.names)[:MOST_COMPARED]

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


def same_files(one: DeskState, other: DeskState) -> bool:
    """Whether two states are of the same plan and scenarios, whichever is active."""
    return one is other or (one.base is other.base and one.texts == other.texts)


def same_view(one: Snapshot, other: Snapshot) -> bool:
    """Whether two snapshots show the same answers of the same scenarios: what differs was edited,
    and rows stay where they are while one edits."""
    names = ("answers", "bridges", "explored", "compared", "rounded", "differences", "lines_by")
    return one.active == other.active and all(
        getattr(one, name) is getattr(other, name) for name in names
    )
