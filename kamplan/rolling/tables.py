"""Tables moved to the next quarter, by what their columns are."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from kamplan.plan.columns import Kind
from kamplan.plan.settings import Settings, setting_kinds
from kamplan.plan.tables import Table
from kamplan.rolling.shift import Shift

Tell = Callable[[str, str, int], None]
"""What happened (repeated, beyond, empty), the table, how many rows."""
WEEK_KINDS = (Kind.WEEK, Kind.WEEK_OR_OPENING)


def move_table(table: Table, shift: Shift, repeats: bool, tell: Tell) -> Table:
    """The table with every week in it moved.

    Rows of weeks beyond a shorter horizon go, and rules of which no week is left. A longer one
    starts the old weeks over again where `repeats`, else its last weeks have no rows.
    """
    for column in table.columns:
        if column.kind is Kind.WEEKS:
            table = _move_selections(table, column.name, shift, tell)
        elif column.kind in WEEK_KINDS:
            table = _move_weeks(table, column.name, shift, tell)
            if repeats and column.key and len(shift.new) > len(shift.old):
                table = _start_over(table, column.name, shift, tell)
    return table


def _move_selections(table: Table, name: str, shift: Shift, tell: Tell) -> Table:
    moved = [shift.selection(cell) for cell in table[name].tolist()]
    keep = np.array([cell is not None for cell in moved], dtype=bool)
    if not keep.all():
        tell("empty", table.name, int((~keep).sum()))
    cells = np.array([cell or "" for cell in moved], dtype=object)
    return table.with_cells(name, cells).keep(keep)


def _move_weeks(table: Table, name: str, shift: Shift, tell: Tell) -> Table:
    known = {week: shift.week(week) for week in set(table[name].tolist())}
    moved = [known[week] for week in table[name].tolist()]
    keep = np.array([week is not None for week in moved], dtype=bool)
    if not keep.all():
        tell("beyond", table.name, int((~keep).sum()))
    return table.with_cells(name, np.array(moved, dtype=object)).keep(keep)


def _start_over(table: Table, name: str, shift: Shift, tell: Tell) -> Table:
    """Old weeks once more, for the weeks that have no source; after the row they come from, so
    that a product's weeks stay together."""
    length = len(shift.old)
    copies = [table]
    for begin in range(length, len(shift.new), length):
        later = dict(zip(shift.new[:length], shift.new[begin:], strict=False))
        rows = np.array([week in later for week in table[name].tolist()], dtype=bool)
        again = table.keep(rows)
        cells = np.array([later[week] for week in again[name].tolist()], dtype=object)
        copies.append(again.with_cells(name, cells))
    tell("repeated", table.name, sum(len(copy) for copy in copies[1:]))
    return _sorted_like(_stack(copies), name, shift)


def _stack(tables: list[Table]) -> Table:
    first = tables[0]
    return replace(
        first,
        cells={n: np.concatenate([t.cells[n] for t in tables]) for n in first.cells},
        own={n: np.concatenate([t.own[n] for t in tables]) for n in first.own},
        lines=np.concatenate([t.lines for t in tables]),
    )


def _sorted_like(table: Table, name: str, shift: Shift) -> Table:
    """Keys in the order they first stand in, the weeks of each in order; no week comes first."""
    others = [part for part in table.key_columns if part != name]
    seen: dict[tuple[str, ...], int] = {}
    keys = zip(*(table[part].tolist() for part in others), strict=True)
    owner = np.array([seen.setdefault(key, len(seen)) for key in keys], dtype=np.int64)
    at = [shift.place(week) for week in table[name].tolist()]
    week = np.array([-1 if place is None else place for place in at], dtype=np.int64)
    return table.keep(np.lexsort((week, owner)))


def move_settings(settings: Settings, shift: Shift, name: str, tell: Tell) -> Settings:
    """plan.toml of the next quarter: another name and horizon, its weeks moved, and nothing kept
    of a published plan, for none has been handed out."""
    data = settings.model_dump(exclude_unset=True)
    for path, kind in setting_kinds().items():
        section, _, key = path.rpartition(".")
        inside = data.get(section, {}) if section else data
        if key not in inside or path == "first_week":
            continue
        moved = shift.week(inside[key]) if kind in WEEK_KINDS else shift.selection(inside[key])
        if moved is None:
            tell("empty", "plan", 1)
            del inside[key]
        else:
            inside[key] = moved
    if data.pop("published", {}).get("keep"):
        tell("published", "plan", 1)
    data |= {"name": name, "first_week": shift.new[0], "weeks": len(shift.new)}
    return Settings.model_validate({part: value for part, value in data.items() if value != {}})
