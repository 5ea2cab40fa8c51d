"""A tiny plan folder with every table, and ways to break it."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from kamplan.exchange.folder import read_plan
from kamplan.plan import Fault, PlanError

SCENARIOS = Path(__file__).parents[2] / "scenarios"

TINY: dict[str, str] = {
    "plan.toml": """\
name = "Tiny"
currency = "EUR"
first_week = "2026-W52"
weeks = 3

[promotion]
budget = 100

[peak]
weeks = "2026-W53"
""",
    "accounts.csv": """\
account,name,tier,region,team,discount,deduction,x_city
a,Alpha,A,East,t,0.1,0.05,Hangzhou
b,Beta,B,West,t,,,Leipzig
""",
    "products.csv": """\
product,name,price,cost,retail_price,holding_cost,salvage
p,Pea,100,60,120,1,
q,Quince,50,30,,,10
""",
    "demand.csv": """\
account,product,week,units
a,p,2026-W52,10
a,p,2026-W53,20
a,q,2026-W53,8
b,p,2026-W53,5
b,q,2027-W01,4
""",
    "supply.csv": """\
product,week,units
p,opening,3
p,2026-W52,12
p,2026-W53,15
q,2026-W53,20
""",
    "promotions.csv": """\
account,mechanic,max_uplift,half_spend,products,weeks
a,display,0.5,10,,
a,tasting,0.2,5,p,2026-W53..2027-W01
b,display,0.4,8,,
""",
    "visits.csv": """\
account,kind,present,min,max,hours,cost,max_change,half_visits
a,rep,4,2,6,2,1,0.1,3
b,rep,3,,,1,,,
""",
    "teams.csv": """\
team,week,hours
t,2026-W52,6
t,2026-W53,4
t,2027-W01,6
""",
    "budgets.csv": """\
name,where,mechanics,weeks,min,max
east,region=East,,,,60
shows,tier=A|B,display,2026-W53,,40
""",
    "service.csv": """\
name,where,products,weeks,min_fill,each
fair,,,,0.3,account
peas,tier=A,p,2026-W52..2026-W53,0.5,week
""",
}

Files = Mapping[str, str | bytes | None]
"""Content by file name; None leaves the file out."""


def write_folder(folder: Path, changes: Files | None = None) -> Path:
    """The tiny plan with some files replaced, added or left out."""
    for name, content in {**TINY, **(changes or {})}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            path.unlink(missing_ok=True)
        else:
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def edited(file: str, old: str, new: str) -> dict[str, str | bytes | None]:
    """One file of the tiny plan with one place changed."""
    assert TINY[file].count(old) == 1, (file, old)
    return {file: TINY[file].replace(old, new)}


def faults_of(folder: Path) -> tuple[Fault, ...]:
    """Everything that reading a broken folder finds."""
    with pytest.raises(PlanError) as caught:
        read_plan(folder)
    return caught.value.faults
