"""A plan as one workbook: sheets become the rows of texts that a plan folder's files hold.

From there on everything is the folder's own reading. What it finds is told with the sheet in
place of the file, and the headings that stand there.
"""

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kamplan.exchange import headings
from kamplan.exchange.cells import parse_table, without_collection
from kamplan.exchange.folder import SETTINGS, assemble
from kamplan.exchange.workbook_file import Lost, inspect, letters, refused
from kamplan.plan import REQUIRED, ROWS, Fault, Plan, PlanError, Table
from kamplan.plan.columns import Kind, columns_of
from kamplan.plan.faults import nearest
from kamplan.plan.names import is_file_name, wrong_name
from kamplan.plan.settings import NUMBERS, SWITCHES, WHOLE_NUMBERS
from kamplan.plan.tables import format_number
from kamplan.plan.typed import NUMBER, complaint
from kamplan.plan.weeks import week_name

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

WEEKLY = (Kind.WEEK, Kind.WEEK_OR_OPENING, Kind.WEEKS)
WEEKLY_SETTINGS = ("first_week", "peak.weeks")
OWN = "x_"
OTHER_WORDS = {"file-missing": "sheet-missing", "file-empty": "sheet-empty"}
"""what is said of a file, and of a sheet in its place."""

Rows = list[tuple[int, list[str]]]


@dataclass(frozen=True)
class Book:
    """What a workbook holds."""

    plan: Plan
    scenarios: dict[str, str]
    recorded: dict[str, str]
    """texts of scenario files and records by name."""


@dataclass
class _Sheet:
    """A sheet that belongs to the plan, as it is read."""

    name: str
    title: str
    rows: Rows = field(default_factory=list)
    written: dict[str, str] = field(default_factory=dict)
    """column: the heading it has here."""
    under: dict[int, str] = field(default_factory=dict)
    """place of a column, counted from 1: the plan's column that it is."""

    @property
    def file(self) -> str:
        """The file of a plan folder that it stands for."""
        return SETTINGS if self.name == headings.PLAN else f"{self.name}.csv"


def read_workbook(path: Path, check: bool = True) -> Book:
    """Read and check a workbook. Raises PlanError with everything that is wrong."""
    lost = inspect(path)
    faults: list[Fault] = []
    sheets = _read_sheets(path, lost, faults)
    try:
        tables = _tables(sheets, faults)
        data = _settings(sheets, faults)
        scenarios = _texts(sheets.get(headings.SCENARIOS), faults)
        recorded = _texts(sheets.get(headings.RECORDED), faults)
        return Book(assemble(data, tables, faults, check), scenarios, recorded)
    except PlanError as error:
        told = [_as_in(path, sheets, fault) for fault in error.faults]
        raise PlanError(sorted(told, key=lambda fault: (fault.file, fault.row or 0))) from None


def _read_sheets(
    path: Path, lost: Mapping[str, Sequence[Lost]], faults: list[Fault]
) -> dict[str, _Sheet]:
    """The plan's sheets by name."""
    book = _open(path)
    sheets: dict[str, _Sheet] = {}
    for title, cells in lost.items():
        if title.lower().startswith(OWN):
            continue
        name = headings.known_sheet(title)
        place = f"{path.name}: {title}"
        if name is None:
            known = headings.sheet_names()
            near = nearest(title.lower(), [*known, *map(headings.chinese_sheet, known)])
            values = {"nearest": near, "known": ", ".join(known)}
            faults.append(Fault("sheet-unknown", place, values=values))
        elif name in sheets:
            faults.append(Fault("sheet-same", place, values={"other": sheets[name].title}))
        else:
            sheets[name] = sheet = _Sheet(name, title)
            with without_collection():
                _fill(sheet, _python_cells(path, book, title), faults)
            faults += _lost_faults(sheet, cells)
    return sheets


def _open(path: Path) -> "CalamineWorkbook":
    from python_calamine import CalamineWorkbook

    with _damage_told(path):
        return CalamineWorkbook.from_path(str(path))


