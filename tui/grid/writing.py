"""The keys that change many cells at once, and the clipboard."""

from dataclasses import replace

from textual.events import Paste

from kamplan.words import _
from tui.grid.blocks import BlockRefusedError, check_cells, place_block
from tui.grid.clipboard import format_block, parse_block
from tui.grid.cursor import Spot
from tui.grid.editing import GridEditing
from tui.grid.messages import ChangeBy, Copied, TakeBack
from tui.grid.model import CellText
from tui.grid.selection import Area


class GridWriting(GridEditing):
    """Copies, pastes, fills and empties the selection."""

    def action_copy(self) -> None:
        """Copy the selection as plain values, for a spreadsheet to take."""
        area = self.area
        columns = [self._column(place) for place in area.columns]
        rows = [
            [self._raw(row, column) for column in columns]
            for row in (self._view.rows(area.rows) if len(self._view) else ())
        ]
        if rows:
            self.app.copy_to_clipboard(format_block(rows))
            self.post_message(Copied(self, area.size))

    def action_paste(self) -> None:
        """Paste what was copied here."""
        self._paste(self.app.clipboard)

    def on_paste(self, event: Paste) -> None:
        """Paste what the terminal sends: into the open editor, else as a block of cells."""
        event.stop()
        event.prevent_default()
        if self.editor is not None:
            self.editor.insert_line(event.text)
            self._typed_on()
        else:
            self._paste(event.text)

    def _paste(self, text: str) -> None:
        block = parse_block(text)
        if not block or not all(self._extent):
            return
        try:
            placed = place_block(block, self.area, *self._extent)
            self._put([self._cell(spot, text) for spot, text in placed], "paste")
        except BlockRefusedError as refused:
            self._complain(refused.reason)
            return
        near = placed[0][0]
        far = Spot(placed[-1][0].row, max(spot.column for spot, _text in placed))
        self._select(near, near, far)

    def _cell(self, spot: Spot, text: str) -> CellText:
        row, column = self._view.row(spot.row), self._column(spot.column)
        name = self._model.columns[column].id
        return CellText(row, column, text, self._model.row_key(row), name)

    def _put(self, cells: list[CellText], what: str) -> None:
        """Write all the cells or none; what a cell says already is no change to refuse."""
        changed = [cell for cell in cells if cell.text != self._raw(cell.row, cell.column)]
        check_cells(self._model, changed)
        self._write(changed, what)

    def action_fill(self, where: str) -> None:
        """Repeat the first row of the selection down it, or its first column to the right.

        A single row takes the row above, a single column the one at its left.
        """
        area = self._filled_area(where)
        if area is None:
            return
        cells = []
        for spot in area:
            row = self._view.row(area.top if where == "down" else spot.row)
            place = spot.column if where == "down" else area.left
            cells.append(self._cell(spot, self._raw(row, self._column(place))))
        try:
            self._put(cells, "fill")
        except BlockRefusedError as refused:
            self._complain(refused.reason)

    def _filled_area(self, where: str) -> Area | None:
        """The selection with the cells to repeat; None where there are none."""
        area = self.area
        if not len(self._view):
            return None
        if where == "down" and area.top == area.bottom:
            return replace(area, top=area.top - 1) if area.top else None
        if where == "right" and area.left == area.right:
            return replace(area, left=area.left - 1) if area.left else None
        return area

    def action_take_back(self) -> None:
        """Let the screen take back the changes of the selection."""
        if cells := self._editable_cells():
            self.post_message(TakeBack(self, cells))

    def action_change_by(self) -> None:
        """Let the screen ask by how much the selection is to change."""
        if cells := self._editable_cells():
            self.post_message(ChangeBy(self, cells))

    def _editable_cells(self) -> tuple[CellText, ...]:
        editable = self._model.editable
        cells = tuple(cell for cell in self.selected if editable(cell.row, cell.column))
        if not cells and len(self._view):
            self._complain(_("No selected cell can be edited."))
        return cells
