"""A mode: sheets like those of a workbook, one in the grid, its row told in the side panel."""

import asyncio
from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal

from kamplan.words import Words, _, mark
from tui.about import sheet_about
from tui.grid import Grid
from tui.grid.messages import Copied, CursorMoved, SelectionChanged
from tui.modes import mode_labels
from tui.panels.key_bar import KeyBar
from tui.panels.side import WIDE, Side
from tui.panels.status_line import StatusLine
from tui.panels.tabs import Tabs
from tui.panels.title_bar import TitleBar
from tui.plots.told import Told
from tui.screens.arranging import ArrangingScreen
from tui.screens.sending import SendingScreen
from tui.screens.telling import TellingScreen
from tui.session import lost_fault
from tui.sheets.sheet import Sheet, SheetKind
from tui.snapshot import Snapshot, same_view
from tui.tour.panel import TourPanel
from tui.tour.tour import Tour

NARROW = 60
"""Width of the words in an empty sheet."""


class SheetScreen(ArrangingScreen, SendingScreen, TellingScreen):
    """Drawn anew from every snapshot; says what was typed to the desk."""

    kinds: ClassVar[Sequence[SheetKind]] = ()
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+pagedown", "next_sheet(1)", mark("Next sheet"), id="sheet.next", show=False,
            priority=True,
        ),
        Binding(
            "ctrl+pageup", "next_sheet(-1)", mark("Previous sheet"), id="sheet.previous",
            show=False, priority=True,
        ),
        Binding("ctrl+l", "toggle_side", mark("Details"), id="sheet.side", show=False),
    ]  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self._kind = self.kinds[0]
        self._sheets: dict[str, Sheet] = {}
        self._shown: Snapshot | None = None
        self._wanted: Snapshot | None = None
        """what the sheet is to be made from,"""
        self._made: dict[str, Snapshot] = {}
        """and what each was made from."""
        self._overdue: set[str] = set()
        """sheets with other answers in them than when their rows were put in order."""
        self._language = Words.language

    @property
    def meant(self) -> list[str]:
        """The scenarios that F9 solves here: the active one."""
        snapshot = self.kamplan.snapshot
        return [] if snapshot is None else [snapshot.active]

    @property
    def grid(self) -> Grid:
        """The grid of the sheet that is shown."""
        return self.query_one(f"#grid-{self._kind.id}", Grid)

    def compose(self) -> ComposeResult:
        """Title, modes, sheets, grid and side, status, keys."""
        yield TitleBar()
        yield Tabs(mode_labels(), self.mode, id="modes")
        yield Tabs(self.sheet_labels(), self._kind.id, id="sheets")
        with Horizontal(id="body"):
            yield self.new_grid(self._kind.id)
            yield Side()
        yield TourPanel()
        yield self.panel
        yield StatusLine()
        yield KeyBar()

    def on_mount(self) -> None:
        """Ready for the keyboard."""
        self._show_grid()
        self._place_side()

    def _show_grid(self) -> None:
        """The one grid that is shown has the keyboard."""
        for grid in self.query(Grid):
            grid.display = grid is self.grid
        self.set_focus(self.grid)

    def on_screen_resume(self) -> None:
        """Catch up with what happened while another mode was shown."""
        if self._language != Words.language:
            self.translate()
        elif self.kamplan.snapshot is not None:
            self.show(self.kamplan.snapshot)
        # It may have been shown or hidden in another mode.
        self._place_side()
        self.kamplan.left_at(self.mode, self._kind.id)
        self.kamplan.notice()
        self.kamplan.measure(self.app.size)

    def translate(self) -> None:
        """Say everything again in the language that is used now."""
        self._language = Words.language
        self.query_one("#modes", Tabs).relabel(mode_labels())
        self.relabel_sheets()
        self.say("")
        self.panel.redraw()
        self._show_selection()
        self.refresh_bindings()
        self._shown = None
        if self.kamplan.snapshot is not None:
            self.show(self.kamplan.snapshot)

    def sheet_labels(self) -> list[tuple[str, str, str]]:
        """(key, title, tooltip) of each sheet's tab."""
        titles = [(kind.id, kind.title()) for kind in self.kinds]
        return [(key, title, sheet_about(self.mode, key, title)) for key, title in titles]

    def title_of(self, sheet: str) -> str:
        """What a sheet is called."""
        return next(kind.title() for kind in self.kinds if kind.id == sheet)

    def relabel_sheets(self) -> None:
        """Say the sheets' titles again."""
        self.query_one("#sheets", Tabs).relabel(self.sheet_labels())

    def on_resize(self) -> None:
        """Room for the side panel, or none; and for what is wrong."""
        self._place_side()
        self.panel.fit()

    def show(self, snapshot: Snapshot) -> None:
        """Draw from a snapshot what of it has changed."""
        before, self._shown = self._shown, snapshot
        if snapshot is before:
            return
        self.query_one(TitleBar).snapshot = snapshot
        self.tell_unwritten(() if before is None else before.unwritten, snapshot.unwritten)
        self._tell_lost(snapshot.state.lost)
        if before is None or not self._kind.same(before, snapshot):
            self._show_sheet()
        self.kamplan.notice()

    def _tell_lost(self, lost: str) -> None:
        """Base is active unasked: what is being typed was not meant for it. Told once."""
        if lost and lost != self.kamplan.lost:
            self.grid.void_edit()
            self.refuse([lost_fault(lost)])
        self.kamplan.lost = lost

    def show_tour(self, tour: Tour) -> None:
        """What the tour says now."""
        self.query_one(TourPanel).show(tour)

    def _show_sheet(self) -> None:
        snapshot, kind = self._shown, self._kind
        if snapshot is None:
            return
        self._wanted = snapshot
        if kind.slow:
            self._make_sheet(kind, snapshot)
        else:
            self._take_sheet(kind, snapshot, kind.make(snapshot, self._sheets.get(kind.id)))

    @work(group="sheet", description="make a sheet", exclusive=True)
    async def _make_sheet(self, kind: SheetKind, snapshot: Snapshot) -> None:
        """Make a sheet beside the event loop; a newer one takes its place."""
        before = self._sheets.get(kind.id)
        sheet = await asyncio.to_thread(kind.make, snapshot, before)
        if kind is self._kind:
            self._take_sheet(kind, snapshot, sheet)

    def _take_sheet(self, kind: SheetKind, snapshot: Snapshot, sheet: Sheet) -> None:
        self._sheets[kind.id] = sheet
        before, self._made[kind.id] = self._made.get(kind.id), snapshot
        grid = self.grid
        locked = grid.read_only
        grid.empty = self._wrap(kind.empty(snapshot))
        grid.model = sheet
        if before is not None and not same_view(before, snapshot):
            self._overdue.add(kind.id)
        # Not under the hands of who is typing.
        if kind.id in self._overdue and grid.editor is None:
            self._overdue.discard(kind.id)
            grid.arrange_anew()
        if grid.read_only != locked:
            self.refresh_bindings()
        self._place_side()

    async def drawn(self) -> None:
        """Wait until the sheet that is shown is made from what there is."""
        while self._made.get(self._kind.id) is not self._wanted and self.is_running:
            await asyncio.sleep(0.005)

    def _wrap(self, text: str) -> str:
        """In lines that every terminal has room for."""
        lines = Text(text).wrap(self.app.console, NARROW)
        return "\n".join(line.plain.rstrip() for line in lines)

    @property
    def sheet_id(self) -> str:
        """Which sheet is shown."""
        return self._kind.id

    @property
    def sheet(self) -> Sheet | None:
        """The sheet that is shown."""
        return self._sheets.get(self._kind.id)

    async def action_next_sheet(self, step: int) -> None:
        """The next sheet or the one before."""
        at = self.kinds.index(self._kind) + step
        await self.choose_sheet(self.kinds[at % len(self.kinds)].id)

    async def choose_sheet(self, key: str) -> None:
        """Show another sheet, unless what is being typed is refused."""
        if not self.grid.finish_edit():
            return
        if not self.query(f"#grid-{key}"):
            # A grid is made when its sheet is looked at for the first time.
            grid = self.new_grid(key)
            grid.display = False
            await self.query_one("#body").mount(grid, before=self.query_one(Side))
        if key != self._kind.id:
            # What was said was about the other one.
            self.say("")
        self._kind = next(kind for kind in self.kinds if kind.id == key)
        self.query_one("#sheets", Tabs).activate(key)
        self._show_grid()
        self._show_sheet()
        self.kamplan.left_at(self.mode, key)
        self.kamplan.notice()

    def action_toggle_side(self) -> None:
        """Show the side panel, or hide it: in every mode, from now on."""
        wanted, sheet = not self._side_wanted, self.sheet
        self.kamplan.remember(self.kamplan.settings.but(side=wanted))
        self._place_side()
        if wanted and sheet is not None and not sheet.tells_more:
            self.say(_("There is nothing more to say about these rows."))

    @property
    def _side_wanted(self) -> bool:
        """As it was asked for; else where there is room."""
        wanted = self.kamplan.settings.side
        return self.size.width >= WIDE if wanted is None else wanted

    def _place_side(self) -> None:
        """Shown where it is wanted and there is something to say."""
        sheet = self.sheet
        tells = sheet is not None and sheet.tells_more
        self.query_one(Side).display = self._side_wanted and tells
        self._show_side()

    @on(Tabs.Chosen, "#sheets")
    async def _sheet_chosen(self, event: Tabs.Chosen) -> None:
        await self.choose_sheet(event.key)

    @on(Tabs.Chosen, "#modes")
    async def _mode_chosen(self, event: Tabs.Chosen) -> None:
        await self.kamplan.action_switch_mode(event.key)

    @on(CursorMoved)
    def _moved(self) -> None:
        self._show_side()
        self.kamplan.notice()

    def _show_side(self) -> None:
        sheet, row = self.sheet, self.grid.cursor_row
        if sheet is not None and self.query_one(Side).display:
            self._tell(sheet, row, self.grid.cursor_column)

    @work(group="side", description="tell about a row", exclusive=True)
    async def _tell(self, sheet: Sheet, row: int | None, column: int) -> None:
        """Tell about a row; gathered beside the event loop, and dropped for a newer one."""
        told: Told = Text()
        if row is not None:
            told = await asyncio.to_thread(sheet.side, row, column)
        self.query_one(Side).show(told)

    @on(SelectionChanged)
    def _show_selection(self) -> None:
        self.query_one(StatusLine).select(str(self.grid.summary))

    @on(Copied)
    def _say_copied(self, event: Copied) -> None:
        self.say(_("{count} cells copied.", count=event.count))

    def say(self, text: str, wrong: bool = False) -> None:
        """On the status line."""
        self.query_one(StatusLine).say(text, wrong)


def marked(
    labels: Sequence[tuple[str, str, str]], sign: str, about: str
) -> list[tuple[str, str, str]]:
    """Labels of sheets whose tabs say, by a sign, that they show something else than usual."""
    return [(key, f"{sign}{title}", f"{tooltip}\n{about}") for key, title, tooltip in labels]
