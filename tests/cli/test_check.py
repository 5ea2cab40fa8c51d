"""check: scenario regression tests over plan folders."""

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from kamplan.formulation import formulate
from kamplan.planning import open_source
from solver import LiveSolver, Problem, Result, SolverTrouble
from tests.cli.running import NO_PLAN, plan_of, run, run_apart
from tests.plan.folders import TINY, edited

SHORT = """\
description = "Peas 30 % short"
[[change]]
table = "supply"
where = { product = "p" }
field = "units"
scale = 0.7
[expect]
status = "optimal"
[[expect.rule]]
metric = "contribution"
versus = "base"
max_drop = 0.5
"""
FILES: dict[str, str | bytes | None] = {"scenarios/short.toml": SHORT}


def document(*words: str | Path) -> dict[str, Any]:
    """What check --json prints."""
    found: dict[str, Any] = json.loads(run("check", *words, "--json").stdout)
    return found


@pytest.fixture
def recorded(tmp_path: Path) -> Path:
    """The tiny plan with records."""
    folder = plan_of(tmp_path / "plan", FILES)
    first = run("check", folder, "--update")
    assert first.exit_code == 0, first.output
    assert {path.name for path in (folder / "scenarios/recorded").iterdir()} == {
        "base.toml",
        "short.toml",
    }
    return folder


def test_a_second_check_passes_and_writes_nothing(recorded: Path) -> None:
    before = {path: path.read_bytes() for path in recorded.rglob("*.*")}
    result = run("check", recorded)
    assert result.exit_code == 0
    assert "2 as expected, 0 not" in result.stdout
    assert "no record" not in result.stdout
    assert {path: path.read_bytes() for path in recorded.rglob("*.*")} == before
    run("check", recorded, "--update")
    assert {path: path.read_bytes() for path in recorded.rglob("*.*")} == before


@pytest.mark.parametrize(
    ("files", "words"),
    [
        (
            edited("demand.csv", "b,p,2026-W53,5", "b,p,2026-W53,15"),
            "changed since the record: demand: b",
        ),
        (edited("products.csv", "Pea,100", "Pea,110"), "changed since the record: products: p"),
        (edited("budgets.csv", ",,60", ",,1"), "changed since the record: budgets: east"),
        (
            edited("supply.csv", "q,2026-W53,20\n", ""),
            "removed since the record: supply: q / 2026-W53",
        ),
    ],
)
def test_what_moved_is_explained(
    recorded: Path, files: dict[str, str | bytes | None], words: str
) -> None:
    plan_of(recorded, {**FILES, **files})
    result = run("check", recorded)
    assert result.exit_code == 1
    assert words in " ".join(result.stdout.split())
    assert "objective moved from" in result.stdout
    assert run("check", recorded, "--update").exit_code == 0
    assert run("check", recorded).exit_code == 0


def test_a_solver_option_and_a_version_are_named(recorded: Path) -> None:
    changed = edited("plan.toml", "[peak]", "[solve]\ntime_limit = 0\n\n[peak]")
    plan_of(recorded, {**FILES, **changed})
    path = recorded / "scenarios/recorded/base.toml"
    text = path.read_text(encoding="utf-8")
    old = next(line for line in text.splitlines() if line.startswith("highspy"))
    path.write_text(text.replace(old, 'highspy = "0.1"'), encoding="utf-8")
    result = run("check", recorded)
    assert result.exit_code == 1
    assert "added since the record: plan: solve.time_limit" in result.stdout
    assert "highspy 0.1 ->" in result.stdout
    first = document(recorded)["scenarios"][0]
    assert first["inputs_changed"] == [
        {"table": "plan", "key": "solve.time_limit", "how": "added", "fields": [], "rows": 0}
    ]
    assert [each["name"] for each in first["versions_changed"]] == ["highspy"]


def test_a_missed_expectation_is_not_recorded_away(tmp_path: Path) -> None:
    folder = plan_of(tmp_path, {"scenarios/x.toml": "[expect.fill_rate]\nmin = 1.5\n"})
    for _ in range(2):
        result = run("check", folder, "--update")
        assert result.exit_code == 1
        assert "fill_rate is" in result.stdout
    done = run_apart("check", folder)
    assert done.returncode == 1
    assert "1 as expected, 1 not" in done.stdout


