"""Lines in whole steps of money, their sum kept: largest remainders."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from solver.problem import Bools, Floats

# A line this close to a step, in steps, is that step: solvers have tolerances.
CLOSE = 1e-6
CENT = 0.01


@dataclass(frozen=True)
class Floor:
    """Lines that have to come to at least some money together, for a budget that demands it."""

    lines: Bools
    """[N]"""
    least: float
    """money."""


def round_lines(
    amounts: Sequence[float],
    step: float,
    least: Sequence[float],
    most: Sequence[float],
    total: float | None = None,
    floors: Sequence[Floor] = (),
) -> list[float]:
    """Amounts as multiples of `step`, the sum that of the amounts to the nearest step, but not
    above `total`.

    Each line takes its whole steps; what is left of the sum goes to the largest remainders. No
    line leaves its `least` and `most`, if need be at the cost of the sum. Then steps are moved
    until every floor is kept, as far as that breaks no other.
    """
    parts = np.asarray(amounts, dtype=float) / step
    low = np.ceil(np.asarray(least, dtype=float) / step - CLOSE)
    high = np.floor(np.asarray(most, dtype=float) / step + CLOSE)
    units = np.clip(np.floor(parts + CLOSE), low, np.maximum(high, low))
    wanted = np.floor(parts.sum() + 0.5 + CLOSE)
    if total is not None:
        wanted = min(wanted, np.floor(total / step + CLOSE))
    while units.sum() < wanted and (can := units < high).any():
        units[int(np.argmax(np.where(can, parts - units, -np.inf)))] += 1.0
    while units.sum() > wanted and (can := units > low).any():
        units[int(np.argmin(np.where(can, parts - units, np.inf)))] -= 1.0
    needs = [(floor.lines, float(np.ceil(floor.least / step - CLOSE))) for floor in floors]
    for mine, need in needs:
        _lift(units, parts, low, high, mine, need, needs)
    # Whole steps times a step such as 0.01 are not what they read as; dividing is.
    inverse = round(1.0 / step)
    exact = inverse > 1 and abs(inverse * step - 1.0) < 1e-12
    return [float(each / inverse) if exact else float(each * step) for each in units]


def _lift(
    units: Floats,
    parts: Floats,
    low: Floats,
    high: Floats,
    mine: Bools,
    need: float,
    needs: Sequence[tuple[Bools, float]],
) -> None:
    """Move steps to the lines of a floor until it is kept, from lines that can spare them."""
    while units[mine].sum() < need:
        takers = mine & (units < high)
        givers = ~mine & (units > low)
        for others, theirs in needs:
            if units[others].sum() - 1.0 < theirs:
                givers = givers & ~others
        if not takers.any() or not givers.any():
            return
        units[int(np.argmax(np.where(takers, parts - units, -np.inf)))] += 1.0
        units[int(np.argmin(np.where(givers, parts - units, np.inf)))] -= 1.0
