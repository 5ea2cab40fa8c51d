"""A plan made up with numpy: 60 accounts, 8 products, 13 weeks, the same every time."""

from pathlib import Path

import numpy as np

from kamplan.exchange.folder import write_plan
from kamplan.plan import ROWS, Settings, Table, make_plan
from kamplan.plan.columns import columns_of
from kamplan.plan.settings import PeakSettings, PromotionSettings
from kamplan.plan.tables import Cells, fill_defaults
from kamplan.plan.weeks import horizon

ACCOUNTS, PRODUCTS, WEEKS, TEAMS = 60, 8, 13, 3
PEAK = slice(7, 11)
FIRST = "2026-W40"
Given = dict[str, Cells]


def write_made_plan(folder: Path, seed: int = 7) -> None:
    """Sizes over two orders of magnitude, half the money wanted, supply short in the peak."""
    random = np.random.default_rng(seed)
    size = np.sort(10.0 ** random.uniform(1.0, 3.0, ACCOUNTS))[::-1]
    price = random.uniform(10.0, 50.0, PRODUCTS).round(1)
    cost = (price * random.uniform(0.55, 0.75, PRODUCTS)).round(1)
    season = np.where(np.isin(np.arange(WEEKS), np.arange(WEEKS)[PEAK]), 1.6, 1.0)
    share = random.dirichlet(np.full(PRODUCTS, 3.0), ACCOUNTS)
    units = np.round(size[:, None, None] * share[:, :, None] * season, 2)
    worth = np.einsum("apt,p->at", units, price - cost)
    tables = {
        "accounts": accounts(),
        "products": {"product": names("p", PRODUCTS), "price": price, "cost": cost,
                     "holding_cost": np.full(PRODUCTS, 0.2)},
        "demand": demand(units),
        "supply": supply(units),
        "promotions": promotions(worth),
        "visits": visits(random, size),
    }  # fmt: skip
    tables["teams"] = teams(tables["visits"])
    weeks = horizon(FIRST, WEEKS)[PEAK]
    settings = Settings(
        name="Made 60 x 8 x 13",
        first_week=FIRST,
        weeks=WEEKS,
        promotion=PromotionSettings(budget=round(unlimited_spend(tables["promotions"], worth) / 2)),
        peak=PeakSettings(weeks=f"{weeks[0]}..{weeks[-1]}"),
    )
    write_plan(
        make_plan(settings, {name: table(name, given) for name, given in tables.items()}), folder
    )


def names(letter: str, count: int) -> Cells:
    """p01, p02, ..."""
    return np.array([f"{letter}{number + 1:02d}" for number in range(count)], dtype=object)


def accounts() -> Given:
    """A fifth of the accounts in tier A, three tenths in B, three teams."""
    tier = np.array(["A"] * 12 + ["B"] * 18 + ["C"] * 30, dtype=object)
    team = names("team", TEAMS)[np.arange(ACCOUNTS) % TEAMS]
    return {"account": names("c", ACCOUNTS), "tier": tier, "team": team}


def demand(units: Cells) -> Given:
    """Every account, product and week."""
    a, p, t = (axis.ravel() for axis in np.indices(units.shape))
    return {
        "account": names("c", ACCOUNTS)[a],
        "product": names("p", PRODUCTS)[p],
        "week": week_names()[t],
        "units": units.ravel(),
    }


def week_names() -> Cells:
    """The horizon."""
    return np.array(horizon(FIRST, WEEKS), dtype=object)


def supply(units: Cells) -> Given:
    """A tenth more than the baseline, a tenth less in the peak."""
    arriving = units.sum(axis=0) * 1.1
    arriving[:, PEAK] *= 0.9 / 1.1
    p, t = (axis.ravel() for axis in np.indices(arriving.shape))
    return {
        "product": names("p", PRODUCTS)[p],
        "week": week_names()[t],
        "units": arriving.ravel().round(1),
    }


def promotions(worth: Cells) -> Given:
    """One mechanic; the first unit of money returns about two."""
    top = np.full(ACCOUNTS, 0.4)
    half = (top * worth.mean(axis=1) / 2.0).round(2)
    mechanic = np.full(ACCOUNTS, "display", dtype=object)
    return {
        "account": names("c", ACCOUNTS),
        "mechanic": mechanic,
        "max_uplift": top,
        "half_spend": half,
    }


def unlimited_spend(given: Given, worth: Cells) -> float:
    """Money at which the last unit returns one, were stock unlimited."""
    top, half = given["max_uplift"][:, None], given["half_spend"][:, None]
    return float(np.maximum(np.sqrt(half * top * worth) - half, 0.0).sum())


def visits(random: np.random.Generator, size: Cells) -> Given:
    """Larger accounts are visited more, and all could be visited twice as often."""
    present = np.clip(np.rint(np.sqrt(size) / 2.0), 1, 13)
    return {
        "account": names("c", ACCOUNTS),
        "kind": np.full(ACCOUNTS, "representative", dtype=object),
        "present": present,
        "max": 2.0 * present,
        "hours": random.choice([1.5, 2.0, 2.5], ACCOUNTS),
        "max_change": np.full(ACCOUNTS, 0.12),
        "half_visits": np.maximum(present / 2.0, 1.0),
    }


def teams(given: Given) -> Given:
    """Five per cent more hours than the present visits take."""
    used = np.bincount(np.arange(ACCOUNTS) % TEAMS, weights=given["present"] * given["hours"])
    g, t = (axis.ravel() for axis in np.indices((TEAMS, WEEKS)))
    return {
        "team": names("team", TEAMS)[g],
        "week": week_names()[t],
        "hours": (used * 1.05 / WEEKS).round(1)[g],
    }


def table(name: str, given: Given) -> Table:
    """A plan table, defaults filled in."""
    count = len(next(iter(given.values())))
    cells = {
        column.name: given.get(column.name, fill_defaults(column, count))
        for column in columns_of(ROWS[name])
    }
    return Table(name, cells, {}, np.arange(2, count + 2))
