"""Make the Spring Festival plan folder: a small fictional plan for tutorial and screens.

    python scenarios/spring_festival/make_plan.py [--out DIR]

Writes plan.toml and the CSV tables from the readable tables below, the same bytes every
time. Nothing here is data: accounts, products and numbers are invented.
"""

import argparse
import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent

Row = Mapping[str, str | float]

FIRST_WEEK = date.fromisocalendar(2026, 48, 1)
WEEKS = 13
PEAK = range(7, 11)
"""Positions of the four weeks up to New Year's Day, 6 February 2027 (2027-W05)."""


class Product(NamedTuple):
    """A product line; prices are CNY a case."""

    id: str
    name: str
    price: float
    cost: float
    retail_price: float
    case_units: int
    holding_cost: float
    season: str
    opening: float
    """Opening stock, as a share of the first week's baseline."""
    off_peak: float
    """Supply outside the peak, as a share of that week's baseline."""
    peak: float
    """Supply in the peak, as a share of that week's baseline."""


# fmt: off
PRODUCTS = [
    Product("gift-box", "Gift box 年货礼盒", 480, 330, 640, 6, 5, "festive", 0.3, 1.1, 0.92),
    Product("nuts", "Roasted nuts 坚果炒货", 360, 252, 480, 12, 3, "snack", 0.2, 1.1, 0.97),
    Product("candy", "Feast candy 喜糖", 220, 150, 300, 20, 2, "snack", 0.2, 1.1, 1.08),
    Product("dried-fruit", "Dried fruit 果干蜜饯", 260, 182, 350, 16, 2, "snack", 0.2, 1.1, 1.08),
    Product("wine", "Rice wine 黄酒", 720, 480, 960, 6, 6, "festive", 0.3, 1.1, 0.95),
    Product("tea", "Tea caddy 罐装茶叶", 540, 351, 720, 12, 3, "steady", 0.2, 1.05, 1.06),
    Product("cooking-oil", "Cooking oil 食用油", 300, 246, 375, 4, 1.5, "staple", 0.2, 1.09, 1.08),
    Product("milk-drink", "Milk drink 乳饮料", 190, 141, 240, 24, 1.5, "staple", 0.2, 1.09, 1.08),
]

SEASON = {  # 2026-W48 .. W53, then 2027-W01 .. W07; 1 is a normal week
    "festive": [0.5, 0.5, 0.6, 0.7, 0.8, 1.0, 1.3, 1.8, 2.6, 3.0, 2.4, 0.4, 0.4],
    "snack":   [0.8, 0.8, 0.8, 0.9, 0.9, 1.0, 1.2, 1.5, 2.0, 2.3, 1.9, 0.4, 0.7],
    "steady":  [0.8, 0.8, 0.9, 0.9, 0.9, 1.0, 1.1, 1.3, 1.6, 1.8, 1.5, 0.5, 0.7],
    "staple":  [0.9, 0.9, 0.9, 0.9, 1.0, 1.0, 1.1, 1.2, 1.4, 1.6, 1.3, 0.5, 0.8],
}

MIX = {  # share of each product in a normal week's value, in the order of PRODUCTS
    "hypermarket":  [0.16, 0.14, 0.10, 0.08, 0.12, 0.08, 0.20, 0.12],
    "supermarket":  [0.12, 0.13, 0.12, 0.10, 0.09, 0.07, 0.22, 0.15],
    "convenience":  [0.05, 0.16, 0.18, 0.14, 0.06, 0.06, 0.05, 0.30],
    "e-commerce":   [0.22, 0.20, 0.10, 0.12, 0.08, 0.14, 0.06, 0.08],
    "dealer":       [0.14, 0.10, 0.10, 0.06, 0.22, 0.10, 0.18, 0.10],
}
# fmt: on


class Terms(NamedTuple):
    """Terms of trade; discount and deduction are shares."""

    settlement: str
    credit_days: int
    discount: float
    deduction: float


