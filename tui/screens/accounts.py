"""F3 Accounts: accounts and what belongs to them."""

from functools import partial
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType

from kamplan.desk.judging import judge_entries
from kamplan.wording.headings import table_title
from kamplan.words import _, mark, plain
from tui.questions import Rows, question_of
from tui.screens.dialogs import Choose
from tui.screens.judging import JudgeResponse
from tui.screens.rows import RowsScreen
from tui.sheets.account_side import account_side
from tui.sheets.judged_side import judged_side
from tui.sheets.lever_side import promotion_side, visit_side
from tui.sheets.sheet import Sheet, SheetKind
from tui.sheets.table_sheet import TableSheet
from tui.sheets.week_sheet import WeekSheet
from tui.snapshot import Snapshot

SIDES = {
    "accounts": account_side,
    "promotions": promotion_side,
    "visits": visit_side,
    "judgements": judged_side,
}
"""What is told beside the rows of a table."""
JUDGED = frozenset({"accounts", "promotions", "visits", "judgements"})
"""Sheets from which a response can be judged."""


def _table(name: str, snapshot: Snapshot, before: Sheet | None) -> Sheet:
    return TableSheet(snapshot, name, SIDES.get(name), before)


def _demand(snapshot: Snapshot, before: Sheet | None) -> Sheet:
    return WeekSheet(snapshot, "demand", "units", snapshot.plan.weeks, before=before)


def _in_transit(snapshot: Snapshot, before: Sheet | None) -> Sheet:
    return WeekSheet(snapshot, "in_transit", "units", snapshot.plan.weeks, before=before)


def _no_rows(snapshot: Snapshot) -> str:
    return _("There are no rows. Insert or ctrl+n adds one.")


def _nobody(snapshot: Snapshot) -> str:
    return _(
        "Nobody has judged a response yet. Press ctrl+g here, or on accounts, promotions or "
        "visits, and answer five questions: a curve is drawn as you answer."
    )


class AccountsScreen(RowsScreen):
    """Tables with a row an account, or an account and something of it."""

    mode = "accounts"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+g", "judge", mark("Judge the response"), id="judge"),
    ]
    kinds: ClassVar = [
        *(
            SheetKind(name, partial(table_title, name), partial(_table, name), _no_rows)
            for name in ("accounts", "promotions", "visits", "products")
        ),
        SheetKind("demand", partial(table_title, "demand"), _demand, _no_rows),
        SheetKind(
            "account_stock",
            partial(table_title, "account_stock"),
            partial(_table, "account_stock"),
            _no_rows,
        ),
        SheetKind("in_transit", partial(table_title, "in_transit"), _in_transit, _no_rows),
        SheetKind("curves", partial(table_title, "curves"), partial(_table, "curves"), _no_rows),
        SheetKind(
            "judgements",
            partial(table_title, "judgements"),
            partial(_table, "judgements"),
            _nobody,
        ),
    ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Greyed out on sheets that have no response."""
        if action == "judge" and self.sheet_id not in JUDGED:
            return None
        return super().check_action(action, parameters)

    @work(group="ask", description="judge a response")
    async def action_judge(self) -> None:
        """Ask how what is selected answers to effort."""
        if not await self.ready():
            return
        sheet, snapshot = self.sheet, self.kamplan.snapshot
        if not isinstance(sheet, TableSheet) or snapshot is None:
            return
        keys = tuple(sheet.key_of(row) for row in self.grid.selected_rows)
        rows = Rows(self.sheet_id, keys)
        if rows.table == "accounts":
            lever = await self.kamplan.ask(_ask_lever(snapshot))
            if lever is None:
                return
            rows = rows.by(lever)
        judged = await self.kamplan.ask(
            JudgeResponse(snapshot.plan, question_of(snapshot.plan, rows))
        )
        if judged is None:
            return
        faults = await self.kamplan.edit(
            lambda desk: desk.make(
                judge_entries(desk.state.plan, judged.answered, judged.following), "judge"
            )
        )
        if faults:
            self.kamplan.refuse(faults)
        else:
            self.kamplan.say(_("Judged: {curve}. F9 solves.", curve=plain(judged.curve)))


def _ask_lever(snapshot: Snapshot) -> Choose:
    """Which of the accounts' levers is judged."""
    plan = snapshot.plan
    mechanics = dict.fromkeys(plan["promotions"]["mechanic"].tolist())
    kinds = dict.fromkeys(plan["visits"]["kind"].tolist())
    choices = [
        *((f"promotions:{name}", _("promotion: {name}", name=plain(name))) for name in mechanics),
        *((f"visits:{name}", _("visits: {name}", name=plain(name))) for name in kinds),
    ]
    return Choose(_("What do the accounts answer to?"), choices)
