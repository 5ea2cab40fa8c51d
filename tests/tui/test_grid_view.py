"""Order and filter: which rows are shown where."""

import math
from time import perf_counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tui.grid_app import Lists, sample
from tui.grid.arrangement import Sort
from tui.grid.cursor import block_end
from tui.grid.model import GridColumn
from tui.grid.selection import short
from tui.grid.view import View, sorted_rows, view_of

FLOATS = st.lists(st.sampled_from([math.nan, -1.5, 0.0, 2.0, 10.0, 1e12]), max_size=30)
TEXTS = st.lists(st.sampled_from(["", "a", "A", "b", "10", "9", "华东"]), max_size=30)


@given(FLOATS, st.booleans())
def test_numbers_are_sorted_as_numbers_stably_empty_ones_last(
    values: list[float], descending: bool
) -> None:
    order = sorted_rows([(np.array(values, dtype=float), descending)]).tolist()
    sign = -1 if descending else 1

    def key(row: int) -> tuple[bool, float]:
        value = values[row]
        return (True, 0.0) if math.isnan(value) else (False, sign * value)

    assert order == sorted(range(len(values)), key=key)


@given(TEXTS, st.booleans())
def test_texts_are_sorted_without_case(values: list[str], descending: bool) -> None:
    order = sorted_rows([(values, descending)]).tolist()
    filled = [row for row in range(len(values)) if values[row]]
    # reverse=True keeps the order of equals, too
    expected = sorted(filled, key=lambda row: values[row].casefold(), reverse=descending)
    assert order == expected + [row for row in range(len(values)) if not values[row]]


@pytest.mark.parametrize("values", [[3, None, "x", 1.5, "", "X"], np.array([3, 1, 2])])
def test_numbers_before_texts_before_nothing(values: object) -> None:
    order = sorted_rows([(values, False)]).tolist()  # type: ignore[list-item]
    assert order in ([3, 0, 2, 5, 1, 4], [1, 2, 0])


@given(st.lists(st.integers(0, 9), max_size=30), st.sampled_from(["", "1", "7", "x"]))
def test_a_view_is_a_part_of_the_rows_in_order(numbers: list[int], text: str) -> None:
    rows = [(f"k{row}", str(number)) for row, number in enumerate(numbers)]
    model = Lists(rows, (GridColumn("k", "k"), GridColumn("n", "n", number=True)))
    view = view_of(model, [Sort("n")], model.matches(text))
    shown = [view.row(place) for place in range(len(view))]
    assert sorted(shown) == [at for at, row in enumerate(rows) if any(text in cell for cell in row)]
    assert [numbers[row] for row in shown] == sorted(numbers[row] for row in shown)
    assert list(view.rows(range(len(view)))) == shown
    for row in range(len(rows)):
        assert view.place(row) == (shown.index(row) if row in shown else None)


def test_several_keys_are_as_one_sort_after_the_other_from_the_last() -> None:
    texts, numbers = ["b", "a", "", "B", "a"], np.array([1.0, 2.0, 5.0, np.nan, 7.0])
    assert sorted_rows([(texts, False), (numbers, True)]).tolist() == [4, 1, 0, 3, 2]
    assert sorted_rows([(texts, True), (numbers, False)]).tolist() == [0, 3, 1, 4, 2]
    assert sorted_rows([(numbers, True), (texts, False)]).tolist() == [4, 2, 1, 0, 3]


def test_a_hundred_thousand_rows_are_sorted_by_three_keys_at_once() -> None:
    count = 100_000
    tiers = np.array(["ABCD"[row % 4] for row in range(count)], dtype=object)
    names = [f"account {row * 7919 % count}" for row in range(count)]
    numbers = np.arange(count) % 100.0
    begun = perf_counter()
    order = sorted_rows([(tiers, False), (numbers, True), (names, False)])
    # 0.3 s on one core; a wide margin for machines that do other things
    assert perf_counter() - begun < 3
    keys = [(tiers[row], -numbers[row], names[row]) for row in order.tolist()]
    assert keys == sorted(keys)


def test_near_a_hidden_row_is_the_next_shown_one() -> None:
    view = View(10, np.array([8, 2, 5]))
    assert [view.near(row) for row in (2, 3, 5, 6, 9)] == [1, 2, 2, 0, 2]
    assert View(3).near(7) == 2
    assert View(3, np.array([], dtype=np.intp)).near(1) == 0


def test_a_filter_ignores_case_and_looks_into_every_cell() -> None:
    model = sample(8)
    assert view_of(model, (), model.matches("HILL")).count == 8
    assert len(view_of(model, (), model.matches("HILL"))) == 1
    assert len(view_of(model, (), model.matches("华东"))) == 2
    assert len(view_of(model, (), model.matches("华东", [0, 2]))) == 0


@pytest.mark.parametrize(
    ("line", "start", "step", "end"),
    [
        ("xxx..x", 0, 1, 2),
        ("xxx..x", 2, 1, 5),
        ("xxx..x", 5, 1, 5),
        ("xxx..x", 5, -1, 2),
        ("xxx..x", 3, -1, 2),
        ("x.....", 0, 1, 5),
        (".....x", 5, -1, 0),
        ("x", 0, 1, 0),
    ],
)
def test_ctrl_and_an_arrow_go_to_the_end_of_a_block(
    line: str, start: int, step: int, end: int
) -> None:
    assert block_end(lambda at: line[at] == "x", start, step, len(line) - 1) == end


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "0"), (1200, "1,200"), (0.126, "0.13"), (0.01234, "0.0123"), (-1234.5, "-1,234.5")],
)
def test_a_figure_is_short(number: float, text: str) -> None:
    assert short(number) == text
