"""HiGHS behind its adapter: signs, refusals, and what a stop looks like."""

import time
from threading import Event

import numpy as np
import pulp
import pytest

from solver.backends import Outcome, Session, SolverTrouble, Stop
from solver.model import Model
from tests.solver.problems import Promo, make_problem


def two_rows(first: float = 4.0, second: float = 6.0) -> Model:
    """max 3 x + 2 y,  x + y <= first,  x + 3 y >= second: x = 3, y = 1 at 4 and 6."""
    model = Model(make_problem())
    both = model.add_columns("x", np.ones(2, dtype=bool), 0.0, np.inf)
    model.add_objective(both, np.array([3.0, 2.0]))
    model.add_rule(("first", ()), both, np.array([1.0, 1.0]), pulp.LpConstraintLE, first)
    model.add_rule(("second", ()), both, np.array([1.0, 3.0]), pulp.LpConstraintGE, second)
    model.finish()
    return model


def best(model: Model) -> float:
    """Its optimum."""
    session = Session(model, Stop())
    assert session.solve() is Outcome.OPTIMAL
    return session.objective


def test_row_duals_are_gains_of_one_more_when_maximising() -> None:
    session = Session(two_rows(), Stop())
    assert session.solve() is Outcome.OPTIMAL
    assert session.values().tolist() == pytest.approx([3.0, 1.0])
    # More room gains 3.5, more demanded loses 0.5: x = (3 first - second) / 2.
    assert session.row_duals().tolist() == pytest.approx([3.5, -0.5])
    here = best(two_rows())
    assert best(two_rows(first=5.0)) - here == pytest.approx(3.5)
    assert best(two_rows(second=7.0)) - here == pytest.approx(-0.5)


def test_column_duals_are_gains_of_one_more_when_maximising() -> None:
    session = Session(two_rows(), Stop())
    held = np.array([1])
    # y held at 2: x = 2, 10. At 3: x = 1, 9.
    session.set_bounds(held, np.array([2.0]), np.array([2.0]))
    assert session.solve() is Outcome.OPTIMAL
    assert session.objective == pytest.approx(10.0)
    assert session.column_duals()[1] == pytest.approx(9.0 - 10.0)


def test_rows_bounds_and_whole_numbers_change_a_live_session() -> None:
    session = Session(two_rows(), Stop())
    session.solve()
    columns = np.array([[0, 1], [1, 0]])
    session.add_rows(columns, np.array([[1.0, 0.0], [1.0, 0.0]]), np.array([2.5, 9.0]))
    assert session.solve() is Outcome.OPTIMAL
    assert session.values().tolist() == pytest.approx([2.5, 1.5])
    session.set_whole(np.array([0, 1]), True)
    assert session.solve(mip_gap=0.0) is Outcome.OPTIMAL
    assert session.values().tolist() == pytest.approx([2.0, 2.0])
    assert session.bound == pytest.approx(10.0)
    session.set_whole(np.array([0, 1]), False)
    session.set_row_bounds(0, -np.inf, 5.0)
    assert session.row_bounds(0) == (-np.inf, 5.0)
    assert session.solve() is Outcome.OPTIMAL
    assert session.objective == pytest.approx(3.0 * 2.5 + 2.0 * 2.5)


def best_under(row: list[float], upper: float) -> tuple[float, bool]:
    """(optimum with a row added that is small in y, whether it is all proven)."""
    session = Session(two_rows(second=0.0), Stop())
    session.add_rows(np.array([[0, 1]]), np.array([row]), np.array([upper]))
    assert session.solve() is Outcome.OPTIMAL
    return session.objective, session.exact


