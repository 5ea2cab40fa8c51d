"""Make the wholesale plan folder from two public data sets and stated assumptions.

    python scenarios/wholesale/make_plan.py [--out DIR]

Writes plan.toml and the CSV tables, the same bytes every time. Scenario files and the
README are written by hand. Every number below that is not data is an assumption; the
README lists them all.
"""

import argparse
import csv
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCE = HERE / "source"

Row = Mapping[str, str | float]
Rates = dict[tuple[str, str], float]

# --- calendar -------------------------------------------------------------------------

FIRST_WEEK = date.fromisocalendar(2026, 40, 1)
WEEKS = 13
SOURCE_FIRST_WEEK = date.fromisocalendar(2011, 36, 1)
"""The week of the source whose season becomes the first week of the plan."""
SOURCE_YEAR_END = date.fromisocalendar(2011, 48, 1)
"""Last of the 52 weeks whose mean is season index 1."""
PEAK = range(7, 12)
"""Positions of the five weeks before Christmas week, all near the top of the index."""
QUIET_LAST_WEEK = 0.6
"""Share of a team's hours that is worked in the last week (Christmas)."""

# --- products -------------------------------------------------------------------------


@dataclass(frozen=True)
class Product:
    """One category of the source, as a product line with its terms and supply."""

    id: str
    column: str
    name: str
    price: float
    cost: float
    holding_cost: float
    opening: float
    """Opening stock, as a share of the first week's baseline."""
    off_peak: float
    """Supply outside the peak, as a share of that week's baseline."""
    peak: float
    """Supply in the peak, as a share of that week's baseline."""


PRODUCTS = (
    Product("fresh", "fresh", "Fresh produce", 20, 14.6, 0.25, 0.05, 1.07, 1.07),
    Product("milk", "milk", "Milk and dairy", 16, 12.4, 0.3, 0.1, 1.11, 0.98),
    Product("grocery", "grocery", "Grocery", 32, 24.6, 0.4, 0.1, 1.12, 0.99),
    Product("frozen", "frozen", "Frozen food", 30, 21.5, 0.8, 0.1, 1.1, 0.94),
    Product(
        "detergents-paper",
        "detergents_paper",
        "Detergents and paper",
        26,
        18.6,
        0.2,
        0.2,
        1.12,
        1.12,
    ),
    Product("delicassen", "delicassen", "Delicatessen", 45, 30.5, 1.2, 0.1, 1.1, 0.9),
)
CATEGORIES = [product.column for product in PRODUCTS]
PACKAGED = ("milk", "grocery", "frozen", "detergents-paper")
"""Products a price-off applies to; a display shows the whole range."""

# --- accounts -------------------------------------------------------------------------

TIER_SHARES = (("A", 0.2), ("B", 0.5), ("C", 1.0))
"""Tier and the share of accounts, largest first, at which it ends."""
DISCOUNT: Rates = {("A", "Retail"): 0.03, ("A", "Horeca"): 0.02, ("B", "Retail"): 0.015}
CREDIT_DAYS: Rates = {
    ("A", "Retail"): 45,
    ("A", "Horeca"): 30,
    ("B", "Retail"): 30,
    ("C", "Retail"): 15,
}

# --- promotions -----------------------------------------------------------------------


@dataclass(frozen=True)
class Mechanic:
    """A way to spend promotion money, and how accounts respond to it."""

    id: str
    products: tuple[str, ...]
    tiers: str
    max_uplift: Rates
    """By channel and tier."""
    fixed: float
    """Part of half_spend that does not depend on the size of the account, a week."""
    share: float
    """Part of half_spend that grows with the weekly net value of the products."""


MECHANICS = (
    Mechanic(
        "display",
        tuple(product.id for product in PRODUCTS),
        "ABC",
        {
            ("Retail", "A"): 0.38,
            ("Retail", "B"): 0.32,
            ("Retail", "C"): 0.26,
            ("Horeca", "A"): 0.24,
            ("Horeca", "B"): 0.2,
            ("Horeca", "C"): 0.16,
        },
        fixed=5,
        share=0.022,
    ),
    Mechanic(
        "price-off",
        PACKAGED,
        "AB",
        {
            ("Retail", "A"): 0.55,
            ("Retail", "B"): 0.48,
            ("Horeca", "A"): 0.34,
            ("Horeca", "B"): 0.3,
        },
        fixed=3,
        share=0.034,
    ),
)

