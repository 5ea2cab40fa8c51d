"""Random small plans with every table, and random edits of them, right and wrong.

Made from a seed each: evenly spread, and quick, where drawing every cell by itself is neither.
"""

from collections.abc import Sequence
from random import Random
from typing import Any

import numpy as np
from hypothesis import strategies as st

from kamplan.plan import Plan, Settings, Table, check_plan, make_plan
from kamplan.plan.columns import Column, Kind, columns_of
from kamplan.plan.entries import (
    Cell,
    Entry,
    apply_entries,
    cell_entry,
    drop_entry,
    insert_entry,
    setting_entry,
)
from kamplan.plan.tables import ROWS, fill_defaults

NAN = float("nan")
WEEKS = ("2026-W52", "2026-W53", "2027-W01")
ACCOUNTS = ("a", "b", "c")
PRODUCTS = ("p", "q")
AMOUNTS = (0.0, 1.0, 4.0, 12.5, 1e6)
SHARES = (0.0, 0.1, 0.5, 1.0)
SPANS = ("", "2026-W53", "2026-W52..2026-W53", "2026-W52;2027-W01")
SOME_PRODUCTS = ("", "p", "p;q")
WHERE = ("", "tier=A", "tier=A|B", "region=East;tier=A", "x_city=Oslo", "discount=0.1", "account=a")
CURVES = ("slow", "fast")
NOTES = ("", "Oslo", "Rome")

Row = dict[str, Any]
Choices = Sequence[Any]


def make_table(name: str, rows: list[Row], own: tuple[str, ...] = ()) -> Table:
    """A table from rows; cells left out hold their defaults."""
    cells = {}
    for column in columns_of(ROWS[name]):
        cells[column.name] = fill_defaults(column, len(rows))
        for place, row in enumerate(rows):
            if column.name in row:
                cells[column.name][place] = row[column.name]
    owns = {title: np.array([row.get(title, "") for row in rows], dtype=object) for title in own}
    return Table(name, cells, owns, np.arange(2, len(rows) + 2))


def rows_of(dice: Random, keys: dict[str, Choices], **others: Choices) -> list[Row]:
    """Rows with distinct keys, in any order; other columns may be left out."""
    rows: dict[tuple[Any, ...], Row] = {}
    for _ in range(dice.randint(0, 5)):
        row = {name: dice.choice(values) for name, values in keys.items()}
        more = {name: dice.choice(values) for name, values in others.items() if dice.random() < 0.7}
        rows[tuple(row.values())] = row | more
    return list(rows.values())


def random_plan(dice: Random) -> Plan:
    """A plan that is mostly, not always, right."""
    accounts = rows_of(
        dice, {"account": ACCOUNTS}, tier="AB", discount=SHARES, x_city=NOTES, team=["", "t"],
        region=["East", "West"],
    )  # fmt: skip
    for name, tier in (("a", "A"), ("b", "B")):
        if name not in [row["account"] for row in accounts]:
            accounts.append({"account": name, "tier": tier, "region": "East", "x_city": "Oslo"})
    known = [row["account"] for row in accounts]
    products = [{"product": name, "price": 9.0, "cost": 5.0} for name in PRODUCTS]
    products[0] |= {"salvage": dice.choice([NAN, *AMOUNTS]), "x_note": dice.choice(NOTES)}
    demand = rows_of(dice, {"account": known, "product": PRODUCTS, "week": WEEKS})
    supply = rows_of(dice, {"product": PRODUCTS, "week": ["opening", *WEEKS]})
    teams = rows_of(dice, {"team": "tu", "week": WEEKS})
    curves = [
        {"curve": name, "point": str(point), "effort": point, "effect": point * dice.choice([0, 1])}
        for name in CURVES for point in (0, 1, 2) if dice.random() < 0.8
    ]  # fmt: skip
    followed = ["", "", *{str(row["curve"]) for row in curves}]
    promotions = rows_of(
        dice, {"account": known, "mechanic": ["display", "price"]}, products=SOME_PRODUCTS,
        weeks=SPANS, curve=sorted(followed),
    )  # fmt: skip
    visits = rows_of(
        dice, {"account": known, "kind": ["rep", "boss"]}, present=range(5), max=[NAN, *range(5)],
        max_change=[0.0, 0.3, 1.2], cost=AMOUNTS, curve=sorted(followed),
    )  # fmt: skip
    mechanics = ["", *(row["mechanic"] for row in promotions)]
    budgets = rows_of(
        dice, {"name": ["early", "late"]}, where=WHERE, weeks=SPANS, mechanics=mechanics,
        min=[NAN, 0.0, 4.0], max=[NAN, 4.0, 60.0],
    )  # fmt: skip
    service = rows_of(
        dice, {"name": ["fair", "peak"]}, where=WHERE, weeks=SPANS, products=SOME_PRODUCTS,
        each=["", "account", "product;week"],
    )  # fmt: skip
    for row in (*demand, *supply):
        row["units"] = dice.choice(AMOUNTS)
    for row in (*teams, *visits):
        row["hours"] = dice.choice(AMOUNTS)
    for row in promotions:
        row |= {"max_uplift": dice.choice(SHARES), "half_spend": dice.choice([0.5, 8.0])}
    for row in visits:
        most = row.get("max", NAN)
        row["min"] = dice.randint(0, int(row.get("present", 0) if np.isnan(most) else most))
    for row in service:
        row["min_fill"] = dice.choice(SHARES)
    return make_plan(
        random_settings(dice),
        {
            "accounts": make_table("accounts", accounts, ("x_city", "x_note")),
            "products": make_table("products", products, ("x_note",)),
            "demand": make_table("demand", demand),
            "supply": make_table("supply", supply),
            "promotions": make_table("promotions", promotions),
            "visits": make_table("visits", visits),
            "curves": make_table("curves", curves),
            "teams": make_table("teams", teams),
            "budgets": make_table("budgets", budgets, ("x_owner",)),
            "service": make_table("service", service),
        },
    )


