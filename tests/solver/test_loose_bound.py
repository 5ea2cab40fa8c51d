"""The bound that takes no search: by hand, above every plan, and there whenever a solve stops."""

from dataclasses import replace
from threading import Event

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver import Problem, evaluate, solve
from solver.loose_bound import loose_bound
from tests.solver.problems import Kept, Promo, Visit, make_decisions, make_problem
from tests.solver.strategies import plans
from tests.solver.test_families import everything
from tests.solver.test_properties import few


def test_by_hand() -> None:
    # 100 at 10 and 50 at 12 may become 140 and 70; 180 are there: 70 at 12, 110 at 10.
    problem = make_problem(
        [[100.0], [50.0]], margin=[10.0, 12.0], supply=[180.0], promos=(Promo(0), Promo(1))
    )
    assert loose_bound(problem) == pytest.approx(70.0 * 12.0 + 110.0 * 10.0)
    # The fewest visits cost; the most bring 100 (1 + 0.5 4 / 5).
    visited = make_problem([100.0], visits=(Visit(minimum=1, cost=7.0),))
    assert loose_bound(visited) == pytest.approx(1400.0 - 7.0)


def test_what_is_left_can_pay() -> None:
    # A unit sold earns 10, one left 2; 100 are asked for and 150 there.
    problem = make_problem([100.0], supply=[150.0], write_down=-2.0)
    assert loose_bound(problem) == pytest.approx(1000.0 + 50.0 * 2.0)
    assert solve(problem).objective == pytest.approx(1100.0)


def test_goods_that_accounts_have_count() -> None:
    problem = make_problem([100.0], supply=[0.0], kept=(Kept(opening=60.0),))
    assert loose_bound(problem) == pytest.approx(600.0)


@few
@given(problem=plans(), share=st.floats(0.0, 1.0), borrowed=st.floats(0.0, 0.9))
def test_no_plan_is_worth_more(problem: Problem, share: float, borrowed: float) -> None:
    promotions = problem.promotions
    rows = len(promotions)
    # So that no week lends more than it has.
    problem = replace(
        problem,
        baseline=problem.baseline + 20.0,
        margin=problem.margin - 3.0 * share,
        promotions=replace(
            promotions,
            max_uplift=0.2 * promotions.max_uplift,
            borrowed=np.full(rows, borrowed),
            borrowed_weeks=np.full(rows, 2, dtype=np.int64),
        ),
    )
    assert loose_bound(problem) >= evaluate(problem, make_decisions(problem)).objective
    result = solve(problem)
    if result.bound is not None and result.objective is not None:
        assert loose_bound(problem) >= result.objective - 1e-9 * abs(result.objective)


def test_every_stopped_solve_has_a_bound() -> None:
    flag = Event()
    flag.set()
    for problem in (everything(), replace(everything(), fill_rules=())):
        best = solve(problem).objective
        assert best is not None
        result = solve(problem, flag)
        assert result.bound is not None
        assert result.bound >= best
        assert result.status in ("stopped", "feasible")
        if result.objective is not None:
            assert result.gap is not None