TERMS = {
    ("hypermarket", "A"): Terms("deduction", 0, 0.02, 0.05),
    ("hypermarket", "B"): Terms("deduction", 0, 0.01, 0.045),
    ("supermarket", "A"): Terms("credit", 60, 0.05, 0),
    ("supermarket", "B"): Terms("credit", 45, 0.035, 0),
    ("supermarket", "C"): Terms("cash", 0, 0.01, 0),
    ("convenience", "C"): Terms("credit", 30, 0.02, 0),
    ("e-commerce", "A"): Terms("credit", 45, 0.06, 0),
    ("e-commerce", "B"): Terms("credit", 30, 0.04, 0),
    ("e-commerce", "C"): Terms("credit", 15, 0.02, 0),
    ("dealer", "A"): Terms("credit", 30, 0.07, 0),
    ("dealer", "B"): Terms("credit", 30, 0.055, 0),
    ("dealer", "C"): Terms("cash", 0, 0.03, 0),
}


class Account(NamedTuple):
    """An invented account."""

    id: str
    tier: str
    region: str
    channel: str
    segment: str
    value: float
    """List value of a normal week, CNY."""
    city: str
    name: str

    @property
    def terms(self) -> Terms:
        """Terms of trade of its channel and tier."""
        return TERMS[self.channel, self.tier]


# id, tier, region, channel, responds to, thousand CNY a normal week, city, name
ACCOUNT_TABLE = """\
nine-bridges    A East  hypermarket price      420 Hangzhou  Nine Bridges Plaza 九桥量贩
harbour-basket  A South hypermarket service    350 Guangzhou Harbour Basket 港湾菜篮
paper-crane     A East  e-commerce  price      330 Shanghai  Paper Crane Online 纸鹤到家
stone-arch      A North supermarket service    260 Tianjin   Stone Arch Market 石拱集市
old-ferry       A West  dealer      service    240 Chengdu   Old Ferry Provisions 老渡口商贸
red-kite        B North hypermarket price      150 Shenyang  Red Kite Hall 红鸢量贩
willow-yard     B East  supermarket service    140 Nanjing   Willow Yard 柳院超市
grain-cloud     B South e-commerce  price      120 Shenzhen  Grain Cloud 云谷粮铺
copper-bell     B North dealer      service    115 Jinan     Copper Bell Trading 铜铃商贸
plum-lane       B South supermarket service     95 Xiamen    Plum Lane 梅巷超市
terrace-hill    B West  hypermarket price       90 Chongqing Terrace Hill 梯田坡量贩
lotus-pier      B East  dealer      technology  80 Suzhou    Lotus Pier Supply 荷埠供应
night-ferry     C South convenience service     48 Guangzhou Night Ferry 夜航便利
tin-kettle      C East  convenience service     45 Shanghai  Tin Kettle 锡壶便利
maple-gate      C North supermarket service     42 Xi'an     Maple Gate 枫门超市
salt-road       C West  dealer      price       38 Zigong    Salt Road Foods 盐道食品
corner-lamp     C North convenience service     34 Tianjin   Corner Lamp 街灯便利
white-ibis      C South supermarket price       32 Nanning   White Ibis 白鹮超市
quick-wren      C West  e-commerce  technology  30 Chengdu   Quick Wren 快鹪到家
two-wells       C West  supermarket service     28 Guiyang   Two Wells 双井坊超市
reed-bank       C East  dealer      price       26 Hefei     Reed Bank Trading 苇岸商贸
little-abacus   C West  convenience service     20 Kunming   Little Abacus 小算盘便利
pine-ridge      C North supermarket service     18 Changchun Pine Ridge 松岭超市
clay-jar        C South dealer      price       16 Nanchang  Clay Jar Wholesale 陶瓮批发
"""


def read_account(line: str) -> Account:
    """One account from a line of the table."""
    key, tier, region, channel, segment, value, city, name = line.split(maxsplit=7)
    return Account(key, tier, region, channel, segment, float(value) * 1000, city, name)


ACCOUNTS = [read_account(line) for line in ACCOUNT_TABLE.splitlines()]


class Mechanic(NamedTuple):
    """A way to spend promotion money; half_spend = fixed + share x weekly net value."""

    id: str
    tiers: str
    max_uplift: Mapping[str, float]
    """By channel; a channel that is not named does not use the mechanic."""
    products: tuple[str, ...]
    first: int
    last: int
    fixed: float
    share: float


