"""Fairness: nobody is served much less than all together."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solver import Problem, evaluate, solve
from tests.effort import examples
from tests.solver.problems import Fair, make_decisions, make_problem, row_dual


def scarce(spread: float, price: float | None = None) -> Problem:
    """100 units for two accounts that ask for 100 each and earn 10 and 1 on one."""
    return make_problem(
        [[100.0], [100.0]],
        margin=[10.0, 1.0],
        supply=[100.0],
        fair=(Fair(spread, price=price),),
    )


def test_hand_solved_fairness_and_its_dual() -> None:
    # All together get 50 %, so the poor account gets at least 30 %: 70 x 10 + 30 x 1; a unit
    # more for it is one less that earns 9 more.
    problem = scarce(0.2)
    result = solve(problem)
    assert result.objective == pytest.approx(730.0)
    assert result.decisions is not None
    assert result.decisions.shipped.ravel() == pytest.approx([70.0, 30.0])
    assert row_dual(problem, ("fairness", ("fair", "a2", "p1"))) == pytest.approx(-9.0)


def test_every_product_is_fair_by_itself() -> None:
    # As above for one product; of the other there is enough for all.
    problem = make_problem(
        [[[100.0], [100.0]], [[100.0], [100.0]]],
        margin=[10.0, 1.0],
        supply=[[100.0], [300.0]],
        fair=(Fair(0.2),),
    )
    assert solve(problem).objective == pytest.approx(730.0 + 1100.0)


def test_a_priced_fairness_is_broken_where_that_is_cheaper() -> None:
    result = solve(scarce(0.2, price=4.0))
    assert result.objective == pytest.approx(1000.0 - 30.0 * 4.0)
    assert result.evaluation is not None
    (broken,) = result.evaluation.broken
    assert (broken.rule, broken.key) == ("fairness", ("fair", "a2", "p1"))
    assert broken.amount == pytest.approx(30.0)
    assert solve(scarce(0.2, price=10.0)).objective == pytest.approx(730.0)


def test_the_first_in_line_is_the_one_whose_rule_is_tight() -> None:
    # A unit for either raises what all get by a half, and so what the second is due: 10 less
    # half of 9 at the first, 1 and the other half of 9 at the second.
    result = solve(scarce(0.2))
    assert result.unit_worth is not None
    assert result.unit_worth.ravel() == pytest.approx([5.5, 5.5])


def test_only_the_protected_are_protected_and_only_over_the_weeks() -> None:
    problem = make_problem(
        [[100.0, 100.0], [100.0, 100.0], [100.0, 100.0]],
        margin=[10.0, 1.0, 1.0],
        supply=[100.0, 300.0],
        fair=(Fair(0.1, accounts=(2,), weeks=(0,)),),
    )
    # Week 1: a third for all, 23 1/3 units for a3 and none for a2.
    result = solve(problem)
    assert result.decisions is not None
    week = result.decisions.shipped[:, 0, 0]
    assert week == pytest.approx([100.0 - 70.0 / 3.0, 0.0, 70.0 / 3.0])


def test_evaluate_sees_who_is_starved() -> None:
    problem = scarce(0.2)
    (broken,) = evaluate(problem, make_decisions(problem, shipped=[[90.0], [10.0]])).breaks
    assert (broken.rule, broken.key) == ("fairness", ("fair", "a2", "p1"))
    assert broken.amount == pytest.approx(20.0)


@settings(max_examples=examples(12), deadline=None)
@given(
    seed=st.integers(0, 10_000),
    spread=st.floats(0.0, 0.5),
)
def test_every_plan_keeps_the_spread_and_none_is_better(seed: int, spread: float) -> None:
    # With one product, one week and 1 as everyone's baseline, the best plan serves by margin:
    # each account gets the least share, and what is left goes to the dearest first.
    rng = np.random.default_rng(seed)
    count = int(rng.integers(2, 7))
    margin, supply = rng.uniform(1.0, 10.0, count), float(rng.uniform(0.1, 0.9)) * count
    problem = make_problem(
        np.ones((count, 1)), margin=margin, supply=[supply], fair=(Fair(spread),)
    )
    result = solve(problem)
    least = max(supply / count - spread, 0.0)
    left, best = supply - least * count, 0.0
    for each in sorted(margin, reverse=True):
        more = min(left, 1.0 - least)
        best += each * (least + more)
        left -= more
    assert result.objective == pytest.approx(best, rel=1e-6)
