"""The frontier: every point is the plan of its own, and worths lie between the steps."""

from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from threading import Event
from types import SimpleNamespace
from typing import Any

import pytest

from kamplan.explore.exploration import Exploration
from kamplan.explore.frontier import Frontier, Point, find_frontier
from kamplan.explore.levers import Lever, read_lever
from kamplan.plan import Plan, PlanError
from kamplan.planning import Source, open_source, solve_plan
from kamplan.whatif.scenario import Scenario
from solver import Progress, Report
from tests.cli.running import NO_PLAN, document, run
from tests.plan.folders import SCENARIOS, write_folder

BASE = Scenario("base", ())
FESTIVAL = SCENARIOS / "spring_festival"


def explored(source: Source, lever: str, shares: list[float]) -> Frontier:
    """A frontier of base."""
    with closing(Exploration.begin(source, len(shares), Event())) as exploration:
        return find_frontier(exploration, "base", read_lever(source.plan, lever), shares)


def changed(plan: Plan, lever: str, share: float) -> Plan:
    """The plan with a lever moved, by editing its tables."""
    kind, _, name = lever.partition(":")
    if kind == "budget" and not name:
        promotion = plan.settings.promotion
        assert promotion.budget is not None
        moved = promotion.model_copy(update={"budget": promotion.budget * share})
        settings = plan.settings.model_copy(update={"promotion": moved})
        return replace(plan, settings=settings)
    table, column, key = {
        "budget": ("budgets", "max", "name"),
        "hours": ("teams", "hours", "team"),
        "supply": ("supply", "units", "product"),
    }[kind]
    cells = plan[table][column].copy()
    for row in range(len(cells)):
        mine = not name or plan[table][key][row] == name
        if mine and not (kind == "supply" and plan[table]["week"][row] == "opening"):
            cells[row] *= share
    return plan.with_table(plan[table].with_cells(column, cells))


@pytest.mark.parametrize(
    "lever", ["budget", "budget:tier-a", "hours", "hours:north", "supply", "supply:gift-box"]
)
def test_every_point_is_the_plan_with_that_much(lever: str) -> None:
    source = open_source(FESTIVAL)
    found = explored(source, lever, [0.9, 1.1])
    assert found.complete
    for share, point in zip([0.9, 1.1], found.points, strict=True):
        alone = solve_plan(changed(source.plan, lever, share), BASE).result
        assert point.solved is not None
        result = point.solved.result
        assert result.status == "optimal"
        assert (result.objective, result.bound) != (None, None)
        # Two proofs of one number.
        assert result.objective <= alone.bound + 1e-6 * abs(alone.bound)  # type: ignore[operator]
        assert alone.objective <= result.bound + 1e-6 * abs(result.bound)  # type: ignore[operator]
        assert point.amount == pytest.approx(share * found.now)


def test_worths_lie_between_the_steps() -> None:
    found = explored(open_source(FESTIVAL), "budget", [0.6, 0.8, 1.0, 1.2])
    for one, other in pairwise(found.points):
        assert one.value is not None
        assert other.value is not None
        assert one.worth is not None
        assert other.worth is not None
        step = (other.value - one.value) / (other.amount - one.amount)
        # Contribution bends down as money grows: its slopes fall. Each is off by a gap at most.
        unsure = 1e-4 * abs(one.value) / (other.amount - one.amount)
        assert one.worth >= step - unsure
        assert step >= other.worth - unsure


def test_hours_are_worth_what_their_steps_bring() -> None:
    found = explored(open_source(FESTIVAL), "hours:north", [0.8, 0.9, 1.0])
    for one, other in pairwise(found.points):
        if one.worth is not None and other.worth is not None:
            assert one.value is not None
            assert other.value is not None
            step = (other.value - one.value) / (other.amount - one.amount)
            unsure = 2e-4 * abs(one.value) / (other.amount - one.amount)
            assert other.worth - unsure <= step <= one.worth + unsure


def points(*pairs: tuple[float, float], gap: float = 0.0) -> Frontier:
    """A frontier by hand."""
    made = []
    for amount, value in pairs:
        solved: Any = SimpleNamespace(result=SimpleNamespace(objective=value, gap=gap))
        made.append(Point(amount, solved))
    return Frontier("base", Lever("budget", ""), 100.0, tuple(made), complete=True)


