"""The range of cells that is selected, and what a status bar tells about it."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kamplan.words import _
from tui.grid.cursor import Spot
from tui.grid.model import GridColumn

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Area:
    """A rectangle of cells on the screen, its edges included."""

    top: int
    left: int
    bottom: int
    right: int

    @classmethod
    def between(cls, one: Spot, other: Spot) -> "Area":
        """The rectangle that two cells span."""
        return cls(
            min(one.row, other.row),
            min(one.column, other.column),
            max(one.row, other.row),
            max(one.column, other.column),
        )

    @property
    def rows(self) -> range:
        """Places of its rows."""
        return range(self.top, self.bottom + 1)

    @property
    def columns(self) -> range:
        """Its columns."""
        return range(self.left, self.right + 1)

    @property
    def size(self) -> int:
        """Number of cells."""
        return len(self.rows) * len(self.columns)

    def __iter__(self) -> Iterator[Spot]:
        """Its cells, row by row."""
        return (Spot(row, column) for row in self.rows for column in self.columns)


@dataclass(frozen=True)
class Summary:
    """Figures of a selection."""

    cells: int = 0
    "Cells selected."
    numbers: int = 0
    "Cells with a number, in columns of numbers."
    total: float = 0.0
    "Sum of the numbers; 0 without any."

    @property
    def mean(self) -> float | None:
        """Mean of the numbers; None without any."""
        return self.total / self.numbers if self.numbers else None

    def __str__(self) -> str:
        """In words; empty for a single cell, whose value is seen anyway."""
        if self.cells < 2:
            return ""
        if self.mean is None:
            return _("{cells} cells", cells=f"{self.cells:,}")
        if self.numbers == self.cells:
            return _(
                "{cells} cells · sum {total} · mean {mean}",
                cells=f"{self.cells:,}",
                total=short(self.total),
                mean=short(self.mean),
            )
        return _(
            "{cells} cells · {numbers} numbers · sum {total} · mean {mean}",
            cells=f"{self.cells:,}",
            numbers=f"{self.numbers:,}",
            total=short(self.total),
            mean=short(self.mean),
        )


def summed(columns: Sequence[GridColumn], places: Iterable[int]) -> list[int]:
    """Those of some columns whose numbers are added: totals only where they are all there is."""
    numbers = [place for place in places if columns[place].number]
    return [place for place in numbers if not columns[place].total] or numbers


def summary_of(cells: int, numbers: Iterable[float]) -> Summary:
    """Count and add the numbers among the values; NaN is no number."""
    found = [number for number in numbers if not math.isnan(number)]
    return Summary(cells, len(found), math.fsum(found))


def sum_columns(cells: int, columns: Sequence[Numbers]) -> Summary:
    """The same of whole stretches of columns."""
    count = sum(int(np.count_nonzero(~np.isnan(values))) for values in columns)
    return Summary(cells, count, sum(float(np.nansum(values)) for values in columns))


def short(number: float) -> str:
    """A number with separators, in at most two decimals, more where it is small."""
    if number == 0 or abs(number) >= 0.1:
        return f"{number:,.2f}".rstrip("0").rstrip(".")
    return f"{number:.3g}"
