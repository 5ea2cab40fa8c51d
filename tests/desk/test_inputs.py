"""What an answer was made from: the same inputs, and only those, have one fingerprint."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kamplan.exchange.folder import read_plan, write_plan
from kamplan.plan import Plan, Settings, Table
from kamplan.plan.entries import (
    Cell,
    apply_entries,
    cell_entry,
    drop_entry,
    insert_entry,
    reverse,
    row_text,
    setting_entry,
)
from kamplan.whatif.inputs import Inputs, fingerprint, inputs_of, same_inputs
from kamplan.whatif.scenario import Change, find_scenario
from tests.effort import examples
from tests.plan.folders import TINY, write_folder
from tests.plan.random_plans import any_plans, blocks, plans

NAN = float("nan")
CHANGE = '[[change]]\ntable = "supply"\nwhere = { product = "p" }\nfield = "units"\nscale = 0.5\n'


@pytest.fixture
def tiny(tmp_path: Path) -> Plan:
    """Accounts a, b; products p, q; weeks 2026-W52, 2026-W53, 2027-W01."""
    return read_plan(write_folder(tmp_path / "tiny"))


def base(plan: Plan) -> Inputs:
    """The plan as it is."""
    return Inputs(plan, ())


def alike(one: Inputs, other: Inputs) -> bool:
    """Whether inputs are the same: both ways of telling, and both ways round, agree."""
    found = same_inputs(one, other)
    assert same_inputs(other, one) is found
    assert (fingerprint(one) == fingerprint(other)) is found
    assert same_inputs(one, one)
    return found


def with_own(plan: Plan, own: dict[str, list[str]]) -> Plan:
    """The plan, the user's own columns of its accounts replaced."""
    cells = {title: np.array(texts, dtype=object) for title, texts in own.items()}
    return plan.with_table(replace(plan["accounts"], own=cells))


def test_a_plan_and_the_same_read_again(tiny: Plan, tmp_path: Path) -> None:
    write_plan(tiny, tmp_path / "again")
    again = read_plan(tmp_path / "again")
    assert alike(base(tiny), base(again))
    # Where a row came from does not matter.
    lines = replace(again["demand"], lines=np.zeros(5, dtype=np.int64))
    assert alike(base(tiny), base(again.with_table(lines)))


@pytest.mark.parametrize(
    ("table", "row", "column", "value"),
    [
        ("demand", 0, "units", 10.000000000000002),
        ("demand", 4, "week", "2026-W53"),
        ("budgets", 0, "max", NAN),
        ("budgets", 0, "min", 0.0),
        ("accounts", 0, "name", ""),
        ("accounts", 1, "x_city", "leipzig"),
        ("products", 0, "salvage", 1.0),
    ],
)
def test_any_cell_counts_until_it_is_taken_back(
    tiny: Plan, table: str, row: int, column: str, value: Cell
) -> None:
    entry = cell_entry(tiny[table], row, column, value)
    after = apply_entries(tiny, [entry])
    assert not alike(base(tiny), base(after))
    names = {**dict(zip(tiny[table].key_columns, entry.key, strict=True)), column: str(value)}
    key = tuple(names[name] for name in tiny[table].key_columns)
    back = apply_entries(after, [replace(reverse([entry])[0], key=key)])
    assert alike(base(tiny), base(back))


def test_settings_count_as_they_are_meant(tiny: Plan) -> None:
    for name, value in (("weeks", 4), ("promotion.budget", 99.0), ("solve.gap", 0.01)):
        entry = setting_entry(tiny.settings, name, value)
        after = apply_entries(tiny, [entry])
        assert not alike(base(tiny), base(after))
        assert alike(base(tiny), base(apply_entries(after, reverse([entry]))))
    # What is not said is its default; a section may be there and say nothing.
    data: dict[str, Any] = tiny.settings.model_dump(exclude_unset=True)
    for more in ({"solve": {}}, {"solve": {"gap": 0.001}}, {"objective": "contribution"}):
        said = replace(tiny, settings=Settings.model_validate({**data, **more}))
        assert alike(base(tiny), base(said))


