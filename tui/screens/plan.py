"""F6 Plan: who gets what, when, and what one more is worth."""

from collections.abc import Callable
from dataclasses import replace
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType

from kamplan.report.rounded import rounded_lines, rounding_off
from kamplan.words import _, mark
from tui.screens.pinning import PinningScreen
from tui.screens.sheet_screen import marked
from tui.sheets.at_accounts import at_accounts_sheet
from tui.sheets.binding import binding_sheet
from tui.sheets.broken import broken_sheet
from tui.sheets.decisions import spend_sheet, units_sheet, visits_sheet
from tui.sheets.money_left import money_left_sheet
from tui.sheets.money_line import money_line_sheet
from tui.sheets.results import goods_sheet, policy_sheet, worth_sheet
from tui.sheets.sheet import SheetKind
from tui.sheets.visit_weeks import visit_weeks_sheet
from tui.snapshot import Snapshot
from tui.words import why_no_plan

STOCK_FILE = "account_stock.csv"


def _without_rows(said: Callable[[], str]) -> Callable[[Snapshot], str]:
    """What an empty sheet says: why there is no plan, or what it means that the plan has none."""
    return lambda snapshot: why_no_plan(snapshot) if snapshot.with_plan() is None else said()


_no_rule = _without_rows(lambda: _("No rule holds the plan back."))
_all_spent = _without_rows(lambda: _("Every budget is spent."))
_none_tracked = _without_rows(
    lambda: _("No account's stock is tracked: see {file} in the plan folder.", file=STOCK_FILE)
)
_none_broken = _without_rows(lambda: _("The plan keeps every rule, also those with a price."))


class PlanScreen(PinningScreen):
    """The answer of the active scenario."""

    mode = "plan"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+k", "publish", mark("Publish"), id="plan.publish", show=False),
        Binding("ctrl+t", "explain", mark("What rules cost"), id="plan.explain", show=False),
        Binding("ctrl+n", "whole", mark("Whole steps and cases"), id="plan.whole", show=False),
    ]
    kinds: ClassVar = [
        SheetKind("spend", lambda: _("Spend"), spend_sheet, why_no_plan, slow=True),
        SheetKind("visits", lambda: _("Visits"), visits_sheet, why_no_plan, slow=True),
        SheetKind("weeks", lambda: _("Visit weeks"), visit_weeks_sheet, why_no_plan, slow=True),
        SheetKind("goods", lambda: _("Stock"), goods_sheet, why_no_plan, slow=True),
        SheetKind("units", lambda: _("Units"), units_sheet, why_no_plan, slow=True),
        SheetKind("worth", lambda: _("Worth"), worth_sheet, why_no_plan, slow=True),
        SheetKind("binding", lambda: _("Rules"), binding_sheet, _no_rule),
        SheetKind("left", lambda: _("Money left"), money_left_sheet, _all_spent, slow=True),
        SheetKind("line", lambda: _("Next for money"), money_line_sheet, why_no_plan, slow=True),
        SheetKind("policies", lambda: _("Policies"), policy_sheet, why_no_plan, slow=True),
        SheetKind("at", lambda: _("At accounts"), at_accounts_sheet, _none_tracked),
        SheetKind("broken", lambda: _("Broken"), broken_sheet, _none_broken),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._rounded = False

    def show(self, snapshot: Snapshot) -> None:
        """Draw the plan, or its rounding."""
        super().show(replace(snapshot, rounded=True) if self._rounded else snapshot)

    def sheet_labels(self) -> list[tuple[str, str, str]]:
        """Marked where they hold the rounding."""
        labels = super().sheet_labels()
        return marked(labels, "≈", _("In whole steps and cases")) if self._rounded else labels

    def action_whole(self) -> None:
        """Show the plan in whole steps and cases, or as it was found."""
        snapshot = self.kamplan.snapshot
        solved = None if snapshot is None else snapshot.with_plan()
        if snapshot is None or solved is None:
            return
        self._rounded = not self._rounded
        said = rounded_lines(solved) or [rounding_off()]
        self.say(said[0] if self._rounded else _("The plan as it was found."))
        self.relabel_sheets()
        self.show(snapshot)

    @work(group="ask")
    async def action_explain(self) -> None:
        """Work out what each of the binding rules costs."""
        snapshot = self.kamplan.snapshot
        if snapshot is None:
            return
        if not self.kamplan.session.solves.explain(snapshot.active):
            self.say(_("Something is being solved; ask again when it is done."), wrong=True)
            return
        await self.choose_sheet("binding")

    @work(group="ask")
    async def action_publish(self) -> None:
        """Keep the plan that is shown as the one that was handed out."""
        snapshot = self._shown
        solved = None if snapshot is None else snapshot.with_plan()
        if solved is None:
            self.say(_("There is no plan to publish."), wrong=True)
            return
        changed, faults = await self.kamplan.session.ask(lambda desk: desk.publish(solved))
        if faults:
            self.refuse(faults)
            return
        self.say(
            _("Published: {count} values changed. ctrl+z takes it back.", count=f"{changed:,}")
        )
