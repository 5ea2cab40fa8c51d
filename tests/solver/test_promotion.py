"""Demand and promotion: money goes in until its last unit only returns itself.

Everywhere: uplift(x) = top x / (half + x), and W = baseline * margin is the money that an
uplift of 1 is worth. Profit W uplift(x) - x peaks at x* = sqrt(half top W) - half.

Spends are compared to 0.2: the profit is so flat at its peak that 1e-7 of it leaves the
spend free within that.
"""

from math import sqrt

import pytest

from solver import solve
from tests.solver.problems import Promo, Visit, make_problem

SPEND = 0.2


def test_hand_solved_demand_spends_until_the_last_unit_returns_itself() -> None:
    W, top, half = 100.0 * 10.0, 0.4, 100.0
    result = solve(make_problem([100.0], promos=(Promo(top=top, half=half),)))
    spend = sqrt(half * top * W) - half  # 200 - 100
    uplift = top * spend / (half + spend)  # 0.2
    assert result.status == "optimal"
    assert result.decisions is not None
    assert result.decisions.spend[0, 0] == pytest.approx(spend, abs=SPEND)
    assert result.objective == pytest.approx(W * (1.0 + uplift) - spend)  # 1100


def test_a_cheap_promotion_is_taken_almost_to_its_top() -> None:
    # x* = sqrt(0.1 * 0.4 * 1000) - 0.1 = 6.22: 98 % of the uplift there can be.
    spend = sqrt(0.1 * 0.4 * 1000.0) - 0.1
    uplift = 0.4 * spend / (0.1 + spend)
    result = solve(make_problem([100.0], promos=(Promo(half=0.1),)))
    assert uplift > 0.98 * 0.4
    assert result.objective == pytest.approx(1000.0 * (1.0 + uplift) - spend)


def test_hand_solved_uplift_is_bought_only_as_far_as_stock_serves_it() -> None:
    # 110 cases for a baseline of 100: uplift 0.1 is enough, 0.4 x / (100 + x) = 0.1.
    result = solve(make_problem([100.0], supply=[110.0], promos=(Promo(),)))
    spend = 100.0 / 3.0
    assert result.objective == pytest.approx(110.0 * 10.0 - spend)
    # One more case earns 10 and takes the money for 1 case of uplift: 1 / (B f'(x)).
    steep = 100.0 * 0.4 * 100.0 / (100.0 + spend) ** 2
    (supply,) = result.worth
    # One case moves along the curve: its slope changes by 2 % on the way.
    assert supply.value == pytest.approx(10.0 - 1.0 / steep, rel=0.03)


def test_a_promotion_lifts_only_the_products_it_covers() -> None:
    # W counts the second product alone: 100 * 10.
    problem = make_problem(
        [[[100.0], [100.0]]], margin=[[40.0, 10.0]], promos=(Promo(covers=(1,)),)
    )
    result = solve(problem)
    assert result.evaluation is not None
    assert result.objective == pytest.approx(4000.0 + 1100.0)
    assert result.evaluation.demand[0, 0, 0] == pytest.approx(100.0)
    assert result.evaluation.demand[0, 1, 0] == pytest.approx(120.0, abs=0.1)


def test_money_goes_only_into_weeks_in_which_the_promotion_runs() -> None:
    result = solve(make_problem([100.0, 100.0, 100.0], promos=(Promo(weeks=(1,)),)))
    assert result.decisions is not None
    assert result.decisions.spend[0].tolist() == pytest.approx([0.0, 100.0, 0.0], abs=SPEND)
    assert result.objective == pytest.approx(2.0 * 1000.0 + 1100.0)


def test_two_mechanics_of_an_account_add_up() -> None:
    # Each is judged alone: uplifts add, and the baseline they lift is the same.
    promos = (Promo(mechanic="display"), Promo(mechanic="flyer", top=0.9, half=40.0))
    result = solve(make_problem([100.0], promos=promos))
    flyer = sqrt(40.0 * 0.9 * 1000.0) - 40.0
    gained = 1000.0 * 0.9 * flyer / (40.0 + flyer) - flyer
    assert result.objective == pytest.approx(1100.0 + gained)


def test_hand_solved_negative_margin_is_neither_sold_nor_promoted() -> None:
    # Stock is free to hold and keeps its value: every sale at a loss is left.
    result = solve(make_problem([100.0], margin=-1.0, promos=(Promo(),)))
    assert result.evaluation is not None
    assert result.objective == pytest.approx(0.0, abs=1e-6)
    assert result.evaluation.units_sold == pytest.approx(0.0, abs=1e-6)
    assert result.evaluation.promo_spend == pytest.approx(0.0, abs=1e-6)


def test_promotion_pays_where_it_clears_stock_that_would_be_written_off() -> None:
    # A sale loses 1 and saves a write-down of 100: worth 99. 150 cases, 100 asked for.
    W = 100.0 * (100.0 - 1.0)
    problem = make_problem(
        [100.0], margin=-1.0, supply=[150.0], write_down=100.0, promos=(Promo(),)
    )
    spend = sqrt(100.0 * 0.4 * W) - 100.0  # 529.3
    sold = 100.0 * (1.0 + 0.4 * spend / (100.0 + spend))  # 133.6
    result = solve(problem)
    assert result.objective == pytest.approx(-sold - 100.0 * (150.0 - sold) - spend)
    assert result.status == "optimal"


def test_the_bound_holds_beside_a_product_that_is_cleared_at_a_loss() -> None:
    # As above, beside a product that earns 100 * 200 whatever happens.
    problem = make_problem(
        [[[100.0], [100.0]]],
        margin=[[200.0, -1.0]],
        supply=[[100.0], [150.0]],
        write_down=[0.0, 100.0],
        promos=(Promo(covers=(1,)),),
    )
    spend = sqrt(100.0 * 0.4 * 9900.0) - 100.0
    sold = 100.0 * (1.0 + 0.4 * spend / (100.0 + spend))
    best = 20_000.0 - sold - 100.0 * (150.0 - sold) - spend
    result = solve(problem)
    assert result.bound is not None
    assert result.bound >= best * (1.0 - 1e-9)
    assert result.objective == pytest.approx(best)


def test_a_visit_and_a_promotion_add_their_shares_of_baseline() -> None:
    # 1 + 0.25 (one visit of top 0.5, half 1) + 0.2 (spend 100): 145 cases.
    visits = (Visit(minimum=1, maximum=1),)
    result = solve(make_problem([100.0], promos=(Promo(),), visits=visits))
    assert result.objective == pytest.approx(1450.0 - 100.0)
