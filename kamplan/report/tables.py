"""Words, numbers and plain tables that every text report uses.

User text is never read as markup.
"""

from collections.abc import Sequence

import numpy as np
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from kamplan.words import _, mark, plain
from solver import Relaxation, Worth

SOLVED_BY = {
    ("direct", "small"): mark("one program"),
    ("direct", "targets"): mark("one program, as targets have no price"),
    ("direct", "calendar"): mark("one program, as a calendar has no price"),
    ("direct", "unsettled"): mark("one program, as prices did not settle"),
    ("prices", "large"): mark("prices first, as the plan is large"),
}
STATUS = {
    "optimal": mark("optimal"),
    "feasible": mark("feasible, not proven best"),
    "infeasible": mark("infeasible"),
    "stopped": mark("stopped before a plan was found"),
}
RULES = {
    "budget": mark("budget {key}"),
    "budget_min": mark("least spend of {key}"),
    "supply": mark("supply of {key}"),
    "visit_hours": mark("hours of {key}"),
    "peak_hours": mark("peak hours of {key}"),
    "visit_bounds": mark("visit limits of {key}"),
    "min_fill": mark("minimum fill {key}"),
    "fairness": mark("fairness {key}"),
    "target": mark("target of {key}"),
    "warehouse": mark("warehouse room in {key}"),
    "lock": mark("lock {key}"),
    "lock_least": mark("lock {key}: no less"),
    "lock_most": mark("lock {key}: no more"),
    "promo_least": mark("least spend of a promoted week {key}"),
    "promo_weeks": mark("promoted weeks {key}"),
    "promo_run": mark("promoted weeks in a row {key}"),
    "promo_gap": mark("pause between promotions {key}"),
    "no_worse": mark("no worse {key}"),
    "account_stock": mark("stock at {key}"),
    "account_end": mark("stock left at {key}"),
    "band_least": mark("least stock at {key}"),
    "band_most": mark("most stock at {key}"),
    "kept": mark("published units of {key}"),
    "kept_spend": mark("published spend at {key}"),
    "credit": mark("credit limit of {key}"),
    "extra_supply": mark("extra supply of {key}"),
    "demand": mark("demand of {key}"),
    "spend": mark("spend at {key}"),
}
WHOLE_RULES = {"warehouse": mark("warehouse room"), "kept": mark("published units")}
"""Rules that have no name of their own, for all that they are repeated for."""
AIMS = {
    "contribution": mark("contribution"),
    "revenue": mark("revenue"),
    "units": mark("units sold"),
    "spend": mark("least promotion spend"),
    "weighted": mark("weighted aims"),
}
POLICIES = {
    "last": mark("last plan's shares"),
    "equal": mark("equal shares"),
    "sales": mark("by sales"),
    "tier": mark("tier A first"),
}
FIGURES = {
    "contribution": mark("contribution"),
    "objective": mark("objective"),
    "revenue": mark("revenue"),
    "promo_spend": mark("promotion spend"),
    "visits": mark("visits"),
    "visit_hours": mark("visit hours"),
    "units_sold": mark("units sold"),
    "units_lost": mark("units lost"),
    "fill_rate": mark("fill rate"),
    "margin": mark("margin of goods sold"),
    "visit_cost": mark("cost of visits"),
    "holding_cost": mark("holding stock"),
    "write_down": mark("write-down at the end"),
    "goodwill_cost": mark("goodwill lost"),
}
STEPS = {
    "margin": mark("margin of goods sold"),
    "promo_spend": mark("promotion spend"),
    "visit_cost": mark("visits"),
    "holding_cost": mark("holding stock"),
    "account_stock_cost": mark("stock at accounts"),
    "write_down": mark("write-down at the end"),
    "extra_cost": mark("extra supply"),
    "borrowed_cost": mark("borrowed from after the end"),
}
AXES = {
    "tier": mark("tier"),
    "region": mark("region"),
    "product": mark("product"),
    "week": mark("week"),
    "account": mark("account"),
}
CAUSES = {
    "range": mark("accounts, products, weeks"),
    "demand": mark("demand"),
    "supply": mark("supply"),
    "terms": mark("prices, costs and terms"),
    "budget": mark("budgets"),
    "hours": mark("team hours"),
    "rules": mark("rules"),
    "reallocation": mark("re-allocation"),
}
"""Groups of changes, and planning anew after them."""
INPUTS = {
    "demand": mark("demand"),
    "supply": mark("supply"),
    "uplift": mark("uplift"),
    "half_spend": mark("half spend"),
    "visit_effect": mark("effect of visits"),
    "price": mark("price"),
    "cost": mark("cost"),
    "budget": mark("promotion budget"),
    "hours": mark("team hours"),
}
"""Inputs that can be uncertain."""
HOW = {"changed": mark("changed"), "added": mark("added"), "removed": mark("removed")}
MOST_ROWS = 10


def rule_name(rule: str, key: Sequence[str]) -> str:
    """A rule in the planner's words: "supply of gift-box 2026-W50"."""
    if not key:
        return _(WHOLE_RULES[rule])
    return _(RULES[rule], key=" ".join(plain(part) for part in key))


def relaxation_lines(relaxations: Sequence[Relaxation]) -> list[str]:
    """Rules that stand in the way, each with how far it would have to give."""
    lines = []
    for item in relaxations:
        line = rule_name(item.rule, item.key)
        if item.amount:
            line += ": " + _("would have to give by {amount}", amount=money(item.amount))
        lines.append(line)
    return lines


def quantity(text: str | None) -> str:
    """A number as it was typed or moved, without the dust of binary fractions."""
    try:
        return plain(f"{float(text):.10g}") if text is not None else "–"
    except ValueError:
        return plain(text)


def money(value: float) -> str:
    """An amount without decimals where they say nothing."""
    return f"{value:,.2f}" if abs(value) < 100 else f"{value:,.0f}"


def both_ways(low: float, high: float, most: float, width: int) -> str:
    """A bar on either side of a line: what is below 0 to the left, what is above to the right;
    `most` is as long as `width` cells."""
    left, right = (round(abs(end) / most * width) if most else 0 for end in (low, high))
    return f"{'█' * left:>{width}}│{'█' * right:<{width}}"


def holds_text(worth: Worth) -> str:
    """Between which values of its limit a worth holds: "100 to 200", "from 340"."""
    if worth.holds is None:
        return _("marginal") if worth.value else ""
    low, high = worth.holds
    if np.isinf(high):
        return _("from {low}", low=money(low))
    return _("{low} to {high}", low=money(low), high=money(high))


def figure_text(name: str, value: float, change: bool = False) -> str:
    """A figure in its own form; `change` shows its sign."""
    sign = "+" if change else ""
    value = 0.0 if abs(value) < (5e-5 if name == "fill_rate" else 0.5) else value
    return f"{value:{sign}.1%}" if name == "fill_rate" else f"{value:{sign},.0f}"


def make_table(*headings: str, right: int = 1) -> Table:
    """A plain table: the first `right` columns left-aligned, numbers to the right."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for place, heading in enumerate(headings):
        table.add_column(Text(heading), justify="left" if place < right else "right")
    return table


def titled(title: str, body: RenderableType) -> RenderableType:
    """A part of the output under its heading."""
    return Group(Text(title, style="bold"), Padding(body, (0, 0, 1, 2)))


def add_row(table: Table, *cells: str) -> None:
    """Add cells that are text, whatever they hold."""
    table.add_row(*(Text(cell) for cell in cells))
