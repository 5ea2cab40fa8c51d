"""Curves through judged points: straight between them, flat after the last.

A row of `efforts` and `levels` [m, N] holds one curve: it starts at (0, 0), its efforts rise,
its levels never fall, and a curve of fewer points repeats its last one. Efforts have one unit,
levels another; `x`, `low` and `high` are [m] efforts.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from solver.problem import Bools, Floats, Ints

# Slopes that differ by no more than this share of the steepest are one: points on a line.
STRAIGHT = 1e-12
# An effort this close to a point, as a share, stands on it.
ON_POINT = 1e-9


def padded(curves: Sequence[Floats | None]) -> Floats:
    """[rows, N, 2] the points of every row as (effort, effect); zeros where a row has none.

    Each curve is [points, 2], efforts rising. (0, 0) is put before those that leave it out.
    """
    full = [
        np.zeros((0, 2)) if curve is None else np.vstack([np.zeros((1, 2)), curve[curve[:, 0] > 0]])
        for curve in curves
    ]
    longest = max(map(len, full), default=0)
    found = np.zeros((len(full), longest, 2))
    for row, points in enumerate(full):
        found[row, : len(points)] = points
        found[row, len(points) :] = points[-1] if len(points) else 0.0
    return found


@dataclass(frozen=True)
class Edge:
    """An edge of a curve's concave envelope; `left` = `right` where the curve is flat for good."""

    left: Floats
    right: Floats
    foot: Floats
    """level at `left`."""
    slope: Floats


def level(x: Floats, efforts: Floats, levels: Floats) -> Floats:
    """Levels reached at efforts: each piece as far as the effort goes. `x` broadcasts with
    `efforts` and `levels` but for their last axis."""
    found = np.zeros(np.broadcast_shapes(np.shape(x), efforts.shape[:-1]))
    for piece in range(efforts.shape[-1] - 1):
        here, width = efforts[..., piece], efforts[..., piece + 1] - efforts[..., piece]
        part = np.clip((x - here) / np.where(width > 0.0, width, 1.0), 0.0, 1.0)
        found += (levels[..., piece + 1] - levels[..., piece]) * part
    return found


def effort_for(wanted: Floats, efforts: Floats, levels: Floats) -> Floats:
    """[m] the least efforts that reach levels; inf where none does."""
    top = levels[:, -1]
    short = wanted > top * (1.0 + ON_POINT)
    wanted = np.clip(wanted, 0.0, top)
    after = np.argmax(levels >= wanted[:, None], axis=1)
    before = np.maximum(after - 1, 0)
    floor, rise = _take(levels, before), _take(levels, after) - _take(levels, before)
    part = (wanted - floor) / np.where(rise > 0.0, rise, 1.0)
    here = _take(efforts, before)
    return np.where(short, np.inf, here + part * (_take(efforts, after) - here))


def edge(x: Floats, low: Floats, high: Floats, efforts: Floats, levels: Floats) -> Edge:
    """The edge at `x` of the concave envelope over [low, high]; at a corner the one before it.

    The envelope is the upper hull of the points inside and of the two ends. Its corners are
    met one after another from `low` on: the next is where the steepest line leads.
    """
    end = np.minimum(high, efforts[:, -1])
    summit = level(end, efforts, levels)
    left, foot = low.astype(float), level(low, efforts, levels)
    right, slope = left.copy(), np.zeros(len(x))
    going = np.flatnonzero(left < end)
    while len(going):
        to, steep = _next(
            left[going], foot[going], end[going], summit[going], efforts[going], levels[going]
        )
        right[going], slope[going] = to, steep
        passed = (x[going] > to) & (to < end[going])
        over = going[(x[going] > to) & (to >= end[going])]
        left[over], foot[over], right[over], slope[over] = end[over], summit[over], end[over], 0.0
        going, to = going[passed], to[passed]
        left[going], foot[going] = to, level(to, efforts[going], levels[going])
    return Edge(left, right, foot, slope)


def corners(efforts: Floats, levels: Floats) -> tuple[Floats, Floats]:
    """([m, N], [m, N - 1]) corners of the whole envelope, and the slopes between them."""
    count = efforts.shape[1]
    at = np.zeros_like(efforts)
    steep = np.zeros((len(efforts), max(count - 1, 0)))
    end, summit = efforts[:, -1], levels[:, -1]
    for step in range(count - 1):
        left, foot = at[:, step], level(at[:, step], efforts, levels)
        on = left < end
        at[:, step + 1] = left
        if on.any():
            at[on, step + 1], steep[on, step] = _next(
                left[on], foot[on], end[on], summit[on], efforts[on], levels[on]
            )
    return at, steep


def _next(
    left: Floats, foot: Floats, end: Floats, summit: Floats, efforts: Floats, levels: Floats
) -> tuple[Floats, Floats]:
    """(the next corner after `left`, the slope up to it): the furthest of the steepest."""
    inside = (efforts > left[:, None]) & (efforts < end[:, None])
    width = np.where(inside, efforts - left[:, None], 1.0)
    slopes = np.where(inside, (levels - foot[:, None]) / width, -np.inf)
    best = slopes.shape[1] - 1 - np.argmax(slopes[:, ::-1], axis=1)
    steep, last = _take(slopes, best), (summit - foot) / (end - left)
    return np.where(last >= steep, end, _take(efforts, best)), np.maximum(last, steep)


def turns(efforts: Floats, levels: Floats) -> Bools:
    """[m, N] points after which a curve is steeper than before: where it is convex."""
    width = np.diff(efforts, axis=1)
    slopes = np.where(width > 0.0, np.diff(levels, axis=1) / np.where(width > 0.0, width, 1.0), 0.0)
    found = np.zeros(efforts.shape, dtype=bool)
    if slopes.shape[1] > 1:
        steepest = slopes.max(axis=1, keepdims=True)
        found[:, 1:-1] = np.diff(slopes, axis=1) > STRAIGHT * steepest
    return found


def side(x: Floats, efforts: Floats, levels: Floats) -> tuple[Floats, Floats]:
    """(low, high) of the stretch around `x` in which a curve is concave: from turn to turn."""
    turn = turns(efforts, levels)
    before = turn & (efforts <= (x * (1.0 + ON_POINT))[:, None])
    low = np.where(before, efforts, 0.0).max(axis=1, initial=0.0)
    high = np.where(turn & ~before, efforts, np.inf).min(axis=1, initial=np.inf)
    return low, high


def divide(x: Floats, line: Edge, efforts: Floats, levels: Floats) -> Floats:
    """[m] where to split under an edge: the point next to `x` that lies furthest below it.

    NaN where no point lies below. Split at points, both halves have true curves after as many
    splits as there are points.
    """
    inside = (efforts > line.left[:, None]) & (efforts < line.right[:, None])
    below = line.foot[:, None] + line.slope[:, None] * (efforts - line.left[:, None]) - levels
    below = np.where(inside, below, 0.0)
    at = _segment(x, efforts)
    there = np.where(_take(below, at + 1) > _take(below, at), at + 1, at)
    return np.where(_take(below, there) > 0.0, _take(efforts, there), np.nan)


def _segment(x: Floats, efforts: Floats) -> Ints:
    """[m] number of the piece of its curve that an effort stands on, the last for all beyond."""
    passed = np.sum(efforts[:, 1:] <= x[:, None], axis=1)
    return np.asarray(np.minimum(passed, efforts.shape[1] - 2), dtype=np.int64)


def _take(values: Floats, at: Ints) -> Floats:
    """[m] one entry of each row."""
    return values[np.arange(len(values)), at]
