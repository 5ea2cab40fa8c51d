"""A table with one row a week seen across: a line for each key, a column for each week."""

from dataclasses import dataclass

import numpy as np

from kamplan.plan.entries import Key
from kamplan.plan.tables import Cells, Table
from solver.problem import Ints


@dataclass(frozen=True)
class Weekly:
    """Where in the table each key and week stands."""

    names: tuple[str, ...]
    """the key's columns, without the week."""
    keys: tuple[Key, ...]
    """[K] in the order of the table."""
    weeks: tuple[str, ...]
    rows: Ints
    """[K, W] row of the table, -1 where there is none."""
    made_for: tuple[Key, ...]
    """the keys that were asked for."""
    made_of: tuple[Cells, ...]
    """the table's key columns."""

    def holds_for(self, table: Table, weeks: tuple[str, ...], keys: tuple[Key, ...]) -> bool:
        """Whether this is still right: edits of numbers leave a table's keys as they are."""
        cells = tuple(table[name] for name in table.key_columns)
        return (
            weeks == self.weeks
            and keys == self.made_for
            and all(one is other for one, other in zip(cells, self.made_of, strict=True))
        )


def weekly(table: Table, weeks: tuple[str, ...], keys: tuple[Key, ...] = ()) -> Weekly:
    """Lines for `keys` first, then for every other key of the table; rows of other weeks are
    left out."""
    names = tuple(name for name in table.key_columns if name != "week")
    places = {key: place for place, key in enumerate(keys)}
    lines = np.fromiter(
        (
            places.setdefault(key, len(places))
            for key in zip(*(table[name].tolist() for name in names), strict=True)
        ),
        dtype=np.int64,
        count=len(table),
    )
    columns = {week: place for place, week in enumerate(weeks)}
    at = np.fromiter(
        (columns.get(week, -1) for week in table["week"].tolist()),
        dtype=np.int64,
        count=len(table),
    )
    rows = np.full((len(places), len(weeks)), -1, dtype=np.int64)
    inside = at >= 0
    rows[lines[inside], at[inside]] = np.flatnonzero(inside)
    made_of = tuple(table[name] for name in table.key_columns)
    return Weekly(names, tuple(places), weeks, rows, keys, made_of)
