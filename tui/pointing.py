"""Where the cell of a fault is seen: its mode and sheet, its row and column there."""

from collections.abc import Hashable
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

import numpy as np

from kamplan.exchange.folder import SCENARIOS
from kamplan.exchange.folder import SETTINGS as SETTINGS_FILE
from kamplan.plan import ROWS, Fault, Plan, Table
from kamplan.plan.entries import SETTINGS
from kamplan.plan.tables import text_columns

if TYPE_CHECKING:
    from tui.app import KamplanApp

SHEETS = {
    "accounts": (
        *("accounts", "promotions", "visits", "products", "demand"),
        *("account_stock", "in_transit", "curves", "judgements"),
    ),
    "limits": (
        *("budgets", "supply", "teams", "service", "calendar"),
        *("fairness", "locks", "no_worse", "uncertainty"),
    ),
}
"""mode -> tables that are sheets of it."""
MODES = {table: mode for mode, tables in SHEETS.items() for table in tables}
ACROSS = {"demand": "units", "supply": "units", "in_transit": "units", "teams": "hours"}
"""tables that are seen across the weeks, and the column that stands there."""


@dataclass(frozen=True)
class Spot:
    """A cell of a sheet."""

    mode: str
    sheet: str
    key: Hashable
    column: str


def spot_of(fault: Fault, plan: Plan) -> Spot | None:
    """The cell that a fault is about; None where no sheet shows one."""
    path = PurePath(fault.file)
    if fault.file == SETTINGS_FILE:
        return Spot("limits", SETTINGS, fault.column, "value") if fault.column else None
    if path.parts[:-1] == (SCENARIOS,):
        return Spot("scenarios", "scenarios", path.stem, "")
    if path.suffix != ".csv" or path.stem not in ROWS or path.stem not in MODES:
        return None
    table = plan[path.stem]
    row = _row_of(fault, table)
    if row is None:
        return None
    mode = MODES[table.name]
    key = tuple(str(table[name][row]) for name in table.key_columns)
    if table.name not in ACROSS:
        return Spot(mode, table.name, key, fault.column)
    named = dict(zip(table.key_columns, key, strict=True))
    week = named.pop("week")
    column = fault.column if fault.column in named else week
    return Spot(mode, table.name, tuple(named.values()), column)


def _row_of(fault: Fault, table: Table) -> int | None:
    """The row of a fault: by its line, by its key, or the only one with its value."""
    if fault.row is not None:
        found = np.flatnonzero(table.lines == fault.row)
        return int(found[0]) if len(found) else None
    if fault.column == ", ".join(table.key_columns):
        return table.places.get(tuple(fault.value.split(", ")))
    columns = text_columns(table)
    if not fault.value or fault.column not in columns:
        return None
    found = np.flatnonzero(columns[fault.column] == fault.value)
    return int(found[0]) if len(found) == 1 else None


async def go_to(app: "KamplanApp", spot: Spot) -> bool:
    """Put the cursor on a cell, in its mode and sheet; False where it is not shown there."""
    if app.sheet_screen is None or app.sheet_screen.mode != spot.mode:
        if app.sheet_screen is not None and not app.sheet_screen.grid.finish_edit():
            return False
        # Not its action, which does not wait until the mode can be drawn.
        await app.switch_mode(spot.mode)
    screen = app.sheet_screen
    if screen is None or screen.mode != spot.mode or app.snapshot is None:
        return False
    screen.show(app.snapshot)
    if screen.sheet_id != spot.sheet:
        await screen.choose_sheet(spot.sheet)
    return screen.sheet_id == spot.sheet and screen.grid.move_to_key(spot.key, spot.column)
