"""Response curves: where they start, what half effort gets, and how slope and effort fit."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.curves import effort_at_slope, response, slope
from tests.effort import examples

few = settings(max_examples=examples(24), deadline=None, derandomize=True)
tops = st.floats(0.01, 5.0)
halves = st.floats(1e-3, 1e6)
shapes = st.floats(0.3, 1.0)
ratios = st.floats(1e-4, 1e4)
"""effort as a multiple of the half effort."""


def arrays(*values: float) -> list[np.ndarray]:
    return [np.array([value]) for value in values]


@few
@given(top=tops, half=halves, shape=st.floats(0.3, 4.0))
def test_half_effort_gets_half_the_response(top: float, half: float, shape: float) -> None:
    assert response(*arrays(half, top, half, shape))[0] == pytest.approx(top / 2.0)


@few
@given(top=tops, half=halves, shape=st.floats(0.3, 4.0))
def test_no_effort_gets_nothing_and_negative_effort_no_less(
    top: float, half: float, shape: float
) -> None:
    assert response(*arrays(0.0, top, half, shape))[0] == 0.0
    assert response(*arrays(-half, top, half, shape))[0] == 0.0


@few
@given(top=tops, half=halves, shape=shapes, ratio=ratios)
def test_response_rises_and_stays_below_its_top(
    top: float, half: float, shape: float, ratio: float
) -> None:
    low, high = (
        response(*arrays(ratio * half, top, half, shape)),
        response(*arrays(1.5 * ratio * half, top, half, shape)),
    )
    assert 0.0 < low[0] < high[0] < top


def test_response_by_hand() -> None:
    # 0.6 * sqrt(9) / (sqrt(4) + sqrt(9)) = 1.8 / 5
    assert response(*arrays(9.0, 0.6, 4.0, 0.5))[0] == pytest.approx(0.36)
    # Slope of x / (1 + x) at 1 is 1 / 4.
    assert slope(*arrays(1.0, 1.0, 1.0, 1.0))[0] == pytest.approx(0.25)


@few
@given(top=tops, half=halves, shape=shapes, ratio=ratios)
def test_slope_is_the_derivative_of_the_response(
    top: float, half: float, shape: float, ratio: float
) -> None:
    x, step = ratio * half, ratio * half * 1e-4
    ahead, behind = (response(*arrays(at, top, half, shape))[0] for at in (x + step, x - step))
    steep = slope(*arrays(x, top, half, shape))[0]
    # Central differences are good to the square of the step; the rest is rounding.
    assert steep == pytest.approx((ahead - behind) / (2.0 * step), rel=1e-5, abs=1e-10 * top / step)


@few
@given(top=tops, half=halves, shape=shapes, ratio=ratios)
def test_effort_at_slope_undoes_slope(top: float, half: float, shape: float, ratio: float) -> None:
    x = ratio * half
    steep = slope(*arrays(x, top, half, shape))
    # Near 0 a straight curve (shape 1) hardly changes slope: compare to the half effort.
    found = effort_at_slope(steep, *arrays(top, half, shape))[0]
    assert found == pytest.approx(x, rel=1e-6, abs=1e-9 * half)


def test_effort_is_nothing_where_the_slope_never_reaches_the_target() -> None:
    # Slope at 0 is top / half = 0.01.
    assert effort_at_slope(*arrays(0.02, 1.0, 100.0, 1.0))[0] == 0.0
    assert effort_at_slope(*arrays(0.02, 0.0, 100.0, 0.5))[0] == 0.0


def test_an_infinite_slope_at_nothing_is_said_to_be_infinite() -> None:
    assert np.isinf(slope(*arrays(0.0, 1.0, 100.0, 0.5))[0])


def test_curves_broadcast_over_rows_and_weeks() -> None:
    spend = np.array([[0.0, 100.0, 300.0], [50.0, 0.0, 50.0]])
    top, half, shape = np.array([[0.4], [1.0]]), np.array([[100.0], [50.0]]), np.ones((2, 1))
    expected = [[0.0, 0.2, 0.3], [0.5, 0.0, 0.5]]
    np.testing.assert_allclose(response(spend, top, half, shape), expected)
    # Both shapes in one call take both ways of inverting.
    mixed = np.array([[1.0], [0.5]])
    steep = slope(np.maximum(spend, 1.0), top, half, mixed)
    back = effort_at_slope(steep, top, half, mixed)
    np.testing.assert_allclose(back, np.maximum(spend, 1.0), rtol=1e-6)