# --- visits and teams -----------------------------------------------------------------


@dataclass(frozen=True)
class Calls:
    """Visits of one kind to the accounts of one tier over the horizon."""

    present: tuple[int, ...]
    """Present visits, from the largest accounts of the tier to the smallest."""
    least: int
    most: int
    cost: float
    max_change: Mapping[str, float]
    """By channel."""
    half_visits: float


REPRESENTATIVE = {
    "A": Calls((16, 13, 11), 6, 26, 8, {"Retail": 0.15, "Horeca": 0.12}, 9),
    "B": Calls((8, 6, 5), 3, 13, 7, {"Retail": 0.12, "Horeca": 0.09}, 5),
    "C": Calls((4, 3, 2, 1), 0, 6, 6, {"Retail": 0.08, "Horeca": 0.06}, 3),
}
EXECUTIVE = Calls((3, 2, 1), 0, 6, 25, {"Retail": 0.05, "Horeca": 0.03}, 2)
VISIT_HOURS = {"Lisbon": 1.5, "Oporto": 2, "Other": 2.5}
EXECUTIVE_HOURS = {"Lisbon": 2.5, "Oporto": 3.5, "Other": 4.5}
TEAM_HOURS = {"lisbon": 54, "oporto": 46, "other": 390, "executives": 60}
"""Hours of a normal week; chosen so that present visits use 94 % to 96 %."""

# --- money and rules ------------------------------------------------------------------

PROMOTION_BUDGET = 30_000
TIER_A_MAX = 22_000
OTHER_TIERS_MAX = 10_000


@dataclass(frozen=True)
class Account:
    """A client of the source with the place it has in the plan."""

    id: str
    tier: str
    rank: float
    """Place within the tier by yearly spend, from 0 (largest) up to 1."""
    region: str
    channel: str
    yearly: Mapping[str, float]

    @property
    def discount(self) -> float:
        """Share of the invoice price that is given away."""
        return DISCOUNT.get((self.tier, self.channel), 0)


