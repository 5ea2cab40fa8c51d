"""What a report is made of: every answer it shows, and what there is no answer to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from kamplan.explore.causes import Causes
from kamplan.explore.frontier import Frontier
from kamplan.plan import Fault
from kamplan.planning import Source
from kamplan.whatif.figures import Solved
from kamplan.whatif.inputs import fingerprint, inputs_of
from kamplan.whatif.scenario import find_scenario

MOST = 8
"""scenarios side by side."""


@dataclass(frozen=True)
class Names:
    """Which scenarios a report is of."""

    subject: str
    """whose plan is shown in full."""
    all: tuple[str, ...]
    """the others are held against the first."""
    left_out: tuple[str, ...] = ()


def choose_names(asked: Sequence[str], known: Sequence[str]) -> Names:
    """One name alone is held against base; without names base against all others."""
    names = tuple(dict.fromkeys(asked or known))
    if not asked:
        return Names(names[0], names[:MOST], names[MOST:])
    if len(names) == 1 and names[0] != "base":
        return Names(names[0], ("base", names[0]))
    return Names(names[0], names)


@dataclass(frozen=True)
class Gathered:
    """Answers of one report."""

    source: Source
    names: Names
    solved: Mapping[str, Solved]
    """by name, in their order; holds the subject."""
    made: datetime
    failed: Mapping[str, Sequence[Fault]] = field(default_factory=dict)
    causes: Mapping[str, Causes] = field(default_factory=dict)
    frontier: Frontier | None = None
    stopped: bool = False
    """True where Ctrl-C ended it early."""
    frontier_faults: Sequence[Fault] = ()
    frontier_wanted: bool = False

    @property
    def subject(self) -> Solved:
        """The scenario whose plan is shown in full."""
        return self.solved[self.names.subject]

    @property
    def first(self) -> Solved | None:
        """The one the others are held against; None where it has no answer."""
        return self.solved.get(self.names.all[0])

    @property
    def others(self) -> list[Solved]:
        """What is held against the first."""
        return (
            [] if self.first is None else [s for s in self.solved.values() if s is not self.first]
        )

    @property
    def currency(self) -> str:
        """The plan's."""
        return self.subject.plan.settings.currency

    def fingerprint(self, scenario: str) -> str:
        """A digest of everything a scenario's answer depends on."""
        return fingerprint(
            inputs_of(self.source.plan, find_scenario(scenario, self.source.scenarios))
        )
