"""The plan that `kamplan new` makes: small, complete, and solvable as it is."""

from datetime import date, timedelta

import numpy as np

from kamplan.plan import ROWS, Plan, Settings, Table, make_plan
from kamplan.plan.columns import columns_of
from kamplan.plan.settings import PeakSettings, PromotionSettings
from kamplan.plan.tables import fill_defaults
from kamplan.plan.weeks import OPENING, horizon, monday, week_name

WEEKS = 13
PEAK = slice(5, 9)
SCENARIO = """\
description = "Supply 20 % short in the peak"

[[change]]
table = "supply"
where = {{ week = "{first}..{last}" }}
field = "units"
scale = 0.8

[expect]
status = "optimal"

[[expect.rule]]
metric = "contribution"
versus = "base"
max_drop = 0.1
"""

Rows = list[dict[str, object]]


def make_starter(name: str, today: date | None = None) -> tuple[Plan, dict[str, str]]:
    """The plan, starting next Monday, and its scenarios by name."""
    monday_now = monday(week_name(today or date.today()))
    first = week_name(monday_now + timedelta(weeks=1))
    weeks = horizon(first, WEEKS)
    settings = Settings(
        name=name,
        currency="EUR",
        first_week=first,
        weeks=WEEKS,
        promotion=PromotionSettings(budget=2000.0),
        peak=PeakSettings(weeks=f"{weeks[PEAK][0]}..{weeks[PEAK][-1]}"),
    )
    tables = {table: _table(table, rows) for table, rows in _rows(weeks).items()}
    scenario = SCENARIO.format(first=weeks[PEAK][0], last=weeks[PEAK][-1])
    return make_plan(settings, tables), {"supply-20": scenario}


def _rows(weeks: tuple[str, ...]) -> dict[str, Rows]:
    accounts = (("north-mart", "A", 240.0), ("corner-shops", "B", 90.0), ("web-store", "C", 50.0))
    products = (("gift-box", 30.0, 18.0, 0.5), ("biscuits", 8.0, 5.0, 1.0))
    season = [1.6 if place in range(*PEAK.indices(WEEKS)) else 1.0 for place in range(WEEKS)]
    demand: Rows = [
        {"account": account, "product": product, "week": week, "units": round(size * share * peak)}
        for account, _, size in accounts
        for product, _, _, share in products
        for week, peak in zip(weeks, season, strict=True)
    ]
    total = sum(size for _, _, size in accounts)
    supply: Rows = [
        {"product": product, "week": week, "units": round(total * share * 1.15)}
        for product, _, _, share in products
        for week in weeks
    ]
    supply += [{"product": product, "week": OPENING, "units": 40} for product, *_ in products]
    return {
        "accounts": [
            {"account": account, "name": account.replace("-", " ").title(), "tier": tier,
             "team": "sales"}
            for account, tier, _ in accounts
        ],
        "products": [
            {"product": product, "price": price, "cost": cost, "holding_cost": 0.1}
            for product, price, cost, _ in products
        ],
        "demand": demand,
        "supply": supply,
        "promotions": [
            {"account": account, "mechanic": "display", "max_uplift": 0.4, "half_spend": size}
            for account, _, size in accounts
        ],
        "visits": [
            {"account": account, "kind": "representative", "present": 6, "min": 2, "max": 13,
             "hours": 2, "max_change": 0.1, "half_visits": 5}
            for account, *_ in accounts
        ],
        "teams": [{"team": "sales", "week": week, "hours": 3} for week in weeks],
        "budgets": [{"name": "tier-a", "where": "tier=A", "max": 1200}],
        "service": [{"name": "nobody-starved", "min_fill": 0.3, "each": "account"}],
    }  # fmt: skip


def _table(name: str, rows: Rows) -> Table:
    cells = {}
    for column in columns_of(ROWS[name]):
        filled = fill_defaults(column, len(rows))
        for place, row in enumerate(rows):
            if column.name in row:
                filled[place] = row[column.name]
        cells[column.name] = filled
    return Table(name, cells, {}, np.arange(2, len(rows) + 2))
