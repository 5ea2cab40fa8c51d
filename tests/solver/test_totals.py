"""Locks, what a group keeps of a published plan, and a plan that is only added to."""

from dataclasses import replace

import numpy as np
import pytest

from solver import Decisions, evaluate, solve
from tests.solver.problems import (
    Cap,
    Fill,
    Held,
    Promo,
    Team,
    Visit,
    make_decisions,
    make_problem,
    row_dual,
)

TWO = ([100.0], [100.0])


def test_hand_solved_lock_most_of_spend_and_its_dual() -> None:
    # 1000 money of uplift 0.4: f(x) = 400 x / (100 + x), f'(50) = 40000 / 22500 = 1.7778: one
    # more locked in would gain 0.7778.
    problem = make_problem([100.0], promos=(Promo(),), held=(Held("spend", 50.0, 50.0),))
    result = solve(problem)
    assert result.objective == pytest.approx(1000.0 + 400.0 * 50.0 / 150.0 - 50.0, rel=1e-6)
    assert result.decisions is not None
    assert result.decisions.spend.sum() == pytest.approx(50.0)
    assert row_dual(problem, ("lock_most", ("held",))) == pytest.approx(7.0 / 9.0, rel=1e-2)
    assert row_dual(problem, ("lock_least", ("held",))) == pytest.approx(0.0, abs=1e-9)


def test_hand_solved_lock_least_of_units() -> None:
    # The poor account is promised exactly 40 of the 100 units: 60 x 10 + 40 x 1. More would
    # cost 9 a unit.
    problem = make_problem(
        TWO, margin=[10.0, 1.0], supply=[100.0], held=(Held("units", 40.0, 40.0, cells=(1,)),)
    )
    assert solve(problem).objective == pytest.approx(640.0)
    assert row_dual(problem, ("lock_least", ("held",))) == pytest.approx(-9.0)


def test_hand_solved_lock_least_of_visits_over_a_group() -> None:
    # Exactly 3 visits between the two, each worth 100 x 10 x (n / (1 + n)) x 0.5: 2 and 1
    # bring 333.33 and 250.
    problem = make_problem(TWO, visits=(Visit(0), Visit(1)), held=(Held("visits", 3.0, 3.0),))
    result = solve(problem)
    assert result.decisions is not None
    assert sorted(result.decisions.visits.tolist()) == [1, 2]
    assert result.objective == pytest.approx(2000.0 + 500.0 * (2.0 / 3.0 + 0.5))


def test_a_lock_of_visits_that_rounding_misses() -> None:
    # Hours for 5.5 visits of 2 hours or 1: rounding down leaves the lock of 4 visits open.
    problem = make_problem(
        TWO,
        visits=(Visit(0, hours=2.0, team=0), Visit(1, hours=1.0, team=0, top=0.1)),
        teams=(Team(hours=5.5),),
        held=(Held("visits", 4.0, 4.0),),
    )
    result = solve(problem)
    assert result.decisions is not None
    assert result.decisions.visits.tolist() == [1, 3]


def test_hand_solved_no_worse_and_its_dual() -> None:
    problem = make_problem(
        TWO,
        margin=[10.0, 1.0],
        supply=[100.0],
        held=(Held("units", least=30.0, cells=(1,), family="no_worse"),),
    )
    assert solve(problem).objective == pytest.approx(730.0)
    assert row_dual(problem, ("no_worse", ("held",))) == pytest.approx(-9.0)


def test_hand_solved_kept_units() -> None:
    # The same promise, cell by cell, as when published units are only added to.
    problem = make_problem(
        TWO,
        margin=[10.0, 1.0],
        supply=[100.0],
        held=(Held("units", least=30.0, cells=(1,), family="kept"),),
    )
    assert solve(problem).objective == pytest.approx(730.0)
    assert row_dual(problem, ("kept", ("held",))) == pytest.approx(-9.0)


def test_a_priced_lock_gives_both_ways() -> None:
    def locked(at: float, price: float) -> float:
        held = (Held("spend", at, at, price=price),)
        result = solve(make_problem([100.0], promos=(Promo(top=0.0),), held=held))
        assert result.decisions is not None
        return float(result.decisions.spend.sum())

    # Money that brings nothing costs 1: not spent at a price of 0.5, spent at one of 2.
    assert locked(50.0, 0.5) == pytest.approx(0.0, abs=1e-6)
    assert locked(50.0, 2.0) == pytest.approx(50.0)


