"""Lines in whole steps of money, their sum kept: largest remainders."""

from collections.abc import Sequence

import numpy as np

# A line this close to a step, in steps, is that step: solvers have tolerances.
CLOSE = 1e-6
CENT = 0.01


def round_lines(
    amounts: Sequence[float],
    step: float,
    least: Sequence[float],
    most: Sequence[float],
    total: float | None = None,
) -> list[float]:
    """Amounts as multiples of `step`, the sum that of the amounts to the nearest step, but not
    above `total`.

    Each line takes its whole steps; what is left of the sum goes to the largest remainders. No
    line leaves its `least` and `most`: then the sum may give way.
    """
    parts = np.asarray(amounts, dtype=float) / step
    low = np.ceil(np.asarray(least, dtype=float) / step - CLOSE)
    high = np.floor(np.asarray(most, dtype=float) / step + CLOSE)
    units = np.clip(np.floor(parts + CLOSE), low, np.maximum(high, low))
    wanted = np.floor(parts.sum() + 0.5 + CLOSE)
    if total is not None:
        wanted = min(wanted, np.floor(total / step + CLOSE))
    remainder = parts - units
    while units.sum() < wanted and (can := units < high).any():
        place = int(np.argmax(np.where(can, remainder, -np.inf)))
        units[place] += 1.0
        remainder[place] -= 1.0
    while units.sum() > wanted and (can := units > low).any():
        place = int(np.argmin(np.where(can, remainder, np.inf)))
        units[place] -= 1.0
        remainder[place] += 1.0
    # Whole steps times a step such as 0.01 are not what they read as; dividing is.
    inverse = round(1.0 / step)
    exact = inverse > 1 and abs(inverse * step - 1.0) < 1e-12
    return [float(each / inverse) if exact else float(each * step) for each in units]
