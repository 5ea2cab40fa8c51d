"""Decision calculus: a response curve from what people answer (Little 1970; Lodish 1971).

f(e) = low + (high - low) e^c / (d^c + e^c), the effort e in multiples of the present one.
`low` and `high` are what was answered for no effort and for saturation; d and c are those that
come closest to the answers in between.
"""

from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from solver.curves import response
from solver.problem import Floats

HALF = (0.01, 100.0)
"""What is believable of d: a hundredth to a hundred times the present effort,"""
SHAPE = (0.2, 10.0)
"""and of c: beyond it a curve is a step."""
# Answers at either end have no logit; they are moved in by this share of the rise.
INSIDE = 0.01
# The search has to begin inside its bounds.
EDGE = 1e-6


@dataclass(frozen=True)
class FittedCurve:
    """An ADBUDG curve between two levels."""

    low: float
    """level at no effort, in the unit of the answers."""
    high: float
    """level that effort without end approaches."""
    half: float
    """d: effort that gets half-way, in multiples of the present one."""
    shape: float
    """c: at most 1 concave, above 1 S-shaped."""

    def level(self, effort: ArrayLike) -> Floats:
        """Level at efforts, in the unit of the answers."""
        rise = np.asarray(self.high - self.low)
        at = np.asarray(effort, dtype=float)
        return self.low + response(at, rise, np.asarray(self.half), np.asarray(self.shape))


def load_fitting() -> Any:
    """The module that fits: it takes a third of a second to load, and few plans need it."""
    return import_module("scipy.optimize")


def fit_curve(
    efforts: Floats, levels: Floats, weights: Floats, low: float, high: float
) -> FittedCurve:
    """The curve from `low` to `high` that is nearest to levels [K] at efforts [K] > 0.

    Least squares, weights [K] > 0; with two efforts it goes through both, as far as HALF and
    SHAPE allow. Raises ValueError where there are fewer than two efforts or high <= low.
    """
    if len(efforts) < 2 or not high > low:
        raise ValueError("a curve needs two efforts and a rise")
    least_squares = load_fitting().least_squares
    root = np.sqrt(weights)
    bounds = np.log([HALF, SHAPE]).T

    def misses(logs: Floats) -> Floats:
        curve = FittedCurve(low, high, *np.exp(logs))
        return np.asarray(root * (curve.level(efforts) - levels) / (high - low))

    least, most = bounds[0] + EDGE, bounds[1] - EDGE
    start = np.clip(_by_logits(efforts, levels, weights, low, high), least, most)
    found = least_squares(misses, start, bounds=bounds, xtol=1e-12, ftol=1e-12, gtol=1e-12)
    half, shape = np.exp(found.x).tolist()
    return FittedCurve(low, high, half, shape)


def _by_logits(efforts: Floats, levels: Floats, weights: Floats, low: float, high: float) -> Floats:
    """[log d, log c] by the line log(z / (1 - z)) = c (log e - log d), z the share of the rise.

    Exact where the answers lie on a curve.
    """
    share = np.clip((levels - low) / (high - low), INSIDE, 1.0 - INSIDE)
    logits, logs = np.log(share / (1.0 - share)), np.log(efforts)
    middle, mean = np.average(logs, weights=weights), np.average(logits, weights=weights)
    rise = np.sum(weights * (logs - middle) * (logits - mean))
    shape = np.clip(rise / np.sum(weights * (logs - middle) ** 2), *SHAPE)
    return np.array([middle - mean / shape, np.log(shape)])
