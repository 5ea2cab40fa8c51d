"""F8 Review: what will be here, and what serves meanwhile."""

from typing import ClassVar

from kamplan.words import _
from tui.screens.sheet_screen import SheetScreen
from tui.sheets.sheet import EmptySheet, Sheet, SheetKind
from tui.snapshot import Snapshot


def _empty(snapshot: Snapshot, before: Sheet | None) -> Sheet:
    return EmptySheet()


def _later(snapshot: Snapshot) -> str:
    return _(
        "Here actual sales, spend and visits will stand beside the plan, month by month, with "
        "what each promotion brought and what earlier plans promised.\n\n"
        "Until then: F7 compares scenarios, and kamplan check holds every scenario against "
        "its recorded values."
    )


class ReviewScreen(SheetScreen):
    """Not built yet, and says so."""

    mode = "review"
    kinds: ClassVar = [SheetKind("review", lambda: _("Review"), _empty, _later)]
