"""A line of text in a panel."""

from rich.text import Text
from textual.widgets import Static


class Line(Static):
    """The screen is laid out anew only where it says something else and is as wide as that."""

    def show(self, text: Text) -> None:
        """Say it."""
        if text != self.content:
            self.update(text, layout=self.styles.auto_dimensions)
