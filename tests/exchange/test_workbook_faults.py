"""Everything wrong in a workbook is found at once, each with its sheet, row and column."""

import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from kamplan.exchange import workbook_file
from kamplan.exchange.workbook import read_workbook
from kamplan.messages import fault_text
from kamplan.plan import PlanError
from tests.exchange.books import (
    Formula,
    Sheets,
    changed,
    faults_of,
    part_texts,
    places,
    rezip,
    tiny_sheets,
    write_book,
)
from tests.plan.folders import TINY, write_folder
from tests.plan.folders import faults_of as faults_of_folder

Place = tuple[str, str, int | None, str, str]


def widened(sheet: str, heading: str, cell: Any = "") -> Sheets:
    """A sheet of the tiny plan with one more column."""
    rows = tiny_sheets()[sheet]
    assert len(rows[2]) == len(rows[0])
    rows[0].append(heading)
    rows[2].append(cell)
    return {sheet: rows}


def with_row(sheet: str, *cells: Any) -> Sheets:
    """A sheet of the tiny plan with one more row."""
    return {sheet: [*tiny_sheets()[sheet], cells]}


CASES: list[tuple[Sheets, Place]] = [
    ({"supply": None}, ("sheet-missing", "b.xlsx: supply", None, "", "")),
    ({"plan": None}, ("sheet-missing", "b.xlsx: plan", None, "", "")),
    ({"teams": []}, ("sheet-empty", "b.xlsx: teams", None, "", "")),
    ({"plan": []}, ("sheet-empty", "b.xlsx: plan", None, "", "")),
    ({"demands": []}, ("sheet-unknown", "b.xlsx: demands", None, "", "")),
    ({"需求": []}, ("sheet-same", "b.xlsx: 需求", None, "", "")),
    (widened("demand", "客户"), ("heading-same", "b.xlsx: demand", 1, "客户", "")),
    (widened("demand", "units"), ("heading-twice", "b.xlsx: demand", 1, "units", "units")),
    (widened("demand", "unit"), ("heading-unknown", "b.xlsx: demand", 1, "unit", "unit")),
    (widened("demand", "", "mine"), ("no-heading", "b.xlsx: demand", 3, "E", "mine")),
    (
        changed("demand", 0, 3, "x_units"),
        ("heading-missing", "b.xlsx: demand", 1, "units", ""),
    ),
    (changed("demand", 2, 3, -5.0), ("below", "b.xlsx: demand", 3, "units", "-5")),
    (changed("demand", 2, 3, "1,200"), ("thousands", "b.xlsx: demand", 3, "units", "1,200")),
    (changed("demand", 2, 3, True), ("not-a-number", "b.xlsx: demand", 3, "units", "true")),
    (
        changed("demand", 2, 1, "<script>"),
        ("unknown-product", "b.xlsx: demand", 3, "product", "<script>"),
    ),
    (widened("demand", "<script>"), ("heading-unknown", "b.xlsx: demand", 1, *["<script>"] * 2)),
    (
        changed("demand", 2, 3, Formula("=5+5")),
        ("cell-formula", "b.xlsx: demand", 3, "units", ""),
    ),
    (
        changed("demand", 0, 3, Formula('="units"')),
        ("cell-formula", "b.xlsx: demand", 1, "D", ""),
    ),
    (
        changed("visits", 1, 2, Formula("=A1/0", "#DIV/0!")),
        ("cell-error", "b.xlsx: visits", 2, "present", "#DIV/0!"),
    ),
    (
        changed("plan", 2, 1, Formula("=nothing", "#NAME?")),
        ("cell-error", "b.xlsx: plan", 3, "value", "#NAME?"),
    ),
    (with_row("plan", "budget", 5.0), ("key-unknown", "b.xlsx: plan", 8, "setting", "budget")),
    (with_row("plan", "weeks", 5.0), ("setting-twice", "b.xlsx: plan", 8, "setting", "weeks")),
    (with_row("plan", "solve.gap", "1%"), ("percent", "b.xlsx: plan", None, "solve.gap", "1%")),
    (
        with_row("plan", "solve.round", 2),
        ("not-a-switch", "b.xlsx: plan", None, "solve.round", "2"),
    ),
    (with_row("plan", "solve.gap", 2), ("not-below", "b.xlsx: plan", None, "solve.gap", "2")),
    (changed("plan", 0, 1, "values"), ("heading-missing", "b.xlsx: plan", 1, "value", "")),
    (changed("plan", 0, 1, "values"), ("heading-unknown", "b.xlsx: plan", 1, *["values"] * 2)),
    (changed("plan", 0, 1, "setting"), ("heading-twice", "b.xlsx: plan", 1, *["setting"] * 2)),
    (
        {"scenarios": [["name", "text"], ["../evil", "x"]]},
        ("scenario-sign", "b.xlsx: scenarios", 2, "name", "../evil"),
    ),
    (
        {"scenarios": [["name", "text"], [".evil", "x"]]},
        ("scenario-name", "b.xlsx: scenarios", 2, "name", ".evil"),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("sheets", "place"), CASES)
def test_a_fault_and_its_place(tmp_path: Path, sheets: Sheets, place: Place) -> None:
    found = faults_of(write_book(tmp_path / "b.xlsx", sheets))
    assert place in places(found)
    assert all("{" not in fault_text(fault) for fault in found)


def test_everything_wrong_is_found_at_once(tmp_path: Path) -> None:
    sheets = {
        **changed("demand", 2, 3, -5.0),
        **changed("accounts", 1, 5, 1.5),
        **changed("visits", 2, 6, Formula("=1+1")),
        **with_row("plan", "solve.gap", "much"),
        "budgets": [["name", "max"], ["total", 5.0], ["a", "b"]],
        "Sheet1": [["notes"]],
        "supply": None,
    }
    found = faults_of(write_book(tmp_path / "b.xlsx", sheets))
    assert places(found) == [
        ("sheet-unknown", "b.xlsx: Sheet1", None, "", ""),
        ("above", "b.xlsx: accounts", 2, "discount", "1.5"),
        ("budget-total", "b.xlsx: budgets", 2, "name", "total"),
        ("not-a-number", "b.xlsx: budgets", 3, "max", "b"),
        ("below", "b.xlsx: demand", 3, "units", "-5"),
        ("not-a-number", "b.xlsx: plan", None, "solve.gap", "much"),
        ("sheet-missing", "b.xlsx: supply", None, "", ""),
        ("cell-formula", "b.xlsx: visits", 3, "cost", ""),
    ]
    texts = [fault_text(fault) for fault in found]
    assert texts[4] == (
        'b.xlsx: demand row 3, column units: "-5": the number is below 0. Use 0 or more.'
    )
    assert texts[-1] == (
        "b.xlsx: visits row 3, column cost: cell G3 holds a formula whose value is not stored. "
        "Open the workbook in Excel and save it, or type the value."
    )


def test_a_workbook_is_as_strict_as_a_folder(tmp_path: Path) -> None:
    """The same faults at the same rows and columns, whatever is put into a cell."""
    wrong: Sequence[tuple[str, int, int, str]] = (
        ("demand", 2, 2, "2026-W54"),
        ("demand", 3, 0, "nobody"),
        ("products", 1, 2, "inf"),
        ("promotions", 1, 3, "0"),
        ("budgets", 1, 1, "region=Nowhere"),
        ("service", 2, 5, "month"),
        ("teams", 2, 1, "2026-W52"),
        ("visits", 1, 2, "2.5"),
    )
    files, sheets = dict(TINY), tiny_sheets()
    for name, row, place, cell in wrong:
        sheets[name][row][place] = cell
        lines = [line.split(",") for line in files[f"{name}.csv"].splitlines()]
        lines[row][place] = cell
        files[f"{name}.csv"] = "".join(",".join(line) + "\n" for line in lines)
    in_folder = faults_of_folder(write_folder(tmp_path / "folder", files))
    in_book = faults_of(write_book(tmp_path / "b.xlsx", sheets))
    assert len(in_folder) >= len(wrong)
    assert [(code, row, column, value) for code, _, row, column, value in places(in_book)] == [
        (code, row, column, value) for code, _, row, column, value in places(in_folder)
    ]


def test_chinese_headings_in_messages(tmp_path: Path) -> None:
    rows = tiny_sheets()["demand"]
    rows[0], rows[1][3] = ["客户", "产品", "周", "数量"], -1.0
    found = faults_of(write_book(tmp_path / "b.xlsx", {"demand": None, "需求": rows}))
    assert places(found) == [("below", "b.xlsx: 需求", 2, "数量", "-1")]
    rows[0] = ["客户", "产品", "周"]
    rows[1:] = [row[:3] for row in rows[1:]]
    found = faults_of(write_book(tmp_path / "b.xlsx", {"demand": None, "需求": rows}))
    assert places(found) == [("heading-missing", "b.xlsx: 需求", 1, "数量", "")]


def test_a_formula_that_gives_nothing_has_its_value(tmp_path: Path) -> None:
    """Excel stores an empty text; other programs store no value at all."""
    path = write_book(tmp_path / "b.xlsx", changed("accounts", 1, 1, Formula('=""')))
    assert places(faults_of(path))[0][0] == "cell-formula"
    assert '<c r="B2"><f>""</f><v></v></c>' in "".join(part_texts(path).values())
    rezip(path, lambda _, raw: raw.replace(b'"B2"><f>', b'"B2" t="str"><f>'))
    assert read_workbook(path).plan["accounts"]["name"].tolist() == ["", "Beta"]


@pytest.mark.parametrize("value", [b"", b"<v/>", b"<v></v>"])
def test_formulas_as_other_programs_write_them(tmp_path: Path, value: bytes) -> None:
    """Cells without addresses, names with a prefix, no value."""
    path = write_book(tmp_path / "b.xlsx", changed("demand", 1, 3, Formula("=1+1")))

    def edit(name: str, raw: bytes) -> bytes:
        return raw.replace(b'<c r="D2"><f>1+1</f><v></v></c>', b"<c><f>1+1</f>" + value + b"</c>")

    found = faults_of(rezip(path, edit))
    assert places(found) == [("cell-formula", "b.xlsx: demand", 2, "units", "")]
    assert found[0].values == {"cell": "D2"}


# Files that are none


def code_of(path: Path) -> str:
    """The one fault of a file that cannot be read."""
    (fault,) = faults_of(path)
    assert fault_text(fault).startswith(str(path))
    return fault.code


OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)
LOCKED = OLE + "EncryptedPackage".encode("utf-16-le") + bytes(600)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("b.xlsx", None, "book-missing"),
        ("b.xlsx", b"", "book-damaged"),
        ("b.xlsx", b"account,units\n", "book-damaged"),
        ("b.xls", OLE, "book-kind"),
        ("b.xlsx", OLE, "book-kind"),
        ("b.xlsx", LOCKED, "book-locked"),
    ],
)
def test_files_that_are_no_workbooks(
    tmp_path: Path, name: str, content: bytes | None, code: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    assert code_of(tmp_path / name) == code


def zipped(path: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in parts.items():
            archive.writestr(name, raw)
    return path


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}, "book-kind"),
        ({"xl/workbook.bin": b""}, "book-kind"),
        ({"other.txt": b"hello"}, "book-damaged"),
        ({"_rels/.rels": b"<a/>", "xl/workbook.xml": b"<a>"}, "book-damaged"),
    ],
)
def test_zip_files_that_are_no_workbooks(
    tmp_path: Path, parts: dict[str, bytes], code: str
) -> None:
    assert code_of(zipped(tmp_path / "b.xlsx", parts)) == code


