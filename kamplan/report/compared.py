"""Scenarios side by side as text."""

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table

from kamplan.explore.causes import Causes
from kamplan.insight.accounts import compare_accounts
from kamplan.insight.groups import Axis, compare_groups
from kamplan.insight.prices import WorthRow, compare_worth
from kamplan.report.solved import headline, print_conflict
from kamplan.report.tables import (
    AXES,
    CAUSES,
    FIGURES,
    MOST_ROWS,
    STATUS,
    STEPS,
    add_row,
    figure_text,
    make_table,
    quantity,
    rule_name,
    titled,
)
from kamplan.whatif.comparison import FIGURES as COMPARED
from kamplan.whatif.comparison import InputChange, compare_inputs
from kamplan.whatif.figures import Solved, everything, figure
from kamplan.words import _, plain

# Columns of a figure and its difference, and of the figures' names.
CELL, LABEL = 24, 22
# Accounts that gain most, and as many that lose most.
MOST_ACCOUNTS = 5
# Figures that are shown by group.
GROUPED = ("contribution", "promo_spend", "visits", "units_sold", "fill_rate")
# Of some of them, by tier.
TIERED = ("fill_rate", "promo_spend")


def print_compared(
    console: Console,
    solved: Sequence[Solved],
    causes: Mapping[str, Causes],
    differences: bool = False,
    by: Axis | None = None,
) -> None:
    """Scenarios side by side: inputs, figures, bridges, who gains and loses, worth of one more."""
    first = solved[0]
    for each in solved[1:]:
        changes = compare_inputs(first.plan, each.plan)
        title = _(
            "What {scenario} changes: {count} cells",
            scenario=plain(each.scenario),
            count=f"{len(changes):,}",
        )
        console.print(titled(title, _changes(changes)))
    beside = max((console.width - LABEL) // CELL - 1, 1)
    for start in range(1, len(solved), beside):
        block = [first, *solved[start : start + beside]]
        console.print(titled(_("Figures"), _side_by_side(block, differences)))
    for each in solved:
        if each.result.evaluation is None:
            console.print(headline(each))
            print_conflict(console, each)
    with_plan = [each for each in solved if each.result.evaluation is not None]
    if with_plan and with_plan[0] is first:
        for each in with_plan[1:]:
            title = _bridge_title(first, each)
            console.print(titled(title, bridge_table(first.scenario, causes[each.scenario])))
            if by is not None:
                title = _by_title(first, each, by)
                console.print(titled(title, _by_group(first, each, by, differences)))
            console.print(titled(_gain_title(first, each), _gainers(first, each)))
    if len(with_plan) > 1:
        console.print(titled(_("Worth of one more"), _worths(with_plan[: beside + 1])))


def _changes(changes: Sequence[InputChange]) -> Table:
    table = make_table(_("where"), _("field"), _("before"), _("after"), right=2)
    for change in changes[:5]:
        where = " ".join([change.table, *change.key])
        add_row(
            table, plain(where), plain(change.field), quantity(change.old), quantity(change.new)
        )
    if len(changes) > 5:
        add_row(table, _("... and {count} more", count=f"{len(changes) - 5:,}"), "", "", "")
    return table


def _side_by_side(solved: Sequence[Solved], differences: bool) -> Table:
    table = make_table("", *(plain(each.scenario) for each in solved))
    add_row(table, _("status"), *(_(STATUS[each.result.status]) for each in solved))
    gaps = [each.result.gap for each in solved]
    add_row(table, _("gap"), *("–" if gap is None else f"{gap:.4%}" for gap in gaps))
    first = solved[0]
    for name in COMPARED:
        cells, same = [], True
        for each in solved:
            if each.result.evaluation is None:
                cells.append("–")
                continue
            value = figure(each, name, everything(each.plan))
            text = figure_text(name, value)
            if each is not first and first.result.evaluation is not None:
                before = figure(first, name, everything(first.plan))
                same = same and text == figure_text(name, before)
                text += f" ({figure_text(name, value - before, change=True)})"
            cells.append(text)
        if not (differences and same):
            add_row(table, _(FIGURES[name]), *cells)
    for row in _tier_rows(solved):
        if not (differences and len(set(row[1:])) == 1):
            add_row(table, *row)
    return table


def _tier_rows(solved: Sequence[Solved]) -> list[list[str]]:
    rows: dict[str, list[str]] = {}
    if any(each.result.evaluation is None for each in solved):
        return []
    for each in solved:
        for difference in compare_groups(solved[0], each, ("tier",)):
            if difference.name in TIERED:
                tier = difference.group.removeprefix("tier = ")
                label = _(
                    "{figure}, tier {tier}", figure=_(FIGURES[difference.name]), tier=plain(tier)
                )
                rows.setdefault(label, [label]).append(
                    figure_text(difference.name, difference.after)
                )
    return list(rows.values())


def _bridge_title(first: Solved, each: Solved) -> str:
    return _(
        "Bridge from {first} to {other}", first=plain(first.scenario), other=plain(each.scenario)
    )


def bridge_table(first: str, causes: Causes) -> Table:
    """What each group of changes did, and what the changes come to by terms of contribution."""
    table = make_table("", "", right=1)
    table.add_column()
    add_row(table, plain(first), f"{causes.before:,.0f}")
    for step in causes.steps:
        name = " + ".join(_(CAUSES[cause]) for cause in step.causes)
        largest = sorted(step.terms, key=lambda term: -abs(term[1]))[:2]
        told = [
            f"{_(STEPS[name])} {figure_text(name, change, change=True)}"
            for name, change in largest
            if abs(change) >= 0.5
        ]
        add_row(table, name, figure_text("", step.change, change=True), ", ".join(told))
    add_row(table, plain(causes.scenario), f"{causes.after:,.0f}")
    return table


def _by_title(first: Solved, each: Solved, by: Axis) -> str:
    return _(
        "From {first} to {other} by {axis}",
        first=plain(first.scenario),
        other=plain(each.scenario),
        axis=_(AXES[by]),
    )


def _by_group(first: Solved, each: Solved, by: Axis, differences: bool) -> Table:
    """Every figure that can be split so, after and with its change."""
    rows: dict[str, dict[str, str]] = {}
    for found in compare_groups(first, each, (by,)):
        change = figure_text(found.name, found.after - found.before, change=True)
        same = figure_text(found.name, found.before) == figure_text(found.name, found.after)
        if not (differences and same):
            text = f"{figure_text(found.name, found.after)} ({change})"
            group = found.group.removeprefix(f"{by} = ")
            rows.setdefault(group, {})[found.name] = text
    names = [name for name in GROUPED if any(name in row for row in rows.values())]
    table = make_table(_(AXES[by]), *(_(FIGURES[name]) for name in names))
    for group, row in rows.items():
        add_row(table, plain(group), *(row.get(name, "") for name in names))
    return table


def _gain_title(first: Solved, each: Solved) -> str:
    return _(
        "Who gains and loses from {first} to {other}",
        first=plain(first.scenario),
        other=plain(each.scenario),
    )


def _gainers(first: Solved, each: Solved) -> Table:
    """The accounts that gain most, and those that lose most."""
    changes = compare_accounts(first, each)
    gain = [change for change in changes if change.contribution >= 0.5][:MOST_ACCOUNTS]
    lose = [change for change in changes if change.contribution <= -0.5][-MOST_ACCOUNTS:]
    table = make_table(_("account"), _("contribution"), _("promotion spend"), _("units sold"))
    for change in [*gain, *lose]:
        figures = (("contribution", change.contribution), ("promo_spend", change.spend),
                   ("units_sold", change.sold))  # fmt: skip
        cells = [figure_text(name, value, change=True) for name, value in figures]
        add_row(table, plain(change.account), *cells)
    return table


def _worths(solved: Sequence[Solved]) -> Table:
    """What one more of each limited thing is worth, where it differs most."""
    rows = sorted(
        compare_worth(solved),
        key=lambda row: -_spread(row),
    )
    table = make_table(_("one more of"), *(plain(each.scenario) for each in solved))
    for row in rows[:MOST_ROWS]:
        cells = ["–" if value is None else f"{value:,.2f}" for value in row.values]
        add_row(table, rule_name(row.rule, row.key), *cells)
    return table


def _spread(row: WorthRow) -> float:
    values = [value or 0.0 for value in row.values]
    return max(values) - min(values)
