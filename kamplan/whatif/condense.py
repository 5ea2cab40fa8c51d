"""Many rows said in few conditions: lists of key parts, ranges of weeks."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from itertools import product
from math import prod

import numpy as np

from kamplan.plan.columns import Kind
from kamplan.plan.entries import Key
from kamplan.plan.tables import Table
from kamplan.whatif.reach import is_among

Box = tuple[tuple[str, ...], ...]
"""Values of each key column: every row whose key is made of them."""
Where = dict[str, str | list[str]]


def key_at(table: Table, row: int) -> Key:
    """The key of a row."""
    return tuple(str(table[name][row]) for name in table.key_columns)


class Condenser:
    """Finds conditions on keys for any of some rows of a table."""

    def __init__(self, table: Table, weeks: Sequence[str], rows: Collection[int]) -> None:
        self.table, self.weeks = table, weeks
        self.keys = {row: key_at(table, row) for row in sorted(rows)}
        self._counts: dict[tuple[int, ...], Counter[Key]] = {}

    def conditions(self, rows: Collection[int], spare: Collection[int] = ()) -> list[Where]:
        """Conditions that select these rows, each once, and no others.

        They may select `spare` rows, too. A single row is named by its whole key.
        """
        cells = [self.keys[row] for row in sorted(rows)]
        others: list[Key] = []
        if len(cells) > 1:
            allowed = {self.keys[row] for row in (*rows, *spare)}
            others = [key for key in self._near if key not in allowed]
        keys = [column for column in self.table.columns if column.key]
        return [
            {keys[at].name: _spell(box[at], keys[at].kind, self.weeks) for at in self._telling(box)}
            for box in _cover(cells, others)
        ]

    @cached_property
    def _near(self) -> list[Key]:
        """Keys of all rows in the smallest box around the rows."""
        inside = np.ones(len(self.table), dtype=bool)
        parts = zip(*self.keys.values(), strict=True)
        for name, part in zip(self.table.key_columns, parts, strict=True):
            inside &= is_among(self.table, name, part)
        return [key_at(self.table, row) for row in np.flatnonzero(inside).tolist()]

    def _telling(self, box: Box) -> list[int]:
        """The key columns that must be named: none for a whole table, no list of all there is."""
        columns = list(range(len(box)))
        if prod(map(len, box)) == 1:
            return columns
        count = self._count(box, columns)
        if count == len(self.table):
            return []
        for at, part in enumerate(box):
            rest = [column for column in columns if column != at]
            if len(part) > 1 and rest and self._count(box, rest) == count:
                columns = rest
        return columns

    def _count(self, box: Box, columns: Sequence[int]) -> int:
        """How many rows of the table have the box's values in some key columns."""
        kept = tuple(columns)
        if kept not in self._counts:
            parts = [self.table[self.table.key_columns[at]].tolist() for at in kept]
            self._counts[kept] = Counter(zip(*parts, strict=True))
        counts = self._counts[kept]
        sides = [frozenset(box[at]) for at in kept]
        if prod(map(len, sides)) <= len(counts):
            return sum(counts[key] for key in product(*sides))
        return sum(count for key, count in counts.items() if _holds(sides, key))


def _holds(sides: Sequence[Collection[str]], key: Key) -> bool:
    return all(part in side for side, part in zip(sides, key, strict=True))


def _cover(cells: Sequence[Key], others: Sequence[Key]) -> list[Box]:
    """Few boxes that hold every cell once and no other row: split where they come out fewest."""
    box = tuple(tuple(dict.fromkeys(part)) for part in zip(*cells, strict=True))
    sides = [frozenset(part) for part in box]
    inside = [key for key in others if _holds(sides, key)]
    if not inside:
        return [box]
    found = [_split(cells, inside, at) for at, part in enumerate(box) if len(part) > 1]
    return min(found, key=len)


def _split(cells: Sequence[Key], others: Sequence[Key], at: int) -> list[Box]:
    """Boxes of one key part each; parts whose boxes are the same are joined."""
    members, strangers = _group(cells, at), _group(others, at)
    alike: dict[tuple[Box, ...], list[str]] = defaultdict(list)
    for part, group in members.items():
        boxes = _cover(group, strangers.get(part, []))
        alike[tuple((*box[:at], *box[at + 1 :]) for box in boxes)].append(part)
    return [
        (*rest[:at], tuple(parts), *rest[at:]) for boxes, parts in alike.items() for rest in boxes
    ]


def _group(keys: Sequence[Key], at: int) -> Mapping[str, list[Key]]:
    found: dict[str, list[Key]] = defaultdict(list)
    for key in keys:
        found[key[at]].append(key)
    return found


def _spell(parts: Sequence[str], kind: Kind, weeks: Sequence[str]) -> str | list[str]:
    if kind in (Kind.WEEK, Kind.WEEK_OR_OPENING):
        parts = _spans(parts, weeks)
    return list(parts) if len(parts) != 1 or "|" in parts[0] else parts[0]


def _spans(parts: Sequence[str], weeks: Sequence[str]) -> list[str]:
    """Weeks in order, those in a row as ranges."""
    place = {week: at for at, week in enumerate(weeks)}
    found = [part for part in parts if part not in place]
    runs: list[list[str]] = []
    for week in sorted((part for part in parts if part in place), key=place.__getitem__):
        if runs and place[runs[-1][-1]] == place[week] - 1:
            runs[-1].append(week)
        else:
            runs.append([week])
    return found + [run[0] if len(run) == 1 else f"{run[0]}..{run[-1]}" for run in runs]
