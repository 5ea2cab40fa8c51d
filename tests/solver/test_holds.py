"""How far a worth holds: by hand, and by moving the limit to the ends that are named."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

from solver import Problem, Result, Worth, solve
from solver.backends import Stop
from solver.problem import Floats
from tests.solver.problems import Cap, Promo, make_problem
from tests.solver.strategies import plans
from tests.solver.test_properties import few


def worth_of(result: Result, rule: str, *key: str) -> Worth:
    """One worth."""
    (found,) = (item for item in result.worth if (item.rule, item.key) == (rule, key))
    return found


def test_the_next_account_ends_the_range() -> None:
    # 150 units: the first account has its 100 at 10, the second 50 of its 100 at 4. A unit is
    # worth 4 from 100 units, where the second begins, to 200, where it has enough.
    problem = make_problem([[100.0], [100.0]], margin=[10.0, 4.0], supply=[150.0])
    item = worth_of(solve(problem), "supply", "p1", "w1")
    assert item.value == pytest.approx(4.0)
    assert item.holds == pytest.approx((100.0, 200.0))


def test_at_a_kink_it_holds_from_the_limit_on() -> None:
    # Just 100: one more is worth 4 up to 200, one less 10.
    problem = make_problem([[100.0], [100.0]], margin=[10.0, 4.0], supply=[100.0])
    item = worth_of(solve(problem), "supply", "p1", "w1")
    assert (item.value, item.left) == (pytest.approx(4.0), pytest.approx(10.0))
    assert item.holds is not None
    assert item.holds == pytest.approx((100.0, 200.0))


def test_money_on_a_curve_is_worth_the_same_nowhere() -> None:
    problem = make_problem([100.0], promos=(Promo(),), caps=(Cap(50.0),))
    assert worth_of(solve(problem), "budget", "total").holds is None


def test_money_that_is_left_is_worth_nothing_without_end() -> None:
    # 100 are spent, where the last unit returns one; what is allowed beyond is worth nothing.
    problem = make_problem([100.0], promos=(Promo(),), caps=(Cap(500.0),))
    item = worth_of(solve(problem), "budget", "total")
    assert item.value == 0.0
    assert item.holds is not None
    low, high = item.holds
    assert low == pytest.approx(100.0, rel=1e-2)
    assert high == np.inf


def with_supply(problem: Problem, place: tuple[int, int], units: float) -> Problem:
    """The problem with other supply in one product-week."""
    supply: Floats = problem.supply.copy()
    supply[place] = units
    return replace(problem, supply=supply)


@few
@given(problem=plans())
def test_between_its_ends_every_unit_is_worth_the_same(problem: Problem) -> None:
    # Without promotion and with visits held the plan is a linear program, solved exactly.
    quiet = make_problem(
        problem.baseline,
        margin=problem.margin,
        supply=problem.supply,
        holding=problem.holding,
        write_down=problem.write_down,
    )
    result = solve(quiet)
    assert result.objective is not None
    size = max(abs(result.objective), 1.0)
    for item in result.worth:
        if item.rule != "supply" or item.holds is None:
            continue
        place = quiet.products.index(item.key[0]), quiet.weeks.index(item.key[1])
        now = float(quiet.supply[place])
        for end in item.holds:
            if not np.isfinite(end):
                continue
            moved = solve(with_supply(quiet, place, end))
            assert moved.objective is not None
            expected = result.objective + item.value * (end - now)
            assert moved.objective == pytest.approx(expected, abs=1e-6 * size)


def test_time_that_is_up_leaves_worths_out(monkeypatch: pytest.MonkeyPatch) -> None:
    # The clock runs out as pricing begins: no worth is read from what happens to be there.
    from solver import live

    class Late(live.LimitPricer):
        def __init__(self, search: live.Search) -> None:
            search.session.stop = search.stop = Stop(deadline=-np.inf)
            super().__init__(search)

    monkeypatch.setattr(live, "LimitPricer", Late)
    result = solve(make_problem([[100.0], [100.0]], margin=[10.0, 4.0], supply=[150.0]))
    assert result.decisions is not None
    assert result.worth == ()
