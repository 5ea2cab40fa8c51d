"""The tornado: each uncertain input a little down and up, the others as they are."""

from collections.abc import Sequence
from dataclasses import dataclass

from kamplan.explore.exploration import Answers, Exploration, varied
from kamplan.explore.uncertain import Uncertain
from kamplan.plan import Fault
from kamplan.whatif.committed import Committed
from kamplan.whatif.figures import Solved
from solver import Break

DOWN, UP = "down", "up"


@dataclass(frozen=True, eq=False)
class End:
    """An input moved one way."""

    share: float
    """by how much: -0.1 is 10 % down."""
    solved: Solved | None
    """the best plan then; None where there is none."""
    replanned: float | None
    """change of the objective with that plan."""
    held: float | None
    """change of the objective where money and visits stay as planned and only goods are shared
    out anew; None where rules forbid that, or where it is not known."""
    breaks: tuple[Break, ...] = ()
    """those rules."""
    faults: tuple[Fault, ...] = ()
    """why it could not be solved."""


@dataclass(frozen=True, eq=False)
class Bar:
    """One input, down and up."""

    input: Uncertain
    down: End
    up: End

    @property
    def swing(self) -> float:
        """How far the objective moves between the two, at most: replanned or held."""
        ends = [
            change
            for end in (self.down, self.up)
            for change in (end.replanned, end.held)
            if change is not None
        ]
        return max([*ends, 0.0]) - min([*ends, 0.0])


@dataclass(frozen=True, eq=False)
class Tornado:
    """Bars, the input that matters most first."""

    scenario: str
    base: Solved
    bars: tuple[Bar, ...]
    complete: bool


def find_tornado(
    exploration: Exploration, scenario: str, inputs: Sequence[Uncertain]
) -> Tornado | None:
    """Solve a scenario with every input down and up, and hold its plan there, too.

    None where it was stopped before the scenario itself was solved. Raises PlanError where
    that cannot be solved, or has no plan to hold.
    """
    base = exploration.scenario(scenario)
    first = exploration.solve({scenario: base})
    if not first.solved:
        return None
    solved = first.solved[scenario]
    variants = {
        f"{each.name} {side}": varied(base, scenario, each.changes(share))
        for each in inputs
        for side, share in ((DOWN, -each.down), (UP, each.up))
        if share
    }
    best = exploration.solve(variants)
    held = Answers({})
    if solved.result.decisions is not None:
        committed = Committed.of(solved)
        held = exploration.hold({f"{n} held": (committed, s) for n, s in variants.items()})
    bars = []
    for each in inputs:
        ends = [
            _end(solved, f"{each.name} {side}", share, best, held)
            for side, share in ((DOWN, -each.down), (UP, each.up))
        ]
        if all(end is not None for end in ends):
            down, up = ends
            assert down is not None
            assert up is not None
            bars.append(Bar(each, down, up))
    bars.sort(key=lambda bar: -bar.swing)
    return Tornado(scenario, solved, tuple(bars), best.complete and held.complete)


def _end(base: Solved, name: str, share: float, best: Answers, held: Answers) -> End | None:
    """One end; None where it was not reached before the stop."""
    if not share:
        return End(share, base, 0.0, 0.0)
    if name in best.failed:
        return End(share, None, None, None, faults=best.failed[name])
    if name not in best.solved:
        return None
    solved, before = best.solved[name], base.result.objective
    kept = held.solved.get(f"{name} held")
    breaks = () if kept is None or kept.result.evaluation is None else kept.result.evaluation.breaks
    return End(
        share,
        solved,
        _change(before, solved.result.objective),
        None if kept is None or breaks else _change(before, kept.result.objective),
        breaks,
    )


def _change(before: float | None, after: float | None) -> float | None:
    return None if before is None or after is None else after - before
