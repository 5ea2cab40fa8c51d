"""solve.round: the plan in whole steps of money and whole cases, through every door."""

from pathlib import Path

import pytest

from kamplan.exchange.folder import read_plan
from tests.cli.running import document, plan_of, run
from tests.plan.folders import TINY

LISTS = ("promotion", "visits", "stock", "extra_supply", "account_stock", "broken")


def rounding(folder: Path, step: float = 7.0, cases: str = "2", solve: str = "") -> Path:
    """The tiny plan, rounded to steps of money, and to cases of its first product."""
    text = TINY["plan.toml"].replace("budget = 100", f"budget = 100\nstep = {step}")
    lines = TINY["products.csv"].splitlines()
    products = [f"{lines[0]},case_units", f"{lines[1]},{cases}", f"{lines[2]},"]
    return plan_of(
        folder,
        {
            "plan.toml": f"{text}\n[solve]\nround = true\n{solve}",
            "products.csv": "\n".join(products) + "\n",
        },
    )


def test_the_document_has_both_plans(tmp_path: Path) -> None:
    without = document("solve", plan_of(tmp_path / "plain"))
    assert "rounded" not in without
    found = document("solve", rounding(tmp_path / "plan"))
    rounded = found.pop("rounded")
    for name in ("objective", "contribution", "bound", *LISTS):
        assert found[name] == without[name], name
    assert rounded["status"] == "found"
    assert rounded["problems"] == []
    assert rounded["cost"] == pytest.approx(found["contribution"] - rounded["contribution"])
    assert rounded["cost"] > 0.0
    assert {entry["spend"] % 7.0 for entry in rounded["promotion"]} == {0.0}
    units = {"p": 2.0, "q": 1.0}
    assert all(entry["shipped"] % units[entry["product"]] == 0.0 for entry in rounded["stock"])
    assert rounded["visits"] == found["visits"]
    # Recomputed from its own lists: margins are 24 and 40 a unit of p, 15 and 20 of q.
    margin = {("a", "p"): 24.0, ("b", "p"): 40.0, ("a", "q"): 12.5, ("b", "q"): 20.0}
    sold = sum(margin[e["account"], e["product"]] * e["sold"] for e in rounded["stock"])
    assert rounded["totals"]["margin"] == pytest.approx(sold)
    spent = sum(entry["spend"] for entry in rounded["promotion"])
    assert rounded["totals"]["promo_spend"] == spent


def test_it_is_said_what_rounding_costs(tmp_path: Path) -> None:
    plan = rounding(tmp_path / "plan")
    found = document("solve", plan)["rounded"]
    text = run("solve", plan).output
    assert "In whole steps and cases" in text
    assert f"contribution {found['contribution']:,.0f}" in text
    assert "less than the plan" in text
    assert "按整步与整箱" in run("solve", plan, "--lang", "zh").output
    explained = document("explain", plan)["rounded"]
    assert explained["cost"] == found["cost"]
    assert "stock" not in explained


def test_what_stands_in_the_way_is_said(tmp_path: Path) -> None:
    # Nobody asks for 30 units of p in a week, so none are sent, and "peas" asks for half.
    plan = rounding(tmp_path / "plan", cases="30")
    found = document("solve", plan)
    rounded = found["rounded"]
    assert found["status"] == "optimal"
    assert rounded["status"] == "impossible"
    assert rounded["contribution"] is rounded["cost"] is rounded["totals"] is None
    assert all(rounded[name] == [] for name in LISTS)
    assert {each["rule"] for each in rounded["problems"]} == {"min_fill"}
    text = run("solve", plan).output
    assert "No rounding of the plan keeps every rule." in text
    assert "would have to give by" in text
    before = sorted(path.name for path in plan.iterdir())
    refused = run("publish", plan, "--rounded")
    assert refused.exit_code == 3
    assert "No rounding" in refused.stderr
    assert sorted(path.name for path in plan.iterdir() if path.suffix) == [
        name for name in before if "." in name[1:]
    ]


def test_without_time_it_is_said_that_it_is_not_known(tmp_path: Path) -> None:
    plan = rounding(tmp_path / "plan", solve="time_limit = 0\n")
    found = document("solve", plan, status=4)
    assert found["totals"] is not None
    assert found["rounded"]["status"] == "stopped"
    assert "Not rounded" in run("solve", plan).output


def test_the_rounding_is_published_where_that_is_asked_for(tmp_path: Path) -> None:
    plan = rounding(tmp_path / "plan")
    rounded = document("solve", plan)["rounded"]
    made = document("publish", plan, "--rounded")
    assert made["contribution"] == rounded["contribution"]
    spends = read_plan(plan)["published_spend"]
    assert sorted(spends["spend"].tolist()) == sorted(e["spend"] for e in rounded["promotion"])
    off = run("publish", plan_of(tmp_path / "off"), "--rounded")
    assert off.exit_code == 2
    assert "solve.round" in off.stderr


def test_a_scenario_can_ask_for_it(tmp_path: Path) -> None:
    plan = plan_of(
        tmp_path / "plan",
        {
            "scenarios/whole.toml": '[[change]]\ntable = "plan"\nfield = "solve.round"\n'
            'set = true\n[[change]]\ntable = "plan"\nfield = "promotion.step"\nset = 10\n'
        },
    )
    assert "rounded" not in document("solve", plan)
    rounded = document("solve", plan, "-s", "whole")["rounded"]
    assert {entry["spend"] % 10.0 for entry in rounded["promotion"]} == {0.0}


@pytest.mark.parametrize("step", ["0", "-1", '"ten"', "nan"])
def test_a_step_that_is_none_is_refused(tmp_path: Path, step: str) -> None:
    text = TINY["plan.toml"].replace("budget = 100", f"budget = 100\nstep = {step}")
    result = run("validate", plan_of(tmp_path / "plan", {"plan.toml": text}))
    assert result.exit_code == 2
    assert "promotion.step" in result.output
