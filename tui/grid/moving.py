"""The keys that move the cursor and select cells, as in a spreadsheet."""

from collections.abc import Hashable

from textual.geometry import Offset

from tui.grid.cursor import Spot, block_end, next_cell, within
from tui.grid.messages import Arranged
from tui.grid.rows import GridRows


class GridMoving(GridRows):
    """Moves the cursor, extends the selection, draws columns wider."""

    _tabbed_from: int | None = None
    "The column in which a run of Tabs began; Enter leads back to it, one row down."

    def move_to(self, row: int, column: int | None = None) -> None:
        """Put the cursor on a row of the model, if it is shown, and a column of it."""
        place = self._view.place(row)
        if place is not None:
            across = self._spot.column if column is None else self._shown.near(column)
            self._go(Spot(place, across))

    def move_to_key(self, key: Hashable, column: str = "") -> bool:
        """Put the cursor on the row with a key; False when there is none."""
        row = self._row_with(key)
        if row is None or self._view.place(row) is None:
            return False
        at = next((n for n, found in enumerate(self._model.columns) if found.id == column), None)
        self.move_to(row, at)
        return True

    # -- moving ----------------------------------------------------------------------------

    @property
    def _extent(self) -> tuple[int, int]:
        return len(self._view), len(self._shown)

    def _go(self, spot: Spot) -> None:
        """Move the cursor and select its cell."""
        self._tabbed_from = None
        self._select(spot, spot, spot)
        self._show(self._spot)
        self._point()

    def _point(self) -> None:
        """Put the terminal's own cursor on the cell: an input method opens its window there."""
        region = self._region_of(self._spot)
        if region is not None and self.has_focus:
            self.app.cursor_position = self.content_region.offset + region.offset + Offset(1, 0)

    def on_focus(self) -> None:
        """Keys come here from now on."""
        self._point()

    def _extend(self, far: Spot) -> None:
        """Move the far corner of the selection; the cursor stays."""
        self._select(self._spot, self._near, far)
        self._show(self._far)

    def _select(self, spot: Spot, near: Spot, far: Spot) -> None:
        if not all(self._extent):
            return
        before, was = self.area, self._spot
        self._spot, self._near, self._far = (
            within(corner, *self._extent) for corner in (spot, near, far)
        )
        self._moved()
        rows = (before.rows, self.area.rows)
        if before.columns == self.area.columns and was == self._spot and before.size > 1:
            rows = _differing(*rows)
        self._redraw_rows(*rows, range(was.row, was.row + 1))
        if was.column != self._spot.column:
            self._redraw_heading()
        self._tell()

    def _moved(self) -> None:
        """The user went on: what was refused has been seen."""
        if self._unsettled.refused:
            self._unsettled.refused.clear()
            self._redraw_cells()

    def _target(self, start: Spot, where: str) -> Spot:
        """Where a key leads from a cell."""
        rows, columns = self._extent
        row, column = start
        if where.startswith("block_"):
            return self._block_target(start, where)
        return {
            "up": Spot(row - 1, column),
            "down": Spot(row + 1, column),
            "left": Spot(row, column - 1),
            "right": Spot(row, column + 1),
            "row_start": Spot(row, 0),
            "row_end": Spot(row, columns - 1),
            "table_start": Spot(0, 0),
            "table_end": Spot(rows - 1, columns - 1),
            "page_up": Spot(row - self._page, column),
            "page_down": Spot(row + self._page, column),
        }[where]

    def _block_target(self, start: Spot, where: str) -> Spot:
        rows, columns = self._extent
        step = 1 if where in ("block_down", "block_right") else -1
        if where in ("block_up", "block_down"):
            column = self._column(start.column)
            at = block_end(
                lambda row: bool(self._raw(self._view.row(row), column)), start.row, step, rows - 1
            )
            return Spot(at, start.column)
        row = self._view.row(start.row)
        at = block_end(
            lambda place: bool(self._raw(row, self._column(place))),
            start.column,
            step,
            columns - 1,
        )
        return Spot(start.row, at)

    def action_move(self, where: str) -> None:
        """Move the cursor."""
        if all(self._extent):
            self._go(self._target(self._spot, where))

    def action_extend(self, where: str) -> None:
        """Extend the selection."""
        if all(self._extent):
            self._extend(self._target(self._far, where))

    def action_next_cell(self, step: int = 1) -> None:
        """Go to the next cell of the row, or the previous one; over the ends of the rows."""
        if all(self._extent):
            began = self._spot.column if self._tabbed_from is None else self._tabbed_from
            self._go(next_cell(self._spot, step, *self._extent))
            self._tabbed_from = began

    def _enter_down(self) -> None:
        """One row down, back in the column where a run of Tabs began."""
        column = self._spot.column if self._tabbed_from is None else self._tabbed_from
        self._go(Spot(self._spot.row + 1, column))

    # -- selecting -------------------------------------------------------------------------

    def action_select(self, what: str) -> None:
        """Select all cells, or those of the rows or columns selected so far."""
        rows, columns = self._extent
        area = self.area
        near = Spot(0 if what != "row" else area.top, 0 if what != "column" else area.left)
        far = Spot(
            rows - 1 if what != "row" else area.bottom,
            columns - 1 if what != "column" else area.right,
        )
        self._select(self._spot, near, far)

    def action_collapse(self) -> None:
        """Select the cursor's cell alone."""
        self._select(self._spot, self._spot, self._spot)

    # -- widths ----------------------------------------------------------------------------

    def action_widen(self, by: int) -> None:
        """Draw the cursor's column wider, or narrower."""
        column = self.cursor_column
        if column < len(self._widths):
            self.set_width(column, self._widths[column] + by)
            self._show(self._spot)
            self.post_message(Arranged(self))


def _differing(one: range, other: range) -> tuple[range, range]:
    """The stretches at both ends that only one of two overlapping ranges has."""
    starts = sorted((one.start, other.start))
    stops = sorted((one.stop, other.stop))
    return range(*starts), range(*stops)
