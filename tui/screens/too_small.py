"""What is shown where there is too little room: that, and how much is needed."""

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.geometry import Size
from textual.widgets import Static

from kamplan.words import _
from tui.screens.dialog import Dialog

NEEDED = Size(60, 15)


def too_small(size: Size) -> bool:
    """Whether there is too little room for a mode to be read."""
    return size.width < NEEDED.width or size.height < NEEDED.height


class TooSmall(Dialog[None]):
    """Lies over everything, whose place, texts and dialogs stay as they are."""

    BINDINGS: ClassVar[list[BindingType]] = []

    def compose(self) -> ComposeResult:
        """One text."""
        yield Static(id="too-small", markup=False)

    def on_resize(self) -> None:
        """Say how much there is; go when it is enough."""
        if self.app.screen is self and not too_small(self.app.size):
            self.dismiss(None)
            return
        size = self.app.size
        text = _(
            "{width} x {height} characters are too few; {needed_width} x {needed_height} are "
            "needed. Everything stays as it is: make the window larger.",
            width=size.width, height=size.height,
            needed_width=NEEDED.width, needed_height=NEEDED.height,
        )  # fmt: skip
        self.query_one("#too-small", Static).update(Text(text))

    def on_screen_resume(self) -> None:
        """There may be room by now."""
        self.on_resize()