def test_what_cannot_be_read_does_not_stop_the_rest(tmp_path: Path) -> None:
    good = plan_of(tmp_path / "a", FILES)
    (good / "scenarios/bad.toml").write_text("[[change")
    (good / "scenarios/binary.toml").write_bytes(b"\xff\xff\x00")
    plan_of(tmp_path / "b", edited("demand.csv", "W52,10", "W52,ten"))
    plan_of(tmp_path / "c")
    done = run_apart("check", tmp_path / "none", tmp_path, "--json")
    assert done.returncode == 2
    found = json.loads(done.stdout)
    states = {(each["plan"], each["scenario"]): each["status"] for each in found["scenarios"]}
    assert states == {
        (str(tmp_path / "none"), "base"): None,
        ("Tiny", "base"): "optimal",
        ("Tiny", "bad"): None,
        ("Tiny", "binary"): None,
        ("Tiny", "short"): "optimal",
        (str(tmp_path / "b"), "base"): None,
    }
    assert [each["id"] for each in found["problems"]] == [
        "no-folder",
        "not-toml",
        "not-text",
        "not-a-number",
    ]


def test_an_infeasible_scenario_that_is_expected(tmp_path: Path) -> None:
    text = '[expect]\nstatus = "infeasible"\n'
    folder = plan_of(tmp_path, {**NO_PLAN, "service.csv": None, "scenarios/base.toml": text})
    assert run("check", folder).exit_code == 0
    (folder / "scenarios/base.toml").unlink()
    assert run("check", folder).exit_code == 1


def test_junit(tmp_path: Path) -> None:
    name = "[/b] \\u001b龘 <&>"
    folder = plan_of(
        tmp_path / "p",
        {
            "plan.toml": TINY["plan.toml"].replace("Tiny", name),
            "scenarios/short.toml": SHORT,
            "scenarios/missed.toml": "[expect.visits]\nmax = 0\n",
            "scenarios/broken.toml": "extends = 'none'\n",
        },
    )
    path = tmp_path / "new/report.xml"
    assert run("check", folder, "--junit", path).exit_code == 2
    root = ElementTree.parse(path).getroot()
    cases = {case.get("name"): case for case in root.iter("testcase")}
    assert set(cases) == {"base", "broken", "missed", "short"}
    assert cases["base"].get("classname") == "[/b] \ufffd龘 <&>"
    assert len(cases["base"]) == 0
    failure, error = cases["missed"].find("failure"), cases["broken"].find("error")
    assert failure is not None
    assert error is not None
    assert "visits is" in (failure.text or "")
    assert "there is no such scenario" in (error.text or "")
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("4", "1", "1")
    assert float(cases["base"].get("time", "-1")) > 0
    assert [each.name for each in path.parent.iterdir()] == ["report.xml"]
    assert run("check", folder, "--junit", folder / "plan.toml/x.xml").exit_code == 2


def test_records_of_a_workspace(tmp_path: Path) -> None:
    folder, workspace = plan_of(tmp_path / "p", FILES), tmp_path / "w.kamplan"
    assert run("import", folder, workspace).exit_code == 0
    assert run("check", workspace).exit_code == 0
    result = run("check", workspace, "--update", "--json")
    assert result.exit_code == 2
    assert [each["id"] for each in json.loads(result.stdout)["problems"]] == ["update-workspace"]


def test_two_at_once_come_to_the_same(recorded: Path) -> None:
    one, two = document(recorded, "--jobs", "1"), document(recorded, "--jobs", "2")
    values = []
    for found in (one, two):
        # Where each started is another answer before; what it comes to is the same.
        values.append([each.pop("objective") for each in found["scenarios"]])
        for each in found["scenarios"]:
            del each["seconds"]
    assert one == two
    assert values[1] == pytest.approx(values[0], rel=1e-3)
    assert [each["scenario"] for each in two["scenarios"]] == ["base", "short"]
    assert run("check", recorded, "--jobs", "0").exit_code == 2


def test_a_solver_that_fails_is_one_scenario_not_as_expected(
    recorded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def solve(self: LiveSolver, problem: Problem, *more: Any) -> Result:
        if problem.supply.sum() < full.supply.sum():
            raise SolverTrouble("it has lost its way")
        return right(self, problem, *more)

    full, right = formulate(open_source(recorded).plan), LiveSolver.solve
    monkeypatch.setattr(LiveSolver, "solve", solve)
    found = run("check", recorded, "--jobs", "1")
    assert found.exit_code == 5
    assert "1 as expected, 1 not" in found.stdout
    assert "scenarios/short.toml: the solver failed: it has lost its way" in found.stdout
