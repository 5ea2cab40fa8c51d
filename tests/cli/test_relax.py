"""relax: what it proposes makes a plan possible, in the plan and in a scenario."""

from pathlib import Path

import pytest

from kamplan.report.tables import RULES
from tests.cli.running import document, plan_of, run
from tests.cli.test_conflicts import CASES, PLAIN

NOTHING = dict.fromkeys(RULES, 0.0)


def broken(folder: Path, name: str) -> Path:
    """A plan of one kind of conflict, with a scenario of no changes."""
    files = {**PLAIN, **CASES[name].files(NOTHING), "scenarios/mine.toml": "description = 'x'\n"}
    for file, text in files.items():
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(str(text), "utf-8")
    return folder


@pytest.mark.parametrize("name", CASES)
def test_what_is_proposed_makes_a_plan_possible(name: str, tmp_path: Path) -> None:
    folder = broken(tmp_path / "plan", name)
    found = document("relax", folder, status=3)
    assert found["schema"] == "kamplan.relax/1"
    assert {each["rule"] for each in found["proposals"]} <= CASES[name].families
    assert all(each["values"] for each in found["proposals"])
    accepted = document("relax", folder, "--accept")["accepted"]
    assert accepted["status"] == "optimal"
    assert run("solve", folder).exit_code == 0
    run("undo", folder)
    assert run("solve", folder).exit_code == 3


@pytest.mark.parametrize("name", ["budget", "visit_hours", "min_fill", "lock_least", "no_worse"])
def test_in_a_scenario_the_plan_stays_as_it_is(name: str, tmp_path: Path) -> None:
    folder = broken(tmp_path / "plan", name)
    before = {path.name: path.read_bytes() for path in folder.glob("[a-z]*.*")}
    document("relax", folder, "--scenario", "mine", "--accept")
    assert {path.name: path.read_bytes() for path in folder.glob("[a-z]*.*")} == before
    assert "[[change]]" in (folder / "scenarios" / "mine.toml").read_text("utf-8")
    assert run("solve", folder, "-s", "mine").exit_code == 0
    assert run("solve", folder).exit_code == 3


def test_amounts_by_hand(tmp_path: Path) -> None:
    """Two weeks of 5 visits of 2 hours in 6 hours take 10; 30 of 60 units are half of them."""
    (hours,) = document("relax", broken(tmp_path / "hours", "visit_hours"), status=3)["proposals"]
    assert (hours["rule"], hours["from"], hours["to"]) == ("visit_hours", 6.0, 10.0)
    (fill,) = document("relax", broken(tmp_path / "fill", "min_fill"), status=3)["proposals"]
    assert (fill["from"], fill["to"]) == (0.9, 0.5)
    assert fill["values"] == [
        {"table": "service", "key": ["served"], "field": "min_fill", "old": "0.9", "new": "0.5"}
    ]


def test_one_of_several_and_a_number_that_is_not_there(tmp_path: Path) -> None:
    """Hours and goods are short apart: each alone is not enough."""
    folder = broken(tmp_path / "plan", "visit_hours")
    supply = CASES["min_fill"].files(NOTHING)
    for file in ("supply.csv", "service.csv"):
        (folder / file).write_text(str(supply[file]), "utf-8")
    found = document("relax", folder, status=3)
    assert {each["rule"] for each in found["proposals"]} == {"visit_hours", "min_fill"}
    refused = run("relax", folder, "--accept", "--only", "3")
    assert refused.exit_code == 2
    assert "no proposal with this number" in refused.stderr
    (problem,) = document("relax", folder, "--only", "0", status=2)["problems"]
    assert problem["id"] == "relax-number"
    half = document("relax", folder, "--accept", "--only", "1", status=3)
    assert half["accepted"]["status"] == "infeasible"
    rest = document("relax", folder, "--accept")
    assert len(rest["proposals"]) == 1
    assert rest["accepted"]["status"] == "optimal"


def test_in_words_and_where_nothing_is_to_be_relaxed(tmp_path: Path) -> None:
    folder = broken(tmp_path / "plan", "min_fill")
    shown = run("relax", folder)
    assert shown.exit_code == 3
    assert "Together this makes a plan possible" in shown.stdout
    assert "90 %" in shown.stdout
    assert "50 %" in shown.stdout
    assert "放宽" in run("relax", folder, "--lang", "zh").stdout
    fine = run("relax", plan_of(tmp_path / "fine"))
    assert fine.exit_code == 0
    assert "nothing to relax" in fine.stdout


@pytest.mark.parametrize("scenario", ["base", "mine"])
def test_peak_weeks_in_which_a_team_has_no_row_get_one(scenario: str, tmp_path: Path) -> None:
    """6 visits of 2 hours, two thirds of them in a peak of two weeks: 8 hours, 4 in each."""
    folder = broken(tmp_path / "plan", "peak_hours")
    settings = (folder / "plan.toml").read_text("utf-8")
    (folder / "plan.toml").write_text(settings.replace("W41", "W40..2026-W41"), "utf-8")
    teams = "team,week,hours\nt,2026-W42,20\n"
    (folder / "teams.csv").write_text(teams, "utf-8")
    (peak,) = document("relax", folder, "--scenario", scenario, status=3)["proposals"]
    assert (peak["rule"], peak["from"], peak["to"]) == ("peak_hours", 0.0, 8.0)
    assert peak["values"] == [
        {"table": "teams", "key": ["t", week], "field": "hours", "old": None, "new": "4"}
        for week in ("2026-W40", "2026-W41")
    ]
    assert "8.00" in run("relax", folder, "--scenario", scenario).stdout
    accepted = document("relax", folder, "--scenario", scenario, "--accept")["accepted"]
    assert accepted["status"] == "optimal"
    made = teams + "t,2026-W40,4\nt,2026-W41,4\n"
    if scenario == "base":
        assert (folder / "teams.csv").read_text("utf-8") == made
        assert "relaxing rules" in run("journal", folder).stdout
    else:
        assert (folder / "teams.csv").read_text("utf-8") == teams
    assert run("solve", folder, "-s", scenario).exit_code == 0
    run("undo", folder)
    assert run("solve", folder, "-s", scenario).exit_code == 3
