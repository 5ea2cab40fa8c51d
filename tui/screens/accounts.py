"""F3 Accounts: accounts and what belongs to them."""

from functools import partial
from typing import ClassVar

from kamplan.words import _
from tui.headings import table_title
from tui.screens.rows import RowsScreen
from tui.sheets.account_side import account_side
from tui.sheets.sheet import Sheet, SheetKind
from tui.sheets.table_sheet import TableSheet
from tui.sheets.week_sheet import WeekSheet
from tui.snapshot import Snapshot


def _table(name: str, snapshot: Snapshot, before: Sheet | None) -> Sheet:
    return TableSheet(snapshot, name, account_side if name == "accounts" else None, before)


def _demand(snapshot: Snapshot, before: Sheet | None) -> Sheet:
    return WeekSheet(snapshot, "demand", "units", snapshot.plan.weeks, before=before)


def _in_transit(snapshot: Snapshot, before: Sheet | None) -> Sheet:
    return WeekSheet(snapshot, "in_transit", "units", snapshot.plan.weeks, before=before)


def _no_rows(snapshot: Snapshot) -> str:
    return _("There are no rows. Insert or ctrl+n adds one.")


class AccountsScreen(RowsScreen):
    """Tables with a row an account, or an account and something of it."""

    mode = "accounts"
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
    ]
