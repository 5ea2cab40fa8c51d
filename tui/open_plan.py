"""The plan that is open: how it is opened and shown, looked after, and left."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, TypeVar, cast

from textual import work
from textual.app import ScreenStackError
from textual.events import Event, InputEvent, Key
from textual.screen import Screen
from textual.worker import get_current_worker

from kamplan.exchange.glance import Glance
from kamplan.user.wishes import Wishes
from kamplan.words import _
from tui.keyboard import KeysInOrder
from tui.modes import SCREENS, load
from tui.screens.opening import OpeningScreen

if TYPE_CHECKING:
    from kamplan.desk import Answer, Desk
    from kamplan.plan import Fault
    from tui.panels.fault_panel import Source
    from tui.screens.dialog import Dialog
    from tui.screens.sheet_screen import SheetScreen
    from tui.session import Session
    from tui.snapshot import Snapshot
    from tui.solving import Solver

R = TypeVar("R")

POLL = 2.0
"""seconds between looks for what others have changed."""
QUIET, LOOK = 0.25, 0.1
"""seconds without a key or the mouse after which nobody waits for a picture, and how often it is
looked whether it is so."""
CALM, LONGEST_CALM = 2.0, 30.0
"""seconds without a key until what can wait is done, and the most that it waits."""
PAINTED = 0.1
"""seconds that a picture is waited for."""
BAD_INPUT = 2
"""exit status of a plan that cannot be opened, as of every command."""
AT_ONCE = frozenset(
    {"up", "down", "left", "right", "pageup", "pagedown", "home", "end", "ctrl+q"}
    | {"ctrl+home", "ctrl+end"}
)
"""Keys that need no open plan; all others wait for it."""


class Host(Protocol):
    """Who runs the program, and does what it would only wait for."""

    def ready(self) -> object:
        """The plan is open; called in a thread."""

    def quiet(self, seconds: float) -> object:
        """No key for so long; called where the screen is drawn, again and again."""


class OpenPlan(KeysInOrder[int]):
    """One plan, from the first look at it until everything of it is written."""

    def __init__(
        self,
        open_desk: "Callable[[], Desk]",
        solvers: "Sequence[Solver]",
        glance: Glance | None = None,
        host: "Host | None" = None,
        wishes: Wishes | None = None,
    ) -> None:
        """At most as many scenarios are solved at once as there are solvers. `glance` is shown
        until the plan is open; `host` is told then. `wishes`: where to begin."""
        super().__init__()
        self._open_desk, self._solvers = open_desk, solvers
        self._glance, self._host = glance, host
        wished = Wishes() if wishes is None else wishes
        self._side = wished.side
        self._mode = wished.mode if wished.mode in SCREENS else "accounts"
        self._sheet = wished.sheet if self._mode == wished.mode else ""
        self._opening = asyncio.Event()
        """set when the plan is open, or cannot be opened."""
        self._refused = 0.0
        """when it was found that the plan cannot be opened, as events tell the time."""
        self._leaving = False
        self._touched = 0.0
        """when a key was pressed or the mouse moved last, as events tell the time."""
        self._session: Session | None = None
        self.lost = ""
        """the scenario that base took the place of, as was told."""
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

    @work(group="record", description="record an answer")
    async def record(self, answer: "Answer") -> None:
        """Keep an answer in the workspace; say so where that cannot be."""
        if faults := await self.session.record(answer):
            self.refuse(faults)

    @work(group="again", exclusive=True)
    async def find_again(self) -> None:
        """Look for the plans that hold once more after an undo; the last one of several looks."""
        await self.session.find_again()

    def _show(self, snapshot: "Snapshot") -> None:
        screen = self.sheet_screen
        if screen is not None and screen.is_mounted:
            screen.show(snapshot)

    async def _painted(self) -> None:
        """Wait until what has changed is on the screen, or has had the time to get there."""
        seen = asyncio.Event()
        # While one leaves there may be no screen any more.
        with suppress(TimeoutError, ScreenStackError):
            self.screen.call_after_refresh(seen.set)
            await asyncio.wait_for(seen.wait(), PAINTED)

    async def _calm(self) -> None:
        """Wait until nobody has been at the keys for a moment, or leaves; but not for long."""
        began = Event().time
        while not self._leaving and (now := Event().time) - began < LONGEST_CALM:
            if now - max(self._touched, began) > CALM:
                return
            await asyncio.sleep(0.05)

    # -- asking ------------------------------------------------------------------------------

    async def ask(self, question: "Dialog[R]") -> R | None:
        """What a worker is answered; None where it was called off, or where whoever asks is not
        looked at any more: a question that comes late would lie over something else.

        Textual's `push_screen_wait` first waits for screens that are on their way out. Where one
        of them is the asker its work is called off meanwhile, and with it the program.
        """
        if get_current_worker().node.screen is not self.screen:
            return None
        # Who no longer waits for an answer leaves a dialog that can still be closed.
        answer: R = await asyncio.shield(self.push_screen(question, wait_for_dismiss=True))
        return answer

    # -- opening -----------------------------------------------------------------------------

    def get_default_screen(self) -> Screen[None]:
        """What there is to see first."""
        return OpeningScreen(self._glance, self._mode, self._sheet, self._side)

    async def on_event(self, event: Event) -> None:
        """Let keys that need an open plan wait for it; where there is none, drop them."""
        if isinstance(event, Key) and event.key not in AT_ONCE:
            await self._opening.wait()
            if event.time < self._refused:
                return
        if isinstance(event, InputEvent):
            self._touched = event.time
        await super().on_event(event)

    @staticmethod
    def _prepare_charts() -> None:
        """What draws charts takes a fifth of a second to load: not when the first is looked at."""
        from tui.plots.lines import prepare

        prepare()

    def _tell_quiet(self) -> None:
        seconds = Event().time - self._touched
        if self._host is not None and seconds > QUIET:
            self._host.quiet(seconds)

    @work(exit_on_error=True)
    async def on_mount(self) -> None:
        """Open the desk when the first screen has been seen."""
        await self._painted()
        faults = await self._open()
        if faults:
            await self._refuse(faults)
            return
        self._opening.set()
        if faults := await self.session.find_answers():
            self.refuse(faults)
        for mode in SCREENS:
            # Not when its key is pressed: that would take a moment.
            await asyncio.to_thread(load, mode)
        await asyncio.to_thread(self._prepare_charts)
        if self._host is not None:
            await asyncio.to_thread(self._host.ready)
            self._touched = max(self._touched, Event().time)
            self.set_interval(LOOK, self._tell_quiet)
        self.set_interval(POLL, self._poll)

    async def _open(self) -> "tuple[Fault, ...]":
        """Load the program's larger part beside the first screen, and open the desk."""
        loaded = await asyncio.to_thread(import_module, "tui.session")
        self._session = loaded.Session(
            self._open_desk,
            self._solvers,
            self.post_message,
            self._show,
            self._painted,
            self._calm,
        )
        await asyncio.to_thread(load, self._mode)
        if faults := await self.session.open():
            return faults
        first = self.screen
        await self.switch_mode(self._mode)
        screen = self.sheet_screen
        if screen is not None and any(kind.id == self._sheet for kind in screen.kinds):
            await screen.choose_sheet(self._sheet)
        if isinstance(first, OpeningScreen) and screen is not None:
            first.hand_over(screen.grid)
        return ()

    async def _refuse(self, faults: "Sequence[Fault]") -> None:
        """Say why the plan cannot be opened, and end."""
        from tui.screens.dialogs import Reading, faults_text

        self._refused = Event().time
        self._opening.set()
        self.status = BAD_INPUT
        text = faults_text(faults)
        await self.ask(Reading(_("The plan cannot be opened"), text))
        self.exit(self.status)

    @work(group="poll", exclusive=True)
    async def _poll(self) -> None:
        active = "" if self.snapshot is None else self.snapshot.active
        if await self.session.poll() and self.snapshot and self.snapshot.active == active:
            self.say(_("Someone else has changed this plan; their changes are shown."))

    # -- leaving -----------------------------------------------------------------------------

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
            self._leaving = True
            await screen.committed()
            while self.snapshot.recording:
                await asyncio.sleep(0.01)
        self.exit(self.status)
