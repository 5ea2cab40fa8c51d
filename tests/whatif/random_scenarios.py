"""Random small plans, scenario files as people write them, and edits of every kind."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random
from typing import Any

import numpy as np

from kamplan.plan import ROWS, Plan, PlanError, Settings, Table, make_plan
from kamplan.plan.columns import Column, Kind, columns_of
from kamplan.plan.entries import (
    WHOLE,
    Cell,
    Entry,
    cell_entry,
    cell_text,
    drop_entry,
    insert_entry,
    read_setting,
    setting_entry,
)
from kamplan.plan.settings import PromotionSettings, SolveSettings
from kamplan.plan.tables import fill_defaults
from kamplan.whatif.changes import Place, apply_change
from kamplan.whatif.draft import spell
from kamplan.whatif.scenario import Change, parse_scenario

WEEKS = ("2026-W52", "2026-W53", "2027-W01", "2027-W02")
NUMBERS = (0.0, 1.0, 2.5, 10.0, 33.3, 1200.75)
NAMES: dict[str, tuple[str, ...]] = {
    "account": ("a", "b", "c"),
    "product": ("p", "q"),
    "team": ("t", "u"),
    "name": ("east", "西区"),
    "week": WEEKS[:3],
    "tier": ("A", "B"),
    "x_city": ("Köln", 'the "Hague"', ""),
    "where": ("", "tier=A"),
    "mechanic": ("show", "talk"),
}
EDITED: dict[str, tuple[str, ...]] = {
    "accounts": ("tier", "discount", "credit_limit", "credit_days", "x_city", "name"),
    "products": ("retail_price", "price"),
    "supply": ("units", "extra_units"),
    "teams": ("hours",),
    "budgets": ("min", "max", "where"),
    "demand": ("units",),
}
CONDITIONS: dict[str, tuple[str, ...]] = {
    "accounts": ("account", "tier", "x_city", "discount"),
    "products": ("product", "price"),
    "supply": ("product", "week", "units"),
    "teams": ("team", "week"),
    "budgets": ("name", "max"),
    "demand": ("account", "product", "week", "tier", "x_city", "price"),
}
THEMES: tuple[dict[str, tuple[str, ...]], ...] = (
    EDITED,
    {"accounts": ("tier", "x_city"), "demand": ("units",)},
    {"accounts": ("discount", "credit_days", "credit_limit")},
    {"products": ("price", "retail_price"), "supply": ("units",)},
    {"budgets": ("min", "max")},
    {"supply": ("units", "extra_units")},
    {"teams": ("hours",)},
)
"""What an example is about: few columns, so that changes and edits meet."""
SETTINGS = ("promotion.budget", "solve.time_limit", "solve.gap", "peak.weeks", "currency")


Theme = Mapping[str, tuple[str, ...]]


def random_cell(random: Random, column: Column | None, name: str) -> Cell:
    """A value that a column may hold; NaN only where that is what an empty cell means."""
    if column is None or not column.is_number:
        return random.choice(NAMES.get(name, ("", "x", "line\nand 'quotes' \"\\")))
    if column.kind is Kind.WHOLE:
        return float(random.randrange(20))
    if not column.required and column.default is None and random.random() < 0.3:
        return float("nan")
    return random.choice(NUMBERS)


def random_plan(random: Random) -> Plan:
    """A few accounts, products, weeks, teams and budgets; some rows are not there."""
    tables = {}
    for name in EDITED:
        keys: list[tuple[str, ...]] = [()]
        for column in (each for each in columns_of(ROWS[name]) if each.key):
            parts = NAMES[column.name]
            parts += ("opening",) if column.kind is Kind.WEEK_OR_OPENING else ()
            keys = [(*key, part) for key in keys for part in parts]
        kept = [key for key in keys if random.random() < 0.8] or keys[:1]
        tables[name] = _random_table(random, name, kept)
    budget = random.choice([None, 100.0, 250.5])
    settings = Settings(
        name="Tiny",
        first_week=WEEKS[0],
        weeks=3,
        promotion=PromotionSettings(budget=budget) if budget else PromotionSettings(),
        solve=SolveSettings(time_limit=60.0) if random.random() < 0.5 else SolveSettings(),
    )
    return make_plan(settings, tables)


def _random_table(random: Random, name: str, keys: Sequence[tuple[str, ...]]) -> Table:
    cells = {}
    for column in columns_of(ROWS[name]):
        full = fill_defaults(column, len(keys))
        if column.name in EDITED[name] or (column.required and column.is_number):
            full[:] = [random_cell(random, column, column.name) for _ in keys]
        cells[column.name] = full
    for at, column in enumerate(each for each in columns_of(ROWS[name]) if each.key):
        cells[column.name] = np.array([key[at] for key in keys], dtype=object)
    own = {}
    if name == "accounts":
        cities = [random.choice(NAMES["x_city"]) for _ in keys]
        own["x_city"] = np.array(cities, dtype=object)
    return Table(name, cells, own, np.zeros(len(keys), dtype=np.int64))


# Scenario files


def random_change(random: Random, plan: Plan, theme: Theme = EDITED) -> dict[str, Any]:
    """A change as a person may write it; it need not fit the plan."""
    if random.random() < 0.1:
        return _random_setting(random)
    name = random.choice(list(theme))
    table = plan[name]
    if random.random() < 0.15:
        return {"table": name, "insert": _random_row(random, table, 0.5)}
    where = {
        column: _random_condition(random, table, column)
        for column in CONDITIONS[name]
        if random.random() < 0.45
    }
    if random.random() < 0.4:
        row = random.randrange(len(table))
        where = {column: table[column][row] for column in table.key_columns}
    change: dict[str, Any] = {"table": name, **({"where": where} if where else {})}
    if random.random() < 0.12:
        return {**change, "drop": True}
    field = random.choice(theme[name])
    if random.random() < 0.06:
        field = table.key_columns[-1]
    act = random.choice(["set", "set", "set", "scale", "add"])
    value: Any = random.choice([0.5, 2, 1.1, 3]) if act != "set" else None
    if act == "set":
        columns = {column.name: column for column in table.columns}
        cell = random_cell(random, columns.get(field), field)
        value = "" if cell_text(cell) is None else cell
    return {**change, "field": field, act: value}


def _random_setting(random: Random) -> dict[str, Any]:
    return {
        "table": "plan",
        **random.choice(
            [
                {"field": "promotion.budget", "set": 300},
                {"field": "budget", "set": ""},
                {"field": "budget", "scale": 1.15},
                {"field": "promotion.budget", "add": 7.5},
                {"field": "time_limit", "set": 30},
                {"field": "solve.gap", "set": 0.01},
                {"field": "peak.weeks", "set": WEEKS[1]},
                {"field": "weeks", "set": 4},
            ]
        ),
    }


def _random_condition(random: Random, table: Table, column: str) -> Any:
    if column in ("units", "max", "discount", "price"):
        return random.choice([random.choice(NUMBERS), list(NUMBERS[:4])])
    names = [*NAMES[column], *(["opening"] if (table.name, column) == ("supply", "week") else [])]
    if column == "week" and random.random() < 0.4:
        return random.choice([f"{WEEKS[0]}..{WEEKS[1]}", f"{WEEKS[1]}..{WEEKS[2]}"])
    some = random.sample(names, random.randrange(1, len(names) + 1))
    return some[0] if len(some) == 1 else random.choice([some, "|".join(some)])


def _random_row(random: Random, table: Table, share: float) -> dict[str, Any]:
    row: dict[str, Any] = {}
    columns = {column.name: column for column in table.columns}
    for column in table.columns:
        if column.key:
            names = NAMES[column.name]
            more = {"week": WEEKS[:3], "product": (), "account": ("neu", "d")}
            row[column.name] = random.choice([*names, *more.get(column.name, ("new",))])
        elif column.required:
            row[column.name] = random_cell(random, column, column.name)
    for name in EDITED[table.name]:
        cell = random_cell(random, columns.get(name), name)
        if name not in row and random.random() < share and cell_text(cell) is not None:
            row[name] = cell
    return row


def random_file(random: Random, plan: Plan, most: int, theme: Theme = EDITED) -> tuple[str, Plan]:
    """The text of a scenario's own file, and the plan it makes of `plan`."""
    changes = []
    for _ in range(random.randrange(most + 1)):
        data = random_change(random, plan, theme)
        try:
            made = apply_change(plan, Change.model_validate(data), Place("", ""))
        except PlanError:
            continue
        if all(len(set(made[name].keys())) == len(made[name]) > 0 for name in EDITED):
            plan = made
            changes.append(data)
    text = _written(random, changes)
    parse_scenario("made", text)
    return text, plan


