"""A stored answer is the answer: every figure, rank and worth comes back from its JSON."""

import json
from pathlib import Path
from threading import Event
from typing import Any

import numpy as np
import pytest

from kamplan.insight.ranks import listed_cells, served_ranks
from kamplan.messages import fault_text
from kamplan.plan import Plan, PlanError
from kamplan.planning import Source, open_source, solve_plan
from kamplan.report.documents import dumps, solve_document
from kamplan.restoring import restore_solved
from kamplan.whatif.changes import apply_scenario
from kamplan.whatif.figures import SPLITS, Solved, everything, figure
from kamplan.whatif.scenario import BASE, Scenario, find_scenario, parse_scenario
from solver import LiveSolver, Worth
from solver.problem import Ints
from tests.plan.folders import SCENARIOS, edited, write_folder

NOBODY = Scenario(BASE, ())


def stored(solved: Solved) -> dict[str, Any]:
    """The document of an answer as a store gives it back, its keys in any order."""
    found: dict[str, Any] = json.loads(json.dumps(json.loads(dumps(solve_document(solved))),
                                                  sort_keys=True))  # fmt: skip
    return found


def assert_same(restored: Solved, solved: Solved) -> None:
    """Every field of a result but the worth of a unit delivered."""
    assert solve_document(restored) == solve_document(solved)
    one, other = restored.result, solved.result
    for name in ("status", "objective", "bound", "gap", "rounds", "cuts", "searched"):
        assert getattr(one, name) == getattr(other, name)
    for name in ("worth", "conflict"):
        assert getattr(one, name) == getattr(other, name)
    assert one.unit_worth is None
    assert one.demand_worth is None
    assert [policy.name for policy in one.policies] == [policy.name for policy in other.policies]
    if other.evaluation is None:
        assert (one.evaluation, one.decisions, one.rank) == (None, None, None)
        return
    assert one.decisions is not None
    assert other.decisions is not None
    assert one.evaluation is not None
    for name in ("visits", "shipped"):
        left, right = getattr(one.decisions, name), getattr(other.decisions, name)
        assert left.dtype == right.dtype
        assert np.array_equal(left, right)
    np.testing.assert_allclose(one.decisions.spend, other.decisions.spend, atol=1e-9)
    for name in ("demand", "sold", "lost", "stock"):
        np.testing.assert_allclose(
            getattr(one.evaluation, name), getattr(other.evaluation, name), rtol=1e-9, atol=1e-9
        )
    for metric in SPLITS:
        whole = everything(restored.plan)
        assert figure(restored, metric, whole) == pytest.approx(figure(solved, metric, whole))


@pytest.fixture(scope="module")
def source() -> Source:
    return open_source(SCENARIOS / "spring_festival")


def test_extra_supply_comes_back(tmp_path: Path) -> None:
    source = open_source(
        write_folder(
            tmp_path,
            {
                "supply.csv": "product,week,units,extra_units,extra_cost\n"
                "p,opening,3,,\np,2026-W52,2,3,0.25\np,2026-W53,15,,\nq,2026-W53,20,,\n"
            },
        )
    )
    solved = solve_plan(source.plan, NOBODY)
    assert solved.result.decisions is not None
    assert solved.result.decisions.extra.sum() == pytest.approx(3.0)
    document = json.loads(dumps(solve_document(solved)))
    assert document["extra_supply"] == [
        {
            "product": "p",
            "week": "2026-W52",
            "units": pytest.approx(3.0),
            "cost": pytest.approx(0.75),
        }
    ]
    back = restore_solved(solved.plan, "base", document)
    assert back.result.decisions is not None
    assert np.array_equal(back.result.decisions.extra, solved.result.decisions.extra)
    assert back.result.evaluation is not None
    assert solved.result.evaluation is not None
    assert back.result.evaluation.extra_cost == solved.result.evaluation.extra_cost


@pytest.mark.parametrize("cases", [2, 30])
def test_a_rounding_comes_back(tmp_path: Path, cases: int) -> None:
    folder = write_folder(tmp_path, edited("plan.toml", "[peak]", "[solve]\nround = true\n[peak]"))
    products = (folder / "products.csv").read_text("utf-8").replace("salvage", "case_units")
    (folder / "products.csv").write_text(products.replace(",1,\n", f",1,{cases}\n"), "utf-8")
    solved = solve_plan(open_source(folder).plan, NOBODY)
    assert solved.result.rounded is not None
    assert (solved.result.rounded.decisions is not None) == (cases == 2)
    restored = restore_solved(solved.plan, BASE, stored(solved))
    assert_same(restored, solved)
    assert restored.result.rounded is not None
    assert restored.result.rounded.conflict == solved.result.rounded.conflict
    assert_same(restored.as_rounded(), solved.as_rounded())


