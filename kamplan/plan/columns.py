"""What a column of a plan table may hold, read off the table's SQLModel class.

The classes are the one place where headings, types, bounds and defaults are written down:
the CSV reader, the canonical writer, the checks and the store all follow them.
"""

from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, get_args, get_origin

import annotated_types
from pydantic.fields import FieldInfo
from sqlmodel import Field, SQLModel

LARGEST = 1e12
"""Larger than any real quantity, small enough that sums and products stay exact enough."""


class Kind(Enum):
    """How a cell is read."""

    TEXT = "text"
    ID = "id"
    NUMBER = "number"
    WHOLE = "whole number"
    WEEK = "week"
    WEEK_OR_OPENING = 'week or "opening"'
    WEEKS = "weeks"
    LIST = "list"
    WHERE = "selection"


class Mark(Enum):
    """What a column is to its table."""

    KEY = "key"


Id = Annotated[str, Kind.ID]
KeyId = Annotated[str, Kind.ID, Mark.KEY]
Week = Annotated[str, Kind.WEEK, Mark.KEY]
Weeks = Annotated[str, Kind.WEEKS]
Names = Annotated[str, Kind.LIST]
Where = Annotated[str, Kind.WHERE]


class PlanRow(SQLModel):
    """One row of a plan table in the workspace: which plan, and its place in the table."""

    plan_id: int = Field(primary_key=True, foreign_key="plan.id", ondelete="CASCADE")
    position: int = Field(primary_key=True)
    own: str = "{}"
    """the user's own x_ columns, as JSON."""


@dataclass(frozen=True)
class Column:
    """One column: its heading, how its cells are read, and what an empty cell means."""

    name: str
    kind: Kind
    required: bool
    key: bool
    default: Any
    """value of an empty cell; None: not given (no limit, or taken from another column)."""
    at_least: float | None = None
    above: float | None = None
    at_most: float | None = None
    choices: tuple[str, ...] = field(default=())

    @property
    def is_number(self) -> bool:
        """Held as float64, NaN for not given."""
        return self.kind in (Kind.NUMBER, Kind.WHOLE)


@cache
def columns_of(row: type[PlanRow]) -> tuple[Column, ...]:
    """The columns of a table in the order of its headings."""
    return tuple(
        _column(name, info)
        for name, info in row.model_fields.items()
        if name not in PlanRow.model_fields
    )


def _column(name: str, info: FieldInfo) -> Column:
    kind, choices = _kind(info)
    bound: dict[str, float] = {}
    for mark in info.metadata:
        if isinstance(mark, annotated_types.Ge):
            bound["at_least"] = float(mark.ge)  # type: ignore[arg-type]
        elif isinstance(mark, annotated_types.Gt):
            bound["above"] = float(mark.gt)  # type: ignore[arg-type]
        elif isinstance(mark, annotated_types.Le):
            bound["at_most"] = float(mark.le)  # type: ignore[arg-type]
    required = info.is_required()
    return Column(
        name,
        kind,
        required,
        Mark.KEY in info.metadata,
        None if required else info.default,
        choices=choices,
        **bound,
    )


def _kind(info: FieldInfo) -> tuple[Kind, tuple[str, ...]]:
    for mark in info.metadata:
        if isinstance(mark, Kind):
            return mark, ()
    annotation = info.annotation
    if get_origin(annotation) is Literal:
        return Kind.TEXT, get_args(annotation)
    kinds = get_args(annotation) if isinstance(annotation, UnionType) else (annotation,)
    if float in kinds:
        return Kind.NUMBER, ()
    return (Kind.WHOLE if int in kinds else Kind.TEXT), ()
