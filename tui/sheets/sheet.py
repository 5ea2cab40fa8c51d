"""A sheet: a grid's model that knows which cells of the plan its cells are."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from rich.text import Text

from kamplan.desk import Desk, Typed
from kamplan.desk.blocks import Block
from kamplan.plan.entries import Key
from tui.grid.model import CellText, GridBase, GridColumn
from tui.plots.told import Told
from tui.snapshot import Snapshot

Act = Callable[[Desk], object]
"""What is to be done on the desk. Raises PlanError where that is refused."""
DRAWN = "bar"
"""Id of a column that draws what another one says."""
CHANGE = " +"
"""What the id of a column of differences has after that of its column."""


class Sheet(GridBase):
    """Drawn from a snapshot; a new snapshot makes a new sheet."""

    tells_more = False
    """Whether the side panel has something to say."""

    rows_of = ""
    """Table whose rows are added, copied and removed here; nothing where that makes no sense."""

    def __init__(self, columns: Sequence[GridColumn]) -> None:
        self.columns = tuple(columns)

    def typed(self, cell: CellText) -> Typed:
        """What a text in a cell means for the plan."""
        raise NotImplementedError

    def edit(self, cells: Sequence[CellText], what: str) -> Act:
        """Put typed texts into the plan, as one edit called `what`."""
        typed = [self.typed(cell) for cell in cells]
        return lambda desk: desk.type_cells(typed, what)

    def take_back(self, cells: Sequence[CellText]) -> Act:
        """Give cells back what the active scenario inherits."""
        typed = [self.typed(replace(cell, text="")) for cell in cells]
        return lambda desk: desk.take_back(typed)

    def blocks(self, cells: Sequence[CellText]) -> list[Block]:
        """The cells as blocks of plan tables, for changing them by an amount.

        Empty where some of them are no numbers of a table.
        """
        return []

    def changeable(self, cells: Sequence[CellText]) -> int:
        """How many numbers of the plan the cells are; 0 where not all of them are numbers."""
        return sum(len(block.rows) * len(block.columns) for block in self.blocks(cells))

    def change(self, cells: Sequence[CellText], text: str) -> Act:
        """Change the cells by an amount, as "+10%"."""
        blocks = self.blocks(cells)
        return lambda desk: desk.change_blocks(blocks, text)

    def key_in_table(self, row: int) -> Key | None:
        """The key of a row in its table, without the week where the weeks stand across."""
        return None

    def key_here(self, key: Key) -> Hashable:
        """The sheet's key of the row in which a row of the table is seen."""
        return key

    def side(self, row: int, column: int) -> Told:
        """What the side panel tells of a cell, in words and charts."""
        return Text()


@dataclass(frozen=True)
class SheetKind:
    """One sheet of a mode."""

    id: str
    title: Callable[[], str]
    make: Callable[[Snapshot, Sheet | None], Sheet]
    """from a snapshot; the sheet shown before, if any, lends what has not changed."""
    empty: Callable[[Snapshot], str]
    """what to do where there is nothing to show."""
    drawn_from: tuple[str, ...] = (
        "state",
        "answers",
        "refusals",
        "compared",
        "rounded",
        "differences",
    )
    """what of a snapshot it shows: it is made anew only when that changes."""
    slow: bool = False
    """Made beside the event loop: results of a large plan take a while to gather."""

    def same(self, one: Snapshot, other: Snapshot) -> bool:
        """Whether two snapshots give the same sheet."""
        return all(getattr(one, name) is getattr(other, name) for name in self.drawn_from)


class EmptySheet(Sheet):
    """Nothing to show yet."""

    def __init__(self) -> None:
        super().__init__(())

    def __len__(self) -> int:
        return 0

    def text(self, row: int, column: int) -> str:
        """There are no cells."""
        raise IndexError(row, column)


def number_shown(value: float) -> str:
    """A number as it is read: 12,000, 0.05; nothing for NaN."""
    return "" if np.isnan(value) else f"{value:,.12g}"


def amount(value: float) -> str:
    """Money or units without decimals; nothing for NaN."""
    if np.isnan(value):
        return ""
    value = 0.0 if abs(value) < 0.5 else value
    return f"{value:,.0f}"


def difference(value: float) -> str:
    """An amount with its sign; nothing worth a digit is 0."""
    return "0" if abs(value) < 0.5 else f"{value:+,.0f}"


def share(value: float) -> str:
    """A share in percent; nothing for NaN."""
    return "" if np.isnan(value) else f"{value:.1%}"


def bar(value: float, width: int = 8) -> str:
    """A share as a bar: full blocks and one of eighths, at most `width` cells."""
    eighths = round(min(max(value, 0.0), 1.0) * width * 8)
    whole, part = divmod(eighths, 8)
    return ("█" * whole + (" ▏▎▍▌▋▊▉"[part] if part else "")).ljust(width, "·")