def _written(random: Random, changes: Sequence[Mapping[str, Any]]) -> str:
    lines = ["# top", 'description = "made"', ""] if random.random() < 0.7 else []
    expect = ["", "# above expect", "[expect]", 'status = "optimal"']
    if random.random() < 0.15:
        inside = [f"  {spell(change)}, # beside {at}" for at, change in enumerate(changes)]
        lines += ["change = [", *inside, "]"]
    else:
        if random.random() < 0.3:
            lines, expect = [*lines, *expect[1:], ""], []
        for at, change in enumerate(changes):
            lines += [f"# above {at}"] if random.random() < 0.5 else []
            lines += ["[[change]] # here", "# inside"]
            late = [key for key in ("where", "insert") if random.random() < 0.2 and change.get(key)]
            lines += [f"{key} = {spell(change[key])}" for key in change if key not in late]
            for key in late:
                lines += [f"[change.{key}]"]
                lines += [f"{name} = {spell(value)}" for name, value in change[key].items()]
            lines += [""] if random.random() < 0.8 else []
    lines += expect if random.random() < 0.5 else []
    end = "\r\n" if random.random() < 0.3 else "\n"
    return end.join([*lines, random.choice(["", "# end"])])


# Edits


def random_entries(
    random: Random,
    inherited: Plan,
    current: Plan,
    last: Sequence[Entry] = (),
    theme: Theme = EDITED,
) -> list[Entry]:
    """What a planner may do next: change cells, take them back, add and drop rows, undo."""
    kind = random.choice(
        ["cell", "cell", "cell", "block", "block", "paste", "back", "back", "row", "drop", "set",
         "undo"]
    )  # fmt: skip
    if kind == "undo":
        return [replace(each, old=each.new, new=each.old, row=None) for each in reversed(last)]
    if kind == "set":
        return [random_setting(random, inherited, current)]
    table = current[random.choice(list(theme))]
    if kind == "row":
        rows = [_random_row(random, table, 1.0) for _ in range(random.randrange(1, 3))]
        made = [insert_entry(table, row) for row in rows]
        known = set(table.keys())
        return [each for at, each in enumerate(made) if each.key not in known
                and each.key not in {other.key for other in made[:at]}]  # fmt: skip
    chosen = random_rows(random, table, kind)
    if kind == "drop":
        return [drop_entry(table, row) for row in chosen][: len(table) - 1]
    columns = {column.name: column for column in table.columns}
    name = random.choice(theme[table.name])
    cell = random_cell(random, columns.get(name), name)
    entries = []
    for row in chosen:
        if kind == "paste":
            cell = random_cell(random, columns.get(name), name)
        if kind == "back":
            places = inherited[table.name].places
            key = table.keys()[row]
            if key not in places:
                continue
            cell = inherited[table.name][name][places[key]]
        entries.append(cell_entry(table, row, name, cell))
    return entries


