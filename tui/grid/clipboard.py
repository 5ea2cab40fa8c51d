"""Blocks of cells as text, the way spreadsheets write them to the clipboard.

Cells are parted by tabs, rows by line ends. A cell with a tab, a line end or a leading quotation
mark stands in quotation marks, those inside it doubled.
"""

import re
from collections.abc import Sequence

Block = list[list[str]]
CELL_END = re.compile(r"[\t\n]|\Z")
LINE_END = re.compile(r"\r\n|\r|\n")


def parse_block(text: str) -> Block:
    """The rows of cells in a text; a line end at the very end starts no row."""
    text = LINE_END.sub("\n", text)
    rows: Block = []
    row: list[str] = []
    at = 0
    while at < len(text) or row:
        cell, at = _cell(text, at)
        row.append(cell)
        if at < len(text) and text[at] == "\t":
            at += 1
            continue
        rows.append(row)
        row = []
        at += 1
    return rows


def _cell(text: str, at: int) -> tuple[str, int]:
    """The cell that begins here and where it ends."""
    if text.startswith('"', at):
        quoted = _quoted(text, at)
        if quoted is not None:
            return quoted
    end = CELL_END.search(text, at)
    return (text[at : end.start()], end.start()) if end else (text[at:], len(text))


def _quoted(text: str, at: int) -> tuple[str, int] | None:
    """A cell in quotation marks; None when they do not close the cell, so they are its text."""
    end = at + 1
    while (end := text.find('"', end)) >= 0:
        if text.startswith('""', end):
            end += 2
            continue
        if end + 1 == len(text) or text[end + 1] in "\t\n":
            return text[at + 1 : end].replace('""', '"'), end + 1
        return None
    return None


def format_block(rows: Sequence[Sequence[str]]) -> str:
    """A block as text that `parse_block` reads back."""
    lines = ["\t".join(_written(cell) for cell in row) for row in rows]
    text = "\n".join(lines)
    return text + "\n" if lines and not lines[-1] else text


def _written(cell: str) -> str:
    if cell.startswith('"') or any(mark in cell for mark in "\t\n\r"):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def one_line(text: str) -> str:
    """A text for a field that takes no line ends and no tabs."""
    return LINE_END.sub(" ", text.rstrip("\r\n")).replace("\t", " ")
