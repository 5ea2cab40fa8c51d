"""An .xlsx file before its cells are read: what it is, how large, and what would be lost.

It is a zip of XML files. The library that reads cells gives a formula without a stored value,
and an error such as #REF!, as an empty cell; so both are looked for here.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO
from xml.etree import ElementTree

from kamplan.plan import Fault, PlanError

LARGEST = 2**30
"""bytes that the files inside may come to."""
MOST_CELLS = 30_000_000
"""cells of the block from A1 to the last one: it is held in memory as a whole."""
PIECE = 1 << 20
OVERLAP = 256
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
SUSPECT = re.compile(rb"""<(?:\w+:)?f[\s/>]|\st=["']e["']""")
"""a formula, or the type of a cell that holds an error."""
REFERENCE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{0,9})(\d{1,12})["']""")
"""where a row or a cell says it is."""
PLACE = re.compile(r"([A-Za-z]{1,9})(\d{1,12})")
LAST_COLUMN, LAST_ROW = 16_384, 1_048_576
CONTENTS = "xl/workbook.xml"
SHEETS = "xl/worksheets/"


@dataclass(frozen=True)
class Lost:
    """A cell whose value would be lost."""

    row: int
    column: int
    """both from 1."""
    error: str = ""
    """such as #REF!; empty for a formula whose value is not stored."""

    @property
    def address(self) -> str:
        """As spreadsheets name it: B7."""
        return f"{letters(self.column)}{self.row}"


def letters(column: int) -> str:
    """The name of a column, counted from 1: A, Z, AA."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def number(name: bytes | str) -> int:
    """The place of a column, counted from 1."""
    place = 0
    for letter in (name.decode() if isinstance(name, bytes) else name).upper():
        place = place * 26 + ord(letter) - 64
    return place


def refused(path: Path, code: str, **values: object) -> PlanError:
    """The file as a whole cannot be read."""
    return PlanError([Fault(code, str(path), values=values)])


def inspect(path: Path) -> dict[str, list[Lost]]:
    """The worksheets by title, each with the cells whose values would be lost.

    Raises PlanError for what is no .xlsx file, is damaged, locked, or too large to be read.
    """
    try:
        _check_kind(path)
        with zipfile.ZipFile(path) as archive:
            _check_contents(path, archive)
            return {
                title: _inspect_sheet(path, archive, title, part)
                for title, part in _sheets(archive)
            }
    except OSError as error:
        raise refused(path, "cannot-read", reason=error.strerror or str(error)) from None
    except (
        *(zipfile.BadZipFile, zlib.error, EOFError, ElementTree.ParseError),
        *(KeyError, ValueError, NotImplementedError, RuntimeError),
    ) as error:
        raise refused(path, "book-damaged", reason=str(error)) from None


def _check_kind(path: Path) -> None:
    if not path.is_file():
        raise refused(path, "book-missing")
    with path.open("rb") as stream:
        start = stream.read(len(OLE))
        if start == OLE:
            # What is encrypted wears the coat of the old format.
            locked = ENCRYPTED in stream.read(LARGEST)
            raise refused(path, "book-locked" if locked else "book-kind")
    if not zipfile.is_zipfile(path):
        raise refused(path, "book-damaged", reason="not a zip file")


def _check_contents(path: Path, archive: zipfile.ZipFile) -> None:
    """An .xlsx file, whole, and not too large.

    Everything but the sheets, which are looked through anyway, is unpacked here once: a file
    that says less of its size than is true does not pass its checksum, and goes no further.
    """
    names = set(archive.namelist())
    if "mimetype" in names or "xl/workbook.bin" in names:
        raise refused(path, "book-kind")
    if len(names) < len(archive.infolist()):
        # Which of the two is meant, no two programs agree on.
        raise refused(path, "book-damaged", reason="two parts of one name")
    if sum(info.file_size for info in archive.infolist()) > LARGEST:
        raise refused(path, "book-large", limit=LARGEST >> 20)
    for info in archive.infolist():
        if info.flag_bits & 1:
            raise refused(path, "book-locked")
        if info.filename.startswith(SHEETS):
            continue
        with archive.open(info) as stream:
            while stream.read(PIECE):
                pass


def _sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Title of every worksheet and the file it is in; charts are passed over."""
    contents = _main_part(archive)
    folder = contents.parent
    links = _parse(archive, str(folder / "_rels" / f"{contents.name}.rels"))
    parts = {
        each.get("Id", ""): (each.get("Type", ""), each.get("Target", ""))
        for each in links.iter()
        if _local(each.tag) == "Relationship"
    }
    for each in _parse(archive, str(contents)).iter():
        if _local(each.tag) != "sheet":
            continue
        link = next((value for key, value in each.items() if _local(key) == "id"), "")
        kind, target = parts[link]
        if kind.endswith("/worksheet"):
            part = target[1:] if target.startswith("/") else str(folder / target)
            yield each.get("name", ""), part


