"""Cells that two changes of one file set: the first value would be lost without a word."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from kamplan.plan.tables import Table
from kamplan.whatif.scenario import Change

Column = tuple[str, str]
"""table and field."""


class Overlaps:
    """Which change of a file has set each cell, as far as several set the same column.

    An exception to a broader change, all of whose cells are a smaller part of what that one
    sets, is no overlap: that is how a few cells of many are given another value.
    """

    def __init__(self, changes: Sequence[Change]) -> None:
        # Settings may be named with their section or without: all of them are watched.
        counts = Counter(
            (each.table, None if each.table == "plan" else each.field)
            for each in changes
            if each.set is not None
        )
        self._several = {place for place, count in counts.items() if count > 1}
        self._setters: dict[Column, npt.NDArray[np.int64]] = {}
        self._sizes: dict[tuple[Column, int], int] = {}

    def watches(self, change: Change) -> bool:
        """Whether a change could overlap another, or moves rows of a table that is watched."""
        field = None if change.table == "plan" else change.field
        return (change.table, field) in self._several or (
            (change.insert is not None or change.drop)
            and any(table == change.table for table, _ in self._several)
        )

    def look(
        self, number: int, change: Change, table: Table | None, rows: npt.NDArray[np.bool_]
    ) -> tuple[int, str] | None:
        """The number of the earlier change and the cell both set, where there is one.

        `table` is as it was before the change, None for plan.toml; `rows` are those it chooses.
        """
        if change.insert is not None or change.drop:
            self._follow(change, rows)
            return None
        place = (change.table, change.field or "")
        setters = self._setters.setdefault(place, np.zeros(len(rows), dtype=np.int64))
        if change.set is None:
            return None
        earlier, size = setters[rows], int(rows.sum())
        self._sizes[place, number] = size
        setters[rows] = number
        found = np.unique(earlier[earlier > 0])
        exception = bool((earlier > 0).all()) and all(
            size < self._sizes[place, other] for other in found.tolist()
        )
        if not len(found) or exception:
            return None
        row = int(np.flatnonzero(rows)[int(np.argmax(earlier > 0))])
        key = "" if table is None else " / ".join(table[name][row] for name in table.key_columns)
        return int(earlier[earlier > 0][0]), f"{key}, {change.field}" if key else place[1]

    def _follow(self, change: Change, rows: npt.NDArray[np.bool_]) -> None:
        for place, setters in self._setters.items():
            if place[0] == change.table:
                kept = np.append(setters, 0) if change.insert is not None else setters[~rows]
                self._setters[place] = kept
