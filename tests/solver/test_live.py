"""A solver kept alive answers a what-if as a fresh one would."""

import gc
import weakref
from dataclasses import replace
from threading import Event

import numpy as np
import pytest

from solver import LiveSolver, Problem, solve
from solver.backends import Stop
from solver.certify import Search
from tests.solver.problems import Cap, Fill, Promo, make_problem
from tests.solver.test_stopping import busy_plan


def changed(problem: Problem, step: int) -> Problem:
    """One what-if after another: supply, budget, hours, a promise, and back."""
    (budget,) = problem.budgets
    return [
        replace(problem, supply=problem.supply * 0.97),
        replace(problem, budgets=(replace(budget, maximum=300.0),)),
        replace(problem, teams=replace(problem.teams, hours=np.array([5.0]))),
        replace(problem, opening=problem.opening + 40.0),
        replace(problem, margin=problem.margin * 1.5),
        problem,
    ][step]


def test_every_what_if_is_what_a_fresh_solver_finds() -> None:
    live, problem = LiveSolver(), busy_plan()
    live.solve(problem)
    for step in range(6):
        asked = changed(problem, step)
        warm, cold = live.solve(asked), solve(asked)
        assert warm.status == cold.status == "optimal"
        assert warm.objective == pytest.approx(cold.objective, rel=2.0 * asked.target_gap)
        assert warm.bound is not None
        assert cold.objective is not None
        assert warm.bound >= cold.objective * (1.0 - 1e-9)


def test_an_infeasible_what_if_does_not_spoil_the_next() -> None:
    live, problem = LiveSolver(), busy_plan()
    first = live.solve(problem)
    assert live.solve(replace(problem, supply=problem.supply * 0.1)).status == "infeasible"
    assert live.solve(problem).objective == pytest.approx(first.objective, rel=2e-5)


def test_another_promise_is_another_problem() -> None:
    live = LiveSolver()
    for share, sold in ((0.6, 60.0), (0.8, 80.0)):
        problem = make_problem(
            [[100.0], [100.0]], margin=[5.0, 10.0], supply=[120.0], fills=(Fill(share, (0,)),)
        )
        found = live.solve(problem).evaluation
        assert found is not None
        assert found.sold[0, 0, 0] == pytest.approx(sold)


def test_a_stopped_solve_does_not_stop_the_next() -> None:
    live, problem, flag = LiveSolver(), busy_plan(), Event()
    flag.set()
    live.solve(problem, flag)
    assert live.solve(problem, Event()).status == "optimal"
    assert live.solve(problem).status == "optimal"


def test_a_stop_flag_is_heeded_by_a_solver_that_had_another() -> None:
    live, problem, flag = LiveSolver(), busy_plan(), Event()
    before = live.solve(problem, Event())
    flag.set()
    # Looked at inside HiGHS as by a fresh solver: nothing new is proven.
    less = replace(problem, supply=problem.supply * 0.97)
    result = live.solve(less, flag)
    # By the prices of the problem before, close to what it was worth.
    assert result.bound is not None
    assert before.objective is not None
    assert solve(less).objective <= result.bound < 1.02 * before.objective  # type: ignore[operator]
    assert not result.searched


@pytest.mark.parametrize("order", [(0.0, 1000.0), (1000.0, 0.0), (0.0, 0.0), (500.0, 1000.0)])
def test_a_budget_that_shuts_a_steep_curve_and_opens_it(order: tuple[float, float]) -> None:
    """A curve of shape below 1 is held at nothing by its bounds where a budget is 0."""
    solver = LiveSolver()
    for limit in order:
        problem = make_problem(
            [100.0], margin=10.0, promos=(Promo(half=50.0, shape=0.7),), caps=(Cap(limit),)
        )
        live, fresh = solver.solve(problem), solve(problem)
        assert live.objective == pytest.approx(fresh.objective, rel=1e-6)
        assert live.bound == pytest.approx(fresh.bound, rel=1e-5)


def test_nothing_is_left_of_a_search() -> None:
    """HiGHS holds what it calls where no collector looks: ten megabytes a solve, once."""
    search = Search(busy_plan(), Stop())
    search.run()
    left = [weakref.ref(search.session), weakref.ref(search.model)]
    del search
    gc.collect()
    assert [each() for each in left] == [None, None]
