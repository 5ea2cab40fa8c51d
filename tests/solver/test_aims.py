"""Other aims than contribution: alone, mixed, one after another, and least spend for a target."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from solver import Aim, Problem, Result, Target, evaluate, solve
from solver.hold import hold_decisions
from tests.effort import examples
from tests.solver.problems import Cap, Fill, Promo, Visit, make_problem, row_dual
from tests.solver.strategies import plans

REVENUE, UNITS = Aim("revenue", revenue=1.0), Aim("units", units=1.0)
CONTRIBUTION, SPEND = Aim("contribution", contribution=1.0), Aim("spend", spend=1.0)
PATIENT = settings(max_examples=examples(10), deadline=None)


def plan(result: Result) -> tuple[float, float, float, float]:
    """Contribution, revenue, units and spend."""
    evaluation = result.evaluation
    assert evaluation is not None
    return (
        evaluation.contribution,
        evaluation.revenue,
        evaluation.units_sold,
        evaluation.promo_spend,
    )


def scarce(*aims: Aim) -> Problem:
    """100 units for two: one earns 10 and pays 20 a unit, the other earns 4 and pays 30."""
    return make_problem(
        [[100.0], [100.0]], margin=[10.0, 4.0], net_price=[20.0, 30.0], supply=[100.0], aims=aims
    )


def test_hand_solved_revenue() -> None:
    result = solve(scarce(REVENUE))
    assert (result.status, result.objective) == ("optimal", pytest.approx(3000.0))
    assert plan(result)[:2] == (pytest.approx(400.0), pytest.approx(3000.0))
    # One more unit goes to the other at 20.
    (worth,) = (item for item in result.worth if item.rule == "supply")
    assert (worth.value, worth.left) == (pytest.approx(20.0), pytest.approx(30.0))


def test_hand_solved_units_and_then_contribution() -> None:
    # Any hundred units do; of these plans the one that earns most.
    result = solve(scarce(UNITS, CONTRIBUTION))
    assert result.objective == pytest.approx(100.0, rel=1e-5)
    assert plan(result)[0] == pytest.approx(1000.0, rel=1e-5)
    assert [stage.aim for stage in result.stages] == ["units", "contribution"]
    assert result.stages[1].value == pytest.approx(1000.0, rel=1e-5)


def test_hand_solved_mix() -> None:
    # 0.5 contribution and 0.1 revenue: 5 + 2 against 2 + 3 a unit.
    mix = Aim("weighted", contribution=0.5, revenue=0.1)
    result = solve(scarce(mix))
    assert result.objective == pytest.approx(700.0)
    assert plan(result)[0] == pytest.approx(1000.0)


def test_hand_solved_target_and_its_dual() -> None:
    # Contribution is best at 100 units for the first: 2,000 of revenue. 2,400 takes 40 from it:
    # 60 x 10 + 40 x 4; a unit of revenue more costs 6 / 10.
    problem = replace(scarce(), targets=(Target(REVENUE, 2400.0),))
    result = solve(problem)
    assert result.objective == pytest.approx(760.0)
    assert plan(result)[1] == pytest.approx(2400.0)
    assert row_dual(problem, ("target", ("revenue",))) == pytest.approx(-0.6)


def test_hand_solved_least_spend_for_a_target() -> None:
    # 120 units: an uplift of 0.2 of 0.4 at half 100: just 100.
    problem = make_problem(
        [100.0], promos=(Promo(),), aims=(SPEND,), targets=(Target(UNITS, 120.0),), target_gap=1e-5
    )
    result = solve(problem)
    assert result.status == "optimal"
    assert result.objective == pytest.approx(-100.0, rel=1e-4)
    assert plan(result)[3] == pytest.approx(100.0, rel=1e-4)
    assert result.bound is not None
    assert result.bound >= -100.0 - 1e-6


def test_least_spend_for_a_contribution() -> None:
    # f(x) - x = 300 x / (100 + x) at the target: 1,000 + 60 needs 400 x / (100 + x) - x = 60:
    # x^2 - 240 x + 6000 = 0, x = 28.35 at the least.
    problem = make_problem(
        [100.0],
        promos=(Promo(),),
        aims=(SPEND,),
        targets=(Target(CONTRIBUTION, 1060.0),),
        target_gap=1e-5,
    )
    result = solve(problem)
    assert plan(result)[3] == pytest.approx(120.0 - np.sqrt(14400.0 - 6000.0), rel=1e-4)


def test_money_that_wins_nothing_is_not_spent_on_revenue() -> None:
    # All stock is sold anyway: revenue says nothing of the money, contribution comes next.
    problem = make_problem(
        [100.0], supply=[80.0], promos=(Promo(),), caps=(Cap(500.0),), aims=(REVENUE, CONTRIBUTION)
    )
    result = solve(problem)
    assert plan(result)[3] == pytest.approx(0.0, abs=1e-3)


def test_revenue_without_a_budget_is_all_that_promotion_can_bring() -> None:
    problem = make_problem(
        [100.0], promos=(Promo(),), visits=(Visit(),), aims=(REVENUE,), target_gap=1e-3
    )
    result = solve(problem)
    # Uplift of 0.4 and 4 visits of 0.5 at half 1: 100 x (1 + 0.4 + 0.4) x 20.
    assert result.status == "optimal"
    assert result.objective == pytest.approx(3600.0, rel=1.1e-3)


def test_a_target_out_of_reach_is_named() -> None:
    problem = replace(scarce(), targets=(Target(REVENUE, 3300.0),))
    result = solve(problem)
    assert result.status == "infeasible"
    (target,) = (item for item in result.conflict if item.rule == "target")
    assert target.amount == pytest.approx(300.0, rel=1e-4)
    eased = replace(problem, targets=(Target(REVENUE, 3300.0 - target.amount),))
    assert solve(eased).status == "optimal"


def test_rules_that_cannot_be_kept_are_named_whatever_the_aim() -> None:
    problem = make_problem([100.0], supply=[50.0], fills=(Fill(0.8),), aims=(UNITS, CONTRIBUTION))
    result = solve(problem)
    assert result.status == "infeasible"
    assert result.conflict


@PATIENT
@given(problem=plans())
def test_an_order_gives_up_no_more_than_the_gap(problem: Problem) -> None:
    for first, second in ((REVENUE, CONTRIBUTION), (UNITS, REVENUE)):
        ordered = solve(replace(problem, aims=(first, second)))
        alone = solve(replace(problem, aims=(first,)))
        assert ordered.objective is not None
        assert alone.objective is not None
        assert alone.bound is not None
        allowed = problem.target_gap * max(abs(alone.objective), 1.0) * 1.01
        assert ordered.objective >= alone.objective - allowed
        assert ordered.objective <= alone.bound + 1e-6 * max(abs(alone.bound), 1.0)
        assert ordered.evaluation is not None
        assert ordered.evaluation.breaks == ()


@PATIENT
@given(problem=plans())
def test_contribution_as_an_aim_is_contribution(problem: Problem) -> None:
    stated, aimed = solve(problem), solve(replace(problem, aims=(CONTRIBUTION,)))
    assert stated.objective is not None
    allowed = 2.0 * problem.target_gap * max(abs(stated.objective), 1.0)
    assert aimed.objective == pytest.approx(stated.objective, abs=allowed)
    assert aimed.decisions is not None
    recomputed = evaluate(problem, aimed.decisions)
    assert aimed.objective == pytest.approx(recomputed.contribution)


def a_key_account(*aims: Aim, price: float | None = 4.0, goodwill: float = 0.0) -> Problem:
    """100 units for two that ask for as many each. The first earns 5 and pays 15, the second 20 and
    30; the first is to get 90, or 4 are paid for each that is short."""
    fills = () if price is None else (Fill(0.9, accounts=(0,), price=price),)
    return make_problem(
        [[100.0], [100.0]],
        margin=[5.0, 20.0],
        net_price=[15.0, 30.0],
        supply=[100.0],
        fills=fills,
        goodwill=[goodwill, 0.0],
        aims=aims,
        target_gap=1e-3,
    )


def test_hand_solved_units_less_the_prices_of_broken_rules() -> None:
    # 100 units with the rule kept are 100; all of them for the second are 100 - 90 x 4. The next
    # aim may take half of the gap, 0.05: a hundredth of a unit from the first.
    result = solve(a_key_account(UNITS, CONTRIBUTION))
    assert result.status == "optimal"
    assert result.objective == pytest.approx(100.0, abs=0.1)
    assert result.bound == pytest.approx(100.0)
    assert result.evaluation is not None
    assert result.evaluation.sold[0].sum() == pytest.approx(90.0, abs=0.1)
    # 90 x 5 + 10 x 20
    assert plan(result)[0] == pytest.approx(650.0, abs=1.0)


def test_hand_solved_units_less_goodwill() -> None:
    # Each unit of the first that is not served costs 4: all of its 100 are.
    result = solve(a_key_account(UNITS, CONTRIBUTION, price=None, goodwill=4.0))
    assert result.status == "optimal"
    assert result.objective == pytest.approx(100.0, abs=0.1)
    assert result.evaluation is not None
    assert result.evaluation.sold[0].sum() == pytest.approx(100.0, abs=0.1)


def test_least_spend_counts_the_prices_of_broken_rules() -> None:
    # No money is needed for 100 units, and none is saved by breaking the rule.
    problem = replace(a_key_account(SPEND, CONTRIBUTION), targets=(Target(UNITS, 100.0),))
    result = solve(problem)
    assert result.status == "optimal"
    assert result.objective == pytest.approx(0.0, abs=1e-3)


def test_a_price_that_is_worth_paying_is_paid_for_every_aim() -> None:
    # Revenue: 15 a unit of the first and 4 for the rule, against 30: all go to the second, and
    # 3,000 - 90 x 4 is what both aims are counted with: 2,640 and 2,000 - 360.
    result = solve(a_key_account(REVENUE, CONTRIBUTION))
    assert result.status == "optimal"
    assert result.objective == pytest.approx(2640.0, rel=1e-3)
    assert [stage.value for stage in result.stages] == pytest.approx([2640.0, 1640.0], rel=1e-3)
    for stage in result.stages:
        assert stage.bound is not None
        assert stage.value <= stage.bound <= stage.value * (1.0 + 1e-3)


def test_a_target_is_of_what_is_sold_whatever_is_broken_for_it() -> None:
    # All for the second: 20 against 5 + 4 of the price. That is 3,000 of revenue, 2,640 if the
    # price were taken off: the target is of what is sold, and kept.
    problem = replace(a_key_account(), targets=(Target(REVENUE, 2900.0),))
    result = solve(problem)
    assert result.status == "optimal"
    assert result.objective == pytest.approx(2000.0 - 360.0)


def test_held_plans_keep_aims_less_what_is_broken() -> None:
    # The second aim may not take from the first what the rule is worth to it.
    problem = a_key_account(UNITS, CONTRIBUTION)
    held = hold_decisions(problem, np.zeros((0, 1)), np.zeros(0, dtype=np.int64))
    assert held.objective == pytest.approx(100.0, abs=1e-3)
    assert held.evaluation.sold[0].sum() == pytest.approx(90.0, abs=1e-3)


def test_no_more_is_lost_than_asked_for_where_a_unit_earns_nothing() -> None:
    # 30 units for two that ask for 50: all to the second, whose goodwill is 0.5: 20 x 0.5. A unit
    # taken away from the first beyond what it asks for would be one more for the second.
    problem = make_problem(
        [[50.0], [50.0]],
        supply=[30.0],
        goodwill=[0.0, 0.5],
        promos=(Promo(0, top=0.1),),
        aims=(SPEND,),
        target_gap=1e-3,
    )
    result = solve(problem)
    assert result.status == "optimal"
    assert result.objective == pytest.approx(-10.0)


def test_a_target_is_not_reached_by_taking_away_what_was_never_asked_for() -> None:
    # 30 units at 30 are all there is to come to: 900.
    problem = make_problem(
        [[50.0], [50.0]],
        net_price=[10.0, 30.0],
        supply=[30.0],
        promos=(Promo(0, top=0.1),),
        aims=(SPEND,),
        targets=(Target(REVENUE, 950.0),),
        target_gap=1e-3,
    )
    result = solve(problem)
    assert result.status == "infeasible"
    (target,) = (item for item in result.conflict if item.rule == "target")
    assert target.amount == pytest.approx(50.0, rel=1e-3)
