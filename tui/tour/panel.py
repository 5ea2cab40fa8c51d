"""What the tour says, above the status line; nothing where no tour is on."""

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from kamplan.words import _
from tui.panels.line import Line
from tui.prose import Sentences
from tui.tour.tour import Tour


class TourKey(Line):
    """A key of the tour; a click does the same."""

    def __init__(self, action: str) -> None:
        super().__init__(markup=False)
        self._action = action

    async def on_click(self, event: events.Click) -> None:
        """As the key does."""
        event.stop()
        await self.run_action(self._action)


class TourPanel(Vertical):
    """Takes room of its own: it covers no cell, and never has the keyboard."""

    def compose(self) -> ComposeResult:
        """Which step, its keys, what to do."""
        with Horizontal():
            yield Line(id="tour-title", markup=False)
            yield TourKey("screen.skip_step")
            yield TourKey("screen.leave_tour")
        yield Sentences(Text(), id="tour-text")

    def show(self, tour: Tour) -> None:
        """What is to be done now."""
        step = tour.step
        self.display = step is not None
        if step is None:
            return
        number, count = tour.count
        said = _("Tour {number}/{count}", number=number, count=count)
        title = Text(f"{said}  {_(step.title)}", style="bold", no_wrap=True, overflow="ellipsis")
        self.query_one("#tour-title", Line).show(title)
        skip, leave = self.query(TourKey)
        skip.show(Text(_("ctrl+j skips")))
        skip.tooltip = Text(_("Skip this step of the tour"))
        leave.show(Text(_("Esc leaves")))
        leave.tooltip = Text(_("Leave the tour; the palette (ctrl+p) has it again"))
        self.query_one("#tour-text", Sentences).say(Text(_(step.text)))
