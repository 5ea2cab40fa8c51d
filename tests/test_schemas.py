"""The JSON Schemas are in step with the models, and as strict as the program."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from kamplan.editor_schema import HEADER, SCHEMAS, schema_text
from kamplan.exchange.folder import parse_settings
from kamplan.plan import Fault, PlanError
from kamplan.shipped import shipped_folder
from kamplan.whatif.authoring import new_scenario
from kamplan.whatif.changes import apply_scenario
from kamplan.whatif.scenario import Scenario, parse_scenario
from tests.cli.running import run
from tests.plan.folders import TINY
from tests.whatif.solving import source_of
from tools.schemas import ROOT, made

SHIPPED = sorted(shipped_folder().glob("*/scenarios/*.toml"))
ACT = "[[change]]\ntable = '{}'\n{}\n"


def complaints(name: str, text: str) -> list[str]:
    """What a validator says of a TOML text."""
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads(schema_text(name))
    jsonschema.Draft7Validator.check_schema(schema)
    errors = jsonschema.Draft7Validator(schema).iter_errors(tomllib.loads(text))
    return [error.message for error in errors]


@pytest.mark.skipif(not (ROOT / "docs").is_dir(), reason="no docs beside the tests")
def test_the_shipped_schemas_are_those_of_the_models() -> None:
    for name, text in made().items():
        assert schema_text(name) == text, f"run tools/schemas.py: {name}"
    assert {path.stem for path in SCHEMAS.iterdir()} == set(made())


def test_every_key_is_explained() -> None:
    schema = json.loads(schema_text("scenario"))
    for part in (schema, *schema["definitions"].values()):
        assert all("description" in value for value in part["properties"].values())


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_every_shipped_scenario_is_valid(path: Path) -> None:
    assert complaints("scenario", path.read_text("utf-8")) == []


def test_every_shipped_plan_is_valid() -> None:
    for path in shipped_folder().glob("*/plan.toml"):
        assert complaints("plan", path.read_text("utf-8")) == []
    assert complaints("plan", TINY["plan.toml"]) == []


def test_a_new_scenario_is_valid() -> None:
    assert complaints("scenario", new_scenario("base", "x")) == []


# (text, whether the program takes it); the schema must say the same.
SCENARIOS = [
    ("", True),
    ("description = 'x'\nextends = 'base'\n", True),
    ("descripton = 'x'\n", False),
    ("extends = 1\n", False),
    (ACT.format("supply", "field = 'units'\nset = 1"), True),
    (ACT.format("supply", "field = 'units'\nadd = 1"), True),
    (ACT.format("supply", "field = 'units'\nscale = 1.5\ndrop = false"), True),
    (ACT.format("supply", "where = { product = 'p' }\ndrop = true"), True),
    (ACT.format("supply", "where = { product = ['p', 'q'] }\ndrop = true"), True),
    (ACT.format("teams", "insert = { team = 'u', week = '2026-W52', hours = 2 }"), True),
    (ACT.format("accounts", "where = { x_city = 'Leipzig' }\nfield = 'x_city'\nset = 'R'"), True),
    (ACT.format("demand", "where = { tier = 'A' }\nfield = 'units'\nscale = 2"), True),
    (ACT.format("plan", "field = 'promotion.budget'\nset = 50"), True),
    (ACT.format("plan", "field = 'budget'\nset = 50"), True),
    (ACT.format("suply", "field = 'units'\nset = 1"), False),
    (ACT.format("supply", "feild = 'units'\nset = 1"), False),
    (ACT.format("supply", "field = 'unit'\nset = 1"), False),
    (ACT.format("supply", "field = 'units'"), False),
    (ACT.format("supply", "field = 'units'\nset = 1\nadd = 2"), False),
    (ACT.format("supply", "field = 'units'\nset = 1\ndrop = true"), False),
    (ACT.format("supply", "set = 1"), False),
    (ACT.format("supply", "field = 'units'\nscale = '2'"), False),
    (ACT.format("supply", "where = { tier = 'A' }\ndrop = true"), False),
    (ACT.format("supply", "where = { prodct = 'p' }\ndrop = true"), False),
    (ACT.format("supply", "field = 'units'\ndrop = true"), False),
    (ACT.format("teams", "insert = { team = 'u', hours = 2 }"), False),
    (ACT.format("teams", "insert = { team = 'u', week = '2026-W52', hours = 2, hour = 2 }"), False),
    (ACT.format("plan", "field = 'budgets'\nset = 50"), False),
    (ACT.format("plan", "where = { name = 'x' }\nfield = 'budget'\nset = 50"), False),
    ("[expect]\nstatus = 'optimal'\nrevenue = { min = 1 }\ngap = { max = 0.1 }\n", True),
    ("[expect]\nstatus = 'good'\n", False),
    ("[expect]\nfeasible = true\n", True),
    ("[expect]\nfeasible = 'yes'\n", False),
    ("[expect]\nrevenu = { min = 1 }\n", False),
    ("[expect]\nrevenue = { mim = 1 }\n", False),
    ("[expect]\nrevenue = { within = -1 }\n", False),
    ("[expect]\ngap = { within = 0.1 }\n", False),
    ("[expect]\nmargin = { within = 0.1 }\n", False),
    ("[[expect.rule]]\nmetric = 'revenue'\nmin = 1\n", True),
    ("[[expect.rule]]\nmetric = 'revenue'\nversus = 'base'\nmin_drop = 0\n", True),
    ("[[expect.rule]]\nmetric = 'revenue'\nmin_drop = 0\n", False),
    ("[[expect.rule]]\nmetric = 'revenue'\n", False),
    ("[[expect.rule]]\nmetric = 'revenues'\nmin = 1\n", False),
    ("[[expect.order]]\nmetric = 'margin'\nscenarios = ['x', 'base']\nby = -0.1\n", True),
    ("[[expect.order]]\nmetric = 'margin'\nscenarios = ['base']\n", False),
    ("[[expect.order]]\nmetric = 'margin'\n", False),
]  # fmt: skip


@pytest.mark.parametrize(("text", "taken"), SCENARIOS)
def test_the_schema_is_as_strict_as_the_program(text: str, taken: bool, tmp_path: Path) -> None:
    plan = source_of(tmp_path).plan
    try:
        apply_scenario(plan, Scenario("x", (("x", parse_scenario("x", text)),)))
        faults: tuple[Fault, ...] = ()
    except PlanError as error:
        faults = error.faults
    assert (not faults) == taken, faults
    assert (not complaints("scenario", text)) == taken


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("budget = 100", "budgett = 100"),
        ("[promotion]", "[promotions]"),
        ("weeks = 3", "weeks = 54"),
        ("weeks = 3", "weeks = 'three'"),
        ("weeks = 3", "objective = 'profit'\nweeks = 3"),
        ("first_week", "first"),
        ("budget = 100", "budget = -1"),
        ("[promotion]", "[solve]\ngap = 1\n[promotion]"),
    ],
)
def test_plan_toml_too(old: str, new: str) -> None:
    text = TINY["plan.toml"].replace(old, new, 1)
    found: list[Fault] = []
    assert parse_settings(tomllib.loads(text), found) is None
    assert complaints("plan", text)


def test_the_command_prints_one_or_puts_it_into_a_plan(tmp_path: Path) -> None:
    for name in ("scenario", "plan"):
        result = run("schema", name)
        assert (result.exit_code, result.stdout) == (0, schema_text(name))
        assert run("schema", name, "--write", tmp_path).exit_code == 0
        made_file = tmp_path / f"scenarios/.schema/{name}.json"
        assert made_file.read_text("utf-8") == schema_text(name)
    assert (tmp_path / "scenarios" / HEADER.partition(" ")[2]).is_file()
    assert run("schema", "plans").exit_code == 2
    result = run("schema", "plan", "--write", tmp_path / "none")
    assert (result.exit_code, "there is no such folder" in result.stderr) == (2, True)


def test_a_line_for_editors_is_a_comment(tmp_path: Path) -> None:
    found: Any = parse_scenario("x", f"{HEADER}\nextends = 'base'\n")
    assert found.extends == "base"
