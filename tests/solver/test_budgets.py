"""Budgets: money at most, money at least, over any selection.

W = 1000, uplift(x) = 0.4 x / (100 + x): unlimited, the account takes 100 (see promotion).
Return on the last unit of money at x: 1000 * 0.4 * 100 / (100 + x)^2.
"""

import pytest

from solver import Result, solve
from tests.solver.problems import Cap, Promo, make_problem


def profit(spend: float) -> float:
    """Contribution of the account at a spend."""
    return 1000.0 * (1.0 + 0.4 * spend / (100.0 + spend)) - spend


def last_return(spend: float) -> float:
    """Contribution gained by one more unit of money."""
    return 40_000.0 / (100.0 + spend) ** 2 - 1.0


def worth_of(result: Result, rule: str, name: str = "total") -> float:
    """Worth of one more in a budget."""
    return next(w.value for w in result.worth if (w.rule, w.key) == (rule, (name,)))


def test_hand_solved_budget() -> None:
    result = solve(make_problem([100.0], promos=(Promo(),), caps=(Cap(60.0),)))
    assert result.objective == pytest.approx(profit(60.0))
    # 40000 / 160^2 - 1 = 0.5625; one unit of money bends it by 1.2 %.
    assert worth_of(result, "budget") == pytest.approx(last_return(60.0), rel=0.02)


def test_hand_solved_budget_min() -> None:
    result = solve(make_problem([100.0], promos=(Promo(),), caps=(Cap(minimum=200.0),)))
    assert result.objective == pytest.approx(profit(200.0))
    # 40000 / 300^2 - 1 = -0.556: every unit forced in returns less than half of itself.
    assert worth_of(result, "budget_min") == pytest.approx(last_return(200.0), rel=0.02)


def test_a_budget_that_does_not_bind_is_worth_nothing() -> None:
    caps = (Cap(500.0, minimum=20.0),)
    result = solve(make_problem([100.0], promos=(Promo(),), caps=caps))
    assert result.objective == pytest.approx(profit(100.0))
    assert worth_of(result, "budget") == pytest.approx(0.0, abs=1e-3)
    assert worth_of(result, "budget_min") == pytest.approx(0.0, abs=1e-3)


def test_a_budget_of_nothing_leaves_the_plan_without_promotion() -> None:
    result = solve(make_problem([100.0], promos=(Promo(),), caps=(Cap(0.0),)))
    assert result.objective == pytest.approx(1000.0)
    assert worth_of(result, "budget") == pytest.approx(last_return(0.0), rel=0.03)


def test_a_shared_budget_brings_both_accounts_to_the_same_return() -> None:
    # Baselines 400 and 100: (100 + x1) / (100 + x2) = sqrt(4), x1 + x2 = 200, x1 = 500 / 3.
    problem = make_problem(
        [[400.0], [100.0]], promos=(Promo(account=0), Promo(account=1)), caps=(Cap(200.0),)
    )
    result = solve(problem)
    assert result.decisions is not None
    spend = result.decisions.spend.ravel().tolist()
    assert spend == pytest.approx([500.0 / 3.0, 100.0 / 3.0], abs=0.3)
    assert worth_of(result, "budget") == pytest.approx(last_return(100.0 / 3.0), rel=0.02)


def test_a_budget_counts_only_its_own_rows_and_weeks() -> None:
    # The first account is held to 20 in week 2; everything else takes its 100.
    problem = make_problem(
        [[100.0, 100.0], [100.0, 100.0]],
        promos=(Promo(account=0), Promo(account=1)),
        caps=(Cap(20.0, rows=(0,), weeks=(1,)),),
    )
    result = solve(problem)
    assert result.decisions is not None
    assert result.decisions.spend.ravel().tolist() == pytest.approx(
        [100.0, 20.0, 100.0, 100.0], abs=0.3
    )
    assert result.objective == pytest.approx(3.0 * profit(100.0) + profit(20.0))


def test_of_two_budgets_the_tighter_one_has_the_worth() -> None:
    caps = (Cap(60.0, name="tight"), Cap(80.0, name="loose"))
    result = solve(make_problem([100.0], promos=(Promo(),), caps=caps))
    assert worth_of(result, "budget", "tight") == pytest.approx(last_return(60.0), rel=0.02)
    assert worth_of(result, "budget", "loose") == 0.0


@pytest.mark.parametrize(("half", "share"), [(2.0, 0.6), (4.0, 0.6), (20.0, 0.9)])
def test_the_worth_of_a_large_step_is_what_re_solving_with_it_gives(
    half: float, share: float
) -> None:
    # Money in thousands: one more is no small step. W = 10 half, the peak is at x = half:
    # sqrt(half * 0.4 * 10 half) - half.
    promos, budget, margin = (Promo(half=half),), share * half, half / 10.0
    result = solve(make_problem([100.0], margin=margin, promos=promos, caps=(Cap(budget),)))
    more = solve(make_problem([100.0], margin=margin, promos=promos, caps=(Cap(budget + 1.0),)))
    assert more.objective is not None
    assert result.objective is not None
    gained = more.objective - result.objective
    assert worth_of(result, "budget") == pytest.approx(gained, rel=0.02)


@pytest.mark.parametrize("supply", [90.0, 105.0, 119.0])
def test_money_forced_in_beyond_what_stock_serves_still_has_a_plan(supply: float) -> None:
    # 100 forced in makes a demand of 120: all stock is sold, the rest of the demand is lost.
    promos, caps = (Promo(),), (Cap(minimum=100.0),)
    result = solve(make_problem([100.0], supply=[supply], promos=promos, caps=caps))
    assert result.status == "optimal"
    assert result.objective == pytest.approx(supply * 10.0 - 100.0)
    assert result.evaluation is not None
    assert result.evaluation.units_sold == pytest.approx(supply)
