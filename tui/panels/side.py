"""Beside the grid: what is known of the selected row."""

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

WIDE = 110
"""From this width of the terminal on there is room for it."""


class Side(VerticalScroll, can_focus=True):
    """Scrolls when it is long."""

    def compose(self) -> ComposeResult:
        """One text."""
        yield Static(id="side-text", markup=False)

    def show(self, text: Text) -> None:
        """Another row."""
        self.query_one("#side-text", Static).update(text)
