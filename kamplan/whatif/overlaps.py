"""Changes that set only cells which a later one of the same file sets again.

Such a change says something and does nothing: nobody can tell which of the two was meant.
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from kamplan.plan.tables import Table
from kamplan.whatif.scenario import Change

Column = tuple[str, str]
"""table and field."""
Rows = npt.NDArray[np.intp]


class Overlaps:
    """Which cells the changes of a file set, as far as several set the same column.

    A later change may give some of an earlier one's cells another value: that is how exceptions
    are made, by hand and by the interface.
    """

    def __init__(self, changes: Sequence[Change]) -> None:
        # Settings may be named with their section or without: all of them are watched.
        counts = Counter(_named(each) for each in changes if each.set is not None)
        self._several = {place for place, count in counts.items() if count > 1}
        self._sets: dict[Column, dict[int, Rows]] = {}
        """the rows that each change sets"""

    def watches(self, change: Change) -> bool:
        """Whether a change could overlap another, or moves rows of a table that is watched."""
        if change.insert is not None or change.drop:
            return any(table == change.table for table, _ in self._several)
        return change.set is not None and _named(change) in self._several

    def look(
        self, number: int, change: Change, table: Table | None, rows: npt.NDArray[np.bool_]
    ) -> tuple[int, str] | None:
        """The number of an earlier change all of whose cells this one sets, and one of them.

        `table` is as it was before the change, None for plan.toml; `rows` are those it chooses.
        """
        if change.drop:
            self._follow(change.table, rows)
        if change.set is None:
            return None
        sets = self._sets.setdefault((change.table, change.field or ""), {})
        lost = [other for other, those in sets.items() if len(those) and rows[those].all()]
        found = None
        if lost:
            row = int(sets[lost[0]][0])
            keys = [] if table is None else [str(table[name][row]) for name in table.key_columns]
            found = lost[0], ", ".join(filter(None, [" / ".join(keys), change.field]))
        sets[number] = np.flatnonzero(rows)
        return found

    def _follow(self, table: str, dropped: npt.NDArray[np.bool_]) -> None:
        """Rows are counted anew where some are dropped; new ones come last."""
        places = np.cumsum(~dropped) - 1
        for sets in (sets for place, sets in self._sets.items() if place[0] == table):
            for number, rows in sets.items():
                sets[number] = places[rows[~dropped[rows]]]


def _named(change: Change) -> tuple[str, str | None]:
    return change.table, None if change.table == "plan" else change.field
