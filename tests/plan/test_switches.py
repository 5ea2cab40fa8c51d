"""Rules that are switched off: they stay, are checked, and ask for nothing."""

from pathlib import Path

import pytest

from kamplan.budgeting.entries import bounds_of
from kamplan.budgeting.groups import find_groups, overlapping
from kamplan.exchange.folder import plan_files, read_plan
from kamplan.explore.levers import Lever
from kamplan.formulation import formulate
from kamplan.plan.switches import SWITCHED, in_force
from tests.cli.running import run
from tests.plan.folders import faults_of, write_folder
from tests.tui.test_guardrails import RULES

OF_PROBLEM = {
    "budgets": "budgets",
    "service": "fill_rules",
    "calendar": "calendar",
    "fairness": "fairness",
    "locks": "totals",
    "no_worse": "totals",
}


def switched(text: str, value: int) -> str:
    """A table with every rule switched."""
    heading, *rows = text.splitlines()
    return "\n".join([f"{heading},active", *(f"{row},{value}" for row in rows)]) + "\n"


@pytest.mark.parametrize("table", SWITCHED)
def test_a_rule_that_is_off_is_none(table: str, tmp_path: Path) -> None:
    file, nothing = f"{table}.csv", {f"{name}.csv": None for name in SWITCHED}
    text = RULES[file]
    extra = {name: each for name, each in RULES.items() if name.startswith("published")}
    on = read_plan(write_folder(tmp_path / "on", {**nothing, **extra, file: text}))
    without = read_plan(write_folder(tmp_path / "none", {**nothing, **extra}))
    changes = {**nothing, **extra, file: switched(text, 0)}
    off = read_plan(write_folder(tmp_path / "off", changes))
    part = OF_PROBLEM[table]
    assert len(off[table]) == len(on[table]) > 0
    assert len(getattr(formulate(on), part)) > len(getattr(formulate(without), part))
    assert len(getattr(formulate(off), part)) == len(getattr(formulate(without), part))
    assert in_force(on) is on
    # The switch comes back out, and is left out where all rules hold.
    assert ",active\n" in plan_files(off)[file]
    assert all(row.endswith(",0") for row in plan_files(off)[file].splitlines()[1:])
    again = read_plan(write_folder(tmp_path / "again", {**changes, file: switched(text, 1)}))
    assert plan_files(again)[file] == plan_files(on)[file]


def test_it_is_still_checked_and_the_switch_is_0_or_1(tmp_path: Path) -> None:
    text = "name,where,max,active\neast,region=Nowhere,60,0\nwest,region=West,60,2\n"
    codes = {fault.code for fault in faults_of(write_folder(tmp_path, {"budgets.csv": text}))}
    assert codes == {"where-value", "above"}


def test_budget_lines_and_levers_do_not_see_it(tmp_path: Path) -> None:
    text = "name,where,max,active\neast,region=East,60,0\nother,tier=A|B,50,0\n"
    plan = read_plan(write_folder(tmp_path, {"budgets.csv": text}))
    groups = find_groups(plan, "region")
    assert bounds_of(plan, groups[0]) == (0.0, float("inf"))
    assert overlapping(plan, groups) == []
    assert Lever("budget", "east").amount(plan) is None


def test_a_scenario_switches_a_rule(tmp_path: Path) -> None:
    change = '[[change]]\ntable = "budgets"\nwhere = { name = "east" }\n'
    change += 'field = "active"\nset = 0\n'
    least = "name,where,min,max\neast,region=East,500,\n"
    folder = write_folder(tmp_path, {"budgets.csv": least, "scenarios/free.toml": change})
    assert run("solve", folder).exit_code == 3
    assert run("solve", folder, "--scenario", "free").exit_code == 0
