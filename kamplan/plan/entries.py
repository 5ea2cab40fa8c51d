"""Entries: single values that change, from what to what. Edits, the journal and undo share them.

An entry is text, so that it can be kept and read by anyone; numbers are written so that they
read back as the same number.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from kamplan.plan.columns import Column
from kamplan.plan.plan import Plan
from kamplan.plan.settings import Settings
from kamplan.plan.tables import Cells, Table, fill_defaults, format_number

SETTINGS = "plan"
"""the "table" of plan.toml: no key, columns such as "promotion.budget", values as JSON."""
SCENARIO = "scenario"
"""the "table" of scenario files: the key is the name, the whole text one value."""
WHOLE = ""
"""the "column" of a whole row (as JSON: column -> text, null for not given) or file."""

Key = tuple[str, ...]
Cell = float | str
"""A value in memory: NaN means not given."""


@dataclass(frozen=True)
class Entry:
    """One value, before and after; None: not given, or not there."""

    table: str
    key: Key
    column: str
    old: str | None
    new: str | None
    row: int | None = field(default=None, compare=False)
    """where the row was last seen in its table; a hint that saves a search."""


def reverse(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """What takes entries back."""
    return tuple(replace(each, old=each.new, new=each.old) for each in reversed(entries))


def lasting(entries: Iterable[Entry]) -> list[Entry]:
    """What entries come to, a value once: none where they have taken each other back."""
    found: dict[tuple[str, Key, str], Entry] = {}
    for each in entries:
        place = (each.table, each.key, each.column)
        found[place] = replace(found[place], new=each.new) if place in found else each
    return [each for each in found.values() if each.old != each.new]


def cell_text(value: Cell) -> str | None:
    """A cell as an entry holds it."""
    if isinstance(value, str):
        return value
    if np.isinf(value):
        return str(float(value))
    return None if np.isnan(value) else format_number(float(value))


def cell_value(column: Column | None, text: str | None) -> Cell:
    """The cell an entry's text stands for; `column` is None for the user's own columns."""
    if column is not None and column.is_number:
        return float("nan") if text is None else float(text)
    return text or ""


def cell_entry(table: Table, row: int, column: str, value: Cell) -> Entry:
    """The entry that puts a value into a cell."""
    key = tuple(str(table[name][row]) for name in table.key_columns)
    return Entry(table.name, key, column, cell_text(table[column][row]), cell_text(value), row)


def row_text(table: Table, row: int) -> str:
    """A whole row as an entry holds it."""
    names = [*(column.name for column in table.columns), *table.own]
    cells = {name: cell_text(table[name][row]) for name in names}
    return json.dumps(cells, ensure_ascii=False)


def insert_entry(table: Table, given: Mapping[str, Cell]) -> Entry:
    """The entry that adds a row; columns that are not given hold what an empty cell means."""
    cells: dict[str, str | None] = {}
    for column in table.columns:
        value = given.get(column.name, fill_defaults(column, 1)[0])
        cells[column.name] = cell_text(value)
    cells |= {name: str(given.get(name, "")) for name in table.own}
    key = tuple(str(given[name]) for name in table.key_columns)
    return Entry(table.name, key, WHOLE, None, json.dumps(cells, ensure_ascii=False))


def drop_entry(table: Table, row: int) -> Entry:
    """The entry that removes a row."""
    key = tuple(str(table[name][row]) for name in table.key_columns)
    return Entry(table.name, key, WHOLE, row_text(table, row), None, row)


def setting_entry(settings: Settings, name: str, value: Any) -> Entry:
    """The entry that changes plan.toml; `name` is a key or section.key, None: not given."""
    old, new = (
        None if each is None else json.dumps(each, ensure_ascii=False)
        for each in (read_setting(settings.model_dump(exclude_unset=True), name), value)
    )
    return Entry(SETTINGS, (), name, old, new)


def read_setting(data: Mapping[str, Any], name: str) -> Any:
    """A setting by key or section.key from plain data; None where it is not given."""
    section, _, key = name.rpartition(".")
    inside = (data.get(section) or {}) if section else data
    return inside.get(key)


def apply_entries(plan: Plan, entries: Iterable[Entry]) -> Plan:
    """The plan with entries made, in order; those of scenario files are not the plan's.

    Raises KeyError for a row that is not there. Nothing is checked.
    """
    cells: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    rows: dict[str, list[Entry]] = defaultdict(list)

    def flush() -> None:
        nonlocal plan
        for (name, column), found in cells.items():
            plan = plan.with_table(_with_cells(plan[name], column, found))
        for name, found in rows.items():
            plan = plan.with_table(_with_rows(plan[name], found))
        cells.clear()
        rows.clear()

    for entry in entries:
        if entry.table == SETTINGS:
            plan = replace(plan, settings=_with_setting(plan.settings, entry))
        elif entry.table != SCENARIO and entry.column == WHOLE:
            before = rows.get(entry.table)
            if cells or (before and (before[0].new is None) != (entry.new is None)):
                flush()
            rows[entry.table].append(entry)
        elif entry.table != SCENARIO:
            if rows or entry.column in plan[entry.table].key_columns:
                flush()
            cells[entry.table, entry.column].append(entry)
            if entry.column in plan[entry.table].key_columns:
                flush()
    flush()
    return plan


def find_row(table: Table, key: Key, hint: int | None = None) -> int:
    """The row of a key. Raises KeyError."""
    names = table.key_columns
    if (
        hint is not None
        and 0 <= hint < len(table)
        and all(table[name][hint] == part for name, part in zip(names, key, strict=True))
    ):
        return hint
    return table.places[key]


def _with_cells(table: Table, name: str, entries: Sequence[Entry]) -> Table:
    column = next((each for each in table.columns if each.name == name), None)
    cells = table[name].copy()
    rows = [find_row(table, entry.key, entry.row) for entry in entries]
    for row, entry in zip(rows, entries, strict=True):
        cells[row] = cell_value(column, entry.new)
    return table.with_cells(name, cells)


def _with_rows(table: Table, entries: Sequence[Entry]) -> Table:
    """Rows that all go, or that all come."""
    if entries[0].new is None:
        keep = np.ones(len(table), dtype=bool)
        keep[_rows_that_go(table, entries)] = False
        return table.keep(keep)
    given = [json.loads(entry.new or "{}") for entry in entries]
    fixed = {column.name: column for column in table.columns}

    def longer(name: str, cells: Cells) -> Cells:
        column, count = fixed.get(name), len(given)
        more = np.full(count, "", dtype=object) if column is None else fill_defaults(column, count)
        for place, row in enumerate(given):
            if name in row:
                more[place] = cell_value(column, row[name])
        return np.concatenate([cells, more])

    return Table(
        table.name,
        {name: longer(name, cells) for name, cells in table.cells.items()},
        {name: longer(name, cells) for name, cells in table.own.items()},
        np.append(table.lines, np.zeros(len(given), dtype=np.int64)),
    )


def _rows_that_go(table: Table, entries: Sequence[Entry]) -> list[int]:
    """The row of each entry; of rows with one key the last that is left."""
    rows: dict[int, None] = {}
    for entry in entries:
        row = find_row(table, entry.key, entry.row)
        if row in rows:
            same = (at for at, key in enumerate(table.keys()) if key == entry.key)
            left = [at for at in same if at not in rows]
            if not left:
                raise KeyError(entry.key)
            row = left[-1]
        rows[row] = None
    return list(rows)


def _with_setting(settings: Settings, entry: Entry) -> Settings:
    data = settings.model_dump(exclude_unset=True)
    section, _, key = entry.column.rpartition(".")
    target = data.setdefault(section, {}) if section else data
    if entry.new is None:
        target.pop(key, None)
        if section and not target:
            del data[section]
    else:
        target[key] = json.loads(entry.new)
    return Settings.model_validate(data)
