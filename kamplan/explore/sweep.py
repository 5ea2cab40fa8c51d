"""A sweep: one or two inputs taken through several values each, every pair solved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from kamplan.explore.exploration import Exploration, varied
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
    solved: Mapping[tuple[int, ...], Solved]
    """by the place of each axis's value."""
    failed: Mapping[tuple[int, ...], tuple[Fault, ...]]
    complete: bool


def find_sweep(exploration: Exploration, scenario: str, axes: Sequence[Axis]) -> Sweep:
    """Solve a scenario with every combination of values. Raises PlanError."""
    base = exploration.scenario(scenario)
    places = list(product(*(range(len(axis.values)) for axis in axes)))
    names = {place: " ".join(map(str, place)) for place in places}
    variants = {
        names[place]: varied(
            base, scenario,
            [change for axis, at in zip(axes, place, strict=True) for change in axis.changes[at]],
        )
        for place in places
    }  # fmt: skip
    answers = exploration.solve(variants)
    return Sweep(
        scenario,
        tuple(axes),
        {place: answers.solved[name] for place, name in names.items() if name in answers.solved},
        {place: answers.failed[name] for place, name in names.items() if name in answers.failed},
        answers.complete,
    )
