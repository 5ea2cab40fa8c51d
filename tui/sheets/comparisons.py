"""Sheets of a comparison: inputs changed, figures, accounts that gain and lose, worth."""

import contextlib
from collections.abc import Callable, Sequence
from typing import TypeGuard

import numpy as np
from rich.text import Text

from kamplan.desk import Standing
from kamplan.insight.accounts import compare_accounts
from kamplan.insight.groups import compare_groups
from kamplan.insight.prices import WorthRow, compare_worth
from kamplan.plan import Plan, PlanError
from kamplan.report.compared import GROUPED
from kamplan.report.tables import (
    AXES,
    FIGURES,
    SOLVED_BY,
    STATUS,
    STEPS,
    figure_text,
    rule_name,
)
from kamplan.whatif.changes import apply_scenario
from kamplan.whatif.comparison import FIGURES as COMPARED
from kamplan.whatif.comparison import (
    Difference,
    InputChange,
    bridge,
    compare_inputs,
    number_of,
)
from kamplan.whatif.figures import Solved, everything, figure
from kamplan.whatif.scenario import Figure
from kamplan.wording.changes import field_title, value_text
from kamplan.wording.headings import table_name
from kamplan.words import _, plain
from tui.grid.model import GridColumn, Look
from tui.sheets.rows_sheet import RowsSheet, Shown, number, words
from tui.sheets.sheet import CHANGE, EmptySheet, Sheet, difference
from tui.snapshot import Snapshot
from tui.words import STANDINGS


def _solved(snapshot: Snapshot) -> list[Solved]:
    found = [snapshot.solved(name) for name in snapshot.comparison]
    return [each for each in found if each is not None]


def _plans(snapshot: Snapshot) -> list[Solved]:
    return [each for each in _solved(snapshot) if each.result.evaluation is not None]


def scenario_title(snapshot: Snapshot, name: str) -> str:
    """The scenario's name, with a sign where it is not solved as it stands now."""
    standing = snapshot.standing(name)
    sign = "" if standing is Standing.SOLVED else STANDINGS[standing][0] + " "
    return sign + plain(name)


def figures_sheet(snapshot: Snapshot, before: Sheet | None) -> Sheet:
    """Figures of every scenario, with differences from the first."""
    names = snapshot.comparison
    found = [snapshot.solved(name) for name in names]
    if len(names) < 2 or not any(found):
        return EmptySheet()
    columns = [GridColumn("figure", "", 18, frozen=True)]
    for place, name in enumerate(names):
        columns.append(GridColumn(name, scenario_title(snapshot, name), 14, number=True))
        if place:
            columns.append(GridColumn(f"{name}{CHANGE}", _("change"), 12, number=True))
    lines: dict[str, list[Shown]] = {
        "status": _line(_("status"), found, lambda each: _(STATUS[each.result.status])),
        "gap": _line(_("gap"), found, _gap),
        "solved by": _line(_("solved by"), found, _algorithm),
        **{name: _figure_line(name, found) for name in COMPARED},
    }
    if snapshot.differences:
        lines = {key: line for key, line in lines.items() if _differs(line, found)}
    first, *others = found

    def side(row: int) -> Text:
        text = Text()
        for each in others:
            if _has_plan(first) and _has_plan(each):
                text.append_text(_bridge_text(first, each))
        return text

    return RowsSheet(columns, list(lines.values()), list(lines), side)


def _has_plan(solved: Solved | None) -> TypeGuard[Solved]:
    return solved is not None and solved.result.evaluation is not None


def _line(label: str, found: Sequence[Solved | None], cell: Callable[[Solved], str]) -> list[Shown]:
    """Words about every scenario; there is no difference of words."""
    line = [words(label)]
    for place, each in enumerate(found):
        line.append(words("–" if each is None else cell(each)))
        line += [words("")] if place else []
    return line


