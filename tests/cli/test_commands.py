"""Every command: its help, its exit status, and what it prints as JSON."""

import json
import math
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

import kamplan.planning
from kamplan import __version__
from kamplan.cli.app import app
from kamplan.messages import fault_text
from kamplan.plan import Fault
from kamplan.pool import SolverPool
from kamplan.words import LOCALE
from solver import SolverTrouble
from tests.cli.running import COMMAND, ENVIRONMENT, NO_PLAN, plan_of, run, run_apart
from tests.plan.folders import SCENARIOS, TINY, edited
from tests.whatif.solving import contribution_of, net_prices

SHORT = '[[change]]\ntable = "supply"\nwhere = { product = "p" }\nfield = "units"\nscale = 0.7\n'
COMMANDS = sorted(get_command(app).commands)  # type: ignore[attr-defined]
WEEKS = ["2026-W52", "2026-W53", "2027-W01"]


def test_the_commands_there_are() -> None:
    named = {"demo", "new", "import", "export", "validate", "solve", "explain", "compare", "check"}
    assert named | {"doctor"} <= set(COMMANDS)
    assert run("--version").stdout == f"kamplan {__version__}\n"


@pytest.mark.parametrize("command", COMMANDS)
def test_help(command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    assert f"kamplan {command}" in result.stdout or f"{command} [OPTIONS]" in result.stdout


@pytest.mark.parametrize(
    "words", [["slove"], ["solve"], ["solve", "--jsn", "."], ["--lang", "fr", "doctor"],
              ["solve", ".", "--lang", "fr"]],
)  # fmt: skip
def test_wrong_usage(words: list[str]) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert result.stderr


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny plan with a scenario."""
    return plan_of(tmp_path_factory.mktemp("plan"), {"scenarios/short.toml": SHORT})


@pytest.fixture(scope="module")
def solved(folder: Path) -> dict[str, Any]:
    """What solve --json prints."""
    done = run_apart("solve", folder, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_the_keys_of_a_solve(solved: dict[str, Any]) -> None:
    assert solved["schema"] == "kamplan.solve/1"
    assert solved["status"] == "optimal"
    for name in ("objective", "contribution", "bound", "gap"):
        assert isinstance(solved[name], float)
    assert {"load", "build", "solve", "total"} <= set(solved["seconds"])
    totals = ("promo_spend", "visits", "visit_hours", "units_sold", "fill_rate", "revenue")
    assert all(isinstance(solved["totals"][name], int | float) for name in totals)
    wanted: dict[str, dict[str, type | tuple[type, ...]]] = {
        "promotion": {"account": str, "mechanic": str, "week": str, "spend": float},
        "visits": {"account": str, "kind": str, "visits": int},
        "stock": {"account": str, "product": str, "week": str, "shipped": float, "sold": float,
                  "lost": float, "rank": int},
        "worth": {"rule": str, "key": dict, "value": float},
        "policies": {"name": str, "contribution": float, "gain": float},
    }  # fmt: skip
    for name, columns in wanted.items():
        assert solved[name], name
        for entry in solved[name]:
            assert all(isinstance(entry[column], kind) for column, kind in columns.items()), entry
    for entry in solved["worth"]:
        assert set(entry["key"]) in ({"budget"}, {"product", "week"}, {"team"})
    assert {entry["name"] for entry in solved["policies"]} <= {"last", "equal", "sales", "tier"}
    assert solved["problems"] == []


def numbers(value: Any) -> Iterator[float]:
    """Every number in a document."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from numbers(inner)
    elif isinstance(value, float):
        yield value


def test_the_numbers_of_a_solve_agree(solved: dict[str, Any], folder: Path) -> None:
    assert all(math.isfinite(value) for value in numbers(solved))
    totals = solved["totals"]
    assert sum(e["spend"] for e in solved["promotion"]) == pytest.approx(totals["promo_spend"])
    sold = sum(e["sold"] for e in solved["stock"])
    lost = sum(e["lost"] for e in solved["stock"])
    assert sold == pytest.approx(totals["units_sold"])
    assert totals["fill_rate"] == pytest.approx(sold / (sold + lost))
    visits = {e["account"]: e["visits"] for e in solved["visits"]}
    assert totals["visits"] == sum(visits.values())
    assert totals["visit_hours"] == 2 * visits["a"] + visits["b"]
    net = net_prices(folder)
    revenue = sum(net[e["account"], e["product"]] * e["sold"] for e in solved["stock"])
    assert totals["revenue"] == pytest.approx(revenue)
    value = contribution_of(solved, folder, WEEKS)
    assert solved["contribution"] == pytest.approx(value)
    assert solved["objective"] == pytest.approx(value)
    gap = abs(solved["bound"] - solved["objective"]) / max(abs(solved["objective"]), 1)
    assert solved["gap"] == pytest.approx(gap, abs=1e-12)
    assert solved["gap"] <= 0.001
    for policy in solved["policies"]:
        assert policy["gain"] == pytest.approx(solved["objective"] - policy["contribution"])
    # Budgets and service are kept.
    assert totals["promo_spend"] <= 100 + 1e-6
    east = sum(e["spend"] for e in solved["promotion"] if e["account"] == "a")
    assert east <= 60 + 1e-6


def test_ranks_are_an_order(solved: dict[str, Any]) -> None:
    cells: dict[tuple[str, str], list[int]] = {}
    for entry in solved["stock"]:
        cells.setdefault((entry["product"], entry["week"]), []).append(entry["rank"])
    # Accounts that do not ask for a product in a week take up no place in its order.
    assert all(sorted(ranks) == [*range(1, len(ranks) + 1)] for ranks in cells.values())
    assert {len(ranks) for ranks in cells.values()} == {1, 2}


def test_explain(folder: Path, solved: dict[str, Any]) -> None:
    document = json.loads(run("explain", folder, "--json").stdout)
    named = [(each["rule"], each["key"]) for each in solved["worth"]]
    assert [(each["rule"], each["key"]) for each in document["worth"]] == named
    assert document["bound"] == pytest.approx(solved["bound"])
    text = run("explain", folder)
    assert text.exit_code == 0
    assert "No plan can be worth more than" in text.stdout
    # Who is next is who has the lowest rank of those that lack something.
    lacking: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for each in solved["stock"]:
        if each["lost"] > 1e-6:
            entry = (each["rank"], each["account"])
            lacking.setdefault((each["product"], each["week"]), []).append(entry)
    for item in document["next_in_line"]:
        waiting = [(each["rank"], each["account"]) for each in item["accounts"]]
        assert waiting == sorted(lacking[item["product"], item["week"]])[: len(waiting)]
    spent = sum(each["spend"] for each in solved["promotion"])
    left = {item["budget"]: item["left"] for item in document["money_left"]}
    if spent < 99.0:
        assert left["total"] == pytest.approx(100.0 - spent, rel=1e-3)
        assert "Why money was left" in text.stdout


def test_compare(folder: Path) -> None:
    result = run("compare", folder, "--json")
    assert result.exit_code == 0
    document = json.loads(result.stdout)
    assert document["schema"] == "kamplan.compare/1"
    assert {"scenarios", "inputs_changed", "delta", "bridge"} <= set(document)
    assert [each["name"] for each in document["scenarios"]] == ["base", "short"]
    (steps,) = document["bridge"]
    assert steps["after"] == document["scenarios"][1]["contribution"]
    assert "Bridge from base to short" in run("compare", folder, "short").stdout
    by_week = run("compare", folder, "short", "--by", "week").stdout
    assert "From base to short by week" in by_week
    assert all(week in by_week for week in ("2026-W52", "2026-W53", "2027-W01"))
    only = run("compare", folder, "short", "--differences").stdout
    assert len(only.splitlines()) < len(by_week.splitlines())
    one = run("compare", folder, "base", "--json")
    assert one.exit_code == 2
    assert [each["id"] for each in json.loads(one.stdout)["problems"]] == ["one-scenario"]
    assert run("compare", folder, "base", "shrot").exit_code == 2


def test_a_scenario_that_cannot_be_solved_does_not_end_a_comparison(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(shutil.copytree(folder, tmp_path / "plan"))
    wrong = folder / "scenarios" / "wrong.toml"
    wrong.write_text('[[change]]\ntable = "suply"\nfield = "units"\nscale = 0.5\n', "utf-8")
    text = run("compare", folder)
    assert text.exit_code == 2
    assert "Bridge from base to short" in text.stdout
    assert "scenarios/wrong.toml" in text.stderr
    document = json.loads(run("compare", folder, "--json").stdout)
    assert [each["name"] for each in document["scenarios"]] == ["base", "short"]
    assert {each["scenario"] for each in document["problems"]} == {"wrong"}
    # Nothing is left to compare, or to hold the others against.
    for names in (("base", "wrong"), ("wrong", "base", "short")):
        alone = run("compare", folder, *names, "--json")
        assert alone.exit_code == 2
        assert json.loads(alone.stdout)["status"] is None
    wrong.unlink()

    def answer(pool: SolverPool, name: str, *rest: Any) -> Any:
        if name == "other":
            raise SolverTrouble("HiGHS refused")
        return of_pool(pool, name, *rest)

    of_pool = SolverPool.answer
    (folder / "scenarios" / "other.toml").write_text("", "utf-8")
    monkeypatch.setattr(SolverPool, "answer", answer)
    trouble = run("compare", folder)
    assert trouble.exit_code == 5
    assert "Bridge from base to short" in trouble.stdout
    assert "HiGHS refused" in trouble.stderr


def test_validate(folder: Path) -> None:
    document = json.loads(run("validate", folder, "--json").stdout)
    assert document["status"] == "valid"
    assert document["scenarios"] == ["base", "short"]
    assert document["rows"]["demand"] == 5
    assert run("validate", SCENARIOS / "wholesale").exit_code == 0


def test_an_infeasible_plan(tmp_path: Path) -> None:
    done = run_apart("solve", plan_of(tmp_path, NO_PLAN), "--json")
    assert done.returncode == 3
    document = json.loads(done.stdout)
    assert document["status"] == "infeasible"
    assert document["objective"] is None
    assert document["totals"] is None
    rules = {(each["rule"], *each["key"]) for each in document["problems"]}
    assert {("budget", "total"), ("budget_min", "east")} <= rules
    assert "least spend of east" in done.stderr
    assert "budget total" in done.stderr
    text = run("solve", tmp_path)
    assert text.exit_code == 3
    assert "least spend of east" in text.stdout


def test_no_time(tmp_path: Path) -> None:
    limit = edited("plan.toml", "[peak]", "[solve]\ntime_limit = 0\n\n[peak]")
    done = run_apart("solve", plan_of(tmp_path, limit), "--json")
    assert done.returncode == 4
    assert json.loads(done.stdout)["status"] in ("stopped", "feasible")
    assert run("solve", tmp_path).exit_code == 4


def test_bad_input(tmp_path: Path) -> None:
    broken = plan_of(tmp_path / "p", edited("demand.csv", "W52,10", "W52,ten"))
    words = 'demand.csv row 2, column units: "ten": this is not a number.'
    done = run_apart("solve", broken)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    for command in ("solve", "explain", "compare", "validate", "check"):
        result = run(command, broken, "--json")
        assert result.exit_code == 2
        (problem,) = json.loads(result.stdout)["problems"]
        assert problem["id"] == "not-a-number"
        assert words in result.stderr
    for command in ("export", "import"):
        assert run(command, broken, tmp_path / "out").exit_code == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["p"]
    assert run("solve", tmp_path / "none").exit_code == 2
    assert run("solve", broken / "demand.csv").exit_code == 2


def test_an_internal_error_is_five(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("\x1b[31mbroken")

    monkeypatch.setattr(kamplan.planning, "solve_scenario", fail)
    result = run("solve", folder)
    assert result.exit_code == 5
    assert "internal error: RuntimeError: \\x1b[31mbroken" in result.stderr


def test_a_new_plan_solves(tmp_path: Path) -> None:
    made = tmp_path / "first plan"
    assert run("new", made).exit_code == 0
    assert run("new", made).exit_code == 2
    result = run("solve", made)
    assert result.exit_code == 0
    assert "first plan · base: optimal" in result.stdout
    assert run("check", made).exit_code == 0


def test_new_in_an_empty_folder_at_hand(tmp_path: Path) -> None:
    done = subprocess.run(
        [*COMMAND, "new", "."], cwd=tmp_path, env=ENVIRONMENT, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "plan.toml").is_file()


def test_demo(tmp_path: Path) -> None:
    copied = tmp_path / "mine"
    assert run("demo", "spring_festival", "--copy", copied).exit_code == 0
    assert run("validate", copied).exit_code == 0
    assert run("demo", "spring_festival", "--copy", copied).exit_code == 2
    unknown = run("demo", "spring_festivle", "--json")
    assert unknown.exit_code == 2
    assert [each["id"] for each in json.loads(unknown.stdout)["problems"]] == ["shipped-unknown"]
    assert unknown.stderr.startswith('"spring_festivle": there is no such shipped plan. Did you')


def test_doctor() -> None:
    result = run("doctor", "--json")
    checks = {each["check"]: each for each in json.loads(result.stdout)["checks"]}
    assert checks["solver"]["ok"]
    assert checks["workspace"]["ok"]
    assert result.exit_code == (0 if all(each["ok"] for each in checks.values()) else 5)


@pytest.mark.skipif(
    not (LOCALE / "zh" / "LC_MESSAGES" / "kamplan.mo").is_file(), reason="no catalogue yet"
)
def test_chinese(tmp_path: Path) -> None:
    folder = plan_of(tmp_path, edited("demand.csv", "W52,10", "W52,ten"))
    for words in (["--lang", "zh", "validate", folder], ["validate", folder, "--lang", "zh"]):
        text = run_apart(*words).stderr
        assert any("\u4e00" <= letter <= "\u9fff" for letter in text), text
    plan_of(tmp_path, {"demand.csv": TINY["demand.csv"]})
    assert "贡献" in run_apart("solve", tmp_path, "--lang", "zh").stdout


def test_a_reader_that_goes_away(folder: Path) -> None:
    line = f'set -o pipefail; "{COMMAND[0]}" -m kamplan solve "{folder}" --json | head -1'
    done = subprocess.run(
        ["bash", "-c", line], env=ENVIRONMENT, capture_output=True, encoding="utf-8", check=False
    )
    assert done.stdout == "{\n"
    assert done.stderr == ""


def test_the_tour_changes_no_plan_of_yours(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    result = run("tui", plan, "--tour")
    assert result.exit_code == 2
    assert fault_text(Fault("tour-own-plan", str(plan))) in result.stderr
