"""Minimum fill: key accounts first, though they earn less."""

import pytest

from solver import solve
from tests.solver.problems import Fill, Promo, make_problem, row_dual


def test_hand_solved_min_fill() -> None:
    # 120 cases for 100 + 100. The key account earns 5, the other 10, and is owed 60 %.
    problem = make_problem(
        [[100.0], [100.0]], margin=[5.0, 10.0], supply=[120.0], fills=(Fill(0.6, accounts=(0,)),)
    )
    result = solve(problem)
    assert result.evaluation is not None
    assert result.evaluation.sold.ravel().tolist() == pytest.approx([60.0, 60.0])
    assert result.objective == pytest.approx(60.0 * 5.0 + 60.0 * 10.0)
    # One case more demanded is sold for 5 and not for 10.
    assert row_dual(problem, ("min_fill", ("service",))) == pytest.approx(5.0 - 10.0)


def test_a_unit_that_eases_a_service_rule_is_worth_what_it_frees() -> None:
    # Delivered to the key account it earns 5 and frees a case that earns 10 instead of 5.
    problem = make_problem(
        [[100.0], [100.0]],
        margin=[5.0, 10.0],
        supply=[120.0],
        tier=("A", "B"),
        fills=(Fill(0.6, accounts=(0,)),),
    )
    result = solve(problem)
    assert result.unit_worth is not None
    assert result.rank is not None
    assert result.unit_worth.ravel().tolist() == pytest.approx([10.0, 10.0])
    # Worth the same: the tier decides.
    assert result.rank.ravel().tolist() == [1, 2]


def test_a_fill_rule_that_does_not_bind_has_no_price() -> None:
    problem = make_problem(
        [[100.0], [100.0]], margin=[15.0, 10.0], supply=[120.0], fills=(Fill(0.6, accounts=(0,)),)
    )
    assert solve(problem).objective == pytest.approx(100.0 * 15.0 + 20.0 * 10.0)
    assert row_dual(problem, ("min_fill", ("service",))) == pytest.approx(0.0, abs=1e-9)


def test_a_total_over_weeks_may_be_served_in_any_of_them() -> None:
    # The key account is owed 100 of its 200. Week 1 has room for it, week 2 has none.
    problem = make_problem(
        [[100.0, 100.0], [0.0, 100.0]],
        margin=[5.0, 10.0],
        supply=[100.0, 100.0],
        holding=1.0,
        fills=(Fill(0.5, accounts=(0,)),),
    )
    result = solve(problem)
    assert result.evaluation is not None
    assert result.evaluation.sold[:, 0].tolist() == [
        pytest.approx([100.0, 0.0]),
        pytest.approx([0.0, 100.0]),
    ]


def test_a_rule_for_each_week_is_kept_in_each_week() -> None:
    fills = tuple(
        Fill(0.5, accounts=(0,), weeks=(week,), cell=(f"w{week + 1}",)) for week in (0, 1)
    )
    problem = make_problem(
        [[100.0, 100.0], [100.0, 100.0]], margin=[5.0, 10.0], supply=[100.0, 100.0], fills=fills
    )
    result = solve(problem)
    assert result.evaluation is not None
    assert result.evaluation.sold[0, 0].tolist() == pytest.approx([50.0, 50.0])
    assert row_dual(problem, ("min_fill", ("service", "w2"))) == pytest.approx(-5.0)


def test_products_outside_the_rule_do_not_count() -> None:
    problem = make_problem(
        [[[100.0], [100.0]], [[100.0], [100.0]]],
        margin=[5.0, 10.0],
        supply=[[100.0], [100.0]],
        fills=(Fill(0.3, accounts=(0,), products=(1,)),),
    )
    result = solve(problem)
    assert result.evaluation is not None
    assert result.evaluation.sold[0, :, 0].tolist() == pytest.approx([0.0, 30.0])


def test_sales_beyond_the_baseline_count_towards_the_fill() -> None:
    # 1.1 of the baseline takes an uplift of 0.1: spend 100 / 3, though only 1 is earned.
    problem = make_problem([100.0], margin=1.0, promos=(Promo(),), fills=(Fill(1.1),))
    result = solve(problem)
    assert result.objective == pytest.approx(110.0 - 100.0 / 3.0, rel=1e-5)


@pytest.mark.parametrize("margin", [0.0, -1.0])
def test_a_promise_is_kept_where_the_account_earns_nothing(margin: float) -> None:
    # The same promise to an account that is served for another reason.
    problem = make_problem([100.0], margin=margin, promos=(Promo(),), fills=(Fill(1.1),))
    result = solve(problem)
    assert result.objective == pytest.approx(110.0 * margin - 100.0 / 3.0, rel=1e-5)


def test_a_rule_over_no_baseline_asks_for_nothing() -> None:
    problem = make_problem([[0.0], [100.0]], fills=(Fill(0.9, accounts=(0,)),))
    assert solve(problem).status == "optimal"
