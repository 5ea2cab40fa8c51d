"""F6 Plan: who gets what, when, and what one more is worth."""

from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType

from kamplan.words import _, mark
from tui.screens.sheet_screen import SheetScreen
from tui.screens.working import reason
from tui.sheets.at_accounts import at_accounts_sheet
from tui.sheets.broken import broken_sheet
from tui.sheets.results import (
    goods_sheet,
    policy_sheet,
    spend_sheet,
    visits_sheet,
    worth_sheet,
)
from tui.sheets.sheet import SheetKind
from tui.snapshot import Snapshot
from tui.words import why_no_plan


def _none_broken(snapshot: Snapshot) -> str:
    """Why there are no rules that are broken."""
    if snapshot.with_plan() is None:
        return why_no_plan(snapshot)
    return _("The plan keeps every rule, also those with a price.")


def _none_tracked(snapshot: Snapshot) -> str:
    """Why there is no stock at accounts."""
    if snapshot.with_plan() is None:
        return why_no_plan(snapshot)
    return _("No account's stock is tracked: see {file} in the plan folder.", file=STOCK_FILE)


STOCK_FILE = "account_stock.csv"


class PlanScreen(SheetScreen):
    """The answer of the active scenario."""

    mode = "plan"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+k", "publish", mark("Publish"), id="plan.publish", show=False),
    ]
    kinds: ClassVar = [
        SheetKind("spend", lambda: _("Spend by week"), spend_sheet, why_no_plan, slow=True),
        SheetKind("visits", lambda: _("Visits"), visits_sheet, why_no_plan, slow=True),
        SheetKind("goods", lambda: _("Stock priority"), goods_sheet, why_no_plan, slow=True),
        SheetKind("worth", lambda: _("Worth of one more"), worth_sheet, why_no_plan, slow=True),
        SheetKind("policies", lambda: _("Policies"), policy_sheet, why_no_plan, slow=True),
        SheetKind("at", lambda: _("At accounts"), at_accounts_sheet, _none_tracked),
        SheetKind("broken", lambda: _("Broken rules"), broken_sheet, _none_broken),
    ]

    @work(group="ask")
    async def action_publish(self) -> None:
        """Keep the plan of the active scenario as the one that was handed out."""
        snapshot = self.kamplan.snapshot
        solved = None if snapshot is None else snapshot.with_plan()
        if solved is None:
            self.say(_("There is no plan to publish."), wrong=True)
            return
        changed, faults = await self.kamplan.session.ask(lambda desk: desk.publish(solved))
        if faults:
            self.say(reason(faults), wrong=True)
            return
        self.say(_("Published: {count} values changed. ctrl+z takes it back.", count=changed))