def test_rows_and_their_order_count(tiny: Plan) -> None:
    table = tiny["demand"]
    turned = tiny.with_table(table.keep(np.array([1, 0, 2, 3, 4])))
    assert not alike(base(tiny), base(turned))
    new = insert_entry(table, {"account": "a", "product": "q", "week": "2026-W52", "units": 0.0})
    more = apply_entries(tiny, [new])
    assert not alike(base(tiny), base(more))
    assert alike(base(tiny), base(apply_entries(more, reverse([new]))))
    # A row that was dropped comes back last, which is another order.
    drop = drop_entry(table, 4)
    assert alike(base(tiny), base(apply_entries(tiny, [drop, *reverse([drop])])))
    drop = drop_entry(table, 0)
    assert not alike(base(tiny), base(apply_entries(tiny, [drop, *reverse([drop])])))


def test_own_columns_count(tiny: Plan) -> None:
    without, more = with_own(tiny, {}), with_own(tiny, {"x_city": ["", ""], "x_n": ["", ""]})
    city = with_own(tiny, {"x_city": ["", ""]})
    assert not alike(base(tiny), base(without))
    assert not alike(base(without), base(city))
    assert not alike(base(city), base(more))
    # Their order says nothing.
    turned = with_own(tiny, {"x_n": ["", ""], "x_city": ["", ""]})
    assert alike(base(more), base(turned))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"x_a": ["b\x1f", "c"]}, {"x_a": ["b", "\x1fc"]}),
        ({"x_a": ["", "x_b"]}, {"x_a": ["x_b", ""]}),
        ({"x_a": ["", ""], "x_b": ["", ""]}, {"x_ax_b": ["", ""]}),
        ({"x_a": ['b", "c', "d"]}, {"x_a": ["b", 'c", "d']}),
        ({"x_a": ["\x1fx_b\x1f", ""]}, {"x_a": ["", ""], "x_b": ["", ""]}),
        ({"x_a": ["宽", "b"]}, {"x_a": ["宽b", ""]}),
        ({"x_a": ["", ""], "x_b": ["", ""]}, {'x_a["", ""]accounts x_b': ["", ""]}),
    ],
)
def test_text_that_runs_together_is_not_the_same(
    tiny: Plan, one: dict[str, list[str]], other: dict[str, list[str]]
) -> None:
    assert not alike(base(with_own(tiny, one)), base(with_own(tiny, other)))


def test_nothing_is_nothing_and_zero_is_zero(tiny: Plan) -> None:
    """Whatever bits say so: a NaN that came from arithmetic, a zero with a sign."""
    bits = np.array([0xFFF8000000000001], dtype=np.uint64).view(np.float64)[0]
    for row, value in ((0, -0.0), (1, bits)):
        cells = tiny["accounts"]["discount" if row == 0 else "credit_limit"].copy()
        name = "discount" if row == 0 else "credit_limit"
        cells[row] = 0.0 if row == 0 else NAN
        plain = tiny.with_table(tiny["accounts"].with_cells(name, cells))
        cells = cells.copy()
        cells[row] = value
        odd = tiny.with_table(tiny["accounts"].with_cells(name, cells))
        assert alike(base(plain), base(odd))


# scenarios


def scenario(plan: Plan, *texts: str) -> Inputs:
    """Inputs of the last of scenarios, each of which extends the one before."""
    files = {
        f"s{number}": (f'extends = "s{number - 1}"\n' if number else "") + text
        for number, text in enumerate(texts)
    }
    return inputs_of(plan, find_scenario(f"s{len(texts) - 1}", files))


