"""Rows of a plan table found by key: where they were last seen, near there, anywhere."""

from collections.abc import Collection, Iterable, Iterator, Sequence, Set
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, select
from sqlalchemy import Table as SqlTable

from kamplan.plan.entries import Key

Stored = dict[int, dict[str, Any]]
"""position -> row."""

# Values in one statement; SQLite takes 32,766, a key has up to three.
MOST = 5_000
# Rows that go leave gaps, so that a row stands above its rank in the table: by how many to look.
NEAR = 1_000
# Above this one pass over the table is quicker than a look near each hint.
FEW = 50
T = TypeVar("T")


def find_rows(
    connection: Connection,
    stored: SqlTable,
    plan_id: int,
    key_columns: Sequence[str],
    wanted: Collection[tuple[Key, int | None]],
    everywhere: Set[Key],
) -> Stored:
    """Every row of some keys, and perhaps others.

    `wanted`: keys, each with where its row was last seen. `everywhere`: keys of which there
    may be no row or several, and which are looked for in the whole table.
    """
    mine = stored.c.plan_id == plan_id
    found: Stored = {}

    def fetch(condition: ColumnElement[bool]) -> bool:
        result = connection.execute(select(stored).where(mine, condition))
        names = list(result.keys())
        rows = [dict(zip(names, row, strict=True)) for row in result]
        found.update((row["position"], row) for row in rows)
        return bool(rows)

    hints = {key: hint for key, hint in wanted if hint is not None}
    for some in parts({hint for _, hint in wanted if hint is not None}):
        fetch(stored.c.position.in_(some))
    there = {tuple(row[name] for name in key_columns) for row in found.values()}
    missing = {
        key: hint for key, hint in hints.items() if key not in there and key not in everywhere
    }
    if len(missing) <= FEW:
        for key, hint in list(missing.items()):
            near = stored.c.position.between(hint, hint + NEAR)
            if fetch(near & _is_key(stored, key_columns, key)):
                del missing[key]
    keys = {*everywhere, *missing, *(key for key, hint in wanted if key not in hints)}
    positions = _search(connection, stored, plan_id, key_columns, keys)
    for some in parts([position for position in positions if position not in found]):
        fetch(stored.c.position.in_(some))
    return found


def _is_key(stored: SqlTable, names: Sequence[str], key: Key) -> ColumnElement[bool]:
    first, *rest = (stored.c[name] == part for name, part in zip(names, key, strict=True))
    for condition in rest:
        first = first & condition
    return first


def _search(
    connection: Connection, stored: SqlTable, plan_id: int, names: Sequence[str], keys: set[Key]
) -> Iterator[int]:
    """Positions of keys, in one pass over the table for every few thousand."""
    columns = [stored.c[name] for name in names]
    for some in parts(keys):
        wanted = set(some)
        sides = zip(columns, zip(*some, strict=True), strict=True)
        statement = select(stored.c.position, *columns).where(
            stored.c.plan_id == plan_id, *(column.in_(set(side)) for column, side in sides)
        )
        for position, *key in connection.execute(statement):
            if tuple(key) in wanted:
                yield position


def parts(values: Iterable[T], size: int = MOST) -> Iterator[list[T]]:
    """Values in parts that fit into one statement."""
    left = iter(values)
    while some := list(islice(left, size)):
        yield some
