"""What a grid shows: columns and cells, read through one immutable model."""

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.bool_]
Values = Sequence[Any] | npt.NDArray[Any]


@dataclass(frozen=True)
class GridColumn:
    """One column of a grid."""

    id: str
    "Identity across models: widths, sort order and typed texts are kept under it."
    title: str
    "The heading, in the user's language."
    width: int = 0
    "Cells for the content; 0 fits the title and the first rows, with a few from further down."
    number: bool = False
    "Right-aligned, never cut."
    frozen: bool = False
    "Stays at the left while others scroll; the frozen columns come first."
    help: str = ""
    "The tooltip of the heading."
    total: bool = False
    "The sum of numbers beside it: not added to them once more."


@dataclass(frozen=True)
class Look:
    """How a cell differs from a plain one."""

    mark: str = ""
    'The sign of the cell: "" | "changed" | "pending" | "refused" | "pinned" | "total".'
    heat: float | None = None
    "Shade of the background, from 0 to 1; None for none."
    dim: bool = False
    "Drawn back: a value that counts for little here."
    note: str = ""
    "The tooltip of the cell, such as the inherited value."


@dataclass(frozen=True)
class CellText:
    """A cell and a text for it: typed, pasted, or as it stands."""

    row: int
    "Row of the model, whatever the order on the screen."
    column: int
    "Column of the model."
    text: str
    key: Hashable = None
    "The model's key of the row when the text was typed; None stands for the present one."
    column_id: str = ""
    "The column's id; empty stands for the present one."


class GridModel(Protocol):
    """What a grid reads. A model never changes: after a change comes a new one.

    Making one costs nothing: everything is worked out when it is asked for. Rows and columns
    are counted from 0, in the model's own order.
    """

    @property
    def columns(self) -> Sequence[GridColumn]:
        """The columns, frozen ones first."""

    def __len__(self) -> int:
        """Number of rows."""

    def text(self, row: int, column: int) -> str:
        """The cell as shown."""

    def raw(self, row: int, column: int) -> str:
        """The cell as edited and copied: a plain number, no separators, no unit."""

    def look(self, row: int, column: int) -> Look | None:
        """How the cell is drawn; None for plainly."""

    def editable(self, row: int, column: int) -> bool:
        """Whether the cell takes a text."""

    def check(self, row: int, column: int, text: str) -> str | None:
        """Why the cell refuses the text, in words; None when it takes it. In memory, quick."""

    def row_key(self, row: int) -> Hashable:
        """What the row is, across models; never None."""

    def sort_values(self, column: int) -> Values:
        """The column's values in the model's order: numbers (NaN is empty) or str ("" is empty)."""

    def matches(self, text: str, columns: Sequence[int] | None = None) -> Rows:
        """The rows that have a text in these columns; in any if None."""


class GridBase:
    """What most models share: read-only, plainly drawn, searched by the texts shown.

    A model gives `columns`, `__len__` and `text`, and overrides what differs. By itself it is
    the model without columns and rows.
    """

    columns: Sequence[GridColumn] = ()

    def __len__(self) -> int:
        """Number of rows."""
        return 0

    def text(self, row: int, column: int) -> str:
        """The cell as shown."""
        raise NotImplementedError

    def raw(self, row: int, column: int) -> str:
        """The text shown."""
        return self.text(row, column)

    def look(self, row: int, column: int) -> Look | None:
        """Plain."""
        return None

    def editable(self, row: int, column: int) -> bool:
        """No cell."""
        return False

    def check(self, row: int, column: int, text: str) -> str | None:
        """Every text is taken."""
        return None

    def row_key(self, row: int) -> Hashable:
        """The row's number."""
        return row

    def sort_values(self, column: int) -> Values:
        """The raw texts; as numbers in a column of numbers."""
        texts = [self.raw(row, column) for row in range(len(self))]
        if not self.columns[column].number:
            return texts
        return np.array([number_in(text) for text in texts], dtype=float)

    def matches(self, text: str, columns: Sequence[int] | None = None) -> Rows:
        """Rows with a cell that shows the text, whatever the case."""
        wanted = text.casefold()
        lines = self._lines(frozenset(range(len(self.columns)) if columns is None else columns))
        return np.fromiter((wanted in line for line in lines), dtype=bool, count=len(self))

    def _lines(self, columns: frozenset[int]) -> list[str]:
        """The texts of every row in one string; made once, as a filter asks with every key."""
        if columns not in self._known_lines:
            text, order = self.text, sorted(columns)
            self._known_lines[columns] = [
                "\0".join([text(row, column) for column in order]).casefold()
                for row in range(len(self))
            ]
        return self._known_lines[columns]

    @cached_property
    def _known_lines(self) -> dict[frozenset[int], list[str]]:
        """Lines by the columns they are made of."""
        return {}


def number_in(value: Any) -> float:
    """The number that a raw text or a value stands for; NaN when it is none."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return math.nan