def _python_cells(path: Path, book: "CalamineWorkbook", title: str) -> list[list[Any]]:
    with _damage_told(path):
        return book.get_sheet_by_name(title).to_python(skip_empty_area=False)


@contextlib.contextmanager
def _damage_told(path: Path) -> Iterator[None]:
    """What the library makes of a damaged file: an error of its own, or a panic."""
    from python_calamine import CalamineError

    try:
        yield
    except (CalamineError, OSError, ValueError) as error:
        raise refused(path, "book-damaged", reason=str(error)) from None
    except BaseException as error:
        # A panic is no Exception, and its class can be named only here.
        if type(error).__name__ != "PanicException":
            raise
        raise refused(path, "book-damaged", reason=str(error)) from None


def _fill(sheet: _Sheet, cells: list[list[Any]], faults: list[Fault]) -> None:
    """The rows of a sheet as texts under the plan's own headings."""
    filled = [
        (line, row)
        for line, row in enumerate(cells, start=1)
        if not all(cell == "" or (type(cell) is str and not cell.strip()) for cell in row)
    ]
    if not filled:
        return
    lines = [line for line, _ in filled]
    titles: list[str] = []
    columns: list[list[str]] = []
    for place, column in enumerate(zip(*(row for _, row in filled), strict=True), start=1):
        written = cell_text(column[0]).strip()
        known = headings.known_column(sheet.name, written)
        texts = _column_texts(sheet.name, known, column)
        if not written:
            faults += _unheaded(sheet.file, place, lines, texts)
        elif known in titles and sheet.written[known] != written:
            values = {"other": sheet.written[known]}
            faults.append(Fault("heading-same", sheet.file, lines[0], written, "", values))
        else:
            sheet.written.setdefault(known, written)
            sheet.under[place] = known
            titles.append(known)
            columns.append([known, *texts[1:]])
    rows = map(list, zip(*columns, strict=True))
    sheet.rows = list(zip(lines, rows, strict=False))


def _unheaded(file: str, place: int, lines: Sequence[int], texts: Sequence[str]) -> Iterator[Fault]:
    for line, text in zip(lines, texts, strict=True):
        if text.strip():
            yield Fault("no-heading", file, line, letters(place), text)
            return


def _column_texts(sheet: str, column: str, cells: Sequence[Any]) -> list[str]:
    if all(type(cell) is str for cell in cells):
        return list(cells)
    weekly = sheet == headings.PLAN and column == headings.VALUE
    if sheet in ROWS:
        kinds = {each.name: each.kind for each in columns_of(ROWS[sheet])}
        weekly = kinds.get(column) in WEEKLY
    return [cell if type(cell) is str else cell_text(cell, weekly) for cell in cells]


