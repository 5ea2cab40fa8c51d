"""Goodwill: what it costs later not to serve what is asked for today."""

import pytest

from solver import evaluate, solve
from tests.solver.problems import Cap, Promo, Visit, make_decisions, make_problem


def test_hand_solved_goodwill_and_who_is_first() -> None:
    # 100 units for two that ask for 100 each. The second earns 8 and costs 5 of goodwill where
    # it is let down: 13 against 10, so it is served: 800, and the first has no goodwill to lose.
    problem = make_problem([[100.0], [100.0]], margin=[10.0, 8.0], supply=[100.0], goodwill=[0, 5])
    result = solve(problem)
    assert result.objective == pytest.approx(800.0)
    assert result.unit_worth is not None
    assert result.unit_worth.ravel() == pytest.approx([10.0, 13.0])
    (worth,) = (item for item in result.worth if item.rule == "supply")
    # One more goes to the first at 10; one less is missing at the second: 13.
    assert (worth.value, worth.left) == (pytest.approx(10.0), pytest.approx(13.0))


def test_objective_is_contribution_less_goodwill() -> None:
    # 60 of 100 can be served: 600 earned, 40 let down at 5 each.
    result = solve(make_problem([100.0], supply=[60.0], goodwill=[5.0]))
    assert result.evaluation is not None
    assert result.evaluation.contribution == pytest.approx(600.0)
    assert result.evaluation.goodwill_cost == pytest.approx(200.0)
    assert result.objective == pytest.approx(400.0)
    assert result.bound == pytest.approx(400.0)


def test_uplift_that_is_not_served_disappoints_nobody() -> None:
    # 100 spent gets half of the 40 %: 120 asked for. 110 served leave 10 of the uplift unserved;
    # 90 leave 30, of which 10 were asked for without promotion.
    problem = make_problem([100.0], goodwill=[5.0], promos=(Promo(),))
    enough = make_decisions(problem, spend=100.0, shipped=[110.0])
    short = make_decisions(problem, spend=100.0, shipped=[90.0])
    assert evaluate(problem, enough).goodwill_cost == pytest.approx(0.0)
    assert evaluate(problem, short).goodwill_cost == pytest.approx(50.0)


def test_the_unpromoted_demand_is_that_of_the_visits() -> None:
    # 1 visit of a curve of 0.5 at half 1 brings 25 %: 125 asked for, 100 served.
    problem = make_problem([100.0], goodwill=[5.0], visits=(Visit(minimum=1, maximum=1),))
    plan = make_decisions(problem, visits=1, shipped=[100.0])
    assert evaluate(problem, plan).goodwill_cost == pytest.approx(125.0)


def test_money_is_not_spent_to_be_let_off() -> None:
    # All stock is sold without promotion. Were the uplift counted as served first, or as let
    # down, spending would change goodwill; it does not.
    problem = make_problem(
        [100.0], supply=[80.0], goodwill=[5.0], promos=(Promo(),), caps=(Cap(200.0),)
    )
    result = solve(problem)
    assert result.decisions is not None
    assert result.decisions.spend.sum() == pytest.approx(0.0, abs=1e-6)
    assert result.objective == pytest.approx(800.0 - 100.0)


def test_forced_promotion_leaves_the_goodwill_as_it_was() -> None:
    # 100 has to be spent: 120 asked for, 80 served: 40 lost, 20 of them of the uplift.
    problem = make_problem(
        [100.0], supply=[80.0], goodwill=[5.0], promos=(Promo(),), caps=(Cap(200.0, minimum=100.0),)
    )
    result = solve(problem)
    assert result.objective == pytest.approx(800.0 - 100.0 - 5.0 * 20.0, rel=1e-5)


def test_uplift_that_one_product_cannot_serve_does_not_hold_another_back() -> None:
    # Both products are promoted, of the second there is just the baseline. 1,000 money of the
    # first at an uplift of 0.4 and half 100: 100 spent gain 100. The 20 units of uplift that the
    # second cannot serve cost no goodwill.
    problem = make_problem(
        [[[100.0], [100.0]]], supply=[[300.0], [100.0]], goodwill=[5.0], promos=(Promo(),)
    )
    result = solve(problem)
    assert result.objective == pytest.approx(2100.0, rel=1e-6)
    assert result.evaluation is not None
    assert result.evaluation.goodwill_cost == pytest.approx(0.0, abs=1e-2)
