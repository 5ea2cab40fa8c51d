"""A block of numbers changed by a percentage or an amount."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kamplan.desk.state import DeskState
from kamplan.plan import Fault, Plan, PlanError
from kamplan.plan.columns import Kind
from kamplan.plan.entries import Entry, apply_entries, cell_entry
from kamplan.plan.stated import stated_cells
from kamplan.plan.tables import Table, tidy
from kamplan.plan.typed import parse_change
from kamplan.whatif.authoring import scale_cells
from kamplan.whatif.changes import moved_cells
from kamplan.whatif.scenario import Change
from solver.problem import Ints


@dataclass(frozen=True)
class Block:
    """Cells of one table: rows times columns."""

    table: str
    rows: Ints
    columns: tuple[str, ...]


def change_blocks(
    state: DeskState, blocks: Sequence[Block], text: str
) -> tuple[list[Entry], str | None]:
    """Entries, and the active scenario's new file where one is active. Raises PlanError."""
    scale, add = parse_change(text)
    made: list[Entry] = []
    file = state.texts.get(state.active)
    current = state.plan
    for block in blocks:
        table = current[block.table]
        _check_numbers(table, block)
        for column in block.columns:
            if state.inherited is None or file is None:
                entries: Sequence[Entry] = _moved(current, block, column, scale, add)
            else:
                file, entries = scale_cells(
                    file, state.active, state.base, state.inherited, current, block.table,
                    column, block.rows, scale, add,
                )  # fmt: skip
            current = apply_entries(current, entries)
            made += entries
    return made, None if state.inherited is None else file


def _check_numbers(table: Table, block: Block) -> None:
    numbers = {column.name for column in table.columns if column.is_number}
    for name in block.columns:
        if name not in numbers:
            raise PlanError([Fault("change-not-number", f"{table.name}.csv", None, name, name)])


def _moved(
    plan: Plan, block: Block, name: str, scale: float | None, add: float | None
) -> list[Entry]:
    table = plan[block.table]
    column = next(each for each in table.columns if each.name == name)
    cells = stated_cells(plan, table.name, name)[block.rows]
    if np.isnan(cells).any():
        raise PlanError([Fault("change-not-given", f"{table.name}.csv", None, name, name)])
    change = Change(table=table.name, field=name, scale=scale, add=add)
    # A file says 110 where 100 * 1.1 would say 110.00000000000001.
    moved = tidy(moved_cells(cells, change, column.kind is Kind.WHOLE))
    entries = [
        cell_entry(table, int(row), name, float(value))
        for row, value in zip(block.rows, moved, strict=True)
    ]
    return [entry for entry in entries if entry.old != entry.new]
