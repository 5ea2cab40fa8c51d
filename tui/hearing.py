"""What solves and explorations tell, heard by the program and shown."""

from textual import on

from kamplan.words import _
from tui.messages import (
    BridgeEnded,
    ExploreEnded,
    ExploreReported,
    SolveEnded,
    SolveReported,
)
from tui.open_plan import OpenPlan


class Hearing(OpenPlan):
    """Messages come from threads; each is handed on to who began its work."""

    @on(SolveReported)
    def _reported(self, message: SolveReported) -> None:
        self.session.solves.reported(message)

    @on(SolveEnded)
    def _ended(self, message: SolveEnded) -> None:
        from kamplan.desk import Answer

        outcome = self.session.solves.ended(message)
        if outcome is None:
            return
        screen = self.sheet_screen
        if screen is not None and screen.is_mounted:
            screen.tell(outcome, message.pins)
        if isinstance(outcome, Answer):
            self.record(outcome)

    @on(BridgeEnded)
    def _bridged(self, message: BridgeEnded) -> None:
        self.session.solves.bridged(message)

    @on(ExploreReported)
    def _exploring(self, message: ExploreReported) -> None:
        self.session.explorations.reported(message)

    @on(ExploreEnded)
    def _explored(self, message: ExploreEnded) -> None:
        stopped = self.session.explorations.ended(message)
        if message.faults:
            self.refuse(message.faults, "solve")
        elif stopped is not None:
            self.say(_("Stopped at {step}: only what is finished is shown.", step=stopped))
