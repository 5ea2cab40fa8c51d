"""Plan tables to rows of the database and back, a column at a time."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from sqlalchemy import Connection, Row, delete, insert, select
from sqlalchemy import Table as SqlTable
from sqlmodel import SQLModel

from kamplan.plan import ROWS, Fault, Plan, PlanError, Table
from kamplan.plan.columns import Column, Kind
from kamplan.plan.tables import Cells, empty_table

# Rows that are in memory as single values at a time; a plan can have a million.
CHUNK = 50_000


def sql_table(model: type[SQLModel]) -> SqlTable:
    """The database table of a class."""
    return SQLModel.metadata.tables[str(model.__tablename__)]


def check_rows(plan: Plan) -> None:
    """Raise PlanError where a cell that must be given is not: it could not be stored."""
    faults = []
    for table in plan.tables.values():
        stored = sql_table(ROWS[table.name]).columns
        for column in table.columns:
            if column.is_number and not stored[column.name].nullable:
                for row in np.flatnonzero(np.isnan(table[column.name])):
                    line = int(table.lines[row]) or None
                    faults.append(Fault("missing-value", f"{table.name}.csv", line, column.name))
    if faults:
        raise PlanError(faults)


def save_rows(connection: Connection, plan_id: int, table: Table) -> None:
    """Add the rows of one table; there must be none yet."""
    statement = insert(sql_table(ROWS[table.name]))
    names = ["plan_id", "position", "own", *(column.name for column in table.columns)]
    for start in range(0, len(table), CHUNK):
        part = slice(start, min(start + CHUNK, len(table)))
        count = part.stop - part.start
        columns = [
            [plan_id] * count,
            range(part.start, part.stop),
            _own_texts(table, part),
            *(_stored(column, table[column.name][part]) for column in table.columns),
        ]
        rows = zip(*columns, strict=True)
        connection.execute(statement, [dict(zip(names, row, strict=True)) for row in rows])


def drop_rows(connection: Connection, plan_id: int) -> None:
    """Remove the rows of every table of a plan."""
    for model in ROWS.values():
        stored = sql_table(model)
        connection.execute(delete(stored).where(stored.c.plan_id == plan_id))


def load_rows(connection: Connection, plan_id: int, name: str, headings: Sequence[str]) -> Table:
    """The rows of one table in their order, as after reading the file they export to.

    Raises ValueError for cells that this version could not have written.
    """
    empty = empty_table(name)
    stored = sql_table(ROWS[name])
    columns = empty.columns
    statement = (
        select(stored.c.own, *(stored.c[column.name] for column in columns))
        .where(stored.c.plan_id == plan_id)
        .order_by(stored.c.position)
    )
    owns: list[str] = []
    parts: dict[str, list[Cells]] = {column.name: [] for column in columns}
    for chunk in _chunks(connection.execute(statement)):
        own, *cells = zip(*chunk, strict=True)
        owns += own
        for column, values in zip(columns, cells, strict=True):
            parts[column.name].append(_cells(column, values))
    if not owns:
        own_cells = {title: np.empty(0, dtype=object) for title in headings}
        return Table(name, empty.cells, own_cells, empty.lines)
    lines = np.arange(2, len(owns) + 2, dtype=np.int64)
    full = {column: np.concatenate(found) for column, found in parts.items()}
    return Table(name, full, _own_cells(owns, headings), lines)


def _chunks(result: Any) -> Iterator[Sequence[Row[Any]]]:
    return iter(result.partitions(CHUNK))


def _stored(column: Column, cells: Cells) -> list[Any]:
    """Cells as the database takes them: None for not given, whole numbers whole."""
    values: list[Any] = cells.tolist()
    if not column.is_number:
        return values
    if column.kind is Kind.WHOLE:
        values = [value if value % 1 else int(value) for value in values]
    for row in np.flatnonzero(np.isnan(cells)):
        values[row] = None
    return values


def _cells(column: Column, values: Sequence[Any]) -> Cells:
    """The reverse; equal texts become one object, as a million rows repeat few names."""
    if column.is_number:
        return np.array(values, dtype=np.float64)
    known: dict[str, str] = {}
    cells = np.empty(len(values), dtype=object)
    cells[:] = [known.setdefault(value, value) for value in values]
    return cells


def _own_texts(table: Table, part: slice) -> list[str]:
    """The x_ cells of each row as JSON, the empty ones left out."""
    if not table.own:
        return ["{}"] * (part.stop - part.start)
    titles = list(table.own)
    rows = zip(*(table.own[title][part].tolist() for title in titles), strict=True)
    return [
        json.dumps(
            {title: cell for title, cell in zip(titles, row, strict=True) if cell},
            ensure_ascii=False,
        )
        for row in rows
    ]


def _own_cells(owns: Sequence[str], headings: Sequence[str]) -> dict[str, Cells]:
    if not headings:
        return {}
    rows = [json.loads(own) for own in owns]
    return {
        title: np.array([row.get(title, "") for row in rows], dtype=object) for title in headings
    }
