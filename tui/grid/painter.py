"""Lines of a grid as strips: heading, rows, bar, and the words of an empty one."""

from collections.abc import Sequence
from typing import NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui.grid.cells import MARGIN, MARKS, clean, cut, fit
from tui.grid.columns import Place
from tui.grid.model import GridColumn, GridModel, Look
from tui.grid.palette import Palette
from tui.grid.unsettled import Unsettled
from tui.grid.view import Sort

PLAIN = Look()
KNOWN_MARKS = frozenset({*MARKS, "total"})


class RowState(NamedTuple):
    """What a row's picture depends on besides its values."""

    row: int
    "Row of the model."
    cursor: int | None = None
    "The cursor's column, when it stands in this row."
    selected: range = range(0)
    "Columns of the row in a selection of several cells."
    focused: bool = True
    "Whether keys come to the grid."


class Painter:
    """Draws lines of exactly `width` cells."""

    def __init__(self, palette: Palette, width: int) -> None:
        self._palette = palette
        self._width = width

    def heading(
        self,
        columns: Sequence[GridColumn],
        places: Sequence[Place],
        cursor: int | None,
        sort: Sort | None,
        more: tuple[bool, bool],
    ) -> Strip:
        """The titles; where the order comes from; whether columns wait at the left or right."""
        segments = []
        for place in places:
            column = columns[place.column]
            sign = " "
            if sort and sort.column == column.id:
                sign = "▼" if sort.descending else "▲"
            title = _title(column, place.width - MARGIN)
            at_cursor = ("heading-cursor",) if place.column == cursor else ()
            style = self._palette.style(("heading", *at_cursor))
            segments.append(Segment(f" {title}{sign}", style))
        plain = self._palette.style(("heading",))
        strip = self._filled(segments, plain)
        left, right = more
        if left:
            x = next((place.x for place in places if not columns[place.column].frozen), 0)
            strip = self._signed(strip, x, "‹", plain)
        if right and not strip.text.endswith(("▲", "▼")):
            strip = self._signed(strip, self._width - 1, "›", plain)
        return strip

    def _signed(self, strip: Strip, x: int, sign: str, style: Style) -> Strip:
        """The line with a sign in one of its cells."""
        parts = [*strip.crop(0, x), Segment(sign, style), *strip.crop(x + 1, self._width)]
        return Strip(parts, self._width)

    def row(
        self, model: GridModel, places: Sequence[Place], state: RowState, unsettled: Unsettled
    ) -> Strip:
        """The cells of one row."""
        row = state.row
        key = model.row_key(row) if unsettled else None
        segments = []
        for place in places:
            at = place.column
            column = model.columns[at]
            look = model.look(row, at) or PLAIN
            mark = look.mark
            typed = unsettled.cell((key, column.id)) if unsettled else None
            if typed is not None:
                mark = "pending" if (key, column.id) in unsettled.pending else "refused"
            text = typed.text if typed is not None else model.text(row, at)
            content = fit(text, place.width - MARGIN, column.number, place.partial)
            layers = _layers(column, look, mark, state, at)
            style = self._palette.style(layers, look.heat)
            if mark == "changed":
                signed = self._palette.style((*layers, "mark"), look.heat)
                segments += [Segment(f" {content}", style), Segment(MARKS[mark], signed)]
            else:
                segments.append(Segment(f" {content}{MARKS.get(mark, ' ')}", style))
        return self._filled(segments, self._palette.style(()))

    def bar(self, label: str, text: str, right: str) -> Strip:
        """What is looked for, and at the right how much of it there is."""
        plain = self._palette.style(("bar",))
        right = cut(right, min(cell_len(right), self._width))
        room = self._width - cell_len(right)
        segments = [
            Segment(cut(label, min(cell_len(label), room)), plain),
            Segment(cut(clean(text), room - cell_len(label)), self._palette.style(("bar-text",))),
            Segment(right, plain),
        ]
        return self._filled(segments, plain)

    def words(self, line: str) -> Strip:
        """A line in the middle of an empty grid."""
        style = self._palette.style(("empty",))
        text = cut(clean(line), min(cell_len(clean(line)), self._width))
        pad = " " * ((self._width - cell_len(text)) // 2)
        return self._filled([Segment(pad + text, style)], style)

    def blank(self) -> Strip:
        """A line below the last row."""
        return Strip.blank(self._width, self._palette.style(()))

    def _filled(self, segments: list[Segment], style: Style) -> Strip:
        segments = [segment for segment in segments if segment.text]
        size = sum(cell_len(segment.text) for segment in segments)
        if size < self._width:
            segments.append(Segment(" " * (self._width - size), style))
        return Strip(segments, max(size, self._width)).crop(0, self._width).simplify()


def _layers(column: GridColumn, look: Look, mark: str, state: RowState, at: int) -> tuple[str, ...]:
    """The component classes of a cell, the strongest last."""
    layers = ["frozen"] if column.frozen else []
    if look.dim:
        layers.append("dim")
    if mark in KNOWN_MARKS:
        layers.append(mark)
    if state.cursor is not None and column.frozen:
        layers.append("row")
    if at in state.selected:
        layers.append("selection")
    if state.cursor == at:
        layers.append("cursor" if state.focused else "cursor-away")
    return tuple(layers)


def _title(column: GridColumn, width: int) -> str:
    title = cut(clean(column.title), width)
    if not column.number:
        return title
    title = title.rstrip()
    return " " * (width - cell_len(title)) + title
