"""Which rows of a model are shown, and in what order."""

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from tui.grid.arrangement import Sort
from tui.grid.model import GridModel, Rows, Values

Order = npt.NDArray[np.intp]
NOTHING = -1
"The rank of an empty value, until it is put last."


class View:
    """Places on the screen, counted from the top, and the model's rows in them."""

    def __init__(self, count: int, order: Order | None = None) -> None:
        self.count = count
        "Rows of the model, shown or not."
        self._order = order
        self._places: Order | None = None

    def same(self, other: "View") -> bool:
        """Whether the same rows are shown in the same order."""
        if self._order is None or other._order is None:
            return self._order is other._order and self.count == other.count
        return np.array_equal(self._order, other._order)

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


def view_of(model: GridModel, sorts: Sequence[Sort] = (), chosen: Rows | None = None) -> View:
    """The rows chosen, all if None, in the order asked for as far as its columns are there."""
    order: Order | None = None
    found = [(column_of(model, sort.column), sort.descending) for sort in sorts]
    keys = [(model.sort_values(at), down) for at, down in found if at is not None]
    if keys:
        order = sorted_rows(keys)
    if chosen is not None:
        order = np.flatnonzero(chosen) if order is None else order[chosen[order]]
    return View(len(model), order)


def column_of(model: GridModel, name: str) -> int | None:
    """The column with an id; None when the model has none."""
    return next((at for at, column in enumerate(model.columns) if column.id == name), None)


def sorted_rows(keys: Sequence[tuple[Values, bool]]) -> Order:
    """Rows in the order of their values, those of the first key first: (values, descending).

    Stable both ways, empty values last. Numbers come before texts; texts are compared without
    case.
    """
    return np.lexsort([_key_ranks(values, down) for values, down in reversed(keys)])


def _key_ranks(values: Values, descending: bool) -> Order:
    ranks, empty = _ranks(values)
    ranks = -ranks if descending else ranks
    ranks[empty] = len(ranks) + 1
    return ranks


def _ranks(values: Values) -> tuple[Order, npt.NDArray[np.bool_]]:
    """Equal values get equal ranks, larger ones larger ranks; which values are empty."""
    if isinstance(values, np.ndarray) and values.dtype.kind in "iufb":
        empty = np.isnan(values) if values.dtype.kind == "f" else np.zeros(len(values), bool)
        filled = np.where(empty, 0, values)
    else:
        return _text_ranks(values.tolist() if isinstance(values, np.ndarray) else values)
    ranks = np.unique(filled, return_inverse=True)[1]
    return ranks.astype(np.intp), empty


def _text_ranks(values: Sequence[Any]) -> tuple[Order, npt.NDArray[np.bool_]]:
    """The same of anything that is no array of numbers; every distinct value is read once."""
    distinct = {value for value in set(values) if not _is_empty(value)}
    texts = {value: value.casefold() for value in distinct if isinstance(value, str)}
    order = [*sorted(distinct.difference(texts)), *sorted(set(texts.values()))]
    known = {key: rank for rank, key in enumerate(order)}
    places = {value: known[texts.get(value, value)] for value in distinct}
    ranks = np.fromiter((places.get(value, NOTHING) for value in values), np.intp, len(values))
    return ranks, ranks == NOTHING


def _is_empty(value: Any) -> bool:
    return value is None or value == "" or (isinstance(value, float) and math.isnan(value))