EVERYTHING = tuple(product.id for product in PRODUCTS)
MECHANICS = [
    Mechanic(
        "display",
        "ABC",
        {
            "hypermarket": 0.36,
            "supermarket": 0.3,
            "convenience": 0.2,
            "e-commerce": 0.32,
            "dealer": 0.18,
        },
        EVERYTHING,
        0,
        12,
        250,
        0.024,
    ),
    Mechanic(
        "price-off",
        "AB",
        {"hypermarket": 0.4, "supermarket": 0.36, "e-commerce": 0.5, "dealer": 0.3},
        ("nuts", "candy", "dried-fruit", "cooking-oil", "milk-drink"),
        0,
        12,
        150,
        0.032,
    ),
    Mechanic(
        "tasting",
        "ABC",
        {"hypermarket": 0.35, "supermarket": 0.3},
        ("nuts", "dried-fruit", "wine", "tea", "milk-drink"),
        5,
        10,
        300,
        0.03,
    ),
]


class Calls(NamedTuple):
    """Visits of one kind to the accounts of one tier over the horizon."""

    present: int
    least: int
    most: int
    cost: float
    half_visits: float


CALLS = {
    ("A", "representative"): Calls(24, 13, 39, 300, 12),
    ("A", "executive"): Calls(3, 1, 6, 800, 2),
    ("B", "representative"): Calls(12, 6, 26, 300, 8),
    ("C", "representative"): Calls(5, 2, 13, 250, 4),
}
MAX_CHANGE = {
    ("representative", "service"): 0.14,
    ("representative", "price"): 0.08,
    ("representative", "technology"): 0.1,
    ("executive", "service"): 0.06,
    ("executive", "price"): 0.05,
}
VISIT_HOURS = {"North": 3.5, "East": 2.5, "South": 3, "West": 4}
EXECUTIVE_EXTRA_HOURS = 3
TEAM_HOURS = {"north": 21, "east": 21, "south": 18, "west": 21}
HOLIDAY = 11
"""Position of the week after New Year's Day, worked at a fifth of the hours."""

PROMOTION_BUDGET = 170_000


def iso_week(position: int) -> str:
    """Name of a week of the plan, counted from 0."""
    year, week, _ = (FIRST_WEEK + timedelta(weeks=position)).isocalendar()
    return f"{year}-W{week:02d}"


def week_range(first: int, last: int) -> str:
    """Range of weeks; all weeks is the default and stays empty."""
    return "" if (first, last) == (0, WEEKS - 1) else f"{iso_week(first)}..{iso_week(last)}"


def peak_range() -> str:
    """Give the peak as a week range."""
    return week_range(PEAK.start, PEAK.stop - 1)


Demand = dict[tuple[str, str], list[int]]
"""Baseline cases a week by account and product."""


def baseline_demand() -> Demand:
    """Value of a normal week x share of the product x season / price, in whole cases."""
    return {
        (account.id, product.id): [
            round(account.value * MIX[account.channel][index] * level / product.price)
            for level in SEASON[product.season]
        ]
        for account in ACCOUNTS
        for index, product in enumerate(PRODUCTS)
    }


def net_price(account: Account, product: Product) -> float:
    """Net price of a case after discount and deduction, CNY."""
    terms = account.terms
    return product.price * (1 - terms.discount) - terms.deduction * product.retail_price


def account_rows() -> list[Row]:
    """accounts.csv"""
    return [
        {
            "account": account.id,
            "name": account.name,
            "tier": account.tier,
            "segment": f"{account.segment}-sensitive",
            "region": account.region,
            "channel": account.channel,
            "team": account.region.lower(),
            "settlement": account.terms.settlement,
            "credit_days": account.terms.credit_days,
            "discount": account.terms.discount,
            "deduction": account.terms.deduction,
            "x_city": account.city,
        }
        for account in ACCOUNTS
    ]


