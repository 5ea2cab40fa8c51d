"""CSV text to typed columns and back."""

import contextlib
import csv
import gc
import io
import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import numpy as np

from kamplan.exchange.encoding import decode
from kamplan.plan.columns import Column, Kind, columns_of
from kamplan.plan.faults import Fault, nearest
from kamplan.plan.tables import ROWS, Cells, Table, fill_defaults, format_number
from kamplan.plan.typed import NUMBER, complaint

# A column whose cells hold nothing but these is converted at one stroke.
PLAIN = frozenset("0123456789.+-eE")
PIECE = 1000
"""rows that are written at a stroke."""


def read_table(path: Path, name: str, faults: list[Fault]) -> Table | None:
    """One table of a plan folder; None where it cannot be made out at all.

    Everything wrong is added to `faults`.
    """
    text = read_text(path, path.name, faults)
    if text is None:
        return None
    try:
        with without_collection():
            rows = _filled_rows(text)
    except csv.Error as error:
        faults.append(Fault("not-csv", path.name, values={"reason": str(error)}))
        return None
    heading = _heading(rows)
    if len(heading) == 1 and ";" in heading[0]:
        faults.append(Fault("semicolons", path.name, rows[0][0]))
        return None
    return parse_table(path.name, name, rows, faults)


def parse_table(
    file: str, name: str, rows: Sequence[tuple[int, list[str]]], faults: list[Fault]
) -> Table | None:
    """A table from rows of texts, the heading first, each with its line; None without any.

    Everything wrong is added to `faults`.
    """
    if not rows:
        faults.append(Fault("file-empty", file))
        return None
    heading = _heading(rows)
    _check_heading(file, name, heading, rows[0][0], faults)
    with without_collection():
        return _columns(file, name, heading, rows[1:], faults)


def _heading(rows: Sequence[tuple[int, list[str]]]) -> list[str]:
    """The headings without empty ones at the end."""
    heading = [cell.strip() for cell in rows[0][1]] if rows else []
    while heading and not heading[-1]:
        heading.pop()
    return heading


def _filled_rows(text: str) -> list[tuple[int, list[str]]]:
    """(line it ends on, cells) of every row that holds anything."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    return [(reader.line_num, row) for row in reader if "".join(row).strip()]


@contextlib.contextmanager
def without_collection() -> Iterator[None]:
    """A million new rows make Python look for garbage again and again: half of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def read_text(path: Path, file: str, faults: list[Fault]) -> str | None:
    """A file as text, or None and a fault that says why not."""
    try:
        text = decode(path.read_bytes())
    except OSError as error:
        faults.append(Fault("cannot-read", file, values={"reason": error.strerror or str(error)}))
        return None
    if text is None:
        faults.append(Fault("not-text", file))
    return text


def _check_heading(
    file: str, name: str, heading: list[str], line: int, faults: list[Fault]
) -> None:
    columns = columns_of(ROWS[name])
    known = [column.name for column in columns]
    for place, cell in enumerate(heading):
        if cell in heading[:place]:
            faults.append(Fault("heading-twice", file, line, cell, cell))
        elif cell not in known and not cell.startswith("x_"):
            values = {"nearest": nearest(cell, known), "known": ", ".join(known)}
            faults.append(Fault("heading-unknown", file, line, cell, cell, values))
    for column in columns:
        if column.required and column.name not in heading:
            faults.append(Fault("heading-missing", file, line, column.name))


def _columns(
    file: str,
    name: str,
    heading: list[str],
    rows: Sequence[tuple[int, list[str]]],
    faults: list[Fault],
) -> Table:
    full = [row for _, row in rows]
    lines = np.array([line for line, _ in rows], dtype=np.int64)
    if set(map(len, full)) - {len(heading)}:
        full = [_made_even(file, row, len(heading), line, faults) for line, row in rows]
    texts = dict(zip(heading, zip(*full, strict=True), strict=True)) if full else {}
    cells: dict[str, Cells] = {}
    for column in columns_of(ROWS[name]):
        if column.name in texts:
            cells[column.name] = _typed(file, column, texts[column.name], lines, faults)
        else:
            cells[column.name] = fill_defaults(column, len(rows))
    own = {
        title: np.array([cell.strip() for cell in texts.get(title, ())], dtype=object)
        for title in heading
        if title.startswith("x_")
    }
    return Table(name, cells, own, lines)


