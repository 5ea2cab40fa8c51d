"""Why money was left: each reason shown by a plan made for it."""

import pytest

from solver import Aim, Problem, solve
from solver.money_left import MoneyLeft, money_left
from tests.solver.problems import Cap, Held, Promo, make_problem


def the_one(problem: Problem) -> MoneyLeft:
    """What is said of the only budget that is not spent."""
    (found,) = money_left(problem, solve(problem))
    return found


def test_no_unit_returns_itself() -> None:
    # 400 x / (100 + x): at 100 the last unit returns one, the next 400 (101 / 201 - 1 / 2).
    found = the_one(make_problem([100.0], promos=(Promo(),), caps=(Cap(300.0),)))
    assert (found.reason, found.account, found.mechanic) == ("returns", "a1", "display")
    assert found.left == pytest.approx(200.0, rel=1e-2)
    assert found.returns == pytest.approx(400.0 * (101.0 / 201.0 - 0.5), rel=1e-2)


def test_the_goods_are_short() -> None:
    # All 80 are sold anyway. Were they free, the first unit would bring 400 / 101.
    found = the_one(make_problem([100.0], supply=[80.0], promos=(Promo(),), caps=(Cap(300.0),)))
    assert found.reason == "stock"
    assert found.left == pytest.approx(300.0)
    assert found.returns == pytest.approx(400.0 / 101.0)


def test_another_rule_holds_it_back() -> None:
    # The whole plan has 300, but the only promotion no more than 20.
    problem = make_problem([100.0], promos=(Promo(),), caps=(Cap(300.0), Cap(20.0, name="display")))
    found = the_one(problem)
    assert (found.budget, found.reason) == ("total", "rule")
    assert found.returns == pytest.approx(400.0 * (21.0 / 121.0 - 20.0 / 120.0), rel=1e-6)


def test_a_budget_that_is_spent_is_not_spoken_of() -> None:
    problem = make_problem([100.0], promos=(Promo(),), caps=(Cap(50.0),))
    assert money_left(problem, solve(problem)) == []


def test_what_is_borrowed_does_not_pay() -> None:
    # All of the uplift comes from the week after: spending returns nothing.
    problem = make_problem(
        [100.0, 100.0],
        promos=(Promo(borrowed=1.0, borrowed_weeks=1, weeks=(0,)),),
        caps=(Cap(300.0),),
    )
    found = the_one(problem)
    assert (found.reason, found.returns) == ("returns", pytest.approx(0.0, abs=1e-9))


def test_money_returns_what_is_maximised() -> None:
    # Revenue of 20 a unit and no margin: the next unit of money brings 800 / 101 at first, and
    # nothing of what is maximised is spent. A lock holds the spend at 0.
    problem = make_problem(
        [100.0],
        margin=0.0,
        promos=(Promo(),),
        caps=(Cap(300.0),),
        held=(Held("spend", most=0.0),),
        aims=(Aim("revenue", revenue=1.0),),
    )
    found = the_one(problem)
    assert (found.reason, found.returns) == ("rule", pytest.approx(800.0 / 101.0))
