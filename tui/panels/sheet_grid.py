"""The grid of a mode, with the key that leads from it to what is wrong."""

from typing import ClassVar

from textual.binding import Binding, BindingType

from kamplan.words import mark
from tui.grid import Grid


class SheetGrid(Grid):
    """A grid that can be typed in takes every letter but those it binds itself."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("exclamation_mark", "screen.to_faults", mark("What is wrong"), id="faults",
                show=False),
    ]  # fmt: skip
