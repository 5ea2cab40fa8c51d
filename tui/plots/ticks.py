"""Numbers along an axis: round ones, as many as there is room for, as people write them."""

import math
from collections.abc import Callable, Mapping, Sequence

from rich.cells import cell_len

STEPS = (1.0, 2.0, 5.0, 10.0, 20.0)
"""and a tenth of these, and tenfold: what people count in."""
GAP = 2
"""cells between two texts side by side."""
SLACK = 1e-9
"""of a step: numbers so close are the same one."""
MOST_DECIMALS = 6


def figures(value: float, step: float) -> str:
    """12,000 or 0.25: as many decimals as tell it from the next one."""
    return _written(value, decimals(step), "")


def shares(value: float, step: float) -> str:
    """5% or 2.5%."""
    return _written(100.0 * value, decimals(100.0 * step), "%")


def _written(value: float, places: int, unit: str) -> str:
    shown = f"{value:,.{places}f}"
    # What is rounded to nothing has no sign.
    return (shown if float(shown.replace(",", "")) else shown.removeprefix("-")) + unit


def decimals(step: float) -> int:
    """Decimals that a multiple of a step needs."""
    for places in range(MOST_DECIMALS):
        scaled = step * 10.0**places
        if scaled >= 1.0 and abs(scaled - round(scaled)) < SLACK * scaled:
            return places
    return MOST_DECIMALS


def step_for(low: float, high: float, most: int) -> float:
    """The smallest round step that needs no more than so many numbers from low to high."""
    rough = (high - low) / max(most - 1, 1)
    power = 10.0 ** math.floor(math.log10(rough))
    return next(step * power for step in STEPS if step * power >= rough * (1.0 - SLACK))


def round_ticks(low: float, high: float, step: float) -> list[float]:
    """The multiples of a step from low to high."""
    first, last = math.ceil(low / step - SLACK), math.floor(high / step + SLACK)
    return [number * step for number in range(first, last + 1)]


def ticks_up(low: float, high: float, rows: int) -> tuple[float, float, float]:
    """Round heights around two others, and the step between numbers: one in two rows at most,
    and no more than six."""
    step = step_for(low, high, min(max(rows // 2, 2), 6))
    least, most = math.floor(low / step + SLACK) * step, math.ceil(high / step - SLACK) * step
    return least, most, step


def ticks_across(
    low: float, high: float, width: int, show: Callable[[float, float], str]
) -> dict[float, str]:
    """Places with their numbers: as many as stand apart, at most eight."""
    found: dict[float, str] = {}
    for most in range(8, 1, -1):
        step = step_for(low, high, most)
        found = {value: show(value, step) for value in round_ticks(low, high, step)}
        if stand_apart(found, low, high, width):
            break
    return found


def names_across(names: Sequence[str], width: int) -> dict[float, str]:
    """Places 0, 1, 2, ... with their names: every one, every second, ..., so that they stand
    apart."""
    for every in range(1, len(names)):
        found = {float(place): names[place] for place in range(0, len(names), every)}
        if stand_apart(found, 0.0, len(names) - 1.0, width):
            return found
    return {0.0: names[0]} if names else {}


def stand_apart(texts: Mapping[float, str], low: float, high: float, width: int) -> bool:
    """Whether texts, each in the middle of its place as far as the ends allow, do not touch."""
    end = -GAP
    for place, text in texts.items():
        size = cell_len(text)
        middle = round((place - low) / (high - low) * (width - 1))
        start = min(max(middle - size // 2, 0), width - size)
        if start < end + GAP:
            return False
        end = start + size
    return True
