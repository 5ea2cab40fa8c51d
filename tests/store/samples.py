"""A small plan with everything that is awkward to keep."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kamplan.exchange.folder import plan_files
from kamplan.plan import Fault, Plan, PlanError, Settings, Table, make_plan
from kamplan.plan.columns import columns_of
from kamplan.plan.entries import row_text
from kamplan.plan.tables import ROWS, fill_defaults

SCENARIOS = Path(__file__).parents[2] / "scenarios"
WIDE = "宽" * 200


def make_table(name: str, rows: list[dict[str, Any]], own: tuple[str, ...] = ()) -> Table:
    """A table from rows; cells left out hold their defaults."""
    cells = {}
    for column in columns_of(ROWS[name]):
        cells[column.name] = fill_defaults(column, len(rows))
        for place, row in enumerate(rows):
            if column.name in row:
                cells[column.name][place] = row[column.name]
    owns = {t: np.array([row.get(t, "") for row in rows], dtype=object) for t in own}
    return Table(name, cells, owns, np.arange(2, len(rows) + 2))


def small_plan(name: str = "Spring", units: float = 3.0, demand_rows: int = 1) -> Plan:
    """Two accounts, one product; demand of `units` in each row."""
    accounts: list[dict[str, Any]] = [
        {"account": "九桥", "name": "[/b] Nine [@click=app.quit]Bridges[/]", "x_城市": "杭州"},
        {"account": "b", "name": WIDE, "credit_limit": 1e6, "discount": 0.1, "x_note": 'a,"b"\nc'},
    ]
    demand: list[dict[str, Any]] = [
        {"account": "b", "product": "p", "week": f"2026-W{10 + row}", "units": units}
        for row in range(demand_rows)
    ]
    return make_plan(
        Settings(name=name, first_week="2026-W10", weeks=2),
        {
            "accounts": make_table("accounts", accounts, ("x_note", "x_城市")),
            "products": make_table("products", [{"product": "p", "price": 10, "cost": 1 / 3}]),
            "demand": make_table("demand", demand),
            "supply": make_table("supply", [], ("x_source",)),
            "visits": make_table(
                "visits",
                [
                    {
                        "account": "b",
                        "kind": "k",
                        "hours": 1,
                        "max": 7,
                        "max_change": 0.0,
                        "half_visits": 1.0,
                    }
                ],
            ),
        },
    )


def same(one: Plan, other: Plan) -> bool:
    """Whether two plans export to the same bytes."""
    return plan_files(one) == plan_files(other)


def fault_of(caught: pytest.ExceptionInfo[PlanError]) -> Fault:
    """The one fault of an error."""
    (fault,) = caught.value.faults
    return fault


def run_sql(path: Path, *statements: str) -> list[Any]:
    """What SQLite itself says; the rows of the last statement."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        return [connection.execute(statement).fetchall() for statement in statements][-1]


def rich_plan(name: str = "Spring") -> Plan:
    """The small plan with more demand, budgets and promotions."""
    plan = small_plan(name, demand_rows=4)
    budgets = [{"name": "early", "max": 100.0}, {"name": "late", "where": "tier=A", "min": 5.0}]
    promotions = [{"account": "b", "mechanic": "price", "max_uplift": 1, "half_spend": 2}]
    for table in (
        make_table("budgets", budgets, ("x_owner",)),
        make_table("promotions", promotions),
    ):
        plan = plan.with_table(table)
    return plan


def content(plan: Plan) -> dict[tuple[str, ...], str]:
    """Every row by its table and key, and the settings; the order of rows left out."""
    rows = {
        (name, *key): row_text(table, row)
        for name, table in plan.tables.items()
        for row, key in enumerate(table.keys())
    }
    return {**rows, (): plan.settings.model_dump_json(exclude_unset=True)}
