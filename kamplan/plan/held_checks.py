"""What must hold of locks, of "no worse", of the calendar, and of the published plan."""

from collections.abc import Collection, Iterator

import numpy as np

from kamplan.plan.faults import Fault, nearest
from kamplan.plan.plan import Plan
from kamplan.plan.pointing import fault_at, split_list
from kamplan.plan.tables import Table
from kamplan.plan.weeks import WeekError, select_weeks
from kamplan.plan.where import WhereError, parse_where, select_rows

PUBLISHED = {"spend": "published_spend", "visits": "published_visits", "units": "published_stock"}
"""decision -> the table that holds what was published of it."""
OWNERS = {
    "spend": ("promotions", "mechanic"),
    "visits": ("visits", "kind"),
    "units": ("products", "product"),
}
"""decision -> table and column that know the names it may list."""


def check_held(plan: Plan, absent: Collection[str], weeks: tuple[str, ...]) -> Iterator[Fault]:
    """Names are known, every rule covers something, and what refers to a published plan has one."""
    for name in ("locks", "no_worse"):
        for row in range(len(plan[name])):
            yield from _check_rule(plan, plan[name], row, absent, weeks)
    if not absent and weeks:
        calendar, known = plan["calendar"], set(plan["promotions"]["mechanic"].tolist())
        for row in range(len(calendar)):
            names = set(split_list(calendar["mechanics"][row]))
            if names <= known and not _covers(plan, calendar, row, weeks, "spend", "mechanics"):
                yield fault_at(calendar, row, "name", "covers-nothing")
    published = any(len(plan[table]) for table in PUBLISHED.values())
    if plan.settings.published.keep and not published:
        value = plan.settings.published.keep
        yield Fault("nothing-published", "plan.toml", None, "published.keep", value)
    for row in range(0 if published else len(plan["no_worse"])):
        yield fault_at(plan["no_worse"], row, "decision", "nothing-published")
    for decision in ("spend", "visits"):
        yield from _check_pairs(plan, decision)
    if "visits" in split_list(plan.settings.published.keep):
        yield from _check_kept_visits(plan)


def _check_rule(
    plan: Plan, table: Table, row: int, absent: Collection[str], weeks: tuple[str, ...]
) -> Iterator[Fault]:
    decision = str(table["decision"][row])
    if decision not in OWNERS:
        return
    owner, column = OWNERS[decision]
    known = list(dict.fromkeys(plan[owner][column].tolist()))
    names = split_list(table["names"][row])
    unknown = [] if owner in absent else [name for name in names if name not in known]
    for name in unknown:
        values = {"nearest": nearest(name, known), "known": ", ".join(known[:12])}
        yield fault_at(table, row, "names", "unknown-in-list", values, name)
    if decision == "visits" and table["weeks"][row]:
        yield fault_at(table, row, "weeks", "visits-no-weeks")
    if (
        not unknown
        and not absent
        and weeks
        and not _covers(plan, table, row, weeks, decision, "names")
    ):
        yield fault_at(table, row, "decision", "covers-nothing")


def _covers(
    plan: Plan, table: Table, row: int, weeks: tuple[str, ...], decision: str, listed: str
) -> bool:
    """Whether there is anything to decide in what a rule selects; True where it cannot be read."""
    try:
        condition = parse_where(table["where"][row])
        mine = select_rows(condition, plan.account_columns, len(plan["accounts"]))
        chosen = select_weeks(table["weeks"][row], weeks)
    except (WhereError, WeekError):
        return True
    names = split_list(table[listed][row])
    owner, column = ("demand", "product") if decision == "units" else OWNERS[decision]
    rows = plan[owner]
    # By account: there can be a million rows of demand, and a lock for each of many numbers.
    places = [rows.rows_of("account", name) for name in plan["accounts"]["account"][mine].tolist()]
    mine = np.concatenate([np.zeros(0, dtype=np.int64), *places])
    found = np.ones(len(mine), dtype=bool)
    if names:
        found &= np.isin(rows[column][mine], np.array(names, dtype=object))
    if decision == "units":
        inside = np.array([weeks[place] for place in chosen], dtype=object)
        found &= np.isin(rows["week"][mine], inside) & (rows["units"][mine] > 0.0)
    return bool(found.any())


def _check_pairs(plan: Plan, decision: str) -> Iterator[Fault]:
    """Published rows are of promotions and visits that the plan has."""
    table = plan[PUBLISHED[decision]]
    owner, column = OWNERS[decision]
    known = set(zip(plan[owner]["account"], plan[owner][column], strict=True))
    for row, pair in enumerate(zip(table["account"], table[column], strict=True)):
        if pair not in known:
            yield fault_at(table, row, column, "published-unknown", {"table": f"{owner}.csv"})


def _check_kept_visits(plan: Plan) -> Iterator[Fault]:
    """What is only added to must not be above the most there may be: published visits, and
    the present ones where none are published."""
    visits, table = plan["visits"], plan["published_visits"]
    most = np.where(np.isnan(visits["max"]), visits["present"], visits["max"])
    published = {
        pair: row for row, pair in enumerate(zip(table["account"], table["kind"], strict=True))
    }
    for row, pair in enumerate(zip(visits["account"], visits["kind"], strict=True)):
        values, there = {"max": f"{most[row]:g}"}, published.get(pair)
        if there is None and visits["present"][row] > most[row]:
            yield fault_at(visits, row, "present", "kept-above-max", values)
        elif there is not None and table["visits"][there] > most[row]:
            yield fault_at(table, there, "visits", "kept-above-max", values)