def _figure_line(name: Figure, found: Sequence[Solved | None]) -> list[Shown]:
    """A figure of every scenario, and its differences from the first one's."""
    line, old = [words(_(FIGURES[name]))], _figure(found[0], name)
    for place, each in enumerate(found):
        value = _figure(each, name)
        shown = "–" if value is None else figure_text(name, value)
        line.append(Shown(shown, np.nan if value is None else value))
        if place and (value is None or old is None):
            line.append(Shown("–", np.nan))
        elif place and value is not None and old is not None:
            change = figure_text(name, value - old, change=True)
            line.append(Shown(change, value - old, Look("total")))
    return line


def _differs(line: Sequence[Shown], found: Sequence[Solved | None]) -> bool:
    """Whether scenarios that have an answer show different values on a line."""
    # The label, the first one's value, then each other one's with its difference.
    places = [1, *range(2, len(line), 2)]
    known = zip(places, found, strict=True)
    return len({line[place].text for place, each in known if each is not None}) > 1


def _gap(solved: Solved) -> str:
    return "–" if solved.result.gap is None else f"{solved.result.gap:.4%}"


def _algorithm(solved: Solved) -> str:
    return _(SOLVED_BY[solved.result.algorithm, solved.result.reason])


def _bridge_text(first: Solved, each: Solved) -> Text:
    """From one contribution to the other, by the terms it is made of."""
    assert first.result.evaluation is not None
    assert each.result.evaluation is not None
    steps = bridge(first.result.evaluation, each.result.evaluation)
    text = Text()
    title = _(
        "Bridge from {first} to {other}", first=plain(first.scenario), other=plain(each.scenario)
    )
    text.append(title + "\n", style="bold")
    text.append(f"{steps.before:>14,.0f}  {plain(first.scenario)}\n")
    for name, change in steps.steps:
        text.append(f"{difference(change):>14}  {_(STEPS[name])}\n")
    text.append(f"{steps.after:>14,.0f}  {plain(each.scenario)}\n\n")
    return text


def _figure(solved: Solved | None, name: str) -> float | None:
    if solved is None or solved.result.evaluation is None:
        return None
    return figure(solved, name, everything(solved.plan))  # type: ignore[arg-type]


def _inputs(snapshot: Snapshot) -> list[tuple[str, Plan]]:
    """What the compared scenarios come to as they stand now; those with faults are left out."""
    found = []
    for name in snapshot.comparison:
        with contextlib.suppress(PlanError):
            scenario = snapshot.state.scenario(name)
            found.append((name, apply_scenario(snapshot.state.base, scenario)))
    return found


def inputs_sheet(snapshot: Snapshot, before: Sheet | None) -> Sheet:
    """Every cell in which a scenario differs from the first one, solved or not."""
    plans = _inputs(snapshot)
    columns = [
        GridColumn("scenario", _("scenario"), 16, frozen=True),
        GridColumn("table", _("table")),
        GridColumn("key", _("where")),
        GridColumn("field", _("field")),
        GridColumn("before", _("before"), 12, number=True),
        GridColumn("after", _("after"), 12, number=True),
        GridColumn("change", _("change"), 12, number=True),
    ]
    rows, keys = [], []
    for name, plan in plans[1:]:
        for change in compare_inputs(plans[0][1], plan):
            rows.append(
                [
                    words(plain(name)),
                    words(table_name(change.table)),
                    words(plain(" ".join(change.key))),
                    words(field_title(change.table, change.field)),
                    _input(change.old, change),
                    _input(change.new, change),
                    number(change.change, _moved),
                ]
            )
            keys.append((name, change.table, change.key, change.field))
    return RowsSheet(columns, rows, keys)


def _input(text: str | None, change: InputChange) -> Shown:
    """A cell of a table: a number is sorted as one, and written like its change."""
    shown, value = value_text(change.table, change.field, text), number_of(text)
    return words(shown) if value is None else Shown(shown, value)


def _moved(change: float) -> str:
    return f"{change:+,.10g}"