def test_changes_count_in_order_and_expectations_do_not(tiny: Plan) -> None:
    one = scenario(tiny, CHANGE)
    assert not alike(one, base(tiny))
    assert alike(
        one, scenario(tiny, f'description = "x"\n# why\n{CHANGE}[expect]\nstatus = "optimal"')
    )
    # Whose change it is does not matter; what it is, how often, and in which order, does.
    assert alike(one, scenario(tiny, CHANGE, ""))
    assert alike(one, scenario(tiny, "", CHANGE))
    assert not alike(one, scenario(tiny, CHANGE, CHANGE))
    more = CHANGE.replace("scale", "add")
    assert alike(scenario(tiny, CHANGE + more), scenario(tiny, CHANGE, more))
    assert not alike(scenario(tiny, CHANGE, more), scenario(tiny, more, CHANGE))
    assert not alike(one, scenario(tiny, CHANGE.replace("0.5", "0.50001")))


def test_conditions_have_no_order(tiny: Plan) -> None:
    where = CHANGE.replace('product = "p"', 'product = "p", week = "opening"')
    turned = CHANGE.replace('product = "p"', 'week = "opening", product = "p"')
    assert alike(scenario(tiny, where), scenario(tiny, turned))
    assert not alike(scenario(tiny, where), scenario(tiny, CHANGE))


def test_values_that_are_equal_need_not_be_the_same_text(tiny: Plan) -> None:
    """Set in a column of text, 1 is "1", 1.0 is "1.0", and true is "True"."""

    def named(value: Any) -> Inputs:
        return Inputs(tiny, (Change(table="accounts", field="name", set=value),))

    found = {fingerprint(named(value)) for value in (1, 1.0, True, "1")}
    assert len(found) == 4
    for one in (1, 1.0, True, "1"):
        for other in (1, 1.0, True, "1"):
            assert alike(named(one), named(other)) is (type(one) is type(other))


# any plan


def content(plan: Plan) -> tuple[Any, ...]:
    """Everything a plan says that a solve depends on, in order, as text."""
    rows = tuple(
        (name, sorted(table.own), [dict_of(table, row) for row in range(len(table))])
        for name, table in plan.tables.items()
        # How far inputs may be off is asked by a tornado alone.
        if name != "uncertainty"
    )
    return (*rows, plan.settings.model_dump())


def dict_of(table: Table, row: int) -> list[str]:
    """A row, its columns in one order."""
    return sorted(row_text(table, row).strip("{}").split(", "))


MODEST = settings(
    max_examples=examples(16), deadline=None, suppress_health_check=[HealthCheck.filter_too_much]
)


@MODEST
@given(plan=any_plans(), other=any_plans())
def test_fingerprints_of_two_plans_tell_them_apart(plan: Plan, other: Plan) -> None:
    assert alike(base(plan), base(other)) is (content(plan) == content(other))


@MODEST
@given(plan=plans(), data=st.data())
def test_edits_and_their_undo(plan: Plan, data: st.DataObject) -> None:
    entries = data.draw(blocks(plan))
    after = apply_entries(plan, entries)
    assert alike(base(plan), base(after)) is (content(plan) == content(after))
    cells = [
        cell_entry(plan[name], row, column.name, 7.0)
        for name, table in plan.tables.items()
        for row in range(len(table))
        for column in table.columns
        if column.is_number
    ]
    moved = apply_entries(plan, cells)
    assert alike(base(plan), base(apply_entries(moved, reverse(cells))))


def test_tables_that_are_shared_are_not_compared(
    tiny: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    after = apply_entries(tiny, [cell_entry(tiny["demand"], 0, "units", 1.0)])
    seen: list[int] = []
    whole: Callable[..., bool] = np.array_equal

    def count(one: Any, other: Any, **how: Any) -> bool:
        seen.append(len(one))
        return whole(one, other, **how)

    monkeypatch.setattr(np, "array_equal", count)
    assert not same_inputs(base(tiny), base(after))
    assert seen == [5]
    assert TINY["demand.csv"].count("\n") == 6
