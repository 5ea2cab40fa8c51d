"""Changes: a scenario's edits applied to a plan's tables."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from kamplan.exchange.folder import parse_settings
from kamplan.plan import ROWS, Plan, PlanError, Table, check_plan
from kamplan.plan.columns import LARGEST, Column, Kind
from kamplan.plan.faults import Fault, nearest
from kamplan.plan.held_checks import PUBLISHED
from kamplan.plan.published import pass_over
from kamplan.plan.settings import Settings
from kamplan.plan.stated import stated_cells
from kamplan.plan.tables import Cells, fill_defaults
from kamplan.plan.weeks import WeekError, select_weeks
from kamplan.whatif.overlaps import Overlaps
from kamplan.whatif.scenario import Change, Scalar, Scenario, ScenarioFile, locate

PLAN = "plan"
KNOWN_BY = {
    "account": "accounts",
    "product": "products",
    "mechanic": "promotions",
    "kind": "visits",
}
"""column -> table that knows its names, whether or not a row of another table has them."""


@dataclass(frozen=True)
class Place:
    """Where a change stands, for messages."""

    file: str
    column: str

    def fault(self, code: str, value: object = "", **values: object) -> Fault:
        """A fault at this change."""
        return Fault(code, self.file, None, self.column, str(value), values)


def apply_scenario(plan: Plan, scenario: Scenario) -> Plan:
    """The plan with every change made, checked again. Raises PlanError.

    A change that matches nothing is an error. What was published of rows that a file drops is
    passed over: it belongs to the plan itself.
    """
    faults: list[Fault] = []
    for name, file in scenario.files:
        changed = _apply_file(plan, name, file, faults)
        # File by file, so that a scenario on top of another starts from what that shows alone.
        plan = pass_over(changed, plan, changed)
    if not faults and scenario.changes:
        faults = [
            replace(fault, values={**fault.values, "scenario": scenario.name})
            for fault in check_plan(plan)
        ]
    if faults:
        raise PlanError(locate(faults, scenario.texts))
    return plan


def _apply_file(plan: Plan, name: str, file: ScenarioFile, faults: list[Fault]) -> Plan:
    """The plan with the changes of one file that can be made; what is wrong is added."""
    overlaps = Overlaps(file.change)
    for number, change in enumerate(file.change, start=1):
        place = Place(f"scenarios/{name}.toml", f"change {number}")
        try:
            changed = apply_change(plan, change, place)
        except PlanError as error:
            faults += error.faults
            continue
        if overlaps.watches(change):
            faults += _set_twice(plan, overlaps, number, change, place)
        plan = changed
    return plan


def _set_twice(
    plan: Plan, overlaps: Overlaps, number: int, change: Change, place: Place
) -> list[Fault]:
    table = None if change.table == PLAN else plan[change.table]
    if table is None:
        # "budget" and "promotion.budget" are one setting.
        path = ".".join(filter(None, setting_path(change.field or "", place)))
        change = change.model_copy(update={"field": path})
    rows = np.ones(1, dtype=bool)
    if table is not None and change.insert is None:
        rows = select_changed(plan, table, change.where, place)
    found = overlaps.look(number, change, table, rows)
    if found is None:
        return []
    earlier, cell = found
    return [place.fault("set-twice", f"{change.table}: {cell}", earlier=earlier, number=number)]


def apply_change(plan: Plan, change: Change, place: Place) -> Plan:
    """The plan with one change made, not checked as a whole. Raises PlanError."""
    if change.table == PLAN:
        return replace(plan, settings=_change_settings(plan.settings, change, place))
    if change.table not in ROWS:
        known = [PLAN, *ROWS]
        values = {"nearest": nearest(change.table, known), "known": ", ".join(known)}
        raise PlanError([place.fault("change-table", change.table, **values)])
    table = plan[change.table]
    if change.insert is not None:
        changed = _insert(table, change.insert, place)
    else:
        rows = select_changed(plan, table, change.where, place)
        # A published plan comes and goes: what is not published any more need not be dropped.
        if not rows.any() and not (change.drop and change.table in PUBLISHED.values()):
            shown = "; ".join(f"{name} = {value}" for name, value in change.where.items())
            raise PlanError([place.fault("change-nothing", shown, table=change.table)])
        changed = table.keep(~rows) if change.drop else _edit(plan, table, rows, change, place)
    return replace(plan, tables={**plan.tables, change.table: changed})


def select_changed(
    plan: Plan, table: Table, where: Mapping[str, Scalar | list[Scalar]], place: Place
) -> npt.NDArray[np.bool_]:
    """Rows that meet every condition on the table's columns, its account's or its product's.

    Raises PlanError.
    """
    rows = np.ones(len(table), dtype=bool)
    for name, wanted in where.items():
        column, cells, known = _column(plan, table, name, place)
        rows &= _matches(plan, name, column, cells, wanted, known, place)
    return rows


def _column(
    plan: Plan, table: Table, name: str, place: Place
) -> tuple[Column | None, Cells, Cells]:
    """A column by name, its cell for every row of the table, and the cells that may be named."""
    fixed = {column.name: column for column in table.columns}
    if name in fixed or name in table.own:
        owner = KNOWN_BY.get(name)
        known = np.append(table[name], plan[owner][name]) if owner else table[name]
        return fixed.get(name), table[name], known
    titles = [*fixed, *table.own]
    for owner, key in (("accounts", "account"), ("products", "product")):
        other = plan[owner]
        columns = {column.name: column for column in other.columns}
        if key not in fixed or owner == table.name:
            continue
        titles += [*columns, *other.own]
        if name in columns or name in other.own:
            places = {value: row for row, value in enumerate(other[key].tolist())}
            # A row of no known account or product is not chosen by any of their columns.
            nobody = np.array([None], dtype=other[name].dtype)
            kept = np.append(other[name], nobody)
            owners = [places.get(value, len(other)) for value in table[key]]
            return columns.get(name), kept[owners], other[name]
    values = {"nearest": nearest(name, titles), "known": ", ".join(dict.fromkeys(titles))}
    raise PlanError([place.fault("where-column", name, **values)])


def _matches(
    plan: Plan,
    name: str,
    column: Column | None,
    cells: Cells,
    wanted: Scalar | list[Scalar],
    known: Cells,
    place: Place,
) -> npt.NDArray[np.bool_]:
    """Rows whose cell is among those wanted; a name that no row has is a typing mistake."""
    if column is not None and column.is_number:
        numbers = wanted if isinstance(wanted, list) else [wanted]
        if not all(isinstance(number, int | float) for number in numbers):
            raise PlanError([place.fault("where-number", wanted, name=column.name)])
        return np.isin(cells, np.array(numbers, dtype=float))
    parts = wanted if isinstance(wanted, list) else str(wanted).split("|")
    names = [str(part).strip() for part in parts]
    if column is not None and column.kind in (Kind.WEEK, Kind.WEEK_OR_OPENING):
        names = [week for text in names for week in _weeks(plan, text, place)]
    elif unknown := set(names) - (there := set(known.tolist())):
        raise PlanError(
            place.fault("where-value", value, name=name, nearest=nearest(value, there))
            for value in sorted(unknown)
        )
    return np.isin(cells, np.array(names, dtype=object))


def _weeks(plan: Plan, text: str, place: Place) -> list[str]:
    if text == "opening":
        return [text]
    try:
        return [plan.weeks[week] for week in select_weeks(text, plan.weeks)]
    except WeekError as error:
        span = {"first": plan.weeks[0], "last": plan.weeks[-1]}
        raise PlanError([place.fault(error.code, error.week, **span)]) from None


def _field(table: Table, name: str, place: Place) -> Column | None:
    """The column a change names; None for a column of the user's own."""
    fixed = {column.name: column for column in table.columns}
    if name not in fixed and name not in table.own:
        known = [*fixed, *table.own]
        values = {"nearest": nearest(name, known), "known": ", ".join(known)}
        raise PlanError([place.fault("change-field", name, **values)])
    return fixed.get(name)


