"""A plan's tables in memory: columns, not rows, since demand can have a million."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from kamplan.plan.account_stock import AccountStock, InTransit
from kamplan.plan.accounts import Account
from kamplan.plan.columns import Column, PlanRow, columns_of
from kamplan.plan.held import Lock, NoWorse, PublishedSpend, PublishedStock, PublishedVisits
from kamplan.plan.judgements import Judgement
from kamplan.plan.levers import Point, Promotion, Visit
from kamplan.plan.limits import Budget, Calendar, Fairness, Service, Team
from kamplan.plan.products import Product
from kamplan.plan.uncertainty import Uncertainty
from kamplan.plan.volumes import Demand, Supply

ROWS: dict[str, type[PlanRow]] = {
    "accounts": Account,
    "products": Product,
    "demand": Demand,
    "supply": Supply,
    "promotions": Promotion,
    "visits": Visit,
    "curves": Point,
    "judgements": Judgement,
    "account_stock": AccountStock,
    "in_transit": InTransit,
    "teams": Team,
    "budgets": Budget,
    "service": Service,
    "calendar": Calendar,
    "fairness": Fairness,
    "locks": Lock,
    "no_worse": NoWorse,
    "uncertainty": Uncertainty,
    "published_spend": PublishedSpend,
    "published_visits": PublishedVisits,
    "published_stock": PublishedStock,
}
ASIDE = ("uncertainty",)
"""tables that no plan depends on."""
REQUIRED = ("accounts", "products", "demand", "supply")

Cells = npt.NDArray[Any]
"""float64 with NaN for not given, or objects that are str."""


@dataclass(frozen=True)
class Table:
    """One table of a plan. Every column of its class is there, defaults filled in."""

    name: str
    cells: Mapping[str, Cells]
    own: Mapping[str, Cells]
    """the user's own x_ columns, text."""
    lines: npt.NDArray[np.int64]
    """line of its file each row came from; 0 for rows that came from elsewhere."""

    def __len__(self) -> int:
        return len(self.lines)

    def __getitem__(self, column: str) -> Cells:
        return self.cells[column] if column in self.cells else self.own[column]

    @property
    def columns(self) -> tuple[Column, ...]:
        """The table's fixed columns."""
        return columns_of(ROWS[self.name])

    @property
    def key_columns(self) -> tuple[str, ...]:
        """Columns that together name a row."""
        return tuple(column.name for column in self.columns if column.key)

    def keys(self) -> list[tuple[str, ...]]:
        """The key of every row."""
        return list(zip(*(self.cells[name].tolist() for name in self.key_columns), strict=True))

    @cached_property
    def places(self) -> dict[tuple[str, ...], int]:
        """Key -> row."""
        return {key: row for row, key in enumerate(self.keys())}

    def rows_of(self, column: str, value: str) -> npt.NDArray[np.int64]:
        """The rows with a text in a column, in order; the column is indexed once."""
        indexes: dict[str, dict[str, npt.NDArray[np.int64]]]
        indexes = self.__dict__.setdefault("_indexes", {})
        if column not in indexes:
            codes: dict[str, int] = {}
            cells = self[column].tolist()
            found = np.array([codes.setdefault(c, len(codes)) for c in cells], dtype=np.int64)
            order = np.argsort(found, kind="stable")
            ends = np.cumsum(np.bincount(found, minlength=len(codes)))
            starts = np.concatenate([[0], ends[:-1]])[: len(codes)]
            indexes[column] = {
                value: order[start:end]
                for value, start, end in zip(codes, starts, ends, strict=True)
            }
        return indexes[column].get(value, np.empty(0, dtype=np.int64))

    def with_cells(self, column: str, cells: Cells) -> "Table":
        """The same table with one column replaced."""
        if column in self.own:
            return replace(self, own={**self.own, column: cells})
        return replace(self, cells={**self.cells, column: cells})

    def keep(self, rows: npt.NDArray[Any]) -> "Table":
        """The rows selected by a mask or an index."""
        return replace(
            self,
            cells={name: cells[rows] for name, cells in self.cells.items()},
            own={name: cells[rows] for name, cells in self.own.items()},
            lines=self.lines[rows],
        )


def text_columns(table: Table) -> dict[str, Cells]:
    """Every column as text: numbers as they are typed, nothing where none is given."""
    found = {}
    for column in table.columns:
        cells = table[column.name]
        if column.is_number:
            cells = np.array([number_text(c) for c in cells.tolist()], dtype=object)
        found[column.name] = cells
    return {**found, **table.own}


def number_text(value: float) -> str:
    """A number as it is typed: 60, 0.05; nothing for NaN."""
    return "" if np.isnan(value) else f"{value:.12g}"


def format_number(value: float) -> str:
    """The shortest text that reads back as the same number: 12, 0.5, 1e-07."""
    whole = value == int(value) and abs(value) < 1e15
    return str(int(value)) if whole else repr(float(value))


def tidy(numbers: Any) -> Any:
    """Numbers to twelve significant digits: 100 * 1.1 is 110, as whoever reads it expects."""
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        digits = 11.0 - np.floor(np.log10(np.abs(numbers)))
        # Powers of ten up to 22 are exact, so dividing by one gives the nearest number.
        unit = 10.0 ** np.clip(digits, 0.0, 22.0)
        rounded = np.rint(numbers * unit) / unit
    return np.where(np.isfinite(rounded), rounded, numbers)


def empty_table(name: str) -> Table:
    """A table without rows."""
    cells = {
        column.name: np.empty(0, dtype=float if column.is_number else object)
        for column in columns_of(ROWS[name])
    }
    return Table(name, cells, {}, np.empty(0, dtype=np.int64))


def fill_defaults(column: Column, count: int) -> Cells:
    """A column in which every cell is empty."""
    if column.is_number:
        return np.full(count, np.nan if column.default is None else float(column.default))
    return np.full(count, column.default or "", dtype=object)
