"""F4 Budgets & limits: money, goods, hours, service, and the settings of the plan."""

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from rich.text import Text

from kamplan.insight.usage import team_use
from kamplan.plan.entries import Key
from kamplan.plan.weeks import OPENING
from kamplan.words import _, plain
from tui.headings import table_title
from tui.screens.sheet_screen import SheetScreen
from tui.sheets.budgets import budget_sheet
from tui.sheets.results import line_text
from tui.sheets.settings_sheet import settings_sheet
from tui.sheets.sheet import Sheet, SheetKind, amount, bar, share
from tui.sheets.table_sheet import TableSheet
from tui.sheets.week_sheet import WeekSheet
from tui.snapshot import Snapshot

Make = Callable[[Snapshot, Sheet | None], Sheet]


def _supply(snapshot: Snapshot, before: Sheet | None) -> Sheet:
    weeks = (OPENING, *snapshot.plan.weeks)
    products = tuple((name,) for name in snapshot.plan["products"]["product"].tolist())
    return WeekSheet(snapshot, "supply", "units", weeks, products, _supply_side, before)


def _supply_side(snapshot: Snapshot, key: Key, week: str) -> Text:
    """Who is in line for the goods of the week."""
    text = Text()
    solved = snapshot.with_plan()
    if solved is None:
        text.append(plain(key[0]) + f" {week}\n\n", style="bold")
        text.append(_("Press F9 to solve: then the line of accounts for these goods is here."))
        return text
    for item in solved.result.worth:
        if item.rule == "supply" and item.key == (key[0], week):
            gain = _("One more unit gains {money}.", money=f"{item.value:,.2f}")
            text.append(gain + "\n\n")
    text.append_text(line_text(solved, key, week))
    return text


def _teams(snapshot: Snapshot, before: Sheet | None) -> Sheet:
    return WeekSheet(
        snapshot, "teams", "hours", snapshot.plan.weeks, side=_team_side, before=before
    )


def _team_side(snapshot: Snapshot, key: Key, week: str) -> Text:
    """How the team's hours are used."""
    text = Text()
    text.append(plain(key[0]) + "\n\n", style="bold")
    solved = snapshot.with_plan()
    use = None if solved is None else team_use(solved).get(key[0])
    if use is None:
        text.append(_("Press F9 to solve: then the use of these hours is here."))
        return text
    text.append(_("planned: {hours} h", hours=amount(use.planned)) + "\n")
    if use.cap is not None and use.left is not None:
        part = use.planned / use.cap if use.cap else 1.0
        text.append(_("available: {hours} h", hours=amount(use.cap)) + "\n")
        text.append(_("left: {hours} h", hours=amount(use.left)) + "\n")
        text.append(f"{bar(part, 16)} {share(part)}\n")
    return text


def _rules(table: str, snapshot: Snapshot, before: Sheet | None) -> Sheet:
    return TableSheet(snapshot, table, before=before)


def _none(file: str, snapshot: Snapshot) -> str:
    return _("There are no rows. Add some to {file} in the plan folder.", file=file)


SHEETS: dict[str, Make] = {
    "budgets": budget_sheet,
    "supply": _supply,
    "teams": _teams,
    **{
        name: partial(_rules, name)
        for name in ("service", "calendar", "fairness", "locks", "no_worse", "uncertainty")
    },
    "plan": settings_sheet,
}


class LimitsScreen(SheetScreen):
    """What there is to share out, and the rules of sharing."""

    mode = "limits"
    kinds: ClassVar = [
        SheetKind(name, partial(table_title, name), make, partial(_none, f"{name}.csv"))
        for name, make in SHEETS.items()
    ]