def test_a_truncated_workbook(tmp_path: Path) -> None:
    path = write_book(tmp_path / "b.xlsx")
    raw = path.read_bytes()
    for share in (0.1, 0.5, 0.9, 0.999):
        path.write_bytes(raw[: int(len(raw) * share)])
        assert code_of(path) == "book-damaged"


def test_bytes_that_were_changed(tmp_path: Path) -> None:
    """Read as before, or refused: never a traceback, never another plan."""
    path = write_book(tmp_path / "b.xlsx")
    raw, wanted = path.read_bytes(), read_workbook(path).plan
    for place in range(30, len(raw), len(raw) // 150):
        path.write_bytes(raw[:place] + bytes([raw[place] ^ 0x55]) + raw[place + 1 :])
        try:
            found = read_workbook(path).plan
        except PlanError:
            continue
        assert found.settings == wanted.settings
        assert found["demand"]["units"].tolist() == wanted["demand"]["units"].tolist()


DAMAGE: dict[str, Callable[[str, bytes], bytes | None]] = {
    "no sheet": lambda name, raw: None if name.endswith("sheet3.xml") else raw,
    "half a sheet": lambda name, raw: raw[:-200] if name.endswith("sheet3.xml") else raw,
    "no texts": lambda name, raw: None if name.endswith("sharedStrings.xml") else raw,
    "a text too far": lambda name, raw: raw.replace(b"<v>0</v>", b"<v>99999</v>"),
    "entities": lambda name, raw: raw.replace(
        b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "aaaaaaaa">]><worksheet', 1
    ),
    "a cell nowhere": lambda name, raw: raw.replace(b'r="A1"', b'r="ZZZZ1"'),
    "a row nowhere": lambda name, raw: raw.replace(b'r="A1"', b'r="a1048577"'),
}


