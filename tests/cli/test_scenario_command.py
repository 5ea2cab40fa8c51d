"""scenario: shown without writing anything; made, copied, renamed, described, deleted as edits."""

import json
from pathlib import Path
from typing import Any

import pytest

from kamplan.desk import Desk
from kamplan.planning import open_source, solve_scenario
from kamplan.whatif.scenario import parse_scenario
from tests.cli.running import plan_of, run
from tests.desk.desks import SHORT
from tests.test_docs import keys_of, named, page

BELOW = (
    'extends = "short"\n# Ours.\n[[change]]\ntable = "plan"\nfield = "promotion.budget"\nset = 50\n'
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The tiny plan with two scenarios, one on top of the other."""
    files = {"scenarios/short.toml": SHORT, "scenarios/below.toml": BELOW}
    return plan_of(tmp_path / "plan", files)


@pytest.fixture(params=["folder", "workspace"])
def plan(request: pytest.FixtureRequest, folder: Path, tmp_path: Path) -> Path:
    """The same as a folder, and in a workspace."""
    if request.param == "folder":
        return folder
    assert run("import", folder, tmp_path / "w.kamplan").exit_code == 0
    return tmp_path / "w.kamplan"


def document(*words: str | Path, status: int = 0) -> dict[str, Any]:
    """What a command prints as JSON."""
    result = run("scenario", *words, "--json")
    assert result.exit_code == status, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def texts(plan: Path) -> dict[str, str]:
    """The scenario files by name."""
    return dict(open_source(plan).scenarios)


def test_all_are_listed(plan: Path) -> None:
    found = document(plan)["scenarios"]
    assert [(each["name"], each["extends"], len(each["changes"])) for each in found] == [
        ("base", None, 0),
        ("below", "short", 1),
        ("short", None, 1),
    ]
    assert [each["run"] for each in found] == [None, None, None]
    shown = run("scenario", plan)
    assert shown.exit_code == 0
    assert "below" in shown.stdout
    assert "not solved" in shown.stdout
    assert not (plan / ".kamplan").exists()


def test_one_is_shown(plan: Path) -> None:
    (short,) = document(plan, "short")["scenarios"]
    assert short["description"] == "short"
    assert short["changes"] == [
        {
            "table": "supply",
            "where": "product=p; week=2026-W52..2026-W53",
            "field": "units",
            "act": "scale",
            "value": "0.5",
            "cells": 2,
        }
    ]
    shown = run("scenario", plan, "below").stdout
    assert "below · not solved · extends short" in shown
    # Its own changes only: the budget, not the peas.
    assert "promotion.budget" in shown
    assert "supply" not in shown
    assert "It changes nothing." in run("scenario", plan, "base").stdout


def test_the_last_run(plan: Path) -> None:
    desk = Desk.open(plan)
    for name in ("short", "short", "base"):
        desk.keep(solve_scenario(open_source(plan), name), desk.state)
    desk.close()
    base, below, short = document(plan)["scenarios"]
    assert below["run"] is None
    assert (base["run"]["status"], base["run"]["stale"]) == ("optimal", False)
    assert short["run"]["objective"] == pytest.approx(
        json.loads(run("solve", plan, "-s", "short", "--json").stdout)["objective"]
    )
    assert "optimal" in run("scenario", plan, "short").stdout
    assert run("edit", plan, "supply:q/2026-W53:units=21", "-s", "short").exit_code == 0
    base, below, short = document(plan)["scenarios"]
    assert (base["run"]["stale"], short["run"]["stale"]) == (False, True)
    assert "optimal, stale" in " ".join(run("scenario", plan).stdout.split())


def test_made_copied_renamed_described_deleted(plan: Path) -> None:
    words = ["wet", "--new", "--extends", "below", "--describe", "Rain: 雨"]
    (made,) = document(plan, *words)["scenarios"]
    assert (made["name"], made["extends"], made["description"]) == ("wet", "below", "Rain: 雨")
    assert run("edit", plan, "accounts:a:discount=0", "-s", "wet").exit_code == 0
    assert run("scenario", plan, "wetter", "--copy-of", "wet", "--describe", "More").exit_code == 0
    copy = parse_scenario("wetter", texts(plan)["wetter"])
    assert (copy.description, len(copy.change)) == ("More", 1)
    result = run("scenario", plan, "below", "--rename", "底")
    assert result.stdout == "below is now 底.\n"
    assert parse_scenario("wet", texts(plan)["wet"]).extends == "底"
    assert "# Ours." in texts(plan)["底"]
    assert document(plan, "底", "--describe", "x")["scenarios"][0]["description"] == "x"
    # Once more says the same, and is no edit.
    assert run("scenario", plan, "底", "--describe", "x").exit_code == 0
    assert document(plan, "wetter", "--delete")["scenarios"] == []
    assert set(texts(plan)) == {"short", "底", "wet"}
    for _ in range(3):
        assert run("undo", plan).exit_code == 0
    assert set(texts(plan)) == {"short", "below", "wet", "wetter"}
    assert parse_scenario("wet", texts(plan)["wet"]).extends == "below"
    assert run("scenario", plan, "clean", "--copy-of", "base").exit_code == 0
    assert document(plan, "clean")["scenarios"][0]["changes"] == []


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that every command leaves as it is."""
    files = {"scenarios/short.toml": SHORT, "scenarios/below.toml": BELOW}
    return plan_of(tmp_path_factory.mktemp("kept"), files)


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (["shrot"], "scenario-unknown"),
        (["--new"], "scenario-which"),
        (["--describe", "x"], "scenario-which"),
        (["x", "--new", "--delete"], "scenario-acts"),
        (["short", "--rename", "x", "--describe", "y"], "scenario-acts"),
        (["x", "--extends", "short"], "scenario-extends"),
        (["x", "--copy-of", "short", "--extends", "below"], "scenario-extends"),
        (["short", "--new"], "scenario-there"),
        (["SHORT", "--new"], "scenario-there"),
        (["base", "--new"], "scenario-is-base"),
        (["a/b", "--new"], "scenario-sign"),
        (["", "--new"], "scenario-name"),
        (["x", "--new", "--extends", "shrot"], "scenario-unknown"),
        (["x", "--copy-of", "shrot"], "scenario-unknown"),
        (["short", "--copy-of", "below"], "scenario-there"),
        (["shrot", "--rename", "x"], "scenario-unknown"),
        (["short", "--rename", "below"], "scenario-there"),
        (["short", "--rename", "../x"], "scenario-sign"),
        (["base", "--rename", "x"], "scenario-base"),
        (["base", "--delete"], "scenario-base"),
        (["base", "--describe", "x"], "scenario-base"),
        (["shrot", "--delete"], "scenario-unknown"),
        (["short", "--delete"], "scenario-needed"),
        (["shrot", "--describe", "x"], "scenario-unknown"),
    ],
)
def test_what_is_refused(kept: Path, words: list[str], fault: str) -> None:
    problems = document(kept, *words, status=2)["problems"]
    assert [each["id"] for each in problems] == [fault]
    assert all(each["what"] and each["remedy"] for each in problems)
    assert texts(kept) == {"short": SHORT, "below": BELOW}