def _edit(
    plan: Plan, table: Table, rows: npt.NDArray[np.bool_], change: Change, place: Place
) -> Table:
    name = change.field or ""
    column = _field(table, name, place)
    cells = table[name].copy()
    if change.set is not None:
        cells[rows] = cell_of(column, change.set, place)
    elif column is None or not column.is_number:
        raise PlanError([place.fault("change-not-number", name)])
    else:
        now = stated_cells(plan, table.name, name)[rows]
        if np.isnan(now).any():
            raise PlanError([place.fault("change-not-given", name)])
        cells[rows] = moved_cells(now, change, column.kind is Kind.WHOLE)
    return table.with_cells(name, cells)


def moved_cells(cells: Any, change: Change, whole: bool) -> Any:
    """Numbers after a change by `scale` or `add`, rounded where they are whole."""
    with np.errstate(over="ignore"):
        moved = cells * change.scale if change.scale is not None else cells + change.add
    return np.rint(moved) if whole else moved


def cell_of(column: Column | None, value: Scalar, place: Place) -> object:
    """The cell a value stands for; "" is an empty cell of a number column. Raises PlanError.

    On and off may be written as true and false, too.
    """
    if column is None or not column.is_number:
        return str(value)
    if value == "" and not column.required:
        return fill_defaults(column, 1)[0]
    if isinstance(value, bool) and column.kind is Kind.WHOLE and column.at_most == 1:
        return float(value)
    if isinstance(value, bool | str) or not abs(value) < np.inf:
        raise PlanError([place.fault("not-a-number", value)])
    if abs(value) > LARGEST:
        raise PlanError([place.fault("too-large", value)])
    if column.kind is Kind.WHOLE and value != int(value):
        raise PlanError([place.fault("not-whole", value)])
    return float(value)


