"""Where models of this kind go wrong: extreme numbers, empty things, names, odd curves."""

from dataclasses import replace
from math import sqrt

import numpy as np
import pytest

from solver import evaluate, solve
from tests.solver.problems import (
    Cap,
    Fill,
    Promo,
    Team,
    Visit,
    make_decisions,
    make_problem,
)


@pytest.mark.parametrize("shape", [0.3, 0.5, 0.8, 1.0])
def test_curves_of_every_concave_shape_are_proven(shape: float) -> None:
    problem = make_problem(
        [[100.0, 60.0], [80.0, 120.0]],
        margin=[10.0, 6.0],
        promos=(Promo(0, shape=shape), Promo(1, half=40.0, top=0.9, shape=shape)),
        caps=(Cap(250.0),),
        target_gap=1e-5,
    )
    result = solve(problem)
    assert result.status == "optimal"
    assert result.gap is not None
    assert result.gap <= 1e-5


@pytest.mark.parametrize("shape", [0.5, 0.8])
def test_a_bent_curve_is_spent_on_until_its_slope_has_fallen(shape: float) -> None:
    # No closed form: the best of a fine grid of spends.
    spends = np.linspace(0.0, 400.0, 400_001)
    power = spends**shape
    values = 1000.0 * (1.0 + 0.4 * power / (100.0**shape + power)) - spends
    result = solve(make_problem([100.0], promos=(Promo(shape=shape),), target_gap=1e-6))
    assert result.objective == pytest.approx(values.max(), rel=2e-6)


@pytest.mark.parametrize("shape", [0.2, 0.3, 0.5, 0.8])
@pytest.mark.parametrize("half", [1.0, 100.0])
def test_no_money_for_a_curve_that_rises_steeply_from_nothing(shape: float, half: float) -> None:
    # The slope at 0 is infinite: tangents close in on a spend that must stay 0.
    problem = make_problem(
        [100.0], promos=(Promo(half=half, shape=shape),), caps=(Cap(0.0),), target_gap=1e-3
    )
    assert solve(problem).objective == pytest.approx(1000.0)


def test_an_all_zero_baseline_is_worth_nothing() -> None:
    problem = make_problem(
        np.zeros((2, 2, 2)),
        supply=0.0,
        promos=(Promo(),),
        visits=(Visit(cost=1.0),),
        caps=(Cap(100.0),),
        fills=(Fill(0.9),),
    )
    result = solve(problem)
    assert result.status == "optimal"
    assert result.objective == 0.0
    assert result.decisions is not None
    assert result.decisions.spend.sum() == 0.0
    assert result.decisions.visits.tolist() == [0]


def test_one_account_one_product_one_week_and_nothing_to_decide() -> None:
    result = solve(make_problem([7.0], margin=3.0, supply=[5.0]))
    assert result.status == "optimal"
    assert result.objective == pytest.approx(15.0)
    (supply,) = result.worth
    assert supply.value == pytest.approx(3.0)
    assert {policy.name for policy in result.policies} == {"equal", "sales", "tier"}


def test_a_promotion_that_lifts_nothing_gets_nothing() -> None:
    promos = (Promo(top=0.0), Promo(covers=(), mechanic="none"))
    result = solve(make_problem([100.0], promos=promos))
    assert result.objective == pytest.approx(1000.0)


def test_money_forced_into_a_promotion_that_lifts_nothing_is_spent() -> None:
    result = solve(make_problem([100.0], promos=(Promo(top=0.0),), caps=(Cap(minimum=30.0),)))
    assert result.objective == pytest.approx(1000.0 - 30.0)


def test_a_team_nobody_belongs_to_and_a_budget_over_nothing_are_harmless() -> None:
    problem = make_problem([100.0], teams=(Team(hours=0.0),), caps=(Cap(0.0),))
    result = solve(problem)
    assert result.status == "optimal"
    assert result.objective == pytest.approx(1000.0)


@pytest.mark.parametrize("promos", [(), (Promo(weeks=()),)])
def test_money_demanded_where_none_can_be_spent_is_infeasible(promos: tuple[Promo, ...]) -> None:
    result = solve(make_problem([100.0], promos=promos, caps=(Cap(minimum=50.0),)))
    assert result.status == "infeasible"
    (broken,) = result.conflict
    assert (broken.rule, broken.key) == ("budget_min", ("total",))
    assert broken.amount == pytest.approx(50.0)


