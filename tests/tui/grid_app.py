"""A grid over lists, to look at and to drive: `python -m tests.tui.grid_app [rows]`."""

import math
import sys
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar

from textual import on
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from tui.grid import CellText, Grid, GridBase, GridColumn, Look
from tui.grid.messages import (
    ArrangeColumns,
    Arranged,
    ChangeBy,
    Copied,
    CursorMoved,
    Edited,
    GridMessage,
    Refused,
    SelectionChanged,
    TakeBack,
)
from tui.grid.model import number_in

COLUMNS = (
    GridColumn("name", "Account", frozen=True),
    GridColumn("region", "Region", help="Where the account buys"),
    *(GridColumn(f"w{week}", f"Week {week}", number=True) for week in range(49, 53)),
    GridColumn("note", "Note", width=12),
)
CHINESE = (
    GridColumn("name", "客户", frozen=True),
    GridColumn("region", "区域", help="客户所在区域"),
    *(GridColumn(f"w{week}", f"第{week}周", number=True) for week in range(49, 53)),
    GridColumn("note", "备注", width=12),
)
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
NAMES = (
    "Hill & Sons",
    "一二三超市（上海）",
    "[/b]",
    "[@click=app.quit]x[/]",
    FAMILY,
    "عرب",
    "\u202eabc",
    "\x1b[31m",
)
REGIONS = ("East", "West", "华东", "")


@dataclass(frozen=True)
class Lists(GridBase):
    """Rows of texts; whatever is no number is refused in a column of numbers."""

    rows: Sequence[tuple[str, ...]] = ()
    columns: Sequence[GridColumn] = COLUMNS
    looks: Mapping[tuple[int, int], Look] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.rows)

    def text(self, row: int, column: int) -> str:
        raw = self.rows[row][column]
        known = self.columns[column].number and not math.isnan(number_in(raw))
        return f"{float(raw):,.10g}" if known else raw

    def raw(self, row: int, column: int) -> str:
        return self.rows[row][column]

    def look(self, row: int, column: int) -> Look | None:
        return self.looks.get((row, column))

    def editable(self, row: int, column: int) -> bool:
        return column > 0

    def check(self, row: int, column: int, text: str) -> str | None:
        if not self.columns[column].number or not text:
            return None
        try:
            number = float(text)
        except ValueError:
            return f"{text} is no number."
        return "Use 0 or more." if number < 0 else None

    def row_key(self, row: int) -> Hashable:
        return self.rows[row][0]

    def with_cells(self, cells: Sequence[CellText]) -> "Lists":
        rows = list(self.rows)
        looks = dict(self.looks)
        for cell in cells:
            texts = list(rows[cell.row])
            before, texts[cell.column] = texts[cell.column], cell.text
            rows[cell.row] = tuple(texts)
            looks[cell.row, cell.column] = Look("changed", note=f"before: {before}")
        return replace(self, rows=rows, looks=looks)


def sample(count: int = 40, columns: Sequence[GridColumn] = COLUMNS) -> Lists:
    """Accounts with all that a name can hold, and four weeks of numbers."""
    rows = [
        (
            NAMES[row] if row < len(NAMES) else f"Account {row}",
            REGIONS[row % 4],
            *(str((row * 37 + week * 11) % 100 * 10 ** (week % 5)) for week in range(4)),
            "a note that is too long to be seen" if row % 3 == 0 else "",
        )
        for row in range(count)
    ]
    looks = {(row, 3): Look(heat=row / max(count - 1, 1)) for row in range(count)}
    looks |= {(2, 2): Look("changed", note="before: 74"), (3, 2): Look(dim=True)}
    looks |= {(4, 2): Look("refused"), (5, 2): Look("pending"), (6, 2): Look("total")}
    return Lists(rows, columns, looks)


class GridApp(App[None]):
    """One grid; what it posts is kept, and edits are put into the next model."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f8", "theme", "Theme"),
        Binding("z", "letter", "A letter of the app"),
    ]

    def __init__(self, model: GridBase | None = None, settles: bool = True) -> None:
        super().__init__()
        self.model = sample() if model is None else model
        self.settles = settles
        self.said: list[GridMessage] = []
        self.letters = 0

    def compose(self) -> ComposeResult:
        yield Grid(self.model, empty="No accounts yet.\nPress F4 to import some.")
        yield Static(id="status", markup=False)
        yield Static(" ")

    @property
    def grid(self) -> Grid:
        return self.query_one(Grid)

    @on(Edited)
    @on(TakeBack)
    @on(ChangeBy)
    @on(CursorMoved)
    @on(SelectionChanged)
    @on(Refused)
    @on(Copied)
    @on(Arranged)
    @on(ArrangeColumns)
    def _keep(self, event: GridMessage) -> None:
        self.said.append(event)

    @on(Edited)
    def _edited(self, event: Edited) -> None:
        if self.settles and isinstance(self.grid.model, Lists):
            self.grid.model = self.grid.model.with_cells(event.cells)
            self.grid.settle(event.cells)

    @on(TakeBack)
    def _take_back(self, event: TakeBack) -> None:
        if self.settles and isinstance(self.grid.model, Lists):
            self.grid.model = self.grid.model.with_cells(
                [replace(cell, text="") for cell in event.cells]
            )

    @on(SelectionChanged)
    def _select(self) -> None:
        for status in self.query("#status").results(Static):
            status.update(str(self.grid.summary))

    def action_theme(self) -> None:
        self.theme = "textual-light" if self.theme == "textual-dark" else "textual-dark"

    def action_letter(self) -> None:
        self.letters += 1


if __name__ == "__main__":
    GridApp(sample(int(sys.argv[1]) if len(sys.argv) > 1 else 40)).run()