def product_rows() -> list[Row]:
    """products.csv"""
    return [
        {
            "product": product.id,
            "name": product.name,
            "price": product.price,
            "cost": product.cost,
            "retail_price": product.retail_price,
            "case_units": product.case_units,
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
    """supply.csv: opening stock, then shares of each week's total baseline, in tens of cases"""
    rows: list[Row] = []
    for product in PRODUCTS:
        weekly = [weekly for (_, name), weekly in demand.items() if name == product.id]
        total = [sum(units) for units in zip(*weekly, strict=True)]
        opening = round(product.opening * total[0], -1)
        rows.append({"product": product.id, "week": "opening", "units": opening})
        for week, units in enumerate(total):
            share = product.peak if week in PEAK else product.off_peak
            row: Row = {
                "product": product.id,
                "week": iso_week(week),
                "units": round(share * units, -1),
            }
            rows.append(row)
    return rows


def mean_net_value(account: Account, products: Iterable[str], demand: Demand) -> float:
    """Net value of an account's mean week of the plan in some products, CNY."""
    lines = [product for product in PRODUCTS if product.id in products]
    units = {line.id: sum(demand[account.id, line.id]) / WEEKS for line in lines}
    return sum(units[line.id] * net_price(account, line) for line in lines)


def promotion_row(account: Account, mechanic: Mechanic, demand: Demand) -> Row:
    """One response curve of an account."""
    value = mean_net_value(account, mechanic.products, demand)
    return {
        "account": account.id,
        "mechanic": mechanic.id,
        "max_uplift": mechanic.max_uplift[account.channel],
        "half_spend": round(mechanic.fixed + mechanic.share * value, -1),
        "products": "" if mechanic.products == EVERYTHING else ";".join(mechanic.products),
        "weeks": week_range(mechanic.first, mechanic.last),
    }


def promotion_rows(demand: Demand) -> list[Row]:
    """promotions.csv"""
    return [
        promotion_row(account, mechanic, demand)
        for account in ACCOUNTS
        for mechanic in MECHANICS
        if account.tier in mechanic.tiers and account.channel in mechanic.max_uplift
    ]


def visit_row(account: Account, kind: str, calls: Calls) -> Row:
    """One account's visits of one kind."""
    extra = EXECUTIVE_EXTRA_HOURS if kind == "executive" else 0
    return {
        "account": account.id,
        "kind": kind,
        "present": calls.present,
        "min": calls.least,
        "max": calls.most,
        "hours": VISIT_HOURS[account.region] + extra,
        "cost": calls.cost,
        "max_change": MAX_CHANGE[kind, account.segment],
        "half_visits": calls.half_visits,
    }


def visit_rows() -> list[Row]:
    """visits.csv: representatives everywhere, executives at tier A"""
    return [
        visit_row(account, kind, calls)
        for account in ACCOUNTS
        for (tier, kind), calls in CALLS.items()
        if tier == account.tier
    ]


def team_rows() -> list[Row]:
    """teams.csv"""
    return [
        {
            "team": team,
            "week": iso_week(week),
            "hours": round(hours * (0.2 if week == HOLIDAY else 1), 1),
        }
        for team, hours in TEAM_HOURS.items()
        for week in range(WEEKS)
    ]


def budget_rows() -> list[Row]:
    """budgets.csv"""
    return [
        {"name": "tier-a", "where": "tier=A", "max": 88_000},
        {"name": "tier-c-least", "where": "tier=C", "min": 17_000},
        {"name": "north", "where": "region=North", "max": 42_000},
        {"name": "east", "where": "region=East", "max": 80_000},
        {"name": "south", "where": "region=South", "max": 65_000},
        {"name": "west-least", "where": "region=West", "min": 22_000},
        {"name": "tasting", "mechanics": "tasting", "max": 3_000},
        {"name": "peak", "weeks": peak_range(), "max": 85_000},
    ]


def service_rows() -> list[Row]:
    """service.csv"""
    return [
        {
            "name": "key-accounts-first",
            "where": "tier=A",
            "products": "gift-box;nuts;wine",
            "weeks": peak_range(),
            "min_fill": 0.92,
        },
        {"name": "nobody-starved", "min_fill": 0.3, "each": "account"},
    ]


HEADINGS = {
    "accounts": "account name tier segment region channel team settlement credit_days discount"
    " deduction x_city",
    "products": "product name price cost retail_price case_units holding_cost",
    "demand": "account product week units",
    "supply": "product week units",
    "promotions": "account mechanic max_uplift half_spend products weeks",
    "visits": "account kind present min max hours cost max_change half_visits",
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
name = "Spring Festival 2027"
currency = "CNY"
first_week = "{iso_week(0)}"
weeks = {WEEKS}

[promotion]
budget = {PROMOTION_BUDGET}

[peak]
weeks = "{peak_range()}"

[solve]
gap = 0.001
time_limit = 60
"""


def make_tables() -> dict[str, list[Row]]:
    """All tables of the plan by file name."""
    demand = baseline_demand()
    return {
        "accounts": account_rows(),
        "products": product_rows(),
        "demand": demand_rows(demand),
        "supply": supply_rows(demand),
        "promotions": promotion_rows(demand),
        "visits": visit_rows(),
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
    parser = argparse.ArgumentParser(description="Make the Spring Festival plan folder.")
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write to")
    write_plan(parser.parse_args(arguments).out)


if __name__ == "__main__":
    main()
