"""From one plan to another, a group of inputs at a time."""

from collections.abc import Collection, Mapping
from typing import Any, Literal, get_args

import numpy as np

from kamplan.exchange.folder import parse_settings
from kamplan.plan import Plan, Table, make_plan
from kamplan.plan.faults import Fault
from kamplan.plan.published import pass_over
from kamplan.plan.tables import ASIDE, Cells
from kamplan.whatif.comparison import compare_inputs
from kamplan.whatif.digests import flat_settings

Group = Literal["range", "demand", "supply", "terms", "budget", "hours", "rules"]
"""range: which accounts, products and weeks there are. demand: volumes and how they respond.
terms: prices, costs, and what accounts pay. rules: everything else that is asked for."""
GROUPS: tuple[Group, ...] = get_args(Group)

ROWS_OF: dict[str, Group] = {
    "accounts": "range",
    "products": "range",
    "demand": "demand",
    "promotions": "demand",
    "visits": "demand",
    "curves": "demand",
    "supply": "supply",
    "account_stock": "supply",
    "in_transit": "supply",
    "teams": "hours",
    "budgets": "budget",
}
"""group of a table: of its rows, and of its columns but for those below. Others are rules."""
COLUMNS: dict[tuple[str, str], Group] = {
    **{("accounts", name): "terms" for name in (
        "settlement", "credit_days", "credit_limit", "discount", "deduction", "goodwill")},
    **{("products", name): "terms" for name in (
        "price", "cost", "retail_price", "holding_cost", "salvage")},
    **{("supply", name): "terms" for name in ("extra_cost",)},
    **{("account_stock", name): "rules" for name in ("min_days", "max_days", "price")},
    ("account_stock", "cost"): "terms",
    ("visits", "team"): "hours",
    ("visits", "hours"): "hours",
    ("visits", "cost"): "terms",
    ("visits", "min"): "rules",
    ("visits", "max"): "rules",
}  # fmt: skip
SETTINGS: dict[str, Group] = {
    "first_week": "range",
    "weeks": "range",
    "promotion.budget": "budget",
    "peak.weeks": "hours",
}
"""groups of settings; others are rules."""


def group_of(table: str, field: str) -> Group:
    """The group of a cell, of a setting (table "plan"), or of a row (field "row")."""
    if table == "plan":
        return SETTINGS.get(field, "rules")
    rows = ROWS_OF.get(table, "rules")
    if field == "row":
        return rows
    # What else accounts and products hold is what rules select by.
    return COLUMNS.get((table, field), "rules" if rows == "range" else rows)


def changed_groups(before: Plan, after: Plan) -> list[Group]:
    """Groups in which two plans differ, in order; names and what no plan depends on left out."""
    found = {
        group_of(change.table, change.field)
        for change in compare_inputs(before, after)
        if change.table not in ASIDE
        and (change.table, change.field) not in (("plan", "name"), ("plan", "currency"))
        and not (change.field == "name" and change.table in ("accounts", "products"))
    }
    return [group for group in GROUPS if group in found]


def blend(before: Plan, after: Plan, groups: Collection[Group]) -> Plan:
    """`before` with some groups of inputs as in `after`; not checked.

    Once the range is that of `after`, rows of what it does not hold are gone, and rows of what
    it holds beside are there, whatever their group. What was published of rows of `before` that
    are gone is passed over, as in a scenario that drops them.
    """
    settings = _settings(before, after, groups)
    there: Mapping[str, set[str]] | None = None
    if "range" in groups:
        there = {"account": set(after["accounts"]["account"].tolist()),
                 "product": set(after["products"]["product"].tolist()),
                 "week": {*after.weeks, "opening"}}  # fmt: skip
    known = {"account": set(before["accounts"]["account"].tolist()),
             "product": set(before["products"]["product"].tolist()),
             "week": {*before.weeks, "opening"}}  # fmt: skip
    tables = {
        name: _table(before[name], after[name], groups, there, known) for name in before.tables
    }
    blended = make_plan(settings, tables)
    return pass_over(blended, before, blended)


def _settings(before: Plan, after: Plan, groups: Collection[Group]) -> Any:
    old, new = (flat_settings(plan.settings.model_dump(exclude_unset=True))
                for plan in (before, after))  # fmt: skip
    data: dict[str, Any] = {}
    for name in dict.fromkeys([*old, *new]):
        source = new if SETTINGS.get(name, "rules") in groups else old
        if name in source:
            section, _, key = name.rpartition(".")
            (data.setdefault(section, {}) if section else data)[key] = source[name]
    faults: list[Fault] = []
    settings = parse_settings(data, faults)
    assert settings is not None
    return settings


def _table(
    before: Table,
    after: Table,
    groups: Collection[Group],
    there: Mapping[str, set[str]] | None,
    known: Mapping[str, set[str]],
) -> Table:
    if before is after:
        return before
    kinds = {group_of(before.name, name) for name in (*before.cells, *before.own, "row")}
    if kinds <= set(groups):
        return after
    rows_of_after = group_of(before.name, "row") in groups
    if there is None and not kinds & set(groups):
        return before
    old, new = before.places, after.places
    keys = list(new) if rows_of_after else [
        key for key in dict.fromkeys([*old, *new])
        if _holds(before, key, there) and (key in old or not _holds(before, key, known))
    ]  # fmt: skip
    columns = {
        name: _merged(before, after, name, keys, group_of(before.name, name) in groups)
        for name in before.cells
    }
    own = {
        name: _merged(before, after, name, keys, group_of(before.name, name) in groups)
        for name in before.own
        if name in after.own
    }
    return Table(before.name, columns, own, np.zeros(len(keys), dtype=np.int64))


def _holds(table: Table, key: tuple[str, ...], there: Mapping[str, set[str]] | None) -> bool:
    """Whether everything a row is of is there."""
    if there is None or table.name in ("accounts", "products"):
        return True
    parts = zip(table.key_columns, key, strict=True)
    return all(part in there[name] for name, part in parts if name in there)


def _merged(
    before: Table, after: Table, name: str, keys: list[tuple[str, ...]], take_after: bool
) -> Cells:
    """A column for these keys, from the one table or the other, or whichever has the row."""
    first, second = (after, before) if take_after else (before, after)
    cells = np.empty(len(keys), dtype=first[name].dtype)
    one, other = first.places, second.places
    for place, key in enumerate(keys):
        row = one.get(key)
        cells[place] = second[name][other[key]] if row is None else first[name][row]
    return cells
