"""The program: modes, keys, and what they do. Screens draw snapshots of its session."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on, work
from textual.binding import Binding, BindingType
from textual.command import CommandPalette
from textual.events import Event, Key
from textual.screen import Screen

from kamplan.exchange.glance import Glance
from kamplan.words import Words, _, mark, use_language
from tui.commands import Actions
from tui.helping import help_text
from tui.keyboard import KeysInOrder
from tui.messages import (
    BridgeEnded,
    ExploreEnded,
    ExploreReported,
    SolveEnded,
    SolveReported,
)
from tui.modes import AREAS
from tui.screens.opening import OpeningScreen

if TYPE_CHECKING:
    from kamplan.desk import Answer, Desk
    from kamplan.plan import Fault
    from tui.panels.fault_panel import Source
    from tui.screens.sheet_screen import SheetScreen
    from tui.session import Session
    from tui.snapshot import Snapshot
    from tui.solving import Solver

POLL = 2.0
"""seconds between looks for what others have changed."""
PAINTED = 0.1
"""seconds that a picture is waited for."""
BAD_INPUT = 2
"""exit status of a plan that cannot be opened, as of every command."""
AT_ONCE = frozenset(
    {"up", "down", "left", "right", "pageup", "pagedown", "home", "end", "ctrl+q"}
    | {"ctrl+home", "ctrl+end"}
)
"""Keys that need no open plan; all others wait for it."""


SCREENS = {
    "accounts": "AccountsScreen",
    "limits": "LimitsScreen",
    "scenarios": "ScenariosScreen",
    "plan": "PlanScreen",
    "compare": "CompareScreen",
    "review": "ReviewScreen",
}
"""The screen of each mode; its module has the mode's name."""


def _load(mode: str) -> ModuleType:
    return import_module(f"tui.screens.{mode}")


def _later(mode: str) -> Callable[[], Screen[None]]:
    """A screen whose module is loaded when it is asked for: not before the first one is seen."""
    return lambda: cast("Screen[None]", getattr(_load(mode), SCREENS[mode])())


