"""A sweep: one or two inputs taken through several values each, every pair solved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from kamplan.explore.exploration import Exploration, placed, varied
from kamplan.plan import Fault
from kamplan.whatif.figures import Solved
from kamplan.whatif.scenario import Change


@dataclass(frozen=True)
class Axis:
    """An input and what it is taken through."""

    name: str
    """as it was asked for: supply:gift-box/2026-W50:units."""
    values: tuple[str, ...]
    """as they were asked for: 800, -20%, *0.7."""
    changes: tuple[tuple[Change, ...], ...]
    """what makes each of them."""


@dataclass(frozen=True, eq=False)
class Sweep:
    """A plan for each combination of values."""

    scenario: str
    axes: tuple[Axis, ...]
    plans: Mapping[tuple[int, ...], Solved]
    """by the place of each axis's value."""
    failed: Mapping[tuple[int, ...], tuple[Fault, ...]]
    complete: bool

    @property
    def solved(self) -> list[Solved]:
        """The plan of every combination that was solved."""
        return list(self.plans.values())

    @property
    def faults(self) -> list[Fault]:
        """Why others could not be."""
        return [fault for faults in self.failed.values() for fault in faults]


def find_sweep(exploration: Exploration, scenario: str, axes: Sequence[Axis]) -> Sweep:
    """Solve a scenario with every combination of values. Raises PlanError."""
    base = exploration.scenario(scenario)
    places = list(product(*(range(len(axis.values)) for axis in axes)))
    variants = {
        place: varied(
            base, scenario,
            [change for axis, at in zip(axes, place, strict=True) for change in axis.changes[at]],
        )
        for place in places
    }  # fmt: skip
    answers = exploration.solve(variants)
    failed = {
        place: placed(faults, "", None, _text(axes, place))
        for place, faults in answers.failed.items()
    }
    return Sweep(scenario, tuple(axes), answers.solved, failed, answers.complete)


def _text(axes: Sequence[Axis], place: tuple[int, ...]) -> str:
    """The values of a combination as they were asked for."""
    return " ".join(axis.name + axis.values[at] for axis, at in zip(axes, place, strict=True))
