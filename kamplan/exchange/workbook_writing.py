"""A plan written as one workbook: sheets to be read, filled in and read back to the same plan.

Texts are written as texts whatever they look like: a name such as =HYPERLINK(...) stays a name.
"""

import os
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from kamplan.exchange import headings
from kamplan.exchange.cells import cell_texts
from kamplan.exchange.suffixes import XLSX
from kamplan.exchange.workbook_rules import LISTS, Lists, column_rule, lists_of, setting_rule
from kamplan.plan import REQUIRED, Fault, Plan, PlanError, Settings
from kamplan.plan.columns import Column, Kind
from kamplan.plan.tables import format_number

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

Headings = Literal["en", "zh"]
MOST_ROWS = 1_048_576
"""rows of a sheet, the heading included."""
LONGEST = 32_767
"""characters of a cell, those beyond the first 65,536 counted twice."""
PIECE = LONGEST // 2
"""characters of a part of a longer text."""
MANY_CELLS = 300_000
"""from here on rows go to the disk as they are written, and texts are not shared."""
WIDEST = 48
"""characters of a column's width; longer texts are cut off on the screen only."""
LOOKED_AT = 500
"""rows that decide how wide a column is."""
INERT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


class Exact(float):
    """A number that is written with every digit it takes to read it back."""

    def __format__(self, spec: str) -> str:
        return format_number(self).upper()


Cell = str | Exact | bool


@dataclass(frozen=True)
class _Sheet:
    """A sheet as it is written: columns of cells, empty texts for empty cells."""

    name: str
    titles: Sequence[str]
    columns: Sequence[Sequence[Cell]]
    kinds: Sequence[Column | None]
    """None: a column of texts that belongs to no table."""

    @property
    def count(self) -> int:
        """Rows below the heading."""
        return len(self.columns[0]) if self.columns else 0


def write_workbook(
    plan: Plan,
    path: Path,
    scenarios: Mapping[str, str] | None = None,
    recorded: Mapping[str, str] | None = None,
    language: Headings = "en",
) -> None:
    """Write a workbook whole or not at all, its headings in `language`.

    Raises PlanError where something is there already, and for what a workbook cannot hold.
    """
    if path.suffix.lower() != XLSX:
        raise PlanError([Fault("book-suffix", str(path))])
    if os.path.lexists(path):
        raise PlanError([Fault("book-there", str(path))])
    sheets = [_settings_sheet(plan.settings), *_table_sheets(plan)]
    sheets += _text_sheets(headings.SCENARIOS, scenarios or {})
    sheets += _text_sheets(headings.RECORDED, recorded or {})
    if faults := [fault for sheet in sheets for fault in _unfit(path, sheet)]:
        raise PlanError(faults)
    try:
        _write_file(path.absolute(), plan, sheets, language)
    except OSError as error:
        values = {"reason": error.strerror or str(error)}
        raise PlanError([Fault("cannot-write", str(path), values=values)]) from None


def _settings_sheet(settings: Settings) -> _Sheet:
    """Every setting; what is not given stays empty."""
    given = settings.model_dump(exclude_unset=True)
    names = headings.setting_names()
    values = []
    for name in names:
        section, _, key = name.rpartition(".")
        value = (given.get(section, {}) if section else given).get(key)
        number = isinstance(value, int | float) and not isinstance(value, bool)
        values.append("" if value is None else Exact(value) if number else value)
    return _Sheet(headings.PLAN, (headings.SETTING, headings.VALUE), (names, values), (None, None))


def _table_sheets(plan: Plan) -> Iterable[_Sheet]:
    """Every table, the ones without rows to be filled in; a published plan only where there is
    one."""
    for name, table in plan.tables.items():
        if not len(table) and name not in REQUIRED and name.startswith("published"):
            continue
        columns = [_cells(column, table[column.name]) for column in table.columns]
        own = [cells.tolist() for cells in table.own.values()]
        titles = [*(column.name for column in table.columns), *table.own]
        kinds = [*table.columns, *[None] * len(own)]
        yield _Sheet(name, titles, [*columns, *own], kinds)


def _cells(column: Column, cells: Any) -> Sequence[Cell]:
    texts = cell_texts(column, cells)
    if not column.is_number:
        return texts
    numbers = {text: Exact(text) if text else "" for text in set(texts)}
    return [numbers[text] for text in texts]


def _text_sheets(name: str, texts: Mapping[str, str]) -> Iterable[_Sheet]:
    """Texts by name; one longer than a cell goes on in the next row."""
    if not texts:
        return
    pairs = [
        (each, text[start : start + PIECE])
        for each, text in texts.items()
        for start in range(0, max(len(text), 1), PIECE)
    ]
    columns = list(zip(*pairs, strict=True))
    yield _Sheet(name, (headings.NAME, headings.TEXT), columns, (None, None))


def _unfit(path: Path, sheet: _Sheet) -> Iterable[Fault]:
    """What a sheet cannot hold."""
    place = f"{path.name}: {sheet.name}"
    if sheet.count >= MOST_ROWS:
        values = {"rows": sheet.count, "most": MOST_ROWS - 1}
        yield Fault("book-rows", place, values=values)
    for title, cells in zip(sheet.titles, sheet.columns, strict=True):
        for row, cell in enumerate(cells, start=2):
            if type(cell) is str and len(cell) > PIECE and _units(cell) > LONGEST:
                yield Fault("book-text", place, row, title, cell, {"most": LONGEST})


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _write_file(path: Path, plan: Plan, sheets: Sequence[_Sheet], language: Headings) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.stem}-", suffix=XLSX, dir=path.parent)
    os.close(handle)
    made = Path(name)
    try:
        _fill_book(made, plan, sheets, language)
        made.chmod(0o644)
        os.replace(made, path)
    except BaseException:
        made.unlink(missing_ok=True)
        raise


