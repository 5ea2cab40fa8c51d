"""What pinned numbers cost: two answers to plans that differ in nothing else."""

from dataclasses import dataclass

from kamplan.plan.pins import find_pins, other_locks
from kamplan.whatif.figures import Solved
from kamplan.whatif.inputs import same_but, same_table


@dataclass(frozen=True)
class PinCost:
    """Contribution before less contribution after pins were set, moved or let go."""

    added: int
    """numbers that are pinned now and were not."""
    moved: int
    """numbers that are pinned at another value, or another price."""
    removed: int
    """numbers that are pinned no more."""
    cost: float
    """money; below 0 where the plan came to more."""
    at_least: float | None
    """what they cost of what is maximised at the least, by the two proofs; None: not proven."""

    @property
    def is_proven(self) -> bool:
        """Whether the two plans differ by more than their gaps."""
        return self.at_least is not None and self.at_least > 0.0


def cost_of_pins(before: Solved | None, after: Solved) -> PinCost | None:
    """None where there is nothing to compare, or other things than pins have changed as well."""
    if before is None or before.result.evaluation is None or after.result.evaluation is None:
        return None
    one, other = before.plan, after.plan
    if one["locks"] is other["locks"] or not same_but(one, other, "locks"):
        return None
    if not same_table(other_locks(one), other_locks(other)):
        return None
    old, new = (
        {held: (pin.value, pin.price) for held, pin in find_pins(plan).items()}
        for plan in (one, other)
    )
    moved = sum(new[held] != value for held, value in old.items() if held in new)
    added, removed = len(new.keys() - old.keys()), len(old.keys() - new.keys())
    if not added + moved + removed:
        return None
    cost = before.result.evaluation.contribution - after.result.evaluation.contribution
    return PinCost(added, moved, removed, cost, _at_least(before, after, cost))


def _at_least(before: Solved, after: Solved, cost: float) -> float | None:
    """The worse plan's bound below what the better one comes to."""
    better, worse = (before.result, after.result) if cost >= 0.0 else (after.result, before.result)
    if better.objective is None or worse.bound is None:
        return None
    return better.objective - worse.bound
