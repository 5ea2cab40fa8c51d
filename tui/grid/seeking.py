"""Filter and search: the keys, and the bar at the bottom of the grid."""

import numpy as np
from rich.cells import cell_len
from textual.events import Key
from textual.geometry import Region
from textual.strip import Strip

from kamplan.words import _
from tui.grid.cells import cut
from tui.grid.cursor import Spot
from tui.grid.editor import Editor
from tui.grid.painter import Painter
from tui.grid.view import Order
from tui.grid.writing import GridWriting

BAR = ("find", "filter")
NOWHERE: Order = np.zeros(0, dtype=np.intp)
TELLING, TYPING = 24, 20
"Cells of the bar that are kept for the count, and for what is typed, at least."


class GridSeeking(GridWriting):
    """Filters and finds. A filter that is on is told in the bar, keys or no keys."""

    _wanted = ""
    "What is being looked for."
    _hits: Order = NOWHERE
    "Places of the rows that have it."
    _began = Spot(0, 0)
    "Where the search began."

    # -- the bar -----------------------------------------------------------------------------

    @property
    def _bar_lines(self) -> int:
        return 1 if self._filter or self._use in BAR else 0

    async def action_filter(self) -> None:
        """Show the rows that match what is typed."""
        self._wanted = ""
        await self._open_bar("filter", self._filter)

    async def action_find(self) -> None:
        """Look for a text in the cells."""
        self._began = self._spot
        self._wanted = ""
        self._hits = NOWHERE
        await self._open_bar("find", "")

    async def _open_bar(self, use: str, text: str) -> None:
        await self._use_editor(use, text)
        self._redraw()
        self._show(self._spot)

    def _leave_bar(self) -> None:
        """Give the keys back to the cells."""
        if self._use in BAR:
            self._close()
            self._show(self._spot)

    def _put_away(self) -> None:
        had_bar = self._use in BAR
        super()._put_away()
        if had_bar:
            self._redraw()

    async def _bar_key(self, event: Key) -> bool:
        """Take a key while the bar has them; False leaves it to the grid or the screen."""
        assert self._editor is not None
        finding, key = self._use == "find", event.key
        if key == "escape":
            self._escape_bar()
        elif key in ("up", "shift+enter", "shift+tab") and finding:
            self._find(-1)
        elif key in ("enter", "down") and finding:
            self._find(1)
        elif key in ("enter", "down", "tab"):
            self._leave_bar()
        elif await self._editor.take(event):
            self._typed_on()
        else:
            self._leave_bar()
            return False
        return True

    def _escape_bar(self) -> None:
        """Empty the filter, or put the bar away."""
        if self._use == "filter" and self._filter:
            assert self._editor is not None
            self._editor.begin("")
            self.filter_by("")
        else:
            self._leave_bar()

    def _typed_on(self) -> None:
        if self._use not in BAR:
            super()._typed_on()
            return
        assert self._editor is not None
        text = self._editor.value
        if self._use == "filter" and text != self._filter:
            self.filter_by(text)
        elif self._use == "find" and text != self._wanted:
            self._look_for(text)
        # What is told beside it may have become longer.
        self._place_editor()

    def _take_rows(self) -> None:
        super()._take_rows()
        if self._use == "find":
            self._hits = self._places_with(self._wanted)

    # -- searching ---------------------------------------------------------------------------

    def _look_for(self, text: str) -> None:
        """Go to the first cell with the text, from where the search began."""
        self._wanted = text
        self._hits = self._places_with(text)
        self._select(self._began, self._began, self._began)
        if len(self._hits):
            self._find(1, inclusive=True)
        self.refresh()

    def _places_with(self, text: str) -> Order:
        if not text:
            return NOWHERE
        return self._view.hits(self._model.matches(text, self._shown.columns))

    def _find(self, step: int, inclusive: bool = False) -> None:
        """Go to the next cell with the text, or the one before; past the end from the start."""
        if not len(self._hits):
            return
        here = self._spot
        columns = [
            column
            for column in self._hit_columns(here.row)
            if (inclusive and column == here.column) or (column - here.column) * step > 0
        ]
        if not columns:
            after = int(np.searchsorted(self._hits, here.row, side="right"))
            before = int(np.searchsorted(self._hits, here.row)) - 1
            at = after if step > 0 else before
            row = int(self._hits[at % len(self._hits)])
            columns = self._hit_columns(row) or [here.column]
            here = Spot(row, here.column)
        self._go(Spot(here.row, columns[0 if step > 0 else -1]))
        self.refresh()

    def _hit_columns(self, place: int) -> list[int]:
        """The places of the columns of a row whose text has what is looked for."""
        row, wanted = self._view.row(place), self._wanted.casefold()
        return [
            across
            for across, column in enumerate(self._shown.columns)
            if wanted in self._text(row, column).casefold()
        ]

    # -- drawing -----------------------------------------------------------------------------

    @property
    def _label(self) -> str:
        words = _("Find") if self._use == "find" else _("Filter")
        return f" {words}: "

    def _bar(self, painter: Painter) -> Strip:
        # What is being typed stands in the editor, which lies over it.
        text = "" if self._use in BAR else self._filter
        found = self._found
        told = cut(found, min(cell_len(found), self._telling))
        return painter.bar(self._label, text, told, bool(self._misread) and self._use != "find")

    @property
    def _telling(self) -> int:
        """Room for what is told at the right of the bar; what is typed needs some, too."""
        return max(self.inner.width - cell_len(self._label) - TYPING, TELLING)

    @property
    def _found(self) -> str:
        """How much there is of what is looked for."""
        if self._use != "find" and self._misread:
            words = "! " + self._misread
        elif self._use != "find":
            shown, count = f"{len(self._view):,}", f"{len(self._model):,}"
            words = _("{shown} of {count} rows", shown=shown, count=count)
        elif not self._wanted:
            return ""
        elif len(self._hits):
            at = f"{int(np.searchsorted(self._hits, self._spot.row)) + 1:,}"
            words = _("row {at} of {count}", at=at, count=f"{len(self._hits):,}")
        else:
            words = _("not found")
        return f" {words} "

    def _editor_region(self, editor: Editor) -> Region | None:
        if self._use not in BAR:
            return super()._editor_region(editor)
        x = min(cell_len(self._label), self.inner.width - 1)
        kept = min(cell_len(self._found), self._telling)
        return Region(x, self.inner.height - 1, max(self.inner.width - x - kept, 1), 1)

    def _empty_words(self) -> str:
        if self._filter and len(self._model):
            return _("No row matches the filter. Ctrl+F changes it, Esc in it takes it off.")
        return super()._empty_words()
