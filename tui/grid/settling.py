"""Typed texts on their way into the model, and reasons why one did not get there."""

from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from textual.geometry import Region

from tui.grid.cells import clean
from tui.grid.columns import WIDEST
from tui.grid.cursor import Spot
from tui.grid.editor import Note
from tui.grid.messages import Edited, Refused
from tui.grid.model import CellText
from tui.grid.moving import GridMoving
from tui.grid.unsettled import named

FEW = 200
"Cells that are looked at one by one; beyond, the whole grid is drawn anew."


class GridSettling(GridMoving):
    """Shows what was typed until the screen says that the model holds or refuses it."""

    _note: Note | None = None

    @property
    def pending(self) -> tuple[CellText, ...]:
        """Typed texts that the screen has neither settled nor rejected."""
        return tuple(self._unsettled.pending.values())

    def settle(self, cells: Iterable[CellText]) -> None:
        """The model holds these cells now: call it after setting the new model."""
        settled = self._unsettled.settle([named(cell, self._model) for cell in cells])
        self._grow(settled[:FEW])
        self._redraw_cells()
        self._tell()

    def reject(self, cells: Sequence[CellText], reason: str) -> None:
        """The model refused these cells: tell why, mark them until the next move."""
        cells = [named(cell, self._model) for cell in cells]
        self._unsettled.reject(cells)
        self._redraw_cells()
        self._tell()
        self._complain(reason, self._spot_of(cells[0]) if cells else None)

    def _spot_of(self, cell: CellText) -> Spot | None:
        place = self._view.place(cell.row)
        column = self._shown.place(cell.column)
        return None if place is None or column is None else Spot(place, column)

    def _write(self, cells: Iterable[CellText], what: str) -> None:
        """Hand texts to the screen; those that change nothing are left out."""
        changed = [cell for cell in cells if cell.text != self._raw(cell.row, cell.column)]
        if not changed:
            return
        self._unsettled.add(changed)
        self._strips.clear()
        places = [self._view.place(cell.row) for cell in changed[:FEW]]
        if len(changed) > FEW:
            self._redraw_cells()
        self._redraw_rows(*{range(place, place + 1) for place in places if place is not None})
        self.post_message(Edited(self, tuple(changed), what))
        self._tell()

    def _grow(self, cells: Iterable[CellText]) -> None:
        """Make room for new values in the columns whose width nobody chose."""
        model, grown, chosen = self._model, False, dict(self._arrangement.widths)
        for cell in cells:
            column = model.columns[cell.column] if cell.column < len(model.columns) else None
            if column is None or column.width or column.id in chosen:
                continue
            if cell.row >= len(model) or model.row_key(cell.row) != cell.key:
                continue
            size = min(cell_len(clean(model.text(cell.row, cell.column))), WIDEST)
            if size > self._widths[cell.column]:
                self._widths[cell.column] = size
                grown = True
        if grown:
            self._redraw()

    # -- reasons -----------------------------------------------------------------------------

    def _complain(self, reason: str, spot: Spot | None = None) -> None:
        """Tell a reason beside a cell, the cursor's if none is given or it is out of sight."""
        self.post_message(Refused(self, reason))
        self._say(reason, spot)

    def _say(self, reason: str, spot: Spot | None = None) -> None:
        """Show a reason beside a cell."""
        if not self.is_attached or not self.inner:
            return
        if self._note is None:
            self._note = Note()
            self.screen.mount(self._note)
        frame = self._frame
        cursor = self._region_of(self._spot) or Region(0, self.inner.height, 1, 1)
        cell = (self._region_of(spot) if spot is not None else None) or cursor
        self._note.say(reason, cell + frame.offset, frame, cursor + frame.offset)

    @property
    def _frame(self) -> Region:
        """Where the lines of the grid are on the screen."""
        return Region.from_offset(self.content_region.offset, self.inner)

    def hush(self) -> None:
        """What a reason was told for is over."""
        self._hush()

    def _hush(self) -> None:
        """The reason has been read, or what it was about is over."""
        if self._note is not None:
            self._note.display = False

    def _moved(self) -> None:
        super()._moved()
        self._hush()

    def on_unmount(self) -> None:
        """What lies over the grid goes with it."""
        if self._note is not None and self._note.is_attached:
            self._note.remove()
