"""Right-hand side ranging: how far a limit can move before its dual changes."""

from dataclasses import dataclass, replace
from typing import Any

import highspy
import numpy as np

from solver.problem import Bools, Floats, Ints

# A basic variable that moves less than this for one unit of a limit stands still.
STILL = 1e-9


@dataclass(frozen=True)
class Vertex:
    """The basis of a solved linear program: how far a row's limit moves before it changes."""

    highs: highspy.Highs
    columns: Ints
    """position of each column of the model in the basis, -1 where it is not basic."""
    rows: Ints
    """the same of each row."""
    sign: Floats
    """+1 for basic columns, -1 for basic rows; this and all that follow by position."""
    lower: Floats
    upper: Floats
    value: Floats

    @classmethod
    def of(cls, highs: highspy.Highs, is_variable: Bools) -> "Vertex":
        """Read the basis and the values of the last solve; HiGHS has no columns for those of the
        model that are no variables."""
        _, found = highs.getBasicVariables()
        basic = np.array(found)
        lp, solution = highs.getLp(), highs.getSolution()
        is_row = basic < 0
        at = np.where(is_row, -1 - basic, basic)
        columns = np.full(len(is_variable), -1)
        rows = np.full(lp.num_row_, -1)
        columns[np.flatnonzero(is_variable)[at[~is_row]]] = np.flatnonzero(~is_row)
        rows[at[is_row]] = np.flatnonzero(is_row)

        def pick(of_columns: Any, of_rows: Any) -> Floats:
            picked = np.empty(len(basic))
            picked[~is_row] = np.array(of_columns)[at[~is_row]]
            picked[is_row] = np.array(of_rows)[at[is_row]]
            return picked

        return cls(
            highs,
            columns,
            rows,
            np.where(is_row, -1.0, 1.0),
            pick(lp.col_lower_, lp.row_lower_),
            pick(lp.col_upper_, lp.row_upper_),
            pick(solution.col_value, solution.row_value),
        )

    def is_slack(self, row: int) -> bool:
        """True where a row is not at its limit."""
        return bool(self.rows[row] >= 0)

    def tightened(self, columns: Ints, upper: Floats) -> "Vertex":
        """The same with lower upper bounds on some columns: rows that are not there yet."""
        limit, at = self.upper.copy(), self.columns[columns]
        basic = at >= 0
        limit[at[basic]] = np.minimum(limit[at[basic]], upper[basic])
        return replace(self, upper=limit)

    def positions(self, columns: Ints) -> Bools:
        """Which positions in the basis are some columns'."""
        found = np.zeros(len(self.sign), dtype=bool)
        at = self.columns[columns]
        found[at[at >= 0]] = True
        return found

    def reach(self, row: int, curved: Bools) -> "Reach":
        """How far a row's limits can move before another basis is the best.

        A row that is basic is not at its limit: it must only not be passed. `curved` are the
        positions of the columns along which the program is only a tangent of the truth.
        """
        position = self.rows[row]
        if position >= 0:
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
        bent = bool(curved[moves].any())
        return Reach(float(down.min(initial=np.inf)), float(up.min(initial=np.inf)), bent)


@dataclass(frozen=True)
class Reach:
    """How far a limit can move with its dual unchanged, in the limit's unit, >= 0."""

    down: float
    up: float
    bent: bool = False
    """True where money on a curve moves with it: the dual is then only the first rate."""
