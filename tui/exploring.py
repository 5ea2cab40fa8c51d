"""Exploring in the background: many what-ifs that belong together, in processes of their own.

What solves meanwhile has its own process: F9 does not wait for it.
"""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from threading import Event
from typing import Literal, get_args

from textual.message import Message

from kamplan.desk import DeskState
from kamplan.explore.exploration import Exploration
from kamplan.explore.frontier import Frontier, find_frontier
from kamplan.explore.levers import read_lever
from kamplan.explore.regret import Regret, find_regret
from kamplan.explore.tornado import Tornado, find_tornado
from kamplan.explore.uncertain import uncertain_inputs
from kamplan.memory import DiskMemory
from kamplan.plan import Fault, PlanError
from kamplan.planning import Source
from kamplan.workers import cores
from tui.messages import ExploreEnded, ExploreReported

Kind = Literal["frontier", "tornado", "regret"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Found = Frontier | Tornado | Regret
SHARES = [0.5 + number / 20.0 for number in range(21)]
"""of the budget: the points of a frontier."""


class Exploring:
    """One exploration: runs in a thread, tells by messages, stops when asked."""

    def __init__(self, number: int, kind: Kind, state: DeskState, names: tuple[str, ...]) -> None:
        """`names`: the scenario, or those of a regret."""
        self.number, self.kind, self.state, self.names = number, kind, state, names
        self.stop = Event()

    def run(self, post: Callable[[Message], object]) -> None:
        """Explore and tell; to be called in a thread."""
        found: Found | None = None
        faults: tuple[Fault, ...] = ()
        try:
            found = self._explore(post)
        except PlanError as error:
            faults = error.faults
        except BaseException as error:
            # A defect, which the thread reports; the exploration is over all the same.
            faults = (Fault("solver-failed", values={"reason": repr(error)}),)
            raise
        finally:
            post(ExploreEnded(self.number, found, faults))

    def _explore(self, post: Callable[[Message], object]) -> Found | None:
        source = Source(Path(), self.state.base, self.state.texts)
        expected = {"frontier": len(SHARES), "tornado": 40, "regret": len(self.names) ** 2}

        def watch(step: str) -> None:
            post(ExploreReported(self.number, step))

        exploration = Exploration.begin(
            # At least two: with one it would be solved in this process.
            source, expected[self.kind], self.stop, max(cores(), 2), DiskMemory.of_user(), watch,
        )  # fmt: skip
        with closing(exploration):
            name = self.names[0]
            if self.kind == "regret":
                return find_regret(exploration, self.names, {})
            plan = exploration.plan_of(exploration.scenario(name))
            if self.kind == "tornado":
                base = exploration.base(name)
                if base is None:
                    return None
                if base.result.decisions is None:
                    raise PlanError([Fault("tornado-no-plan", value=name)])
                return find_tornado(exploration, name, base, uncertain_inputs(plan))
            return find_frontier(exploration, name, read_lever(plan, "budget"), SHARES)
