"""The program on a copy of a plan, a planner at its keys, and solvers that tests can wait for."""

import asyncio
import atexit
import shutil
import tempfile
import unicodedata
from collections.abc import AsyncIterator, Callable, Hashable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from threading import Event, Semaphore
from time import monotonic

from textual._compositor import LayoutUpdate
from textual.events import Key, Paste
from textual.keys import KEY_NAME_REPLACEMENTS
from textual.message_pump import MessagePump
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Static

from kamplan.desk import Desk
from kamplan.plan import Plan
from kamplan.planning import hold_plan, solve_plan
from kamplan.shipped import copy_shipped
from kamplan.user.beginning import Beginning
from kamplan.whatif.committed import Committed
from kamplan.whatif.figures import Solved
from kamplan.whatif.scenario import Scenario
from solver import Progress
from tests.plan.folders import Files, write_folder
from tui.app import KamplanApp
from tui.grid import Grid
from tui.panels.parts import PartsLine
from tui.screens.sheet_screen import SheetScreen
from tui.snapshot import Snapshot
from tui.solving import Solver

SMALL, LARGE = (80, 24), (160, 50)
WIDE = (120, 24)
"""room for the details."""
CALM = 10
"""turns of the event loop without a message after which there are none on their way."""
PATIENCE = 30.0
"""seconds until a test gives up what it waits for."""


# Plans