def _main_part(archive: zipfile.ZipFile) -> PurePosixPath:
    for each in _parse(archive, "_rels/.rels").iter():
        if each.get("Type", "").endswith("/officeDocument"):
            return PurePosixPath(each.get("Target", "").lstrip("/"))
    return PurePosixPath(CONTENTS)


def _parse(archive: zipfile.ZipFile, part: str) -> ElementTree.Element:
    raw = archive.read(part)
    _refuse_entities(raw)
    return ElementTree.fromstring(raw)


def _refuse_entities(raw: bytes) -> None:
    # No spreadsheet program writes one, and what it declares can grow without end.
    if b"<!DOCTYPE" in raw:
        raise ValueError("DOCTYPE")


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _inspect_sheet(path: Path, archive: zipfile.ZipFile, title: str, part: str) -> list[Lost]:
    suspect, rows, columns = False, 0, 0
    with archive.open(part) as stream:
        for piece in _pieces(stream):
            suspect = suspect or SUSPECT.search(piece) is not None
            found = REFERENCE.findall(piece)
            rows = max([rows, *map(int, {row for _, row in found})])
            columns = max([columns, *map(number, {column for column, _ in found})])
    # A text may look like a far address; whether it is one is for the second look.
    far = rows > LAST_ROW or columns > LAST_COLUMN or rows * columns > MOST_CELLS
    if not suspect and not far:
        return []
    lost, last_row, last_column = [], 1, 1
    with archive.open(part) as stream:
        for cell, row, column in _cells(stream):
            texts = {_local(inner.tag): inner.text for inner in cell}
            if not texts:
                continue
            last_row, last_column = max(last_row, row), max(last_column, column)
            kind = cell.get("t", "n")
            if kind == "e":
                lost.append(Lost(row, column, texts.get("v") or "#VALUE!"))
            elif "f" in texts and not texts.get("v") and not (kind == "str" and "v" in texts):
                lost.append(Lost(row, column))
    last = f"{letters(last_column)}{last_row}"
    if last_row > LAST_ROW or last_column > LAST_COLUMN:
        raise ValueError(f"{title}: {last}")
    if last_row * last_column > MOST_CELLS:
        raise PlanError([Fault("book-vast", f"{path.name}: {title}", values={"cell": last})])
    return lost


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    """The file in pieces that overlap, so that nothing short is cut in two."""
    tail = b""
    while piece := stream.read(PIECE):
        _refuse_entities(piece)
        yield tail + piece
        tail = piece[-OVERLAP:]


def _cells(stream: IO[bytes]) -> Iterator[tuple[ElementTree.Element, int, int]]:
    """Every cell with its row and column; those that do not say it follow the one before."""
    row = column = 0
    events = ElementTree.iterparse(stream, ("start", "end"))
    _, root = next(events)
    for event, each in events:
        tag = _local(each.tag)
        if tag == "row" and event == "start":
            row, column = int(each.get("r", row + 1)), 0
        elif tag == "row":
            root.clear()
        elif tag == "c" and event == "end":
            place = PLACE.fullmatch(each.get("r", ""))
            column = number(place[1]) if place else column + 1
            yield each, int(place[2]) if place else row, column
            each.clear()
