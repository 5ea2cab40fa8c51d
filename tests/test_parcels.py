"""What goes through a pipe comes out the same, however large it is."""

from collections.abc import Iterator
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from threading import Thread
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamplan.parcels import (
    ELEMENTS,
    LARGE,
    PIECE,
    ROWS,
    TextColumn,
    pack_table,
    receive,
    send,
    unpack_table,
)
from kamplan.plan import Table
from solver import Budget, FillRule


@pytest.fixture
def pipe() -> Iterator[tuple[Connection, Connection]]:
    ends = Pipe()
    with ends[0], ends[1]:
        yield ends


def sent(pipe: tuple[Connection, Connection], thing: Any) -> Any:
    """The thing, sent by a thread and received."""
    sender = Thread(target=send, args=(pipe[0], thing))
    sender.start()
    found = receive(pipe[1])
    sender.join()
    return found


def table(**columns: list[str] | list[float]) -> Table:
    """A table of some columns; those that begin with x_ are the user's own."""
    cells = {
        name: np.array(values, dtype=object if isinstance(values[0], str) else float)
        for name, values in columns.items()
    }
    own = {name: values for name, values in cells.items() if name.startswith("x_")}
    fixed = {name: values for name, values in cells.items() if name not in own}
    count = len(next(iter(cells.values())))
    return Table("accounts", fixed, own, np.arange(2, count + 2))


def assert_same(one: Table, other: Table) -> None:
    """Every column is, and every cell is of the same type."""
    assert one.name == other.name
    assert np.array_equal(one.lines, other.lines)
    for mine, others in ((one.cells, other.cells), (one.own, other.own)):
        assert list(mine) == list(others)
        for name, cells in mine.items():
            assert cells.dtype == others[name].dtype
            assert cells.tolist() == others[name].tolist() or np.array_equal(
                cells, others[name], equal_nan=True
            )


@given(st.lists(st.text(st.characters(exclude_categories=()), max_size=5), min_size=1))
def test_any_text_survives(texts: list[str]) -> None:
    one = table(name=texts, x_note=texts[::-1])
    assert_same(unpack_table(pack_table(one)), one)


def test_a_table_without_rows_survives() -> None:
    one = table(name=["a"], discount=[0.1], x_note=["b"]).keep(np.zeros(1, dtype=bool))
    assert_same(unpack_table(pack_table(one)), one)


def test_a_large_table_survives(pipe: tuple[Connection, Connection]) -> None:
    count = 2 * ROWS + 7
    names = [f"{row % 1000}" for row in range(count)]
    one = table(name=names, discount=[*np.arange(count - 1.0).tolist(), float("nan")])
    assert one["discount"].nbytes > LARGE
    assert_same(unpack_table(sent(pipe, pack_table(one))), one)


def test_columns_the_receiver_has_stay_at_home() -> None:
    known = table(name=["a", "b"], discount=[0.1, 0.2], x_note=["m", "n"])
    changed = known.with_cells("discount", np.array([0.3, np.nan]))
    parcel = pack_table(changed, known)
    assert (parcel.cells["name"], parcel.own["x_note"], parcel.lines) == (None, None, None)
    found = unpack_table(parcel, known)
    assert_same(found, changed)
    assert found["name"] is known["name"]
    assert found.lines is known.lines
    fewer = pack_table(known.keep(np.array([True, False])), known)
    assert isinstance(fewer.cells["name"], TextColumn)
    assert fewer.lines is not None


def test_arrays_survive_and_can_be_changed(pipe: tuple[Connection, Connection]) -> None:
    cube = np.arange(3.0 * PIECE / 8.0).reshape(3, -1)
    things = {
        "large": cube,
        "fortran": np.asfortranarray(cube),
        "strided": cube[:, ::2],
        "small": np.array([1, 2]),
        "empty": np.zeros((0, 3)),
        "mask": cube > 5.0,
    }
    found = sent(pipe, things)
    for name, array in things.items():
        assert found[name].dtype == array.dtype
        assert np.array_equal(found[name], array)
        found[name][...] = 0


def test_long_tuples_survive(pipe: tuple[Connection, Connection]) -> None:
    rules = tuple(
        FillRule("service", (f"c{row}",), 0.9, np.arange(row % 5)) for row in range(ELEMENTS + 1)
    )
    found = sent(pipe, (rules, tuple(map(str, range(5 * ELEMENTS)))))
    assert found[1] == tuple(map(str, range(5 * ELEMENTS)))
    for one, other in zip(rules, found[0], strict=True):
        assert (one.name, one.cell, one.share) == (other.name, other.cell, other.share)
        assert np.array_equal(one.cells, other.cells)


def test_long_tuples_of_large_arrays_survive(pipe: tuple[Connection, Connection]) -> None:
    mask = np.zeros((LARGE, 2), dtype=bool)
    mask[5] = True
    budgets = tuple(Budget(str(row), mask, 0.0, float(row)) for row in range(2 * ELEMENTS))
    found = sent(pipe, (budgets, mask))
    assert [each.maximum for each in found[0]] == [each.maximum for each in budgets]
    assert all(np.array_equal(each.selects, mask) for each in (*found[0][::50], budgets[-1]))


def test_one_message_after_another(pipe: tuple[Connection, Connection]) -> None:
    messages: tuple[Any, ...] = (None, "stop", {"a": (1, 2)}, b"x" * 3 * PIECE)
    for message in messages:
        assert sent(pipe, message) == message


def test_nobody_at_the_other_end() -> None:
    mine, other = Pipe()
    other.close()
    with mine:
        with pytest.raises(ConnectionError):
            send(mine, np.zeros(PIECE))
        with pytest.raises((EOFError, ConnectionError)):
            receive(mine)
