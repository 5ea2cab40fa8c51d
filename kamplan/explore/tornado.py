"""The tornado: each uncertain input a little down and up, the others as they are."""

from collections.abc import Sequence
from dataclasses import dataclass

from kamplan.explore.exploration import Answers, Exploration, placed, varied
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
    def ends_plans(self) -> bool:
        """Whether no plan is possible at one of its ends: nothing matters more."""
        ends = (self.down.solved, self.up.solved)
        return any(end is not None and end.result.decisions is None for end in ends)

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
    """Bars, the input that matters most first: before all others those that end every plan."""

    scenario: str
    base: Solved
    bars: tuple[Bar, ...]
    complete: bool

    @property
    def solved(self) -> list[Solved]:
        """The scenario's own plan, and those of all ends."""
        return [self.base, *(end.solved for end in self._ends if end.solved is not None)]

    @property
    def faults(self) -> list[Fault]:
        """Why ends could not be solved."""
        return [fault for end in self._ends for fault in end.faults]

    @property
    def _ends(self) -> list[End]:
        return [end for bar in self.bars for end in (bar.down, bar.up)]


def find_tornado(
    exploration: Exploration, scenario: str, base: Solved, inputs: Sequence[Uncertain]
) -> Tornado:
    """Solve a scenario with every input down and up, and hold its plan there, too.

    `base` is the scenario's own answer, with a plan. Raises PlanError.
    """
    start = exploration.scenario(scenario)
    ends = {
        (each.name, side): share
        for each in inputs
        for side, share in ((DOWN, -each.down), (UP, each.up))
    }
    named = {each.name: each for each in inputs}
    variants = {
        end: varied(start, scenario, named[end[0]].changes(share))
        for end, share in ends.items()
        if share
    }
    best = exploration.solve(variants)
    committed = Committed.of(base)
    held = exploration.hold({end: (committed, each) for end, each in variants.items()})
    bars = []
    for each in inputs:
        down, up = (
            _end(base, each, side, ends[each.name, side], best, held) for side in (DOWN, UP)
        )
        if down is not None and up is not None:
            bars.append(Bar(each, down, up))
    bars.sort(key=lambda bar: (not bar.ends_plans, -bar.swing))
    return Tornado(scenario, base, tuple(bars), best.complete and held.complete)


def _end(
    base: Solved,
    each: Uncertain,
    side: str,
    share: float,
    best: Answers[tuple[str, str]],
    held: Answers[tuple[str, str]],
) -> End | None:
    """One end; None where it was not reached before the stop."""
    if not share:
        return End(share, base, 0.0, 0.0)
    key, place = (each.name, side), (each.file, each.row, each.name)
    faults = best.failed.get(key) or held.failed.get(key) or ()
    if key in best.failed:
        return End(share, None, None, None, faults=placed(faults, *place))
    if key not in best.solved:
        return None
    solved, before = best.solved[key], base.result.objective
    kept = held.solved.get(key)
    breaks = () if kept is None or kept.result.evaluation is None else kept.result.evaluation.breaks
    return End(
        share,
        solved,
        _change(before, solved.result.objective),
        None if kept is None or breaks else _change(before, kept.result.objective),
        breaks,
        placed(faults, *place),
    )


def _change(before: float | None, after: float | None) -> float | None:
    return None if before is None or after is None else after - before
