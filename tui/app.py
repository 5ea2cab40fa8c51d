"""The program: modes, keys, and what they do. Screens draw snapshots of its session."""

import asyncio
from collections.abc import Callable
from typing import ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.command import CommandPalette

from kamplan.desk import Desk
from kamplan.plan import Fault, PlanError
from kamplan.words import Words, _, mark, plain, use_language
from tui.commands import Actions
from tui.helping import help_text
from tui.keyboard import KeysInOrder
from tui.messages import SolveEnded, SolveReported
from tui.modes import AREAS
from tui.screens.accounts import AccountsScreen
from tui.screens.compare import CompareScreen
from tui.screens.dialogs import Choose, Reading, faults_text
from tui.screens.editing import reason
from tui.screens.limits import LimitsScreen
from tui.screens.plan import PlanScreen
from tui.screens.review import ReviewScreen
from tui.screens.scenarios import ScenariosScreen
from tui.screens.sheet_screen import SheetScreen
from tui.session import Session
from tui.snapshot import Snapshot
from tui.solving import Solver
from tui.words import edit_name, outcome_text

POLL = 2.0
"""seconds between looks for what others have changed."""
BAD_INPUT = 2
"""exit status of a plan that cannot be opened, as of every command."""


class KamplanApp(KeysInOrder[int]):
    """One plan, open for editing and solving."""

    TITLE = "kamplan"
    CSS_PATH = "kamplan.tcss"
    DEFAULT_MODE = "accounts"
    COMMANDS: ClassVar = {Actions}
    MODES: ClassVar = {
        screen.mode: screen
        for screen in (
            AccountsScreen, LimitsScreen, ScenariosScreen, PlanScreen, CompareScreen, ReviewScreen,
        )
    }  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "help", mark("Help"), id="help", priority=True),
        *(
            Binding(
                key.lower(), f"switch_mode('{name}')", title, id=f"mode.{name}", show=False,
                priority=True,
            )
            for name, (key, title, _help) in AREAS.items()
        ),
        Binding("f9", "solve", mark("Solve"), id="solve", priority=True),
        Binding("shift+f9,f21", "solve_all", mark("Solve all"), id="solve.all", show=False),
        Binding("escape", "stop", mark("Stop the solve"), id="stop", show=False),
        Binding("ctrl+e", "choose_scenario", mark("Scenario"), id="scenario"),
        Binding("ctrl+z", "undo", mark("Undo"), id="undo"),
        Binding("ctrl+y", "redo", mark("Redo"), id="redo", show=False),
        Binding("ctrl+s", "save", mark("Save"), id="save", show=False),
        Binding(
            "ctrl+p", "command_palette", mark("Every action by its name"), id="palette", show=False,
            priority=True,
        ),
        Binding("ctrl+q", "quit", mark("Quit"), id="quit", show=False, priority=True),
    ]  # fmt: skip

    def __init__(
        self,
        open_desk: Callable[[], Desk],
        solver: Solver,
        ready: Callable[[], object] | None = None,
    ) -> None:
        """`ready` is called, in a thread, when the plan is on the screen."""
        super().__init__()
        self._when_ready = ready
        self.status = 0
        self.session = Session(open_desk, solver, self.post_message, self._show)

    @property
    def snapshot(self) -> Snapshot | None:
        """What screens draw; None until the desk is open."""
        return self.session.snapshot

    @property
    def sheet_screen(self) -> SheetScreen | None:
        """The mode that is shown, under whatever dialog."""
        screen = self.screen_stack[0] if self.screen_stack else None
        return screen if isinstance(screen, SheetScreen) else None

    def _show(self, snapshot: Snapshot) -> None:
        screen = self.sheet_screen
        if screen is not None and screen.is_mounted:
            screen.show(snapshot)

    @work(exit_on_error=True)
    async def on_mount(self) -> None:
        """Open the desk."""
        try:
            await self.session.start()
        except PlanError as error:
            self.status = BAD_INPUT
            text = faults_text(error.faults)
            await self.push_screen_wait(Reading(_("The plan cannot be opened"), text))
            self.exit(self.status)
            return
        if self._when_ready is not None:
            await asyncio.to_thread(self._when_ready)
        self.set_interval(POLL, self._poll)

    @work(group="poll", exclusive=True)
    async def _poll(self) -> None:
        if await self.session.poll():
            self.say(_("Someone else has changed this plan; their changes are shown."))

    async def on_unmount(self) -> None:
        """Leave nothing unwritten."""
        await self.session.close()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A dialog belongs to its mode."""
        return action != "switch_mode" or len(self.screen_stack) == 1

    async def action_switch_mode(self, mode: str) -> None:
        """Show another mode, with what is still being typed; stay where that is refused."""
        if self.sheet_screen is None or self.sheet_screen.grid.finish_edit():
            await super().action_switch_mode(mode)

    def say(self, text: str, wrong: bool = False) -> None:
        """On the status line of the mode that is shown."""
        if self.sheet_screen is not None and self.sheet_screen.is_mounted:
            self.sheet_screen.say(text, wrong)

    async def edit(self, act: Callable[[Desk], object]) -> tuple[Fault, ...]:
        """Let the desk do something; the faults where it refused."""
        return await self.session.edit(act)

    @work(group="ask")
    async def action_undo(self) -> None:
        """Take the last edit back."""
        made, faults = await self.session.ask(lambda desk: desk.undo())
        if faults or made is None:
            self.say(reason(faults) if faults else "", wrong=True)
        else:
            self.say(_("Undone: {what}. ctrl+y makes it again.", what=edit_name(made[1])))

    @work(group="ask")
    async def action_redo(self) -> None:
        """Make the edit again that was taken back."""
        made, faults = await self.session.ask(lambda desk: desk.redo())
        if faults or made is None:
            self.say(reason(faults) if faults else "", wrong=True)
        else:
            self.say(_("Made again: {what}.", what=edit_name(made[1])))

    def action_save(self) -> None:
        """For those whose fingers press it: everything is saved already."""
        snapshot = self.snapshot
        if snapshot is not None and snapshot.unwritten:
            title = _("Saved in the workspace, but not in the plan folder")
            self.push_screen(Reading(title, faults_text(snapshot.unwritten)))
        else:
            self.say(_("Every edit is saved as it is made; ctrl+z takes it back."))

    @work(group="ask")
    async def action_solve(self) -> None:
        """Solve what the mode means by it, with what is still being typed."""
        screen = self.sheet_screen
        if screen is None or not screen.grid.finish_edit():
            return
        if self.snapshot is None:
            self.say(_("The plan is being opened."))
            return
        await screen.settled()
        self.session.solve(screen.meant)

    def action_solve_all(self) -> None:
        """Solve everything that is not solved as it stands."""
        self.session.solve_all()

    def action_stop(self) -> None:
        """Stop the solve and keep its best plan."""
        if self.session.stop():
            self.say(_("Stopping; the best plan so far is kept."))

    @on(SolveReported)
    def _reported(self, message: SolveReported) -> None:
        self.session.reported(message)

    @on(SolveEnded)
    def _ended(self, message: SolveEnded) -> None:
        if self.session.ended(message):
            self.say(*outcome_text(message.outcome))

    @work(group="ask")
    async def action_choose_scenario(self) -> None:
        """Another active scenario."""
        if self.snapshot is None or isinstance(self.screen, Choose):
            return
        state = self.snapshot.state
        choices = [(name, plain(name)) for name in state.names]
        title = _("Which scenario do edits belong to?")
        name = await self.push_screen_wait(Choose(title, choices, state.active))
        if name is not None and (faults := await self.edit(lambda desk: desk.activate(name))):
            self.say(reason(faults), wrong=True)

    def action_command_palette(self) -> None:
        """Every action by its name."""
        if not isinstance(self.screen, CommandPalette):
            words = _("Type what is to be done ...")
            self.push_screen(CommandPalette(placeholder=words, id="--command-palette"))

    async def action_quit(self) -> None:
        """Leave, with what is still being typed; stay where that is refused."""
        self._leave()

    @work(group="quit", exclusive=True)
    async def _leave(self) -> None:
        screen = self.sheet_screen
        if screen is not None and self.snapshot is not None:
            if not screen.grid.finish_edit():
                return
            await screen.settled()
        self.exit(self.status)

    def action_help(self) -> None:
        """Help for the panel that has the keyboard; a second F1 closes it."""
        if isinstance(self.screen, Reading):
            self.screen.dismiss(None)
        else:
            self.push_screen(Reading(_("Help"), help_text(self)))

    def action_language(self) -> None:
        """English or Chinese: the other one."""
        use_language("en" if Words.language == "zh" else "zh")
        if self.sheet_screen is not None:
            self.sheet_screen.translate()
