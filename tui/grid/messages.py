"""What a grid tells its screen. Rows and columns are the model's, whatever the order shown."""

from typing import TYPE_CHECKING, cast

from textual.message import Message
from textual.widget import Widget

from tui.grid.model import CellText

if TYPE_CHECKING:
    from tui.grid.grid import Grid


class GridMessage(Message, namespace="grid"):
    """A message of one grid."""

    def __init__(self, grid: Widget) -> None:
        super().__init__()
        self.grid = cast("Grid", grid)
        "The grid that speaks."

    @property
    def control(self) -> "Grid":
        """The grid, for selectors of `on`."""
        return self.grid


class CellsMessage(GridMessage, namespace="grid"):
    """A message about cells."""

    def __init__(self, grid: Widget, cells: tuple[CellText, ...]) -> None:
        super().__init__(grid)
        self.cells = cells
        "The cells, in the order shown."


class Edited(CellsMessage, namespace="grid"):
    """The user changed cells; they show as pending until the screen settles or rejects them."""

    def __init__(self, grid: Widget, cells: tuple[CellText, ...], what: str) -> None:
        super().__init__(grid, cells)
        self.what = what
        'How: "edit" | "clear" (one cell, typed or emptied) | "paste" | "fill".'


class TakeBack(CellsMessage, namespace="grid"):
    """Del was pressed: the editable cells of the selection, with their present texts."""


class ChangeBy(CellsMessage, namespace="grid"):
    """% was pressed: the editable cells of the selection, with their present texts."""


class Arranged(GridMessage, namespace="grid"):
    """The user arranged the table in another way; `grid.arrangement` tells how."""


class ArrangeColumns(GridMessage, namespace="grid"):
    """The user wants to see all columns, and to choose among them."""


class CursorMoved(GridMessage, namespace="grid"):
    """The cursor stands on another cell, or another row stands under it."""

    def __init__(self, grid: Widget, row: int, column: int) -> None:
        super().__init__(grid)
        self.row = row
        self.column = column


class SelectionChanged(GridMessage, namespace="grid"):
    """The selection, or a value in it, is another; `grid.summary` tells its figures."""


class Refused(GridMessage, namespace="grid"):
    """Something the user did was refused; the grid shows the reason by itself."""

    def __init__(self, grid: Widget, reason: str) -> None:
        super().__init__(grid)
        self.reason = reason
        "In the user's language."


class Copied(GridMessage, namespace="grid"):
    """The selection went to the clipboard."""

    def __init__(self, grid: Widget, count: int) -> None:
        super().__init__(grid)
        self.count = count
        "Number of cells."
