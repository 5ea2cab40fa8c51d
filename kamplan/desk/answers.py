"""Answers to scenarios: the last one of each, and whether it still holds."""

from dataclasses import dataclass, replace
from enum import Enum

from kamplan.desk.state import DeskState
from kamplan.plan import Fault, PlanError
from kamplan.store import Run
from kamplan.whatif.figures import Solved
from kamplan.whatif.inputs import Inputs, inputs_of, same_inputs


class Standing(Enum):
    """How a scenario stands."""

    UNSOLVED = "unsolved"
    SOLVED = "solved"
    INFEASIBLE = "infeasible"
    STOPPED = "stopped"
    STALE = "stale"
    FAULTY = "faulty"
    FAILED = "failed"


@dataclass(frozen=True, eq=False)
class Answer:
    """What the last solve of a scenario came to."""

    run: Run
    inputs: Inputs | None
    """None: answered in an earlier session, from inputs that are no longer known."""
    solved: Solved | None
    """None: the whole of it is no longer there, only the run's figures."""

    def under(self, name: str) -> "Answer":
        """The answer as that of another scenario with the same inputs."""
        solved = None if self.solved is None else replace(self.solved, scenario=name)
        return replace(self, run=replace(self.run, scenario=name), solved=solved)


def inputs_now(state: DeskState, name: str) -> Inputs | None:
    """What a scenario is solved from; None where it cannot be read, or is not there."""
    try:
        return inputs_of(state.base, state.scenario(name))
    except PlanError:
        return None


def standing(state: DeskState, name: str, answer: Answer | None) -> Standing:
    """How a scenario stands: not to be applied, not solved, solved, or from older inputs."""
    if state.find_faults(name):
        return Standing.FAULTY
    if answer is None:
        return Standing.UNSOLVED
    now = inputs_of(state.base, state.scenario(name))
    if answer.inputs is None or not same_inputs(answer.inputs, now):
        return Standing.STALE
    return {
        "optimal": Standing.SOLVED,
        "feasible": Standing.STOPPED,
        "stopped": Standing.STOPPED,
        "infeasible": Standing.INFEASIBLE,
    }[answer.run.status]


@dataclass(frozen=True)
class Refusal:
    """Why a scenario could not be solved."""

    scenario: str
    faults: tuple[Fault, ...] = ()
    trouble: str = ""
