"""A small sheet made of finished rows: results, lists, comparisons."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from rich.text import Text

from tui.grid.model import GridColumn, Look, Values
from tui.plots.told import Told
from tui.sheets.sheet import Sheet, amount


@dataclass(frozen=True)
class Shown:
    """A cell: the text, and the value it is sorted by and copied as."""

    text: str
    value: float | str = ""
    look: Look | None = None


def words(text: str, look: Look | None = None) -> Shown:
    """A cell of text."""
    return Shown(text, text, look)


def number(
    value: float | None, show: Callable[[float], str] = amount, look: Look | None = None
) -> Shown:
    """A cell of a number; None is nothing."""
    value = np.nan if value is None else float(value)
    return Shown(show(value) if value == value else "", value, look)  # noqa: PLR0124


class RowsSheet(Sheet):
    """Rows that are there as a whole; read-only."""

    def __init__(
        self,
        columns: Sequence[GridColumn],
        rows: Sequence[Sequence[Shown]],
        keys: Sequence[Hashable] | None = None,
        side: Callable[[int], Told] | None = None,
    ) -> None:
        super().__init__(columns)
        self.rows = rows
        self.keys = keys
        self._side = side
        self.tells_more = side is not None

    def __len__(self) -> int:
        return len(self.rows)

    def text(self, row: int, column: int) -> str:
        """As made."""
        return self.rows[row][column].text

    def raw(self, row: int, column: int) -> str:
        """The value, in full."""
        value: Any = self.rows[row][column].value
        if isinstance(value, str):
            return value
        return "" if np.isnan(value) else f"{value:.12g}"

    def look(self, row: int, column: int) -> Look | None:
        """As made."""
        return self.rows[row][column].look

    def row_key(self, row: int) -> Hashable:
        """As made; else the first cell's value."""
        return row if self.keys is None else self.keys[row]

    def sort_values(self, column: int) -> Values:
        """The values."""
        values = [row[column].value for row in self.rows]
        if not self.columns[column].number:
            return [str(value) for value in values]
        return np.array(
            [np.nan if isinstance(value, str) else value for value in values], dtype=float
        )

    def side(self, row: int, column: int) -> Told:
        """As made."""
        return Text() if self._side is None else self._side(row)
