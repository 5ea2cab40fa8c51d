"""Blocks of numbers changed by a factor or an amount in a scenario."""

import numpy as np

from kamplan.plan import Plan, PlanError
from kamplan.plan.columns import Kind
from kamplan.plan.entries import Entry, cell_entry
from kamplan.plan.stated import stated_cells
from kamplan.whatif.cells import Plans, find_values, write_cells
from kamplan.whatif.changes import Place, moved_cells
from kamplan.whatif.condense import Condenser
from kamplan.whatif.draft import Draft
from kamplan.whatif.reach import Spot, find_spot
from kamplan.whatif.scenario import Change
from kamplan.whatif.spelling import Wanted, column_of, plain, read_wanted
from solver.problem import Floats, Ints


def scale_cells(
    text: str,
    scenario: str,
    base: Plan,
    inherited: Plan,
    current: Plan,
    table: str,
    column: str,
    rows: Ints,
    scale: float | None,
    add: float | None,
) -> tuple[str, tuple[Entry, ...]]:
    """A scenario's own file after cells were multiplied by `scale`, or `add` was added to them.

    `rows` are those of the table in `current`; `base` is not read. Also the entries this amounts
    to, for the cells that change. Where the scenario sets each of the cells by itself, these get
    their new values instead. Raises PlanError for a broken text, and where a cell is not a number
    or not given.
    """
    draft, plans = Draft(scenario, text), Plans(scenario, inherited, current)
    act = {"add": add} if scale is None else {"scale": scale}
    change = Change.model_validate({"table": table, "field": column, **act})
    values = _moved(plans, change, rows, len(draft.changes) + 1)
    entries = [
        cell_entry(current[table], row, column, value)
        for row, value in zip(rows.tolist(), values.tolist(), strict=True)
    ]
    if entries:
        wanted = read_wanted(current, plans.file, entries)
        draft = _write(draft, plans, wanted, change)
    return draft.text, tuple(entry for entry in entries if entry.old != entry.new)


def _moved(plans: Plans, change: Change, rows: Ints, number: int) -> Floats:
    name = change.field or ""
    place = Place(plans.file, f"change {number}")
    column = column_of(plans.current, change.table, name)
    if column is None or not column.is_number:
        raise PlanError([place.fault("change-not-number", name)])
    cells = stated_cells(plans.current, change.table, name)[rows]
    if np.isnan(cells).any():
        raise PlanError([place.fault("change-not-given", name)])
    moved: Floats = moved_cells(cells, change, column.kind is Kind.WHOLE)
    return moved


def _write(draft: Draft, plans: Plans, wanted: Wanted, change: Change) -> Draft:
    spot = find_spot(draft.changes, plans.current, wanted.table, wanted.column)
    if all(_is_set(draft, spot, max(spot.touching(key), default=-1)) for key in wanted.texts):
        return write_cells(draft, plans, wanted)
    joined = _join_last(draft, plans, spot, wanted, change)
    return joined or _append(draft, plans, wanted, change)


def _is_set(draft: Draft, spot: Spot, number: int) -> bool:
    """Whether a change gives one cell, or a new row, its value."""
    if number < spot.floor or spot.reach[number].key is None:
        return False
    return draft.changes[number].set is not None or draft.changes[number].insert is not None


def _join_last(
    draft: Draft, plans: Plans, spot: Spot, wanted: Wanted, change: Change
) -> Draft | None:
    """The draft with its last change moved further, where that gives the very same values."""
    number = len(draft.changes) - 1
    if number not in spot.reach or not spot.reach[number].by_key:
        return None
    last = draft.changes[number]
    rows = spot.reach[number].rows(plans.current[wanted.table]).tolist()
    if set(rows) != set(wanted.hints.values()):
        return None
    if last.scale is not None and change.scale is not None:
        act, value, nothing = "scale", last.scale * change.scale, 1.0
    elif last.add is not None and change.add is not None:
        act, value, nothing = "add", last.add + change.add, 0.0
    else:
        return None
    draft = draft.copy()
    if value == nothing:
        draft.remove([number])
    else:
        draft.set_value(number, act, plain(value))
    spot = find_spot(draft.changes, plans.current, wanted.table, wanted.column)
    made = find_values(draft, plans, spot, wanted.hints)
    return draft if made == wanted.texts else None


def _append(draft: Draft, plans: Plans, wanted: Wanted, change: Change) -> Draft:
    draft = draft.copy()
    rows = [row for row in wanted.hints.values() if row is not None]
    condenser = Condenser(plans.current[wanted.table], plans.current.weeks, rows)
    act = "add" if change.scale is None else "scale"
    value = plain(getattr(change, act))
    for where in condenser.conditions(rows):
        data = {"table": wanted.table, **({"where": where} if where else {})}
        draft.append({**data, "field": wanted.column, act: value})
    return draft