def read_rows(path: Path) -> list[dict[str, str]]:
    """Rows of a CSV file by heading."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def yearly_spend(client: Mapping[str, str]) -> float:
    """Spend of a client over all categories, money a year."""
    return sum(float(client[column]) for column in CATEGORIES)


def load_accounts() -> list[Account]:
    """Clients in the order of the source, with tiers by yearly spend."""
    clients = read_rows(SOURCE / "wholesale_customers.csv")
    by_size = sorted(clients, key=lambda row: (-yearly_spend(row), int(row["client_id"])))
    places = {row["client_id"]: place for place, row in enumerate(by_size)}
    return [make_account(row, places[row["client_id"]], len(clients)) for row in clients]


def tier_of(place: int, count: int) -> tuple[str, float]:
    """Tier of a place by yearly spend, and the rank within that tier from 0 up to 1."""
    start = 0
    for tier, share in TIER_SHARES:
        end = round(count * share)
        if place < end:
            return tier, (place - start) / (end - start)
        start = end
    raise ValueError(f"place {place} of {count}")


def make_account(client: Mapping[str, str], place: int, count: int) -> Account:
    """One account from a row of the source and its place by yearly spend."""
    tier, rank = tier_of(place, count)
    return Account(
        id=f"c{int(client['client_id']):03d}",
        tier=tier,
        rank=rank,
        region=client["region_name"],
        channel=client["channel_name"],
        yearly={product.id: float(client[product.column]) for product in PRODUCTS},
    )


def iso_week(position: int) -> str:
    """Name of a week of the plan, counted from 0."""
    year, week, _ = (FIRST_WEEK + timedelta(weeks=position)).isocalendar()
    return f"{year}-W{week:02d}"


def peak_range() -> str:
    """Give the peak as a week range."""
    return f"{iso_week(PEAK.start)}..{iso_week(PEAK.stop - 1)}"


def load_season() -> list[float]:
    """Season index of each week of the plan.

    Units sold in the week of the source and its two neighbours, a mean of three, over the
    mean of the 52 weeks up to SOURCE_YEAR_END. A week without trade counts as 0 units.
    """
    rows = read_rows(SOURCE / "online_retail_week.csv")
    units = {date.fromisoformat(row["week"]): float(row["units"]) for row in rows}
    year = [units.get(SOURCE_YEAR_END - timedelta(weeks=back), 0) for back in range(52)]
    mean = sum(year) / 52
    weeks = [SOURCE_FIRST_WEEK + timedelta(weeks=week) for week in range(WEEKS)]
    near = [timedelta(weeks=step) for step in (-1, 0, 1)]
    return [sum(units[week + step] for step in near) / 3 / mean for week in weeks]


Demand = dict[tuple[str, str], list[float]]
"""Baseline units a week by account and product."""


def baseline_demand(accounts: Iterable[Account], season: Sequence[float]) -> Demand:
    """Yearly spend / 52 x season index / price, in cases to two decimals."""
    return {
        (account.id, product.id): [
            round(account.yearly[product.id] / 52 * index / product.price, 2) for index in season
        ]
        for account in accounts
        for product in PRODUCTS
    }


def account_rows(accounts: Iterable[Account]) -> list[Row]:
    """accounts.csv"""
    rows: list[Row] = []
    for account in accounts:
        days = CREDIT_DAYS.get((account.tier, account.channel), 0)
        row: Row = {
            "account": account.id,
            "name": f"{account.channel} client {account.id[1:]} ({account.region})",
            "tier": account.tier,
            "region": account.region,
            "channel": account.channel,
            "team": account.region.lower(),
            "settlement": "credit" if days else "cash",
            "credit_days": days,
            "discount": account.discount,
        }
        rows.append(row)
    return rows


def product_rows() -> list[Row]:
    """products.csv"""
    return [
        {
            "product": product.id,
            "name": product.name,
            "price": product.price,
            "cost": product.cost,
            "holding_cost": product.holding_cost,
        }
        for product in PRODUCTS
    ]


def demand_rows(demand: Demand) -> list[Row]:
    """demand.csv, without the weeks of no demand"""
    return [
        {"account": account, "product": product, "week": iso_week(week), "units": units}
        for (account, product), weekly in demand.items()
        for week, units in enumerate(weekly)
        if units > 0
    ]


def supply_rows(demand: Demand) -> list[Row]:
    """supply.csv: opening stock, then shares of each week's total baseline, in whole cases"""
    rows: list[Row] = []
    for product in PRODUCTS:
        weekly = [weekly for (_, name), weekly in demand.items() if name == product.id]
        total = [math.fsum(units) for units in zip(*weekly, strict=True)]
        opening = round(product.opening * total[0])
        rows.append({"product": product.id, "week": "opening", "units": opening})
        for week, units in enumerate(total):
            share = product.peak if week in PEAK else product.off_peak
            rows.append(
                {"product": product.id, "week": iso_week(week), "units": round(share * units)}
            )
    return rows


def weekly_net_value(account: Account, products: Iterable[str], season: Sequence[float]) -> float:
    """Net value of an account's mean week of the plan in some products, money."""
    yearly = sum(account.yearly[product] for product in products)
    mean_index = sum(season) / len(season)
    return yearly / 52 * mean_index * (1 - account.discount)


def promotion_rows(accounts: Iterable[Account], season: Sequence[float]) -> list[Row]:
    """promotions.csv: half_spend = fixed + share x weekly net value of the products"""
    rows: list[Row] = []
    for account in accounts:
        for mechanic in MECHANICS:
            if account.tier not in mechanic.tiers:
                continue
            value = weekly_net_value(account, mechanic.products, season)
            everything = len(mechanic.products) == len(PRODUCTS)
            row: Row = {
                "account": account.id,
                "mechanic": mechanic.id,
                "max_uplift": mechanic.max_uplift[account.channel, account.tier],
                "half_spend": round(mechanic.fixed + mechanic.share * value, 2),
                "products": "" if everything else ";".join(mechanic.products),
            }
            rows.append(row)
    return rows


def visit_row(account: Account, kind: str, team: str, calls: Calls, hours: float) -> Row:
    """One account's visits of one kind; larger accounts of the tier are seen more often."""
    return {
        "account": account.id,
        "kind": kind,
        "team": team,
        "present": calls.present[int(account.rank * len(calls.present))],
        "min": calls.least,
        "max": calls.most,
        "hours": hours,
        "cost": calls.cost,
        "max_change": calls.max_change[account.channel],
        "half_visits": calls.half_visits,
    }


