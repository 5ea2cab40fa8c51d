"""Tables and charts of a report, before anyone has decided how they look."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Literal


class Kind(Enum):
    """What a number is, which is how it is written."""

    TEXT = "text"
    MONEY = "money"
    UNITS = "units"
    RATE = "rate"
    """money for one more: with cents."""
    SHARE = "share"
    GAP = "gap"
    COUNT = "count"
    SECONDS = "seconds"
    PLAIN = "plain"
    """as it was typed."""


@dataclass(frozen=True)
class Number:
    """A cell whose kind is not its column's."""

    value: float
    kind: Kind
    signed: bool = False


Cell = str | float | int | Number | None
"""None: not known, or not there."""


@dataclass(frozen=True)
class Column:
    """A heading and what stands below it."""

    title: str
    kind: Kind = Kind.TEXT
    signed: bool = False
    """a difference: shown with its sign."""


@dataclass(frozen=True)
class Grid:
    """A table. The page may show less of it, the workbook all."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    sheet: str = ""
    """what its sheet is called; empty: on the page only."""
    on_page: bool = True
    most: int = 200
    """rows on the page."""


@dataclass(frozen=True)
class Chart:
    """A picture as a Vega-Lite specification, and the same in words."""

    title: str
    words: str
    spec: dict[str, Any]


def in_unit(what: str, unit: str) -> str:
    """A title with the unit that it is in, where there is one."""
    return f"{what} {unit}".strip()


@dataclass(frozen=True)
class Section:
    """A part of the report."""

    key: str
    title: str
    notes: Sequence[str] = ()
    charts: Sequence[Chart] = ()
    grids: Sequence[Grid] = ()
    layout: Literal["one", "two", "many", "wide"] = "one"
    """charts beside each other; wide ones are rather moved sideways than made narrow."""


@dataclass(frozen=True)
class Report:
    """Everything that is written, whatever it is written as."""

    title: str
    subtitle: str
    language: str
    proof: Sequence[tuple[str, str]]
    """the line below the title: what, and its value."""
    missing: Sequence[str]
    """what was not finished or could not be done."""
    sections: Sequence[Section]