def test_names_that_differ_only_in_their_marks_stay_apart() -> None:
    # a-1 may have 20 and a_1 80; one product is short, the other is not.
    problem = make_problem(
        [[[100.0], [50.0]], [[100.0], [50.0]]],
        accounts=("a-1", "a_1"),
        products=("p-1", "p_1"),
        supply=[[500.0], [90.0]],
        promos=(Promo(0, covers=(0,)), Promo(1, covers=(0,))),
        caps=(Cap(20.0, name="b-1", rows=(0,)), Cap(80.0, name="b_1", rows=(1,))),
        fills=(Fill(0.9, (0,), (1,), name="f-1"), Fill(0.8, (1,), (1,), name="f_1")),
        teams=(Team("t-1", 3.0), Team("t_1", 4.0)),
    )
    result = solve(problem)
    assert result.decisions is not None
    assert result.decisions.spend.ravel().tolist() == pytest.approx([20.0, 80.0])
    worth = {(w.rule, w.key): w.value for w in result.worth}
    assert worth["supply", ("p-1", "w1")] == 0.0
    assert worth["supply", ("p_1", "w1")] == pytest.approx(10.0)
    assert worth["budget", ("b-1",)] > worth["budget", ("b_1",)] > 0.0
    assert {("visit_hours", ("t-1",)), ("visit_hours", ("t_1",))} <= worth.keys()


@pytest.mark.parametrize("money", [1e-6, 1e-3, 1.0, 1e3, 1e4, 1e5, 1e7])
def test_the_best_spend_is_found_in_any_unit_of_money(money: float) -> None:
    # W = 1000 * 100 units of money, half = 10,000: x* = sqrt(half top W) - half = 10,000.
    W, half = 1e5 * money, 1e4 * money
    problem = make_problem([1000.0], margin=100.0 * money, promos=(Promo(half=half),))
    spend = sqrt(half * 0.4 * W) - half
    best = W * (1.0 + 0.4 * spend / (half + spend)) - spend
    result = solve(problem)
    assert result.status == "optimal"
    # The gap counts an objective below 1 as 1.
    assert result.objective == pytest.approx(best, rel=1e-6, abs=problem.target_gap)
    assert result.bound is not None
    assert result.bound >= best * (1.0 - 1e-9)


def test_a_plan_with_very_large_and_very_small_accounts_is_proven() -> None:
    # Baselines from 1e-3 to 1e6 cases, margins from 1e-3 to 1e3, spends up to millions.
    problem = make_problem(
        [[1e-3], [1.0], [1e3], [1e6]],
        margin=[1e3, 1.0, 10.0, 1e-3],
        supply=[5e5],
        promos=(Promo(0, half=0.1), Promo(1, half=1.0), Promo(2, half=1e4), Promo(3, half=1e3)),
        caps=(Cap(5e3),),
        target_gap=1e-5,
    )
    result = solve(problem)
    assert result.status == "optimal"
    assert result.evaluation is not None
    assert result.evaluation.breaks == ()


@pytest.mark.parametrize("units", [1e-6, 1e-3, 1e3, 1e6])
def test_the_unit_of_goods_does_not_change_the_plan(units: float) -> None:
    # A case is split into smaller units, each earning less.
    problem = make_problem(
        [[100.0, 150.0], [80.0, 90.0]],
        margin=[10.0, 7.0],
        supply=[150.0, 260.0],
        holding=0.5,
        write_down=1.0,
        promos=(Promo(0), Promo(1)),
        caps=(Cap(150.0),),
        target_gap=1e-6,
    )
    other = replace(
        problem,
        baseline=problem.baseline * units,
        supply=problem.supply * units,
        margin=problem.margin / units,
        holding=problem.holding / units,
        write_down=problem.write_down / units,
    )
    assert solve(other).objective == pytest.approx(solve(problem).objective, rel=3e-6)


def test_an_unlimited_budget_and_unlimited_hours_are_no_rules() -> None:
    problem = make_problem(
        [100.0], promos=(Promo(),), visits=(Visit(team=0),), teams=(Team(),), caps=(Cap(),)
    )
    result = solve(problem)
    assert result.status == "optimal"
    assert {w.rule for w in result.worth} == {"supply"}


def test_many_visits_are_proven_too() -> None:
    # 200 possible visits: chords stand only where they are needed. r'(n) W = cost:
    # 0.5 * 10 / (10 + n)^2 * 10000 = 20 at n = 40, the best of the whole numbers around it.
    problem = make_problem([1000.0], visits=(Visit(maximum=200, half=10.0, cost=20.0),))
    result = solve(problem)
    assert result.decisions is not None
    assert result.decisions.visits.tolist() == [40]
    assert result.objective == pytest.approx(10_000.0 * (1.0 + 0.5 * 40.0 / 50.0) - 800.0)


def test_the_empty_plan_of_a_problem_is_valued_as_the_model_values_it() -> None:
    # Nothing to decide but stock: model and evaluation agree on the constant part.
    problem = make_problem([0.0, 0.0], supply=[3.0, 4.0], holding=1.0, write_down=2.0)
    found = evaluate(problem, make_decisions(problem))
    assert solve(problem).objective == pytest.approx(found.contribution)
    assert found.contribution == pytest.approx(-3.0 - 7.0 - 14.0)
