"""The simple policies, by hand.

Two accounts, two weeks, stock for the first and too little for the second:

    baseline   a1 60, 60 (tier B, net price 20)   a2 40, 40 (tier A, net price 10)
    supply     150, 20                            uplift(x) = 0.4 x / (50 + x)
"""

from dataclasses import replace

import numpy as np
import pytest

from solver import Policy, Problem
from solver.policies import apply_policies
from tests.solver.problems import Promo, Visit, make_decisions, make_problem


def short_problem() -> Problem:
    """The problem above."""
    return make_problem(
        [[60.0, 60.0], [40.0, 40.0]],
        net_price=[20.0, 10.0],
        supply=[150.0, 20.0],
        tier=("B", "A"),
        promos=(Promo(account=0, half=50.0), Promo(account=1, half=50.0)),
    )


def policy(problem: Problem, name: str, total: float) -> Policy:
    """One policy of a problem."""
    return next(p for p in apply_policies(problem, total) if p.name == name)


def test_equal_gives_every_account_the_same_and_shares_stock_by_demand() -> None:
    # 200 over 2 accounts and 2 weeks: 50 each, uplift 0.2, demand 72 and 48 a week.
    found = policy(short_problem(), "equal", 200.0)
    assert found.decisions.spend.tolist() == [[50.0, 50.0], [50.0, 50.0]]
    # Week 1: 120 of 150, 30 kept. Week 2: 50 for 120, five twelfths each.
    shipped = found.decisions.shipped[:, 0].tolist()
    assert shipped[0] == pytest.approx([72.0, 30.0])
    assert shipped[1] == pytest.approx([48.0, 20.0])
    assert found.evaluation.contribution == pytest.approx(170.0 * 10.0 - 200.0)


def test_sales_gives_by_net_value_and_shares_stock_by_demand() -> None:
    # Net value 2400 and 800: 150 and 50, by week 75 and 25, uplift 0.24 and 2/15.
    found = policy(short_problem(), "sales", 200.0)
    assert found.decisions.spend.tolist() == [[75.0, 75.0], [25.0, 25.0]]
    first, second = 60.0 * 1.24, 40.0 * (1.0 + 2.0 / 15.0)
    left = 150.0 - first - second + 20.0
    share = left / (first + second)
    shipped = found.decisions.shipped[:, 0].tolist()
    assert shipped[0] == pytest.approx([first, first * share])
    assert shipped[1] == pytest.approx([second, second * share])


def test_tier_spends_by_sales_and_serves_the_better_tier_first() -> None:
    found = policy(short_problem(), "tier", 200.0)
    assert found.decisions.spend.tolist() == [[75.0, 75.0], [25.0, 25.0]]
    first, second = 60.0 * 1.24, 40.0 * (1.0 + 2.0 / 15.0)
    left = 150.0 - first - second + 20.0
    shipped = found.decisions.shipped[:, 0].tolist()
    # a2 is tier A: all of its 45.3 of the 50.3, the rest to a1.
    assert shipped[1] == pytest.approx([second, second])
    assert shipped[0] == pytest.approx([first, left - second])


def test_accounts_without_a_tier_come_last() -> None:
    problem = make_problem([[60.0], [60.0], [60.0]], supply=[100.0], tier=("", "C", "A"))
    found = policy(problem, "tier", 0.0)
    assert found.decisions.shipped.ravel().tolist() == pytest.approx([0.0, 40.0, 60.0])


def test_within_a_tier_stock_is_shared_by_demand() -> None:
    problem = make_problem([[30.0], [60.0], [60.0]], supply=[90.0], tier=("B", "B", "A"))
    found = policy(problem, "tier", 0.0)
    assert found.decisions.shipped.ravel().tolist() == pytest.approx([10.0, 20.0, 60.0])


def test_every_policy_spends_what_the_plan_spends_only_where_it_may() -> None:
    # The first account has two mechanics, one of them in one week; the third has none.
    promos = (
        Promo(account=0),
        Promo(account=0, mechanic="flyer", weeks=(1,)),
        Promo(account=1),
        Promo(account=1, mechanic="never", weeks=()),
    )
    problem = make_problem([[10.0, 10.0], [20.0, 20.0], [5.0, 5.0]], promos=promos)
    for found in apply_policies(problem, 120.0):
        assert found.decisions.spend.sum() == pytest.approx(120.0)
        assert np.all(found.decisions.spend[~problem.promotions.active] == 0.0)
    # Halves: the first account's over two mechanics, 30 in two weeks and 30 in one.
    assert policy(problem, "equal", 120.0).decisions.spend.tolist() == [
        [15.0, 15.0],
        [0.0, 30.0],
        [30.0, 30.0],
        [0.0, 0.0],
    ]


def test_visits_stay_as_they_are() -> None:
    problem = make_problem([100.0], visits=(Visit(present=3.0, maximum=5),))
    for found in apply_policies(problem, 0.0):
        assert found.decisions.visits.tolist() == [3]
        assert found.evaluation.demand.ravel().tolist() == pytest.approx([100.0])


def test_stock_left_over_waits_for_the_next_week_at_its_cost() -> None:
    problem = make_problem([10.0, 30.0], opening=5.0, supply=[20.0, 0.0], holding=1.0)
    found = policy(problem, "equal", 0.0)
    assert found.decisions.shipped.ravel().tolist() == pytest.approx([10.0, 15.0])
    assert found.evaluation.contribution == pytest.approx(250.0 - 15.0)


def test_last_follows_the_published_shares_and_is_left_out_without_a_plan() -> None:
    problem = short_problem()
    published = make_decisions(problem, spend=[[30.0, 0.0], [0.0, 10.0]])
    names = [found.name for found in apply_policies(problem, 200.0)]
    assert names == ["equal", "sales", "tier"]
    last = apply_policies(replace(problem, published=published), 200.0)[0]
    assert last.name == "last"
    assert last.decisions.spend.tolist() == [[75.0, 75.0], [25.0, 25.0]]


def test_rules_a_policy_breaks_are_listed_and_not_repaired() -> None:
    problem = make_problem([100.0], visits=(Visit(present=3.0, maximum=2),))
    for found in apply_policies(problem, 0.0):
        assert [b.rule for b in found.evaluation.breaks] == ["visit_bounds"]
