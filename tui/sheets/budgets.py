"""Budgets: what each group may spend, what the plan spends of it, and what is left."""

from collections.abc import Hashable, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np
from rich.text import Text

from kamplan.desk import Typed
from kamplan.desk.blocks import Block, settings_block
from kamplan.formulation import TOTAL
from kamplan.insight.usage import Use, budget_takers, budget_use
from kamplan.plan.entries import SETTINGS, Key
from kamplan.report.explained import money_left_lines
from kamplan.words import _, plain
from tui.grid.model import CellText, GridColumn, Look, Values
from tui.sheets.sheet import Sheet, amount, bar, number_shown, share
from tui.sheets.table_sheet import TableSheet
from tui.snapshot import Snapshot
from tui.words import why_no_plan

BUDGET = "promotion.budget"
MOST_TAKERS = 60
COMPUTED = ("planned", "left", "used")


class BudgetSheet(TableSheet):
    """The budgets table, with the budget of the whole plan before it and its use behind."""

    def __init__(self, snapshot: Snapshot, before: Sheet | None = None) -> None:
        super().__init__(snapshot, "budgets", before=before)
        self.tells_more = True
        solved = snapshot.with_plan()
        self.use: dict[str, Use] = {} if solved is None else budget_use(solved)
        self.total = snapshot.plan.settings.promotion.budget
        inherited = snapshot.state.inherited
        self._was = self.total if inherited is None else inherited.settings.promotion.budget
        own = self.columns
        self.columns = (
            *own,
            GridColumn("planned", _("planned"), 9, number=True, help=_("What the plan spends.")),
            GridColumn("left", _("left"), 9, number=True, help=_("What the plan leaves.")),
            GridColumn("used", _("used"), 15, help=_("Planned as a share of the most allowed.")),
        )
        self.names = tuple(column.id for column in self.columns)

    def __len__(self) -> int:
        return len(self.table) + 1

    def _name(self, row: int) -> str:
        return TOTAL if row == 0 else str(self.table["name"][row - 1])

    def text(self, row: int, column: int) -> str:
        """Money with thousands separators."""
        name = self.names[column]
        if name in COMPUTED:
            return self._computed(row, name)
        if row > 0:
            return super().text(row - 1, column)
        if name == "name":
            return _("whole plan")
        return number_shown(np.nan if self.total is None else self.total) if name == "max" else ""

    def _use(self, row: int) -> Use | None:
        """What the plan takes of a budget as it is allowed now."""
        use = self.use.get(self._name(row))
        if use is None and row == 0 and self.use_known:
            use = Use(TOTAL, self.spent, None)
        return None if use is None else replace(use, cap=self._cap(row))

    def _cap(self, row: int) -> float | None:
        """The most that may be spent; None for no limit."""
        cap = self.total if row == 0 else float(self.table["max"][row - 1])
        return None if cap is None or not np.isfinite(cap) else cap

    def _computed(self, row: int, name: str) -> str:
        use = self._use(row)
        if use is None:
            return ""
        if name == "planned":
            return amount(use.planned)
        if use.left is None:
            return ""
        if name == "left":
            return amount(use.left)
        part = _part(use)
        return f"{bar(part)} {share(part)}"

    @property
    def use_known(self) -> bool:
        """Whether there is a plan to speak of."""
        return self._snapshot.with_plan() is not None

    @property
    def spent(self) -> float:
        """Promotion money of the whole plan."""
        solved = self._snapshot.with_plan()
        assert solved is not None
        assert solved.result.evaluation is not None
        return solved.result.evaluation.promo_spend

    def raw(self, row: int, column: int) -> str:
        """As a file holds it."""
        name = self.names[column]
        if name in COMPUTED:
            return self._computed(row, name).replace(",", "")
        if row > 0:
            return super().raw(row - 1, column)
        if name == "name":
            return TOTAL
        return "" if name != "max" or self.total is None else f"{self.total:.12g}"

    def row_key(self, row: int) -> Hashable:
        """The budget's name."""
        return (self._name(row),) if row else TOTAL

    def key_in_table(self, row: int) -> Key | None:
        """The budget's name; that of the whole plan is a setting."""
        return (self._name(row),) if row else None

    def editable(self, row: int, column: int) -> bool:
        """What is stated; of the whole plan's budget, how much it may be."""
        name = self.names[column]
        return name not in COMPUTED and (row > 0 or name == "max")

    def check(self, row: int, column: int, text: str) -> str | None:
        """Why a cell refuses a text by itself."""
        return super().check(max(row - 1, 0), column, text)

    def look(self, row: int, column: int) -> Look | None:
        """Marked where the scenario changes it."""
        name = self.names[column]
        if name in COMPUTED:
            return Look(dim=self._stale) if self._stale else None
        if row > 0:
            return super().look(row - 1, column)
        if name == "max" and self._was != self.total:
            was = _("nothing") if self._was is None else number_shown(self._was)
            return Look("changed", note=_("inherited: {value}", value=was))
        return None

    @cached_property
    def _stale(self) -> bool:
        return self._snapshot.standing(self._snapshot.active).value == "stale"

    def sort_values(self, column: int) -> Values:
        """The texts; numbers where the column holds numbers, or bars of them."""
        if self.names[column] == "used":
            uses = [self._use(row) for row in range(len(self))]
            return np.array([np.nan if use is None else _part(use) for use in uses])
        return super(TableSheet, self).sort_values(column)

    def typed(self, cell: CellText) -> Typed:
        """The cell of the table, or the setting."""
        if cell.row == 0 or cell.key == TOTAL:
            return Typed(SETTINGS, (), BUDGET, cell.text)
        key = cell.key if isinstance(cell.key, tuple) else (self._name(cell.row),)
        return Typed("budgets", key, self.names[cell.column], cell.text)

    def blocks(self, cells: Sequence[CellText]) -> list[Block]:
        """Rows of the table, and the whole plan's budget, which is a setting."""
        if any(self.names[cell.column] in COMPUTED for cell in cells):
            return []
        total = [cell for cell in cells if cell.row == 0 or cell.key == TOTAL]
        if any(self.names[cell.column] != "max" for cell in total):
            return []
        own = [replace(cell, row=cell.row - 1) for cell in cells if cell not in total]
        found = super().blocks(own)
        if own and not found:
            return []
        return [*found, settings_block(BUDGET)] if total else found

    def side(self, row: int, column: int) -> Text:
        """Who gets the money of the budget, the largest first."""
        text = Text()
        name = self._name(row)
        text.append((_("whole plan") if row == 0 else plain(name)) + "\n\n", style="bold")
        solved = self._snapshot.with_plan()
        if solved is None:
            text.append(why_no_plan(self._snapshot))
            return text
        accounts = solved.plan["accounts"]
        names = dict(zip(accounts["account"].tolist(), accounts["name"].tolist(), strict=True))
        takers = budget_takers(solved, None if row == 0 else name)
        for account, money in takers[:MOST_TAKERS]:
            text.append(f"{amount(money):>9}  {plain(names.get(account) or account)}\n")
        if len(takers) > MOST_TAKERS:
            text.append(_("... and {count} more", count=len(takers) - MOST_TAKERS) + "\n")
        if why := self._why_left.get(TOTAL if row == 0 else name):
            text.append("\n" + why + ".\n")
        return text

    @cached_property
    def _why_left(self) -> dict[str, str]:
        """Budget -> why it is not spent; nothing for those that are."""
        solved = self._snapshot.with_plan()
        return {} if solved is None else dict(money_left_lines(solved))


def _part(use: Use) -> float:
    """Planned as a share of the most allowed; NaN where there is no most."""
    if use.left is None:
        return np.nan
    return use.planned / use.cap if use.cap else 1.0


def budget_sheet(snapshot: Snapshot, before: Sheet | None) -> Sheet:
    """The budgets of the active scenario."""
    return BudgetSheet(snapshot, before)
