"""Right-hand side ranging: how far a limit can move before its dual changes."""

from dataclasses import dataclass, replace
from typing import Any

import highspy
import numpy as np

from solver.problem import Floats, Ints

# A basic variable that moves less than this for one unit of a limit stands still.
STILL = 1e-9


@dataclass(frozen=True)
class Vertex:
    """The basis of a solved linear program: how far a row's limit moves before it changes."""

    highs: highspy.Highs
    place: dict[int, int]
    """basic variable (column, or -1 - row) -> position in the basis."""
    sign: Floats
    """+1 for basic columns, -1 for basic rows."""
    lower: Floats
    upper: Floats
    value: Floats

    @classmethod
    def of(cls, highs: highspy.Highs, column: Ints) -> "Vertex":
        """Read the basis and the values of the last solve; `column` is what HiGHS's are called."""
        _, basic = highs.getBasicVariables()
        basic = np.array(basic)
        lp, solution = highs.getLp(), highs.getSolution()
        rows = basic < 0
        at = np.where(rows, -1 - basic, basic)
        names = np.where(rows, basic, column[np.where(rows, 0, at)] if len(column) else basic)

        def pick(of_columns: Any, of_rows: Any) -> Floats:
            columns, others = np.array(of_columns), np.array(of_rows)
            column = columns[np.where(rows, 0, at)]
            return np.where(rows, others[np.where(rows, at, 0)], column)

        return cls(
            highs,
            {name: position for position, name in enumerate(names.tolist())},
            np.where(rows, -1.0, 1.0),
            pick(lp.col_lower_, lp.row_lower_),
            pick(lp.col_upper_, lp.row_upper_),
            pick(solution.col_value, solution.row_value),
        )

    def is_slack(self, row: int) -> bool:
        """True where a row is not at its limit."""
        return -1 - row in self.place

    def tightened(self, columns: Ints, upper: Floats) -> "Vertex":
        """The same with lower upper bounds on some columns: rows that are not there yet."""
        limit = self.upper.copy()
        for column, most in zip(columns.tolist(), upper.tolist(), strict=True):
            if (position := self.place.get(column)) is not None:
                limit[position] = min(limit[position], most)
        return replace(self, upper=limit)

    def places(self, columns: Ints) -> list[int]:
        """Where in the basis some columns are, those that are."""
        return [self.place[at] for at in columns.tolist() if at in self.place]

    def reach(self, row: int, curved: list[int]) -> "Reach":
        """How far a row's limits can move before another basis is the best.

        A row that is basic is not at its limit: it must only not be passed. `curved` are the
        places of the columns along which the program is only a tangent of the truth.
        """
        position = self.place.get(-1 - row)
        if position is not None:
            value = self.value[position]
            return Reach(float(self.upper[position] - value), float(value - self.lower[position]))
        _, column = self.highs.getBasisInverseCol(row)
        rate = self.sign * column
        moves = np.flatnonzero(np.abs(rate) > STILL)
        rate, value = rate[moves], self.value[moves]
        slack = 1e-9 * (1.0 + np.abs(value))
        above, below = self.upper[moves] - value, value - self.lower[moves]
        above, below = (np.where(room > slack, room, 0.0) for room in (above, below))
        rising = rate > 0.0
        up = np.where(rising, above, below) / np.abs(rate)
        down = np.where(rising, below, above) / np.abs(rate)
        bent = bool(np.isin(curved, moves).any())
        return Reach(float(down.min(initial=np.inf)), float(up.min(initial=np.inf)), bent)


@dataclass(frozen=True)
class Reach:
    """How far a limit can move with its dual unchanged, in the limit's unit, >= 0."""

    down: float
    up: float
    bent: bool = False
    """True where money on a curve moves with it: the dual is then only the first rate."""
