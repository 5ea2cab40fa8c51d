"""Budget lines as entries: what is accepted is what was solved, to the letter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kamplan.budgeting.groups import Group, lines_of
from kamplan.plan import Plan
from kamplan.plan.entries import (
    Cell,
    Entry,
    apply_entries,
    cell_entry,
    drop_entry,
    insert_entry,
    setting_entry,
)
from kamplan.plan.tables import Table


@dataclass(frozen=True)
class Limit:
    """What a line allows."""

    most: float
    """money."""
    held: bool = False
    """True: neither less."""


def set_lines(plan: Plan, lines: Mapping[str, Limit], groups: Sequence[Group]) -> list[Entry]:
    """The entries that give groups their lines, by the groups' names.

    A line that is there keeps its name, so that what refers to it still finds it, and its least
    spend; others that select exactly the group lose their limit. A group without promotions
    gets none: there is nothing to limit.
    """
    entries: list[Entry] = []
    taken = set(plan["budgets"]["name"].tolist())
    for group in groups:
        limit = lines.get(group.name)
        if limit is None or not group.promoted:
            continue
        rows = lines_of(plan, group)
        if rows:
            entries += _into_rows(plan["budgets"], rows, limit)
        else:
            name = _free_name(group, taken)
            taken.add(name)
            given: dict[str, Cell] = {"name": name, "where": group.where, "max": limit.most}
            if limit.held:
                given["min"] = limit.most
            entries.append(insert_entry(plan["budgets"], given))
    # Cells before rows come and go: rows are found where they were seen.
    return [each for each in entries if each.old != each.new and each.column] + [
        each for each in entries if not each.column
    ]


def _into_rows(table: Table, rows: Sequence[int], limit: Limit) -> list[Entry]:
    with_most = [row for row in rows if not np.isnan(table["max"][row])]
    keeper = (with_most or list(rows))[0]
    least, price = table["min"][keeper], table["price"][keeper]
    found = [cell_entry(table, keeper, "max", limit.most)]
    if limit.held:
        found.append(cell_entry(table, keeper, "min", limit.most))
    elif least > limit.most:
        found.append(cell_entry(table, keeper, "min", float("nan")))
    if not np.isnan(price):
        found.append(cell_entry(table, keeper, "price", float("nan")))
    for row in rows:
        if row == keeper:
            continue
        if limit.held or np.isnan(table["min"][row]):
            found.append(drop_entry(table, row))
        elif not np.isnan(table["max"][row]):
            found.append(cell_entry(table, row, "max", float("nan")))
    return found


def _free_name(group: Group, taken: set[str]) -> str:
    name = f"{group.by} = {group.name}"
    if not group.can_be_selected:
        name = f"{group.by} = none"
    number, free = 2, name
    while free in taken:
        free, number = f"{name} {number}", number + 1
    return free


def free_lines(plan: Plan, groups: Sequence[Group]) -> Plan:
    """The plan without the most that the groups' own lines allow; least spends stay."""
    table = plan["budgets"]
    most = table["max"].copy()
    for group in groups:
        most[lines_of(plan, group)] = np.nan
    return plan.with_table(table.with_cells("max", most))


def with_lines(plan: Plan, lines: Mapping[str, Limit], groups: Sequence[Group]) -> Plan:
    """The plan with these lines."""
    return apply_entries(plan, set_lines(plan, lines, groups))


def without_total(plan: Plan) -> Plan:
    """The plan without its total: lines that cover everything hold the money instead, so that
    one more in a line has a worth of its own."""
    if plan.settings.promotion.budget is None:
        return plan
    return apply_entries(plan, [setting_entry(plan.settings, "promotion.budget", None)])


def line_name(plan: Plan, group: Group) -> str | None:
    """The budget that is the group's line and has a limit; None without one."""
    table = plan["budgets"]
    rows = [row for row in lines_of(plan, group) if not np.isnan(table["max"][row])]
    return str(table["name"][rows[0]]) if rows else None


def bounds_of(plan: Plan, group: Group) -> tuple[float, float]:
    """Least and most money that the group's own hard lines allow."""
    table = plan["budgets"]
    rows = [row for row in lines_of(plan, group) if np.isnan(table["price"][row])]
    least = [table["min"][row] for row in rows if not np.isnan(table["min"][row])]
    most = [table["max"][row] for row in rows if not np.isnan(table["max"][row])]
    return max(least, default=0.0), min(most, default=float("inf"))
