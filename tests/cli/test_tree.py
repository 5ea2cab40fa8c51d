"""tree: promotion money from the whole plan down."""

from pathlib import Path

import pytest

from tests.cli.running import document, plan_of, run
from tests.insight.test_budget_tree import FILES

# Levels of nodes and their budgets as test_budget_tree.py has them by hand.


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """Four accounts in two regions; goods for all."""
    return plan_of(
        tmp_path / "plan",
        {**FILES, "budgets.csv": BUDGETS, "scenarios/off.toml": OFF, "scenarios/none.toml": NONE},
    )


BUDGETS = FILES["budgets.csv"].replace("region=East,,,60", "region=East,,,6")
OFF = """[[change]]
table = "budgets"
where = { name = "east" }
field = "active"
set = 0
"""
NONE = """[[change]]
table = "budgets"
where = { name = "c" }
field = "min"
set = 7
"""


def paths(found: dict) -> list[str]:
    return ["/".join(step["value"] for step in each["path"]) for each in found["branches"]]


def test_branches_hold_what_the_solve_document_does(plan: Path) -> None:
    found, solved = document("tree", plan), document("solve", plan)
    assert (found["schema"], found["status"]) == ("kamplan.tree/1", "optimal")
    assert found["levels"] == ["region", "tier"]
    assert paths(found) == ["", "East", "East/A", "East/B", "West", "West/B"]
    spent = {"": 0.0}
    where = {"a": "East/A", "b": "West/B", "c": "East/B", "d": "East/A"}
    for each in solved["promotion"]:
        for path in ("", where[each["account"]].partition("/")[0], where[each["account"]]):
            spent[path] = spent.get(path, 0.0) + each["spend"]
    assert spent[""] > 1.0
    for path, each in zip(paths(found), found["branches"], strict=True):
        assert each["planned"] == pytest.approx(spent.get(path, 0.0), abs=1e-6)
    east = found["branches"][1]
    assert east["budgets"] == [{"name": "east", "active": True}]
    assert (east["accounts"], east["min"], east["max"]) == (3, None, 6.0)
    assert east["left"] == pytest.approx(6.0 - east["planned"], abs=1e-9)
    assert east["used"] == pytest.approx(east["planned"] / 6.0)
    (worth,) = [each["value"] for each in solved["worth"] if each["key"] == {"budget": "east"}]
    assert (east["worth"], east["used"]) == (pytest.approx(worth), pytest.approx(1.0))
    # Deeper budgets are for no line of so short a tree.
    assert [each["name"] for each in found["other_budgets"]] == ["a-flyer", "d", "odd"]
    odd = found["other_budgets"][2]
    assert odd["left"] == pytest.approx(40.0 - odd["planned"])


def test_other_levels_and_a_rule_that_is_switched_off(plan: Path) -> None:
    found = document("tree", plan, "--by", "mechanic, account", "-s", "off")
    assert paths(found) == ["", "display", "display/a", "display/b", "flyer", "flyer/a", "flyer/c"]
    assert found["branches"][5]["budgets"] == [{"name": "a-flyer", "active": True}]
    east = next(each for each in found["other_budgets"] if each["name"] == "east")
    assert (east["active"], east["max"], east["left"], east["used"]) == (False, 6.0, None, None)
    by_week = document("tree", plan, "--by", "week")
    whole = by_week["branches"][0]["planned"]
    assert whole == pytest.approx(sum(each["planned"] for each in by_week["branches"][1:]))


def test_what_is_no_level_is_told_at_once(plan: Path) -> None:
    result = run("tree", plan, "--by", "regoin,tier,tier")
    assert result.exit_code == 2
    assert '--by: "regoin": no level of a budget tree has that name' in result.output
    assert "Did you mean region?" in result.output
    assert '--by: "tier": a level can stand in a tree only once.' in result.output
    problems = document("tree", plan, "--by", "x,tier,tier", status=2)["problems"]
    assert [each["id"] for each in problems] == ["tree-level", "tree-twice"]


def test_text_in_both_languages(plan: Path) -> None:
    text = run("tree", plan, "--by", "region,account").output
    lines = [" ".join(line.split()) for line in text.splitlines()]
    assert any(line.startswith("region East") and " 6 " in f"{line} " for line in lines)
    assert any(line.startswith("a Alpha") for line in lines)
    assert "Budgets for no line of this tree" in lines
    chinese = run("tree", plan, "--lang", "zh").output
    assert "区域 East" in chinese
    assert "整个计划" in chinese


def test_without_a_plan_branches_and_the_conflict_are_told(plan: Path) -> None:
    result = run("tree", plan, "-s", "none")
    assert result.exit_code == 3
    assert "region East" in result.output
    found = document("tree", plan, "-s", "none", status=3)
    assert {each["planned"] for each in found["branches"]} == {None}
    assert found["other_budgets"][0]["min"] is None
    assert [each["min"] for each in found["branches"] if each["budgets"]] == [None, 7.0]
    assert found["problems"]