class KamplanApp(KeysInOrder[int]):
    """One plan, open for editing and solving."""

    TITLE = "kamplan"
    CSS_PATH = "kamplan.tcss"
    COMMANDS: ClassVar = {Actions}
    MODES: ClassVar = {mode: _later(mode) for mode in SCREENS}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "help", mark("Help"), id="help", priority=True),
        *(
            Binding(
                key.lower(), f"switch_mode('{name}')", title, id=f"mode.{name}", show=False,
                priority=True,
            )
            for name, (key, title, _help) in AREAS.items()
        ),
        Binding(
            "ctrl+p", "command_palette", mark("Every action by its name"), id="palette", show=False,
            priority=True,
        ),
        Binding("ctrl+q", "quit", mark("Quit"), id="quit", show=False, priority=True),
    ]  # fmt: skip

    def __init__(
        self,
        open_desk: "Callable[[], Desk]",
        solvers: "Sequence[Solver]",
        glance: Glance | None = None,
        ready: Callable[[], object] | None = None,
    ) -> None:
        """At most as many scenarios are solved at once as there are solvers. `glance` is shown
        until the plan is open; `ready` is called, in a thread, then."""
        super().__init__()
        self._open_desk, self._solvers = open_desk, solvers
        self._glance, self._when_ready = glance, ready
        self._opening = asyncio.Event()
        """set when the plan is open, or cannot be opened."""
        self._refused = 0.0
        """when it was found that the plan cannot be opened, as events tell the time."""
        self._session: Session | None = None
        self.status = 0

    @property
    def session(self) -> "Session":
        """The open plan and what is done with it."""
        assert self._session is not None
        return self._session

    @property
    def snapshot(self) -> "Snapshot | None":
        """What screens draw; None until the desk is open."""
        return None if self._session is None else self._session.snapshot

    @property
    def sheet_screen(self) -> "SheetScreen | None":
        """The mode that is shown, under whatever dialog; None until the desk is open."""
        screen = self.screen_stack[0] if self.screen_stack else None
        return None if self.current_mode == self.DEFAULT_MODE else cast("SheetScreen", screen)

    def _show(self, snapshot: "Snapshot") -> None:
        screen = self.sheet_screen
        if screen is not None and screen.is_mounted:
            screen.show(snapshot)

    async def _painted(self) -> None:
        """Wait until what has changed is on the screen, or has had the time to get there."""
        seen = asyncio.Event()
        self.screen.call_after_refresh(seen.set)
        with suppress(TimeoutError):
            await asyncio.wait_for(seen.wait(), PAINTED)

    # -- opening and leaving -----------------------------------------------------------------

    def get_default_screen(self) -> Screen[None]:
        """What there is to see first."""
        return OpeningScreen(self._glance)

    async def on_event(self, event: Event) -> None:
        """Let keys that need an open plan wait for it; where there is none, drop them."""
        if isinstance(event, Key) and event.key not in AT_ONCE:
            await self._opening.wait()
            if event.time < self._refused:
                return
        await super().on_event(event)

    @work(exit_on_error=True)
    async def on_mount(self) -> None:
        """Open the desk when the first screen has been seen."""
        await self._painted()
        faults = await self._open()
        if faults:
            from tui.screens.dialogs import Reading, faults_text

            self._refused = Event().time
            self._opening.set()
            self.status = BAD_INPUT
            text = faults_text(faults)
            await self.push_screen_wait(Reading(_("The plan cannot be opened"), text))
            self.exit(self.status)
            return
        self._opening.set()
        await self.session.find_answers()
        for mode in SCREENS:
            # Not when its key is pressed: that would take a moment.
            await asyncio.to_thread(_load, mode)
        if self._when_ready is not None:
            await asyncio.to_thread(self._when_ready)
        self.set_interval(POLL, self._poll)

    async def _open(self) -> "tuple[Fault, ...]":
        """Load the program's larger part beside the first screen, and open the desk."""
        loaded = await asyncio.to_thread(import_module, "tui.session")
        self._session = loaded.Session(
            self._open_desk, self._solvers, self.post_message, self._show, self._painted
        )
        await asyncio.to_thread(_load, "accounts")
        if faults := await self.session.open():
            return faults
        first = self.screen
        await self.switch_mode("accounts")
        if isinstance(first, OpeningScreen) and self.sheet_screen is not None:
            first.hand_over(self.sheet_screen.grid)
        return ()

    @work(group="poll", exclusive=True)
    async def _poll(self) -> None:
        if await self.session.poll():
            self.say(_("Someone else has changed this plan; their changes are shown."))

    async def on_unmount(self) -> None:
        """Leave nothing unwritten."""
        if self._session is not None:
            await self._session.close()

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
            while self.snapshot.recording:
                await asyncio.sleep(0.01)
        self.exit(self.status)

    # -- modes -------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A dialog belongs to its mode."""
        return action != "switch_mode" or len(self.screen_stack) == 1

    async def action_switch_mode(self, mode: str) -> None:
        """Show another mode, with what is still being typed; stay where that is refused."""
        if self.sheet_screen is not None and self.sheet_screen.grid.finish_edit():
            await super().action_switch_mode(mode)

    def say(self, text: str, wrong: bool = False) -> None:
        """On the status line of the mode that is shown."""
        if self.sheet_screen is not None and self.sheet_screen.is_mounted:
            self.sheet_screen.say(text, wrong)

    def refuse(self, faults: "Sequence[Fault]", source: "Source" = "edit") -> None:
        """What is wrong, in the mode that is shown."""
        if self.sheet_screen is not None and self.sheet_screen.is_mounted:
            self.sheet_screen.refuse(faults, source)

    async def edit(self, act: "Callable[[Desk], object]") -> "tuple[Fault, ...]":
        """Let the desk do something; the faults where it refused."""
        return await self.session.edit(act)

    @on(SolveReported)
    def _reported(self, message: SolveReported) -> None:
        self.session.solves.reported(message)

    @on(SolveEnded)
    def _ended(self, message: SolveEnded) -> None:
        from kamplan.desk import Answer

        if not self.session.solves.ended(message):
            return
        screen, outcome = self.sheet_screen, message.outcome
        if screen is not None and screen.is_mounted:
            screen.tell(outcome)
        if isinstance(outcome, Answer):
            self._record(outcome)

    @on(ExploreReported)
    def _exploring(self, message: ExploreReported) -> None:
        self.session.explorations.reported(message)

    @on(ExploreEnded)
    def _explored(self, message: ExploreEnded) -> None:
        self.session.explorations.ended(message)
        if message.faults:
            self.refuse(message.faults, "solve")

    @on(BridgeEnded)
    def _bridged(self, message: BridgeEnded) -> None:
        self.session.solves.bridged(message)

    @work(group="record", description="record an answer")
    async def _record(self, answer: "Answer") -> None:
        if faults := await self.session.record(answer):
            self.refuse(faults)

    # -- everywhere --------------------------------------------------------------------------

    def action_command_palette(self) -> None:
        """Every action by its name."""
        if not isinstance(self.screen, CommandPalette):
            words = _("Type what is to be done ...")
            self.push_screen(CommandPalette(placeholder=words, id="--command-palette"))

    def action_help(self) -> None:
        """Help for the panel that has the keyboard; a second F1 closes it."""
        from tui.screens.dialogs import Reading

        if isinstance(self.screen, Reading):
            self.screen.dismiss(None)
        else:
            self.push_screen(Reading(_("Help"), help_text(self)))

    def action_language(self) -> None:
        """English or Chinese: the other one."""
        use_language("en" if Words.language == "zh" else "zh")
        if self.sheet_screen is not None:
            self.sheet_screen.translate()
