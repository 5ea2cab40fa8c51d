"""Entries: single values that change, there and back."""

import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kamplan.exchange.folder import plan_files, read_plan
from kamplan.plan import Plan
from kamplan.plan.columns import columns_of
from kamplan.plan.entries import (
    SCENARIO,
    WHOLE,
    Entry,
    apply_entries,
    cell_entry,
    cell_text,
    cell_value,
    drop_entry,
    find_row,
    insert_entry,
    read_setting,
    reverse,
    row_text,
    setting_entry,
)
from kamplan.plan.tables import ROWS
from tests.effort import examples
from tests.plan.folders import write_folder
from tests.plan.random_plans import blocks, make_table, plans

NAN = float("nan")
COLUMNS = {name: {c.name: c for c in columns_of(row)} for name, row in ROWS.items()}


@pytest.fixture
def tiny(tmp_path: Path) -> Plan:
    """Accounts a, b; products p, q; weeks 2026-W52, 2026-W53, 2027-W01."""
    return read_plan(write_folder(tmp_path))


def content(plan: Plan) -> dict[tuple[str, ...], list[str]]:
    """Every row by its key, and the settings; the order of rows left out."""
    rows: dict[tuple[str, ...], list[str]] = {}
    for name, table in plan.tables.items():
        for row, key in enumerate(table.keys()):
            rows.setdefault((name, *key), []).append(row_text(table, row))
    texts = {key: sorted(found) for key, found in rows.items()}
    # A section that holds nothing is no section.
    given = {
        name: value
        for name, value in plan.settings.model_dump(exclude_unset=True).items()
        if value != {}
    }
    return {**texts, (): [json.dumps(given)]}


def renames(entry: Entry) -> bool:
    """Whether an entry gives a row another key: taking that back is the journal's business."""
    keys = [c.name for c in COLUMNS.get(entry.table, {}).values() if c.key]
    return entry.column in keys


def has_doubles(plan: Plan) -> bool:
    """Whether two rows have the same key."""
    return any(len(set(table.keys())) < len(table) for table in plan.tables.values())


@settings(
    max_examples=examples(32), deadline=None, suppress_health_check=[HealthCheck.filter_too_much]
)
@given(plan=plans(), data=st.data())
def test_what_is_made_and_reversed_is_as_before(plan: Plan, data: st.DataObject) -> None:
    entries = data.draw(blocks(plan, size=6).filter(lambda made: not any(map(renames, made))))
    before = content(plan)
    after = apply_entries(plan, entries)
    assert content(plan) == before
    assert content(apply_entries(after, reverse(entries))) == before
    # Without the hints, and one at a time. Of two rows with one key only a hint tells which.
    step = plan
    for entry in entries:
        if has_doubles(step):
            return
        step = apply_entries(step, [replace(entry, row=None)])
    assert content(step) == content(after)


@pytest.mark.parametrize("hint", ["right", "none", "another", "beyond", "negative"])
def test_a_cell_is_found_whatever_the_hint(tiny: Plan, hint: str) -> None:
    row = {"right": 2, "none": None, "another": 0, "beyond": 99, "negative": -3}[hint]
    entry = replace(cell_entry(tiny["demand"], 2, "units", 9.5), row=row)
    assert (entry.key, entry.old, entry.new) == (("a", "q", "2026-W53"), "8", "9.5")
    after = apply_entries(tiny, [entry])
    assert after["demand"]["units"].tolist() == [10, 20, 9.5, 5, 4]
    assert tiny["demand"]["units"].tolist() == [10, 20, 8, 5, 4]
    assert find_row(tiny["demand"], entry.key, row) == 2


def test_a_row_that_is_not_there(tiny: Plan) -> None:
    gone = Entry("demand", ("a", "p", "2027-W01"), "units", "1", "2", 0)
    for entry in (gone, replace(gone, column=WHOLE, old="{}", new=None)):
        with pytest.raises(KeyError):
            apply_entries(tiny, [entry])


def test_a_key_added_twice_is_taken_back_twice(tiny: Plan) -> None:
    table = tiny["budgets"]
    twice = [insert_entry(table, {"name": "north", "max": most}) for most in (5.0, 6.0)]
    after = apply_entries(tiny, twice)
    assert after["budgets"]["name"].tolist() == ["east", "shows", "north", "north"]
    assert content(apply_entries(after, reverse(twice[1:]))) == content(
        apply_entries(tiny, twice[:1])
    )
    assert content(apply_entries(after, reverse(twice))) == content(tiny)
    with pytest.raises(KeyError):
        apply_entries(after, reverse([*twice, twice[0]]))


