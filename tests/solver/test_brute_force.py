"""The solver against every choice of visits and a search over spends that shares no code.

The grid may stop a little short where a budget binds, and the solver within its gap, so
the solver may lie below the grid by its gap and never above by more than 2e-4 of the value.
"""

import numpy as np
import pytest

from solver import Problem, solve
from tests.solver.brute_force import best_plan_value, plan_values
from tests.solver.problems import Cap, Promo, Team, Visit, make_problem

GAP = 1e-6
# What a grid of 30 rounds leaves undone, as a share of the value.
GRID = 2e-4
MOST_SPEND = 1500.0
SEEDS = range(36)


def small_plan(seed: int, lowest_margin: float = 1.0, dearest: float = 8.0) -> Problem:
    """Two or three accounts, one or two products, two or three weeks, everything scarce."""
    rng = np.random.default_rng(seed)
    A, P, T = 2 + seed % 2, 1 + seed // 2 % 2, 2 + seed // 4 % 2
    baseline = rng.uniform(20.0, 150.0, (A, P, T))
    promos = tuple(
        Promo(
            account,
            top=rng.uniform(0.2, 1.0),
            half=rng.uniform(30.0, 300.0),
            shape=float(rng.choice([1.0, 1.0, 0.7])),
            weeks=(int(rng.integers(T)),),
        )
        for account in range(A)
    )
    visits = tuple(
        Visit(
            account,
            maximum=4 if A == 2 else 2,
            present=float(rng.integers(0, 3)),
            hours=float(rng.choice([1.0, 1.5, 2.0])),
            cost=rng.uniform(0.0, 60.0),
            top=rng.uniform(0.1, 0.5),
            half=rng.uniform(0.5, 3.0),
            shape=float(rng.choice([1.0, 0.6])),
            team=account % (1 + seed % 3 // 2),
        )
        for account in range(A)
    )
    teams = (
        Team("north", rng.uniform(2.0, 8.0), rng.uniform(1.0, 4.0)),
        Team("south", rng.uniform(2.0, 6.0)),
    )
    return make_problem(
        baseline,
        margin=rng.uniform(lowest_margin, 20.0, (A, P)),
        supply=baseline.sum(axis=0) * rng.uniform(0.5, 1.4, (P, T)),
        opening=rng.uniform(0.0, 30.0, P),
        holding=rng.uniform(0.0, 1.0, P),
        write_down=rng.uniform(0.0, dearest, P),
        promos=promos,
        visits=visits,
        teams=teams,
        caps=(Cap(rng.uniform(40.0, 600.0)),),
        peak=(T - 1,),
        target_gap=GAP,
    )


def assert_best(problem: Problem) -> None:
    """The plan is no worse than any that the search finds, and the proof says so."""
    result = solve(problem)
    assert result.status == "optimal"
    assert result.objective is not None
    assert result.bound is not None
    assert result.decisions is not None
    size = max(abs(result.objective), 1.0)
    found = best_plan_value(problem, MOST_SPEND)
    assert result.bound >= found - 1e-9 * size
    assert result.objective >= found - 2.0 * GAP * size
    assert result.objective <= found + GRID * size
    # The plan itself, valued by the independent routine.
    spend, visits = result.decisions.spend[None], result.decisions.visits[None].astype(float)
    assert plan_values(problem, spend, visits)[0] == pytest.approx(result.objective, rel=1e-6)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_plan_beats_the_solver(seed: int) -> None:
    assert_best(small_plan(seed))


@pytest.mark.parametrize("seed", range(100, 108))
def test_no_plan_beats_the_solver_where_some_sales_lose_money(seed: int) -> None:
    # Selling at a loss pays where it saves holding or a write-down.
    assert_best(small_plan(seed, lowest_margin=-15.0, dearest=60.0))
