"""A table with one row a week, seen across the weeks, as a heat map that is edited in place."""

from collections.abc import Callable, Hashable, Sequence
from typing import cast

import numpy as np
from rich.text import Text

from kamplan.desk import Typed
from kamplan.desk.blocks import Block
from kamplan.desk.typing import check_text
from kamplan.messages import what_of
from kamplan.plan import Table
from kamplan.plan.entries import Key
from kamplan.plan.weekly import Weekly, weekly
from kamplan.plan.weeks import OPENING
from kamplan.wording.headings import heading, heading_help
from kamplan.words import _
from tui.grid.model import CellText, GridColumn, Look, Values
from tui.sheets.sheet import Sheet, number_shown
from tui.sheets.table_sheet import blocks_of
from tui.snapshot import Snapshot

TOTAL = "total"
Side = Callable[[Snapshot, Key, str], Text]


class WeekSheet(Sheet):
    """Rows are the table's keys without the week; a missing row reads as nothing, means 0."""

    def __init__(
        self,
        snapshot: Snapshot,
        name: str,
        value: str,
        weeks: tuple[str, ...],
        keys: tuple[Key, ...] = (),
        side: Side | None = None,
        before: Sheet | None = None,
    ) -> None:
        self.table: Table = snapshot.plan[name]
        inherited = snapshot.state.inherited
        self.inherited: Table | None = None if inherited is None else inherited[name]
        self.value, self._side, self._snapshot = value, side, snapshot
        self.rows_of = name
        self.tells_more = side is not None
        self.lines: Weekly = _lines(self.table, weeks, keys, before)
        self.cells = self.table[value]
        self._largest: np.ndarray | None = None
        self._same_rows: bool | None = None
        names = self.lines.names
        super().__init__(
            [
                *(
                    GridColumn(each, heading(each), frozen=True, help=heading_help(each))
                    for each in names
                ),
                *(GridColumn(week, _week_title(week), 7, number=True, help=week) for week in weeks),
                GridColumn(TOTAL, _("total"), 9, number=True, total=True),
            ]
        )

    def __len__(self) -> int:
        return len(self.lines.keys)

    def _week(self, column: int) -> int | None:
        """Place of a column's week; None for keys and the total."""
        place = column - len(self.lines.names)
        return place if 0 <= place < len(self.lines.weeks) else None

    def _number(self, row: int, column: int) -> float:
        week = self._week(column)
        if week is None:
            rows = self.lines.rows[row]
            return float(self.cells[rows[rows >= 0]].sum())
        at = self.lines.rows[row, week]
        return float(self.cells[at]) if at >= 0 else np.nan

    def text(self, row: int, column: int) -> str:
        """Keys as they are, numbers with thousands separators."""
        if column < len(self.lines.names):
            return self.lines.keys[row][column]
        return number_shown(self._number(row, column))

    def raw(self, row: int, column: int) -> str:
        """As a file holds it."""
        if column < len(self.lines.names):
            return self.lines.keys[row][column]
        value = self._number(row, column)
        return "" if np.isnan(value) else f"{value:.12g}"

    def row_key(self, row: int) -> Hashable:
        """The key without the week."""
        return self.lines.keys[row]

    def key_in_table(self, row: int) -> Key | None:
        """The key without the week."""
        return self.lines.keys[row]

    def key_here(self, key: Key) -> Hashable:
        """Without its week."""
        parts = dict(zip(self.table.key_columns, key, strict=True))
        return tuple(parts[name] for name in self.lines.names)

    def editable(self, row: int, column: int) -> bool:
        """The weeks."""
        return self._week(column) is not None

    def check(self, row: int, column: int, text: str) -> str | None:
        """Why a cell refuses a text by itself."""
        if not text.strip():
            return None
        fault = check_text(self.table, self.value, text)
        return None if fault is None else what_of(fault)

    def look(self, row: int, column: int) -> Look | None:
        """Shaded by its share of the row's largest; marked where the scenario changes it."""
        week = self._week(column)
        if week is None:
            return Look("total") if column >= len(self.lines.names) else None
        value = self._number(row, column)
        if self._largest is None:
            self._largest = self._row_maxima()
        largest = self._largest[row]
        heat = float(value / largest) if largest > 0.0 and value == value else None  # noqa: PLR0124
        was = self._before(row, week)
        if was is None:
            return Look(heat=heat)
        return Look("changed", heat, note=_("inherited: {value}", value=was or _("nothing")))

    def _row_maxima(self) -> np.ndarray:
        rows = self.lines.rows
        if not len(self.cells):
            return np.zeros(len(rows))
        values = np.where(rows >= 0, self.cells[np.maximum(rows, 0)], 0.0)
        return np.asarray(values.max(axis=1, initial=0.0))

    def _before(self, row: int, week: int) -> str | None:
        """The inherited value as text where it differs."""
        before = self.inherited
        if before is None or before is self.table:
            return None
        keys = self.table.key_columns
        if self._same_rows is None:
            self._same_rows = all(before[name] is self.table[name] for name in keys)
        at = self.lines.rows[row, week]
        if self._same_rows:
            old = None if at < 0 else int(at)
        else:
            old = before.places.get(self._key(self.lines.keys[row], week))
        was = np.nan if old is None else float(before[self.value][old])
        now = np.nan if at < 0 else float(self.cells[at])
        if was == now or (was != was and now != now):  # noqa: PLR0124 - NaN: no such row
            return None
        return number_shown(was)

    def _key(self, line: Key, week: int) -> Key:
        parts = dict(zip(self.lines.names, line, strict=True))
        parts["week"] = self.lines.weeks[week]
        return tuple(parts[name] for name in self.table.key_columns)

    def sort_values(self, column: int) -> Values:
        """Keys as text, numbers with nothing where there is no row."""
        if column < len(self.lines.names):
            return [key[column] for key in self.lines.keys]
        rows, week = self.lines.rows, self._week(column)
        if not len(self.cells):
            return np.full(len(rows), np.nan if week is not None else 0.0)
        values = np.where(rows >= 0, self.cells[np.maximum(rows, 0)], np.nan)
        return np.asarray(np.nansum(values, axis=1) if week is None else values[:, week])

    def typed(self, cell: CellText) -> Typed:
        """The cell of the table; nothing typed is 0, as a missing row is."""
        week = self._week(cell.column)
        assert week is not None
        at = self._find(cell, week)
        text = cell.text if cell.text.strip() or at < 0 else "0"
        key = self.lines.keys[cell.row] if cell.key is None else cast("Key", cell.key)
        return Typed(
            self.table.name, self._key(key, week), self.value, text, at if at >= 0 else None
        )

    def _find(self, cell: CellText, week: int) -> int:
        """The row of the table that a cell is; -1 where there is none."""
        line = cell.row
        if cell.key is not None and self.lines.keys[line : line + 1] != (cell.key,):
            line = next((at for at, key in enumerate(self.lines.keys) if key == cell.key), -1)
        return int(self.lines.rows[line, week]) if line >= 0 else -1

    def blocks(self, cells: Sequence[CellText]) -> list[Block]:
        """The rows that are there; a missing row is 0 and has nothing to change."""
        weeks = [self._week(cell.column) for cell in cells]
        if any(week is None for week in weeks):
            return []
        rows = [
            self._find(cell, week)
            for cell, week in zip(cells, weeks, strict=True)
            if week is not None
        ]
        return blocks_of(self.table, [(row, self.value) for row in rows if row >= 0])

    def side(self, row: int, column: int) -> Text:
        """What is known of the row and the week."""
        if self._side is None:
            return Text()
        week = self._week(column)
        return self._side(
            self._snapshot, self.lines.keys[row], "" if week is None else self.lines.weeks[week]
        )


def _lines(
    table: Table, weeks: tuple[str, ...], keys: tuple[Key, ...], before: Sheet | None
) -> Weekly:
    if isinstance(before, WeekSheet) and before.table.name == table.name:
        kept = before.lines
        if kept.holds_for(table, weeks, keys):
            return kept
    return weekly(table, weeks, keys)


def _week_title(week: str) -> str:
    """W49: the year is in the tooltip."""
    return _("opening") if week == OPENING else week.partition("-")[2]
