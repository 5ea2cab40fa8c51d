"""A block of texts laid onto cells: where each goes, and why a block is refused whole."""

from collections.abc import Iterable, Sequence

from kamplan.words import _
from tui.grid.cells import clean
from tui.grid.clipboard import Block
from tui.grid.cursor import Spot
from tui.grid.model import CellText, GridModel
from tui.grid.selection import Area

NAMED = 3
"Refused cells that are named; of the others the number."


class BlockRefusedError(Exception):
    """A block that cannot go where it should; nothing of it goes anywhere."""

    @property
    def reason(self) -> str:
        """In the user's language."""
        return str(self.args[0])


def place_block(block: Block, area: Area, rows: int, columns: int) -> list[tuple[Spot, str]]:
    """Every text of a block and its cell, from the area's first cell on.

    An area that is a multiple of the block, as any area is of a single cell, is filled with
    repetitions of it. Rows may be of unequal length: what is not there changes nothing.
    """
    height, width = len(block), max(len(row) for row in block)
    tall, wide = len(area.rows), len(area.columns)
    if tall % height or wide % width:
        tall, wide = height, width
    if area.top + tall > rows or area.left + wide > columns:
        raise BlockRefusedError(
            _(
                "Nothing was pasted: the block has {height} × {width} cells, "
                "from here on there are {rows} × {columns}.",
                height=height,
                width=width,
                rows=rows - area.top,
                columns=columns - area.left,
            )
        )
    return [
        (Spot(area.top + down, area.left + right), block[down % height][right % width])
        for down in range(tall)
        for right in range(wide)
        if right % width < len(block[down % height])
    ]


def check_cells(model: GridModel, cells: Iterable[CellText]) -> None:
    """Refuse the cells if one of them takes no text, or not this one."""
    cells = list(cells)
    locked = [cell for cell in cells if not model.editable(cell.row, cell.column)]
    if locked:
        raise BlockRefusedError(
            _(
                "Nothing was changed: {count} of these cells cannot be edited ({cells}).",
                count=len(locked),
                cells=_named(model, locked),
            )
        )
    checked = [(cell, model.check(cell.row, cell.column, cell.text)) for cell in cells]
    wrong = [(cell, reason) for cell, reason in checked if reason is not None]
    if wrong:
        raise BlockRefusedError(
            _(
                "Nothing was changed: {reason} ({count} refused: {cells})",
                count=len(wrong),
                cells=_named(model, [cell for cell, _reason in wrong]),
                reason=wrong[0][1],
            )
        )


def _named(model: GridModel, cells: Sequence[CellText]) -> str:
    names = "; ".join(cell_name(model, cell.row, cell.column) for cell in cells[:NAMED])
    return names if len(cells) <= NAMED else f"{names} …"


def cell_name(model: GridModel, row: int, column: int) -> str:
    """A cell in words: what its row begins with, and its column."""
    return f"{clean(model.text(row, 0))}, {clean(model.columns[column].title)}"
