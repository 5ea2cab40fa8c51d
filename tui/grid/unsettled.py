"""Texts that were typed but are not in the model yet, or were refused by it."""

from collections.abc import Hashable, Iterable
from dataclasses import replace

from tui.grid.model import CellText, GridModel

Key = tuple[Hashable, str]
"A row's key and a column's id: a cell whatever model holds it."


class Unsettled:
    """The overlay of typed texts over the model's."""

    def __init__(self) -> None:
        self.pending: dict[Key, CellText] = {}
        "Typed and handed to the screen, by cell."
        self.refused: dict[Key, CellText] = {}
        "Rejected by the screen, shown until the next move."

    def __bool__(self) -> bool:
        return bool(self.pending or self.refused)

    def cell(self, key: Key) -> CellText | None:
        """The text laid over a cell."""
        return self.pending.get(key) or self.refused.get(key)

    def add(self, cells: Iterable[CellText]) -> None:
        """Take in what was typed."""
        for cell in cells:
            key = (cell.key, cell.column_id)
            self.refused.pop(key, None)
            self.pending[key] = cell

    def settle(self, cells: Iterable[CellText]) -> list[CellText]:
        """Take out what the model holds now; a cell typed anew since then stays."""
        return [cell for cell in cells if self._taken_out(cell)]

    def reject(self, cells: Iterable[CellText]) -> list[CellText]:
        """Mark what the model refused; a cell typed anew since then stays pending."""
        rejected = self.settle(cells)
        self.refused.update({(cell.key, cell.column_id): cell for cell in rejected})
        return rejected

    def _taken_out(self, cell: CellText) -> bool:
        key = (cell.key, cell.column_id)
        if key not in self.pending or self.pending[key].text != cell.text:
            return False
        del self.pending[key]
        return True


def named(cell: CellText, model: GridModel) -> CellText:
    """The cell with its row's key and its column's id."""
    if cell.key is not None and cell.column_id:
        return cell
    return replace(
        cell,
        key=model.row_key(cell.row) if cell.key is None else cell.key,
        column_id=cell.column_id or model.columns[cell.column].id,
    )
