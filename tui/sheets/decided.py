"""Numbers that a plan decides: shown as they were found, pinned where a person knows better.

Such a number is edited by pinning it: what is typed becomes a lock, and holds from the next solve.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from rich.text import Text

from kamplan.desk.pins import pin
from kamplan.desk.typing import check_text
from kamplan.messages import what_of
from kamplan.plan import Table
from kamplan.plan.held import Decision
from kamplan.plan.pins import Pin, Pinned, find_pins
from kamplan.plan.tables import tidy
from kamplan.plan.typed import parse_change, read_number
from kamplan.words import _
from solver.problem import Bools, Floats
from tui.grid.model import CellText, GridColumn, Look, Values
from tui.sheets.sheet import Act, Sheet, amount, number_shown
from tui.snapshot import Snapshot


@dataclass(frozen=True)
class Texts:
    """A column of words."""

    column: GridColumn
    cells: Sequence[str]


@dataclass(frozen=True)
class Numbers:
    """A column of numbers."""

    column: GridColumn
    values: Floats
    """[N]"""
    week: str | None = None
    """the week that its numbers can be pinned in, empty for the whole horizon; None: they
    cannot."""
    may: Bools | None = None
    """[N] rows in which they can; None: in all."""
    show: Callable[[float], str] = amount
    heat: Floats | None = None
    """[N] shade of each cell, from 0 to 1."""
    look: Look | None = None
    notes: Callable[[int], str] | None = None
    """the tooltip of a row's cell."""
    refuse: Callable[[int, float], str | None] | None = None
    """why a row's number cannot be pinned at a value; None where it can."""


Side = Callable[[int, str | None], Text]
"""What is known of a row and of a week, None where the column has none."""


class DecidedSheet(Sheet):
    """A row for each account and mechanic, kind of visit or product."""

    tells_more = True

    def __init__(
        self,
        snapshot: Snapshot,
        decision: Decision,
        keys: list[tuple[str, str]],
        columns: Sequence[Texts | Numbers],
        side: Side,
    ) -> None:
        """`keys`: account and name of each row."""
        super().__init__([each.column for each in columns])
        self.decision, self.keys, self.cells = decision, keys, columns
        self.locks: Table = snapshot.plan["locks"]
        found = find_pins(snapshot.plan).items()
        self.pins: Mapping[Pinned, Pin] = {
            held: pin for held, pin in found if held.decision == decision
        }
        self._side = side

    def __len__(self) -> int:
        return len(self.keys)

    def held(self, row: int, column: int) -> Pinned | None:
        """What a cell would hold; None where it cannot be pinned."""
        cells = self.cells[column]
        if not isinstance(cells, Numbers) or cells.week is None:
            return None
        if cells.may is not None and not cells.may[row]:
            return None
        account, name = self.keys[row]
        return Pinned(self.decision, account, name, cells.week)

    def pin_at(self, row: int, column: int) -> Pin | None:
        """The pin of a cell; None where it has none."""
        held = self.held(row, column) if self.pins else None
        return None if held is None else self.pins.get(held)

    def number(self, row: int, column: int) -> float:
        """What is pinned, or planned."""
        cells = self.cells[column]
        assert isinstance(cells, Numbers)
        pinned = self.pin_at(row, column)
        return float(cells.values[row]) if pinned is None else pinned.value

    # -- as a grid reads it ------------------------------------------------------------------

    def text(self, row: int, column: int) -> str:
        """Words as they are, numbers as the column shows them."""
        cells = self.cells[column]
        if isinstance(cells, Texts):
            return cells.cells[row]
        return cells.show(self.number(row, column))

    def raw(self, row: int, column: int) -> str:
        """In full."""
        if isinstance(self.cells[column], Texts):
            return self.text(row, column)
        value = self.number(row, column)
        return "" if np.isnan(value) else f"{value:.12g}"

    def row_key(self, row: int) -> Hashable:
        """Account and name."""
        return self.keys[row]

    def look(self, row: int, column: int) -> Look | None:
        """Pinned, or as the column says."""
        cells = self.cells[column]
        if isinstance(cells, Texts):
            return None
        pinned = self.pin_at(row, column)
        heat = None if cells.heat is None else float(cells.heat[row])
        if pinned is not None:
            note = _(
                "Pinned at {value} ({name}); the plan has {planned}. ctrl+w lets it go.",
                value=number_shown(pinned.value),
                name=pinned.name,
                planned=cells.show(float(cells.values[row])),
            )
            return Look("pinned", heat, note=note)
        if cells.look is not None:
            return cells.look
        return Look(heat=heat, note="" if cells.notes is None else cells.notes(row))

    def editable(self, row: int, column: int) -> bool:
        """What can be pinned."""
        return self.held(row, column) is not None

    def check(self, row: int, column: int, text: str) -> str | None:
        """Why a cell refuses a text: no number, or none that it can have."""
        cells, number = self.cells[column], read_number(text)
        if not text.strip():
            return None
        fault = check_text(self.locks, "value", text)
        if fault is not None:
            return what_of(fault)
        refuse = cells.refuse if isinstance(cells, Numbers) else None
        return None if refuse is None or number is None else refuse(row, number)

    def sort_values(self, column: int) -> Values:
        """Words, or numbers as shown."""
        cells = self.cells[column]
        if isinstance(cells, Texts):
            return list(cells.cells)
        if not self.pins or cells.week is None:
            return cells.values
        return np.array([self.number(row, column) for row in range(len(self))])

    def side(self, row: int, column: int) -> Text:
        """Why the number is what it is."""
        cells = self.cells[column]
        return self._side(row, (cells.week or None) if isinstance(cells, Numbers) else None)

    # -- edits -------------------------------------------------------------------------------

    def edit(self, cells: Sequence[CellText], what: str) -> Act:
        """Pin cells at what was typed; those that were emptied are let go."""
        found = [(self._held_by(cell), read_number(cell.text)) for cell in cells]
        return partial(pin, values={held: value for held, value in found if held is not None})

    def take_back(self, cells: Sequence[CellText]) -> Act:
        """Let cells go."""
        return partial(pin, values=dict.fromkeys(self.shown(cells)))

    def changeable(self, cells: Sequence[CellText]) -> int:
        """Cells that can be pinned."""
        return len(self.shown(cells))

    def change(self, cells: Sequence[CellText], text: str) -> Act:
        """Pin cells at what they show and an amount more."""
        scale, add = parse_change(text)
        whole = self.decision == "visits"

        def changed(now: float) -> float:
            value = now * (1.0 if scale is None else scale) + (add or 0.0)
            return max(round(value) if whole else float(tidy(value)), 0.0)

        return partial(pin, values={h: changed(now) for h, now in self.shown(cells).items()})

    def shown(self, cells: Sequence[CellText]) -> dict[Pinned, float]:
        """What can be pinned among cells, at what they show."""
        found = {}
        for cell in cells:
            held = self._held_by(cell)
            if held is not None:
                found[held] = self.number(self._row_of(cell), cell.column)
        return found

    def _row_of(self, cell: CellText) -> int:
        """The row that a cell meant when it was typed."""
        if cell.key is None or self.keys[cell.row : cell.row + 1] == [cell.key]:
            return cell.row
        return next((row for row, key in enumerate(self.keys) if key == cell.key), -1)

    def _held_by(self, cell: CellText) -> Pinned | None:
        row = self._row_of(cell)
        return self.held(row, cell.column) if row >= 0 else None
