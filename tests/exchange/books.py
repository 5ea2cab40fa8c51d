"""The tiny plan as a workbook made by hand, cell by cell, and ways to break it."""

import csv
import tomllib
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from xlsxwriter import Workbook

from kamplan.exchange.workbook import read_workbook
from kamplan.plan import Fault, PlanError
from tests.plan.folders import TINY


@dataclass(frozen=True)
class Formula:
    """A formula, and the value that is stored with it: nothing, if none."""

    text: str
    value: Any = ""


Sheet = Sequence[Sequence[Any]]
Sheets = Mapping[str, Sheet | None]


def tiny_sheets() -> dict[str, list[list[Any]]]:
    """The cells of every sheet; numbers are numbers, as a spreadsheet program has them."""
    sheets = {"plan": [["setting", "value"], *map(list, _flat(tomllib.loads(TINY["plan.toml"])))]}
    for file, text in TINY.items():
        if file.endswith(".csv"):
            rows = [[_typed(cell) for cell in row] for row in csv.reader(text.splitlines())]
            sheets[file.removesuffix(".csv")] = rows
    return sheets


def _flat(data: Mapping[str, Any], section: str = "") -> list[tuple[str, Any]]:
    found = []
    for name, value in data.items():
        inner = isinstance(value, dict)
        found += _flat(value, f"{name}.") if inner else [(section + name, value)]
    return found


def _typed(cell: str) -> Any:
    try:
        return float(cell)
    except ValueError:
        return cell


def write_book(path: Path, changes: Sheets | None = None) -> Path:
    """The tiny plan with some sheets replaced, added or left out."""
    with Workbook(str(path), {"strings_to_formulas": False}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        percent = book.add_format({"num_format": "0 %"})
        for title, rows in {**tiny_sheets(), **(changes or {})}.items():
            if rows is None:
                continue
            page = book.add_worksheet(title)
            for row, cells in enumerate(rows):
                for place, cell in enumerate(cells):
                    if isinstance(cell, Formula):
                        page.write_formula(row, place, cell.text, None, cell.value)
                    elif isinstance(cell, date | datetime):
                        page.write_datetime(row, place, cell, day)
                    elif isinstance(cell, bool):
                        page.write_boolean(row, place, cell)
                    elif isinstance(cell, float) and 0.0 < cell < 1.0:
                        page.write_number(row, place, cell, percent)
                    elif isinstance(cell, int | float):
                        page.write_number(row, place, cell)
                    elif cell:
                        page.write_string(row, place, cell)
    return path


def changed(sheet: str, row: int, place: int, cell: Any) -> dict[str, Sheet | None]:
    """One sheet of the tiny plan with one cell changed; both counted as in a list."""
    rows = tiny_sheets()[sheet]
    rows[row][place] = cell
    return {sheet: rows}


def faults_of(path: Path) -> tuple[Fault, ...]:
    """Everything that reading a broken workbook finds."""
    with pytest.raises(PlanError) as caught:
        read_workbook(path)
    return caught.value.faults


def places(faults: Sequence[Fault]) -> list[tuple[str, str, int | None, str, str]]:
    """(id, file, row, column, value) of each."""
    return [(each.code, each.file, each.row, each.column, each.value) for each in faults]


def rezip(path: Path, edit: Callable[[str, bytes], bytes | None], to: Path | None = None) -> Path:
    """The same file with some of its parts changed, None to leave one out."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    target = to or path
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name, raw in parts.items():
            edited = edit(name, raw)
            if edited is not None:
                new.writestr(name, edited)
    return target


def part_texts(path: Path) -> dict[str, str]:
    """The parts of a file as text."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}
