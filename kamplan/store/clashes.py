"""Entries that meet a value other than the one they would change, and who changed it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from kamplan.plan import Fault
from kamplan.plan.entries import SCENARIO, SETTINGS, WHOLE, Entry
from kamplan.store.finding import parts
from kamplan.store.journal import key_text
from kamplan.store.records import JournalRecord
from kamplan.store.rows import sql_table


@dataclass(frozen=True)
class Clash:
    """An entry that cannot be made."""

    entry: Entry
    stored: str | None = None
    """what is there by now."""
    gone: bool = False
    """True where the row itself is not there any more."""


class Change(NamedTuple):
    """Who changed something last, and when."""

    id: int = 0
    who: str = ""
    when: str = ""


def file_of(entry: Entry) -> str:
    """The file of the plan folder that an entry's value stands in."""
    if entry.table == SETTINGS:
        return "plan.toml"
    return f"scenarios/{entry.key[0]}.toml" if entry.table == SCENARIO else f"{entry.table}.csv"


def clash_faults(connection: Connection, plan_id: int, clashes: Sequence[Clash]) -> list[Fault]:
    """Each clash as a fault, with who is behind it where the journal knows."""
    if not clashes:
        return []
    known = _changes(connection, plan_id, clashes)
    replaced = _replacement(connection, plan_id)
    faults = []
    for clash in clashes:
        entry = clash.entry
        columns = known[entry.table, key_text(entry.key)]
        names = columns if clash.gone or entry.column == WHOLE else (entry.column, WHOLE)
        last = max([replaced, *(columns[name] for name in names if name in columns)])
        values = {
            "key": " ".join(entry.key) or entry.column,
            "yours": entry.new or "",
            "who": last.who,
            "when": last.when,
        }
        code = "edit-row-gone" if clash.gone else "edit-conflict"
        value = clash.stored or ""
        faults.append(Fault(code, file_of(entry), None, entry.column, value, values))
    return faults


def _changes(
    connection: Connection, plan_id: int, clashes: Iterable[Clash]
) -> dict[tuple[str, str], dict[str, Change]]:
    """(table, key) -> column -> its latest change."""
    stored = sql_table(JournalRecord)
    keys = defaultdict(set)
    for clash in clashes:
        keys[clash.entry.table].add(key_text(clash.entry.key))
    found: dict[tuple[str, str], dict[str, Change]] = defaultdict(dict)
    columns = [stored.c[name] for name in ("key", "column", "id", "who", "when")]
    for table, mine in keys.items():
        for some in parts(mine):
            latest = (
                select(func.max(stored.c.id))
                .where(
                    stored.c.plan_id == plan_id,
                    stored.c.edit.is_not(None),
                    stored.c.table == table,
                    stored.c.key.in_(some),
                )
                .group_by(stored.c.key, stored.c.column)
            )
            statement = select(*columns).where(stored.c.id.in_(latest))
            for key, column, *change in connection.execute(statement):
                found[table, key][column] = Change(*change)
    return found


def _replacement(connection: Connection, plan_id: int) -> Change:
    """When the plan was last replaced as a whole."""
    stored = sql_table(JournalRecord)
    statement = (
        select(stored.c.id, stored.c.who, stored.c.when)
        .where(stored.c.plan_id == plan_id, stored.c.edit.is_(None), stored.c.what == "replace")
        .order_by(stored.c.id.desc())
        .limit(1)
    )
    row = connection.execute(statement).first()
    return Change() if row is None else Change(*row)
