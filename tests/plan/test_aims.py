"""Objectives and targets from plan.toml, through to the document."""

import json
from pathlib import Path

import pytest

from kamplan.exchange.folder import read_plan
from kamplan.formulation import formulate
from tests.cli.running import run
from tests.plan.folders import edited, write_folder


def folder(path: Path, settings: str) -> Path:
    """The tiny plan with other settings."""
    return write_folder(path / "plan", edited("plan.toml", "[promotion]", settings + "[promotion]"))


def test_contribution_is_no_stage_of_its_own(tmp_path: Path) -> None:
    assert formulate(read_plan(write_folder(tmp_path / "plan"))).aims == ()


@pytest.mark.parametrize(
    ("objective", "names"),
    [
        ("revenue", ["revenue", "contribution"]),
        ("units; revenue", ["units", "revenue", "contribution"]),
        ("contribution;units", ["contribution", "units"]),
        ("weighted", ["weighted"]),
    ],
)
def test_contribution_comes_last_where_nothing_counts_it(
    tmp_path: Path, objective: str, names: list[str]
) -> None:
    text = f'objective = "{objective}"\n[weights]\ncontribution = 0.5\nspend = 2\n'
    problem = formulate(read_plan(folder(tmp_path, text)))
    assert [aim.name for aim in problem.aims] == names
    for aim in problem.aims:
        if aim.name == "weighted":
            assert (aim.contribution, aim.revenue, aim.spend) == (0.5, 0.0, 2.0)


def test_an_order_in_the_document_and_on_paper(tmp_path: Path) -> None:
    path = folder(tmp_path, 'objective = "revenue"\n')
    document = json.loads(run("solve", path, "--json").stdout)
    assert document["status"] == "optimal"
    assert document["objective"] == pytest.approx(document["totals"]["revenue"])
    assert [each["aim"] for each in document["aims"]] == ["revenue", "contribution"]
    assert document["aims"][1]["value"] == pytest.approx(document["contribution"])
    assert document["bound"] >= document["objective"]
    plain = json.loads(run("solve", write_folder(tmp_path / "plain"), "--json").stdout)
    assert document["totals"]["revenue"] >= plain["totals"]["revenue"] * (1.0 - 1e-3)
    assert document["contribution"] <= plain["bound"]
    assert "Aims, one after another" in run("solve", path).stdout


def test_least_spend_for_a_target(tmp_path: Path) -> None:
    plain = json.loads(run("solve", write_folder(tmp_path / "plain"), "--json").stdout)
    wanted = plain["totals"]["revenue"] * 0.97
    text = f'objective = "spend"\n[target]\nrevenue = {wanted}\n'
    document = json.loads(run("solve", folder(tmp_path, text), "--json").stdout)
    assert document["status"] == "optimal"
    assert document["totals"]["revenue"] >= wanted * (1.0 - 1e-6)
    assert document["totals"]["promo_spend"] < plain["totals"]["promo_spend"]
    assert document["objective"] == pytest.approx(-document["totals"]["promo_spend"], abs=1e-6)


def test_a_target_out_of_reach_is_named(tmp_path: Path) -> None:
    path = folder(tmp_path, "[target]\nrevenue = 1000000\n")
    result = run("solve", path)
    assert result.exit_code == 3
    assert "target of revenue" in result.stderr