def random_settings(dice: Random) -> Settings:
    """Settings; sections may be there and say nothing."""
    data: dict[str, Any] = {"name": "Random", "first_week": WEEKS[0], "weeks": len(WEEKS)}
    for section, key, values in (
        ("promotion", "budget", AMOUNTS),
        ("peak", "weeks", SPANS),
        ("solve", "gap", (0.01, 0.02)),
    ):
        if dice.random() < 0.6:
            data[section] = {key: dice.choice(values)} if dice.random() < 0.7 else {}
    return Settings.model_validate(data)


SEEDS = st.integers(0, 2**40)


def any_plans() -> st.SearchStrategy[Plan]:
    """Plans that are mostly, not always, right."""
    return SEEDS.map(lambda seed: random_plan(Random(seed)))


def plans() -> st.SearchStrategy[Plan]:
    """Plans that nothing is wrong with."""
    return any_plans().filter(lambda plan: not check_plan(plan))


NUMBERS: tuple[float, ...] = (0.0, 0.1, 0.5, 1.0, 2.0, 5.0, 30.0, -1.0, 15.0, 1e13, float("nan"))
TEXTS: dict[Kind, tuple[str, ...]] = {
    Kind.ID: ("", "a", "b", "z", "A", "B", "p", "q", "t", "display", "total", "early", "a;b"),
    Kind.WEEK: ("2026-W52", "2027-W01", "2027-W02", "2025-W53", "W52", "opening", ""),
    Kind.WEEK_OR_OPENING: ("2026-W52", "2027-W01", "2027-W02", "opening", ""),
    Kind.WEEKS: ("", "2026-W53", "2026-W53..2026-W52", "2027-W02", "; "),
    Kind.LIST: ("", "p", "p;r", "display", "price", "account", "week;tier"),
    Kind.WHERE: ("", "tier=A", "tier=B;region=East", "tier=Z", "tier", "teir=A", "x_city=Rome"),
    Kind.TEXT: ("", "Oslo", "Rome", "cash", "consignment", "bank"),
}
SETTINGS: dict[str, tuple[Any, ...]] = {
    "name": ("Other",),
    "first_week": ("2026-W51", "2027-W53", "2026-W52"),
    "weeks": (2, 4),
    "objective": ("revenue", None),
    "promotion.budget": (0.0, 7.5, None),
    "peak.weeks": ("2027-W01", "2027-W02", None),
    "solve.gap": (0.02, None),
    "solve.round": (True, False, None),
}


def random_cell(dice: Random, column: Column | None) -> Cell:
    """What may be put into a column, right or wrong."""
    if column is not None and column.is_number:
        return dice.choice(NUMBERS)
    return dice.choice(TEXTS[Kind.TEXT if column is None else column.kind])


def random_entry(dice: Random, plan: Plan) -> Entry:
    """One entry of any kind."""
    table = plan[dice.choice(sorted(plan.tables))]
    act = dice.choice(["cell", "cell", "cell", "insert", "drop", "setting"])
    if act == "insert":
        given = {
            column.name: random_cell(dice, column)
            for column in table.columns
            if column.required or dice.random() < 0.1
        }
        # Half of them take the place of a row that is there, or stand beside it.
        if len(table) and dice.random() < 0.5:
            row = dice.randrange(len(table))
            given |= {name: str(table[name][row]) for name in table.key_columns[:-1]}
        return insert_entry(table, given)
    if act == "setting" or not len(table):
        name = dice.choice(sorted(SETTINGS))
        return setting_entry(plan.settings, name, dice.choice(SETTINGS[name]))
    row = dice.randrange(len(table))
    if act == "drop":
        return drop_entry(table, row)
    column = dice.choice([*table.columns, *([None] if table.own else [])])
    name = column.name if column else dice.choice(sorted(table.own))
    return cell_entry(table, row, name, random_cell(dice, column))


def random_block(dice: Random, plan: Plan, size: int) -> list[Entry]:
    """Up to `size` entries that stand on each other; each still finds its row."""
    made: list[Entry] = []
    for _ in range(dice.randint(1, size)):
        made.append(random_entry(dice, plan))
        plan = apply_entries(plan, made[-1:])
    return made


def steps(plan: Plan) -> st.SearchStrategy[Entry]:
    """One entry of any kind."""
    return SEEDS.map(lambda seed: random_entry(Random(seed), plan))


def blocks(plan: Plan, size: int = 4) -> st.SearchStrategy[list[Entry]]:
    """Entries that stand on each other."""
    return SEEDS.map(lambda seed: random_block(Random(seed), plan, size))
