"""tree: promotion money from the whole plan down."""

import re
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
FIGURES = ("planned", "min", "max", "left", "used", "worth")
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
    (own,) = east["budgets"]
    assert (own["name"], own["active"]) == ("east", True)
    assert {name: own[name] for name in FIGURES} == {name: east[name] for name in FIGURES}
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
    assert [each["name"] for each in found["branches"][5]["budgets"]] == ["a-flyer"]
    east = next(each for each in found["other_budgets"] if each["name"] == "east")
    assert (east["active"], east["max"], east["left"], east["used"]) == (False, 6.0, None, None)
    by_week = document("tree", plan, "--by", "week")
    whole = by_week["branches"][0]["planned"]
    assert whole == pytest.approx(sum(each["planned"] for each in by_week["branches"][1:]))


def test_of_several_budgets_the_tightest_that_holds_is_the_branch_s(plan: Path) -> None:
    (plan / "budgets.csv").write_text(
        "name,where,min,max,active\nall,,,50,\nwide,region=East,1,60,\ntight,region=East,2,6,\n"
        "off,region=East,,3,0\n",
        "utf-8",
    )
    settings = plan / "plan.toml"
    text = settings.read_text("utf-8")
    assert text.count("budget = ") == 1
    settings.write_text(re.sub(r"budget = \S+", "budget = 100", text), "utf-8")
    found = document("tree", plan, "--by", "region")
    whole, east = found["branches"][:2]
    assert [each["name"] for each in east["budgets"]] == ["wide", "tight", "off"]
    assert (east["max"], east["min"], east["used"]) == (6.0, 2.0, pytest.approx(1.0))
    tight = next(each for each in east["budgets"] if each["name"] == "tight")
    assert east["worth"] == tight["worth"] > 0.0
    wide, off = east["budgets"][0], east["budgets"][2]
    assert (wide["left"], wide["worth"]) == (pytest.approx(54.0), None)
    assert (off["max"], off["left"], off["worth"]) == (3.0, None, None)
    # Of the whole plan the setting is a limit like the others.
    assert (whole["max"], [each["name"] for each in whole["budgets"]]) == (50.0, ["all"])
    assert whole["left"] == pytest.approx(50.0 - whole["planned"])
    lines = [
        " ".join(line.split()) for line in run("tree", plan, "--by", "region").output.splitlines()
    ]
    names = ["whole plan", "· all", "region East", "· wide", "· tight", "· off", "region West"]
    at = [next(n for n, line in enumerate(lines) if line.startswith(name)) for name in names]
    assert at == sorted(at)


def test_a_long_name_does_not_look_like_two_branches(plan: Path) -> None:
    path = plan / "accounts.csv"
    path.write_text(path.read_text("utf-8").replace("Alpha", "Alpha " * 20), "utf-8")
    text = run("tree", plan, "--by", "account").output
    # The whole plan, a, b and c; nothing goes on in a line of its own.
    lines = text.partition("budget tree")[2].splitlines()[1:5]
    assert [line.split()[0] for line in lines] == ["whole", "a", "b", "c"]
    assert "…" in lines[1]


def test_what_is_no_level_is_told_before_a_solve(
    plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kamplan.planning.solve_scenario", None)
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
