"""Selections: "tier=A|B;region=East" over the columns of a table."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from kamplan.plan.faults import Fault, nearest
from kamplan.plan.tables import Cells


class WhereError(ValueError):
    """A selection that cannot be read or selects nothing; carries the fault's id and values."""

    def __init__(self, code: str, value: str, **values: str) -> None:
        self.code, self.value, self.values = code, value, values
        super().__init__(f"{code}: {value}")

    def fault(self, file: str, row: int | None, column: str) -> Fault:
        """The same as a Fault at a place."""
        return Fault(self.code, file, row, column, self.value, dict(self.values))


def parse_where(text: str) -> dict[str, tuple[str, ...]]:
    """Column -> accepted values. Raises WhereError."""
    found: dict[str, tuple[str, ...]] = {}
    for part in filter(None, (part.strip() for part in text.split(";"))):
        name, equals, values = (piece.strip() for piece in part.partition("="))
        accepted = tuple(value.strip() for value in values.split("|"))
        if not equals or not name or not all(accepted):
            raise WhereError("where-form", part)
        if name in found:
            raise WhereError("where-twice", part, name=name)
        found[name] = accepted
    return found


def select_rows(
    conditions: Mapping[str, tuple[str, ...]], columns: Mapping[str, Cells], count: int
) -> npt.NDArray[np.bool_]:
    """Mask of the rows that meet every condition. Raises WhereError.

    A column or a value that does not exist is an error: it is a typing mistake far more
    often than an empty group.
    """
    mask = np.ones(count, dtype=bool)
    for name, values in conditions.items():
        if name not in columns:
            raise WhereError("where-column", name, nearest=nearest(name, columns))
        cells = columns[name]
        known = set(cells.tolist())
        for value in values:
            if value not in known:
                raise WhereError(
                    "where-value", value, name=name, nearest=nearest(value, map(str, known))
                )
        mask &= np.isin(cells, np.array(values, dtype=object))
    return mask