def test_one_that_cannot_be_applied(folder: Path) -> None:
    (folder / "scenarios" / "broken.toml").write_text('description = "b"\nextends = "none"\n')
    (folder / "scenarios" / "bad.toml").write_text("[[change")
    found = document(folder, status=2)
    assert [each["name"] for each in found["scenarios"] if each["problems"]] == ["bad", "broken"]
    assert [each["description"] for each in found["scenarios"]] == ["", "", "", "b", "short"]
    assert [each["id"] for each in found["problems"]] == ["not-toml", "scenario-unknown"]
    shown = run("scenario", folder)
    assert shown.exit_code == 2
    assert "cannot be" in shown.stdout
    assert "scenarios/broken.toml line 2, extends" in shown.stderr
    assert run("scenario", folder, "short").exit_code == 0
    # A copy of it is made all the same.
    (copy,) = document(folder, "copy", "--copy-of", "broken")["scenarios"]
    assert [each["id"] for each in copy["problems"]] == ["scenario-unknown"]
    assert (folder / "scenarios" / "copy.toml").is_file()
    assert run("undo", folder).exit_code == 0
    assert not (folder / "scenarios" / "copy.toml").exists()


def test_text_is_text(folder: Path) -> None:
    words = ["x", "--new", "--describe", "[/b] \x1b[31m:smile:"]
    assert run("scenario", folder, *words).exit_code == 0
    for shown in (run("scenario", folder), run("scenario", folder, "x"), run("journal", folder)):
        assert "\x1b" not in shown.stdout
        assert "[/b]" in shown.stdout


def test_the_document_is_described(plan: Path) -> None:
    desk = Desk.open(plan)
    desk.keep(solve_scenario(open_source(plan)), desk.state)
    desk.close()
    found = document(plan)
    assert found["schema"] == "kamplan.scenario/1"
    assert set(keys_of(found)) <= named(page("commands.md"))