@cache
def _made() -> Path:
    """Where plans are kept that were opened, and solved, once for all tests."""
    folder = Path(tempfile.mkdtemp(prefix="kamplan-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@cache
def _tiny() -> Path:
    folder = write_folder(_made() / "tiny")
    Desk.open(folder).close()
    return folder


@cache
def _festival(solved: tuple[str, ...]) -> Path:
    folder = _made() / "-".join(["festival", *solved])
    if not solved:
        copy_shipped("spring_festival", folder)
        Desk.open(folder).close()
        return folder
    shutil.copytree(_festival(solved[:-1]), folder)
    desk = Desk.open(folder)
    desk.keep(solve_plan(desk.state.base, desk.state.scenario(solved[-1])), desk.state)
    desk.close()
    return folder


def tiny(folder: Path, files: Files | None = None) -> Path:
    """A copy of the tiny plan that was opened before, then with some files changed outside."""
    shutil.copytree(_tiny(), folder)
    return write_folder(folder, files)


def tiny_with(folder: Path, scenarios: Mapping[str, str]) -> Path:
    """The same with scenarios."""
    return tiny(folder, {f"scenarios/{name}.toml": text for name, text in scenarios.items()})


def festival(folder: Path, *solved: str) -> Path:
    """A copy of the shipped plan for the spring festival, some of its scenarios solved."""
    shutil.copytree(_festival(solved), folder)
    return folder


# Solvers


class InProcess:
    """Solves where it is called."""

    def solve(
        self,
        plan: Plan,
        scenario: Scenario,
        stop: Event,
        report: Callable[[Progress], None],
        explain: bool = False,
        committed: Committed | None = None,
    ) -> Solved:
        if committed is not None:
            return hold_plan(plan, scenario, committed, stop)
        return solve_plan(plan, scenario, stop, report=report, explain=explain)


class Held:
    """Begins a solve at once and ends it when the test lets it, or when it is stopped."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.report: Callable[[Progress], None] | None = None
        self.trouble: Exception | None = None
        """raised in place of the next answer."""
        self._turns = Semaphore(0)

    def let_go(self) -> None:
        """End the solve that runs, or the next one."""
        self._turns.release()

    def solve(
        self,
        plan: Plan,
        scenario: Scenario,
        stop: Event,
        report: Callable[[Progress], None],
        explain: bool = False,
        committed: Committed | None = None,
    ) -> Solved:
        self.begun.append(scenario.name)
        self.report = report
        until = monotonic() + PATIENCE
        while not self._turns.acquire(timeout=0.02):
            if stop.is_set():
                break
            assert monotonic() < until, "nobody let the solve go"
        if self.trouble is not None:
            trouble, self.trouble = self.trouble, None
            raise trouble
        if committed is not None:
            return hold_plan(plan, scenario, committed, stop)
        solved = solve_plan(plan, scenario, explain=explain)
        if stop.is_set():
            early = replace(solved.result, status="feasible", gap=0.02)
            return replace(solved, result=early)
        return solved


# The planner


def key_event(key: str) -> Key:
    """A key by its name, or by the letter it types."""
    if len(key) > 1:
        return Key(key, " " if key == "space" else None)
    if key.isalnum():
        return Key(key, key)
    name = unicodedata.name(key, key).lower().replace("-", "_").replace(" ", "_")
    return Key(KEY_NAME_REPLACEMENTS.get(name, name), key)


def steps(here: int, there: int, back: str, on: str) -> list[str]:
    """Keys from one place to another."""
    return [on if there > here else back] * abs(there - here)


def walk(here: int, there: int, last: int) -> list[str]:
    """The fewest keys from one column to another; there are `last` + 1."""
    return min(
        steps(here, there, "left", "right"),
        ["home", *steps(0, there, "left", "right")],
        ["end", *steps(last, there, "left", "right")],
        key=len,
    )


class User:
    """Presses keys, waits until everything they set going is done, and reads the screen."""

    def __init__(self, app: KamplanApp, pilot: Pilot[int]) -> None:
        self.app, self.pilot = app, pilot
        self._places: tuple[object, dict[Hashable, int]] = None, {}

    # -- at the keyboard ---------------------------------------------------------------------

    async def press(self, *keys: str) -> None:
        """Press keys, one after another."""
        for key in keys:
            self.app.post_message(key_event(key))
            await self._quiet()
        await self.rest()

    def burst(self, *keys: str) -> None:
        """Press keys faster than anything can be done about them."""
        for key in keys:
            self.app.post_message(key_event(key))

    async def write(self, text: str, *then: str) -> None:
        """Type a text, then press keys."""
        await self.press(*text, *then)

    async def paste(self, text: str) -> None:
        """What the terminal's paste sends."""
        self.app.post_message(Paste(text))
        await self.rest()

    async def click(self, where: Widget | str, offset: tuple[int, int] = (1, 0)) -> None:
        """Click on a widget."""
        await self.pilot.click(where, offset=offset)
        await self.rest()

    async def click_part(self, line: str, key: str) -> None:
        """Click on a tab or a key."""
        parts = self.screen.query_one(line, PartsLine)
        await self.click(parts, (parts.place_of(key).start - parts.cut + 1, 0))

    async def resize(self, size: tuple[int, int]) -> None:
        """Another size of the terminal."""
        await self.pilot.resize_terminal(*size)
        await self.rest()

    async def go_to(self, key: Hashable, column: str) -> None:
        """Walk to a cell, from the edge of the table that is nearest."""
        grid = self.grid
        names = [each.id for each in grid.model.columns]
        rows = self.rows()
        await self.press(
            *steps(rows.index(grid.cursor_key), rows.index(key), "up", "down"),
            *walk(grid.cursor_column, names.index(column), len(names) - 1),
        )
        assert (grid.cursor_key, self.column) == (key, column)

    # -- waiting -----------------------------------------------------------------------------

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait for something to be so."""
        end = monotonic() + PATIENCE
        while not condition():
            assert monotonic() < end, "waited in vain"
            await asyncio.sleep(0.005)

    async def rest(self) -> None:
        """Wait until no edit is on its way and nothing but a dialog is waited for."""
        await self._quiet()
        await self.until(self._rests)
        # What is laid out anew may have more to lay out.
        for _ in range(2):
            await self.pilot.pause(0)
            await self._quiet()

    async def _quiet(self) -> None:
        """Wait until every widget has read its messages, and those that came of them."""
        calm, end = 0, monotonic() + PATIENCE
        nodes: list[MessagePump] = []
        while calm < CALM and self.app.is_running:
            await asyncio.sleep(0)
            if not calm:
                nodes = [self.app, *self.app.screen.walk_children(with_self=True)]
            calm = 0 if any(node.message_queue_size for node in nodes) else calm + 1
            assert monotonic() < end, "never quiet"

    def _rests(self) -> bool:
        app = self.app
        if not app.is_running:
            return True
        asking = len(app.screen_stack) > 1
        busy = [
            worker
            for worker in app.workers
            if not worker.is_finished and (worker.group in ("edit", "look") or not asking)
        ]
        snapshot = app.snapshot
        # Another mode is drawn a moment after it was chosen: Textual gathers what it changes.
        # Charts are drawn when there is room for them.
        seen = app.screen.walk_children(with_self=True)
        drawn = not app._batch_count and not any(each._layout_required for each in seen)
        return (
            drawn and not busy and (snapshot is None or snapshot.saving == snapshot.recording == 0)
        )

    async def solved(self) -> None:
        """Wait for the end of every solve."""
        await self.until(lambda: not self.snapshot.running)
        await self.rest()

    # -- what there is -----------------------------------------------------------------------

    @property
    def snapshot_or_none(self) -> Snapshot | None:
        """What the screens draw; None while the plan is being opened."""
        return self.app.snapshot

    @property
    def snapshot(self) -> Snapshot:
        """What the screens draw."""
        assert self.app.snapshot is not None
        return self.app.snapshot

    @property
    def screen(self) -> SheetScreen:
        """The mode that is shown."""
        assert self.app.sheet_screen is not None
        return self.app.sheet_screen

    @property
    def grid(self) -> Grid:
        """The grid that is shown."""
        return self.screen.grid

    @property
    def column(self) -> str:
        """The column under the cursor."""
        return self.grid.model.columns[self.grid.column].id

    def cell(self, key: Hashable, column: str) -> str:
        """A cell as the grid shows it."""
        model = self.grid.model
        at = [each.id for each in model.columns].index(column)
        return model.text(self._row(key), at)

    def note(self, key: Hashable, column: str) -> str:
        """A cell's sign and tooltip."""
        model = self.grid.model
        look = model.look(self._row(key), [each.id for each in model.columns].index(column))
        return "" if look is None else f"{look.mark}: {look.note}"

    def _row(self, key: Hashable) -> int:
        model = self.grid.model
        if self._places[0] is not model:
            self._places = model, {model.row_key(row): row for row in range(len(model))}
        return self._places[1][key]

    def rows(self) -> list[Hashable]:
        """Keys of the rows in the order shown."""
        grid = self.grid
        return [grid.model.row_key(row) for row in grid.view.rows(range(len(grid.view)))]

    @property
    def title(self) -> str:
        """The top line."""
        return "  ".join(self.words(each) for each in ("#plan", "#active", "#outcome", "#saved"))

    @property
    def said(self) -> str:
        """What the status line says."""
        return self.words("#said")

    @property
    def side(self) -> str:
        """What the details say; nothing where they are not shown."""
        panel = self.screen.query_one("Side")
        return self.words("#side-text") if panel.display else ""

    def words(self, selector: str) -> str:
        """The text of a panel of the mode."""
        return str(self.screen.query_one(selector, Static).content)

    @property
    def dialog(self) -> str:
        """Everything a dialog says; nothing where there is none."""
        if len(self.app.screen_stack) == 1:
            return ""
        return "\n".join(str(each.content) for each in self.app.screen.query(Static))

    def lines(self) -> list[str]:
        """The lines of the screen, as they are seen."""
        app = self.app
        picture = app.screen._compositor.render_update(
            full=True, screen_stack=app._background_screens
        )
        assert isinstance(picture, LayoutUpdate)
        return ["".join(strip.text for strip in line).rstrip() for line in picture.strips]

    @property
    def seen(self) -> str:
        """The words on the screen, whatever the line they stand on."""
        return " ".join(" ".join(self.lines()).split())


@asynccontextmanager
async def at_work(
    folder: Path,
    *solvers: Solver,
    size: tuple[int, int] = SMALL,
    begin: Beginning | None = None,
) -> AsyncIterator[User]:
    """The program, open and ready."""
    app = KamplanApp(partial(Desk.open, folder), solvers or [InProcess()], begin=begin)
    async with app.run_test(size=size) as pilot:
        user = User(app, pilot)
        await user.rest()
        yield user
        await user.rest()


def lines_of(path: Path) -> Sequence[str]:
    """The lines of a file."""
    return path.read_text("utf-8").splitlines()
