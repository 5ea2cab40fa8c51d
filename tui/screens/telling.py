"""What went wrong in a mode: told in a line and in the panel above it, and gone to from there."""

import asyncio
from collections.abc import Sequence

from textual import on, work

from kamplan.desk import Answer
from kamplan.desk.answers import Refusal
from kamplan.insight.pin_cost import PinCost
from kamplan.plan import Fault
from kamplan.words import _
from tui.panels.fault_panel import FaultPanel, Source
from tui.pointing import go_to, spot_of
from tui.screens.editing import EditingScreen
from tui.screens.working import reason


class TellingScreen(EditingScreen):
    """Refused edits, failed solves and files that could not be written are told alike."""

    def __init__(self) -> None:
        super().__init__()
        self.panel = FaultPanel()
        """where what went wrong is told."""

    @property
    def told(self) -> int:
        """Counts how often something was refused here."""
        return self.panel.number

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What is wrong is gone to where something is; otherwise its key types a text."""
        if action == "to_faults" or (action == "stop" and self.panel.display):
            return self.panel.display
        return super().check_action(action, parameters)

    def refuse(self, faults: Sequence[Fault], source: Source = "edit") -> None:
        """What is wrong: in a line, and where, what and remedy of all of it."""
        self.say(reason(faults), wrong=True)
        self.panel.show(faults, source)
        self.refresh_bindings()

    def accept(self, begun: int) -> None:
        """An edit was made that began after so much had been refused: that is over, and so is
        what was said of an earlier one."""
        self.panel.clear("edit", begun)
        self.grid.hush()
        self.say("")

    def tell(self, outcome: Answer | Refusal, pins: PinCost | None) -> None:
        """What came of a solve, and what pins cost where they are all that has changed."""
        if isinstance(outcome, Answer):
            self.panel.clear("solve")
        super().tell(outcome, pins)

    def tell_unwritten(self, before: Sequence[Fault], now: Sequence[Fault]) -> None:
        """Why edits are not in the plan folder's files, where that has changed."""
        if now and now != before:
            self.panel.show(now, "files")
        elif before and not now:
            self.panel.clear("files")

    def close_faults(self) -> bool:
        """Hide what is wrong; False where nothing is shown to be."""
        shown = self.panel.display
        self.panel.close()
        return shown

    def action_to_faults(self) -> None:
        """Give the keyboard to what is wrong."""
        self.query_one("#faults").focus()

    @on(FaultPanel.Closed)
    def _back_to_grid(self) -> None:
        self.set_focus(self.grid)

    @on(FaultPanel.Chosen)
    @work(group="ask", description="go to a fault")
    async def _go_to_fault(self, event: FaultPanel.Chosen) -> None:
        snapshot, panel = self.kamplan.snapshot, self.panel
        spot = None if snapshot is None else spot_of(event.fault, snapshot.plan)
        faults, source = panel.faults, panel.source
        if spot is None:
            self.say(_("This is not a cell that is shown here."), wrong=True)
            return
        found = await go_to(self.kamplan, spot)
        shown = self.kamplan.sheet_screen
        if shown is not None and shown is not self:
            # The other faults go along.
            panel.close()
            shown.panel.show(faults, source)
        if shown is not None:
            shown.set_focus(shown.grid)
            shown.say("" if found else _("The cell is not shown: perhaps a filter hides it."))

    async def laid_out(self) -> None:
        """Wait until what was shown has its place."""
        done = asyncio.Event()
        self.call_after_refresh(done.set)
        await done.wait()
