"""Addresses: cells of a plan as the command line names them, and what is to become of them."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from itertools import combinations, pairwise, product

import numpy as np

from kamplan.desk import Typed
from kamplan.plan import ROWS, Fault, Plan, PlanError, Table
from kamplan.plan.columns import Column, Kind
from kamplan.plan.entries import SETTINGS, Key
from kamplan.plan.faults import nearest
from kamplan.plan.weeks import OPENING, WeekError, select_weeks
from kamplan.whatif.changes import Place, setting_path
from kamplan.whatif.condense import key_at
from kamplan.whatif.reach import is_among
from solver.problem import Ints

ADDRESS = re.compile(
    r"(?P<table>\w+):(?P<key>.*?):(?P<column>[^:=~]+)((?P<act>[=~])(?P<value>.*))?", re.DOTALL
)
ROWS_OF = re.compile(r"(?P<table>\w+):(?P<key>.+)", re.DOTALL)
ALL = "*"
SET, MOVE, NOTHING = "=", "~", ""
WEEKS = (Kind.WEEK, Kind.WEEK_OR_OPENING)
OWNERS = {"account": ("accounts",), "product": ("products",), "team": ("accounts", "visits")}
"""Other tables whose column of that name says what may stand in a key."""
# Of a key that many ways of reading are tried for.
MOST_PIECES = 20


@dataclass(frozen=True)
class Address:
    """TABLE:KEY:COLUMN, and perhaps =VALUE or ~AMOUNT."""

    text: str
    table: str
    key: str
    column: str
    act: str
    value: str

    @property
    def file(self) -> str:
        """The file of the plan folder that the cells stand in."""
        return "plan.toml" if self.table == SETTINGS else f"{self.table}.csv"

    def fault(self, code: str, value: str, **values: object) -> Fault:
        """A fault of the column."""
        return Fault(code, self.file, None, self.column, value, values)

    def key_fault(self, code: str, **values: object) -> Fault:
        """A fault of the key."""
        return Fault(code, self.file, value=self.key, values={"table": self.table, **values})


@dataclass(frozen=True)
class Cells:
    """The cells an address names."""

    address: Address
    rows: Ints
    """rows of the table that are there."""
    missing: tuple[Key, ...] = ()
    """keys of rows that are not there and mean 0: a value adds them."""

    @property
    def places(self) -> set[int | Key]:
        """What tells these cells from others of their column."""
        return {*self.rows.tolist(), *self.missing}

    def typed(self, plan: Plan, text: str) -> Iterator[Typed]:
        """A text typed into each of the cells."""
        table, column = self.address.table, self.address.column
        if table == SETTINGS:
            yield Typed(SETTINGS, (), column, text)
            return
        for row in self.rows.tolist():
            yield Typed(table, key_at(plan[table], row), column, text, row)
        for key in self.missing:
            yield Typed(table, key, column, text)


def read_address(text: str, acts: str) -> Address:
    """An address that does one of `acts`; with none of them, only names cells. Raises PlanError."""
    found = ADDRESS.fullmatch(text)
    if found is None or (found["act"] or NOTHING) not in (tuple(acts) or (NOTHING,)):
        raise PlanError([Fault("edit-form" if acts else "edit-form-back", value=text)])
    parts = {name: found[name] or "" for name in ("table", "key", "column", "act", "value")}
    return Address(text, **parts)


def find_cells(plan: Plan, address: Address) -> Cells:
    """The cells an address names, at least one. Raises PlanError."""
    if address.table == SETTINGS:
        return _find_setting(address)
    table = find_table(plan, address.table, (SETTINGS, *ROWS))
    _check_column(table, address)
    parts = _read_key(plan, table, address)
    rows = _rows_with(table, parts)
    missing: tuple[Key, ...] = ()
    if address.act == SET and address.value.strip() and "week" in table.key_columns:
        there = {key_at(table, row) for row in rows.tolist()}
        # A part that is None makes no key: `*` means the rows that are there.
        named = product(*(part or () for part in parts))
        missing = tuple(key for key in named if key not in there)
    if not len(rows) and not missing:
        raise PlanError([address.key_fault("edit-nothing")])
    return Cells(address, rows, missing)


def find_table(plan: Plan, name: str, known: Collection[str] = tuple(ROWS)) -> Table:
    """A table by its name. Raises PlanError; `known` is what could have been meant."""
    if name not in ROWS:
        values = {"nearest": nearest(name, known), "known": ", ".join(known)}
        raise PlanError([Fault("change-table", value=name, values=values)])
    return plan[name]


def find_rows(plan: Plan, text: str) -> tuple[Table, list[Key]]:
    """The table and the keys of the rows that TABLE:KEY names, at least one. Raises PlanError."""
    found = ROWS_OF.fullmatch(text)
    if found is None:
        raise PlanError([Fault("rows-form", value=text)])
    table = find_table(plan, found["table"])
    address = Address(text, table.name, found["key"], "", NOTHING, "")
    rows = _rows_with(table, _read_key(plan, table, address))
    if not len(rows):
        raise PlanError([address.key_fault("edit-nothing")])
    return table, [key_at(table, row) for row in rows.tolist()]


def _rows_with(table: Table, parts: list[tuple[str, ...] | None]) -> Ints:
    """The rows whose key has one of the names in each of its parts; None: any."""
    mask = np.ones(len(table), dtype=bool)
    for name, part in zip(table.key_columns, parts, strict=True):
        if part is not None:
            mask &= is_among(table, name, part)
    return np.flatnonzero(mask)


def _find_setting(address: Address) -> Cells:
    if address.key:
        raise PlanError([Fault("edit-form", value=address.text)])
    path = setting_path(address.column, Place(address.file, address.column))
    address = replace(address, column=".".join(filter(None, path)))
    return Cells(address, np.zeros(1, dtype=np.int64))


def _check_column(table: Table, address: Address) -> None:
    fixed = [column.name for column in table.columns]
    if address.column not in (*fixed, *table.own):
        near = nearest(address.column, [*fixed, *table.own])
        known = ", ".join(fixed)
        raise PlanError(
            [address.fault("heading-unknown", address.column, nearest=near, known=known)]
        )


def _read_key(plan: Plan, table: Table, address: Address) -> list[tuple[str, ...] | None]:
    """What each key column may hold; None: anything. Raises PlanError."""
    columns = [column for column in table.columns if column.key]
    known = [_known(plan, table, column) for column in columns]
    readings: list[list[tuple[str, ...] | None]] = []
    faults: list[Fault] = []
    cuts = list(_cut(address.key, len(columns)))
    for cut in cuts:
        parts: list[tuple[str, ...] | None] = []
        for column, names, text in zip(columns, known, cut, strict=True):
            try:
                parts.append(_read_part(plan, column, names, text))
            except PlanError as error:
                faults += (replace(fault, file=address.file) for fault in error.faults)
        if len(parts) == len(columns):
            readings.append(parts)
    if len(readings) == 1:
        return readings[0]
    if len(cuts) == 1:
        raise PlanError(faults)
    order = "/".join(column.name for column in columns)
    raise PlanError([address.key_fault("edit-key", parts=order)])


def _cut(text: str, count: int) -> Iterator[tuple[str, ...]]:
    """Every way to read a key as so many parts: / separates them, and names may hold one."""
    pieces = text.split("/")
    if count > 1 and len(pieces) > MOST_PIECES:
        return
    for ends in combinations(range(1, len(pieces)), count - 1):
        marks = pairwise((0, *ends, len(pieces)))
        yield tuple("/".join(pieces[start:end]) for start, end in marks)


def _read_part(
    plan: Plan, column: Column, known: Collection[str], text: str
) -> tuple[str, ...] | None:
    """The names one part of a key stands for, a name that is there before anything else."""
    if text in known:
        return (text,)
    if text.strip() == ALL:
        return None
    found: dict[str, None] = {}
    for piece in map(str.strip, text.split(",")):
        if piece in known:
            found[piece] = None
        elif column.kind in WEEKS and piece:
            try:
                found |= {plan.weeks[at]: None for at in select_weeks(piece, plan.weeks)}
            except WeekError as error:
                span = {"first": plan.weeks[0], "last": plan.weeks[-1]}
                raise PlanError(
                    [Fault(error.code, "", None, column.name, error.week, span)]
                ) from None
        else:
            values = {"name": column.name, "nearest": nearest(piece, known)}
            raise PlanError([Fault("where-value", "", None, column.name, piece, values)])
    return tuple(found)


def _known(plan: Plan, table: Table, column: Column) -> set[str]:
    """What a key column may hold."""
    if column.kind in WEEKS:
        return {*plan.weeks, *([OPENING] if column.kind is Kind.WEEK_OR_OPENING else [])}
    cells = [table[column.name]]
    cells += [plan[owner][column.name] for owner in OWNERS.get(column.name, ())]
    return {name for column in cells for name in column.tolist()} - {""}
