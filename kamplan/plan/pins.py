"""Pins: locks that hold a single number of a plan, made and found by what they say.

A pin is a row of locks.csv like any other. Which number it holds is read off its columns, not off
its name, so that a lock someone has typed is the same pin, and a pin may be renamed.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from kamplan.plan.entries import Cell, Entry, cell_entry, drop_entry, insert_entry
from kamplan.plan.held import Decision
from kamplan.plan.plan import Plan
from kamplan.plan.pointing import split_list
from kamplan.plan.tables import Table, tidy
from kamplan.plan.weeks import WeekError, select_weeks
from kamplan.plan.where import WhereError, parse_where

DIGITS = 9
"""Decimals of a pinned number: fewer would add up to more than a budget that is all spent."""


@dataclass(frozen=True)
class Pinned:
    """A number that can be pinned: what is decided for one account."""

    decision: Decision
    """spend: money; visits: over the horizon; units: units sold."""
    account: str
    name: str
    """the mechanic, the kind of visit or the product."""
    week: str = ""
    """empty: of all weeks together, always so of visits."""


@dataclass(frozen=True)
class Pin:
    """A lock that holds one number."""

    row: int
    """of locks."""
    name: str
    value: float
    price: float | None
    """what a unit above or below costs; None: it is hard."""


def find_pins(plan: Plan) -> dict[Pinned, Pin]:
    """Every number that a lock of its own holds; of several locks of one the first."""
    table, found = plan["locks"], {}
    for row in range(len(table)):
        held = _held_by(plan, table, row)
        if held is not None and held not in found:
            price = float(table["price"][row])
            found[held] = Pin(
                row,
                str(table["name"][row]),
                float(table["value"][row]),
                None if np.isnan(price) else price,
            )
    return found


def other_locks(plan: Plan) -> Table:
    """Locks that hold totals of several numbers."""
    table = plan["locks"]
    rows = [row for row in range(len(table)) if _held_by(plan, table, row) is None]
    return table.keep(np.array(rows, dtype=np.int64))


def _held_by(plan: Plan, table: Table, row: int) -> Pinned | None:
    """The number that a lock holds; None where it holds a total of several, or cannot be read."""
    names = split_list(table["names"][row])
    try:
        where, week = parse_where(table["where"][row]), ""
        if table["weeks"][row]:
            (place,) = select_weeks(table["weeks"][row], plan.weeks)
            week = plan.weeks[place]
    except (WhereError, WeekError, ValueError):
        return None
    if len(names) != 1 or where.keys() != {"account"} or len(where["account"]) != 1:
        return None
    return Pinned(table["decision"][row], where["account"][0], names[0], week)


def pin_entries(plan: Plan, values: Mapping[Pinned, float]) -> list[Entry]:
    """The entries that hold numbers at values; those pinned already get another value, and keep
    their names."""
    table, pins = plan["locks"], find_pins(plan)
    changed, added = [], []
    taken = set(table["name"].tolist())
    for held, value in values.items():
        given = float(tidy(round(value, DIGITS)))
        pin = pins.get(held)
        if pin is None:
            name = _free_name(plan, held, taken)
            taken.add(name)
            added.append(insert_entry(table, _cells(held, name, given)))
        elif pin.value != given:
            changed.append(cell_entry(table, pin.row, "value", given))
    return [*changed, *added]


def unpin_entries(plan: Plan, numbers: Iterable[Pinned]) -> list[Entry]:
    """The entries that let numbers go again: every lock that holds just one of them."""
    table, wanted = plan["locks"], set(numbers)
    rows = [row for row in range(len(table)) if _held_by(plan, table, row) in wanted]
    return [drop_entry(table, row) for row in rows]


def _cells(held: Pinned, name: str, value: float) -> dict[str, Cell]:
    return {
        "name": name,
        "decision": held.decision,
        "where": f"account={held.account}",
        "names": held.name,
        "weeks": held.week,
        "value": value,
    }


def _free_name(plan: Plan, held: Pinned, taken: set[str]) -> str:
    """pin park-market flyer W49; with its year where the horizon has two such weeks."""
    return next(name for name in _names(plan, held) if name not in taken)


def _names(plan: Plan, held: Pinned) -> Iterator[str]:
    short = held.week.partition("-")[2]
    if sum(week.endswith(f"-{short}") for week in plan.weeks) > 1:
        short = held.week
    name = " ".join(filter(None, ("pin", held.account, held.name, short)))
    yield name
    number = 2
    while True:
        yield f"{name} {number}"
        number += 1
