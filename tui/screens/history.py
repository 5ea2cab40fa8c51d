"""The history of the plan: who changed what and when, and the way back to before an edit."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from kamplan.desk.going_back import WentBack, go_back
from kamplan.desk.past import Bookmark, Page, PastEdit, read_edit, read_past
from kamplan.messages import fault_text
from kamplan.plan.entries import Entry
from kamplan.words import _, mark, plain
from tui.grid import Grid
from tui.grid.messages import CursorMoved
from tui.screens.dialog import Dialog
from tui.screens.dialogs import CLOSE, Confirm
from tui.sheets.past import EntriesSheet, PastSheet, edit_title, values_of
from tui.words import edit_name

if TYPE_CHECKING:
    from tui.app import KamplanApp

AHEAD = 30
"""Rows before the end at which the next page is read."""


class EditsGrid(Grid):
    """Enter opens the edit under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "screen.open", mark("Show every value"), id="history.open", show=False)
    ]


class HistoryScreen(Dialog[None]):
    """Reads on as one goes down, however long the past is."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *CLOSE,
        Binding("ctrl+u", "dismiss(None)", mark("Close"), id="history.close", show=False),
        Binding("u", "go_back", mark("Back to before this edit"), id="history.back", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._edits: tuple[PastEdit, ...] = ()
        self._next: Bookmark | None = None
        self._turn = asyncio.Lock()
        """held while pages are read: one page never comes twice."""

    @property
    def kamplan(self) -> "KamplanApp":
        """The program."""
        return cast("KamplanApp", self.app)

    @property
    def grid(self) -> Grid:
        """The edits."""
        return self.query_one(EditsGrid)

    def compose(self) -> ComposeResult:
        """Title, edits, what happened, keys."""
        with Vertical(classes="dialog -list"):
            yield Static(Text(_("History of the plan"), style="bold"), markup=False)
            yield EditsGrid(read_only=True, empty=_("Nothing has been edited here yet."))
            yield Static(id="told", markup=False)
            hint = Static(id="hint", markup=False)
            hint.display = False
            yield hint
            keys = _("Enter: every value   u: back to before it   ctrl+f: filter   Esc: leave")
            yield Static(Text(keys), classes="close", markup=False)

    def on_mount(self) -> None:
        """Read the newest page."""
        self.grid.focus()
        self._read()

    @work(group="look", description="read the history")
    async def _read(self) -> None:
        """The next page, behind those that are here; where one is being read, that will do."""
        if not self._turn.locked():
            async with self._turn:
                if page := await self._page(self._next):
                    self._show((*self._edits, *page.edits), page.next)

    async def _page(self, at: Bookmark | None) -> Page | None:
        """The newest edits, or those before a bookmark; None where that could not be read."""
        page, faults = await self.kamplan.session.look(lambda desk: read_past(desk, at))
        if page is None:
            self._say("\n".join(map(fault_text, faults)), wrong=True)
        else:
            # Their words are found once: files of scenarios are read for them.
            await asyncio.to_thread(lambda: [values_of(edit) for edit in page.edits])
        return page

    def _show(self, edits: tuple[PastEdit, ...], after: Bookmark | None) -> None:
        self._edits, self._next = edits, after
        self.grid.model = PastSheet(edits)

    @on(CursorMoved)
    def _moved(self, event: CursorMoved) -> None:
        """Tell the first values of the edit under the cursor; near the end read on."""
        lines = values_of(self._edits[event.row])
        told = Text("\n".join(lines), no_wrap=True, overflow="ellipsis")
        self.query_one("#told", Static).update(told)
        if self._next is not None and event.row >= len(self._edits) - AHEAD:
            self._read()

    def _say(self, text: str, wrong: bool = False) -> None:
        hint = self.query_one("#hint", Static)
        hint.display = bool(text)
        hint.set_class(wrong, "-wrong")
        hint.update(Text(("! " if wrong else "") + text))

    @property
    def _chosen(self) -> PastEdit | None:
        row = self.grid.cursor_row
        return None if row is None else self._edits[row]

    @work(group="ask", description="show an edit")
    async def action_open(self) -> None:
        """Every value of the edit under the cursor."""
        edit = self._chosen
        if edit is None or not edit.count:
            return
        entries, faults = await self.kamplan.session.look(lambda desk: read_edit(desk, edit.edit))
        if entries is None:
            self._say("\n".join(map(fault_text, faults)), wrong=True)
            return
        await self.kamplan.ask(EditScreen(edit, entries))

    @work(group="ask", description="go back in the history")
    async def action_go_back(self) -> None:
        """Take back the edit under the cursor and every own edit since, when asked."""
        edit = self._chosen
        if edit is None:
            return
        if reason := _why_not(edit):
            self._say(reason, wrong=True)
            return
        count = sum(each.mine and each.stands and each.edit >= edit.edit for each in self._edits)
        question = _("Take back this edit? ctrl+y makes it again.")
        if count > 1:
            question = _(
                "Take back {count} edits of yours, down to this one? They are taken back one after "
                "another; ctrl+y makes each again.",
                count=count,
            )
        if not await self.kamplan.ask(Confirm(question, _("Yes, take them back"))):
            return
        went, faults = await self.kamplan.session.ask(lambda desk: go_back(desk, edit.edit))
        if went is None:
            self._say("\n".join(map(fault_text, faults)), wrong=True)
        else:
            self._tell(went, count)
            self.kamplan.find_again()
        await self._read_again(edit.edit)

    def _tell(self, went: WentBack, count: int) -> None:
        done = len(went.steps)
        if not went.faults:
            self._say(_("{count} edits taken back; ctrl+y makes them again.", count=done))
            return
        said = _("{done} of {count} edits taken back; then:", done=done, count=count)
        self._say("\n".join([said, *map(fault_text, went.faults)]), wrong=True)

    async def _read_again(self, edit: int) -> None:
        """From the newest on, as far as the edit under the cursor."""
        async with self._turn:
            edits: tuple[PastEdit, ...] = ()
            page = await self._page(None)
            while page is not None:
                edits += page.edits
                if page.next is None or edits[-1].edit <= edit:
                    self._show(edits, page.next)
                    return
                page = await self._page(page.next)


def _why_not(edit: PastEdit) -> str:
    """Why an edit cannot be gone back to; nothing where it can."""
    if not edit.count:
        return _("This is no edit: the plan was taken in as a whole.")
    if not edit.mine:
        return _("This is an edit of {who}; you can take back your own.", who=plain(edit.who))
    if edit.undone:
        return _("{what} was taken back already.", what=edit_name(edit.what))
    return ""


class EditScreen(Dialog[None]):
    """Every value that an edit changed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *CLOSE,
        Binding("ctrl+u", "dismiss(None)", mark("Close"), id="edit.close", show=False),
    ]

    def __init__(self, edit: PastEdit, entries: Sequence[Entry]) -> None:
        super().__init__()
        self._edit, self._entries = edit, entries

    def compose(self) -> ComposeResult:
        """Which edit, its values, how to close."""
        with Vertical(classes="dialog -list"):
            yield Static(edit_title(self._edit), markup=False)
            yield Grid(EntriesSheet(self._entries), read_only=True)
            yield Static(Text(_("Esc closes")), classes="close", markup=False)

    def on_mount(self) -> None:
        """Ready for the keyboard."""
        self.query_one(Grid).focus()