def random_rows(random: Random, table: Table, kind: str = "block") -> list[int]:
    """One row, all rows, or those whose key parts are among some."""
    if kind == "cell" or random.random() < 0.2:
        return [random.randrange(len(table))]
    rows = np.ones(len(table), dtype=bool)
    for name in table.key_columns:
        parts = sorted(set(table[name].tolist()))
        some = random.sample(parts, random.randrange(1, len(parts) + 1))
        rows &= np.isin(table[name], np.array(some, dtype=object))
    if random.random() < 0.3:
        rows &= np.array([random.random() < 0.7 for _ in range(len(table))])
    return [int(row) for row in np.flatnonzero(rows)]


def random_setting(random: Random, inherited: Plan, current: Plan) -> Entry:
    """Another value of a setting, its inherited one, or none."""
    name = random.choice(SETTINGS)
    if random.random() < 0.3:
        given = read_setting(inherited.settings.model_dump(exclude_unset=True), name)
        return setting_entry(current.settings, name, given)
    values: dict[str, list[Any]] = {
        "peak.weeks": [WEEKS[0], "", None],
        "currency": ["EUR", "", None],
        "solve.gap": [0.002, 0, None],
    }
    value = random.choice(values.get(name, [None, 5, 12.5]))
    return setting_entry(current.settings, name, value)


def entries_back(inherited: Plan, current: Plan) -> list[Entry]:
    """Everything taken back: new rows dropped, dropped ones added, cells as inherited."""
    entries: list[Entry] = []
    for name in EDITED:
        now, then = current[name], inherited[name]
        entries += [drop_entry(now, row) for key, row in now.places.items()
                    if key not in then.places]  # fmt: skip
        columns = [*(column.name for column in now.columns), *now.own]
        for key, row in then.places.items():
            cells = {column: then[column][row] for column in columns}
            if key not in now.places:
                entries.append(insert_entry(now, cells))
                continue
            made = [cell_entry(now, now.places[key], column, cell)
                    for column, cell in cells.items() if column not in now.key_columns]  # fmt: skip
            entries += [entry for entry in made if entry.old != entry.new]
    for name in (*SETTINGS, "weeks"):
        data = inherited.settings.model_dump(exclude_unset=True)
        entry = setting_entry(current.settings, name, read_setting(data, name))
        entries += [entry] if entry.old != entry.new else []
    return [*(e for e in entries if e.column != WHOLE), *(e for e in entries if e.column == WHOLE)]


# Comparing


def contents(plan: Plan) -> dict[str, Any]:
    """Everything in a plan, the order of rows aside."""
    found: dict[str, Any] = {"plan": plan.settings.model_dump()}
    for name in EDITED:
        table = plan[name]
        columns = [*(column.name for column in table.columns), *table.own]
        assert len(set(table.keys())) == len(table)
        found[name] = {
            key: {column: cell_text(table[column][row]) for column in columns}
            for key, row in table.places.items()
        }
    return found


def make(plan: Plan, text: str) -> Plan:
    """The plan that a scenario's own file makes; not checked as a whole."""
    for change in parse_scenario("made", text).change:
        plan = apply_change(plan, change, Place("", ""))
    return plan