def order_of(solved: Solved) -> Ints:
    """[A, P, T] who is served first, among those who are listed."""
    result = solved.result
    assert result.rank is not None
    assert result.decisions is not None
    listed = listed_cells(solved.problem.baseline, result.decisions.shipped)
    return served_ranks(result.rank, listed)


def test_every_shipped_scenario_comes_back(source: Source) -> None:
    live, worths = LiveSolver(), list[Worth]()
    for name in source.names:
        scenario = find_scenario(name, source.scenarios)
        solved = solve_plan(source.plan, scenario, solver=live)
        plan = apply_scenario(source.plan, scenario)
        restored = restore_solved(plan, name, stored(solved))
        assert restored.plan is plan
        assert restored.scenario == name
        assert_same(restored, solved)
        assert np.array_equal(order_of(restored), order_of(solved))
        worths += restored.result.worth
    # Of every kind that there is.
    assert any(each.per_hour is not None for each in worths)
    assert any(each.left is not None for each in worths)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    """Not every account asks for every product in every week."""
    return open_source(write_folder(tmp_path_factory.mktemp("plan"))).plan


def test_accounts_that_are_not_listed_have_the_ranks_that_are_left(tiny: Plan) -> None:
    solved = solve_plan(tiny, NOBODY)
    restored = restore_solved(tiny, BASE, stored(solved))
    assert_same(restored, solved)
    rank, first = restored.result.rank, solved.result.rank
    assert rank is not None
    assert first is not None
    assert not (solved.problem.baseline > 0.0).all()
    assert np.array_equal(order_of(restored), order_of(solved))
    assert np.array_equal(np.sort(rank, axis=0), np.sort(first, axis=0))


def spending(least: int) -> Scenario:
    """Every budget is to be spent at least so far."""
    text = f'[[change]]\ntable = "budgets"\nfield = "min"\nset = {least}\n'
    text += '[[change]]\ntable = "budgets"\nfield = "max"\nset = 2000\n'
    return Scenario("more", (("more", parse_scenario("more", text)),))


def test_no_plan_comes_back(tiny: Plan) -> None:
    solved = solve_plan(tiny, spending(1000))
    assert solved.result.status == "infeasible"
    assert solved.result.conflict
    assert_same(restore_solved(solved.plan, "more", stored(solved)), solved)


@pytest.mark.parametrize(
    # The simple policies stand in for a plan, under a loose bound, where they keep every rule:
    # without a plan to follow they spend nothing.
    ("scenario", "status"),
    [(NOBODY, "feasible"), (spending(10), "stopped")],
)
def test_a_stopped_solve_comes_back(tiny: Plan, scenario: Scenario, status: str) -> None:
    flag = Event()
    flag.set()
    solved = solve_plan(tiny, scenario, flag)
    assert solved.result.status == status
    assert solved.result.bound is not None
    assert_same(restore_solved(solved.plan, scenario.name, stored(solved)), solved)


def unfit(plan: Plan, document: dict[str, Any]) -> str:
    """Why a document is refused."""
    with pytest.raises(PlanError) as caught:
        restore_solved(plan, BASE, document)
    (fault,) = caught.value.faults
    assert fault.code == "answer-unfit"
    return fault_text(fault)


def test_an_answer_to_another_plan_is_refused(source: Source, tiny: Plan, tmp_path: Path) -> None:
    document = stored(solve_plan(tiny, NOBODY))
    assert "not one to this plan" in unfit(source.plan, document)
    changed = open_source(write_folder(tmp_path, edited("products.csv", "100,60", "101,60"))).plan
    assert "contribution" in unfit(changed, document)


def test_what_is_no_answer_is_refused(tiny: Plan) -> None:
    document = stored(solve_plan(tiny, NOBODY))
    unfit(tiny, {})
    unfit(tiny, {**document, "schema": "kamplan.solve/2"})
    for name in ("totals", "stock", "search", "worth", "seconds", "status"):
        unfit(tiny, {key: value for key, value in document.items() if key != name})
    unfit(tiny, {**document, "stock": [{"account": "a"}]})
    unfit(tiny, {**document, "visits": None})
