"""Why scenarios differ: bridges by causes, and who gains and loses."""

import itertools
import textwrap

from kamplan.explore.causes import Causes
from kamplan.insight.accounts import AccountDifference, compare_accounts
from kamplan.report.tables import CAUSES, STEPS, money
from kamplan.reporting import specs
from kamplan.reporting.gathered import Gathered
from kamplan.reporting.grid import Cell, Chart, Column, Grid, Kind, Number, Section, in_unit
from kamplan.reporting.summary import signed_text
from kamplan.words import _, plain

MOST_BARS = 10
"""accounts that gain, and as many that lose, in a picture."""
MOST_CHANGES = 20
"""accounts of each scenario in the table of the page."""
SMALL = 0.5
"""money: less is not told."""


def bridge_section(gathered: Gathered) -> Section:
    """From the first contribution to each of the others."""
    charts, rows = [], list[tuple[Cell, ...]]()
    for name, causes in gathered.causes.items():
        charts.append(_waterfall(gathered, causes))
        start, end = (Number(value, Kind.MONEY) for value in (causes.before, causes.after))
        rows.append((name, gathered.names.all[0], start, ""))
        for step in causes.steps:
            rows.append((name, _cause(step.causes), step.change, ""))
            rows += [(name, _cause(step.causes), value, _(STEPS[term]))
                     for term, value in step.terms if abs(value) >= SMALL]  # fmt: skip
        rows.append((name, causes.scenario, end, ""))
    columns = [
        Column(_("scenario")),
        Column(_("cause")),
        Column(_("money"), Kind.MONEY, signed=True),
        Column(_("of which")),
    ]
    grids = [Grid(_("Bridge by causes"), columns, rows, sheet=_("bridge"))] if rows else []
    notes = [
        _(
            "The plan of the first is held while volumes, goods and terms become those of the "
            "other; then it is planned anew; then budgets, hours and rules change. The steps add "
            "up exactly. The axes of the pictures do not begin at 0."
        )
        if rows
        else _("There is nothing to hold the plan against.")
    ]
    return Section("bridge", _("Why the contributions differ"), notes, charts, grids, "two")


def _cause(causes: tuple[str, ...]) -> str:
    return " + ".join(_(CAUSES[cause]) for cause in causes)


def _waterfall(gathered: Gathered, causes: Causes) -> Chart:
    first = plain(gathered.names.all[0])
    values = [step.change for step in causes.steps]
    levels = list(itertools.accumulate(values, initial=causes.before))
    # The axis does not begin at 0: a step of a percent must still be seen.
    low, high = min(*levels, causes.after), max(*levels, causes.after)
    room = max(0.2 * (high - low), 0.001 * abs(high), 1.0)
    floor = low - room
    start = {"name": first, "low": floor, "high": causes.before, "kind": "whole"}
    rows = [{**start, "label": money(causes.before)}]
    for step, before, after in zip(causes.steps, levels[:-1], levels[1:], strict=True):
        kind = "gain" if step.change >= 0.0 else "loss"
        rows.append(
            {"name": _cause(step.causes), "low": min(before, after), "high": max(before, after),
             "kind": kind, "label": signed_text(step.change)}
        )  # fmt: skip
    end = plain(causes.scenario)
    rows.append({"name": end, "low": floor, "high": causes.after, "kind": "whole",
                 "label": money(causes.after)})  # fmt: skip
    told = ", ".join(f"{row['name']} {row['label']}" for row in rows)
    rows = [
        {**row, "name": f"{place}\n{_wrapped(str(row['name']))}"} for place, row in enumerate(rows)
    ]
    title = _("Bridge from {first} to {other}", first=first, other=end)
    return Chart(
        title,
        f"{title}: {told}",
        specs.waterfall(rows, plain(gathered.currency), (floor, high + room)),
    )


def _wrapped(name: str) -> str:
    """In lines that fit below a bar; Chinese letters are two wide."""
    wide = any(letter >= "\u1100" for letter in name)
    return "\n".join(textwrap.wrap(name, 8 if wide else 15)[:4])


def gains_section(gathered: Gathered) -> Section:
    """Accounts by what they gain or lose from the first scenario to each of the others."""
    charts, rows, largest = [], list[tuple[Cell, ...]](), list[tuple[Cell, ...]]()
    for each in gathered.others:
        assert gathered.first is not None
        changes = compare_accounts(gathered.first, each)
        if any(abs(change.contribution) >= SMALL for change in changes):
            charts.append(_bars(gathered, each.scenario, changes))
        mine: list[tuple[Cell, ...]] = [
            (each.scenario, change.account, change.contribution, change.spend, change.visits,
             change.sold)
            for change in sorted(changes, key=lambda change: -abs(change.contribution))
        ]  # fmt: skip
        rows += mine
        largest += mine[:MOST_CHANGES]
    columns = [
        Column(_("scenario")),
        Column(_("account")),
        Column(_("contribution"), Kind.MONEY, signed=True),
        Column(_("promotion spend"), Kind.MONEY, signed=True),
        Column(_("visits"), Kind.UNITS, signed=True),
        Column(_("units sold"), Kind.UNITS, signed=True),
    ]
    caption = _("Changes by account, the largest first")
    grids = [
        Grid(caption, columns, largest),
        Grid(caption, columns, rows, sheet=_("accounts"), on_page=False),
    ]
    notes = [] if rows else [_("There is nothing to hold the plan against.")]
    if len(largest) < len(rows):
        notes.append(
            _("The table shows the {most} largest changes of each scenario; the workbook has all.",
              most=MOST_CHANGES)
        )  # fmt: skip
    return Section(
        "accounts", _("Who gains and loses"), notes, charts, grids if rows else [], "two"
    )


def _bars(gathered: Gathered, scenario: str, changes: list[AccountDifference]) -> Chart:
    gain = [change for change in changes if change.contribution >= SMALL][:MOST_BARS]
    lose = [change for change in changes if change.contribution <= -SMALL][-MOST_BARS:]
    rows = [
        {"name": plain(change.account), "value": change.contribution,
         "label": signed_text(change.contribution),
         "kind": "gain" if change.contribution > 0.0 else "loss"}
        for change in [*gain, *lose]
    ]  # fmt: skip
    title = _(
        "Who gains and loses from {first} to {other}",
        first=plain(gathered.names.all[0]),
        other=plain(scenario),
    )
    told = ", ".join(f"{row['name']} {row['label']}" for row in rows)
    axis = in_unit(_("contribution"), plain(gathered.currency))
    return Chart(title, f"{title}: {told}", specs.bars(rows, axis))
