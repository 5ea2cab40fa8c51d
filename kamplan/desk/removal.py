"""Rows that go, what hangs on them, and lists that name them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kamplan.plan import Fault, Plan, PlanError, Table
from kamplan.plan.entries import Entry, Key, cell_entry, drop_entry
from kamplan.plan.held_checks import OWNERS
from kamplan.plan.pointing import file_of, split_list
from kamplan.plan.tables import Cells

REFERRING: dict[str, tuple[str, ...]] = {
    "accounts": (
        *("demand", "promotions", "visits", "account_stock", "in_transit"),
        *("published_spend", "published_visits", "published_stock"),
    ),
    "products": ("demand", "supply", "account_stock", "in_transit", "published_stock"),
    "promotions": ("published_spend",),
    "visits": ("published_visits",),
    "account_stock": ("in_transit",),
}
"""table -> tables whose rows hold its key in their own; no table stands before one it names."""
LISTING: dict[tuple[str, str], tuple[str, ...]] = {
    ("products", "product"): ("promotions", "service", "fairness", "uncertainty"),
    ("promotions", "mechanic"): ("budgets", "calendar"),
}
"""table and column -> tables with lists of what stands there, in a column named in the plural."""
HOLDING = ("locks", "no_worse")
"""tables whose lists hold mechanics, kinds of visit or products, as their decision says."""


@dataclass(frozen=True)
class Removal:
    """What becomes of a plan when rows go."""

    entries: tuple[Entry, ...]
    """in an order that undoing brings rows back in the order in which they stood."""
    hanging: Mapping[str, int]
    """table -> rows that go with those that were asked for, in the plan's order of tables."""
    shortened: Mapping[str, int]
    """table -> lists that lose a name and keep others."""


def removal_of(plan: Plan, name: str, keys: Iterable[Key]) -> Removal:
    """What goes with rows of a table: rows that refer to them, and what lists say of them.

    A list that names others, too, loses the name; a row whose list would name nothing goes, as
    an empty list would mean all. Selections are left alone: whether they still select anybody
    is for the plan's checks to say. Raises PlanError for rows that are not there.
    """
    asked = _find(plan[name], keys)
    gone = {name: asked}
    for _ in range(2):
        # A list may take promotions away, and what was published of those goes then.
        _follow_keys(plan, gone)
        lists = dict(_lists(plan, gone))
        for (table, _column), cells in lists.items():
            empty = [row for row, text in cells.items() if not text]
            gone[table] = _with(gone.get(table), np.array(empty, dtype=np.int64))
    hanging = {
        table: len(gone[table]) - (len(asked) if table == name else 0)
        for table in plan.tables
        if table in gone
    }
    kept = [
        cell_entry(plan[table], row, column, text)
        for (table, column), cells in lists.items()
        for row, text in cells.items()
        if row not in set(gone[table].tolist())
    ]
    shortened: dict[str, int] = defaultdict(int)
    for entry in kept:
        shortened[entry.table] += 1
    return Removal(
        (*kept, *_drops(plan, name, gone)),
        {table: count for table, count in hanging.items() if count},
        shortened,
    )


def _find(table: Table, keys: Iterable[Key]) -> Cells:
    rows, faults = [], []
    for key in keys:
        if key in table.places:
            rows.append(table.places[key])
        else:
            faults.append(Fault("row-gone", file_of(table), value=", ".join(key)))
    if faults:
        raise PlanError(faults)
    return np.unique(np.array(rows, dtype=np.int64))


def _with(rows: Cells | None, more: Cells) -> Cells:
    return np.unique(more) if rows is None else np.union1d(rows, more)


def _follow_keys(plan: Plan, gone: dict[str, Cells]) -> None:
    """Add the rows that hold the key of one that goes."""
    for owner, tables in REFERRING.items():
        if not len(gone.get(owner, ())):
            continue
        names = plan[owner].key_columns
        keys = zip(*(plan[owner][name][gone[owner]].tolist() for name in names), strict=True)
        found = list(keys)
        for table in tables:
            gone[table] = _with(gone.get(table), _rows_with(plan[table], names, found))


def _rows_with(table: Table, names: Sequence[str], keys: Sequence[Key]) -> Cells:
    """The rows that hold one of the keys in columns."""
    parts = [np.empty(0, dtype=np.int64)]
    for key in keys:
        rows = table.rows_of(names[0], key[0])
        for name, part in zip(names[1:], key[1:], strict=True):
            rows = rows[table[name][rows] == part]
        parts.append(rows)
    return np.concatenate(parts)


def _lists(
    plan: Plan, gone: Mapping[str, Cells]
) -> Iterator[tuple[tuple[str, str], dict[int, str]]]:
    """Table and column -> rows whose list names what is there no more, and what is left of it."""
    for (owner, column), tables in LISTING.items():
        names = _lost(plan, owner, column, gone)
        for table in tables if names else ():
            yield (table, f"{column}s"), _shortened(plan[table], f"{column}s", names)
    for table in HOLDING:
        found: dict[int, str] = {}
        for decision, (owner, column) in OWNERS.items():
            if names := _lost(plan, owner, column, gone):
                mine = np.flatnonzero(plan[table]["decision"] == decision)
                cells = _shortened(plan[table], "names", names)
                found |= {row: text for row, text in cells.items() if row in mine}
        yield (table, "names"), found


def _lost(plan: Plan, owner: str, column: str, gone: Mapping[str, Cells]) -> set[str]:
    """Names that no row of a table holds any more when rows are gone."""
    if not len(gone.get(owner, ())):
        return set()
    table = plan[owner]
    stays = np.ones(len(table), dtype=bool)
    stays[gone[owner]] = False
    return set(table[column][~stays].tolist()) - set(table[column][stays].tolist())


def _shortened(table: Table, column: str, names: set[str]) -> dict[int, str]:
    """Rows whose list has one of the names -> the list without them."""
    found = {}
    for row, cell in enumerate(table[column].tolist()):
        listed = split_list(cell)
        left = [name for name in listed if name not in names]
        if len(left) < len(listed):
            found[row] = ";".join(left)
    return found


def _drops(plan: Plan, name: str, gone: Mapping[str, Cells]) -> Iterator[Entry]:
    """What refers to others goes first, the last row first: undone, all come back in order."""
    others = [table for table in [*plan.tables][::-1] if table in gone and table != name]
    for table in (*others, name):
        for row in gone[table][::-1].tolist():
            yield drop_entry(plan[table], row)
