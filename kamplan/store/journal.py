"""The journal: who changed what and when, and the entries of each edit to read back."""

import getpass
import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update
from sqlmodel import Session

from kamplan.plan.entries import Entry, Key
from kamplan.store.records import JournalRecord, PlanRecord, now
from kamplan.store.rows import sql_table

ENTRY = ("table", "key", "column", "old", "new", "position")
"""columns of the journal that an entry is read back from."""
KEYS = json.JSONEncoder(ensure_ascii=False)


def user_name() -> str:
    """Who is at work, as the system knows them."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "unknown"


def key_text(key: Key) -> str:
    """The key of an entry as the journal keeps it."""
    return KEYS.encode(key)


def add_note(
    session: Session, record: PlanRecord, what: str, old: int | None, new: int | None
) -> None:
    """Write in the journal that a plan went from one version to another; None: not there."""
    before, after = (None if version is None else str(version) for version in (old, new))
    session.add(
        JournalRecord(
            plan_id=record.id,
            who=user_name(),
            what=what,
            table="plan",
            key=record.name,
            column="version",
            old=before,
            new=after,
            version=new,
        )
    )


def add_entries(
    connection: Connection,
    record: PlanRecord,
    entries: Sequence[Entry],
    what: str,
    reverses: int | None,
) -> int:
    """Write an edit in the journal, a row for each entry; returns its id."""
    stored = sql_table(JournalRecord)
    shared = {
        "plan_id": record.id,
        "when": now(),
        "who": user_name(),
        "what": what,
        "version": record.version,
    }
    rows = [
        {
            **shared,
            "table": entry.table,
            "key": key_text(entry.key),
            "column": entry.column,
            "old": entry.old,
            "new": entry.new,
            "position": entry.row,
        }
        for entry in entries
    ]
    first = connection.execute(insert(stored), {**rows[0], "reverses": reverses})
    assert first.inserted_primary_key is not None
    edit: int = first.inserted_primary_key[0]
    connection.execute(update(stored).where(stored.c.id == edit).values(edit=edit))
    if rest := [{**row, "edit": edit} for row in rows[1:]]:
        connection.execute(insert(stored), rest)
    return edit


def read_entries(connection: Connection, plan_id: int, edit: int) -> tuple[Entry, ...]:
    """The entries of an edit in their order."""
    stored = sql_table(JournalRecord)
    statement = (
        select(*(stored.c[name] for name in ENTRY))
        .where(stored.c.plan_id == plan_id, stored.c.edit == edit)
        .order_by(stored.c.id)
    )
    return entries_of(connection.execute(statement))


def entries_of(rows: Iterable[Row[Any]]) -> tuple[Entry, ...]:
    """Rows of the journal that begin with the columns `ENTRY`, as entries."""
    return tuple(_entry(*row[: len(ENTRY)]) for row in rows)


def _entry(
    table: str, key: str, column: str, old: str | None, new: str | None, position: int | None
) -> Entry:
    return Entry(table, tuple(json.loads(key)), column, old, new, position)
