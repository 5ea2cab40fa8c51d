"""What a change may read and write, as far as can be told without making it."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from kamplan.plan import Plan
from kamplan.plan.columns import Kind
from kamplan.plan.entries import SETTINGS, Key
from kamplan.plan.tables import Table
from kamplan.plan.weeks import OPENING, WeekError, select_weeks
from kamplan.whatif.changes import Place, setting_path
from kamplan.whatif.scenario import Change, Scalar
from solver.problem import Ints

OWNERS = ("accounts", "products")
"""Tables whose columns the changes of other tables may select by."""
OWNER_KEYS = ("account", "product")
HORIZON = ("first_week", "weeks")


@dataclass(frozen=True)
class Reach:
    """The rows a change can reach, as far as the keys in its `where` tell."""

    parts: tuple[frozenset[str] | None, ...]
    """accepted values by key column; None: any."""
    by_key: bool
    """no other condition: it reaches all of these rows."""

    def holds(self, key: Key) -> bool:
        """Whether it can reach a row."""
        return all(part is None or name in part for part, name in zip(self.parts, key, strict=True))

    @property
    def key(self) -> Key | None:
        """The one row that it names, if it does."""
        if not self.by_key or any(part is None or len(part) != 1 for part in self.parts):
            return None
        return tuple(next(iter(part)) for part in self.parts if part is not None)

    def rows(self, table: Table) -> Ints:
        """The rows of a table that it can reach."""
        mask = np.ones(len(table), dtype=bool)
        for name, part in zip(table.key_columns, self.parts, strict=True):
            if part is not None:
                mask &= is_among(table, name, part)
        return np.flatnonzero(mask)


def is_among(table: Table, column: str, values: Collection[str]) -> "np.typing.NDArray[np.bool_]":
    """Rows whose cell is one of some values."""
    accepted = frozenset(values)
    cells = table[column].tolist()
    return np.fromiter((cell in accepted for cell in cells), dtype=bool, count=len(cells))


def reach_of(change: Change, table: Table | None, weeks: Sequence[str]) -> Reach:
    """The rows of its table that a change can reach; `table` is None for plan.toml."""
    if table is None:
        return Reach((), by_key=True)
    keys = {column.name: column.kind for column in table.columns if column.key}
    if change.insert is not None:
        named = [frozenset({str(change.insert.get(name, ""))}) for name in keys]
        return Reach(tuple(named), by_key=True)
    parts = tuple(
        _accepted(change.where[name], kind, weeks) if name in change.where else None
        for name, kind in keys.items()
    )
    unclear = any(
        part is None and name in change.where for name, part in zip(keys, parts, strict=True)
    )
    return Reach(parts, set(change.where) <= set(keys) and not unclear)


def _accepted(
    wanted: Scalar | list[Scalar], kind: Kind, weeks: Sequence[str]
) -> frozenset[str] | None:
    """The names a condition accepts; None where only making the change can tell."""
    parts = wanted if isinstance(wanted, list) else str(wanted).split("|")
    names = [str(part).strip() for part in parts]
    if kind not in (Kind.WEEK, Kind.WEEK_OR_OPENING):
        return frozenset(names)
    try:
        return frozenset(
            week
            for name in names
            for week in (
                [OPENING] if name == OPENING else [weeks[at] for at in select_weeks(name, weeks)]
            )
        )
    except WeekError:
        return None


def field_of(change: Change) -> str:
    """The column a change writes, or the setting as section.key. Raises PlanError."""
    if change.table != SETTINGS or change.field is None:
        return change.field or ""
    return ".".join(filter(None, setting_path(change.field, Place("", ""))))


def moves_rows(change: Change, keys: Collection[str]) -> bool:
    """Whether a change adds, removes or renames rows."""
    return change.insert is not None or change.drop or change.field in keys


@dataclass(frozen=True)
class Spot:
    """One column, as the changes of a scenario's own file reach it."""

    table: str
    column: str
    floor: int
    """changes before this number stay as they are: what they write, a later one may read."""
    reach: Mapping[int, Reach]
    """of the changes that may write cells of the column, or move its rows, by number."""

    @cached_property
    def exact(self) -> Mapping[Key, Sequence[int]]:
        """The changes that name one row, by its key."""
        found: dict[Key, list[int]] = defaultdict(list)
        for number, reach in self.reach.items():
            if reach.key is not None:
                found[reach.key].append(number)
        return found

    @cached_property
    def broad(self) -> Sequence[int]:
        """The other changes."""
        return [number for number, reach in self.reach.items() if reach.key is None]

    def touching(self, key: Key, without: Collection[int] = ()) -> list[int]:
        """The changes that may reach a cell, in order."""
        found = [*self.exact.get(key, ()), *(n for n in self.broad if self.reach[n].holds(key))]
        return sorted(number for number in found if number not in without)


def find_spot(changes: Sequence[Change], plan: Plan, table: str, column: str) -> Spot:
    """A column in a scenario's own changes; `plan` is the plan they make. Raises PlanError."""
    rows = None if table == SETTINGS else plan[table]
    keys = () if rows is None else rows.key_columns
    floor = 0
    reach: dict[int, Reach] = {}
    any_row = Reach((None,) * len(keys), by_key=False)
    for number, change in enumerate(changes):
        if _reads(change, plan, table, column):
            floor = number + 1
        if change.table != table or not (moves_rows(change, keys) or field_of(change) == column):
            continue
        if change.field in keys:
            # Rows had other names until now: nothing can be said of the changes so far.
            floor = number + 1
            reach = dict.fromkeys([*reach, number], any_row)
        else:
            reach[number] = reach_of(change, rows, plan.weeks)
    return Spot(table, column, floor, reach)


def _reads(change: Change, plan: Plan, table: str, column: str) -> bool:
    """Whether the rows a change reaches may depend on a column."""
    if table == SETTINGS:
        return column in HORIZON and bool(change.where)
    if column not in change.where or change.table == table:
        return column in change.where
    # Columns of an account or a product count where the table has none of that name.
    rows = plan.tables.get(change.table)
    return table in OWNERS and rows is not None and column not in (*rows.cells, *rows.own)


def needed(
    changes: Sequence[Change], spot: Spot, keys: Collection[Key], without: Collection[int] = ()
) -> list[int]:
    """The changes that the values of some cells depend on, in order."""
    writing = {number for key in keys for number in spot.touching(key)}
    read = {name for change in changes for name in change.where}
    return [
        number
        for number, change in enumerate(changes)
        if number not in without and (number in writing or _decides(change, spot.table, read))
    ]


def _decides(change: Change, table: str, read: Collection[str]) -> bool:
    """Whether a change may decide which rows of a table others reach."""
    if change.table == SETTINGS:
        return table == SETTINGS or field_of(change) in HORIZON
    if change.table not in (table, *OWNERS):
        return False
    return moves_rows(change, OWNER_KEYS) or change.field in read