def groups_sheet(snapshot: Snapshot, before: Sheet | None) -> Sheet:
    """Figures by tier, region, product and week, with differences from the first scenario."""
    solved = _plans(snapshot)
    if len(solved) < 2:
        return EmptySheet()
    columns = [
        GridColumn("scenario", _("scenario"), 16, frozen=True),
        GridColumn("axis", _("split by"), 8, frozen=True),
        GridColumn("group", "", 14, frozen=True),
    ]
    for name in GROUPED:
        columns += [GridColumn(name, _(FIGURES[name]), 12, number=True),
                    GridColumn(f"{name}{CHANGE}", _("change"), 11, number=True)]  # fmt: skip
    rows: list[list[Shown]] = []
    keys: list[tuple[str, str]] = []
    for each in solved[1:]:
        found: dict[str, dict[str, Difference]] = {}
        for change in compare_groups(solved[0], each, ("tier", "region", "product", "week")):
            found.setdefault(change.group, {})[change.name] = change
        for group, figures in found.items():
            if snapshot.differences and all(_same(figure) for figure in figures.values()):
                continue
            axis, _sign, name = group.partition(" = ")
            cells = [cell for figure in GROUPED for cell in _pair(figures.get(figure))]
            title = scenario_title(snapshot, each.scenario)
            rows.append([words(title), words(_(AXES[axis])), words(plain(name)), *cells])
            keys.append((each.scenario, group))
    return RowsSheet(columns, rows, keys)


def _same(change: Difference) -> bool:
    return figure_text(change.name, change.before) == figure_text(change.name, change.after)


def _pair(change: Difference | None) -> list[Shown]:
    """A figure and its change; blank where it cannot be split so."""
    if change is None:
        return [words(""), words("")]
    moved = change.after - change.before
    return [
        Shown(figure_text(change.name, change.after), change.after),
        Shown(figure_text(change.name, moved, change=True), moved),
    ]


def gainers_sheet(snapshot: Snapshot, before: Sheet | None) -> Sheet:
    """Accounts by what they gain or lose from the first scenario to each other one."""
    solved = _plans(snapshot)
    if len(solved) < 2:
        return EmptySheet()
    accounts = solved[0].plan["accounts"]
    names = dict(zip(accounts["account"].tolist(), accounts["name"].tolist(), strict=True))
    fields = (
        ("contribution", _("contribution")),
        ("spend", _("promotion spend")),
        ("visits", _("visits")),
        ("sold", _("units sold")),
    )
    columns = [
        GridColumn("scenario", _("scenario"), 16, frozen=True),
        GridColumn("account", _("account"), frozen=True),
        GridColumn("name", _("name"), 18),
        *(GridColumn(field, title, 13, number=True) for field, title in fields),
    ]
    rows, keys = [], []
    for each in solved[1:]:
        for change in compare_accounts(solved[0], each):
            values = [getattr(change, field) for field, _title in fields]
            if all(abs(value) < 0.5 for value in values):
                continue
            rows.append(
                [
                    words(scenario_title(snapshot, each.scenario)),
                    words(change.account),
                    words(names.get(change.account, "")),
                    *(number(value, difference) for value in values),
                ]
            )
            keys.append((each.scenario, change.account))
    return RowsSheet(columns, rows, keys)


def worths_sheet(snapshot: Snapshot, before: Sheet | None) -> Sheet:
    """What one more of each limited thing gains, a scenario a column."""
    solved = _plans(snapshot)
    if not solved:
        return EmptySheet()
    columns = [GridColumn("rule", _("one more of"), 34, frozen=True)]
    for place, each in enumerate(solved):
        name = each.scenario
        columns.append(GridColumn(name, scenario_title(snapshot, name), 14, number=True))
        if place:
            columns.append(GridColumn(f"{name}{CHANGE}", _("change"), 12, number=True))
    found = compare_worth(solved)
    if snapshot.differences:
        found = [row for row in found if len({f"{value or 0.0:.2f}" for value in row.values}) > 1]

    def cells(row: WorthRow) -> list[Shown]:
        found = []
        for place, value in enumerate(row.values):
            found.append(number(value, lambda each: f"{each:,.2f}"))
            if place:
                change = row.change(place)
                found.append(number(change, lambda each: f"{each:+,.2f}", Look("total")))
        return found

    rows = [[words(rule_name(row.rule, row.key)), *cells(row)] for row in found]
    return RowsSheet(columns, rows, [(row.rule, row.key) for row in found])