def _insert(table: Table, row: Mapping[str, Scalar], place: Place) -> Table:
    faults: list[Fault] = []
    for name in row:
        try:
            _field(table, name, place)
        except PlanError as error:
            faults += error.faults
    missing = [c.name for c in table.columns if c.required and c.name not in row]
    faults += [place.fault("insert-missing", name, table=table.name) for name in missing]
    if faults:
        raise PlanError(faults)
    cells = {}
    for column in table.columns:
        new = fill_defaults(column, 1)
        if column.name in row:
            new[0] = cell_of(column, row[column.name], place)
        cells[column.name] = np.concatenate([table[column.name], new])
    own = {
        name: np.append(kept, np.array([str(row.get(name, ""))], dtype=object))
        for name, kept in table.own.items()
    }
    return Table(table.name, cells, own, np.append(table.lines, 0))


def _change_settings(settings: Settings, change: Change, place: Place) -> Settings:
    """plan.toml: `field` is a key or section.key; a key of one section needs no section."""
    data = settings.model_dump(exclude_unset=True)
    moves = change.set is not None or change.add is not None or change.scale is not None
    if change.field is None or change.where or not moves:
        raise PlanError([place.fault("change-plan-form")])
    section, key = setting_path(change.field, place)
    target = data.setdefault(section, {}) if section else data
    inside = getattr(settings, section) if section else settings
    if change.set == "" and type(inside).model_fields[key].get_default() is None:
        target.pop(key, None)
        if section and not target:
            del data[section]
    elif change.set is not None:
        target[key] = change.set
    else:
        now = getattr(inside, key)
        if isinstance(now, bool) or not isinstance(now, int | float):
            code = "change-not-given" if now is None else "change-not-number"
            raise PlanError([place.fault(code, change.field)])
        moved = float(moved_cells(now, change, isinstance(now, int)))
        target[key] = int(moved) if isinstance(now, int) else moved
    faults: list[Fault] = []
    changed = parse_settings(data, faults)
    if changed is None:
        raise PlanError([replace(f, file=place.file, column=place.column) for f in faults])
    return changed


def setting_path(field: str, place: Place) -> tuple[str, str]:
    """(section, key), the section empty for keys at the top. Raises PlanError."""
    paths: list[tuple[str, str]] = []
    for name, info in Settings.model_fields.items():
        inner = getattr(info.annotation, "model_fields", None)
        paths += [(name, key) for key in inner] if inner else [("", name)]
    section, _, key = field.rpartition(".")
    exact = [path for path in paths if path == (section, key)]
    loose = [path for path in paths if not section and path[1] == key]
    found = exact or loose
    if len(found) != 1:
        known = [".".join(filter(None, path)) for path in paths]
        values = {"nearest": nearest(field, known), "known": ", ".join(known)}
        raise PlanError([place.fault("change-field", field, **values)])
    return found[0]
