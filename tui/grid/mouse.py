"""The mouse: click, drag, double click, headings, column edges, tooltips."""

from rich.text import Text
from textual.events import Click, Leave, MouseDown, MouseMove, MouseUp
from textual.geometry import Offset

from kamplan.words import _, plain
from tui.grid.arrangement import Arrangement
from tui.grid.arranging import GridArranging
from tui.grid.cells import MARGIN, is_cut
from tui.grid.columns import Place
from tui.grid.cursor import Spot
from tui.grid.messages import Arranged
from tui.grid.model import GridColumn


class GridMouse(GridArranging):
    """Points at cells with the mouse."""

    _selecting_cells = False
    "The button went down on a cell and is still down."
    _resized: tuple[int, int] | None = None
    "The model's column whose edge is dragged, and where its content would begin."
    _pressed_on = Arrangement()
    "The arrangement when the button went down on an edge."
    _pressed_heading: int | None = None
    "The place of the column whose heading the button went down on."
    _hovered: tuple[int | None, int] | None = None

    def on_mouse_down(self, event: MouseDown) -> None:
        """Go to a cell or extend to it; take a heading or its edge."""
        at = event.get_content_offset(self)
        if event.button != 1 or at is None:
            return
        row, place = self._hit(at.x, at.y)
        if not self._free_for(row, place):
            return
        self.capture_mouse()
        if row == -1 and place is not None:
            self._press_heading(place, at.x)
        elif row is not None and place is not None:
            self._selecting_cells = True
            spot = Spot(row, place.column)
            if event.shift:
                self._extend(spot)
            else:
                self._go(spot)

    def _free_for(self, row: int | None, place: Place | None) -> bool:
        """Whether what was being typed lets the mouse go elsewhere."""
        if self._use and not self.editing:
            self._leave_bar()
        return self.finish_edit()

    def _press_heading(self, place: Place, x: int) -> None:
        if _on_edge(place, x):
            self._pressed_on = self._arrangement
            self._resized = (self._column(place.column), place.x + MARGIN - 1)
        else:
            self._pressed_heading = place.column

    def on_mouse_move(self, event: MouseMove) -> None:
        """Extend the selection, draw a column wider, or tell what cannot be seen."""
        at = event.get_content_offset_capture(self)
        if self._resized is not None:
            column, begin = self._resized
            self.set_width(column, at.x - begin)
        elif self._selecting_cells:
            self._extend(self._nearest(at))
        else:
            self._tell_hidden(at)

    def _nearest(self, at: Offset) -> Spot:
        """The cell nearest to a point; beyond an edge the next one that is out of sight."""
        row = at.y - 1 + round(self.scroll_y)
        places = self._places
        inside = next((p.column for p in places if p.x <= at.x < p.x + p.width), None)
        if inside is not None:
            return Spot(row, inside)
        return Spot(row, self._far.column + (1 if places and at.x >= places[-1].x else -1))

    def on_mouse_up(self, event: MouseUp) -> None:
        """Let go; a heading that was pressed orders by its column, with shift or ctrl by it, too.

        Its ⋯ shows all columns, the hidden ones among them.
        """
        at = event.get_content_offset_capture(self)
        pressed, self._pressed_heading = self._pressed_heading, None
        resized = self._resized is not None and self._arrangement != self._pressed_on
        self._selecting_cells, self._resized = False, None
        self.release_mouse()
        if resized:
            self.post_message(Arranged(self))
        row, place = self._hit(at.x, at.y)
        if pressed is None or row != -1 or place is None or place.column != pressed:
            return
        if at.x == place.x and self._shown.gaps[pressed]:
            self.action_arrange()
        else:
            self.action_sort(self._column(pressed), event.shift or event.ctrl or event.meta)

    async def on_click(self, event: Click) -> None:
        """Edit a cell, fit a column, on a double click; take up the filter again on the bar."""
        at = event.get_content_offset(self)
        if at is None or event.button != 1:
            return
        if self._bar_lines and at.y == self.inner.height - 1:
            await self.action_filter()
            return
        row, place = self._hit(at.x, at.y)
        if event.chain != 2 or row is None or place is None:
            return
        if row == -1 and _on_edge(place, at.x):
            before = self._arrangement
            self.fit_width(self._column(place.column))
            if self._arrangement != before:
                self.post_message(Arranged(self))
        elif row >= 0 and self._editable_here():
            await self.action_edit()

    def _editable_here(self) -> bool:
        row = self.cursor_row
        return row is not None and self._model.editable(row, self.cursor_column)

    # -- tooltips ----------------------------------------------------------------------------

    def on_leave(self, event: Leave) -> None:
        """Nothing is pointed at."""
        self._hovered = None
        self.tooltip = None

    def _tell_hidden(self, at: Offset) -> None:
        """The tooltip of what is under the mouse: its note, and its text where that is cut."""
        row, place = self._hit(at.x, at.y)
        hovered = None if place is None else (row, place.column)
        if hovered == self._hovered:
            return
        self._hovered = hovered
        words = "" if row is None or place is None else self._hidden_words(row, place)
        self.tooltip = Text(words) if words else None

    def _hidden_words(self, row: int, place: Place) -> str:
        column, room = self._column(place.column), place.width - MARGIN
        if row < 0:
            words = heading_words(self._model.columns[column])
            hidden = self._hidden_columns(place.column)
            return f"{words}\n{hidden}" if hidden else words
        of_model = self._view.row(row)
        text, look = self._text(of_model, column), self._model.look(of_model, column)
        shown = text if is_cut(text, room) else ""
        note = look.note if look else ""
        return "\n".join(plain(words) for words in (shown, note) if words)

    def _hidden_columns(self, place: int) -> str:
        """Which columns are hidden before a place, and behind the last one."""
        last = place == len(self._shown) - 1
        gap = self._shown.gaps[place] + (self._shown.gaps[-1] if last else ())
        names = "; ".join(self._model.columns[column].title for column in gap)
        return _("hidden here: {columns}", columns=names) if names else ""


def heading_words(heading: GridColumn) -> str:
    """The tooltip of a heading: its title, which may be cut, what it means, what a click does."""
    parts = (
        heading.title,
        heading.help,
        _("A click orders the rows by it; with ctrl, by it, too."),
    )
    return "\n".join(plain(words) for words in parts if words)


def _on_edge(place: Place, x: int) -> bool:
    """Whether a point is on the right edge of a column."""
    return x == place.x + place.width - 1 and not place.partial
