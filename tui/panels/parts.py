"""A line of parts, each of which can be pointed at and clicked: tabs, keys.

One widget. As a widget each they would be most of those on a screen, and each of them is styled,
placed and drawn anew whenever a mode is shown.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.events import Click, Leave, MouseMove, Resize
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget


@dataclass(frozen=True)
class Part:
    """Something on the line."""

    key: str
    words: tuple[tuple[str, str], ...]
    "(text, component class of its style)"
    tooltip: str = ""

    @property
    def text(self) -> str:
        """What it says."""
        return "".join(text for text, _ in self.words)

    @property
    def width(self) -> int:
        """Cells that it takes."""
        return cell_len(self.text)


class PartsLine(Widget):
    """Its parts from left to right; what there is no room for is cut."""

    ALLOW_SELECT = False
    GAP = 0
    """Cells between two parts."""

    class Chosen(Message):
        """A part was clicked."""

        def __init__(self, line: "PartsLine", key: str) -> None:
            self.line, self.key = line, key
            super().__init__()

        @property
        def control(self) -> "PartsLine":
            """The line that it stands in."""
            return self.line

    _parts: tuple[Part, ...] = ()
    _pointed: str | None = None
    """Key of the part under the mouse."""
    _mouse: int | None = None
    """Cell under the mouse; None where it is elsewhere."""

    @property
    def parts(self) -> tuple[Part, ...]:
        """What stands there."""
        return self._parts

    def put(self, parts: Sequence[Part]) -> None:
        """Other parts, or the same: those are not drawn again."""
        if tuple(parts) != self._parts:
            self._parts = tuple(parts)
            self._point()
            self.refresh()

    @property
    def cut(self) -> int:
        """Cells that are cut on the left."""
        return 0

    def place_of(self, key: str) -> range:
        """The cells of a part, counted from the first part; none where it is not there."""
        return next((cells for part, cells in self._placed() if part.key == key), range(0))

    def _placed(self) -> Iterator[tuple[Part, range]]:
        start = 0
        for part in self._parts:
            yield part, range(start, start + part.width)
            start += part.width + self.GAP

    def part_at(self, x: int) -> Part | None:
        """What is seen in a cell of the line."""
        at = x + self.cut
        return next((part for part, cells in self._placed() if at in cells), None)

    # -- drawing ---------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        """The parts, one after another; there is one line."""
        width = self.size.width
        gap = [Segment(" " * self.GAP, self.rich_style)] if self.GAP else []
        segments: list[Segment] = []
        for part in self._parts:
            segments += gap if segments else []
            segments += (Segment(text, self._style(part, name)) for text, name in part.words)
        line, cut = Strip(segments), self.cut
        strip = line.crop(cut, cut + width).extend_cell_length(width, self.rich_style)
        if cut:
            strip = Strip.join([self._more("‹"), strip.crop(1)])
        if line.cell_length > cut + width:
            strip = Strip.join([strip.crop(0, width - 1), self._more("›")])
        return strip

    def _more(self, sign: str) -> Strip:
        """There is more on this side."""
        return Strip([Segment(sign, self.rich_style)], 1)

    def _style(self, part: Part, name: str) -> Style:
        style = self.get_component_rich_style(name)
        return style + Style(underline=True) if part.key == self._pointed else style

    # -- the mouse -------------------------------------------------------------------------

    def on_mouse_move(self, event: MouseMove) -> None:
        """Say what is pointed at."""
        self._mouse = event.x
        self._point()

    def on_leave(self, event: Leave) -> None:
        """Nothing is pointed at."""
        self._mouse = None
        self._point()

    def on_resize(self, event: Resize) -> None:
        """What is cut may move."""
        self._point()

    def _point(self) -> None:
        """Tell of what is under the mouse: that moves, and so do the parts."""
        part = None if self._mouse is None else self.part_at(self._mouse)
        told = "" if part is None else part.tooltip
        if told != str(self.tooltip or ""):
            self.tooltip = Text(told) if told else None
        key = None if part is None else part.key
        if key != self._pointed:
            self._pointed = key
            self.refresh()

    def on_click(self, event: Click) -> None:
        """Choose it."""
        event.stop()
        if (part := self.part_at(event.x)) is not None:
            self.choose(part)

    def choose(self, part: Part) -> None:
        """It was clicked."""
        self.post_message(self.Chosen(self, part.key))
