"""The past of a plan, a page at a time: everybody's edits, newest first, and which still stand."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, select

from kamplan.plan.entries import Entry
from kamplan.store.history import REDO, UNDO, count_entries, first_rows
from kamplan.store.journal import ENTRY, entries_of
from kamplan.store.records import JournalRecord
from kamplan.store.rows import sql_table

PAGE = 100
"""edits on a page."""
FEW = 3
"""entries of an edit that are read with it."""


@dataclass(frozen=True)
class PastEdit:
    """An edit, or a plan taken in, replaced or deleted as a whole."""

    edit: int
    """its id; of a whole plan that of its row in the journal."""
    what: str
    when: str
    """ISO, UTC."""
    who: str
    mine: bool
    count: int
    """entries; 0 for a whole plan."""
    first: tuple[Entry, ...]
    """the first few of them."""
    undone: bool = False
    """taken back, and not made again since."""

    @property
    def stands(self) -> bool:
        """Whether its author can take it back."""
        return self.count > 0 and not self.undone


@dataclass(frozen=True)
class Bookmark:
    """How far a plan's past has been read."""

    before: int
    turned: Mapping[int, str] = field(default_factory=dict)
    """edits further back -> what was done to each last: undo, or redo."""


@dataclass(frozen=True)
class Page:
    """Some of a plan's past, newest first."""

    edits: tuple[PastEdit, ...]
    next: Bookmark | None
    """from where to read on; None at the beginning of the plan."""


def read_page(
    connection: Connection, plan_id: int, who: str, at: Bookmark | None, size: int
) -> Page:
    """The newest edits, or those before a bookmark. Undoing and redoing mark what they turn."""
    at = at or Bookmark(sys.maxsize)
    before, turned = at.before, dict(at.turned)
    found: list[Row[Any]] = []
    more = True
    while more and len(found) < size:
        rows = _before(connection, plan_id, before, size)
        more = len(rows) == size
        for row in rows:
            before = row.id
            if row.reverses is not None:
                turned.setdefault(row.reverses, row.what)
            else:
                found.append(row)
    edits = _told(connection, plan_id, who, found, turned)
    return Page(edits, Bookmark(before, turned) if more else None)


def _before(connection: Connection, plan_id: int, before: int, size: int) -> Sequence[Row[Any]]:
    """The first rows of edits, and the rows of whole plans, merged newest first."""
    stored = sql_table(JournalRecord)
    columns = [stored.c[name] for name in ("id", "what", "when", "who", "reverses", "edit")]
    edits = first_rows(plan_id, *columns).where(stored.c.edit < before)
    wholes = (
        select(*columns)
        .where(stored.c.plan_id == plan_id, stored.c.edit.is_(None), stored.c.id < before)
        .order_by(stored.c.id.desc())
    )
    rows = [row for query in (edits, wholes) for row in connection.execute(query.limit(size))]
    return sorted(rows, key=lambda row: -row.id)[:size]


def _told(
    connection: Connection,
    plan_id: int,
    who: str,
    rows: Sequence[Row[Any]],
    turned: Mapping[int, str],
) -> tuple[PastEdit, ...]:
    counts = count_entries(connection, plan_id, [row.id for row in rows if row.edit is not None])
    return tuple(
        PastEdit(
            row.id,
            row.what,
            row.when,
            row.who,
            row.who == who,
            counts.get(row.id, 0),
            () if row.edit is None else _first_entries(connection, plan_id, row.id),
            turned.get(row.id, REDO) == UNDO,
        )
        for row in rows
    )


def _first_entries(connection: Connection, plan_id: int, edit: int) -> tuple[Entry, ...]:
    stored = sql_table(JournalRecord)
    statement = (
        select(*(stored.c[name] for name in ENTRY))
        .where(stored.c.plan_id == plan_id, stored.c.edit == edit)
        .order_by(stored.c.id)
        .limit(FEW)
    )
    return entries_of(connection.execute(statement))
