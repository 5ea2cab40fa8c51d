"""Budgets that are not spent, and why."""

from rich.text import Text

from kamplan.report.explained import left_text
from kamplan.words import _, mark, plain
from solver.money_left import money_left
from tui.grid.model import GridColumn
from tui.sheets.rows_sheet import RowsSheet, number, words
from tui.sheets.sheet import EmptySheet, Sheet
from tui.snapshot import Snapshot

WHY = {
    "returns": mark("no unit returns more"),
    "stock": mark("goods are short"),
    "rule": mark("another rule"),
}


def money_left_sheet(snapshot: Snapshot, before: Sheet | None) -> Sheet:
    """A line for each budget of which money is left."""
    solved = snapshot.with_plan()
    if solved is None:
        return EmptySheet()
    columns = [
        GridColumn("budget", _("budget"), 20, frozen=True),
        GridColumn("left", _("left"), 11, number=True),
        GridColumn("why", _("why"), 22),
        GridColumn("returns", _("brings"), 9, number=True, help=_("What the next unit brings.")),
        GridColumn("account", _("account"), 16),
        GridColumn("mechanic", _("mechanic"), 12),
        GridColumn("week", _("week")),
    ]
    found = money_left(solved.problem, solved.result)
    rows = [
        [
            words(item.budget),
            number(item.left),
            words(_(WHY[item.reason])),
            number(item.returns, lambda value: f"{value:,.2f}"),
            words(item.account),
            words(item.mechanic),
            words(item.week),
        ]
        for item in found
    ]

    def side(row: int) -> Text:
        text = Text()
        text.append(plain(found[row].budget) + "\n\n", style="bold")
        text.append(left_text(found[row]) + ".")
        return text

    return RowsSheet(columns, rows, [item.budget for item in found], side)
