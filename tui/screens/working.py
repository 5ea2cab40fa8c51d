"""What every mode does with an open plan: undo and redo, solve and stop, another scenario."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from textual import work
from textual.binding import Binding, BindingType
from textual.screen import Screen

from kamplan.desk import Answer, Desk, DeskState
from kamplan.desk.answers import Refusal
from kamplan.insight.pin_cost import PinCost
from kamplan.messages import fault_text, reason_of
from kamplan.plan import Fault
from kamplan.report.pins import pin_cost_text
from kamplan.words import _, mark, plain
from tui.grid import Grid
from tui.panels.fault_panel import Source
from tui.screens.departing import Departing
from tui.screens.dialogs import Choose, Reading, faults_text
from tui.screens.history import HistoryScreen
from tui.words import edit_name, faults_of, outcome_text

if TYPE_CHECKING:
    from tui.app import KamplanApp


NOTHING = ("nothing-to-undo", "nothing-to-redo")


class WorkingScreen(Screen[None], Departing):
    """A screen with one grid at a time and a line to say things on."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f9", "solve", mark("Solve"), id="solve", priority=True),
        Binding("shift+f9,f21", "solve_all", mark("Solve all"), id="solve.all", show=False),
        Binding("escape", "stop", mark("Stop the solve"), id="stop", show=False),
        Binding("ctrl+e", "choose_scenario", mark("Scenario"), id="scenario"),
        Binding("ctrl+z", "undo", mark("Undo"), id="undo"),
        Binding("ctrl+y", "redo", mark("Redo"), id="redo", show=False),
        Binding("ctrl+u", "history", mark("History"), id="history", show=False),
        Binding("ctrl+s", "save", mark("Save"), id="save", show=False),
        Binding(
            "ctrl+j", "skip_step", mark("Skip this step of the tour"), id="tour.skip", show=False
        ),
    ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What does not run cannot be stopped."""
        if action == "stop":
            return self._runs or self.kamplan.on_tour
        return self.kamplan.on_tour if action == "skip_step" else True

    @property
    def _runs(self) -> bool:
        """Whether something is being solved or explored."""
        snapshot = self.kamplan.snapshot
        return snapshot is not None and bool(snapshot.running or snapshot.exploring)

    @property
    def kamplan(self) -> "KamplanApp":
        """The program."""
        return cast("KamplanApp", self.app)

    @property
    def grid(self) -> Grid:
        """The grid that is shown."""
        raise NotImplementedError

    @property
    def meant(self) -> list[str]:
        """The scenarios that F9 solves here."""
        raise NotImplementedError

    def say(self, text: str, wrong: bool = False) -> None:
        """On the status line."""
        raise NotImplementedError

    def refuse(self, faults: Sequence[Fault], source: Source = "edit") -> None:
        """What is wrong: in a line, and where, what and remedy of all of it."""
        raise NotImplementedError

    @property
    def told(self) -> int:
        """Counts how often something was refused here."""
        raise NotImplementedError

    def accept(self, begun: int) -> None:
        """An edit was made that began after so much had been refused."""
        raise NotImplementedError

    def close_faults(self) -> bool:
        """Hide what is wrong; False where nothing is shown to be."""
        raise NotImplementedError

    async def settled(self) -> None:
        """Wait until everything that was typed is committed or refused, and shown."""
        raise NotImplementedError

    async def ready(self) -> bool:
        """Take what is being typed, and wait until that is committed and shown; False where it
        is refused. What is shown is to be looked at after this, not before."""
        if not self.grid.finish_edit():
            self.say_refused()
            return False
        await self.settled()
        return True

    def say_refused(self) -> None:
        """What to do where one cannot go on, as what is being typed is refused."""
        self.say(_("What is being typed is refused; Esc gives it up."), wrong=True)

    @work(group="ask")
    async def action_undo(self) -> None:
        """Take the last edit back."""
        await self._step(Desk.undo, mark("Undone: {what}. ctrl+y makes it again."))

    @work(group="ask")
    async def action_redo(self) -> None:
        """Make the edit again that was taken back."""
        await self._step(Desk.redo, mark("Made again: {what}."))

    async def _step(self, act: Callable[[Desk], tuple[DeskState, str]], said: str) -> None:
        """One step back or forth, and what it was."""
        begun = self.told
        made, faults = await self.kamplan.session.ask(act)
        if faults and faults[0].code in NOTHING:
            # Who presses it once too often has done nothing wrong.
            said = reason_of(faults[0])
            self.say(said[:1].upper() + said[1:])
        elif faults:
            self.refuse(faults)
        elif made is not None:
            self.accept(begun)
            self.say(_(said, what=edit_name(made[1])))
            self.kamplan.find_again()

    @work(group="ask", description="show the history")
    async def action_history(self) -> None:
        """Who changed what and when, and the way back."""
        if await self.ready():
            await self.kamplan.ask(HistoryScreen())

    def action_save(self) -> None:
        """For those whose fingers press it: everything is saved already."""
        snapshot = self.kamplan.snapshot
        if snapshot is not None and snapshot.unwritten:
            title = _("Saved in the workspace, but not in the plan folder")
            self.app.push_screen(Reading(title, faults_text(snapshot.unwritten)))
        else:
            self.say(_("Every edit is saved as it is made; ctrl+z takes it back."))

    @work(group="ask")
    async def action_solve(self) -> None:
        """Solve what the mode means by it, with what is still being typed."""
        if not await self.ready():
            return
        if not self.meant:
            self.say(_("There is no scenario here to solve."), wrong=True)
        elif not self.kamplan.session.solves.solve(self.meant):
            self.say(_("It is being solved already, from these inputs."))

    def action_solve_all(self) -> None:
        """Solve everything that is not solved as it stands."""
        self.kamplan.session.solves.solve_all()

    def action_stop(self) -> None:
        """Hide what went wrong; then stop the solve and keep its best plan; leave the tour."""
        if self.close_faults():
            return
        solves = bool(self.kamplan.snapshot and self.kamplan.snapshot.running)
        if self.kamplan.session.stop():
            kept = _("Stopping; the best plan so far is kept.")
            self.say(kept if solves else _("Stopping; what is finished is kept."))
        else:
            self.kamplan.leave_tour()

    def action_skip_step(self) -> None:
        """On to the next step of the tour."""
        self.kamplan.skip_step()

    def action_leave_tour(self) -> None:
        """No tour any more."""
        self.kamplan.leave_tour()

    def tell(self, outcome: Answer | Refusal, pins: PinCost | None) -> None:
        """What came of a solve, and what pins cost where they are all that has changed."""
        if isinstance(outcome, Refusal):
            self.refuse(faults_of(outcome), "solve")
        said, wrong = outcome_text(outcome)
        if pins is not None and isinstance(outcome, Answer) and outcome.solved is not None:
            currency = outcome.solved.plan.settings.currency
            said = pin_cost_text(pins, currency) + " " + said
        self.say(said, wrong)

    @work(group="ask")
    async def action_choose_scenario(self) -> None:
        """Another active scenario."""
        snapshot = self.kamplan.snapshot
        if snapshot is None or isinstance(self.app.screen, Choose):
            return
        choices = [(name, plain(name)) for name in snapshot.state.names]
        title = _("Which scenario do edits belong to?")
        name = await self.kamplan.ask(Choose(title, choices, snapshot.active))
        if name is not None:
            await self.activate(name)

    async def activate(self, name: str) -> None:
        """Edits become this scenario's changes from now on."""
        if faults := await self.kamplan.edit(lambda desk: desk.activate(name)):
            self.refuse(faults)
        else:
            self.say(_("{name} is active: edits are its changes.", name=plain(name)))


def reason(faults: Sequence[Fault]) -> str:
    """What is wrong and what to do, on a line; and where, if a row or a scenario is to blame."""
    first = faults[0]
    placed = first.row is not None or first.file.startswith("scenarios/")
    text = fault_text(first) if placed else reason_of(first)
    return text if len(faults) == 1 else f"{text} (+{len(faults) - 1})"
