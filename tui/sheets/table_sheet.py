"""Any table of the plan as a sheet: its rows and columns as they are."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import cached_property
from typing import Any, cast

import numpy as np
from rich.text import Text

from kamplan.desk import Typed
from kamplan.desk.blocks import Block
from kamplan.desk.typing import check_text
from kamplan.messages import what_of
from kamplan.plan import Table
from kamplan.plan.answers import JudgedCurve
from kamplan.plan.entries import Cell, Key, cell_text
from kamplan.plan.stated import NUMBERS, judged_rows, stated, stated_cells
from kamplan.plan.switches import SWITCH, SWITCHED, switched_on
from kamplan.wording.headings import heading, heading_help
from kamplan.words import _, plain
from tui.grid.model import CellText, GridColumn, Look, Values
from tui.plots.told import Told
from tui.sheets.sheet import Sheet, number_shown
from tui.snapshot import Snapshot

RENAMED = ("budgets", "service", "calendar", "fairness", "locks", "no_worse", "uncertainty")
"""Tables whose keys are names that nothing else refers to."""
Side = Callable[[Snapshot, int], Told]


class TableSheet(Sheet):
    """One table, editable but for the keys that other tables refer to."""

    def __init__(
        self,
        snapshot: Snapshot,
        name: str,
        side: Side | None = None,
        before: Sheet | None = None,
    ) -> None:
        self.table: Table = snapshot.plan[name]
        inherited = snapshot.state.inherited
        self.before: Table | None = None if inherited is None else inherited[name]
        self._snapshot, self._side = snapshot, side
        self.rows_of = name
        self.tells_more = side is not None
        self._kinds = {column.name: column for column in self.table.columns}
        self.names = _order(self.table, before)
        keys = self.table.key_columns
        super().__init__(
            [
                GridColumn(
                    column,
                    heading(column, name),
                    number=column in self._kinds and self._kinds[column].is_number,
                    frozen=column in keys,
                    help=heading_help(column, name),
                )
                for column in self.names
            ]
        )
        self._same_rows: bool | None = None

    def __len__(self) -> int:
        return len(self.table)

    def _cell(self, row: int, column: int) -> Cell:
        value = self.table[self.names[column]][row]
        return value if isinstance(value, str) else float(value)

    def text(self, row: int, column: int) -> str:
        """Numbers with thousands separators."""
        value = self._cell(row, column)
        if (judged := self._judged_cell(row, column)) is not None:
            value = judged
        return value if isinstance(value, str) else number_shown(value)

    @cached_property
    def _judged(self) -> Mapping[int, JudgedCurve]:
        """Rows whose response people have judged."""
        known = self.table.name in NUMBERS
        return judged_rows(self._snapshot.plan, self.table.name) if known else {}

    def _judged_cell(self, row: int, column: int) -> float | None:
        """What judges say where a cell leaves it to them; None everywhere else."""
        if row not in self._judged:
            return None
        name = self.names[column]
        if name != "shape" and name not in NUMBERS[self.table.name]:
            return None
        now = float(stated(self._snapshot.plan, self.table.name)[name][row])
        return None if now == self._cell(row, column) else float(f"{now:.3g}")

    def raw(self, row: int, column: int) -> str:
        """As a file holds it."""
        return cell_text(self._cell(row, column)) or ""

    def key_of(self, row: int) -> Key:
        """The key of a row."""
        return tuple(str(self.table[name][row]) for name in self.table.key_columns)

    def row_key(self, row: int) -> Hashable:
        """The key of a row."""
        return self.key_of(row)

    def key_in_table(self, row: int) -> Key | None:
        """The key of a row."""
        return self.key_of(row)

    def editable(self, row: int, column: int) -> bool:
        """Every cell but keys that others refer to."""
        return self.names[column] not in self.table.key_columns or self.table.name in RENAMED

    def check(self, row: int, column: int, text: str) -> str | None:
        """Why a cell refuses a text by itself; the rest of the plan is asked when it is made."""
        fault = check_text(self.table, self.names[column], text)
        return None if fault is None else what_of(fault)

    def look(self, row: int, column: int) -> Look | None:
        """A cell that the active scenario changes is marked, with what it inherits; what judges
        say is drawn back."""
        changed = self._changed(row, column)
        if changed is None and self._judged_cell(row, column) is not None:
            name = plain(self._judged[row].name)
            return Look(dim=True, note=_("as judged: {curve}", curve=name))
        return changed

    def _changed(self, row: int, column: int) -> Look | None:
        if self.before is None:
            return None
        name = self.names[column]
        if self.before is self.table or self.before[name] is self.table[name]:
            return None
        old = self._row_before(row)
        if old is None:
            return Look("changed", note=_("this row is the scenario's own"))
        was, now = self._inherited(name)[old], self._counted(name)[row]
        if was == now or (was != was and now != now):  # noqa: PLR0124 - NaN: not given
            return None
        shown = cell_text(was if isinstance(was, str) else float(was)) or _("nothing")
        return Look("changed", note=_("inherited: {value}", value=plain(shown)))

    def _inherited(self, name: str) -> Any:
        """A column as the scenario inherits it, what judges say filled in."""
        inherited = self._snapshot.state.inherited
        assert inherited is not None
        return stated_cells(inherited, self.table.name, name)

    def _counted(self, name: str) -> Any:
        return stated_cells(self._snapshot.plan, self.table.name, name)

    def _row_before(self, row: int) -> int | None:
        assert self.before is not None
        keys = self.table.key_columns
        if self._same_rows is None:
            self._same_rows = all(self.before[name] is self.table[name] for name in keys)
        return row if self._same_rows else self.before.places.get(self.key_of(row))

    def sort_values(self, column: int) -> Values:
        """The cells themselves."""
        return self.table[self.names[column]]

    def typed(self, cell: CellText) -> Typed:
        """The cell of the table."""
        key = cell.key if isinstance(cell.key, tuple) else self.key_of(cell.row)
        return Typed(self.table.name, key, self.names[cell.column], cell.text, cell.row)

    def _find(self, cell: CellText) -> int | None:
        """The row of a cell, None where it is gone."""
        if cell.row < len(self) and cell.key in (None, self.key_of(cell.row)):
            return cell.row
        return self.table.places.get(cast("Key", cell.key))

    def blocks(self, cells: Sequence[CellText]) -> list[Block]:
        """One block for each set of columns."""
        if any(not self.columns[cell.column].number for cell in cells):
            return []
        found = [(self._find(cell), self.names[cell.column]) for cell in cells]
        return blocks_of(self.table, [(row, name) for row, name in found if row is not None])

    def side(self, row: int, column: int) -> Told:
        """What is known of the row."""
        return Text() if self._side is None else self._side(self._snapshot, row)


def _order(table: Table, before: Sheet | None) -> tuple[str, ...]:
    """Keys first, then columns that hold something, then those that are empty, and the switch of
    rules that all hold.

    The order stays as it was when the table was first shown: nothing jumps while one edits.
    """
    names = (*table.cells, *table.own)
    if isinstance(before, TableSheet) and set(names) <= set(before.names):
        return tuple(name for name in before.names if name in set(names))

    def rank(name: str) -> int:
        if name in table.key_columns:
            return 0
        cells = table[name]
        if name == SWITCH and table.name in SWITCHED:
            return 1 if not switched_on(table).all() else 2
        empty = np.isnan(cells).all() if cells.dtype == np.float64 else (cells == "").all()
        return 2 if empty else 1

    return tuple(sorted(names, key=rank))


def blocks_of(table: Table, cells: Sequence[tuple[int, str]]) -> list[Block]:
    """Cells (row, column) as one block a column."""
    rows: dict[str, list[int]] = {}
    for row, column in cells:
        rows.setdefault(column, []).append(row)
    return [
        Block(table.name, np.array(sorted(found), dtype=np.int64), (column,), table)
        for column, found in rows.items()
    ]
