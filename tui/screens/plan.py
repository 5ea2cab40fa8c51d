"""F6 Plan: who gets what, when, and what one more is worth."""

from typing import ClassVar

from kamplan.words import _
from tui.screens.sheet_screen import SheetScreen
from tui.sheets.results import (
    goods_sheet,
    policy_sheet,
    spend_sheet,
    visits_sheet,
    worth_sheet,
)
from tui.sheets.sheet import SheetKind
from tui.words import why_no_plan


class PlanScreen(SheetScreen):
    """The answer of the active scenario."""

    mode = "plan"
    kinds: ClassVar = [
        SheetKind("spend", lambda: _("Spend by week"), spend_sheet, why_no_plan, slow=True),
        SheetKind("visits", lambda: _("Visits"), visits_sheet, why_no_plan, slow=True),
        SheetKind("goods", lambda: _("Stock priority"), goods_sheet, why_no_plan, slow=True),
        SheetKind("worth", lambda: _("Worth of one more"), worth_sheet, why_no_plan, slow=True),
        SheetKind(
            "policies", lambda: _("Against simple policies"), policy_sheet, why_no_plan, slow=True
        ),
    ]