@dataclass(frozen=True)
class _Making:
    """A workbook on its way, and what all of its sheets share."""

    book: "Workbook"
    language: Headings
    lists: Lists
    titles: Mapping[str, str]
    """what each sheet is called."""
    heading: "Format"
    text: "Format"
    whole: "Format"
    cents: "Format"


def _fill_book(path: Path, plan: Plan, sheets: Sequence[_Sheet], language: Headings) -> None:
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import FileCreateError

    many = sum(sheet.count * len(sheet.columns) for sheet in sheets) > MANY_CELLS
    book = Workbook(str(path), {**INERT, "constant_memory": many})
    sheet_title = headings.chinese_sheet if language == "zh" else str
    making = _Making(
        book,
        language,
        lists_of(plan),
        {sheet.name: sheet_title(sheet.name) for sheet in sheets},
        heading=book.add_format({"bold": True, "bg_color": "#DDE6F0", "bottom": 1}),
        text=book.add_format({"num_format": "@"}),
        whole=book.add_format({"num_format": "#,##0"}),
        cents=book.add_format({"num_format": "#,##0.00"}),
    )
    for sheet in sheets:
        _write_sheet(making, sheet)
    _write_lists(making)
    try:
        book.close()
    except FileCreateError as error:
        raise OSError(str(error)) from None


def _write_sheet(making: _Making, sheet: _Sheet) -> None:
    page = making.book.add_worksheet(making.titles[sheet.name])
    for place, column in enumerate(sheet.titles):
        title = _heading(sheet.name, column, making.language)
        cells, kind = sheet.columns[place], sheet.kinds[place]
        page.set_column(place, place, _width(title, cells), _look(making, sheet, place))
        page.write_string(0, place, title, making.heading)
        rule = kind and column_rule(sheet.name, kind, title, making.lists, making.titles)
        if rule:
            page.data_validation(1, place, MOST_ROWS - 1, place, rule)
    page.freeze_panes(1, 0)
    if sheet.name == headings.PLAN:
        _write_settings(page, sheet, making.language)
        return
    _write_rows(page, sheet.columns)
    page.autofilter(0, 0, sheet.count, len(sheet.columns) - 1)


def _write_settings(page: "Worksheet", sheet: _Sheet, language: Headings) -> None:
    names, values = sheet.columns
    setting_title = headings.chinese_setting if language == "zh" else str
    shown = [setting_title(str(name)) for name in names]
    _write_rows(page, [shown, values])
    for row, name in enumerate(names, start=1):
        if rule := setting_rule(str(name)):
            page.data_validation(row, 1, row, 1, rule)


def _write_rows(page: "Worksheet", columns: Sequence[Sequence[Cell]]) -> None:
    for row, cells in enumerate(zip(*columns, strict=True), start=1):
        for place, cell in enumerate(cells):
            if type(cell) is Exact:
                page.write_number(row, place, cell)
            elif type(cell) is bool:
                page.write_boolean(row, place, cell)
            elif cell:
                page.write_string(row, place, cell)


def _write_lists(making: _Making) -> None:
    """What may be chosen, on a hidden sheet that reading passes over."""
    page = making.book.add_worksheet(LISTS)
    columns = [(name, *values) for name, values in making.lists.items()]
    for row in range(max(map(len, columns))):
        for place, values in enumerate(columns):
            if row < len(values):
                page.write_string(row, place, values[row])
    page.hide()


def _heading(sheet: str, column: str, language: Headings) -> str:
    return headings.chinese_column(sheet, column) if language == "zh" else column


def _width(title: str, cells: Sequence[Cell]) -> float:
    longest = max((_cells_wide(str(cell)) for cell in cells[:LOOKED_AT]), default=0)
    # The arrow of the filter stands beside the heading.
    return min(max(_cells_wide(title) + 4, longest + 2), WIDEST)


def _cells_wide(text: str) -> int:
    """Width of the first line; Chinese letters are two wide."""
    line = text.partition("\n")[0][:WIDEST]
    return sum(1 if letter < "\u1100" else 2 for letter in line)


def _look(making: _Making, sheet: _Sheet, place: int) -> "Format | None":
    """How a column shows what is typed: identifiers as they are, 007 too; numbers in groups."""
    kind, cells = sheet.kinds[place], sheet.columns[place]
    if sheet.name == headings.PLAN:
        return None
    if kind is None or not kind.is_number:
        weekly = kind is not None and kind.kind in (Kind.WEEK, Kind.WEEK_OR_OPENING)
        return None if weekly else making.text
    numbers = [cell for cell in cells if type(cell) is Exact]
    if kind.kind is Kind.WHOLE or (numbers and all(number.is_integer() for number in numbers)):
        return making.whole
    cents = all(abs(number * 100 - round(number * 100)) < 1e-9 for number in numbers)
    return making.cents if numbers and cents else None