@pytest.mark.parametrize("what", DAMAGE)
def test_damaged_parts(tmp_path: Path, what: str) -> None:
    path = rezip(write_book(tmp_path / "b.xlsx"), DAMAGE[what])
    assert faults_of(path)


def test_a_zip_bomb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_book(tmp_path / "b.xlsx")
    monkeypatch.setattr(workbook_file, "LARGEST", 20_000)
    assert code_of(path) == "book-large"


def test_a_zip_bomb_that_says_it_is_small(tmp_path: Path) -> None:
    path = rezip(
        write_book(tmp_path / "b.xlsx"),
        lambda name, raw: bytes(10_000_000) if name.endswith("sharedStrings.xml") else raw,
    )
    raw = path.read_bytes()
    assert raw.count((10_000_000).to_bytes(4, "little")) == 2
    path.write_bytes(raw.replace((10_000_000).to_bytes(4, "little"), (100).to_bytes(4, "little")))
    (fault,) = faults_of(path)
    assert fault.code == "book-damaged"
    assert "CRC" in fault.values["reason"]


def test_two_parts_of_one_name(tmp_path: Path) -> None:
    """Programs differ in which of them they read."""
    path = write_book(tmp_path / "b.xlsx")
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("xl/worksheets/sheet3.xml", b"<worksheet/>")
    assert code_of(path) == "book-damaged"


