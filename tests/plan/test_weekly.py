"""A weekly table seen across: where each row stands, and when that is still so."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kamplan.exchange.folder import read_plan
from kamplan.plan import Plan
from kamplan.plan.entries import apply_entries, cell_entry, drop_entry, insert_entry
from kamplan.plan.weekly import weekly
from kamplan.plan.weeks import OPENING
from tests.effort import examples
from tests.plan.folders import write_folder
from tests.plan.random_plans import make_table, plans


@pytest.fixture
def tiny(tmp_path: Path) -> Plan:
    """Accounts a, b; products p, q; weeks 2026-W52, 2026-W53, 2027-W01."""
    return read_plan(write_folder(tmp_path))


def test_by_hand(tiny: Plan) -> None:
    # a p: 10 20 -; a q: - 8 -; b p: - 5 -; b q: - - 4.
    found = weekly(tiny["demand"], tiny.weeks)
    assert found.names == ("account", "product")
    assert found.keys == (("a", "p"), ("a", "q"), ("b", "p"), ("b", "q"))
    assert found.weeks == ("2026-W52", "2026-W53", "2027-W01")
    assert found.rows.tolist() == [[0, 1, -1], [-1, 2, -1], [-1, 3, -1], [-1, -1, 4]]


def test_the_opening_stock_is_a_week_where_it_is_asked_for(tiny: Plan) -> None:
    # p: opening 3, 12, 15; q: 20 in the second week.
    with_opening = weekly(tiny["supply"], (OPENING, *tiny.weeks))
    assert with_opening.keys == (("p",), ("q",))
    assert with_opening.rows.tolist() == [[0, 1, 2, -1], [-1, -1, 3, -1]]
    assert weekly(tiny["supply"], tiny.weeks).rows.tolist() == [[1, 2, -1], [-1, 3, -1]]
    # What has nothing but an opening stock has a line, too.
    alone = tiny["supply"].keep(np.array([0]))
    assert weekly(alone, tiny.weeks).keys == (("p",),)
    assert weekly(alone, tiny.weeks).rows.tolist() == [[-1, -1, -1]]


def test_lines_that_are_asked_for_come_first(tiny: Plan) -> None:
    keys = (("b", "q"), ("c", "p"), ("a", "q"))
    found = weekly(tiny["demand"], tiny.weeks, keys)
    assert found.keys == (*keys, ("a", "p"), ("b", "p"))
    assert found.rows.tolist() == [
        [-1, -1, 4], [-1, -1, -1], [-1, 2, -1], [0, 1, -1], [-1, 3, -1],
    ]  # fmt: skip


def test_a_shorter_horizon(tiny: Plan) -> None:
    found = weekly(tiny["demand"], ("2027-W01", "2026-W53"))
    assert found.keys == (("a", "p"), ("a", "q"), ("b", "p"), ("b", "q"))
    assert found.rows.tolist() == [[-1, 1], [-1, 2], [-1, 3], [4, -1]]


def test_an_empty_table(tiny: Plan) -> None:
    empty = make_table("teams", [])
    assert weekly(empty, tiny.weeks).rows.shape == (0, 3)
    found = weekly(empty, tiny.weeks, (("t",),))
    assert (found.keys, found.rows.tolist()) == ((("t",),), [[-1, -1, -1]])


@settings(
    max_examples=examples(16), deadline=None, suppress_health_check=[HealthCheck.filter_too_much]
)
@given(plan=plans(), data=st.data())
def test_every_row_stands_once_where_its_key_and_week_say(plan: Plan, data: st.DataObject) -> None:
    table = plan[data.draw(st.sampled_from(["demand", "supply", "teams"]))]
    weeks = tuple(
        data.draw(st.permutations([OPENING, *plan.weeks]))[: data.draw(st.integers(1, 4))]
    )
    all_keys = table.keys()
    every = [key[:-1] for key in all_keys]
    others = data.draw(st.permutations(sorted({*every, ("z",) * (len(table.key_columns) - 1)})))
    keys = tuple(others[: data.draw(st.integers(0, len(others)))])
    found = weekly(table, weeks, keys)
    assert len(set(found.keys)) == len(found.keys)
    assert found.keys[: len(keys)] == keys
    assert list(found.keys[len(keys) :]) == [key for key in dict.fromkeys(every) if key not in keys]
    placed = {
        int(row): (*key, week)
        for key, line in zip(found.keys, found.rows, strict=True)
        for week, row in zip(weeks, line, strict=True)
        if row >= 0
    }
    assert np.count_nonzero(found.rows >= 0) == len(placed)
    wanted = {row: key for row, key in enumerate(all_keys) if key[-1] in weeks}
    assert placed == wanted


def test_it_holds_while_only_numbers_change(tiny: Plan) -> None:
    keys = (("a", "p"),)
    found = weekly(tiny["demand"], tiny.weeks, keys)
    assert found.holds_for(tiny["demand"], tiny.weeks, keys)
    numbers = apply_entries(
        tiny, [cell_entry(tiny["demand"], row, "units", 7.0) for row in range(5)]
    )
    assert found.holds_for(numbers["demand"], tiny.weeks, keys)
    assert weekly(numbers["demand"], tiny.weeks, keys).rows.tolist() == found.rows.tolist()
    new = {"account": "b", "product": "p", "week": "2027-W01", "units": 1.0}
    for entry in (
        insert_entry(tiny["demand"], new),
        drop_entry(tiny["demand"], 1),
        cell_entry(tiny["demand"], 1, "week", "2027-W01"),
        cell_entry(tiny["demand"], 0, "account", "b"),
    ):
        changed = apply_entries(tiny, [entry])["demand"]
        assert not found.holds_for(changed, tiny.weeks, keys)
    assert not found.holds_for(tiny["demand"], tiny.weeks[:2], keys)
    assert not found.holds_for(tiny["demand"], (OPENING, *tiny.weeks), keys)


@settings(
    max_examples=examples(16), deadline=None, suppress_health_check=[HealthCheck.filter_too_much]
)
@given(plan=plans(), data=st.data())
def test_where_it_holds_it_is_what_would_be_made(plan: Plan, data: st.DataObject) -> None:
    """For other lines asked for, too: they may be fewer, more, or in another order."""
    table = plan["demand"]
    all_keys = table.keys()
    every = sorted({("a", "q"), ("z", "p"), *(key[:-1] for key in all_keys)})

    def some() -> tuple[tuple[str, ...], ...]:
        order = data.draw(st.permutations(every))
        return tuple(order[: data.draw(st.integers(0, len(every)))])

    made_for, asked = some(), some()
    found = weekly(table, plan.weeks, made_for)
    assert found.holds_for(table, plan.weeks, made_for)
    if found.holds_for(table, plan.weeks, asked):
        again = weekly(table, plan.weeks, asked)
        assert again.keys == found.keys
        assert again.rows.tolist() == found.rows.tolist()
