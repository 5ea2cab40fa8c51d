"""What moving money from one line to another is worth."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kamplan.budgeting.groups import Group
from kamplan.budgeting.solving import AtLines, Solve, at_lines
from kamplan.plan import Plan
from kamplan.whatif.figures import Solved


@dataclass(frozen=True)
class Difference:
    """What one plan is worth more than another, objective, money."""

    value: float
    """of the two plans that were found."""
    least: float | None
    """proven: the best of the first is worth at least so much more than the best of the other."""
    most: float | None
    """proven: no more."""


def difference(better: Solved, other: Solved) -> Difference | None:
    """The first plan over the second; None where one of them is missing."""
    one, two = better.result, other.result
    if one.objective is None or two.objective is None:
        return None
    least = None if two.bound is None else one.objective - two.bound
    most = None if one.bound is None else one.bound - two.objective
    return Difference(one.objective - two.objective, least, most)


@dataclass(frozen=True)
class Move:
    """Money taken from one line and given to another."""

    giver: str
    taker: str
    amount: float
    """money."""
    rate: float
    """objective gained by the first unit moved: the difference of the two worths."""
    expected: float
    """rate x amount: no more than that where every further unit brings less."""
    gain: Difference | None = None
    """of the plan solved with the money moved; None where it was not solved."""
    solved: Solved | None = None


def best_move(at: AtLines, groups: Sequence[Group], amount: float) -> Move | None:
    """The move whose first unit gains most, of `amount` or what the giver has; None where no
    move gains, or fewer than two worths are known."""
    names = [group.name for group in groups if group.name in at.worth]
    found: Move | None = None
    for giver in names:
        lost, has = at.gives_up(giver), at.lines[giver]
        for taker in names:
            gained = at.gains(taker)
            if giver == taker or lost is None or gained is None or has <= 0.0:
                continue
            rate = gained - lost
            if rate > (found.rate if found else 0.0):
                moved = min(amount, has)
                found = Move(giver, taker, moved, rate, rate * moved)
    return found


def solve_move(move: Move, plan: Plan, at: AtLines, groups: Sequence[Group], solve: Solve) -> Move:
    """The move with what it really gains: the plan solved again with the money moved."""
    lines = dict(at.lines)
    lines[move.giver] -= move.amount
    lines[move.taker] += move.amount
    moved = at_lines(plan, lines, groups, solve, "moved")
    return replace(move, gain=difference(moved.solved, at.solved), solved=moved.solved)
