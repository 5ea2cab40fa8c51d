"""Rules that hold a plan back, and what each of them costs."""

from kamplan.report.binding import demands_text
from kamplan.report.tables import rule_name
from kamplan.words import _
from tui.grid.model import GridColumn
from tui.sheets.rows_sheet import RowsSheet, number, words
from tui.sheets.sheet import EmptySheet, Sheet
from tui.snapshot import Snapshot


def binding_sheet(snapshot: Snapshot, before: Sheet | None) -> Sheet:
    """The dearest first."""
    solved = snapshot.with_plan()
    if solved is None:
        return EmptySheet()
    price_help = _("Gained by a unit less demanded, or more allowed.")
    cost_help = _("Gained where the rule is not there. ctrl+t works it out.")
    columns = [
        GridColumn("rule", _("rule"), 34, frozen=True),
        GridColumn("limit", _("demands"), 12),
        GridColumn("price", _("a unit gains"), 13, number=True, help=price_help),
        GridColumn("cost", _("costs"), 11, number=True, help=cost_help),
        GridColumn("most", _("costs at most"), 13, number=True, help=_("Proven.")),
    ]

    def two(value: float) -> str:
        return f"{value:,.2f}"

    found = solved.result.binding
    rows = [
        [
            words(rule_name(item.rule, item.key)),
            words(demands_text(item)),
            number(item.price, two),
            number(item.cost, two),
            number(item.cost_at_most, two),
        ]
        for item in found
    ]
    return RowsSheet(columns, rows, [(item.rule, item.key) for item in found])