def _made_even(file: str, row: list[str], width: int, line: int, faults: list[Fault]) -> list[str]:
    """A row with as many cells as there are headings: empty ones at its end may be left out, or
    be too many."""
    if any(cell.strip() for cell in row[width:]):
        values = {"cells": len(row), "columns": width}
        faults.append(Fault("row-long", file, line, values=values))
    return row[:width] + [""] * (width - len(row))


def _typed(
    file: str, column: Column, texts: Sequence[str], lines: Cells, faults: list[Fault]
) -> Cells:
    if not column.is_number:
        default = column.default or ""
        return np.array([text.strip() or default for text in texts], dtype=object)
    stripped = [text.strip() for text in texts]
    empty = fill_defaults(column, 1)[0]
    if PLAIN.issuperset("".join(set(stripped))):
        try:
            filled = [text or empty for text in stripped]
            numbers = np.array(filled, dtype=float)
        except ValueError:
            numbers = None
    else:
        numbers = None
    if numbers is None:
        numbers = np.array([_number(text, empty) for text in stripped])
        for row, text in enumerate(stripped):
            if text and np.isnan(numbers[row]):
                line = int(lines[row])
                faults.append(
                    Fault(complaint(text, column.required), file, line, column.name, texts[row])
                )
    _check_whole(file, column, numbers, lines, faults)
    return numbers


def _check_whole(
    file: str, column: Column, numbers: Cells, lines: Cells, faults: list[Fault]
) -> None:
    if column.kind is Kind.WHOLE:
        for row in np.flatnonzero(~np.isnan(numbers) & (numbers != np.rint(numbers))):
            faults.append(
                Fault("not-whole", file, int(lines[row]), column.name, f"{numbers[row]:g}")
            )


def _number(text: str, empty: float) -> float:
    """The number in a cell, `empty` for none, NaN where there is no number."""
    if not text:
        return empty
    return float(text) if NUMBER.fullmatch(text) else float("nan")


def write_table(table: Table) -> str:
    """The table as canonical CSV: only columns that say something, numbers at their shortest."""
    titles, columns = [], []
    for column in table.columns:
        cells = table[column.name]
        texts = cell_texts(column, cells)
        if column.required or any(texts):
            titles.append(column.name)
            columns.append(texts)
    for title, cells in table.own.items():
        titles.append(title)
        columns.append(cells.tolist())
    return "".join(_csv_lines([titles, *zip(*columns, strict=True)]))


def _csv_lines(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Some rows at a time: csv lets no other thread run meanwhile.

    A cell is quoted where it holds either half of a line end.
    """
    rows = iter(rows)
    while piece := list(islice(rows, PIECE)):
        out = io.StringIO(newline="")
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerows(piece)
        text = out.getvalue()
        if text.count("\r\n") == len(piece):
            yield text.replace("\r\n", "\n")
        else:
            # Line ends inside cells stay as they are.
            yield "".join(_csv_line(row) for row in piece)


def _csv_line(row: Sequence[str]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerow(row)
    return out.getvalue().removesuffix("\r\n") + "\n"


def cell_texts(column: Column, cells: Cells) -> list[str]:
    """Cells as text; one that holds its default is empty."""
    if not column.is_number:
        silent = None if column.choices else column.default
        return ["" if cell == silent else cell for cell in cells.tolist()]
    values, places = np.unique(cells, return_inverse=True)
    texts = np.empty(len(values), dtype=object)
    texts[:] = [
        ""
        if math.isnan(value) or (not column.required and value == column.default)
        else format_number(value)
        for value in values.tolist()
    ]
    found: list[str] = texts[places].tolist()
    return found