def test_parts_with_a_password(tmp_path: Path) -> None:
    path = write_book(tmp_path / "b.xlsx")
    raw = bytearray(path.read_bytes())
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(raw)
    assert code_of(path) == "book-locked"


def test_a_panic_of_the_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is no Exception, and must not look like an error of ours."""
    panic = type("PanicException", (BaseException,), {})

    class Panicking:
        @staticmethod
        def from_path(_path: str) -> None:
            raise panic("index out of bounds")

    path = write_book(tmp_path / "b.xlsx")
    monkeypatch.setattr("python_calamine.CalamineWorkbook", Panicking)
    assert code_of(path) == "book-damaged"


def test_a_cell_far_away(tmp_path: Path) -> None:
    rows = tiny_sheets()["demand"]
    path = write_book(tmp_path / "b.xlsx", {"demand": rows})
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    rezip(path, lambda name, raw: raw.replace(b"</sheetData>", far))
    (fault,) = faults_of(path)
    assert (fault.code, fault.values["cell"]) == ("book-vast", "XFD1048576")


def test_cells_far_away_that_only_have_a_format(tmp_path: Path) -> None:
    path = write_book(tmp_path / "b.xlsx")
    far = b'<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>'
    rezip(path, lambda name, raw: raw.replace(b"</sheetData>", far))
    assert len(read_workbook(path).plan["demand"]) == 5


@pytest.mark.parametrize("place", [1, 26, 27, 702, 703, 16384])
def test_columns_by_letters(place: int) -> None:
    assert workbook_file.number(workbook_file.letters(place)) == place


def test_letters() -> None:
    assert [workbook_file.letters(place) for place in (1, 26, 27, 703)] == ["A", "Z", "AA", "AAA"]