def test_hints_are_of_no_use_after_rows_have_gone(tiny: Plan) -> None:
    """Rows are dropped while cells further down change: every row is still found."""
    table = tiny["demand"]
    entries = [
        cell_entry(table, 4, "units", 40.0),
        drop_entry(table, 0),
        cell_entry(table, 3, "units", 50.0),
        drop_entry(table, 1),
        cell_entry(table, 2, "units", 80.0),
    ]
    after = apply_entries(tiny, entries)["demand"]
    assert after.keys() == [
        ("a", "q", "2026-W53"),
        ("b", "p", "2026-W53"),
        ("b", "q", "2027-W01"),
    ]
    assert after["units"].tolist() == [80, 50, 40]
    assert after.lines.tolist() == [4, 5, 6]


def test_the_last_entry_of_a_cell_counts(tiny: Plan) -> None:
    entries = [
        Entry("teams", ("t", "2026-W52"), "hours", "6", "7"),
        Entry("budgets", ("east",), "max", "60", None),
        Entry("teams", ("t", "2026-W52"), "hours", "7", "8"),
    ]
    after = apply_entries(tiny, entries)
    assert after["teams"]["hours"].tolist() == [8, 4, 6]
    assert np.isnan(after["budgets"]["max"][0])
    assert content(apply_entries(after, reverse(entries))) == content(tiny)


def test_a_new_key_counts_from_there_on(tiny: Plan) -> None:
    entries = [
        Entry("budgets", ("east",), "max", "60", "70"),
        Entry("budgets", ("east",), "name", "east", "orient"),
        Entry("budgets", ("orient",), "min", None, "5", 0),
        # The two change places.
        Entry("budgets", ("orient",), "name", "orient", "shows", 0),
        Entry("budgets", ("shows",), "name", "shows", "orient", 1),
    ]
    after = apply_entries(tiny, entries)["budgets"]
    assert after["name"].tolist() == ["shows", "orient"]
    assert after["max"].tolist() == [70, 40]
    assert after["min"][0] == 5
    with pytest.raises(KeyError):
        apply_entries(tiny, [*entries, Entry("budgets", ("east",), "max", "70", "1")])


def test_tables_that_are_not_edited_are_the_same_objects(tiny: Plan) -> None:
    after = apply_entries(tiny, [cell_entry(tiny["demand"], 0, "units", 1.0)])
    assert all(after[name] is tiny[name] for name in tiny.tables if name != "demand")
    assert after["demand"]["account"] is tiny["demand"]["account"]
    assert after.settings is tiny.settings
    assert apply_entries(tiny, []) is tiny
    assert apply_entries(tiny, [Entry(SCENARIO, ("x",), WHOLE, None, "")]) is tiny


# values as text


@given(st.floats(allow_nan=False))
def test_numbers_read_back_as_they_were(value: float) -> None:
    """Every finite number to the last bit but the sign of zero; and what a change may run into."""
    text = cell_text(value)
    assert text is not None
    again = cell_value(COLUMNS["demand"]["units"], text)
    assert again == value
    if value:
        assert np.float64(value).tobytes() == np.float64(again).tobytes()


def test_numbers_as_they_are_written() -> None:
    shown = {
        12.0: "12", -3.0: "-3", 0.1 + 0.2: "0.30000000000000004", 1e-7: "1e-07", 0.5: "0.5",
        1e15: "1000000000000000.0", 5e-324: "5e-324", -0.0: "0", math.inf: "inf",
    }  # fmt: skip
    assert {value: cell_text(value) for value in shown} == shown
    assert cell_text(NAN) is None
    assert cell_text(np.float64(0.25)) == "0.25"


def test_text_and_cells_that_are_not_given() -> None:
    number, text = COLUMNS["budgets"]["max"], COLUMNS["budgets"]["where"]
    assert np.isnan(cell_value(number, None))
    assert cell_value(text, None) == cell_value(text, "") == cell_value(None, None) == ""
    for value in ("", " a ", "=1+1", "宽\n", "5", "nan"):
        assert cell_text(value) == value
        assert cell_value(text, value) == value
        assert cell_value(None, value) == value


def test_a_row_as_text(tiny: Plan) -> None:
    cells = json.loads(row_text(tiny["accounts"], 1))
    assert list(cells) == [*COLUMNS["accounts"], "x_city"]
    assert cells["account"] == "b"
    assert cells["discount"] == "0"
    assert cells["credit_limit"] is None
    assert cells["x_city"] == "Leipzig"
    assert "Hangzhou" in row_text(tiny["accounts"], 0)


# rows


def test_a_row_is_added_with_defaults_and_taken_out(tiny: Plan) -> None:
    entry = insert_entry(tiny["accounts"], {"account": "c", "discount": 0.25, "x_city": "Oslo"})
    assert (entry.key, entry.column, entry.old) == (("c",), WHOLE, None)
    table = apply_entries(tiny, [entry])["accounts"]
    assert table["account"].tolist() == ["a", "b", "c"]
    assert [table[name][2] for name in ("discount", "x_city", "settlement", "credit_days")] == [
        0.25, "Oslo", "cash", 0,
    ]  # fmt: skip
    assert np.isnan(table["credit_limit"][2])
    # It came from no file.
    assert table.lines.tolist() == [2, 3, 0]
    (out,) = reverse([entry])
    back = apply_entries(apply_entries(tiny, [entry]), [out])
    assert plan_files(back) == plan_files(tiny)
    assert back["accounts"].lines.tolist() == [2, 3]


