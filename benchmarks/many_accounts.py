"""A plan with very many accounts, for the terminal: wide enough to feel its size."""

from pathlib import Path

import numpy as np
from made_plan import names, table

from kamplan.exchange.folder import write_plan
from kamplan.plan import Settings, make_plan
from kamplan.plan.weeks import horizon

PRODUCTS, WEEKS = 6, 13
FIRST = "2026-W40"


def write_many_accounts(folder: Path, count: int) -> None:
    """`count` accounts, 6 products, 13 weeks: 78 rows of demand an account."""
    random = np.random.default_rng(5)
    accounts = np.array([f"c{number:05d}" for number in range(1, count + 1)], dtype=object)
    products = names("p", PRODUCTS)
    weeks = np.array(horizon(FIRST, WEEKS), dtype=object)
    cells = PRODUCTS * WEEKS
    given = {
        "accounts": {
            "account": accounts,
            "name": np.array([f"Account {name} 客户" for name in accounts], dtype=object),
            "tier": random.choice(np.array(["A", "B", "C"], dtype=object), count),
            "region": random.choice(np.array(["East", "West"], dtype=object), count),
            "discount": random.choice([0.0, 0.02, 0.05], count),
        },
        "products": {"product": products, "price": np.full(PRODUCTS, 20.0),
                     "cost": np.full(PRODUCTS, 12.0)},
        "demand": {
            "account": np.repeat(accounts, cells),
            "product": np.tile(np.repeat(products, WEEKS), count),
            "week": np.tile(weeks, count * PRODUCTS),
            "units": random.integers(1, 50, count * cells).astype(float),
        },
        "supply": {"product": np.repeat(products, WEEKS), "week": np.tile(weeks, PRODUCTS),
                   "units": np.full(cells, 22.0 * count)},
    }  # fmt: skip
    tables = {name: table(name, columns) for name, columns in given.items()}
    settings = Settings(name=f"{count} accounts", first_week=FIRST, weeks=WEEKS)
    write_plan(make_plan(settings, tables), folder)
