"""An infeasible plan folder of each kind: what `solve` names is enough when the files are changed
by it, and a little less is not."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from kamplan.report.tables import RULES
from tests.cli.running import run
from tests.plan.folders import Files

A_LITTLE_LESS = 0.99

# Two accounts of 10 units a week for three weeks, 20 arriving.
PLAIN: dict[str, str] = {
    "plan.toml": 'name = "x"\nfirst_week = "2026-W40"\nweeks = 3\n',
    "accounts.csv": "account,tier,team\na,A,t\nb,B,t\n",
    "products.csv": "product,price,cost\np,100,60\n",
    "demand.csv": "account,product,week,units\n"
    + "".join(f"{name},p,2026-W4{week},10\n" for week in range(3) for name in "ab"),
    "supply.csv": "product,week,units\n" + "".join(f"p,2026-W4{t},20\n" for t in range(3)),
}
PROMOTED = {"promotions.csv": "account,mechanic,max_uplift,half_spend\na,flyer,0.5,100\n"}
HALF_SUPPLY = {"supply.csv": "product,week,units\np,2026-W40,10\np,2026-W41,10\np,2026-W42,10\n"}


def service(share: float, where: str = "tier=A") -> dict[str, str]:
    """A service rule."""
    return {"service.csv": f"name,where,min_fill\nserved,{where},{share!r}\n"}


def settings(text: str) -> dict[str, str]:
    """plan.toml with a section more."""
    return {"plan.toml": PLAIN["plan.toml"] + text}


Amounts = dict[str, float]
"""By how much each family of rules is to give, the most of its rows; 0 where it is not named."""


@dataclass(frozen=True)
class Case:
    """A folder that gives way as a planner would change its numbers."""

    files: Callable[[Amounts], Files]
    families: frozenset[str]
    """all that can give."""


def case(files: Callable[[Amounts], Files], *families: str) -> Case:
    """What is asked for every family, named or not."""
    return Case(files, frozenset(families))


CASES: dict[str, Case] = {
    "budget": case(
        lambda by: {
            **PROMOTED,
            "budgets.csv": "name,where,min,max\n"
            f"most,,,{100.0 + by['budget']!r}\nleast,tier=A,{130.0 - by['budget_min']!r},\n",
        },
        "budget",
        "budget_min",
    ),
    "visit_hours": case(
        lambda by: {
            "visits.csv": "account,kind,present,min,max,hours\na,rep,5,5,8,2\n",
            "teams.csv": f"team,week,hours\nt,2026-W40,{6.0 + by['visit_hours']!r}\n",
        },
        "visit_hours",
    ),
    "peak_hours": case(
        lambda by: {
            **settings('\n[peak]\nweeks = "2026-W41"\n'),
            "visits.csv": "account,kind,present,min,max,hours\na,rep,6,6,8,2\n",
            "teams.csv": f"team,week,hours\nt,2026-W40,20\nt,2026-W41,{3.0 + by['peak_hours']!r}\n",
        },
        "peak_hours",
    ),
    "min_fill": case(
        lambda by: {**HALF_SUPPLY, **service(0.9 - by["min_fill"] / 60.0, "")}, "min_fill"
    ),
    "fairness": case(
        lambda by: {
            **HALF_SUPPLY,
            **service(0.95 - by["min_fill"] / 30.0),
            "fairness.csv": f"name,spread\nalike,{0.1 + by['fairness'] / 30.0!r}\n",
        },
        "fairness",
        "min_fill",
    ),
    "warehouse": case(
        lambda by: {
            **settings(f"\n[warehouse]\ncapacity = {30.0 + by['warehouse']!r}\n"),
            "supply.csv": PLAIN["supply.csv"].replace(",20\n", ",40\n"),
        },
        "warehouse",
    ),
    "credit": case(
        lambda by: {
            **service(0.9 - by["min_fill"] / 30.0),
            "accounts.csv": "account,tier,settlement,credit_days,credit_limit\n"
            f"a,A,credit,14,{900.0 + by['credit']!r}\nb,B,cash,,\n",
        },
        "credit",
        "min_fill",
    ),
    "lock_least": case(
        lambda by: {
            "locks.csv": "name,decision,where,value\n"
            f"held,units,tier=A,{45.0 - by['lock_least']!r}\n"
        },
        "lock_least",
    ),
    "lock_most": case(
        lambda by: {
            **PROMOTED,
            "budgets.csv": f"name,where,min\nleast,tier=A,{500.0 - by['budget_min']!r}\n",
            "locks.csv": "name,decision,where,value\n"
            f"held,spend,tier=A,{480.0 + by['lock_most']!r}\n",
        },
        "lock_most",
        "budget_min",
    ),
    "no_worse": case(
        lambda by: {
            "supply.csv": "product,week,units\np,2026-W40,15\n",
            "published_stock.csv": "account,product,week,units\na,p,2026-W40,10\na,p,2026-W41,10\n",
            "no_worse.csv": "name,decision,where,share\n"
            f"floor,units,tier=A,{0.9 - by['no_worse'] / 20.0!r}\n",
        },
        "no_worse",
    ),
    "kept": case(
        lambda by: {
            **settings('\n[published]\nkeep = "units"\n'),
            "supply.csv": "product,week,units\np,2026-W40,6\n",
            "published_stock.csv": "account,product,week,units\n"
            f"a,p,2026-W40,{10.0 - by['kept']!r}\n",
        },
        "kept",
    ),
    "promo_weeks": case(
        lambda by: {
            **PROMOTED,
            "budgets.csv": "name,weeks,min\n"
            + "".join(f"w{t},2026-W4{t},{50.0 - by['budget_min']!r}\n" for t in range(3)),
            "calendar.csv": f"name,most_weeks\nfew,{int(2.0 + by['promo_weeks'])}\n",
        },
        "promo_weeks",
        "budget_min",
    ),
    "target": case(lambda by: settings(f"\n[target]\nunits = {70.0 - by['target']!r}\n"), "target"),
    "account_end": case(
        # What was there in the beginning has to be there in the end; so a lower opening asks less.
        lambda by: {
            "supply.csv": "product,week,units\np,2026-W40,0\n",
            **service(0.4 - by["min_fill"] / 30.0),
            "account_stock.csv": "account,product,opening\na,p,20\n",
        },
        "min_fill",
        "account_end",
    ),
}


def solve(folder: Path, files: Files) -> tuple[int, dict[str, Any]]:
    """Exit status and document of a plan."""
    for name, content in {**PLAIN, **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(str(content), "utf-8")
    result = run("solve", folder, "--json")
    found: dict[str, Any] = json.loads(result.stdout)
    return result.exit_code, found


@pytest.mark.parametrize("name", CASES)
def test_what_is_named_is_enough_and_a_little_less_is_not(name: str, tmp_path: Path) -> None:
    kind = CASES[name]
    nothing = dict.fromkeys(RULES, 0.0)
    status, found = solve(tmp_path / "before", kind.files(nothing))
    assert status == 3
    assert found["status"] == "infeasible"
    assert name in {each["rule"] for each in found["problems"]}
    giving = [each for each in found["problems"] if each["relax_by"]]
    assert giving
    assert {each["rule"] for each in giving} <= kind.families
    amounts = dict(nothing)
    for each in giving:
        amounts[each["rule"]] = max(amounts[each["rule"]], each["relax_by"])
    status, after = solve(tmp_path / "after", kind.files(amounts))
    assert (status, after["status"]) == (0, "optimal")
    little = {family: A_LITTLE_LESS * amount for family, amount in amounts.items()}
    status, _ = solve(tmp_path / "less", kind.files(little))
    assert status == 3


def test_in_both_languages(tmp_path: Path) -> None:
    solve(tmp_path / "plan", CASES["warehouse"].files(dict.fromkeys(RULES, 0.0)))
    text = run("solve", tmp_path / "plan")
    assert "warehouse room in 2026-W42" in text.output
    assert "These rules cannot all be kept" in text.output
    assert "仓库" in run("solve", tmp_path / "plan", "--lang", "zh").output
