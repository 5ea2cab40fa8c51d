"""A first look at a plan folder: its name and its accounts, as their files have them.

Opening a plan loads a second's worth of libraries first. This needs none of them, so that
there is something to see meanwhile; whatever is wrong with the files is told by the opening.
"""

import csv
import io
import tomllib
from dataclasses import dataclass
from pathlib import Path

from kamplan.exchange.encoding import decode


@dataclass(frozen=True)
class Glance:
    """What the files say, unchecked."""

    name: str
    """name of the plan."""
    columns: tuple[str, ...]
    """headings of accounts.csv."""
    rows: tuple[tuple[str, ...], ...]
    """its cells, each row as long as the heading."""


def glance(folder: Path) -> Glance | None:
    """The first look, None where the files do not allow one."""
    try:
        name = tomllib.loads(_read(folder / "plan.toml"))["name"]
        lines = list(csv.reader(io.StringIO(_read(folder / "accounts.csv"), newline="")))
    except (OSError, ValueError, KeyError, csv.Error):
        return None
    lines = [[cell.strip() for cell in line] for line in lines if any(map(str.strip, line))]
    if not lines or not isinstance(name, str):
        return None
    columns, *rows = lines
    count = len(columns)
    if len(set(columns)) < count or not all(columns):
        return None
    return Glance(
        name, tuple(columns), tuple((*row[:count], *[""] * (count - len(row))) for row in rows)
    )


def _read(file: Path) -> str:
    text = decode(file.read_bytes())
    if text is None:
        raise ValueError(file)
    return text
