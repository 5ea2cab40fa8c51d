"""The grid as a picture: a heading, rows of cells, a bar below; what scrolls and what stays."""

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual.cache import LRUCache
from textual.events import Resize
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.grid.arrangement import Arrangement, Sort, show_columns
from tui.grid.cells import MARGIN, clean
from tui.grid.columns import NARROWEST, ColumnLayout, Place, fitted_widths
from tui.grid.cursor import Spot
from tui.grid.model import GridBase, GridModel
from tui.grid.painter import HeadingState, Painter, RowState
from tui.grid.palette import Palette
from tui.grid.selection import Area
from tui.grid.unsettled import Unsettled
from tui.grid.view import View

HEADING = 1
"Lines of the heading."


class GridCanvas(ScrollView, inherit_bindings=False):
    """Draws a model. Knows where the cursor and the selection are, not how they move."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "grid--heading",
        "grid--heading-cursor",
        "grid--frozen",
        "grid--row",
        "grid--cursor",
        "grid--cursor-away",
        "grid--selection",
        "grid--changed",
        "grid--mark",
        "grid--pending",
        "grid--refused",
        "grid--pinned",
        "grid--total",
        "grid--dim",
        "grid--heat",
        "grid--empty",
        "grid--bar",
        "grid--bar-text",
        "grid--bar-wrong",
    }
    DEFAULT_CSS = """
    GridCanvas {
        background: $surface;
        color: $foreground;
        scrollbar-size-vertical: 1;
        & > .grid--heading { background: $panel; color: $foreground; text-style: bold; }
        & > .grid--heading-cursor { background: $primary 40%; }
        & > .grid--frozen { background: $panel 50%; }
        & > .grid--row { background: $primary 20%; text-style: bold; }
        & > .grid--cursor {
            background: $block-cursor-background;
            color: $block-cursor-foreground;
            text-style: $block-cursor-text-style;
        }
        & > .grid--cursor-away {
            background: $block-cursor-blurred-background;
            color: $block-cursor-blurred-foreground;
            text-style: $block-cursor-blurred-text-style;
        }
        & > .grid--selection { background: $primary 40%; }
        & > .grid--changed { text-style: bold; }
        & > .grid--mark { color: $text-warning; }
        & > .grid--pending { text-style: italic; }
        & > .grid--refused { background: $error-muted; color: $text-error; text-style: bold; }
        & > .grid--pinned { color: $text-accent; text-style: bold; }
        & > .grid--total { background: $panel; text-style: bold; }
        & > .grid--dim { color: $foreground 50%; }
        & > .grid--heat { background: $warning; }
        & > .grid--empty { color: $foreground 60%; }
        & > .grid--bar { background: $panel; color: $foreground 80%; }
        & > .grid--bar-text { background: $panel; color: $foreground; text-style: bold; }
        & > .grid--bar-wrong { background: $panel; color: $text-error; text-style: bold; }
        &:ansi {
            & > .grid--heading { text-style: bold underline; }
            & > .grid--cursor-away { text-style: reverse; }
            & > .grid--refused { background: ansi_default; color: ansi_red; }
        }
    }
    """

    def __init__(
        self,
        model: GridModel | None = None,
        *,
        empty: str = "",
        name: str | None = None,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._model: GridModel = GridBase() if model is None else model
        self._view = View(len(self._model))
        self._arrangement = Arrangement()
        self._shown = show_columns(self._model.columns, self._arrangement)
        self._spot = Spot(0, 0)
        self._near = self._far = self._spot
        self._unsettled = Unsettled()
        self._empty = empty
        self._widths: list[int] = fitted_widths(self._model, {})
        self._layout_of: tuple[int, ColumnLayout] | None = None
        self._palette = Palette(self)
        self._strips: LRUCache[tuple[object, ...], Strip] = LRUCache(512)

    # -- what is where ---------------------------------------------------------------------

    @property
    def area(self) -> Area:
        """The cells selected, by their places; one cell at least, the cursor's."""
        return Area.between(self._near, self._far)

    @property
    def sort(self) -> tuple[Sort, ...]:
        """What orders the rows, as far as the model has those columns; empty for its own order."""
        ids = {column.id for column in self._model.columns}
        return tuple(sort for sort in self._arrangement.sort if sort.column in ids)

    @property
    def inner(self) -> Size:
        """The room for lines: the widget without its scrollbars."""
        width, height = self.size
        return Size(width - self.scrollbar_size_vertical, height - self.scrollbar_size_horizontal)

    @property
    def _columns(self) -> ColumnLayout:
        """The columns in the present width."""
        width = self.inner.width
        if self._layout_of is None or self._layout_of[0] != width:
            self._layout_of = (width, ColumnLayout(self._widths_shown, self._shown.frozen, width))
        return self._layout_of[1]

    @property
    def _widths_shown(self) -> list[int]:
        """Cells of content of the columns shown: as measured, and a title that just fits makes
        room for the number of its column in the order."""
        numbers = {sort.column: 1 for sort in self.sort} if len(self.sort) > 1 else {}
        columns = [(self._model.columns[at], self._widths[at]) for at in self._shown.columns]
        return [
            width + numbers.get(column.id, 0) * (width == cell_len(clean(column.title)))
            for column, width in columns
        ]

    @property
    def _places(self) -> tuple[Place, ...]:
        """The columns in sight."""
        return self._columns.places(round(self.scroll_x))

    @property
    def _bar_lines(self) -> int:
        """Lines of the bar at the bottom."""
        return 0

    @property
    def _page(self) -> int:
        """Rows that fit below the heading."""
        return max(self.inner.height - HEADING - self._bar_lines, 1)

    def _line_of(self, place: int) -> int:
        """The line of the widget that a row is drawn in, whether in sight or not."""
        return place - round(self.scroll_y) + HEADING

    def _region_of(self, spot: Spot) -> Region | None:
        """Where a cell is drawn, from the corner of the grid; None out of sight."""
        y = self._line_of(spot.row)
        if not HEADING <= y < HEADING + self._page:
            return None
        found = next((place for place in self._places if place.column == spot.column), None)
        return Region(found.x, y, found.width, 1) if found else None

    def _hit(self, x: int, y: int) -> tuple[int | None, Place | None]:
        """What is drawn at a point: the row's place (-1 the heading, None nothing), the column."""
        column = next((at for at in self._places if at.x <= x < at.x + at.width), None)
        if y < HEADING:
            return -1, column
        row = y - HEADING + round(self.scroll_y)
        inside = y < HEADING + self._page and row < len(self._view)
        return (row if inside else None), column

    # -- drawing ---------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        """One line of the widget, as it scrolls now."""
        painter = Painter(self._palette, self.inner.width)
        if y < HEADING:
            return self._heading(painter)
        if y >= HEADING + self._page:
            return self._bar(painter)
        place = y - HEADING + round(self.scroll_y)
        if not len(self._view):
            return self._words(painter, y)
        if place >= len(self._view):
            return painter.blank()
        return self._row(painter, place)

    def _heading(self, painter: Painter) -> Strip:
        columns, scroll = self._columns, round(self.scroll_x)
        more = (columns.first(scroll) > 0, columns.more_right(scroll))
        state = HeadingState(self._spot.column, self.sort, more)
        return painter.heading(self._model.columns, self._shown, self._places, state)

    def _row(self, painter: Painter, place: int) -> Strip:
        area = self.area
        state = RowState(
            row=self._view.row(place),
            cursor=self._spot.column if place == self._spot.row else None,
            selected=area.columns if place in area.rows and area.size > 1 else range(0),
            focused=self.has_focus,
        )
        key = (state, self._columns.first(round(self.scroll_x)), self.inner.width)
        strip = self._strips.get(key)
        if strip is None:
            strip = painter.row(self._model, self._shown, self._places, state, self._unsettled)
            self._strips[key] = strip
        return strip

    def _bar(self, painter: Painter) -> Strip:
        return painter.blank()

    def _words(self, painter: Painter, y: int) -> Strip:
        """A line of the text of an empty grid, in the middle."""
        lines = self._empty_words().splitlines()
        at = y - HEADING - (self._page - len(lines)) // 2
        return painter.words(lines[at]) if 0 <= at < len(lines) else painter.blank()

    def _empty_words(self) -> str:
        return self._empty

    @property
    def empty(self) -> str:
        """What a grid without rows says: which key to press. Lines parted by line ends."""
        return self._empty

    @empty.setter
    def empty(self, text: str) -> None:
        self._empty = text
        self.refresh()

    # -- drawing anew ----------------------------------------------------------------------

    def _redraw(self) -> None:
        """Everything may look different."""
        self._strips.clear()
        self._layout_of = None
        height = len(self._view) + HEADING + self._bar_lines
        widths = self._widths_shown
        self.virtual_size = Size(sum(widths) + MARGIN * len(widths), height)
        self._place_scrollbars()
        self.refresh()

    def _place_scrollbars(self) -> None:
        """Show the scrollbars that are needed, before the next layout finds that out.

        What is in sight has to be known at once, when a key moves the cursor out of it.
        """
        if not self.size:
            return
        (width, height), (needed_width, needed_height) = self.size, self.virtual_size
        upright, level = self.styles.scrollbar_size_vertical, self.styles.scrollbar_size_horizontal
        wide = needed_width > width
        tall = needed_height > height - level * wide
        wide = needed_width > width - upright * tall
        self.show_vertical_scrollbar = needed_height > height - level * wide
        self.show_horizontal_scrollbar = wide

    def _redraw_cells(self) -> None:
        """The values or marks of some cells changed."""
        self._strips.clear()
        self._redraw_rows(range(len(self._view)))

    def _redraw_rows(self, *ranges: range) -> None:
        """These rows changed; their lines alone are drawn again, where they are in sight."""
        top = round(self.scroll_y)
        seen = range(top, top + self._page)
        for rows in ranges:
            start, stop = max(rows.start, seen.start), min(rows.stop, seen.stop)
            if start < stop:
                y = self._line_of(start)
                self.refresh(Region(0, y, self.inner.width, stop - start))

    def _redraw_heading(self) -> None:
        self.refresh(Region(0, 0, self.inner.width, HEADING))

    def notify_style_update(self) -> None:
        """Another theme, or another focus: the styles are mixed again."""
        super().notify_style_update()
        self._palette = Palette(self)
        self._strips.clear()

    def _on_resize(self, event: Resize) -> None:
        self._redraw()
        self._show(self._spot)

    # -- scrolling and widths --------------------------------------------------------------

    def _show(self, spot: Spot) -> None:
        """Scroll as little as needed to have a cell in sight."""
        if not self.inner:
            return
        top, left = round(self.scroll_y), round(self.scroll_x)
        y = min(spot.row, top) if spot.row < top + self._page else spot.row - self._page + 1
        x = self._columns.scroll_to(spot.column, left)
        if (x, y) != (left, top):
            self.scroll_to(x, y, animate=False, force=True)

    def _fit_widths(self, at_least: Sequence[int] = ()) -> None:
        """Measure the columns anew."""
        fitted = fitted_widths(self._model, dict(self._arrangement.widths))
        self._widths = [max(pair) for pair in zip(fitted, at_least or fitted, strict=True)]

    def set_width(self, column: int, width: int) -> None:
        """Draw a column of the model this wide (cells of content), whatever it will hold."""
        self._widths[column] = max(width, NARROWEST)
        name = self._model.columns[column].id
        self._arrangement = self._arrangement.with_width(name, self._widths[column])
        self._redraw()

    def fit_width(self, column: int) -> None:
        """Draw a column of the model as wide as it needs to be, again."""
        name = self._model.columns[column].id
        self._arrangement = self._arrangement.with_width(name, None)
        self._widths[column] = fitted_widths(self._model, dict(self._arrangement.widths))[column]
        self._redraw()
