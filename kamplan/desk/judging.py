"""Judging a response: a person's answers, and the rows that are to follow them, as one edit."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from kamplan.desk.typing import check_made, read_cell
from kamplan.formulation import weekly_value
from kamplan.plan import Fault, Plan, PlanError
from kamplan.plan.answers import JudgedCurve, check_answers, combine
from kamplan.plan.checks import check_cells
from kamplan.plan.entries import Cell, Entry, apply_entries, cell_entry, insert_entry
from kamplan.plan.faults import nearest
from kamplan.plan.stated import NUMBERS
from kamplan.plan.tables import Table, fill_defaults
from kamplan.plan.typed import read_number
from kamplan.plan.where import WhereError, parse_where, select_rows
from kamplan.store.journal import user_name

__all__ = [
    "Answered",
    "Following",
    "accounts_where",
    "judge_entries",
    "preview",
    "spent_now",
    "user_name",
]


@dataclass(frozen=True)
class Answered:
    """One judge's answers to one curve, as they are typed."""

    curve: str
    judge: str
    cells: Mapping[str, str]
    """by column of judgements.csv; what is not there stays as it is."""


@dataclass(frozen=True)
class Following:
    """Promotions or visits that are to follow a curve."""

    curve: str
    table: Literal["promotions", "visits"]
    rows: tuple[tuple[str, str], ...]
    """(account, mechanic) or (account, kind)."""
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


def preview(plan: Plan, answered: Answered) -> JudgedCurve:
    """The curve that answers make, with those of other judges of it. Raises PlanError."""
    table = apply_entries(plan, _answer(plan, answered))["judgements"]
    table = table.keep(table["curve"] == answered.curve)
    faults = [*check_cells(table), *check_answers(table)]
    if faults:
        raise PlanError(faults)
    return combine(table, answered.curve)


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
    if faults := list(_cannot_follow(table, following)):
        raise PlanError(faults)
    for key in following.rows:
        cells: dict[str, Cell] = {"curve": following.curve, **present.get(key[0], {})}
        row = table.places.get(key)
        if row is None:
            yield insert_entry(table, {"account": key[0], "mechanic": key[1], **cells})
            continue
        # What the row said of its response by itself gives way to the judges.
        cells |= _empty(table, (*NUMBERS[table.name], "shape"))
        yield from (cell_entry(table, row, column, value) for column, value in cells.items())


def _cannot_follow(table: Table, following: Following) -> Iterator[Fault]:
    """Visits that nobody has said the hours of, and mechanics that no promotion has."""
    lacking = [key for key in following.rows if key not in table.places]
    if table.name == "visits":
        for account, kind in lacking:
            values = {"kind": kind}
            yield Fault("judged-no-visits", "visits.csv", None, "kind", account, values)
        return
    known = list(dict.fromkeys(table["mechanic"].tolist()))
    for mechanic in dict.fromkeys(mechanic for _account, mechanic in lacking):
        if mechanic not in known:
            near = {"nearest": nearest(mechanic, known)}
            yield Fault("judged-mechanic", "promotions.csv", None, "mechanic", mechanic, near)


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
        return {name: {"present": number} for name, _lever in following.rows}
    values = dict(
        zip(plan["accounts"]["account"].tolist(), weekly_value(plan).tolist(), strict=True)
    )
    return {name: {"present": round(number * values[name], 2)} for name, _lever in following.rows}


def spent_now(plan: Plan, key: tuple[str, str]) -> float:
    """Money in a promoted week now of an (account, mechanic): as its row says, else the mean of
    the published plan's weeks that have some; NaN where neither is known."""
    table, published = plan["promotions"], plan["published_spend"]
    row = table.places.get(key)
    if row is not None and not np.isnan(table["present"][row]):
        return float(table["present"][row])
    mine = published.rows_of("account", key[0])
    mine = mine[(published["mechanic"][mine] == key[1]) & (published["spend"][mine] > 0.0)]
    return round(float(published["spend"][mine].mean()), 2) if len(mine) else float("nan")


def accounts_where(plan: Plan, where: str, file: str, column: str) -> tuple[str, ...]:
    """The accounts of a selection such as tier=A. Raises PlanError, said at the place given."""
    try:
        chosen = select_rows(parse_where(where), plan.account_columns, len(plan["accounts"]))
    except WhereError as error:
        raise PlanError([error.fault(file, None, column)]) from None
    return tuple(plan["accounts"]["account"][chosen].tolist())
