"""visits: the plan's visits by week."""

from pathlib import Path

import pytest

from tests.cli.running import document, plan_of, run
from tests.insight import by_hand


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """The plan by hand: t has 4 hours and 3, and uses 3.5 and 1.5."""
    return plan_of(tmp_path / "plan", by_hand.FILES)


def test_visits_by_week(plan: Path) -> None:
    found = document("visits", plan)
    assert (found["schema"], found["status"]) == ("kamplan.visits/1", "optimal")
    assert found["weeks"] == ["2026-W52", "2026-W53"]
    assert found["teams"] == [
        {"team": "t", "used": [3.5, 1.5], "available": [4.0, 3.0], "over": [0.0, 0.0]},
        {"team": "u", "used": [0.0, 0.0], "available": [10.0, 0.0], "over": [0.0, 0.0]},
    ]
    assert [(each["account"], each["team"], each["by_week"]) for each in found["visits"]] == [
        ("a", "t", [1, 1]),
        ("b", "t", [1, 0]),
        ("c", None, [1, 2]),
    ]


def test_one_team(plan: Path) -> None:
    found = document("visits", plan, "--team", "t")
    assert [each["team"] for each in found["teams"]] == ["t"]
    assert [each["account"] for each in found["visits"]] == ["a", "b"]
    unknown = run("visits", plan, "--team", "tt")
    assert unknown.exit_code == 2
    assert "no team of that name" in unknown.output
    assert "Did you mean t?" in unknown.output
    (problem,) = document("visits", plan, "--team", "tt", status=2)["problems"]
    assert problem["id"] == "team-unknown"


def test_what_is_over_is_said_in_both_languages(tmp_path: Path) -> None:
    teams = "team,week,hours\nt,2026-W52,7\nt,2026-W53,0.5\n"
    plan = plan_of(tmp_path / "plan", {**by_hand.FILES, "teams.csv": teams})
    text = run("visits", plan).output
    assert "t: even visits are over the hours of 2026-W53 by 1 h." in text
    assert "! 1" in text
    assert "12" in text
    assert "Visits of (no team)" in text
    assert "2026-W53" in run("visits", plan, "--lang", "zh").output


def test_without_a_plan_the_conflict_is_told(tmp_path: Path) -> None:
    none = {**by_hand.FILES, "scenarios/none.toml": by_hand.NONE}
    plan = plan_of(tmp_path / "plan", none)
    assert run("visits", plan, "-s", "none").exit_code == 3
    found = document("visits", plan, "-s", "none", status=3)
    assert found["visits"] == []
    assert found["problems"]
