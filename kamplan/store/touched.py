"""Rows of one plan table under an edit: found, changed in memory, then written back at once."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from kamplan.plan import ROWS
from kamplan.plan.columns import Column, Kind, columns_of
from kamplan.plan.entries import WHOLE, Entry, Key, cell_text, cell_value
from kamplan.plan.tables import fill_defaults
from kamplan.store.finding import find_rows
from kamplan.store.rows import sql_table

OWN = "own"
Cells = dict[str, str | None]
"""column -> cell as entries hold it, the user's own columns among them."""


@dataclass(slots=True)
class TouchedRow:
    """A row as an edit leaves it so far."""

    position: int
    cells: dict[str, Any]
    """the columns of the database as they are stored, `own` as it was."""
    own: dict[str, str]
    changed: set[str] = field(default_factory=set)
    """columns of the database to write."""


class MissingValueError(ValueError):
    """A cell that must be given is not; its column is the argument."""


class TouchedRows:
    """The rows of one table that the entries of an edit name."""

    def __init__(
        self,
        connection: Connection,
        plan_id: int,
        name: str,
        headings: Sequence[str],
        entries: Sequence[Entry],
    ) -> None:
        self.stored = sql_table(ROWS[name])
        self.columns = {column.name: column for column in columns_of(ROWS[name])}
        self.key_columns = [column.name for column in self.columns.values() if column.key]
        self.headings = headings
        self._connection, self._plan_id = connection, plan_id
        self._rows: dict[int, TouchedRow] = {}
        self._at: dict[Key, set[int]] = defaultdict(set)
        self._hinted: dict[int, int] = {}
        self._dropped: list[int] = []
        self._new: dict[int, TouchedRow] = {}
        self._next: int | None = None
        self._read(entries)

    def _read(self, entries: Sequence[Entry]) -> None:
        wanted = [(entry.key, entry.row) for entry in entries]
        claims = map(self.claim, entries)
        claimed = {key for key in claims if key is not None}
        found = find_rows(
            self._connection, self.stored, self._plan_id, self.key_columns, wanted, claimed
        )
        for position, row in found.items():
            self._keep(TouchedRow(position, row, json.loads(row[OWN])))

    def _keep(self, row: TouchedRow) -> None:
        self._rows[row.position] = row
        self._at[self.key_of(row)].add(row.position)

    def key_of(self, row: TouchedRow) -> Key:
        """The key of a row as the edit leaves it so far."""
        return tuple(row.cells[name] for name in self.key_columns)

    def claim(self, entry: Entry) -> Key | None:
        """The key that an entry gives to a row; None where no row gets another."""
        if entry.column == WHOLE:
            return entry.key if entry.old is None else None
        if entry.column not in self.key_columns:
            return None
        names = zip(self.key_columns, entry.key, strict=True)
        return tuple((entry.new or "") if name == entry.column else part for name, part in names)

    def holders(self, key: Key) -> int:
        """How many rows have a key by now."""
        return len(self._at.get(key, ()))

    def find(self, key: Key, hint: int | None) -> TouchedRow | None:
        """The row of a key; of several, as there may be for a moment, the one the hint is of."""
        positions = self._at.get(key)
        if not positions:
            return None
        position = next(iter(positions)) if len(positions) == 1 else self._likely(positions, hint)
        if hint is not None:
            self._hinted[hint] = position
        return self._rows[position]

    def _likely(self, positions: Set[int], hint: int | None) -> int:
        """Hints differ from positions where rows have gone: the one met before, or a new one."""
        near = hint or 0
        if self._hinted.get(near) in positions:
            return self._hinted[near]
        fresh = positions - set(self._hinted.values()) or positions
        return min(fresh, key=lambda position: abs(position - near))

    def knows(self, column: str) -> bool:
        """Whether the table has a column."""
        return column in self.columns or column in self.headings

    def text(self, row: TouchedRow, column: str) -> str | None:
        """A cell as entries hold it."""
        if column not in self.columns:
            return row.own.get(column, "")
        value = row.cells[column]
        return value if value is None or isinstance(value, str) else cell_text(float(value))

    def whole(self, row: TouchedRow) -> Cells:
        """A row as entries hold it."""
        return {name: self.text(row, name) for name in (*self.columns, *self.headings)}

    def canonical(self, column: str, text: str | None) -> str | None:
        """A cell of an entry as it would be stored and read again."""
        return cell_text(cell_value(self.columns.get(column), text))

    def put(self, row: TouchedRow, column: str, text: str | None) -> None:
        """Change a cell. Raises MissingValueError."""
        if column not in self.columns:
            row.own[column] = text or ""
            row.changed.add(OWN)
            return
        value = self._stored_value(self.columns[column], text)
        row.changed.add(column)
        if column in self.key_columns:
            self._at[self.key_of(row)].discard(row.position)
            row.cells[column] = value
            self._at[self.key_of(row)].add(row.position)
        else:
            row.cells[column] = value

    def add(self, cells: Mapping[str, str | None]) -> TouchedRow:
        """Add a row after the last. Raises MissingValueError."""
        fixed = {
            name: self._stored_value(
                column, cells[name] if name in cells else cell_text(fill_defaults(column, 1)[0])
            )
            for name, column in self.columns.items()
        }
        row = TouchedRow(
            self._next_position(), fixed, {name: cells.get(name) or "" for name in self.headings}
        )
        self._keep(row)
        self._new[row.position] = row
        return row

    def drop(self, row: TouchedRow) -> None:
        """Remove a row; the others keep their positions."""
        self._at[self.key_of(row)].discard(row.position)
        del self._rows[row.position]
        if self._new.pop(row.position, None) is None:
            self._dropped.append(row.position)

    def _next_position(self) -> int:
        if self._next is None:
            statement = select(func.max(self.stored.c.position)).where(
                self.stored.c.plan_id == self._plan_id
            )
            last: int | None = self._connection.execute(statement).scalar()
            self._next = 0 if last is None else last + 1
        else:
            self._next += 1
        return self._next

    def _stored_value(self, column: Column, text: str | None) -> str | float | None:
        value = cell_value(column, text)
        if isinstance(value, str):
            return value
        if np.isnan(value):
            if not self.stored.c[column.name].nullable:
                raise MissingValueError(column.name)
            return None
        return value if column.kind is not Kind.WHOLE or value % 1 else int(value)

    def write(self) -> None:
        """Write what was dropped, changed and added."""
        here = (
            self.stored.c.plan_id == bindparam("this_plan"),
            self.stored.c.position == bindparam("this_position"),
        )
        if self._dropped:
            places = [self._place(position) for position in self._dropped]
            self._connection.execute(delete(self.stored).where(*here), places)
        groups: dict[frozenset[str], list[TouchedRow]] = defaultdict(list)
        for row in self._rows.values():
            if row.changed and row.position not in self._new:
                groups[frozenset(row.changed)].append(row)
        for names, rows in groups.items():
            values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in sorted(names)}
            self._connection.execute(
                update(self.stored).where(*here).values(values),
                [
                    {
                        **self._place(row.position),
                        **{f"new_{name}": self._written(row, name) for name in names},
                    }
                    for row in rows
                ],
            )
        if self._new:
            names = frozenset((*self.columns, OWN))
            self._connection.execute(
                insert(self.stored),
                [
                    {
                        "plan_id": self._plan_id,
                        "position": row.position,
                        **{name: self._written(row, name) for name in names},
                    }
                    for row in self._new.values()
                ],
            )

    def _place(self, position: int) -> dict[str, int]:
        return {"this_plan": self._plan_id, "this_position": position}

    def _written(self, row: TouchedRow, name: str) -> Any:
        if name != OWN:
            return row.cells[name]
        given = {title: row.own[title] for title in self.headings if row.own.get(title)}
        return json.dumps(given, ensure_ascii=False)
