"""The line over the keys: the selection's sum, what was done last, and what went wrong."""

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Horizontal

from kamplan.words import _
from tui.panels.line import Line


class StatusLine(Horizontal):
    """What happened on the left, the selection on the right."""

    def compose(self) -> ComposeResult:
        """Two texts."""
        yield Line(id="said", markup=False)
        yield Line(id="selection", markup=False)

    def say(self, text: str, wrong: bool = False) -> None:
        """What was done, or why it was not."""
        said = self.query_one("#said", Line)
        if not text and not str(said.content):
            # Nothing is drawn where nothing was said.
            return
        said.show(Text(("! " if wrong else "") + text, no_wrap=True, overflow="ellipsis"))
        said.set_class(wrong, "-wrong")
        said.tooltip = Text(text) if text else None

    def select(self, summary: str) -> None:
        """Count, sum and mean of the selection."""
        line = self.query_one("#selection", Line)
        line.show(Text(summary, no_wrap=True))
        line.tooltip = (
            Text(_("The selected cells: {figures}", figures=summary)) if summary else None
        )
