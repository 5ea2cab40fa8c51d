"""Edits and the journal as text and as JSON."""

import difflib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from kamplan.messages import shorten
from kamplan.plan import ROWS
from kamplan.plan.columns import columns_of
from kamplan.plan.entries import SCENARIO, SETTINGS, WHOLE, Entry, cell_text
from kamplan.plan.tables import fill_defaults
from kamplan.report.documents import Document
from kamplan.report.tables import add_row, make_table, quantity, titled
from kamplan.store.records import JournalRecord
from kamplan.words import _, mark, plain

EDIT, JOURNAL = "kamplan.edit/1", "kamplan.journal/1"
ADD, REMOVE, UNDO = "kamplan.add/1", "kamplan.remove/1", "kamplan.undo/1"
EDITS = {
    "edit": mark("edit"),
    "paste": mark("paste"),
    "fill": mark("filling"),
    "clear": mark("clearing"),
    "change": mark("change by an amount"),
    "take back": mark("taking a change back"),
    "add rows": mark("adding rows"),
    "copy rows": mark("copying rows"),
    "remove rows": mark("removing rows"),
    "publish": mark("publishing a plan"),
    "budget lines": mark("budget lines"),
    "judge": mark("judging a response"),
    "pin": mark("pinning"),
    "unpin": mark("letting pins go"),
    "relax": mark("relaxing rules"),
    "switch": mark("switching rules"),
    "budget tree": mark("budgets of the tree"),
    "scenario": mark("change of scenarios"),
    "undo": mark("undo"),
    "redo": mark("redo"),
    "save": mark("plan taken in"),
    "replace": mark("plan replaced"),
    "delete": mark("plan deleted"),
}
SHOWN = 20
"""values of an edit that are shown; of more, only how many."""
NONE = "–"
LONGEST = 200


def edit_name(what: str) -> str:
    """What an edit was, in the user's language."""
    return _(EDITS[what]) if what in EDITS else plain(what)


def edit_document(schema: str, about: Mapping[str, object], entries: Iterable[Entry]) -> Document:
    """What an edit changed."""
    found = [_entry(each.table, each.key, each.column, each.old, each.new) for each in entries]
    return {"schema": schema, **about, "entries": found, "problems": []}


def _entry(
    table: str, key: Sequence[str], column: str, old: str | None, new: str | None
) -> Document:
    return {"table": table, "key": list(key), "column": column, "old": old, "new": new}


def journal_document(plan: str, records: Iterable[JournalRecord]) -> Document:
    """Changes with who made them and when."""
    entries = [
        {
            "when": record.when,
            "who": record.who,
            "what": record.what,
            "edit": record.edit,
            **_entry(record.table, _key(record), record.column, record.old, record.new),
        }
        for record in records
    ]
    return {"schema": JOURNAL, "plan": plan, "entries": entries, "problems": []}


def _key(record: JournalRecord) -> list[str]:
    """The key of an edited row; of a whole plan its name."""
    if record.edit is None:
        return [record.key]
    key: list[str] = json.loads(record.key)
    return key


def print_edited(console: Console, title: str, entries: Sequence[Entry]) -> None:
    """What an edit changed: values before and after, lines of scenario files."""
    if not entries:
        console.print(Text(title))
        return
    values = [entry for entry in entries if entry.table != SCENARIO]
    parts: list[RenderableType] = [_changes(values)] if values else []
    parts += [_file_changes(entry) for entry in entries if entry.table == SCENARIO]
    console.print(titled(title, Group(*parts)))


def print_journal(console: Console, records: Sequence[JournalRecord]) -> None:
    """Each edit under its time, its author and what it was."""
    if not records:
        console.print(Text(_("Nothing has been edited here yet.")))
    for _edit, group in groupby(records, key=lambda record: record.edit or -(record.id or 0)):
        made = list(group)[::-1]
        first = made[0]
        when = datetime.fromisoformat(first.when).astimezone().strftime("%Y-%m-%d %H:%M:%S")
        title = f"{when} · {plain(first.who)} · {edit_name(first.what)}"
        title += "" if first.edit is None else f" · {first.edit}"
        print_edited(console, title, [_entry_of(record) for record in made])


def _entry_of(record: JournalRecord) -> Entry:
    return Entry(record.table, tuple(_key(record)), record.column, record.old, record.new)


def _changes(entries: Sequence[Entry]) -> Table:
    table = make_table(_("where"), _("field"), _("before"), _("after"), right=2)
    for entry in entries[:SHOWN]:
        where = " ".join([entry.table, *entry.key])
        old, new = sides_of(entry)
        add_row(table, plain(where), plain(entry.column), old, new)
    if len(entries) > SHOWN:
        add_row(table, _("... and {count} more", count=f"{len(entries) - SHOWN:,}"), "", "", "")
    return table


def _file_changes(entry: Entry) -> Text:
    """A scenario's name, and the lines of its file that went and came."""
    text = Text(plain(file_of(entry)))
    lines = changed_lines(entry)
    for sign, line in lines[:SHOWN]:
        text.append(f"\n{shorten(f'{sign} {line}', LONGEST)}")
    if len(lines) > SHOWN:
        text.append("\n" + _("... and {count} more", count=f"{len(lines) - SHOWN:,}"))
    return text


def file_of(entry: Entry) -> str:
    """The file of a scenario in the plan folder."""
    return f"scenarios/{entry.key[0]}.toml"


def changed_lines(entry: Entry) -> list[tuple[str, str]]:
    """Lines of a scenario's file that went ("-") and came ("+"), blank ones left out."""
    before, after = (entry.old or "").splitlines(), (entry.new or "").splitlines()
    steps = difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    lines: list[tuple[str, str]] = []
    for act, start, end, first, last in steps:
        if act != "equal":
            lines += [("-", line) for line in before[start:end] if line.strip()]
            lines += [("+", line) for line in after[first:last] if line.strip()]
    return lines


def sides_of(entry: Entry) -> tuple[str, str]:
    """What was there and what is there, as people read it."""
    if entry.column == WHOLE:
        return _row(entry.table, entry.old), _row(entry.table, entry.new)
    return _value(entry, entry.old), _value(entry, entry.new)


def _row(table: str, text: str | None) -> str:
    """The cells of a row that say more than an empty one."""
    if text is None:
        return NONE
    cells = _telling(table, json.loads(text))
    return shorten(" ".join(f"{name}={cell}" for name, cell in cells), LONGEST)


def _telling(table: str, cells: Mapping[str, str | None]) -> Iterator[tuple[str, str]]:
    columns = {column.name: column for column in columns_of(ROWS[table])}
    for name, cell in cells.items():
        column = columns.get(name)
        empty = None if column is None else cell_text(fill_defaults(column, 1)[0])
        if cell and cell != empty and not (column is not None and column.key):
            yield name, cell


def _value(entry: Entry, text: str | None) -> str:
    if not text:
        return NONE
    if entry.table == SETTINGS:
        value = json.loads(text)
        return shorten(value, LONGEST) if isinstance(value, str) else quantity(text)
    numbers = {column.name for column in columns_of(ROWS[entry.table]) if column.is_number}
    return quantity(text) if entry.column in numbers else shorten(text, LONGEST)
