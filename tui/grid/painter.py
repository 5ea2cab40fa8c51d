"""Lines of a grid as strips: heading, rows, bar, and the words of an empty one."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui.grid.arrangement import ShownColumns, Sort
from tui.grid.cells import MARGIN, MARKS, clean, cut, fit
from tui.grid.columns import Place
from tui.grid.model import GridColumn, GridModel, Look
from tui.grid.palette import Palette
from tui.grid.unsettled import Unsettled

PLAIN = Look()
KNOWN_MARKS = frozenset({*MARKS, "total"})
HIDDEN = "⋯"
"The sign of a heading where columns are hidden."


class RowState(NamedTuple):
    """What a row's picture depends on besides its values."""

    row: int
    "Row of the model."
    cursor: int | None = None
    "The place of the cursor's column, when it stands in this row."
    selected: range = range(0)
    "Places of the row's columns in a selection of several cells."
    focused: bool = True
    "Whether keys come to the grid."


class HeadingState(NamedTuple):
    """What the picture of the heading depends on besides the titles."""

    cursor: int | None = None
    "The place of the cursor's column."
    sorts: Sequence[Sort] = ()
    "Where the order comes from."
    more: tuple[bool, bool] = (False, False)
    "Whether columns wait beyond the left and the right edge."


class Painter:
    """Draws lines of exactly `width` cells."""

    def __init__(self, palette: Palette, width: int) -> None:
        self._palette = palette
        self._width = width

    def heading(
        self,
        columns: Sequence[GridColumn],
        shown: ShownColumns,
        places: Sequence[Place],
        state: HeadingState,
    ) -> Strip:
        """The titles, and signs: ▲ ▼ of the order, ⋯ of hidden columns, ‹ › of those that wait."""
        signs = sort_signs(state.sorts)
        segments = []
        for place in places:
            column = columns[shown.columns[place.column]]
            at_cursor = ("heading-cursor",) if place.column == state.cursor else ()
            text = _heading(column, place.width, signs.get(column.id, " "))
            lead = HIDDEN if shown.gaps[place.column] else " "
            style = self._palette.style(("heading", *at_cursor))
            segments.append(Segment(lead + text, style))
        plain = self._palette.style(("heading",))
        strip = self._filled(segments, plain)
        for x, sign in _edge_signs(shown, places, state.more, self._width):
            # The order is told by the heading alone, what waits by more than its sign.
            if strip.crop(x, x + 1).text not in "▲▼0123456789":
                strip = self._signed(strip, x, sign, plain)
        return strip

    def _signed(self, strip: Strip, x: int, sign: str, style: Style) -> Strip:
        """The line with a sign in one of its cells."""
        parts = [*strip.crop(0, x), Segment(sign, style), *strip.crop(x + 1, self._width)]
        return Strip(parts, self._width)

    def row(
        self,
        model: GridModel,
        shown: ShownColumns,
        places: Sequence[Place],
        state: RowState,
        unsettled: Unsettled,
    ) -> Strip:
        """The cells of one row."""
        row = state.row
        key = model.row_key(row) if unsettled else None
        segments = []
        for place in places:
            at = shown.columns[place.column]
            column = model.columns[at]
            look = model.look(row, at) or PLAIN
            mark = look.mark
            typed = unsettled.cell((key, column.id)) if unsettled else None
            if typed is not None:
                mark = "pending" if (key, column.id) in unsettled.pending else "refused"
            text = typed.text if typed is not None else model.text(row, at)
            content = fit(text, place.width - MARGIN, column.number, place.partial)
            layers = _layers(place.column < shown.frozen, look, mark, state, place.column)
            style = self._palette.style(layers, look.heat)
            if mark == "changed":
                signed = self._palette.style((*layers, "mark"), look.heat)
                segments += [Segment(f" {content}", style), Segment(MARKS[mark], signed)]
            else:
                segments.append(Segment(f" {content}{MARKS.get(mark, ' ')}", style))
        return self._filled(segments, self._palette.style(()))

    def bar(self, label: str, text: str, right: str, wrong: bool = False) -> Strip:
        """What is looked for, and at the right how much of it there is, or what is wrong."""
        plain = self._palette.style(("bar",))
        right = cut(right, min(cell_len(right), self._width))
        room = self._width - cell_len(right)
        segments = [
            Segment(cut(label, min(cell_len(label), room)), plain),
            Segment(cut(clean(text), room - cell_len(label)), self._palette.style(("bar-text",))),
            Segment(right, self._palette.style(("bar-wrong",)) if wrong else plain),
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


def sort_signs(sorts: Sequence[Sort]) -> dict[str, str]:
    """The sign of every column that orders the rows; numbered where there are several."""
    return {
        sort.column: ("▼" if sort.descending else "▲") + (str(number) if len(sorts) > 1 else "")
        for number, sort in enumerate(sorts, 1)
    }


def _heading(column: GridColumn, width: int, sign: str) -> str:
    """Title and sign in the cells of a heading but the first, which parts it from the others."""
    title = _title(column, width - 1 - cell_len(sign)) + sign
    return cut(title, width - 1)


def _edge_signs(
    shown: ShownColumns, places: Sequence[Place], more: tuple[bool, bool], width: int
) -> Iterator[tuple[int, str]]:
    """Signs at the edges of what scrolls, and where they stand."""
    left, right = more
    if left:
        yield next((at.x for at in places if at.column >= shown.frozen), 0), "‹"
    if right:
        yield width - 1, "›"
    elif shown.gaps[-1]:
        end = places[-1].x + places[-1].width if places else 0
        yield min(end, width - 1), HIDDEN


def _layers(frozen: bool, look: Look, mark: str, state: RowState, at: int) -> tuple[str, ...]:
    """The component classes of the cell in a place, the strongest last."""
    layers = ["frozen"] if frozen else []
    if look.dim:
        layers.append("dim")
    if mark in KNOWN_MARKS:
        layers.append(mark)
    if state.cursor is not None and frozen:
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
