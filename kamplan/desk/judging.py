"""Judging a response: a person's answers, and the rows that are to follow them, as one edit."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from kamplan.desk.typing import check_made, read_cell
from kamplan.formulation import weekly_value
from kamplan.plan import Fault, Plan, PlanError
from kamplan.plan.entries import Cell, Entry, cell_entry, insert_entry
from kamplan.plan.stated import NUMBERS
from kamplan.plan.tables import Table, fill_defaults
from kamplan.plan.typed import read_number
from kamplan.plan.where import WhereError, parse_where, select_rows


@dataclass(frozen=True)
class Answered:
    """One judge's answers to one curve, as they are typed."""

    curve: str
    judge: str
    cells: Mapping[str, str]
    """by column of judgements.csv; what is not there stays as it is."""


@dataclass(frozen=True)
class Following:
    """Accounts whose promotion by a mechanic, or visits of a kind, are to follow a curve."""

    curve: str
    table: Literal["promotions", "visits"]
    lever: str
    """the mechanic, or the kind of visit."""
    accounts: tuple[str, ...]
    present: str = ""
    """Of promotions: money in a promoted week now, or as "2%" that share of the value of an
    account's baseline in a week; empty: as the rows have it."""


def judge_entries(
    plan: Plan, answered: Answered | None, following: Following | None = None
) -> list[Entry]:
    """What answers, and rows that follow a curve, change. Raises PlanError with all that is wrong.

    A promotion that an account does not have yet is added; visits are not, as nobody has said
    how many hours they take.
    """
    faults: list[Fault] = []
    entries: list[Entry] = []
    for made in (_answer(plan, answered), _follow(plan, following)):
        try:
            entries += made
        except PlanError as error:
            faults += error.faults
    if faults:
        raise PlanError(faults)
    entries = [entry for entry in entries if entry.old != entry.new]
    check_made(plan, entries)
    return entries


def _answer(plan: Plan, answered: Answered | None) -> Iterator[Entry]:
    if answered is None:
        return
    table, key = plan["judgements"], (answered.curve, answered.judge)
    cells: dict[str, Cell] = {}
    faults: list[Fault] = []
    for name, text in answered.cells.items():
        try:
            cells[name] = read_cell(table, name, text)
        except PlanError as error:
            faults += error.faults
    if faults:
        raise PlanError(faults)
    if key in table.places:
        row = table.places[key]
        yield from (cell_entry(table, row, name, value) for name, value in cells.items())
        return
    missing = [c.name for c in table.columns if c.required and c.name not in ("curve", "judge")]
    faults = [
        Fault("missing-value", "judgements.csv", None, name)
        for name in missing
        if name not in cells
    ]
    if faults:
        raise PlanError(faults)
    yield insert_entry(table, {"curve": key[0], "judge": key[1], **cells})


def _follow(plan: Plan, following: Following | None) -> Iterator[Entry]:
    if following is None:
        return
    table = plan[following.table]
    present = _present(plan, following)
    lacking = [name for name in following.accounts if (name, following.lever) not in table.places]
    if lacking and following.table == "visits":
        values = {"kind": following.lever}
        raise PlanError(
            [
                Fault("judged-no-visits", "visits.csv", None, "kind", name, values)
                for name in lacking
            ]
        )
    for name in following.accounts:
        cells: dict[str, Cell] = {"curve": following.curve, **present.get(name, {})}
        row = table.places.get((name, following.lever))
        if row is None:
            yield insert_entry(table, {"account": name, "mechanic": following.lever, **cells})
            continue
        # What the row said of its response by itself gives way to the judges.
        cells |= _empty(table, (*NUMBERS[table.name], "shape"))
        yield from (cell_entry(table, row, column, value) for column, value in cells.items())


def _empty(table: Table, names: tuple[str, ...]) -> dict[str, Cell]:
    return {c.name: float(fill_defaults(c, 1)[0]) for c in table.columns if c.name in names}


def _present(plan: Plan, following: Following) -> dict[str, dict[str, Cell]]:
    """account -> the cell of what is spent now, where that was said."""
    text = following.present.strip()
    if not text or following.table == "visits":
        return {}
    number = read_number(text)
    if number is None or not np.isfinite(number):
        raise PlanError([Fault("judged-spend", "promotions.csv", None, "present", text)])
    if not text.endswith(("%", "％")):
        return {name: {"present": number} for name in following.accounts}
    values = dict(
        zip(plan["accounts"]["account"].tolist(), weekly_value(plan).tolist(), strict=True)
    )
    return {name: {"present": round(number * values[name], 2)} for name in following.accounts}


def accounts_where(plan: Plan, where: str, file: str, column: str) -> tuple[str, ...]:
    """The accounts of a selection such as tier=A. Raises PlanError, said at the place given."""
    try:
        chosen = select_rows(parse_where(where), plan.account_columns, len(plan["accounts"]))
    except WhereError as error:
        raise PlanError([error.fault(file, None, column)]) from None
    return tuple(plan["accounts"]["account"][chosen].tolist())
