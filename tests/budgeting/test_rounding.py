"""Lines in whole steps: the sum is kept, nobody leaves what may be."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamplan.budgeting.rounding import Floor, round_lines

FREE = float("inf")
MONEY = st.floats(0.0, 1e6, allow_nan=False)


def test_the_largest_remainders_get_what_is_left() -> None:
    # 1.4 + 2.5 + 3.1 = 7.0 steps: 1 + 2 + 3 = 6, and the one that is left to the .5
    assert round_lines([1400, 2500, 3100], 1000, [0] * 3, [FREE] * 3) == [1000, 3000, 3000]


def test_least_and_most_hold() -> None:
    # 1800 must not fall to 1000; 3900 may not rise above 3900, so it falls to 3000.
    assert round_lines([1800, 3900, 300], 1000, [1800, 0, 0], [FREE, 3900, FREE], 6000) == [
        *(2000, 3000, 1000)
    ]


def test_not_above_the_total() -> None:
    # 2.7 steps are nearest to 3, but there is money for 2.
    assert sum(round_lines([1400, 1300], 1000, [0, 0], [FREE, FREE], 2700)) == 2000


def test_a_line_at_a_step_stays_there_whatever_the_solver_left() -> None:
    assert round_lines([1799.9999999, 200.0000001], 0.01, [1800, 0], [FREE] * 2) == [1800.0, 200.0]


def test_floors_take_steps_from_lines_that_can_spare_them() -> None:
    # The first two have to come to 4; the third must keep its 2, so the fourth gives.
    floors = [
        Floor(np.array([True, True, False, False]), 2800),
        Floor(np.array([False, False, True, False]), 2000),
    ]
    amounts = [1400.0, 1400.0, 2300.0, 4900.0]
    # Without floors: 1 + 1 + 2 + 4 = 8, and two steps that are left to the .9 and a .4.
    assert round_lines(amounts, 1000, [0] * 4, [FREE] * 4) == [2000, 1000, 2000, 5000]
    floors[0] = Floor(np.array([True, True, False, False]), 3500)
    lifted = round_lines(amounts, 1000, [0] * 4, [FREE] * 4, 10_000, floors)
    assert lifted == [2000, 2000, 2000, 4000]
    cents = [0.004] * 25 + [5.0]
    floor = Floor(np.array([True] * 25 + [False]), 0.1)
    assert sum(round_lines(cents, 0.01, [0] * 26, [FREE] * 26, None, [floor])[:25]) == (
        pytest.approx(0.1)
    )


@given(st.lists(MONEY, min_size=1, max_size=12), st.sampled_from([0.01, 1.0, 50.0, 1000.0]))
def test_the_sum_is_kept_to_the_nearest_step(amounts: list[float], step: float) -> None:
    rounded = round_lines(amounts, step, [0.0] * len(amounts), [FREE] * len(amounts))
    assert abs(sum(rounded) - sum(amounts)) <= step * 0.5 * (1 + 1e-6) + 1e-5 * step + 1e-6
    for one, other in zip(rounded, amounts, strict=True):
        assert abs(one - other) < 2 * step
        assert one / step == pytest.approx(round(one / step), abs=1e-6)
