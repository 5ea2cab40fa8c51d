"""Supply: it carries over, costs money while it waits, and all of it is taken."""

import numpy as np
import pytest

from solver import Result, solve
from tests.solver.problems import make_problem


def worth_by_week(result: Result, product: str = "p1") -> list[float]:
    """Worth of a unit of supply, week by week."""
    return [w.value for w in result.worth if w.rule == "supply" and w.key[0] == product]


def test_hand_solved_supply_is_built_early_for_the_peak() -> None:
    # 10 + 20 + 20 arrive, 10 + 10 + 40 are asked for. Sold 10, 10, 30; kept 10, 20, 0.
    problem = make_problem(
        [10.0, 10.0, 40.0], margin=10.0, opening=10.0, supply=[10.0, 20.0, 20.0], holding=1.0
    )
    result = solve(problem)
    assert result.evaluation is not None
    assert result.evaluation.sold[0, 0].tolist() == pytest.approx([10.0, 10.0, 40.0])
    assert result.evaluation.stock[0].tolist() == pytest.approx([10.0, 20.0, 0.0])
    assert result.objective == pytest.approx(60.0 * 10.0 - (10.0 + 20.0) * 1.0)


def test_hand_solved_supply_is_worth_less_for_every_week_it_waits() -> None:
    # Only the last week is short: one more unit earns 10 there, less 1 for each week kept.
    problem = make_problem([10.0, 10.0, 40.0], supply=[20.0, 20.0, 10.0], holding=1.0)
    result = solve(problem)
    assert result.objective == pytest.approx(50.0 * 10.0 - (10.0 + 20.0) * 1.0)
    assert worth_by_week(result) == pytest.approx([8.0, 9.0, 10.0])


def test_opening_stock_serves_the_first_week() -> None:
    # 30 in stock, nothing arrives: 10 + 10 + 10, kept 20, 10, 0.
    result = solve(make_problem([10.0, 10.0, 40.0], opening=30.0, supply=0.0, holding=1.0))
    assert result.evaluation is not None
    assert result.evaluation.sold.ravel().tolist() == pytest.approx([10.0, 10.0, 10.0])
    assert result.objective == pytest.approx(30.0 * 10.0 - (20.0 + 10.0))


def test_stock_is_not_lent_from_a_later_week_to_an_earlier_one() -> None:
    result = solve(make_problem([50.0, 50.0], supply=[10.0, 200.0]))
    assert result.evaluation is not None
    assert result.evaluation.sold.ravel().tolist() == pytest.approx([10.0, 50.0])
    assert worth_by_week(result) == pytest.approx([10.0, 0.0])


def test_hand_solved_supply_nobody_wants_has_a_negative_worth() -> None:
    # It is taken all the same: held to the end of each week, then written down by 5.
    problem = make_problem([10.0, 10.0], supply=[20.0, 20.0], holding=1.0, write_down=5.0)
    result = solve(problem)
    # Kept 10 and 20; 20 of them written down.
    assert result.objective == pytest.approx(20.0 * 10.0 - 10.0 - 20.0 - 20.0 * 5.0)
    assert worth_by_week(result) == pytest.approx([-1.0 - 1.0 - 5.0, -1.0 - 5.0])


def test_hand_solved_write_down_makes_a_sale_at_a_loss_worth_while() -> None:
    # Selling loses 1, keeping loses 5: 10 are sold, 5 written down.
    result = solve(make_problem([10.0], margin=-1.0, supply=[15.0], write_down=5.0))
    assert result.evaluation is not None
    assert result.evaluation.units_sold == pytest.approx(10.0)
    assert result.evaluation.write_down == pytest.approx(25.0)
    assert result.objective == pytest.approx(-10.0 - 25.0)


def test_where_one_unit_fewer_is_dearer_than_one_more_is_good_both_are_given() -> None:
    # Exactly enough: one more is left over (-2), one less is a sale lost (10).
    result = solve(make_problem([10.0], supply=[10.0], write_down=2.0))
    (supply,) = result.worth
    assert supply.value == pytest.approx(-2.0)
    assert supply.left == pytest.approx(10.0)


def test_scarce_stock_goes_to_the_higher_margin_and_ranks_follow() -> None:
    problem = make_problem([[30.0], [30.0], [30.0]], margin=[4.0, 9.0, 6.0], supply=[50.0])
    result = solve(problem)
    assert result.evaluation is not None
    assert result.rank is not None
    assert result.evaluation.sold.ravel().tolist() == pytest.approx([0.0, 30.0, 20.0])
    assert result.rank.ravel().tolist() == [3, 1, 2]
    # One more unit goes to the account that is next in line.
    assert worth_by_week(result) == pytest.approx([6.0])


def test_equal_accounts_are_ranked_by_tier_and_then_by_name() -> None:
    problem = make_problem(
        [[30.0]] * 4, tier=("", "B", "A", "A"), accounts=("d", "c", "b", "a"), supply=[50.0]
    )
    result = solve(problem)
    assert result.rank is not None
    assert result.rank.ravel().tolist() == [4, 3, 2, 1]


def test_products_have_stock_of_their_own() -> None:
    # 5 of the first are short, 5 of the second are left: no exchange between them.
    problem = make_problem(
        [[[20.0], [20.0]]], supply=[[15.0], [25.0]], holding=[0.0, 1.0], write_down=[7.0, 2.0]
    )
    result = solve(problem)
    assert result.objective == pytest.approx(35.0 * 10.0 - 5.0 * (1.0 + 2.0))
    assert worth_by_week(result, "p1") == pytest.approx([10.0])
    assert worth_by_week(result, "p2") == pytest.approx([-3.0])


def test_weeks_without_supply_or_demand_change_nothing() -> None:
    short = make_problem([10.0, 20.0], supply=[10.0, 15.0])
    padded = make_problem([10.0, 20.0, 0.0, 0.0], supply=[10.0, 15.0, 0.0, 0.0])
    first, second = solve(short), solve(padded)
    assert first.objective == pytest.approx(second.objective)
    assert second.evaluation is not None
    assert np.all(second.evaluation.sold[:, :, 2:] == 0.0)
