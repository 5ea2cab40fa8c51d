"""How a user wants a table: its order, its columns; and which columns that shows, and where."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tui.grid.model import GridColumn


@dataclass(frozen=True)
class Sort:
    """A column that orders the rows."""

    column: str
    "Its id."
    descending: bool = False


@dataclass(frozen=True)
class Arrangement:
    """What was chosen for a table, by column id, whatever model shows it.

    What it names need not be there: it counts as soon as a model has it. A filter is no part
    of it, as that is about the question of the moment, not about how the table is to look.
    """

    sort: tuple[Sort, ...] = ()
    "The columns that order the rows, the first one first; empty for the model's order."
    hidden: frozenset[str] = frozenset()
    "Columns that are not shown; those that come frozen are, whatever this says."
    frozen: str | None = None
    'The last column that stays while others scroll; "" for none, None as the model has it.'
    widths: tuple[tuple[str, int], ...] = ()
    "Cells of content of the columns that were drawn wider or narrower."
    order: tuple[str, ...] = ()
    "Columns from left to right; those not named come after the one they follow in the model."

    def with_width(self, column: str, width: int | None) -> "Arrangement":
        """With another width of a column; None fits it."""
        others = {name: cells for name, cells in self.widths if name != column}
        kept = others if width is None else {**others, column: width}
        return replace(self, widths=tuple(kept.items()))

    def with_sort(self, column: str, add: bool = False) -> "Arrangement":
        """Ordered by a column: up, at the next call down, then no longer.

        add: as a further key behind those there are; else as the only one.
        """
        alone = [key.column for key in self.sort] == [column]
        keys = self.sort if add or alone else ()
        found = next((key for key in keys if key.column == column), None)
        if found is None:
            return replace(self, sort=(*keys, Sort(column)))
        if found.descending:
            return replace(self, sort=tuple(key for key in keys if key is not found))
        turned = Sort(column, descending=True)
        return replace(self, sort=tuple(turned if key is found else key for key in keys))

    def to_plain(self) -> dict[str, Any]:
        """As texts, numbers, lists and mappings; what was not chosen is left out."""
        plain: dict[str, Any] = {
            "sort": [{"column": key.column, "descending": key.descending} for key in self.sort],
            "hidden": sorted(self.hidden),
            "widths": dict(self.widths),
            "order": list(self.order),
        }
        plain = {name: value for name, value in plain.items() if value}
        return plain if self.frozen is None else {**plain, "frozen": self.frozen}

    @classmethod
    def from_plain(cls, plain: object) -> "Arrangement":
        """What `to_plain` made. It may come from a file that somebody edited: what is none of
        its shape counts as not chosen."""
        found = plain if isinstance(plain, Mapping) else {}
        frozen, widths = found.get("frozen"), found.get("widths")
        return cls(
            tuple(_sorts(found.get("sort"))),
            frozenset(_texts(found.get("hidden"))),
            frozen if isinstance(frozen, str) else None,
            tuple(_widths(widths)) if isinstance(widths, Mapping) else (),
            tuple(dict.fromkeys(_texts(found.get("order")))),
        )


def _list(value: object) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else ()


def _texts(value: object) -> Iterable[str]:
    return (text for text in _list(value) if isinstance(text, str))


def _sorts(value: object) -> Iterable[Sort]:
    keys = [key for key in _list(value) if isinstance(key, Mapping)]
    sorts = {
        key["column"]: Sort(key["column"], key.get("descending") is True)
        for key in keys
        if isinstance(key.get("column"), str)
    }
    return sorts.values()


def _widths(value: Mapping[Any, Any]) -> Iterable[tuple[str, int]]:
    return (
        (name, width)
        for name, width in value.items()
        if isinstance(name, str) and type(width) is int and width > 0
    )


@dataclass(frozen=True)
class ShownColumns:
    """The columns that are shown: places, counted from the left, and the model's columns there."""

    columns: tuple[int, ...] = ()
    "The model's column of every place."
    frozen: int = 0
    "Places that stay while others scroll."
    gaps: tuple[tuple[int, ...], ...] = ((),)
    "The columns hidden before every place; the last ones are those behind the last place."

    def __len__(self) -> int:
        """Number of columns shown."""
        return len(self.columns)

    def place(self, column: int) -> int | None:
        """Where a column of the model is shown; None where it is not."""
        return self.columns.index(column) if column in self.columns else None

    def near(self, column: int) -> int:
        """The place of a column; of the next one, or the last, where it is hidden."""
        found = self.place(column)
        if found is None:
            found = next((at for at, gap in enumerate(self.gaps) if column in gap), 0)
        return min(found, max(len(self) - 1, 0))

    @property
    def whole(self) -> bool:
        """Whether no column is hidden."""
        return not any(self.gaps)