def test_contradictory_locks_are_named() -> None:
    problem = make_problem(
        [100.0],
        promos=(Promo(),),
        held=(Held("spend", 50.0, 50.0, name="one"), Held("spend", 60.0, 60.0, name="other")),
    )
    result = solve(problem)
    assert result.status == "infeasible"
    assert {item.key[0] for item in result.conflict} == {"one", "other"}
    assert sum(item.amount for item in result.conflict) == pytest.approx(10.0, rel=1e-4)


def test_a_lock_holds_money_on_an_s_curve_where_it_brings_little() -> None:
    # 20 on a curve of shape 3 at 100: 400 x 0.008 / 1.008 = 3.17.
    promo = Promo(shape=3.0)
    problem = make_problem([100.0], promos=(promo,), held=(Held("spend", 20.0, 20.0),))
    result = solve(problem)
    assert result.objective == pytest.approx(1000.0 + 400.0 * 0.008 / 1.008 - 20.0, rel=1e-5)


def test_only_the_extra_is_placed() -> None:
    # 100 is on the worse of two accounts already and stays there; the 60 on top go to the
    # better one.
    problem = make_problem(
        TWO,
        promos=(Promo(0, top=0.4), Promo(1, top=0.1)),
        caps=(Cap(160.0),),
        least_spend=[[0.0], [100.0]],
    )
    result = solve(problem)
    assert result.decisions is not None
    assert result.decisions.spend.ravel() == pytest.approx([60.0, 100.0], rel=1e-4)
    free = solve(replace(problem, least_spend=np.zeros((2, 1))))
    assert result.bound is not None
    assert free.objective is not None
    assert free.objective > result.bound
    low = make_decisions(problem, spend=[[0.0], [90.0]])
    assert ("kept_spend", 10.0) in {(b.rule, b.amount) for b in evaluate(problem, low).breaks}


def test_a_published_plan_is_a_start() -> None:
    # Time for nothing else: the plan is the published one, sold as far as it is asked for.
    base = make_problem([[100.0], [100.0]], margin=[10.0, 1.0], supply=[100.0], promos=(Promo(),))
    published = make_decisions(base, spend=30.0, shipped=[[100.0], [0.0]])
    problem = replace(base, published=published, time_limit=0.0)
    result = solve(problem)
    assert result.status == "feasible"
    assert result.objective == pytest.approx(1000.0 - 30.0)


def test_a_published_plan_that_breaks_a_rule_is_none() -> None:
    base = make_problem(TWO, promos=(Promo(),), caps=(Cap(20.0),), fills=(Fill(0.1),))
    published = make_decisions(base, spend=30.0, shipped=100.0)
    result = solve(replace(base, published=published, time_limit=0.0))
    assert result.objective is None or result.objective != pytest.approx(1970.0)


@pytest.mark.parametrize("seed", range(8))
def test_the_plan_is_never_below_the_published_one(seed: int) -> None:
    rng = np.random.default_rng(seed)
    base = make_problem(
        rng.uniform(50.0, 100.0, (3, 2)),
        margin=rng.uniform(1.0, 10.0, 3),
        supply=rng.uniform(80.0, 200.0, 2),
        promos=tuple(
            Promo(a, top=float(rng.uniform(0.2, 1.0)), shape=float(rng.choice([1.0, 2.5])))
            for a in range(3)
        ),
        caps=(Cap(200.0),),
        target_gap=0.5,
    )
    best = solve(replace(base, target_gap=1e-4))
    assert best.decisions is not None
    assert best.objective is not None
    result = solve(replace(base, published=best.decisions))
    assert result.objective is not None
    assert result.objective >= best.objective - 1e-9 * abs(best.objective)


def test_the_last_policy_shares_money_as_published() -> None:
    base = make_problem(TWO, promos=(Promo(0), Promo(1)), caps=(Cap(100.0),))
    published = make_decisions(base, spend=[[10.0], [30.0]], shipped=0.0)
    result = solve(replace(base, published=published))
    last = next(policy for policy in result.policies if policy.name == "last")
    spend: Decisions = last.decisions
    assert spend.spend[1, 0] == pytest.approx(3.0 * spend.spend[0, 0])
