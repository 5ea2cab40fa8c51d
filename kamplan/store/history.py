"""Undo, redo and what others changed, read from the journal alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from kamplan.plan import ROWS
from kamplan.plan.columns import columns_of
from kamplan.plan.entries import Entry, reverse
from kamplan.store.edits import Edited
from kamplan.store.finding import parts
from kamplan.store.journal import ENTRY, entries_of
from kamplan.store.records import JournalRecord
from kamplan.store.rows import sql_table

UNDO = "undo"
REDO = "redo"
"""what edits are called that reverse an edit, and that make it again."""

# Edits read at a time, so that the newest few of a million are found at once.
FIRST_PART, LARGEST_PART = 50, 20_000

STEPS = 100
"""how much of a history is read where nothing else is asked for."""


@dataclass(frozen=True)
class Step:
    """An edit that can be undone, or made again."""

    edit: int
    what: str
    when: str
    """ISO, UTC."""
    who: str
    count: int
    """entries."""


@dataclass(frozen=True)
class History:
    """What one user can undo and make again in a plan."""

    undo: tuple[Step, ...] = ()
    """the newest first."""
    redo: tuple[Step, ...] = ()
    """the last undone first."""


@dataclass(frozen=True)
class Undone:
    """An edit that was undone or made again."""

    edited: Edited
    step: Step
    entries: tuple[Entry, ...]
    """what was done to the plan."""


@dataclass(frozen=True)
class Noted:
    """Who made an edit, and when."""

    who: str
    when: str
    """ISO, UTC."""
    what: str
    edit: int
    version: int
    """version of the plan after it."""


def take_back(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """What undoes entries, rows that got another key found by that."""
    return tuple(_with_new_key(entry) for entry in reverse(entries))


def _with_new_key(entry: Entry) -> Entry:
    if entry.table not in ROWS:
        return entry
    names = [column.name for column in columns_of(ROWS[entry.table]) if column.key]
    if entry.column not in names:
        return entry
    key = list(entry.key)
    key[names.index(entry.column)] = entry.old or ""
    return replace(entry, key=tuple(key))


def read_history(
    connection: Connection, plan_id: int, who: str, limit: int | None = None
) -> History:
    """The edits of a user that can be undone or made again, at most `limit` of each.

    An edit can be undone, and then made again until the user edits something else. Replacing
    the plan as a whole is no edit.
    """
    undo: list[int] = []
    redo: list[int] = []
    state: dict[int, str] = {}
    rows: dict[int, Row[Any]] = {}
    for row in _own_edits(connection, plan_id, who):
        if row.reverses is None:
            rows[row.id] = row
            if state.get(row.id) != UNDO:
                undo.append(row.id)
        elif row.reverses not in state:
            state[row.reverses] = row.what
            if row.what == UNDO and not rows:
                redo.append(row.reverses)
        if limit is not None and len(undo) >= limit and rows.keys() >= set(redo):
            break
    undo, redo = undo[:limit], redo[:limit]
    counts = count_entries(connection, plan_id, [*undo, *redo])

    def steps(edits: list[int]) -> tuple[Step, ...]:
        known = [edit for edit in edits if edit in rows]
        return tuple(
            Step(edit, rows[edit].what, rows[edit].when, who, counts[edit]) for edit in known
        )

    return History(steps(undo), steps(redo))


def _own_edits(connection: Connection, plan_id: int, who: str) -> Iterator[Row[Any]]:
    """The first row of each edit of a user, the newest first."""
    stored = sql_table(JournalRecord)
    columns = [stored.c[name] for name in ("id", "what", "when", "reverses")]
    mine = first_rows(plan_id, *columns).where(stored.c.who == who)
    size, last = FIRST_PART, None
    while True:
        statement = mine if last is None else mine.where(stored.c.edit < last)
        rows = connection.execute(statement.limit(size)).all()
        yield from rows
        if len(rows) < size:
            return
        size, last = min(4 * size, LARGEST_PART), rows[-1].id


def first_rows(plan_id: int, *columns: Any) -> Select[Any]:
    """The first row of each edit of a plan, the newest first."""
    stored = sql_table(JournalRecord)
    return (
        select(*columns)
        .where(stored.c.plan_id == plan_id, stored.c.edit == stored.c.id)
        .order_by(stored.c.edit.desc())
    )


def count_entries(connection: Connection, plan_id: int, edits: Sequence[int]) -> dict[int, int]:
    """How many entries each of some edits has."""
    stored = sql_table(JournalRecord)
    found: dict[int, int] = {}
    for some in parts(edits):
        statement = (
            select(stored.c.edit, func.count().label("entries"))
            .where(stored.c.plan_id == plan_id, stored.c.edit.in_(some))
            .group_by(stored.c.edit)
        )
        found |= {row.edit: row.entries for row in connection.execute(statement)}
    return found


def read_since(
    connection: Connection, plan_id: int, seen: int, version: int
) -> list[tuple[Noted, tuple[Entry, ...]]] | None:
    """The edits that made version `version` of `seen`, in order.

    None where it was not edits alone: the plan was replaced, or `seen` is of another plan.
    """
    if seen == version:
        return []
    if seen > version:
        return None
    stored = sql_table(JournalRecord)
    newest = first_rows(plan_id, stored.c.id, stored.c.version).limit(version - seen)
    first = connection.execute(newest).all()
    if [row.version for row in first] != [*range(version, seen, -1)]:
        return None
    names = (*ENTRY, "who", "when", "what", "edit", "version")
    statement = (
        select(*(stored.c[name] for name in names))
        .where(stored.c.plan_id == plan_id, stored.c.edit >= first[-1].id)
        .order_by(stored.c.id)
    )
    rows = connection.execute(statement)
    edits = groupby(rows, key=lambda row: Noted(*row[len(ENTRY) :]))
    return [(noted, entries_of(mine)) for noted, mine in edits]
