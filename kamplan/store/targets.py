"""What the entries of an edit change: tables, plan.toml, scenario files.

Entries are made in memory one after the other, and written only when all of them could be.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Protocol

from pydantic import ValidationError
from sqlalchemy import delete, insert, select
from sqlmodel import Session

from kamplan.plan import Fault, Plan, Settings
from kamplan.plan.entries import WHOLE, Entry, apply_entries, read_setting
from kamplan.plan.model_faults import model_faults
from kamplan.store.clashes import Clash, file_of
from kamplan.store.faults import refuse
from kamplan.store.plans import list_names, read_settings
from kamplan.store.records import PlanRecord, ScenarioRecord
from kamplan.store.rows import sql_table
from kamplan.store.touched import Cells, MissingValueError, TouchedRow, TouchedRows

Made = Entry | Clash | Fault
"""An entry as it was made, with its row; or why it was not."""


class Target(Protocol):
    """What entries of one kind change."""

    def make(self, entry: Entry) -> Made:
        """Make an entry in memory, if what it changes is what it expects."""

    def check(self) -> Iterator[Clash]:
        """What does not fit together when every entry has been made. Raises PlanError."""

    def write(self) -> None:
        """Write the changes to the database."""


class TableTarget:
    """Rows and cells of a table."""

    def __init__(self, rows: TouchedRows) -> None:
        self.rows = rows
        self.claims: list[Entry] = []

    def make(self, entry: Entry) -> Made:
        if self.rows.claim(entry) is not None:
            self.claims.append(entry)
        try:
            if entry.column != WHOLE:
                return self._change(entry)
            return self._add(entry) if entry.old is None else self._drop(entry)
        except MissingValueError as error:
            return Fault("missing-value", file_of(entry), column=str(error))

    def _change(self, entry: Entry) -> Made:
        row = self.rows.find(entry.key, entry.row)
        if row is None:
            return Clash(entry, gone=True)
        if not self.rows.knows(entry.column):
            return Clash(entry)
        stored = self.rows.text(row, entry.column)
        if stored != self.rows.canonical(entry.column, entry.old):
            return Clash(entry, stored)
        self.rows.put(row, entry.column, entry.new)
        return replace(entry, row=row.position)

    def _add(self, entry: Entry) -> Made:
        cells = json.loads(entry.new or "{}")
        if any(text and not self.rows.knows(name) for name, text in cells.items()):
            return Clash(entry)
        return replace(entry, row=self.rows.add(cells).position)

    def _drop(self, entry: Entry) -> Made:
        row = self.rows.find(entry.key, entry.row)
        if row is None:
            return Clash(entry, gone=True)
        if other := self._differences(row, json.loads(entry.old or "{}")):
            return Clash(entry, json.dumps(other, ensure_ascii=False))
        self.rows.drop(row)
        return replace(entry, row=row.position)

    def _differences(self, row: TouchedRow, cells: Cells) -> Cells:
        """The cells of a row that are not as an entry has them."""
        stored = self.rows.whole(row)
        names = {**dict.fromkeys(cells), **dict.fromkeys(self.rows.headings)}
        return {
            name: stored.get(name)
            for name in names
            if stored.get(name, "") != self.rows.canonical(name, cells.get(name))
        }

    def check(self) -> Iterator[Clash]:
        """Keys that were given to a row while another has them."""
        for entry in self.claims:
            key = self.rows.claim(entry)
            if key is not None and self.rows.holders(key) > 1:
                yield Clash(entry, " ".join(key))

    def write(self) -> None:
        self.rows.write()


class SettingsTarget:
    """plan.toml."""

    def __init__(self, session: Session, where: str, record: PlanRecord) -> None:
        self.session, self.where, self.record = session, where, record
        self.plan = Plan(read_settings(where, record), {})

    def make(self, entry: Entry) -> Made:
        data = self.plan.settings.model_dump(exclude_unset=True)
        stored = read_setting(data, entry.column)
        if not _same_json(stored, None if entry.old is None else json.loads(entry.old)):
            text = None if stored is None else json.dumps(stored, ensure_ascii=False)
            return Clash(entry, text)
        try:
            self.plan = apply_entries(self.plan, [entry])
        except ValidationError as error:
            return model_faults(error, "plan.toml", Settings)[0]
        return entry

    def check(self) -> Iterator[Clash]:
        return iter(())

    def write(self) -> None:
        name = self.plan.settings.name
        if name != self.record.name and name in list_names(self.session):
            raise refuse("workspace-plan-there", self.where, name)
        self.record.name = name
        self.record.settings = self.plan.settings.model_dump_json(exclude_unset=True)


def _same_json(one: Any, other: Any) -> bool:
    """Whether two values are the same: 1 and 1.0 are, 1 and true are not."""
    return bool(one == other) and isinstance(one, bool) == isinstance(other, bool)


class ScenarioTarget:
    """Scenario files, each as a whole."""

    def __init__(self, session: Session, plan_id: int, entries: Sequence[Entry]) -> None:
        self.connection, self.plan_id = session.connection(), plan_id
        self.stored = sql_table(ScenarioRecord)
        self.mine = (
            self.stored.c.plan_id == plan_id,
            self.stored.c.name.in_({entry.key[0] for entry in entries}),
        )
        statement = select(self.stored.c.name, self.stored.c.text).where(*self.mine)
        self.texts = {row.name: row.text for row in self.connection.execute(statement)}

    def make(self, entry: Entry) -> Made:
        (name,) = entry.key
        stored = self.texts.get(name)
        if stored != entry.old:
            return Clash(entry, stored, gone=stored is None)
        self.texts.pop(name, None)
        if entry.new is not None:
            self.texts[name] = entry.new
        return entry

    def check(self) -> Iterator[Clash]:
        return iter(())

    def write(self) -> None:
        self.connection.execute(delete(self.stored).where(*self.mine))
        rows = [
            {"plan_id": self.plan_id, "name": name, "text": text}
            for name, text in self.texts.items()
        ]
        if rows:
            self.connection.execute(insert(self.stored), rows)
