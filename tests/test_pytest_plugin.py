"""pytest on plan folders: one test a scenario, in the words of kamplan check."""

import subprocess
import sys
from pathlib import Path

import pytest

# Loaded before pytester looks at what is: it takes out again what is loaded in between, and tables
# of a database cannot be declared twice.
import solver.live  # noqa: F401
from kamplan import planning
from tests.cli.running import ENVIRONMENT, run
from tests.plan.folders import edited, write_folder

pytest_plugins = ["pytester"]

FEWER = '[[change]]\ntable = "supply"\nfield = "units"\nscale = 0.5\n'
FILES: dict[str, str | bytes | None] = {
    "scenarios/fewer.toml": FEWER
    + '[[expect.rule]]\nmetric = "units_sold"\nversus = "base"\nmin_drop = 0.05\n',
    "scenarios/wrong.toml": "[expect.visits]\nmax = 0\n",
    "scenarios/broken.toml": '\nextends = "fewr"\n',
}
# Loaded by its module, and not a second time where the package is installed with it.
PLUGIN = (
    *("-p", "kamplan.pytest_plugin", "-p", "no:kamplan"),
    *("-p", "no:cacheprovider", "-p", "no:asyncio"),
    # It keeps what it knows of a session in its module, which the outer session needs.
    *("-p", "no:textual-snapshot"),
)


@pytest.fixture
def plans(pytester: pytest.Pytester) -> Path:
    """A folder with a plan that has scenarios, and one that has none."""
    write_folder(pytester.path / "plans/tiny", FILES)
    write_folder(pytester.path / "plans/bare")
    return pytester.path / "plans"


def test_a_test_for_every_scenario(pytester: pytest.Pytester, plans: Path) -> None:
    result = pytester.runpytest_inprocess(*PLUGIN, "-v", "plans")
    result.assert_outcomes(passed=2, failed=2)
    result.stdout.fnmatch_lines(
        [
            "plans/tiny/plan.toml::base PASSED*",
            "plans/tiny/plan.toml::broken FAILED*",
            "plans/tiny/plan.toml::fewer PASSED*",
            "plans/tiny/plan.toml::wrong FAILED*",
            "*_ tiny::broken _*",
            "*scenarios/broken.toml line 2, extends: \"fewr\": there is no such scenario. Did you "
            "mean fewer?*",
            "*_ tiny::wrong _*",
        ]
    )  # fmt: skip
    output = result.stdout.str()
    assert "Traceback" not in output
    assert "runtest" not in output
    # The same words as the command's.
    printed = run("check", plans / "tiny").stdout
    said = next(line for line in printed.splitlines() if "visits is" in line)
    assert said.rstrip() in output.splitlines()


def test_one_scenario_by_its_name_or_its_file(pytester: pytest.Pytester, plans: Path) -> None:
    for path in ("plans/tiny/plan.toml::fewer", "plans/tiny/scenarios/fewer.toml"):
        pytester.runpytest_inprocess(*PLUGIN, path).assert_outcomes(passed=1)
    pytester.runpytest_inprocess(*PLUGIN, "plans", "-k", "wrong").assert_outcomes(
        failed=1, deselected=3
    )


def test_it_can_be_switched_off(pytester: pytest.Pytester, plans: Path) -> None:
    result = pytester.runpytest_inprocess(*PLUGIN, "plans", "-o", "kamplan=off")
    result.assert_outcomes()
    pytester.makeini("[pytest]\nkamplan = off\n")
    pytester.runpytest_inprocess(*PLUGIN, "plans").assert_outcomes()


def test_strict(pytester: pytest.Pytester, plans: Path) -> None:
    (plans / "tiny/scenarios/wrong.toml").unlink()
    (plans / "tiny/scenarios/broken.toml").unlink()
    strict = (*PLUGIN, "plans", "-o", "kamplan_strict=on")
    pytester.runpytest_inprocess(*strict).assert_outcomes(failed=2)
    run("check", plans / "tiny", "--update")
    pytester.runpytest_inprocess(*strict).assert_outcomes(passed=2)
    write_folder(plans / "tiny", {**FILES, **edited("accounts.csv", "Leipzig", "Rome")})
    result = pytester.runpytest_inprocess(*strict, "-k", "base")
    result.assert_outcomes(failed=1, deselected=3)
    result.stdout.fnmatch_lines(["*changed since the record: accounts: b (x_city)*"])


def test_a_plan_that_cannot_be_read(pytester: pytest.Pytester, plans: Path) -> None:
    (plans / "tiny/supply.csv").unlink()
    result = pytester.runpytest_inprocess(*PLUGIN, "plans")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*supply.csv: the file is missing*"])
    assert "Traceback" not in result.stdout.str()


def test_one_solver_for_a_plan_and_each_scenario_once(
    pytester: pytest.Pytester, plans: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, int]] = []
    right = planning.solve_scenario

    def solve(source: planning.Source, name: str, **more: object) -> object:
        asked.append((name, id(more["solver"])))
        return right(source, name, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(planning, "solve_scenario", solve)
    pytester.runpytest_inprocess(*PLUGIN, "plans")
    assert [name for name, _ in asked] == ["base", "fewer", "wrong"]
    assert len({solver for _, solver in asked}) == 1


def test_other_peoples_tests_load_nothing_of_it(pytester: pytest.Pytester) -> None:
    (pytester.path / "scenarios").mkdir()
    (pytester.path / "pyproject.toml").write_text("[tool.x]\n")
    (pytester.path / "scenarios/x.toml").write_text("not = a plan")
    text = "import sys\ndef test_one():\n    assert not {'numpy', 'solver', 'kamplan.planning'}"
    pytester.makepyfile(text + " & set(sys.modules)\n")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *PLUGIN, "-q"],
        cwd=pytester.path,
        env={**ENVIRONMENT, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert "1 passed" in done.stdout