def cell_text(cell: Any, weekly: bool = False) -> str:
    """A cell as it would be typed into a file: 1200 for 1200.0, a date as its ISO week or day."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int | float):
        return format_number(cell)
    if isinstance(cell, date) and weekly:
        return week_name(cell)
    if isinstance(cell, datetime) and cell.time() == time():
        cell = cell.date()
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _lost_faults(sheet: _Sheet, cells: Sequence[Lost]) -> Iterator[Fault]:
    """Formulas without a value, and errors: under the columns they stand in."""
    first = sheet.rows[0][0] if sheet.rows else 1
    for cell in cells:
        code = "cell-error" if cell.error else "cell-formula"
        values = {"cell": cell.address}
        column = letters(cell.column)
        if sheet.rows and cell.row != first:
            column = sheet.under.get(cell.column, column)
        yield Fault(code, sheet.file, cell.row, column, cell.error, values)


def _tables(sheets: Mapping[str, _Sheet], faults: list[Fault]) -> dict[str, Table]:
    tables = {}
    for name in ROWS:
        if name in sheets:
            table = parse_table(sheets[name].file, name, sheets[name].rows, faults)
            if table is not None:
                tables[name] = table
        elif name in REQUIRED:
            faults.append(Fault("file-missing", f"{name}.csv"))
    return tables


def _settings(sheets: Mapping[str, _Sheet], faults: list[Fault]) -> dict[str, Any] | None:
    """The sheet of settings as plan.toml would have them; None where there are none."""
    sheet = sheets.get(headings.PLAN)
    if sheet is None:
        faults.append(Fault("file-missing", SETTINGS))
        return None
    pairs = _pairs(sheet, headings.SETTING, headings.VALUE, faults)
    if pairs is None:
        return None
    data: dict[str, Any] = {}
    seen: set[str] = set()
    for line, written, text in pairs:
        name = headings.known_setting(written)
        if name is None:
            known = headings.setting_names()
            values = {"nearest": nearest(written, known), "known": ", ".join(known)}
            place = (sheet.file, line, headings.SETTING, written)
            faults.append(Fault("key-unknown", *place, values))
        elif name in seen:
            faults.append(Fault("setting-twice", sheet.file, line, headings.SETTING, written))
        elif text.strip():
            _put(data, name, _setting(name, text.strip(), faults))
        seen.add(name or written)
    return data


def _pairs(
    sheet: _Sheet, first: str, second: str, faults: list[Fault]
) -> list[tuple[int, str, str]] | None:
    """(line, text, text) of the two columns a sheet has; None where they are not there."""
    if not sheet.rows:
        faults.append(Fault("file-empty", sheet.file))
        return None
    line, titles = sheet.rows[0]
    wanted = (first, second)
    for title in titles:
        if title not in wanted and not title.startswith(OWN):
            values = {"nearest": nearest(title, wanted), "known": ", ".join(wanted)}
            faults.append(Fault("heading-unknown", sheet.file, line, title, title, values))
    missing = [title for title in wanted if title not in titles]
    faults += (Fault("heading-missing", sheet.file, line, title) for title in missing)
    for title in wanted:
        if titles.count(title) > 1:
            faults.append(Fault("heading-twice", sheet.file, line, title, title))
    if missing:
        return None
    places = [titles.index(title) for title in wanted]
    found = ((line, row[places[0]].strip(), row[places[1]]) for line, row in sheet.rows[1:])
    return [(line, name, text) for line, name, text in found if name or text.strip()]


def _setting(name: str, text: str, faults: list[Fault]) -> Any:
    """A setting as plan.toml holds it: text, number or switch; None for neither."""
    if name in SWITCHES:
        if text.lower() in ("true", "false"):
            return text.lower() == "true"
        faults.append(Fault("not-a-switch", SETTINGS, None, name, text))
    elif name in NUMBERS | WHOLE_NUMBERS:
        if NUMBER.fullmatch(text):
            number = float(text)
            return int(number) if number.is_integer() else number
        faults.append(Fault(complaint(text), SETTINGS, None, name, text))
    else:
        return text
    return None


def _put(data: dict[str, Any], name: str, value: Any) -> None:
    section, _, key = name.rpartition(".")
    if value is not None:
        (data.setdefault(section, {}) if section else data)[key] = value


def _texts(sheet: _Sheet | None, faults: list[Fault]) -> dict[str, str]:
    """Texts by name; one longer than a cell goes on in the next rows of the same name."""
    found: dict[str, str] = {}
    if sheet is None:
        return found
    pairs = _pairs(sheet, headings.NAME, headings.TEXT, faults)
    for line, name, text in pairs or ():
        if not is_file_name(name):
            faults.append(wrong_name(name, f"{sheet.name}.csv", line, headings.NAME))
        found[name] = found.get(name, "") + text
    return found


def _as_in(path: Path, sheets: Mapping[str, _Sheet], fault: Fault) -> Fault:
    """A fault with the sheet in place of the file, and the heading as it is there."""
    name = headings.PLAN if fault.file == SETTINGS else fault.file.removesuffix(".csv")
    if name not in headings.sheet_names():
        return fault
    sheet = sheets.get(name) or _Sheet(name, name)
    column = fault.column
    if sheet.title == headings.chinese_sheet(name) and column in headings.columns_on(name):
        column = headings.chinese_column(name, column)
    return replace(
        fault,
        code=OTHER_WORDS.get(fault.code, fault.code),
        file=f"{path.name}: {sheet.title}",
        column=sheet.written.get(fault.column, column),
    )
