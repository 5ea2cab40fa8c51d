"""A line of text in a panel."""

from rich.text import Text
from textual.widgets import Static


class Line(Static):
    """The screen is laid out anew only when it says something else."""

    def show(self, text: Text) -> None:
        """Say it."""
        if text != self.content:
            self.update(text)
