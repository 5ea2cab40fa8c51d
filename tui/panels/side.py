"""Beside the grid: what is known of the selected row, in words and charts."""

import asyncio

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from tui.plots.ink import ink_of
from tui.plots.told import Told, drawn

WIDE = 110
"""From this width of the terminal on there is room for it."""
SCROLLBAR = 1


class Side(VerticalScroll, can_focus=True):
    """Scrolls when it is long."""

    _told: Told = Text()
    _width = 0
    """that charts were drawn for last."""
    _drawing = False

    def compose(self) -> ComposeResult:
        """One text."""
        yield Static(id="side-text", markup=False)

    def on_mount(self) -> None:
        """Charts have the theme's colours."""
        self.app.theme_changed_signal.subscribe(self, lambda _theme: self._again())

    def on_resize(self) -> None:
        """Charts are as wide as there is room."""
        if self._width != self.room:
            self._again()

    def _again(self) -> None:
        if not isinstance(self._told, Text):
            # Another one to whoever is drawing it.
            self.show(list(self._told))

    @property
    def room(self) -> int:
        """Cells for a chart; the scroll bar always has its own, so that nothing moves."""
        return max(self.size.width - SCROLLBAR, 0)

    def show(self, told: Told) -> None:
        """Another row."""
        self._told = told
        if isinstance(told, Text):
            self._put(told)
        elif not self.room:
            # It is drawn when there is some.
            self._width = 0
        elif not self._drawing:
            self._drawing = True
            self._draw()

    @work(group="draw", description="draw charts")
    async def _draw(self) -> None:
        """Beside the event loop, one after another; what is no longer wanted is not drawn."""
        shown: Told | None = None
        try:
            while shown is not self._told and not isinstance(self._told, Text):
                shown, self._width = self._told, self.room
                ink = ink_of(self.app.get_css_variables())
                text = await asyncio.to_thread(drawn, shown, self._width, ink)
            if shown is self._told:
                self._put(text)
        finally:
            self._drawing = False

    def _put(self, text: Text) -> None:
        self.query_one("#side-text", Static).update(text)
