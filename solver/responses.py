"""How demand answers to effort: one concept, whichever kind of curve a row has.

A row follows ADBUDG (see curves) unless it has judged points (see judged). Model, cuts and
search ask here and do not know which. `evaluate` does not ask: it works curves out again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from solver import judged
from solver.curves import effort_at_slope, inflection, response, slope, touch
from solver.problem import Bools, Floats, Promotions, Visits

# A split this close to an end of a line (a share of its width) gains next to nothing.
MARGIN = 0.05


@dataclass(frozen=True)
class Line:
    """The line that an envelope follows at an effort; `left` = `right` is a tangent."""

    left: Floats
    right: Floats
    foot: Floats
    """level at `left`."""
    slope: Floats
    """inf at 0 where a curve rises without limit from there."""

    @property
    def start(self) -> Floats:
        """Level of the line at no effort."""
        with np.errstate(invalid="ignore"):
            return self.foot - np.where(self.left > 0.0, self.slope * self.left, 0.0)

    def height(self, effort: Floats) -> Floats:
        """Level of the line at an effort."""
        with np.errstate(invalid="ignore"):
            gained = np.where(effort != self.left, self.slope * (effort - self.left), 0.0)
        return np.asarray(self.foot + gained)


@dataclass(frozen=True)
class Responses:
    """The curves of some rows. Indexes like an array; methods broadcast over the rows."""

    top: Floats
    """level that ADBUDG approaches."""
    half: Floats
    """effort that gets half of it."""
    shape: Floats
    efforts: Floats
    """[..., N] efforts of judged points; the last is 0 for rows that follow ADBUDG."""
    levels: Floats
    """[..., N] levels of judged points."""

    @classmethod
    def of_promotions(cls, rows: Promotions) -> "Responses":
        """[J] uplift by money in a week."""
        return cls._made(rows.max_uplift, rows.half_spend, rows.shape, rows.points)

    @classmethod
    def of_visits(cls, rows: Visits) -> "Responses":
        """[K] change by visits, from none."""
        return cls._made(rows.max_change, rows.half_visits, rows.shape, rows.points)

    @classmethod
    def _made(cls, top: Floats, half: Floats, shape: Floats, points: Floats) -> "Responses":
        efforts, levels = half[:, None] * points[:, :, 0], top[:, None] * points[:, :, 1]
        has_points = points[:, -1, 0] > 0.0 if points.shape[1] else np.zeros(len(top), dtype=bool)
        return cls(top, half, np.where(has_points, 1.0, shape), efforts, levels)

    def __getitem__(self, index: Any) -> "Responses":
        return Responses(
            self.top[index],
            self.half[index],
            self.shape[index],
            self.efforts[index],
            self.levels[index],
        )

    @cached_property
    def judged(self) -> Bools:
        """Rows with points."""
        if self.efforts.shape[-1] == 0:
            return np.zeros(np.shape(self.top), dtype=bool)
        return np.asarray(self.efforts[..., -1] > 0.0)

    @cached_property
    def most(self) -> Floats:
        """Level at effort without end."""
        if not self.judged.any():
            return self.top
        return np.where(self.judged, self.levels[..., -1], self.top)

    @cached_property
    def bent(self) -> Bools:
        """Rows whose curve lies below its envelope somewhere."""
        found = np.array(self.shape > 1.0)
        if self.judged.any():
            found[self.judged] = judged.turns(*self._points(self.judged)).any(axis=1)
        return found

    def ample(self, halves: float) -> Floats:
        """An effort beyond which next to nothing is gained: so many halves, or the last point."""
        if not self.judged.any():
            return self.half * halves
        return np.where(self.judged, self.efforts[..., -1], self.half * halves)

    def value(self, effort: Floats) -> Floats:
        """Level at an effort, 0 at none."""
        smooth = response(effort, self.top, self.half, self.shape)
        if not self.judged.any():
            return smooth
        return np.where(self.judged, judged.level(effort, self.efforts, self.levels), smooth)

    def effort_for(self, wanted: Floats) -> Floats:
        """The least effort that reaches a level; inf where none does."""
        reached = wanted < self.top
        share = np.where(reached, wanted / np.where(reached, self.top - wanted, 1.0), 0.0)
        smooth = np.where(reached, self.half * np.maximum(share, 0.0) ** (1.0 / self.shape), np.inf)
        return self._with_points(smooth, lambda e, v, w: judged.effort_for(w, e, v), wanted)

    def effort_at_slope(self, target: Floats) -> Floats:
        """The effort at which the envelope's slope has fallen to `target`; 0 where it never
        is steeper."""
        smooth = effort_at_slope(target, self.top, self.half, self.shape)
        if not self.judged.any():
            return smooth
        at, steep = self._hull
        found = np.zeros(smooth.shape)
        for piece in range(steep.shape[-1]):
            width = at[..., piece + 1] - at[..., piece]
            found += np.where(steep[..., piece] > target, width, 0.0)
        return np.where(self.judged, found, smooth)

    def touch(self, low: Floats, high: Floats) -> Floats:
        """Where the envelope over [low, high] leaves its first line, which begins at `low`."""
        smooth = touch(low, high, self.top, self.half, self.shape)
        return self._with_points(
            smooth, lambda e, v, low, high: judged.edge(low, low, high, e, v).right, low, high
        )

    def line(self, effort: Floats, low: Floats, high: Floats, touching: Floats) -> Line:
        """The line of the envelope over [low, high] at an effort, at a corner the one before.

        `touching` is what `touch` gives for these intervals, so that it is not sought again.
        """
        at = np.clip(effort, low, high)
        first = (at < touching) | ((at == touching) & (touching > low))
        curve = self.top, self.half, self.shape
        floor, width = response(low, *curve), np.where(touching > low, touching - low, 1.0)
        chord = np.where(touching > low, response(touching, *curve) - floor, 0.0) / width
        left, right, foot, steep = (
            np.where(first, low, at),
            np.where(first, touching, at),
            np.where(first, floor, response(at, *curve)),
            np.where(first, chord, slope(at, *curve)),
        )
        if self.judged.any():
            mask, x, first_end, last_end = self._judged_cells(left, at, low, high)
            found = judged.edge(x, first_end, last_end, *self._points(mask))
            left[mask], right[mask] = found.left, found.right
            foot[mask], steep[mask] = found.foot, found.slope
        return Line(left, right, foot, steep)

    def side(self, effort: Floats) -> tuple[Floats, Floats]:
        """(low, high) around an effort in which the curve is concave.

        Where it curves upwards there is none, and the two are the effort.
        """
        turn = inflection(self.half, self.shape)
        beyond = effort >= turn
        low = np.where(beyond, np.broadcast_to(turn, beyond.shape), effort)
        high = np.where(beyond, np.inf, effort)
        if self.judged.any():
            mask, at = self._judged_cells(low, effort)
            low[mask], high[mask] = judged.side(at, *self._points(mask))
        return low, high

    def divide(self, effort: Floats, line: Line) -> Floats:
        """Where to split an interval in which a solution at `effort` leans on a line."""
        room = MARGIN * (line.right - line.left)
        between = np.clip(effort, line.left + room, line.right - room)
        if self.judged.any():
            mask, at = self._judged_cells(between, effort)
            edge = judged.Edge(*(p[mask] for p in (line.left, line.right, line.foot, line.slope)))
            point = judged.divide(at, edge, *self._points(mask))
            between[mask] = np.where(np.isnan(point), between[mask], point)
        return between

    # -- rows with points --------------------------------------------------------------------

    @cached_property
    def _hull(self) -> tuple[Floats, Floats]:
        """([..., N], [..., N - 1]) corners of the envelopes of rows with points, 0 for others."""
        at, steep = np.zeros_like(self.efforts), np.zeros_like(self.efforts[..., 1:])
        at[self.judged], steep[self.judged] = judged.corners(
            self.efforts[self.judged], self.levels[self.judged]
        )
        return at, steep

    def _judged_cells(self, like: Floats, *values: Floats) -> tuple[Any, ...]:
        """(mask of the shape of `like`, the values where it is True)."""
        mask = np.broadcast_to(self.judged, like.shape)
        return mask, *(np.broadcast_to(each, like.shape)[mask].astype(float) for each in values)

    def _points(self, mask: Bools) -> tuple[Floats, Floats]:
        """([m, N], [m, N]) efforts and levels of the cells that a mask selects."""
        shape = *mask.shape, self.efforts.shape[-1]
        return np.broadcast_to(self.efforts, shape)[mask], np.broadcast_to(self.levels, shape)[mask]

    def _with_points(
        self, smooth: Floats, of_points: Callable[..., Floats], *values: Floats
    ) -> Floats:
        """What ADBUDG gives, with what points give in its place where rows have them."""
        if not self.judged.any():
            return smooth
        found = np.array(smooth)
        mask, *chosen = self._judged_cells(found, *values)
        found[mask] = of_points(*self._points(mask), *chosen)
        return found
