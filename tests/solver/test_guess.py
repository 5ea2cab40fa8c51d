"""Guessed prices: by hand, near the best bound, and from a bound whose slopes are its slopes."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver import Problem, guess, solve
from solver.guess import WIDTHS, SmoothedBound, guess_prices, move_prices
from solver.price_bound import price_bound
from solver.prices import Prices
from tests.solver.problems import Cap, Fill, Promo, Team, Visit, make_problem
from tests.solver.strategies import plans
from tests.solver.test_coordinate import many_accounts
from tests.solver.test_families import everything
from tests.solver.test_properties import few

# A kink is rounded off over this share of a product's margin on each side.
WIDTH = WIDTHS[-1]


def test_short_stock_costs_what_the_last_account_served_earns() -> None:
    # 100 each at 12, 10 and 8; 150 there: the second is served in part.
    problem = make_problem([[100.0]] * 3, margin=[12.0, 10.0, 8.0], supply=[150.0])
    assert guess_prices(problem).supply[0, 0] == pytest.approx(10.0, abs=10.0 * WIDTH)
    # Less than nothing where some is left: what it costs to write it down and hold it.
    plenty = make_problem([100.0, 100.0], supply=[300.0, 0.0], holding=0.5, write_down=2.0)
    assert guess_prices(plenty).supply[0] == pytest.approx([-3.0, -2.5])


def test_money_costs_what_its_last_unit_brings() -> None:
    # 400 x / (100 + x) at 50: a unit more brings 400 x 100 / 150^2.
    problem = make_problem([100.0], promos=(Promo(),), caps=(Cap(50.0),))
    price = 40000.0 / 150.0**2 - 1.0
    assert guess_prices(problem).budgets == pytest.approx([price], rel=1e-3)
    # A quarter of it is missing later.
    borrowing = make_problem(
        [100.0], promos=(Promo(borrowed=0.25, borrowed_weeks=1),), caps=(Cap(50.0),)
    )
    price = 30000.0 / 150.0**2 - 1.0
    assert guess_prices(borrowing).budgets == pytest.approx([price], rel=1e-3)
    # At 300 it brings 400 x 100 / 400^2 = 0.25.
    forced = make_problem([100.0], promos=(Promo(),), caps=(Cap(minimum=300.0),))
    assert guess_prices(forced).budgets == pytest.approx([-0.75], rel=1e-3)
    # 100 are what is spent anyway.
    loose = make_problem([100.0], promos=(Promo(),), caps=(Cap(150.0, minimum=50.0),))
    assert guess_prices(loose).budgets == pytest.approx([0.0], abs=1e-6)
    # Nothing is dearer than to break the rule.
    soft = make_problem([100.0], promos=(Promo(),), caps=(Cap(50.0, price=0.3),))
    assert guess_prices(soft).budgets == pytest.approx([0.3])


def test_an_hour_costs_what_its_last_visit_brings() -> None:
    # 500 n / (1 + n) at three visits of an hour: 500 / 16.
    visit = Visit(team=0, maximum=9)
    problem = make_problem([100.0], visits=(visit,), teams=(Team(hours=3.0),))
    assert guess_prices(problem).hours == pytest.approx([500.0 / 16.0], rel=1e-3)
    # One week of two is the peak: half of the hours count there.
    peak = make_problem([50.0, 50.0], visits=(visit,), teams=(Team(peak_hours=1.5),), peak=(1,))
    assert guess_prices(peak).peak_hours == pytest.approx([2.0 * 500.0 / 16.0], rel=1e-3)


def test_service_costs_what_the_account_before_would_have_earned() -> None:
    fill = Fill(0.6, accounts=[1])
    problem = make_problem([[100.0]] * 2, margin=[12.0, 8.0], supply=[130.0], fills=(fill,))
    (price,) = guess_prices(problem).rules.values()
    assert price == pytest.approx(8.0 - 12.0, abs=2.0 * WIDTH * 10.0)
    soft = replace(problem, fill_rules=(replace(problem.fill_rules[0], price=3.0),))
    assert list(guess_prices(soft).rules.values()) == pytest.approx([-3.0])


def test_what_is_impossible_has_prices_that_end() -> None:
    # Half of it is promised, and there is nothing; nor may anything be spent that must be.
    fills, caps = (Fill(0.5),), (Cap(0.0, minimum=10.0),)
    problem = make_problem([20.0], supply=[0.0], promos=(Promo(),), fills=fills, caps=caps)
    found = guess_prices(problem)
    assert np.abs(found.supply).max() <= 1e3 * 10.0
    assert np.abs(found.budgets).max() <= 1e3
    assert np.isfinite(price_bound(problem, found))
    assert solve(problem).status == "infeasible"


def many_limits(problem: Problem) -> Problem:
    """With every kind of limit that a guess has a price for, and some more."""
    fills = (Fill(0.5, accounts=[0]), Fill(0.3, products=[0], name="soft", price=4.0))
    caps = (Cap(200.0, minimum=50.0), Cap(80.0, rows=[0], name="first", price=0.5))
    more = make_problem(problem.baseline, fills=fills, caps=caps, promos=(Promo(),))
    promotions = problem.promotions
    count = len(promotions)
    return replace(
        problem,
        baseline=problem.baseline + 10.0,
        fill_rules=more.fill_rules,
        budgets=tuple(
            replace(budget, selects=np.arange(count)[:, None] + 0 * promotions.active < rows)
            for budget, rows in zip(more.budgets, (count, 1), strict=True)
        ),
        teams=replace(problem.teams, peak_hours=problem.teams.hours / 2.0 + 1.0),
        peak=np.arange(problem.shape[2]) == 0,
        extra=np.full(problem.supply.shape, 10.0),
        extra_cost=np.full(problem.supply.shape, 3.0),
        promotions=replace(
            promotions,
            borrowed=np.full(count, 0.25),
            borrowed_weeks=np.full(count, 1, dtype=np.int64),
        ),
    )


@few
@given(problem=plans(), seed=st.integers(0, 999), width=st.sampled_from([0.05, 0.3]))
def test_slopes_are_slopes(problem: Problem, seed: int, width: float) -> None:
    problem = many_limits(problem)
    bound, rng = SmoothedBound(problem, Prices.nothing(problem)), np.random.default_rng(seed)
    point = np.minimum(rng.uniform(0.01, 0.4, len(bound.most)), 0.9 * bound.most)
    _, slopes = bound.at(point, width)
    for place in np.flatnonzero(bound.most > 0.0):
        step = np.zeros(len(point))
        step[place] = 1e-6
        ends = [bound.at(point + sign * step, width)[0] for sign in (1.0, -1.0)]
        size = max(abs(ends[0]), 1.0)
        assert slopes[place] == pytest.approx((ends[0] - ends[1]) / 2e-6, rel=1e-3, abs=1e-4 * size)


@few
@given(problem=plans(), seed=st.integers(0, 999))
def test_rounded_off_less_and_less_it_is_the_price_bound(problem: Problem, seed: int) -> None:
    # Visits are whole there and divisible here: taken out. So is what is borrowed, which is
    # taken from later weeks there and at once here.
    problem = replace(many_limits(problem), visits=make_problem([1.0]).visits)
    count = len(problem.promotions)
    problem = replace(problem, promotions=replace(problem.promotions, borrowed=np.zeros(count)))
    bound, rng = SmoothedBound(problem, Prices.nothing(problem)), np.random.default_rng(seed)
    point = np.minimum(rng.uniform(0.0, 0.4, len(bound.most)), bound.most)
    # A budget has one price: its minimum none where its maximum has one.
    budgets, goods = len(problem.budgets), problem.supply.size
    point[goods + budgets : goods + 2 * budgets] = 0.0
    exact = price_bound(problem, bound.prices_at(point))
    allowed = 1e-6 * max(abs(exact), 1.0)
    assert exact - allowed <= bound.at(point, 0.3)[0]
    assert bound.at(point, 1e-9)[0] == pytest.approx(exact, abs=allowed)


@few
@given(problem=plans())
def test_a_point_and_its_prices_are_the_same(problem: Problem) -> None:
    problem = many_limits(problem)
    found = guess_prices(problem)
    bound = SmoothedBound(problem, found)
    again = bound.prices_at(bound.point_of(found))
    for name in ("supply", "budgets", "hours", "peak_hours"):
        assert getattr(again, name) == pytest.approx(getattr(found, name), abs=1e-9)
    assert again.rules == pytest.approx(found.rules)


@few
@given(problem=plans())
def test_it_proves_more_than_no_prices_and_nothing_wrong(problem: Problem) -> None:
    problem = many_limits(problem)
    result = solve(problem)
    found = price_bound(problem, guess_prices(problem))
    if result.objective is not None:
        nothing = price_bound(problem, Prices.nothing(problem))
        assert found <= nothing + 1e-2 * max(abs(nothing), 1.0)
        assert found >= result.objective - 1e-9 * abs(result.objective)


def test_prices_are_moved_to_a_problem_that_is_much_the_same() -> None:
    problem = make_problem([100.0], promos=(Promo(),), caps=(Cap(50.0),))
    before = guess_prices(problem)
    more = replace(problem, budgets=(replace(problem.budgets[0], maximum=60.0),))
    moved = move_prices(more, before)
    assert moved is not None
    assert moved.budgets == pytest.approx([40000.0 / 160.0**2 - 1.0], rel=1e-3)


def test_to_one_that_is_not_they_are_not_moved(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = many_accounts()
    near = guess_prices(problem)
    short = replace(problem, supply=0.5 * problem.supply)
    assert move_prices(short, near) is not None
    monkeypatch.setattr(guess, "MOVE", (3, 1e-7))
    assert move_prices(short, near) is None


def test_it_ends_when_it_is_stopped() -> None:
    problem, asked = many_accounts(), []
    whole = price_bound(problem, guess_prices(problem))

    def stopped() -> bool:
        asked.append(True)
        return len(asked) > 3

    found = price_bound(problem, guess_prices(problem, stopped=stopped))
    # Once more for the second width.
    assert len(asked) <= 5
    assert found > whole
    assert move_prices(problem, Prices.nothing(problem), stopped=lambda: True) is None


def test_rules_of_other_kinds_keep_their_prices() -> None:
    problem = everything()
    warehouse = ("warehouse", (problem.weeks[0],))
    moved = move_prices(problem, replace(guess_prices(problem), rules={warehouse: 0.25}))
    assert moved is not None
    assert moved.rules[warehouse] == 0.25
