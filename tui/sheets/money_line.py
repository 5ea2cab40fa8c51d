"""Next for money: where each account would put another unit, and what keeps it from getting it."""

from rich.text import Text

from kamplan.report.why import spend_lines
from kamplan.words import _, plain
from tui.grid.model import GridColumn
from tui.sheets.decisions import Asked
from tui.sheets.rows_sheet import RowsSheet, number, words
from tui.sheets.sheet import EmptySheet, Sheet, share
from tui.snapshot import Snapshot


def money_line_sheet(snapshot: Snapshot, before: Sheet | None) -> Sheet:
    """A line for each account, the nearest to getting the next unit of money first."""
    solved = snapshot.with_plan()
    if solved is None or not len(solved.problem.promotions):
        return EmptySheet()
    asked = Asked(solved)
    line = asked.why.money_line
    columns = [
        GridColumn("place", _("place"), 5, number=True, frozen=True),
        GridColumn("account", _("account"), frozen=True),
        GridColumn("name", _("name"), 18),
        GridColumn("takes", _("in line"), 10, help=_("Who would take the next unit of money.")),
        GridColumn("mechanic", _("mechanic")),
        GridColumn("week", _("week")),
        GridColumn("spend", _("spend"), 9, number=True, help=_("What it gets there now.")),
        GridColumn("returns", _("brings"), 8, number=True, help=_("What the next unit brings.")),
        GridColumn(
            "price", _("has to"), 8, number=True,
            help=_("What it has to bring: its cost, and what it is worth in budgets."),
        ),
        GridColumn("share", _("of it"), 8, number=True),
    ]  # fmt: skip

    def two(value: float) -> str:
        return f"{value:,.2f}"

    rows = [
        [
            number(place),
            words(each.account),
            words(asked.names[each.account]),
            words(_("takes it") if each.at_margin else _("waits")),
            words(each.mechanic),
            words(each.week),
            number(each.spend),
            number(each.returns, two),
            number(each.price, two),
            number(each.share, share),
        ]
        for place, each in enumerate(line, 1)
    ]

    def side(row: int) -> Text:
        why = line[row]
        text = asked.titled(why.account, plain(why.mechanic), why.week)
        text.append("\n".join(spend_lines(why)))
        return text

    return RowsSheet(columns, rows, [each.account for each in line], side)