def show_columns(columns: Sequence[GridColumn], wanted: Arrangement) -> ShownColumns:
    """The columns of a model as they are wanted, as far as it has them."""
    order = ordered_columns(columns, wanted.order)
    hidden = {at for at in order if columns[at].id in wanted.hidden and not columns[at].frozen}
    if len(hidden) == len(order):
        hidden = set()
    shown: list[int] = []
    gaps: list[tuple[int, ...]] = [()]
    for at in order:
        if at in hidden:
            gaps[-1] += (at,)
        else:
            shown.append(at)
            gaps.append(())
    frozen = sum(at not in hidden for at in order[: frozen_columns(columns, wanted)])
    return ShownColumns(tuple(shown), frozen, tuple(gaps))


def ordered_columns(columns: Sequence[GridColumn], order: Sequence[str]) -> list[int]:
    """All columns of a model in the order wanted, hidden ones among them."""
    places: dict[str, int] = {}
    for at, column in enumerate(columns):
        places.setdefault(column.id, at)
    found = [places[name] for name in dict.fromkeys(order) if name in places]
    for at in range(len(columns) if found else 0):
        if at not in found:
            found.insert(found.index(at - 1) + 1 if at else 0, at)
    return found or list(range(len(columns)))


def toggle_column(columns: Sequence[GridColumn], wanted: Arrangement, column: int) -> Arrangement:
    """Show a column, or hide it; those that come frozen, and the last one shown, stay."""
    if columns[column].frozen:
        return wanted
    turned = replace(wanted, hidden=wanted.hidden ^ {columns[column].id})
    shown = show_columns(columns, turned).place(column) is not None
    return wanted if shown and columns[column].id in turned.hidden else turned


def move_column(
    columns: Sequence[GridColumn], wanted: Arrangement, column: int, step: int
) -> Arrangement:
    """Move a column to the left or the right; as many columns stay in sight as before."""
    order = ordered_columns(columns, wanted.order)
    here = order.index(column)
    there = min(max(here + step, 0), len(order) - 1)
    order.insert(there, order.pop(here))
    names = tuple(columns[at].id for at in order)
    frozen, count = wanted.frozen, frozen_columns(columns, wanted)
    if frozen and count:
        frozen = names[count - 1]
    own = tuple(each.id for each in columns)
    return replace(wanted, order=() if names == own else names, frozen=frozen)


def freeze_up_to(columns: Sequence[GridColumn], wanted: Arrangement, column: int) -> Arrangement:
    """The columns up to one stay in sight.

    If they did so already, they do as the model has it; if that is the same, none does.
    """
    count = ordered_columns(columns, wanted.order).index(column) + 1
    own = sum(each.frozen for each in columns)
    if count == own:
        none = frozen_columns(columns, wanted) == count
        return replace(wanted, frozen="" if none else None)
    taken_back = frozen_columns(columns, wanted) == count
    return replace(wanted, frozen=None if taken_back else columns[column].id)


def frozen_columns(columns: Sequence[GridColumn], wanted: Arrangement) -> int:
    """How many columns of that order stay, hidden ones counted."""
    names = [columns[at].id for at in ordered_columns(columns, wanted.order)]
    if wanted.frozen is None or (wanted.frozen and wanted.frozen not in names):
        return sum(column.frozen for column in columns)
    return names.index(wanted.frozen) + 1 if wanted.frozen else 0
