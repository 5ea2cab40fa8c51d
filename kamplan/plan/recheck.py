"""What entries make wrong in a plan that was right before: the same checks, on what they touch."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

import numpy as np

from kamplan.plan import checks
from kamplan.plan.entries import SCENARIO, SETTINGS, WHOLE, Entry, Key, find_row
from kamplan.plan.faults import Fault
from kamplan.plan.held_checks import PUBLISHED, check_held
from kamplan.plan.plan import Plan
from kamplan.plan.points import check_curves_of
from kamplan.plan.stated import check_stated
from kamplan.plan.tables import Table, empty_table
from kamplan.plan.unbuilt import find_unbuilt
from kamplan.plan.where import WhereError, parse_where

# What these rules need is spread over the plan, and they are few.
HELD = (
    "calendar",
    "uncertainty",
    "locks",
    "no_worse",
    *PUBLISHED.values(),
    "account_stock",
    "in_transit",
)


def check_entries(plan: Plan, entries: Sequence[Entry]) -> list[Fault]:
    """Everything wrong with a plan in which entries have been made, and was right without.

    As check_plan, in time that goes with the entries rather than with the plan; a new
    setting, key or name is checked with the whole plan, but for demand it does not concern.
    """
    if any(_concerns_others(plan, entry) for entry in entries):
        concerned = any(_concerns_demand(plan, entry) for entry in entries)
        concerned |= bool((plan["promotions"]["borrowed"] > 0.0).any())
        concerned |= any(len(plan[name]) for name in ("locks", "no_worse"))
        return checks.check_plan(plan if concerned else plan.with_table(empty_table("demand")))
    touched: dict[str, dict[Key, int | None]] = defaultdict(dict)
    columns: dict[str, set[str]] = defaultdict(set)
    dropped: set[tuple[str, Key]] = set()
    for entry in entries:
        if entry.table == SCENARIO:
            continue
        if entry.column == WHOLE and entry.new is None:
            dropped.add((entry.table, entry.key))
        else:
            touched[entry.table][entry.key] = entry.row
            columns[entry.table].add(entry.column)
    faults: list[Fault] = []
    for name, keys in touched.items():
        table = plan[name]
        rows = sorted(
            find_row(table, key, hint)
            for key, hint in keys.items()
            if (name, key) not in dropped or key in table.places
        )
        faults += _check_rows(plan, table, rows, columns[name])
    if any(entry.table in ("promotions", "demand", "visits") for entry in entries):
        # A row that goes can leave less than is borrowed, too.
        faults += checks.check_borrowing(plan)
    if any(entry.table in ("accounts", "demand", "visits") for entry in entries):
        # What rules cover, and what is kept, can go as well.
        faults += check_held(plan, (), plan.weeks)
    return list(dict.fromkeys([*faults, *find_unbuilt(plan)]))


def check_new_rows(plan: Plan, rows: Table) -> list[Fault]:
    """What is wrong with rows that a plan has not yet: in themselves, and in what they name.

    What the plan's other rows make of them is not asked.
    """
    alone = plan.with_table(rows)
    return list(_check_rows(alone, rows, range(len(rows)), {WHOLE}))


def _concerns_others(plan: Plan, entry: Entry) -> bool:
    """Whether other rows may be wrong by an entry, beyond those that _check_rows looks at."""
    if entry.table == SCENARIO:
        return False
    # The points of a curve make sense together, for every row that follows it.
    if entry.table in (SETTINGS, "curves", "judgements", *HELD):
        return True
    if entry.table == "products" and entry.column == "holding_cost":
        return len(plan["account_stock"]) > 0
    if entry.column != WHOLE:
        return entry.column in plan[entry.table].key_columns
    # Nothing refers to rows of these; new ones refer to others by their keys alone.
    alone = ("supply", "demand", "teams")
    return entry.table not in (alone if entry.old is None else (*alone, "budgets", "service"))


def _concerns_demand(plan: Plan, entry: Entry) -> bool:
    """Whether rows of demand may be wrong by an entry."""
    if entry.table == SETTINGS:
        return entry.column in ("first_week", "weeks")
    if entry.table in ("accounts", "products"):
        drops = entry.column == WHOLE and entry.new is None
        return drops or entry.column in plan[entry.table].key_columns
    return entry.table == "demand"


def _check_rows(
    plan: Plan, table: Table, rows: Sequence[int], columns: Collection[str]
) -> Iterable[Fault]:
    part = table.keep(np.array(rows, dtype=np.int64))
    small = plan.with_table(part)
    yield from checks.check_cells(part)
    yield from checks.check_weeks(part, plan.weeks)
    if WHOLE in columns:
        yield from checks.check_keys(table)
        yield from checks.check_references_of(plan, part)
    if table.name in checks.LISTING:
        yield from checks.check_lists_of(plan, part)
    if table.name in checks.FOLLOWING:
        yield from check_curves_of(plan, part)
        yield from check_stated(plan, part)
    if table.name in checks.SELECTING:
        yield from checks.check_selections(small, (table.name,))
    if table.name == "accounts" and set(columns) & _selected_by(plan):
        yield from checks.check_selections(plan)
    if table.name == "budgets":
        yield from checks.check_ranges(plan.with_table(plan["visits"].keep(np.zeros(0, int))))
    if table.name == "visits":
        mine = np.isin(table["account"], np.array(list(set(part["account"])), dtype=object))
        yield from checks.check_ranges(
            plan.with_table(table.keep(mine)).with_table(plan["budgets"].keep(np.zeros(0, int)))
        )


def _selected_by(plan: Plan) -> set[str]:
    """Columns of accounts that a rule selects by."""
    found: set[str] = set()
    for name in checks.SELECTING:
        for cell in plan[name]["where"]:
            try:
                found |= parse_where(cell).keys()
            except WhereError:
                continue
    return found