def test_the_elbow_by_hand() -> None:
    # The line from (0, 0) to (40, 40) is at 10, 20, 30 where the points are at 25, 34, 38.
    found = points((0, 0), (10, 25), (20, 34), (30, 38), (40, 40))
    assert found.elbow is found.points[1]
    # A straight line, or one that is straight within what is proven, has none.
    assert points((0, 0), (10, 10), (20, 20)).elbow is None
    assert points((0, 1000), (10, 1010.5), (20, 1020), gap=0.001).elbow is None
    assert points((0, 0), (10, 25)).elbow is None
    # Nor has one that was stopped: where it ends is no bend.
    assert replace(found, complete=False).elbow is None


def test_without_a_budget_shares_are_of_what_is_spent(tmp_path: Path) -> None:
    text = (FESTIVAL / "plan.toml").read_text("utf-8").replace("budget = 170000\n", "")
    plan = write_folder(tmp_path / "tiny", {"plan.toml": PLAIN})
    told = document("frontier", plan, "--points", "3", "--from", "50", "--to", "100")
    spent = document("solve", plan)["totals"]["promo_spend"]
    assert "budget" not in text.partition("[peak]")[0]
    assert told["now"] == pytest.approx(spent, rel=1e-3)
    assert [point["share"] for point in told["points"]] == pytest.approx([0.5, 0.75, 1.0])
    assert told["points"][0]["totals"]["promo_spend"] == pytest.approx(spent / 2, rel=1e-3)


PLAIN = 'name = "Tiny"\ncurrency = "EUR"\nfirst_week = "2026-W52"\nweeks = 3\n'


def test_a_point_without_a_plan_is_an_answer(tmp_path: Path) -> None:
    budgets = "name,where,min,max\neast,region=East,70,\n"
    plan = write_folder(tmp_path / "tiny", {"budgets.csv": budgets})
    told = document("frontier", plan, "--points", "3", "--from", "50", "--to", "150")
    assert [point["status"] for point in told["points"]] == ["infeasible", "optimal", "optimal"]
    assert told["points"][0]["objective"] is None
    assert told["elbow"] is None
    assert "infeasible" in run("frontier", plan, "--points", "3").stdout


def test_where_no_point_has_a_plan_it_ends_like_a_solve(tmp_path: Path) -> None:
    plan = write_folder(tmp_path / "tiny", NO_PLAN)
    told = document("frontier", plan, "--from", "80", "--to", "110", "--points", "3", status=3)
    assert {point["status"] for point in told["points"]} == {"infeasible"}
    solved = document("solve", plan, status=3)
    for command, left in (("tornado", {"inputs": []}), ("flips", {"accounts": []})):
        found = document(command, plan, status=3)
        assert found["problems"] == solved["problems"] != []
        nothing = dict.fromkeys(("objective", "contribution", "bound", "gap", "totals"))
        assert {**found, "status": "infeasible", **nothing, **left} == found


@pytest.mark.parametrize(
    ("lever", "said"),
    [
        ("bugdet", "lever-unknown"),
        ("hours:nrth", "lever-name"),
        ("budget:tier-c-least", "lever-nothing"),
    ],
)
def test_what_cannot_be_asked(lever: str, said: str) -> None:
    told = document("frontier", FESTIVAL, "--of", lever, status=2)
    (problem,) = told["problems"]
    assert problem["id"] == said
    assert "Did you mean" in problem["message"] or said == "lever-nothing"


@pytest.mark.parametrize("jobs", [1, 2])
def test_stopped_it_keeps_what_is_finished(tmp_path: Path, jobs: int) -> None:
    source, stop = open_source(write_folder(tmp_path / "tiny")), Event()

    def watch(step: str) -> Report | None:
        def hear(progress: Progress) -> None:
            pass

        if step == "4/9":
            stop.set()
        return hear

    with closing(Exploration.begin(source, 9, stop, jobs, watch=watch)) as exploration:
        lever = Lever("budget", "")
        shares = [0.5 + number / 8 for number in range(9)]
        found = find_frontier(exploration, "base", lever, shares)
    assert not found.complete
    # With several workers others may be finished by then.
    assert 3 <= len(found.points) <= (4 if jobs == 1 else 8)
    assert all(point.solved is not None for point in found.points)


def test_bad_budget_lines_are_told(tmp_path: Path) -> None:
    plan = write_folder(tmp_path / "tiny")
    with pytest.raises(PlanError) as raised:
        read_lever(open_source(plan).plan, "budget:west")
    assert raised.value.faults[0].code == "lever-name"
