"""New rows: what was typed for them as entries, or everything that is wrong with them."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from kamplan.desk.typing import check_made, read_cell
from kamplan.plan import Fault, Plan, PlanError, Table
from kamplan.plan.columns import Column, Kind
from kamplan.plan.entries import Cell, Entry, Key, cell_text, insert_entry
from kamplan.plan.pointing import file_of
from kamplan.plan.recheck import check_new_rows
from kamplan.plan.tables import fill_defaults
from kamplan.plan.weeks import OPENING, WeekError, select_weeks

WEEK, WEEKS = "week", "weeks"
ALL_WEEKS = Column(WEEKS, Kind.WEEKS, required=False, key=False, default="")
"""What stands for the key's week where rows of several weeks are made at once."""
OWNERS = {"account": "accounts", "product": "products"}
"""key column -> the table whose names it may hold; in that table itself names are free."""
NUMBERED = re.compile(r"(?P<name>.+)-(?P<number>\d+)")

Draft = Mapping[str, str]
"""What is typed for a new row: column -> text. In a table with a row a week, `weeks` (a
selection, nothing for all) in place of `week` makes a row for each of them."""


def draft_columns(table: Table) -> tuple[Column, ...]:
    """What can be typed for a new row, the user's own columns aside: what must be given first."""
    columns = [ALL_WEEKS if each.name == WEEK else each for each in table.columns]
    return tuple(sorted(columns, key=lambda column: not (column.key or column.required)))


def is_free(table: Table, column: str) -> bool:
    """Whether a key column holds names of the table's own, not those of another table."""
    return column != WEEK and OWNERS.get(column, table.name) == table.name


def own_key(table: Table) -> str | None:
    """The key column for which a new name can be found without asking; None where it cannot."""
    keys = [name for name in table.key_columns if name != WEEK]
    return keys[0] if len(keys) == 1 and is_free(table, keys[0]) else None


def next_name(name: str, taken: Collection[str]) -> str:
    """The name with the next number that is free: north-2, after that north-3."""
    found = NUMBERED.fullmatch(name)
    stem, number = (found["name"], int(found["number"])) if found else (name, 1)
    while (proposed := f"{stem}-{number + 1}") in taken:
        number += 1
    return proposed


def copy_drafts(table: Table, keys: Sequence[Key], given: Mapping[str, str]) -> list[Draft]:
    """Rows as drafts of others like them, with what is given in place of what they hold.

    Where the key is one name of the table's own and none is given, each gets the next one.
    Raises KeyError for a row that is not there.
    """
    named = own_key(table)
    taken = set(table[named].tolist()) if named is not None else set()
    new: dict[str, str] = {}
    drafts: list[Draft] = []
    for key in keys:
        draft = _texts(table, table.places[key])
        if named is not None and named not in given:
            old = draft[named]
            if old not in new:
                new[old] = next_name(old, taken)
                taken.add(new[old])
            draft[named] = new[old]
        drafts.append({**draft, **given})
    return drafts


def _texts(table: Table, row: int) -> dict[str, str]:
    """The cells of a row as they would be typed."""
    names = [*(column.name for column in table.columns), *table.own]
    return {name: cell_text(table[name][row]) or "" for name in names}


def faults_of_drafts(plan: Plan, name: str, drafts: Iterable[Draft]) -> list[Fault]:
    """Everything wrong with new rows by themselves, with each other and with what they name.

    What the rest of the plan makes of them is asked when they are made.
    """
    return _read(plan, plan[name], drafts)[1]


def entries_of_drafts(plan: Plan, name: str, drafts: Iterable[Draft]) -> tuple[Entry, ...]:
    """The entries that add rows. Raises PlanError with everything that is wrong."""
    rows, faults = _read(plan, plan[name], drafts)
    if faults:
        raise PlanError(faults)
    entries = tuple(insert_entry(plan[name], given) for given in rows)
    check_made(plan, entries)
    return entries


def _read(
    plan: Plan, table: Table, drafts: Iterable[Draft]
) -> tuple[list[dict[str, Cell]], list[Fault]]:
    """The cells of new rows, and what is wrong; of columns that cannot be read, that alone."""
    faults: list[Fault] = []
    rows: list[dict[str, Cell]] = []
    for draft in drafts:
        weeks, odd = _weeks(plan, table, draft)
        cells = dict(odd)
        given: dict[str, Cell] = {}
        for column in _columns(table, draft):
            try:
                given[column] = read_cell(table, column, draft.get(column, ""))
            except PlanError as error:
                cells[column] = error.faults
        faults += [fault for found in cells.values() for fault in found]
        rows += [{**given, **({WEEK: week} if week else {})} for week in weeks]
        if not weeks:
            continue
        new = _table_of(table, rows[-len(weeks) :])
        faults += [fault for fault in check_new_rows(plan, new) if fault.column not in (*cells, "")]
    if not faults:
        faults += _keys_taken(table, rows)
    return rows, list(dict.fromkeys(map(_without_row, faults)))


def _columns(table: Table, draft: Draft) -> list[str]:
    """The columns that are read; those that must be given whether or not they are."""
    needed = [column.name for column in table.columns if column.required]
    spread = (WEEK, WEEKS) if WEEK in table.key_columns else ()
    return [name for name in dict.fromkeys((*needed, *draft)) if name not in spread]


def _weeks(
    plan: Plan, table: Table, draft: Draft
) -> tuple[tuple[str, ...], dict[str, tuple[Fault, ...]]]:
    """The weeks that a draft makes rows of; one without a name in a table without weeks."""
    if WEEK not in table.key_columns:
        return ("",), {}
    if WEEK in draft:
        return (draft[WEEK].strip(),), {}
    text = draft.get(WEEKS, "").strip()
    kind = next(column.kind for column in table.columns if column.name == WEEK)
    if text == OPENING and kind is Kind.WEEK_OR_OPENING:
        return (OPENING,), {}
    try:
        return tuple(plan.weeks[at] for at in select_weeks(text, plan.weeks)), {}
    except WeekError as error:
        span = {"first": plan.weeks[0], "last": plan.weeks[-1]}
        fault = Fault(error.code, file_of(table), None, WEEKS, error.week, span)
        return (), {WEEKS: (fault,)}


def _table_of(table: Table, rows: Sequence[Mapping[str, Cell]]) -> Table:
    """New rows as a table of their own."""
    cells = {}
    for column in table.columns:
        cells[column.name] = fill_defaults(column, len(rows))
        for row, given in enumerate(rows):
            if column.name in given:
                cells[column.name][row] = given[column.name]
    own = {
        name: np.array([str(given.get(name, "")) for given in rows], dtype=object)
        for name in table.own
    }
    return Table(table.name, cells, own, np.zeros(len(rows), dtype=np.int64))


def _keys_taken(table: Table, rows: Sequence[Mapping[str, Cell]]) -> Iterator[Fault]:
    """New rows whose key another row has, there or among the new ones."""
    names = table.key_columns
    new: set[Key] = set()
    for given in rows:
        key = tuple(str(given[name]) for name in names)
        if key in table.places or key in new:
            yield Fault("row-there", file_of(table), None, ", ".join(names), ", ".join(key))
        new.add(key)


def _without_row(fault: Fault) -> Fault:
    """New rows stand in no line of a file yet."""
    return replace(fault, row=None)
