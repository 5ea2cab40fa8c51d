"""Which rows of a model are shown, and in what order."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from tui.grid.model import GridModel, Values

Order = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Sort:
    """The column that orders the rows."""

    column: str
    "Its id."
    descending: bool = False


class View:
    """Places on the screen, counted from the top, and the model's rows in them."""

    def __init__(self, count: int, order: Order | None = None) -> None:
        self.count = count
        "Rows of the model, shown or not."
        self._order = order
        self._places: Order | None = None

    def __len__(self) -> int:
        """Number of rows shown."""
        return self.count if self._order is None else len(self._order)

    def row(self, place: int) -> int:
        """The model's row in a place."""
        return place if self._order is None else int(self._order[place])

    def rows(self, places: range) -> Iterator[int]:
        """The model's rows in a range of places."""
        if self._order is None:
            return iter(places)
        return iter(self._order[places.start : places.stop].tolist())

    def place(self, row: int) -> int | None:
        """Where a row of the model is shown; None where it is not."""
        if self._order is None:
            return row if 0 <= row < self.count else None
        if self._places is None:
            self._places = np.full(self.count, -1, dtype=np.intp)
            self._places[self._order] = np.arange(len(self._order))
        place = int(self._places[row]) if 0 <= row < self.count else -1
        return place if place >= 0 else None

    def near(self, row: int) -> int:
        """The place of a row; of the next row that is shown, or the last, where it is not."""
        found = self.place(row)
        if found is not None:
            return found
        if self._order is None or not len(self._order) or self._order.max() < row:
            return max(len(self) - 1, 0)
        return int(np.argmin(np.where(self._order >= row, self._order, self.count)))

    def hits(self, mask: npt.NDArray[np.bool_]) -> Order:
        """The places, in order, of the rows that a mask over the model selects."""
        shown = mask if self._order is None else mask[self._order]
        return np.flatnonzero(shown)


def view_of(model: GridModel, sort: Sort | None = None, text: str = "") -> View:
    """The rows that match a filter text, in the order asked for."""
    order: Order | None = None
    column = column_of(model, sort.column) if sort else None
    if sort and column is not None:
        order = sorted_rows(model.sort_values(column), sort.descending)
    if text:
        chosen = model.matches(text)
        order = np.flatnonzero(chosen) if order is None else order[chosen[order]]
    return View(len(model), order)


def column_of(model: GridModel, name: str) -> int | None:
    """The column with an id; None when the model has none."""
    return next((at for at, column in enumerate(model.columns) if column.id == name), None)


def sorted_rows(values: Values, descending: bool = False) -> Order:
    """Rows in the order of their values: stable both ways, the empty ones last.

    Numbers come before texts; texts are compared without case.
    """
    ranks, empty = _ranks(values)
    ranks = -ranks if descending else ranks
    ranks[empty] = len(ranks) + 1
    return np.argsort(ranks, kind="stable")


def _ranks(values: Values) -> tuple[Order, npt.NDArray[np.bool_]]:
    """Equal values get equal ranks, larger ones larger ranks; which values are empty."""
    if isinstance(values, np.ndarray) and values.dtype.kind in "iufb":
        empty = np.isnan(values) if values.dtype.kind == "f" else np.zeros(len(values), bool)
        filled = np.where(empty, 0, values)
    else:
        empty = np.array([_is_empty(value) for value in values], dtype=bool)
        keys = [_key(value) for value in values]
        known = {key: rank for rank, key in enumerate(sorted(set(keys)))}
        filled = np.array([known[key] for key in keys], dtype=np.intp)
    ranks = np.unique(filled, return_inverse=True)[1] if len(filled) else np.zeros(0, np.intp)
    return ranks.astype(np.intp), empty


def _is_empty(value: Any) -> bool:
    return value is None or value == "" or (isinstance(value, float) and math.isnan(value))


def _key(value: Any) -> tuple[int, float, str]:
    if _is_empty(value):
        return (0, 0.0, "")
    if isinstance(value, str):
        return (2, 0.0, value.casefold())
    return (1, float(value), "")
