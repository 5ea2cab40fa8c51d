"""The report as a workbook: every table whole, on a sheet of its own.

Texts are written as texts whatever they look like, as in kamplan.exchange.workbook_writing.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kamplan.exchange.workbook_writing import INERT, LONGEST, MANY_CELLS, MOST_ROWS, WIDEST
from kamplan.reporting.grid import Cell, Column, Grid, Kind, Number, Report
from kamplan.words import _

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

FORMATS = {
    Kind.TEXT: "@",
    Kind.MONEY: "#,##0.00",
    Kind.UNITS: "#,##0.##",
    Kind.RATE: "#,##0.00",
    Kind.SHARE: "0.0%",
    Kind.GAP: "0.0000%",
    Kind.COUNT: "#,##0",
    Kind.SECONDS: "0.00",
    Kind.PLAIN: "General",
}
LOOKED_AT = 300
"""rows that decide how wide a column is."""
NAME = 31
"""characters of a sheet's name."""


class _Formats:
    """Formats of a book, each made once."""

    def __init__(self, book: "Workbook") -> None:
        self._book = book
        self._made: dict[tuple[Kind, bool], Format] = {}
        self.heading = book.add_format(
            {"bold": True, "bg_color": "#DDE6F0", "font_color": "#000000", "bottom": 1}
        )

    def of(self, kind: Kind, signed: bool) -> "Format":
        """Of a kind of number; differences carry their sign."""
        if (kind, signed) not in self._made:
            text = FORMATS[kind]
            text = f"+{text};-{text};{text}" if signed and kind is not Kind.TEXT else text
            self._made[kind, signed] = self._book.add_format({"num_format": text})
        return self._made[kind, signed]


def write_book(report: Report, path: Path) -> None:
    """Write the file. Raises OSError."""
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import FileCreateError

    grids = [grid for section in report.sections for grid in section.grids if grid.sheet]
    many = sum(len(grid.rows) * len(grid.columns) for grid in grids) > MANY_CELLS
    book = Workbook(str(path), {**INERT, "constant_memory": many})
    formats = _Formats(book)
    _write_cover(book.add_worksheet(_("report")), report, formats)
    for grid in grids:
        _write_grid(book.add_worksheet(grid.sheet[:NAME]), grid, formats)
    try:
        book.close()
    except FileCreateError as error:
        raise OSError(str(error)) from None


def _write_cover(page: "Worksheet", report: Report, formats: _Formats) -> None:
    """Title, proof and what is missing."""
    rows = [(report.title, report.subtitle), *report.proof]
    rows += [(_("what is missing"), line) for line in report.missing]
    page.set_column(0, 0, 34)
    page.set_column(1, 1, 90)
    for row, (what, value) in enumerate(rows):
        page.write_string(row, 0, _fitting(what), formats.heading if row == 0 else None)
        page.write_string(row, 1, _fitting(value), formats.heading if row == 0 else None)
    page.freeze_panes(1, 0)


def _write_grid(page: "Worksheet", grid: Grid, formats: _Formats) -> None:
    for place, column in enumerate(grid.columns):
        look = formats.of(column.kind, column.signed)
        page.set_column(place, place, _width(grid, place), look)
        page.write_string(0, place, column.title, formats.heading)
    page.freeze_panes(1, 0)
    rows = grid.rows[: MOST_ROWS - 1]
    page.autofilter(0, 0, max(len(rows), 1), len(grid.columns) - 1)
    for row, cells in enumerate(rows, start=1):
        _write_row(page, row, cells, grid.columns, formats)


def _write_row(
    page: "Worksheet",
    row: int,
    cells: Sequence[Cell],
    columns: Sequence[Column],
    formats: _Formats,
) -> None:
    for place, (cell, column) in enumerate(zip(cells, columns, strict=True)):
        if isinstance(cell, str):
            if cell:
                page.write_string(row, place, _fitting(cell), formats.of(Kind.TEXT, signed=False))
        elif isinstance(cell, Number):
            page.write_number(row, place, cell.value, formats.of(cell.kind, cell.signed))
        elif cell is not None:
            page.write_number(row, place, cell, formats.of(column.kind, column.signed))


def _fitting(text: str) -> str:
    """A text no longer than a cell takes."""
    return text if len(text) * 2 <= LONGEST else text[: LONGEST // 2 - 1] + "…"


def _width(grid: Grid, place: int) -> float:
    texts = [_words(row[place]) for row in grid.rows[:LOOKED_AT]]
    longest = max(map(_wide, texts), default=0) + 2
    # The arrow of the filter stands beside the heading.
    return float(min(max(longest, _wide(grid.columns[place].title) + 4), WIDEST))


def _words(cell: Cell) -> str:
    if isinstance(cell, str):
        return cell
    value = cell.value if isinstance(cell, Number) else cell
    return "" if value is None else f"{value:,.2f}"


def _wide(text: str) -> int:
    """Chinese letters are two wide."""
    return sum(1 if letter < "\u1100" else 2 for letter in text[:WIDEST])
