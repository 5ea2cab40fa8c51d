"""What was typed into cells as entries: read, made whole, checked, or refused with the reason."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from pydantic import ValidationError

from kamplan.desk.state import Typed
from kamplan.plan import Fault, Plan, PlanError, Settings, Table
from kamplan.plan.checks import check_column
from kamplan.plan.columns import Column, Kind
from kamplan.plan.entries import (
    SETTINGS,
    Cell,
    Entry,
    Key,
    apply_entries,
    cell_entry,
    find_row,
    insert_entry,
    setting_entry,
)
from kamplan.plan.faults import nearest
from kamplan.plan.model_faults import model_faults
from kamplan.plan.pointing import file_of
from kamplan.plan.recheck import check_entries
from kamplan.plan.settings import NUMBERS, SWITCHES, WHOLE_NUMBERS
from kamplan.plan.typed import parse_typed, read_number

ON, OFF = ("true", "yes", "on", "1", "是", "开"), ("false", "no", "off", "0", "否", "关")


def entries_of(plan: Plan, cells: Sequence[Typed]) -> tuple[Entry, ...]:
    """The entries that put typed texts into a plan; cells that stay as they are give none.

    Raises PlanError with everything that is wrong: nothing has been changed then.
    """
    faults: list[Fault] = []
    entries: list[Entry] = []
    new_rows: dict[tuple[str, tuple[str, ...]], dict[str, Cell]] = {}
    # What was typed last into a cell counts.
    for cell in {(cell.table, cell.key, cell.column): cell for cell in cells}.values():
        try:
            if cell.table == SETTINGS:
                entries.append(_setting(plan, cell))
                continue
            table = plan[cell.table]
            row = _find(table, cell)
            if row is None and not cell.text.strip():
                continue
            value = read_cell(table, cell.column, cell.text)
            if row is not None:
                entries.append(cell_entry(table, row, cell.column, value))
            else:
                keys = dict(zip(table.key_columns, cell.key, strict=True))
                given = new_rows.setdefault((cell.table, cell.key), {**keys})
                given[cell.column] = value
        except PlanError as error:
            faults += error.faults
    if faults:
        raise PlanError(faults)
    entries = _keys_last(plan, [entry for entry in entries if entry.old != entry.new])
    entries += [insert_entry(plan[name], given) for (name, _), given in new_rows.items()]
    try:
        check_made(plan, entries)
    except PlanError as error:
        raise PlanError(_as_typed(error.faults, plan, cells)) from None
    return tuple(entries)


def _as_typed(faults: Sequence[Fault], plan: Plan, cells: Sequence[Typed]) -> list[Fault]:
    """Faults that tell what was typed, such as 150%, not the number that was read of it."""
    typed: dict[tuple[str, str, float], str] = {}
    for cell in cells:
        number = read_number(cell.text)
        if number is not None:
            file = "plan.toml" if cell.table == SETTINGS else file_of(plan[cell.table])
            typed.setdefault((file, cell.column, number), cell.text.strip())
    told = []
    for fault in faults:
        number = read_number(fault.value)
        text = None if number is None else typed.get((fault.file, fault.column, number))
        told.append(fault if text is None else replace(fault, value=text))
    return told


def _keys_last(plan: Plan, entries: Sequence[Entry]) -> list[Entry]:
    """Rows that get other keys are found under their old ones first, then under the newest."""
    made: list[Entry] = []
    renaming: list[Entry] = []
    for entry in entries:
        keys = () if entry.table == SETTINGS else plan[entry.table].key_columns
        (renaming if entry.column in keys else made).append(entry)
    now: dict[tuple[str, int | None], Key] = {}
    for entry in renaming:
        key = now.get((entry.table, entry.row), entry.key)
        names = plan[entry.table].key_columns
        now[entry.table, entry.row] = tuple(
            (entry.new or "") if name == entry.column else part
            for name, part in zip(names, key, strict=True)
        )
        made.append(replace(entry, key=key))
    return made


def check_made(plan: Plan, entries: Sequence[Entry]) -> Plan:
    """The plan after entries. Raises PlanError where they make it wrong."""
    try:
        changed = apply_entries(plan, entries)
    except ValidationError as error:
        raise PlanError(model_faults(error, "plan.toml", Settings)) from None
    if faults := check_entries(changed, entries):
        raise PlanError(faults)
    return changed


def read_cell(table: Table, column: str, text: str) -> Cell:
    """The value a typed text stands for in a column. Raises PlanError."""
    spec = next((each for each in table.columns if each.name == column), None)
    if spec is None and column not in table.own:
        known = [each.name for each in table.columns]
        raise PlanError(
            [Fault("heading-unknown", file_of(table), None, column, column,
                   {"nearest": nearest(column, known), "known": ", ".join(known)})]
        )  # fmt: skip
    return parse_typed(spec, text, file_of(table))


def _find(table: Table, cell: Typed) -> int | None:
    try:
        return find_row(table, cell.key, cell.row)
    except KeyError:
        return None


def _setting(plan: Plan, cell: Typed) -> Entry:
    """A setting of plan.toml: on or off, a number, or text."""
    text = cell.text.strip()
    if cell.column in SWITCHES:
        return setting_entry(plan.settings, cell.column, _switch(cell.column, text))
    if cell.column not in NUMBERS | WHOLE_NUMBERS:
        return setting_entry(plan.settings, cell.column, text or None)
    whole = cell.column in WHOLE_NUMBERS
    kind = Kind.WHOLE if whole else Kind.NUMBER
    column = Column(cell.column, kind, required=False, key=False, default=None)
    number = float(parse_typed(column, text, "plan.toml"))
    if np.isnan(number):
        return setting_entry(plan.settings, cell.column, None)
    return setting_entry(plan.settings, cell.column, int(number) if whole else number)


def _switch(name: str, text: str) -> bool | None:
    """On or off as it is typed; nothing typed: not set. Raises PlanError."""
    if not text:
        return None
    for value, words in ((True, ON), (False, OFF)):
        if text.casefold() in words:
            return value
    raise PlanError([Fault("not-a-switch", "plan.toml", None, name, text)])


def check_text(table: Table, column: str, text: str) -> Fault | None:
    """Why a column refuses a typed text, whatever the rest of the plan; None where it does not."""
    try:
        value = read_cell(table, column, text)
    except PlanError as error:
        return error.faults[0]
    spec = next((each for each in table.columns if each.name == column), None)
    if spec is None:
        return None
    cell = np.array([value], dtype=float if spec.is_number else object)
    part = Table(table.name, {column: cell}, {}, np.zeros(1, dtype=np.int64))
    fault = next(check_column(part, spec), None)
    return replace(fault, value=text.strip()) if fault is not None and fault.value else fault
