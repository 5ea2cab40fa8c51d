"""The cuts that are in a model, by what they say: so that they can be made again in another."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Self

import numpy as np

from solver.problem import Bools, Floats, Ints


@dataclass(frozen=True)
class _Rows:
    """Cuts of a kind, one an entry of each array."""

    constraint: Ints
    """number of the constraint."""

    @classmethod
    def joined(cls, parts: Sequence[Self]) -> Self:
        """Those of several, one after another."""
        none = np.zeros(0, dtype=np.int64)
        return cls(
            *(np.concatenate([none, *(getattr(part, each.name) for part in parts)])
              for each in fields(cls))
        )  # fmt: skip

    def where(self, keep: Bools) -> Self:
        """Some of them."""
        return type(self)(*(getattr(self, each.name)[keep] for each in fields(self)))


@dataclass(frozen=True)
class Tangents(_Rows):
    """Tangents that hold wherever a search looks."""

    row: Ints
    """promotion row."""
    week: Ints
    spend: Floats
    """where each touches its curve, money."""
    steepness: Floats
    """money of uplift per money spent, both as the model counts them."""


@dataclass(frozen=True)
class Chords(_Rows):
    """Chords of curves of visits."""

    row: Ints
    """visit row."""
    at: Ints
    """visits where it begins; it ends at one more."""


@dataclass(frozen=True)
class DemandRows(_Rows):
    """Rows of "no more is lost than demanded"."""

    cell: Ints
    """flat position in [A, P, T]."""
