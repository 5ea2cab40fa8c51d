"""Whole rows added to and taken out of a scenario's plan, as its own changes."""

import json
from collections.abc import Collection, Sequence

import numpy as np

from kamplan.plan import Plan, PlanError
from kamplan.plan.entries import Entry, Key, apply_entries, cell_text, find_row
from kamplan.plan.tables import Table, fill_defaults
from kamplan.whatif.cells import Plans
from kamplan.whatif.changes import Place, select_changed
from kamplan.whatif.condense import Condenser, key_at
from kamplan.whatif.draft import Draft
from kamplan.whatif.reach import reach_of
from kamplan.whatif.scenario import Scalar
from kamplan.whatif.spelling import cell_scalar


def write_rows(draft: Draft, plans: Plans, entries: Sequence[Entry]) -> Draft:
    """The draft after rows of one table were added, or rows were taken out.

    `plans.current` is the plan that the draft makes, before. Raises KeyError for a row that is
    not there, PlanError for a cell no scenario can give.
    """
    adds = entries[0].new is not None
    undone = _undo_drops(draft, plans, entries) if adds else _undo_inserts(draft, plans, entries)
    if undone is not None:
        tidy, rest = undone
        _append(tidy, plans, rest)
        if _makes(tidy, plans, apply_entries(plans.current, entries)):
            return tidy
        if len(entries) > 1:
            return _one_by_one(draft, plans, entries)
    draft = draft.copy()
    _append(draft, plans, entries)
    return draft


def _one_by_one(draft: Draft, plans: Plans, entries: Sequence[Entry]) -> Draft:
    current = plans.current
    for entry in entries:
        draft = write_rows(draft, Plans(plans.scenario, plans.inherited, current), [entry])
        current = apply_entries(current, [entry])
    return draft


def _undo_inserts(
    draft: Draft, plans: Plans, entries: Sequence[Entry]
) -> tuple[Draft, list[Entry]] | None:
    """Without the scenario's own inserts of these rows and what it set in them since."""
    table, weeks = plans.current[entries[0].table], plans.current.weeks
    gone: set[int] = set()
    rest = []
    for entry in entries:
        since: list[int] = []
        for number, change in enumerate(draft.changes):
            if change.table == table.name and reach_of(change, table, weeks).key == entry.key:
                since = [number] if change.insert is not None else [*since, number]
        if since and draft.changes[since[0]].insert is not None:
            gone |= set(since)
        else:
            rest.append(entry)
    return _without(draft, gone, rest)


def _undo_drops(
    draft: Draft, plans: Plans, entries: Sequence[Entry]
) -> tuple[Draft, list[Entry]] | None:
    """Without the scenario's own drops of nothing but these rows."""
    name = entries[0].table
    wanted = {entry.key for entry in entries}
    gone: set[int] = set()
    back: set[Key] = set()
    for number, change in enumerate(draft.changes):
        if change.table == name and change.drop:
            dropped = _dropped(draft, plans, number)
            if dropped <= wanted:
                gone.add(number)
                back |= dropped
    return _without(draft, gone, [entry for entry in entries if entry.key not in back])


def _without(
    draft: Draft, gone: Collection[int], rest: list[Entry]
) -> tuple[Draft, list[Entry]] | None:
    if not gone:
        return None
    tidy = draft.copy()
    tidy.remove(gone)
    return tidy, rest


def _dropped(draft: Draft, plans: Plans, number: int) -> set[Key]:
    """The rows that a change drops."""
    change = draft.changes[number]
    plan = plans.apply(dict(enumerate(draft.changes[:number])))
    table = plan[change.table]
    rows = select_changed(plan, table, change.where, Place(plans.file, ""))
    return {key_at(table, row) for row in np.flatnonzero(rows).tolist()}


def _append(draft: Draft, plans: Plans, entries: Sequence[Entry]) -> None:
    if not entries:
        return
    table = plans.current[entries[0].table]
    if entries[0].new is not None:
        for entry in entries:
            row = _insert_row(table, json.loads(entry.new or "{}"), plans.file)
            draft.append({"table": table.name, "insert": row})
        return
    rows = [find_row(table, entry.key, entry.row) for entry in entries]
    condenser = Condenser(table, plans.current.weeks, rows)
    for where in condenser.conditions(rows):
        draft.append({"table": table.name, **({"where": where} if where else {}), "drop": True})


def _insert_row(table: Table, given: dict[str, str | None], file: str) -> dict[str, Scalar]:
    """The cells of a new row that differ from what an empty one means, as one not given does."""
    row: dict[str, Scalar] = {}
    for column in table.columns:
        empty = cell_text(fill_defaults(column, 1)[0])
        text = given.get(column.name, empty)
        text = text if column.is_number else text or ""
        if column.required or text != empty:
            row[column.name] = cell_scalar(column, text, Place(file, column.name))
    return row | {name: text for name in table.own if (text := given.get(name))}


def _makes(draft: Draft, plans: Plans, target: Plan) -> bool:
    """Whether a draft makes a plan, the order of rows aside."""
    try:
        made = plans.apply(dict(enumerate(draft.changes)))
    except PlanError:
        return False
    return made.settings == target.settings and all(
        _same_table(made[name], target[name]) for name in target.tables
    )


def _same_table(one: Table, other: Table) -> bool:
    if one is other:
        return True
    ours, theirs = _order(one), _order(other)
    return len(one) == len(other) and all(
        _same_cells(one[name][ours], other[name][theirs]) for name in (*one.cells, *one.own)
    )


def _order(table: Table) -> list[int]:
    keys = table.keys()
    return sorted(range(len(keys)), key=keys.__getitem__)


def _same_cells(one: np.ndarray, other: np.ndarray) -> bool:
    return np.array_equal(one, other, equal_nan=one.dtype == np.float64)
