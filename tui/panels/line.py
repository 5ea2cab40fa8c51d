"""A line of text in a panel."""

from rich.text import Text
from textual.widgets import Static


class Line(Static):
    """The screen is laid out anew only where it is as wide as what it says, and that changes."""

    def show(self, text: Text) -> None:
        """Say it."""
        before = self.content
        if text != before:
            width = before.cell_len if isinstance(before, Text) else None
            same = not self.styles.auto_dimensions or text.cell_len == width
            self.update(text, layout=not same)
