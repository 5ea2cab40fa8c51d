"""Where the cursor stands and how it moves."""

from collections.abc import Callable
from typing import NamedTuple


class Spot(NamedTuple):
    """A cell on the screen: the place of its row from the top, and its column."""

    row: int
    column: int


def within(spot: Spot, rows: int, columns: int) -> Spot:
    """The nearest cell inside a table of this size."""
    row = min(max(spot.row, 0), max(rows - 1, 0))
    return Spot(row, min(max(spot.column, 0), max(columns - 1, 0)))


def next_cell(spot: Spot, step: int, rows: int, columns: int) -> Spot:
    """The next cell as one reads, forward or back; the ends of the table stop it."""
    place = spot.row * columns + spot.column + step
    return Spot(*divmod(min(max(place, 0), rows * columns - 1), columns))


def block_end(filled: Callable[[int], bool], start: int, step: int, last: int) -> int:
    """Where ctrl and an arrow lead along a line of cells 0..last.

    Inside a block of filled cells to its end, from its end or from an empty cell to the next
    filled one, and past the last filled one to the end of the line.
    """
    at = start + step
    if not 0 <= at <= last:
        return start
    if filled(start) and filled(at):
        while 0 <= at + step <= last and filled(at + step):
            at += step
        return at
    while 0 <= at + step <= last and not filled(at):
        at += step
    return at