def test_a_dropped_row_comes_back_last(tiny: Plan) -> None:
    entry = drop_entry(tiny["accounts"], 0)
    without = apply_entries(tiny, [entry])
    assert without["accounts"]["account"].tolist() == ["b"]
    back = apply_entries(without, reverse([entry]))
    assert back["accounts"]["account"].tolist() == ["b", "a"]
    assert back["accounts"]["x_city"].tolist() == ["Leipzig", "Hangzhou"]
    assert content(back) == content(tiny)


def test_rows_of_an_empty_table(tiny: Plan) -> None:
    plan = tiny.with_table(make_table("service", [], ("x_why",)))
    entry = insert_entry(plan["service"], {"name": "n", "min_fill": 0.5, "x_why": "law"})
    made = apply_entries(plan, [entry])["service"]
    assert (made["name"].tolist(), made["x_why"].tolist()) == (["n"], ["law"])
    assert made["min_fill"].dtype == np.float64
    dropped = apply_entries(plan, [entry, drop_entry(made, 0)])["service"]
    assert len(dropped) == 0
    assert [dropped[c.name].dtype for c in dropped.columns] == [
        plan["service"][c.name].dtype for c in dropped.columns
    ]


def test_a_row_that_leaves_columns_out_has_their_defaults(tiny: Plan) -> None:
    """As the workspace reads it; a journal may be older than a column."""
    entry = Entry("accounts", ("c",), WHOLE, None, '{"account": "c", "x_other": "no such column"}')
    table = apply_entries(tiny, [entry])["accounts"]
    defaults = insert_entry(tiny["accounts"], {"account": "c"})
    assert row_text(table, 2) == defaults.new


# the user's own columns


def test_own_columns(tiny: Plan) -> None:
    entry = cell_entry(tiny["accounts"], 1, "x_city", "5")
    assert (entry.old, entry.new) == ("Leipzig", "5")
    after = apply_entries(tiny, [entry])["accounts"]
    assert after["x_city"].tolist() == ["Hangzhou", "5"]
    assert "x_city" not in after.cells
    emptied = apply_entries(tiny, [replace(entry, new="")])["accounts"]
    assert emptied["x_city"].tolist() == ["Hangzhou", ""]


# plan.toml


def given_settings(plan: Plan) -> dict[str, object]:
    """What plan.toml says."""
    return plan.settings.model_dump(exclude_unset=True)


@pytest.mark.parametrize(
    ("name", "value", "old", "new"),
    [
        ("weeks", 4, "3", "4"),
        ("name", "新春", '"Tiny"', '"新春"'),
        ("currency", None, '"EUR"', None),
        ("objective", "units", None, '"units"'),
        ("promotion.budget", 0.1 + 0.2, "100.0", "0.30000000000000004"),
        ("promotion.budget", None, "100.0", None),
        ("peak.weeks", "", '"2026-W53"', '""'),
        ("solve.gap", 0.01, None, "0.01"),
        ("solve.round", True, None, "true"),
    ],
)
def test_settings_there_and_back(
    tiny: Plan, name: str, value: object, old: str | None, new: str | None
) -> None:
    entry = setting_entry(tiny.settings, name, value)
    assert (entry.table, entry.key, entry.old, entry.new) == ("plan", (), old, new)
    after = apply_entries(tiny, [entry])
    assert read_setting(given_settings(after), name) == value
    if value is None and "." in name:
        assert name.partition(".")[0] not in given_settings(after)
    assert given_settings(apply_entries(after, reverse([entry]))) == given_settings(tiny)


def test_a_section_goes_with_its_last_setting_and_not_before(tiny: Plan) -> None:
    entries = [
        setting_entry(tiny.settings, "solve.gap", 0.01),
        setting_entry(tiny.settings, "solve.time_limit", 60.0),
    ]
    both = apply_entries(tiny, entries)
    one = apply_entries(both, [setting_entry(both.settings, "solve.gap", None)])
    assert given_settings(one)["solve"] == {"time_limit": 60.0}
    none = apply_entries(one, [setting_entry(one.settings, "solve.time_limit", None)])
    assert given_settings(none) == given_settings(tiny)


def test_a_setting_that_is_not_given() -> None:
    assert read_setting({"solve": {}}, "solve.gap") is None
    assert read_setting({}, "solve.gap") is None
    assert read_setting({"weeks": 0}, "weeks") == 0