def visit_rows(accounts: Iterable[Account]) -> list[Row]:
    """visits.csv: representatives everywhere, executives at tier A"""
    rows: list[Row] = []
    for account in accounts:
        calls = REPRESENTATIVE[account.tier]
        hours = VISIT_HOURS[account.region]
        rows.append(visit_row(account, "representative", "", calls, hours))
        if account.tier == "A":
            hours = EXECUTIVE_HOURS[account.region]
            rows.append(visit_row(account, "executive", "executives", EXECUTIVE, hours))
    return rows


def team_rows() -> list[Row]:
    """teams.csv"""
    share = [1.0] * (WEEKS - 1) + [QUIET_LAST_WEEK]
    return [
        {"team": team, "week": iso_week(week), "hours": round(hours * share[week], 1)}
        for team, hours in TEAM_HOURS.items()
        for week in range(WEEKS)
    ]


def budget_rows() -> list[Row]:
    """budgets.csv"""
    return [
        {"name": "tier-a", "where": "tier=A", "max": TIER_A_MAX},
        {"name": "other-tiers", "where": "tier=B|C", "max": OTHER_TIERS_MAX},
        {"name": "tier-c-least", "where": "tier=C", "min": 1_800},
        {"name": "lisbon", "where": "region=Lisbon", "max": 4_000},
        {"name": "oporto-least", "where": "region=Oporto", "min": 3_000},
        {
            "name": "peak-display",
            "mechanics": "display",
            "weeks": peak_range(),
            "max": 4_500,
        },
    ]


def service_rows() -> list[Row]:
    """service.csv"""
    return [
        {
            "name": "key-accounts-first",
            "where": "tier=A",
            "products": "milk;grocery;frozen;delicassen",
            "weeks": peak_range(),
            "min_fill": 0.95,
        },
        {"name": "nobody-starved", "min_fill": 0.25, "each": "account"},
    ]


HEADINGS = {
    "accounts": "account name tier region channel team settlement credit_days discount",
    "products": "product name price cost holding_cost",
    "demand": "account product week units",
    "supply": "product week units",
    "promotions": "account mechanic max_uplift half_spend products",
    "visits": "account kind team present min max hours cost max_change half_visits",
    "teams": "team week hours",
    "budgets": "name where mechanics weeks min max",
    "service": "name where products weeks min_fill each",
}


def format_cell(value: str | float) -> str:
    """Shortest form of a value; 0 and nothing are defaults and stay empty."""
    if isinstance(value, str):
        return value
    return f"{value:.10f}".rstrip("0").rstrip(".") if value else ""


def write_table(path: Path, headings: Sequence[str], rows: Iterable[Row]) -> None:
    """Write one CSV table as UTF-8 with line feeds."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(headings)
        for row in rows:
            writer.writerow([format_cell(row.get(heading, "")) for heading in headings])


def plan_toml() -> str:
    """plan.toml"""
    return f"""\
name = "Wholesale clients, autumn peak 2026"
currency = "EUR"
first_week = "{iso_week(0)}"
weeks = {WEEKS}

[promotion]
budget = {PROMOTION_BUDGET}

[peak]
weeks = "{peak_range()}"

[solve]
gap = 0.001
time_limit = 300
"""


def make_tables() -> dict[str, list[Row]]:
    """All tables of the plan by file name."""
    accounts = load_accounts()
    season = load_season()
    demand = baseline_demand(accounts, season)
    return {
        "accounts": account_rows(accounts),
        "products": product_rows(),
        "demand": demand_rows(demand),
        "supply": supply_rows(demand),
        "promotions": promotion_rows(accounts, season),
        "visits": visit_rows(accounts),
        "teams": team_rows(),
        "budgets": budget_rows(),
        "service": service_rows(),
    }


def write_plan(folder: Path) -> None:
    """Write plan.toml and every table into a folder, made if it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "plan.toml").write_text(plan_toml(), encoding="utf-8", newline="\n")
    for name, rows in make_tables().items():
        write_table(folder / f"{name}.csv", HEADINGS[name].split(), rows)


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Make the wholesale plan folder.")
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write to")
    write_plan(parser.parse_args(arguments).out)


if __name__ == "__main__":
    main()