@pytest.mark.parametrize("small", [1e-9, 5e-10, 1e-30])
def test_what_is_too_small_for_the_solver_is_rounded_so_that_nothing_is_cut_off(
    small: float,
) -> None:
    # x - small y <= 2: where y = 4 - x, x is a little more than 2.
    value, exact = best_under([1.0, -small], 2.0)
    assert exact
    assert 3.0 * 2.0 + 2.0 * 2.0 + small * 2.0 <= value <= 10.0 + 1e-8
    # x + small y <= 2: a little less than 2.
    value, exact = best_under([1.0, small], 2.0)
    assert exact
    assert 10.0 - small * 2.0 <= value <= 10.0 + 1e-8


def test_what_is_dropped_of_a_column_that_may_be_negative_is_told() -> None:
    model = Model(make_problem())
    columns = model.add_columns("x", np.ones(2, dtype=bool), -5.0, 5.0)
    model.add_objective(columns, np.ones(2))
    model.add_rule(("rule", ()), columns, np.ones(2), pulp.LpConstraintLE, 6.0)
    model.finish()
    session = Session(model, Stop())
    session.add_rows(np.array([[0, 1]]), np.array([[1.0, 0.5]]), np.array([4.0]))
    assert session.exact
    session.add_rows(np.array([[0, 1]]), np.array([[1.0, -1e-10]]), np.array([4.0]))
    assert not session.exact


def test_coefficients_of_a_repeated_column_add_up() -> None:
    model = Model(make_problem())
    columns = model.add_columns("x", np.ones(1, dtype=bool), 0.0, 9.0)
    model.add_objective(columns, np.array([1.0]))
    twice, signs = np.array([0, 0, -1]), np.array([1.0, 2.0, 5.0])
    model.add_rule(("rule", ()), twice, signs, pulp.LpConstraintLE, 6.0)
    model.finish()
    assert best(model) == pytest.approx(2.0)


def test_a_rule_without_variables_that_cannot_hold_is_infeasible() -> None:
    model = two_rows()
    nothing = np.zeros(0, dtype=np.int64)
    model.add_rule(("empty", ()), nothing, np.zeros(0), pulp.LpConstraintGE, 1.0)
    assert Session(model, Stop()).solve() is Outcome.INFEASIBLE


def test_contradicting_rows_are_infeasible() -> None:
    assert Session(two_rows(first=1.0), Stop()).solve() is Outcome.INFEASIBLE


def test_an_option_that_highs_does_not_know_is_trouble() -> None:
    session = Session(two_rows(), Stop())
    with pytest.raises(SolverTrouble, match="no_such_option"):
        session._option("no_such_option", 1)


def test_coefficients_that_are_no_numbers_are_trouble() -> None:
    session = Session(two_rows(), Stop())
    with pytest.raises(SolverTrouble):
        session.add_rows(np.array([[1]]), np.array([[np.inf]]), np.array([1.0]))


def crowded_model() -> Model:
    """Large enough for HiGHS to iterate, and so to look at the clock and at the flag."""
    from solver.model import build_model

    rng = np.random.default_rng(0)
    baseline = rng.uniform(10.0, 100.0, (30, 4, 6))
    return build_model(
        make_problem(
            baseline,
            margin=rng.uniform(1.0, 9.0, (30, 4)),
            supply=baseline.sum(axis=0) * 0.7,
            holding=0.1,
            promos=tuple(Promo(a) for a in range(30)),
        )
    )


def test_a_flag_set_before_the_start_stops_the_solve() -> None:
    flag = Event()
    flag.set()
    session = Session(crowded_model(), Stop(flag=flag))
    assert session.solve() is Outcome.STOPPED
    assert session.stop.now


def test_a_flag_that_is_not_set_stops_nothing() -> None:
    session = Session(crowded_model(), Stop(flag=Event()))
    assert session.solve() is Outcome.OPTIMAL
    assert not session.stop.now


def test_a_deadline_that_has_passed_stops_the_solve() -> None:
    stop = Stop(deadline=time.monotonic() - 1.0)
    assert stop.now
    assert stop.remaining < 0.0
    assert Session(crowded_model(), stop).solve() is Outcome.STOPPED


def test_no_deadline_never_comes() -> None:
    assert Stop().remaining == np.inf
    assert not Stop().now
