"""The rows of a grid: a new model, another order, a filter; the cursor stays on its row."""

from collections.abc import Hashable, Iterator
from dataclasses import replace

import numpy as np

from kamplan.words import spellings
from tui.grid.arrangement import Arrangement, ShownColumns, Sort, show_columns
from tui.grid.canvas import GridCanvas
from tui.grid.cursor import Spot, within
from tui.grid.filters import FilterError, read_filter
from tui.grid.messages import CursorMoved, SelectionChanged
from tui.grid.model import CellText, GridModel, number_in
from tui.grid.selection import Area, Numbers, Summary, sum_columns, summary_of, summed
from tui.grid.view import View, column_of, view_of

MANY_CELLS = 20_000
"From here on a selection is summed by columns, not cell by cell."


class GridRows(GridCanvas):
    """Follows the model: what is shown where, and what is said when that changes."""

    _filter = ""
    _misread = ""
    "Why the filter is none, so that all rows are shown."
    _key: Hashable = None
    _told: tuple[object, ...] = ()
    _column_before = ""
    "The column that the cursor was in last."

    @property
    def model(self) -> GridModel:
        """What is shown. Set it anew after every change; order, cursor and widths stay."""
        return self._model

    @model.setter
    def model(self, model: GridModel) -> None:
        before, self._model = self._model, model
        if tuple(before.columns) != tuple(model.columns):
            self._take_columns(before)
            self._take_rows()
        elif not self._same_rows(before):
            self._fit_widths(self._widths if len(before) else ())
            self._take_rows()
        self._redraw()
        self._tell()

    def _take_columns(self, before: GridModel) -> None:
        """Other columns: measure them; the cursor stays in its column if that is left."""
        self._fit_widths()
        # Where there was nothing for a while, the column that one was in before.
        was = before.columns[self.cursor_column].id if before.columns else self._column_before
        self._shown = show_columns(self._model.columns, self._arrangement)
        column = column_of(self._model, was)
        if column is not None:
            self._spot = Spot(self._spot.row, self._shown.near(column))
        self._near = self._far = self._spot

    def _same_rows(self, before: GridModel) -> bool:
        """Whether the rows are those of before: as many, the same at either end and here."""
        count = len(self._model)
        if count != len(before) or not count:
            return False
        here = self._view.row(self._spot.row) if len(self._view) else 0
        return all(before.row_key(row) == self._model.row_key(row) for row in {0, here, count - 1})

    def _take_rows(self) -> None:
        """Other rows: order them and find the cursor's again."""
        self._view = self._arranged_view()
        row = self._row_with(self._key)
        place = self._spot.row if row is None else self._view.near(row)
        self._stand_at(Spot(place, self._spot.column))

    def _arranged_view(self) -> View:
        """The rows that the filter shows, all where it cannot be read, in their order."""
        chosen, self._misread = None, ""
        if self._filter:
            try:
                wanted = read_filter(self._filter, self._model.columns, spellings)
                chosen = wanted.rows(self._model, self._shown.columns)
            except FilterError as error:
                self._misread = error.reason
        return view_of(self._model, self._arrangement.sort, chosen)

    def _row_with(self, key: Hashable) -> int | None:
        if key is None:
            return None
        row_key = self._model.row_key
        return next((row for row in range(len(self._model)) if row_key(row) == key), None)

    # -- order and filter ------------------------------------------------------------------

    @property
    def arrangement(self) -> Arrangement:
        """How the table is to look: its order, and which columns are where. Set it at any time,
        also before there is a model; `Arranged` tells when the user has changed it."""
        return self._arrangement

    @arrangement.setter
    def arrangement(self, arrangement: Arrangement) -> None:
        if arrangement == self._arrangement:
            return
        column, before = self.cursor_column, self._arrangement
        self._arrangement = arrangement
        self._shown = show_columns(self._model.columns, arrangement)
        self._spot = Spot(self._spot.row, self._shown.near(column))
        if arrangement.widths != before.widths:
            self._fit_widths()
        self._arrange()

    @property
    def shown_columns(self) -> ShownColumns:
        """Which columns of the model are shown, in what order."""
        return self._shown

    def sort_by(self, *sorts: Sort) -> None:
        """Order the rows by columns, the first one first; by none for the model's order."""
        self.arrangement = replace(self._arrangement, sort=sorts)

    @property
    def filter(self) -> str:
        """The text that rows must have to be shown; empty for all."""
        return self._filter

    def filter_by(self, text: str) -> None:
        """Show the rows that match a text."""
        self._filter = text
        self._arrange()

    def arrange_anew(self) -> None:
        """Order and filter the rows once more: other numbers stand in them. Where they stay as
        they are, so does the selection."""
        ordered = bool(self._filter or self._arrangement.sort)
        if ordered and not self._arranged_view().same(self._view):
            self._arrange()

    def _arrange(self) -> None:
        row = self.cursor_row
        self._view = self._arranged_view()
        place = self._spot.row if row is None else self._view.near(row)
        self._stand_at(Spot(place, self._spot.column))
        self._redraw()
        self._show(self._spot)
        self._tell()

    def _stand_at(self, spot: Spot) -> None:
        """Put the cursor into a cell that is there, and select that alone."""
        self._spot = within(spot, len(self._view), len(self._shown))
        self._near = self._far = self._spot

    # -- what stands where -----------------------------------------------------------------

    @property
    def view(self) -> View:
        """Which rows of the model are shown, in what order."""
        return self._view

    @property
    def cursor_row(self) -> int | None:
        """The model's row under the cursor; None in an empty grid."""
        return self._view.row(self._spot.row) if self._spot.row < len(self._view) else None

    @property
    def cursor_column(self) -> int:
        """The model's column under the cursor; 0 where there is none."""
        return self._column(self._spot.column)

    def _column(self, place: int) -> int:
        """The model's column in a place; 0 in a grid without columns."""
        return self._shown.columns[place] if place < len(self._shown) else 0

    @property
    def cursor_key(self) -> Hashable:
        """The key of the row under the cursor; None in an empty grid."""
        row = self.cursor_row
        return None if row is None else self._model.row_key(row)

    @property
    def selected(self) -> tuple[CellText, ...]:
        """The cells selected, with their present texts; the cursor's alone at least."""
        return tuple(self._cells(self.area))

    @property
    def selected_rows(self) -> tuple[int, ...]:
        """The model's rows that are selected, in the order shown; none in an empty grid."""
        return tuple(self._view.rows(self.area.rows)) if len(self._view) else ()

    def _cells(self, area: Area) -> Iterator[CellText]:
        model = self._model
        columns = [self._column(place) for place in area.columns] if len(self._view) else []
        ids = [model.columns[column].id for column in columns]
        for row in self._view.rows(area.rows) if ids else ():
            key = model.row_key(row)
            for column, name in zip(columns, ids, strict=True):
                yield CellText(row, column, self._raw(row, column), key, name)

    def _typed(self, row: int, column: int) -> CellText | None:
        """What was typed into a cell and is not in the model yet."""
        if not self._unsettled:
            return None
        return self._unsettled.cell((self._model.row_key(row), self._model.columns[column].id))

    def _raw(self, row: int, column: int) -> str:
        typed = self._typed(row, column)
        return self._model.raw(row, column) if typed is None else typed.text

    def _text(self, row: int, column: int) -> str:
        typed = self._typed(row, column)
        return self._model.text(row, column) if typed is None else typed.text

    # -- what the screen hears -------------------------------------------------------------

    @property
    def summary(self) -> Summary:
        """Count, sum and mean of the selection; `str` has them in words."""
        area = self.area
        if not len(self._view):
            return Summary()
        columns = summed(self._model.columns, map(self._column, area.columns))
        if area.size > MANY_CELLS:
            chosen = np.fromiter(self._view.rows(area.rows), dtype=np.intp)
            return sum_columns(area.size, [self._numbers(column)[chosen] for column in columns])
        rows = list(self._view.rows(area.rows))
        texts = (self._raw(row, column) for row in rows for column in columns)
        return summary_of(area.size, (number_in(text) for text in texts))

    def _numbers(self, column: int) -> Numbers:
        """The numbers of a column, NaN where there is none."""
        values = self._model.sort_values(column)
        if isinstance(values, np.ndarray) and values.dtype.kind in "iufb":
            return values.astype(float)
        return np.array([number_in(value) for value in values], dtype=float)

    def on_mount(self) -> None:
        """The first words to the screen."""
        self._tell()

    def _tell(self) -> None:
        """Say where the cursor stands, if that is news, and that the selection may be."""
        self._key = self.cursor_key
        row = self.cursor_row
        if not self.is_running or row is None:
            return
        column = self.cursor_column
        self._column_before = self._model.columns[column].id
        here = (self._key, row, self._column_before)
        if here != self._told:
            self._told = here
            self.post_message(CursorMoved(self, row, column))
        self.post_message(SelectionChanged(self))
