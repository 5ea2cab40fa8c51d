"""Scenarios side by side as text."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from kamplan.report.solved import headline, print_conflict
from kamplan.report.tables import (
    FIGURES,
    STATUS,
    STEPS,
    add_row,
    figure_text,
    make_table,
    quantity,
    titled,
)
from kamplan.whatif.comparison import FIGURES as COMPARED
from kamplan.whatif.comparison import Bridge, InputChange, bridge, compare_figures, compare_inputs
from kamplan.whatif.figures import Solved, everything, figure
from kamplan.words import _, plain
from solver import Evaluation

# Columns of a figure and its difference, and of the figures' names.
CELL, LABEL = 24, 22


def print_compared(console: Console, solved: Sequence[Solved]) -> None:
    """Scenarios side by side: inputs, figures, bridges."""
    first = solved[0]
    for each in solved[1:]:
        changes = compare_inputs(first.plan, each.plan)
        title = _(
            "What {scenario} changes: {count} cells",
            scenario=plain(each.scenario),
            count=len(changes),
        )
        console.print(titled(title, _changes(changes)))
    beside = max((console.width - LABEL) // CELL - 1, 1)
    for start in range(1, len(solved), beside):
        block = [first, *solved[start : start + beside]]
        console.print(titled(_("Figures"), _side_by_side(block)))
    for each in solved:
        if each.result.evaluation is None:
            console.print(headline(each))
            print_conflict(console, each)
    with_plan = [each for each in solved if each.result.evaluation is not None]
    if with_plan and with_plan[0] is first:
        for each in with_plan[1:]:
            console.print(titled(_bridge_title(first, each), _bridge(first, each)))


def _changes(changes: Sequence[InputChange]) -> Table:
    table = make_table(_("where"), _("field"), _("before"), _("after"), right=2)
    for change in changes[:5]:
        where = " ".join([change.table, *change.key])
        add_row(
            table, plain(where), plain(change.field), quantity(change.old), quantity(change.new)
        )
    if len(changes) > 5:
        add_row(table, _("... and {count} more", count=len(changes) - 5), "", "", "")
    return table


def _side_by_side(solved: Sequence[Solved]) -> Table:
    table = make_table("", *(plain(each.scenario) for each in solved))
    add_row(table, _("status"), *(_(STATUS[each.result.status]) for each in solved))
    gaps = [each.result.gap for each in solved]
    add_row(table, _("gap"), *("–" if gap is None else f"{gap:.4%}" for gap in gaps))
    first = solved[0]
    for name in COMPARED:
        cells = []
        for each in solved:
            if each.result.evaluation is None:
                cells.append("–")
                continue
            value = figure(each, name, everything(each.plan))
            text = figure_text(name, value)
            if each is not first and first.result.evaluation is not None:
                before = figure(first, name, everything(first.plan))
                text += f" ({figure_text(name, value - before, change=True)})"
            cells.append(text)
        add_row(table, _(FIGURES[name]), *cells)
    for row in _tier_rows(solved):
        add_row(table, *row)
    return table


def _tier_rows(solved: Sequence[Solved]) -> list[list[str]]:
    rows: dict[str, list[str]] = {}
    if any(each.result.evaluation is None for each in solved):
        return []
    for each in solved:
        for difference in compare_figures(solved[0], each):
            if difference.group and difference.name != "contribution":
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


def _bridge(first: Solved, each: Solved) -> Table:
    before, after = first.result.evaluation, each.result.evaluation
    assert isinstance(before, Evaluation)
    assert isinstance(after, Evaluation)
    steps: Bridge = bridge(before, after)
    table = make_table("", "")
    add_row(table, plain(first.scenario), f"{steps.before:,.0f}")
    for name, change in steps.steps:
        add_row(table, _(STEPS[name]), figure_text(name, change, change=True))
    add_row(table, plain(each.scenario), f"{steps.after:,.0f}")
    return table
