"""How wide the columns are and which of them are in sight."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from rich.cells import cell_len

from tui.grid.cells import MARGIN, clean
from tui.grid.model import GridColumn, GridModel

FITTED_ROWS = 200
SPREAD_ROWS = 50
"Rows that are measured: the first ones, and some all the way down, where numbers may be longer."
NARROWEST = 3
WIDEST = 40
"Of the columns that are fitted; the user may draw them wider."


@dataclass(frozen=True)
class Place:
    """A column in sight."""

    column: int
    "Its place among the columns that are shown, whether in sight or not."
    x: int
    "Where it begins, from the left edge of the grid."
    width: int
    "Cells in sight, margin included."
    partial: bool = False
    "The right edge of the grid cuts it."


def fitted_widths(model: GridModel, chosen: Mapping[str, int]) -> list[int]:
    """Content widths: as the user drew them, else as the column says, else as the rows need."""
    count = len(model)
    rows: Sequence[int] = range(min(count, FITTED_ROWS))
    if count > FITTED_ROWS:
        rows = [*rows, *range(count - 1, FITTED_ROWS, -max(count // SPREAD_ROWS, 1))]
    return [
        chosen.get(column.id) or column.width or _fitted(model, at, column, rows)
        for at, column in enumerate(model.columns)
    ]


def _fitted(model: GridModel, at: int, column: GridColumn, rows: Sequence[int]) -> int:
    widest = max((cell_len(clean(model.text(row, at))) for row in rows), default=0)
    return min(max(NARROWEST, cell_len(clean(column.title)), widest), WIDEST)


class ColumnLayout:
    """The columns side by side in a grid of some width: frozen ones, then those that scroll.

    Scrolling goes by whole columns: the first one in sight is the first that begins at or
    after the scroll position, so the last one is whole at the end of the way.
    """

    def __init__(self, widths: Sequence[int], frozen: int, width: int) -> None:
        self.widths = [content + MARGIN for content in widths]
        self.width = width
        while frozen and sum(self.widths[:frozen]) > width * 2 // 3:
            frozen -= 1
        self.frozen = frozen
        "Frozen columns; fewer than asked where they would leave no room to scroll."
        self.frozen_width = sum(self.widths[:frozen])
        self.total = sum(self.widths)
        self._starts = list(accumulate(self.widths[frozen:], initial=0))[:-1]

    def first(self, scroll: int) -> int:
        """The first scrolling column in sight, counted among those that scroll."""
        return min(bisect_left(self._starts, scroll), max(len(self._starts) - 1, 0))

    def places(self, scroll: int) -> tuple[Place, ...]:
        """The columns in sight, from left to right."""
        shown = list(range(self.frozen))
        shown += range(self.frozen + self.first(scroll), len(self.widths))
        places, x = [], 0
        for column in shown:
            width = min(self.widths[column], self.width - x)
            if width <= MARGIN:
                break
            places.append(Place(column, x, width, width < self.widths[column]))
            x += width
        return tuple(places)

    def more_right(self, scroll: int) -> bool:
        """Whether columns wait beyond the right edge."""
        begin = self._starts[self.first(scroll)] if self._starts else 0
        return self.total - begin > self.width

    def scroll_to(self, column: int, scroll: int) -> int:
        """The scroll position, as near as can be, that has the whole column in sight."""
        at = column - self.frozen
        if at < 0:
            return scroll
        first = self.first(scroll)
        if at <= first:
            return self._starts[at] if at < first else scroll
        room = self.width - self.frozen_width
        end = self._starts[at] + self.widths[column]
        while first < at and end - self._starts[first] > room:
            first += 1
        return self._starts[first] if self._starts[first] > scroll else scroll
