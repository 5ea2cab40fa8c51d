"""Values as entries hold them, as scenario files say them, and where they are wanted."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kamplan.plan import Fault, Plan, PlanError
from kamplan.plan.columns import Column
from kamplan.plan.entries import SETTINGS, Entry, Key, cell_text, cell_value, find_row
from kamplan.plan.settings import Settings
from kamplan.plan.tables import fill_defaults, format_number
from kamplan.whatif.changes import Place, cell_of, setting_path
from kamplan.whatif.scenario import Scalar

Text = str | None
"""A value as an entry holds it; a setting as JSON. None: not given."""
Hints = Mapping[Key, int | None]
"""Keys, and the row in which each was last seen."""


@dataclass(frozen=True)
class Wanted:
    """Cells of one column and the values they are to have."""

    table: str
    column: str
    texts: Mapping[Key, Text]
    hints: Hints


def column_of(plan: Plan, table: str, name: str) -> Column | None:
    """A fixed column; None for the user's own."""
    return next((column for column in plan[table].columns if column.name == name), None)


def read_wanted(plan: Plan, file: str, entries: Sequence[Entry]) -> Wanted:
    """Entries of one column, the last of each cell.

    Raises PlanError for a key column, and for a setting that must be given.
    """
    table, name = entries[0].table, entries[0].column
    if table == SETTINGS:
        return Wanted(table, name, {(): _wanted_setting(name, entries[-1].new, file)}, {(): None})
    if name in plan[table].key_columns:
        keys = dict.fromkeys(" / ".join(entry.key) for entry in entries)
        raise PlanError(Fault("change-key", file, None, name, key) for key in keys)
    column = column_of(plan, table, name)
    texts = {entry.key: cell_text(cell_value(column, entry.new)) for entry in entries}
    return Wanted(table, name, texts, {entry.key: entry.row for entry in entries})


def read_texts(plan: Plan, table: str, column: str, keys: Hints) -> dict[Key, Text]:
    """The values of the cells that are there."""
    if table == SETTINGS:
        section, name = setting_path(column, Place("", ""))
        inside = getattr(plan.settings, section) if section else plan.settings
        return {(): _setting_text(getattr(inside, name))}
    rows, cells = plan[table], plan[table][column]
    found: dict[Key, Text] = {}
    for key, hint in keys.items():
        try:
            found[key] = cell_text(cells[find_row(rows, key, hint)])
        except KeyError:
            continue
    return found


def cell_scalar(column: Column | None, text: Text, place: Place) -> Scalar:
    """A cell as a scenario file says it; "" is an empty one. Raises PlanError if it cannot."""
    if column is None or not column.is_number:
        return text or ""
    if text is None:
        # An empty cell of a column with a default is that default, and no other is not given.
        if column.required or cell_text(fill_defaults(column, 1)[0]) is not None:
            raise PlanError([place.fault("missing-value")])
        return ""
    value = float(text)
    cell_of(column, value, place)
    return plain(value)


def setting_scalar(text: Text) -> Scalar:
    """A setting as a scenario file says it; "" is one that is not given."""
    value: Scalar = "" if text is None else json.loads(text)
    return plain(value)


def plain(value: Scalar) -> Scalar:
    """12 rather than 12.0."""
    whole = isinstance(value, float) and abs(value) < 1e15 and value == int(value)
    return int(value) if whole else value


def _wanted_setting(name: str, text: Text, file: str) -> Text:
    """The value a setting's entry gives it: its default where it gives none."""
    if text is not None:
        return _setting_text(json.loads(text))
    section, key = setting_path(name, Place(file, name))
    model = Settings.model_fields[section].annotation if section else Settings
    info = getattr(model, "model_fields")[key]  # noqa: B009
    if info.is_required():
        raise PlanError([Fault("missing-value", file, None, name)])
    return _setting_text(info.get_default())


def _setting_text(value: object) -> Text:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return format_number(float(value))
    return None if value is None else json.dumps(value, ensure_ascii=False)
