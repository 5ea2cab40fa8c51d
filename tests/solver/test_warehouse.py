"""The warehouse: room for what is kept. Every expected number is worked out in a comment."""

from dataclasses import replace

import numpy as np
import pytest

from solver import Problem, Warehouse, solve
from tests.solver.problems import make_decisions, make_problem, row_dual


def crowded(capacity: float, price: float | None = None, volume: float = 1.0) -> Problem:
    """100 units arrive a week before the account that earns 10 on each asks for them; another
    takes them at once, at a loss of 2 each."""
    return make_problem(
        [[0.0, 100.0], [100.0, 0.0]],
        margin=[10.0, -2.0],
        supply=[100.0, 0.0],
        warehouse=Warehouse(np.array([volume]), capacity, price),
    )


def test_hand_solved_warehouse_and_its_dual() -> None:
    # Room for 60: 40 have to go at -2, 60 earn 10.  600 - 80 = 520; a unit of room more
    # keeps one from the -2 for the 10.
    problem = crowded(60.0)
    result = solve(problem)
    assert result.status == "optimal"
    assert result.objective == pytest.approx(520.0)
    assert result.evaluation is not None
    assert result.evaluation.stock[0, 0] == pytest.approx(60.0)
    assert row_dual(problem, ("warehouse", ("w1",))) == pytest.approx(12.0)
    (worth,) = (item for item in result.worth if item.rule == "warehouse" and item.key == ("w1",))
    assert worth.value == pytest.approx(12.0)


def test_a_unit_takes_its_volume() -> None:
    # Volume 2: 30 fit into 60.  300 - 140 = 160, a unit of room keeps half a unit.
    problem = crowded(60.0, volume=2.0)
    assert solve(problem).objective == pytest.approx(160.0)
    assert row_dual(problem, ("warehouse", ("w1",))) == pytest.approx(6.0)


def test_a_priced_warehouse_is_broken_where_that_is_cheaper() -> None:
    # At 3 for a unit too many all 100 are kept: 1000 - 40 x 3.
    result = solve(crowded(60.0, price=3.0))
    assert result.objective == pytest.approx(880.0)
    assert result.evaluation is not None
    assert result.evaluation.contribution == pytest.approx(1000.0)
    (broken,) = result.evaluation.broken
    assert (broken.rule, broken.key) == ("warehouse", ("w1",))
    assert (broken.amount, broken.cost) == (pytest.approx(40.0), pytest.approx(120.0))
    # At 13 it is not.
    assert solve(crowded(60.0, price=13.0)).objective == pytest.approx(520.0)


def test_evaluate_sees_what_does_not_fit() -> None:
    problem = crowded(60.0)
    plan = make_decisions(problem, shipped=[[0.0, 70.0], [30.0, 0.0]])
    from solver import evaluate

    (broken,) = evaluate(problem, plan).breaks
    assert (broken.rule, broken.key, broken.amount) == ("warehouse", ("w1",), 10.0)


def test_a_smaller_warehouse_is_a_what_if() -> None:
    from solver import LiveSolver

    live = LiveSolver()
    assert live.solve(crowded(60.0)).objective == pytest.approx(520.0)
    assert live.solve(crowded(50.0)).objective == pytest.approx(400.0)
    wider = replace(crowded(50.0), warehouse=Warehouse(np.array([2.0]), 50.0))
    assert live.solve(wider).objective == pytest.approx(25 * 10.0 - 75 * 2.0)
