"""Budget lines that the solved plan proposes, beside last quarter's and those of today."""

from collections.abc import Sequence

from rich.text import Text

from kamplan.budgeting.proposal import Line
from kamplan.budgeting.standing import Standing, standing_lines
from kamplan.report.budget_lines import ORIGINS
from kamplan.wording.headings import heading
from kamplan.words import _, plain
from tui.grid.model import GridColumn
from tui.sheets.rows_sheet import RowsSheet, Shown, number, words
from tui.sheets.sheet import EmptySheet, Sheet, difference, share
from tui.snapshot import Snapshot


class ProposalSheet(RowsSheet):
    """A line for each group; read-only: lines are accepted, then edited among the budgets."""

    def __init__(
        self, columns: Sequence[GridColumn], found: Sequence[Standing], by: str, origin: str
    ) -> None:
        self.found, self.by, self.origin = found, by, origin
        rows = [_row(each) for each in found]
        super().__init__(columns, rows, [each.line.group.name for each in found], self._about)

    def lines(self, keys: Sequence[object]) -> list[Line]:
        """The proposed lines of rows."""
        return [each.line for each in self.found if each.line.group.name in keys]

    def _about(self, row: int) -> Text:
        """The group, what it comes to, and what is to be known of its line."""
        each = self.found[row]
        line = each.line
        text = Text()
        text.append(plain(line.group.name) + "\n\n", style="bold")
        text.append(_("accounts: {count}", count=len(line.group.names)) + "\n")
        if each.budget is not None:
            text.append(_("budget: {name}", name=plain(each.budget)) + "\n")
        text.append("\n" + _(ORIGINS[self.origin]) + "\n")
        if not line.group.promoted:
            text.append("\n" + _("No promotion takes money here.") + "\n")
        elif not line.group.can_be_selected:
            text.append(
                "\n" + _("No selection finds these accounts: no line can be theirs.") + "\n"
            )
        return text


def _row(each: Standing) -> list[Shown]:
    line = each.line
    return [
        words(plain(line.group.name)),
        number(each.most),
        number(line.last),
        number(line.proposed),
        number(line.change, difference),
        number(line.share, share),
        number(line.contribution),
        number(line.revenue),
        number(each.worth, lambda value: f"{value:,.2f}"),
        words(_("locked") if each.least is not None and each.least == each.most else ""),
    ]


def proposal_sheet(snapshot: Snapshot, before: Sheet | None) -> Sheet:
    """What the active scenario's solved plan proposes by the chosen attribute."""
    solved = snapshot.with_plan()
    if solved is None:
        return EmptySheet()
    found, origin = standing_lines(snapshot.plan, snapshot.lines_by, solved)
    columns = [
        GridColumn("group", heading(snapshot.lines_by), 14, frozen=True),
        GridColumn("most", _("line"), 9, number=True, help=_("What its budget allows today.")),
        GridColumn("last", _("last"), 9, number=True, help=_("Last quarter's line.")),
        GridColumn("proposed", _("proposed"), 9, number=True, help=_("What the plan spends.")),
        GridColumn("change", _("change"), 9, number=True, help=_("Proposed less last.")),
        GridColumn("share", _("share"), 7, number=True, help=_("Of all that is spent.")),
        GridColumn("contribution", _("contribution"), 12, number=True),
        GridColumn("revenue", _("revenue"), 12, number=True),
        GridColumn(
            "worth", _("worth"), 7, number=True, help=_("What one more in the line of today gains.")
        ),
        GridColumn("held", _("held"), 8, help=_("Locked: neither more nor less.")),
    ]
    return ProposalSheet(columns, found, snapshot.lines_by, origin)
