"""Rows copied, with what hangs on them where that is wanted."""

from collections.abc import Iterator, Mapping, Sequence

from kamplan.desk.adding import Draft, copy_drafts, entries_of_drafts
from kamplan.desk.typing import check_made
from kamplan.plan import Plan, Table
from kamplan.plan.entries import Cell, Entry, Key, insert_entry

COPIED: dict[str, tuple[str, ...]] = {
    "accounts": ("demand", "promotions", "visits", "account_stock"),
    "products": ("demand", "supply", "account_stock"),
}
"""table -> tables whose rows go along with a copy. What is on its way or was published happened
once, and to the original; rules say themselves whom they are for."""


def hanging_on(plan: Plan, name: str, keys: Sequence[Key]) -> dict[str, int]:
    """table -> rows that would go along with copies of rows, in the plan's order of tables."""
    (column, *_more) = plan[name].key_columns
    found = {
        table: sum(len(plan[table].rows_of(column, key[0])) for key in keys)
        for table in COPIED.get(name, ())
    }
    return {table: count for table, count in found.items() if count}


def copy_entries(
    plan: Plan, name: str, keys: Sequence[Key], given: Mapping[str, str], with_hanging: bool = False
) -> tuple[Entry, ...]:
    """The entries that add copies of rows that are there, those that were asked for first.

    Raises PlanError with everything that is wrong.
    """
    drafts = copy_drafts(plan[name], keys, given)
    entries = entries_of_drafts(plan, name, drafts)
    if not with_hanging:
        return entries
    entries += tuple(_hanging(plan, name, keys, drafts))
    check_made(plan, entries)
    return entries


def _hanging(
    plan: Plan, name: str, keys: Sequence[Key], drafts: Sequence[Draft]
) -> Iterator[Entry]:
    """Rows that hold an original's key, with the copy's in its place."""
    (column, *_more) = plan[name].key_columns
    for table in map(plan.__getitem__, COPIED.get(name, ())):
        for key, draft in zip(keys, drafts, strict=True):
            for row in table.rows_of(column, key[0]).tolist():
                yield insert_entry(table, {**_cells(table, row), column: draft[column].strip()})


def _cells(table: Table, row: int) -> dict[str, Cell]:
    names = [*(column.name for column in table.columns), *table.own]
    return {name: table[name][row] for name in names}
