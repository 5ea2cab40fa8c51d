"""A block of numbers changed by a percentage or an amount."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from kamplan.desk.state import DeskState
from kamplan.desk.typing import check_made
from kamplan.plan import Fault, Plan, PlanError
from kamplan.plan.columns import Kind
from kamplan.plan.entries import (
    SETTINGS,
    Entry,
    apply_entries,
    cell_entry,
    read_setting,
    setting_entry,
)
from kamplan.plan.settings import WHOLE_NUMBERS
from kamplan.plan.stated import stated_cells
from kamplan.plan.tables import Table, tidy
from kamplan.plan.typed import parse_change
from kamplan.whatif.authoring import scale_cells, set_cells
from kamplan.whatif.changes import moved_cells
from kamplan.whatif.scenario import Change
from solver.problem import Ints


@dataclass(frozen=True)
class Block:
    """Cells of one table: rows times columns; or settings, which stand in one row."""

    table: str
    rows: Ints
    columns: tuple[str, ...]
    seen: Table | None = field(default=None, compare=False, repr=False)
    """the table that the rows were found in; None: as it is when the change is made."""

    def rows_in(self, table: Table) -> Ints:
        """The same rows in the table as it is now; those that are gone are left out."""
        if self.seen is None or self.seen is table:
            return self.rows
        names = table.key_columns
        keys = zip(*(self.seen[name][self.rows].tolist() for name in names), strict=True)
        found = [table.places[key] for key in keys if key in table.places]
        return np.array(sorted(found), dtype=np.int64)


def settings_block(*names: str) -> Block:
    """Settings of plan.toml that are numbers."""
    return Block(SETTINGS, np.zeros(1, dtype=np.int64), names)


def change_blocks(
    state: DeskState, blocks: Sequence[Block], text: str
) -> tuple[list[Entry], str | None]:
    """Entries, and the active scenario's new file where one is active. Raises PlanError."""
    scale, add = parse_change(text)
    made: list[Entry] = []
    entries: Sequence[Entry]
    file = state.texts.get(state.active)
    current = state.plan
    for block in blocks:
        if block.table == SETTINGS:
            entries = _moved_settings(current, block.columns, scale, add)
            changed = check_made(current, entries)
            if state.inherited is not None and file is not None:
                file = set_cells(file, state.active, state.base, state.inherited, current, entries)
            current = changed
            made += entries
            continue
        table = current[block.table]
        rows = block.rows_in(table)
        _check_numbers(table, block)
        for column in block.columns:
            if state.inherited is None or file is None:
                entries = _moved(current, table.name, rows, column, scale, add)
            else:
                file, entries = scale_cells(
                    file, state.active, state.base, state.inherited, current, block.table,
                    column, rows, scale, add,
                )  # fmt: skip
            current = apply_entries(current, entries)
            made += entries
    return made, None if state.inherited is None else file


def _moved_settings(
    plan: Plan, names: Sequence[str], scale: float | None, add: float | None
) -> list[Entry]:
    found = []
    for name in names:
        now = read_setting(plan.settings.model_dump(), name)
        if now is None:
            raise PlanError([Fault("change-not-given", f"{SETTINGS}.toml", None, name, name)])
        change = Change(table=SETTINGS, field=name, scale=scale, add=add)
        whole = name in WHOLE_NUMBERS
        moved = float(tidy(moved_cells(np.array([float(now)]), change, whole))[0])
        found.append(setting_entry(plan.settings, name, int(moved) if whole else moved))
    return [entry for entry in found if entry.old != entry.new]


def _check_numbers(table: Table, block: Block) -> None:
    numbers = {column.name for column in table.columns if column.is_number}
    for name in block.columns:
        if name not in numbers:
            raise PlanError([Fault("change-not-number", f"{table.name}.csv", None, name, name)])


def _moved(
    plan: Plan, of: str, rows: Ints, name: str, scale: float | None, add: float | None
) -> list[Entry]:
    table = plan[of]
    column = next(each for each in table.columns if each.name == name)
    cells = stated_cells(plan, table.name, name)[rows]
    if np.isnan(cells).any():
        raise PlanError([Fault("change-not-given", f"{table.name}.csv", None, name, name)])
    change = Change(table=table.name, field=name, scale=scale, add=add)
    # A file says 110 where 100 * 1.1 would say 110.00000000000001.
    moved = tidy(moved_cells(cells, change, column.kind is Kind.WHOLE))
    entries = [
        cell_entry(table, int(row), name, float(value))
        for row, value in zip(rows, moved, strict=True)
    ]
    return [entry for entry in entries if entry.old != entry.new]
