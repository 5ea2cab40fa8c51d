"""Pointing at what is wrong: the file, the line and the column of a fault."""

import numpy as np

from kamplan.plan.faults import Fault
from kamplan.plan.tables import Table, number_text


def file_of(table: Table) -> str:
    """The file a table's faults are reported in."""
    return f"{table.name}.csv"


def fault_at(
    table: Table,
    row: int | np.integer,
    column: str,
    code: str,
    values: dict[str, object] | dict[str, str] | dict[str, int] | None = None,
    value: str | None = None,
) -> Fault:
    """A fault in a cell of a table; `value` where it is not the cell's whole text."""
    if value is None:
        cell = table[column][row] if column in table.cells or column in table.own else ""
        value = number_text(cell) if isinstance(cell, float) else str(cell)
    return Fault(
        code, file_of(table), int(table.lines[row]) or None, column, value, dict(values or {})
    )


def split_list(cell: str) -> list[str]:
    """The names in a list cell."""
    return [name for name in (part.strip() for part in cell.split(";")) if name]
