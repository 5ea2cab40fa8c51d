"""Pinning: the numbers under the cursor are held where they are, or let go again."""

from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType

from kamplan.desk.pins import pin
from kamplan.plan.pins import Pinned
from kamplan.words import _, mark
from tui.screens.sheet_screen import SheetScreen
from tui.sheets.decided import DecidedSheet


class PinningScreen(SheetScreen):
    """A mode in some of whose sheets numbers can be pinned."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+w", "pin", mark("Pin, or let go"), id="plan.pin", show=False),
    ]

    @work(group="ask", description="pin numbers")
    async def action_pin(self) -> None:
        """Pin the selected numbers at what they show; where all are pinned, let them go."""
        if not await self.ready():
            return
        sheet = self.sheet
        shown = sheet.shown(self.grid.selected) if isinstance(sheet, DecidedSheet) else {}
        if not isinstance(sheet, DecidedSheet) or not shown:
            self.say(_("No selected number can be pinned."), wrong=True)
            return
        free = {held: value for held, value in shown.items() if held not in sheet.pins}
        wanted: dict[Pinned, float | None] = {**free} or dict.fromkeys(shown)
        faults = await self.kamplan.edit(lambda desk: pin(desk, wanted))
        if faults:
            self.refuse(faults)
        elif free:
            self.say(_("Numbers pinned: {count}. F9 solves with them.", count=len(free)))
        else:
            self.say(_("Numbers let go: {count}. F9 solves without them.", count=len(shown)))
