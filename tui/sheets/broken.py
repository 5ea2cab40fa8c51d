"""Rules with a price that a plan breaks, and what that costs."""

from kamplan.report.tables import rule_name
from kamplan.words import _
from tui.grid.model import GridColumn
from tui.sheets.rows_sheet import RowsSheet, number, words
from tui.sheets.sheet import EmptySheet, Sheet
from tui.snapshot import Snapshot


def broken_sheet(snapshot: Snapshot, before: Sheet | None) -> Sheet:
    """The dearest first."""
    solved = snapshot.with_plan()
    if solved is None or solved.result.evaluation is None:
        return EmptySheet()
    columns = [
        GridColumn("rule", _("rule"), 40, frozen=True),
        GridColumn("amount", _("by"), 12, number=True),
        GridColumn("cost", _("cost"), 12, number=True),
    ]
    broken = sorted(solved.result.evaluation.broken, key=lambda item: -item.cost)
    rows = [
        [
            words(rule_name(item.rule, item.key)),
            number(item.amount, lambda value: f"{value:,.2f}"),
            number(item.cost, lambda value: f"{value:,.2f}"),
        ]
        for item in broken
    ]
    return RowsSheet(columns, rows, [(item.rule, item.key) for item in broken])
