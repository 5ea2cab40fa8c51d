"""What is typed into cells becomes entries, whole and right, or is refused with the reason."""

from pathlib import Path

import numpy as np
import pytest

from kamplan.desk import Typed
from kamplan.desk.typing import check_text, entries_of
from kamplan.exchange.folder import read_plan
from kamplan.plan import Plan, PlanError
from kamplan.plan.entries import WHOLE, Entry, apply_entries
from tests.plan.folders import write_folder


@pytest.fixture
def tiny(tmp_path: Path) -> Plan:
    """Accounts a, b; products p, q; weeks 2026-W52, 2026-W53, 2027-W01."""
    return read_plan(write_folder(tmp_path))


def typed(table: str, key: str, column: str, text: str, row: int | None = None) -> Typed:
    """A text typed into a cell; the parts of the key are separated by blanks."""
    return Typed(table, tuple(key.split()), column, text, row)


def refused(plan: Plan, *cells: Typed) -> list[tuple[str, str, str]]:
    """(code, file, column) of everything that is wrong."""
    with pytest.raises(PlanError) as caught:
        entries_of(plan, cells)
    return [(fault.code, fault.file, fault.column) for fault in caught.value.faults]


def test_what_is_refused_is_told_as_it_was_typed(tiny: Plan) -> None:
    """150 % is not called 1.5, which nobody has typed: alone, and among other cells."""
    fault = check_text(tiny["accounts"], "discount", " 150% ")
    assert fault is not None
    assert (fault.code, fault.value) == ("above", "150%")
    cells = [
        typed("accounts", "a", "discount", "150%"),
        typed("accounts", "b", "discount", "2.50"),
        typed("budgets", "east", "max", "-1,000"),
        typed("accounts", "a", "credit_days", "5"),
    ]
    with pytest.raises(PlanError) as caught:
        entries_of(tiny, cells)
    told = {(fault.column, fault.value) for fault in caught.value.faults}
    assert told == {("discount", "150%"), ("discount", "2.50"), ("max", "-1,000")}


@pytest.mark.parametrize("row", [0, None, 1, 99])
def test_a_cell(tiny: Plan, row: int | None) -> None:
    (entry,) = entries_of(tiny, [typed("accounts", "a", "discount", " 7 % ", row)])
    assert entry == Entry("accounts", ("a",), "discount", "0.1", "0.07")
    assert entry.row == 0


def test_cells_that_stay_as_they_are_give_no_entries(tiny: Plan) -> None:
    same = [
        typed("demand", "a p 2026-W53", "units", "20.0"),
        typed("accounts", "a", "discount", "10%"),
        typed("accounts", "b", "discount", ""),
        typed("accounts", "a", "x_city", " Hangzhou"),
        typed("budgets", "east", "min", ""),
        typed("plan", "", "promotion.budget", "100"),
        typed("plan", "", "weeks", "3"),
        typed("plan", "", "peak.weeks", "2026-W53 "),
        typed("plan", "", "solve.gap", ""),
    ]
    assert entries_of(tiny, same) == ()


def test_an_emptied_cell_is_what_an_empty_cell_means(tiny: Plan) -> None:
    entries = entries_of(
        tiny,
        [
            typed("accounts", "a", "discount", ""),
            typed("accounts", "a", "x_city", ""),
            typed("accounts", "b", "settlement", "credit"),
            typed("budgets", "east", "max", " "),
        ],
    )
    assert [entry.new for entry in entries] == ["0", "", "credit", None]
    after = apply_entries(tiny, entries)
    (back,) = entries_of(after, [typed("accounts", "b", "settlement", "")])
    assert back.new == "cash"


def test_everything_that_is_wrong_is_said_at_once(tiny: Plan) -> None:
    found = refused(
        tiny,
        typed("accounts", "a", "discount", "1,5"),
        typed("accounts", "a", "name", "New"),
        typed("visits", "a rep", "present", "4.5"),
        typed("demand", "a p 2026-W53", "units", ""),
        typed("accounts", "a", "x_town", "Rome"),
        typed("plan", "", "promotion.budget", "0,5"),
    )
    assert found == [
        ("decimal-comma", "accounts.csv", "discount"),
        ("not-whole", "visits.csv", "present"),
        ("missing-value", "demand.csv", "units"),
        ("heading-unknown", "accounts.csv", "x_town"),
        ("decimal-comma", "plan.toml", "promotion.budget"),
    ]
    # What can be read is checked with the plan.
    wrong = typed("accounts", "a", "discount", "150%"), typed("accounts", "a", "region", "North")
    assert refused(tiny, *wrong) == [
        ("above", "accounts.csv", "discount"),
        ("where-value", "budgets.csv", "where"),
    ]


def test_a_pasted_block_is_right_as_a_whole(tiny: Plan) -> None:
    """The minimum alone would be above the maximum."""
    least, most = typed("visits", "a rep", "min", "7"), typed("visits", "a rep", "max", "8")
    assert refused(tiny, least) == [("min-above-max", "visits.csv", "min")]
    after = apply_entries(tiny, entries_of(tiny, [least, most]))
    assert (after["visits"]["min"][0], after["visits"]["max"][0]) == (7, 8)


def test_the_last_text_of_a_cell_counts(tiny: Plan) -> None:
    def units(text: str) -> Typed:
        return typed("demand", "a p 2026-W53", "units", text)

    (entry,) = entries_of(tiny, [units("1"), units("2"), units("3")])
    assert (entry.old, entry.new) == ("20", "3")
    assert entries_of(tiny, [units("1"), units("20")]) == ()
    # What was typed over is of no concern.
    assert entries_of(tiny, [units("much"), units("20")]) == ()


# rows that are not there


def test_a_cell_of_a_week_without_a_row_makes_the_row(tiny: Plan) -> None:
    entries = entries_of(
        tiny,
        [
            typed("supply", "q 2026-W52", "units", "1,200"),
            typed("demand", "b q 2026-W52", "units", "5"),
            typed("supply", "p 2027-W01", "units", "0"),
        ],
    )
    assert {entry.column for entry in entries} == {WHOLE}
    after = apply_entries(tiny, entries)
    supply, demand = after["supply"], after["demand"]
    assert supply["units"][supply.places["q", "2026-W52"]] == 1200
    # A 0 that was typed is a row that says so.
    assert supply["units"][supply.places["p", "2027-W01"]] == 0
    assert supply["extra_units"].tolist() == [0] * 6
    assert demand["units"].tolist() == [10, 20, 8, 5, 4, 5]


def test_cells_of_one_new_row_make_one_row(tiny: Plan) -> None:
    (entry,) = entries_of(
        tiny,
        [
            typed("budgets", "new", "max", "30"),
            typed("budgets", "new", "where", "tier=B"),
            typed("budgets", "new", "weeks", ""),
        ],
    )
    budgets = apply_entries(tiny, [entry])["budgets"]
    assert [budgets[name][2] for name in ("name", "where", "mechanics", "weeks", "max")] == [
        "new", "tier=B", "", "", 30,
    ]  # fmt: skip
    assert np.isnan(budgets["min"][2])


def test_nothing_typed_where_nothing_is_stays_nothing(tiny: Plan) -> None:
    """A block with empty cells may be pasted over weeks that have no rows."""
    empty = [
        typed("supply", "q 2026-W52", "units", ""),
        typed("demand", "b q 2026-W52", "units", " "),
        typed("budgets", "new", "max", ""),
    ]
    assert entries_of(tiny, empty) == ()
    (entry,) = entries_of(tiny, [*empty, typed("supply", "p opening", "units", "4")])
    assert (entry.old, entry.new) == ("3", "4")


def test_a_new_row_must_be_right(tiny: Plan) -> None:
    assert refused(tiny, typed("service", "new", "where", "tier=A")) == [
        ("missing-value", "service.csv", "min_fill")
    ]
    assert refused(tiny, typed("supply", "r 2026-W52", "units", "1")) == [
        ("unknown-product", "supply.csv", "product")
    ]
    assert refused(tiny, typed("demand", "a p 2027-W02", "units", "1")) == [
        ("week-outside", "demand.csv", "week")
    ]
    assert refused(tiny, typed("budgets", "total", "max", "1")) == [
        ("budget-total", "budgets.csv", "name")
    ]


# keys


def test_a_row_gets_another_key_and_other_cells_at_once(tiny: Plan) -> None:
    """Whatever the order of the columns that are pasted."""
    cells = [
        typed("budgets", "east", "name", "orient", 0),
        typed("budgets", "east", "where", "tier=A", 0),
        typed("budgets", "east", "max", "70", 0),
        typed("budgets", "shows", "max", "30", 1),
    ]
    for pasted in (cells, cells[::-1], [*cells[1:], cells[0]]):
        budgets = apply_entries(tiny, entries_of(tiny, pasted))["budgets"]
        assert budgets["name"].tolist() == ["orient", "shows"]
        assert budgets["where"].tolist() == ["tier=A", "tier=A|B"]
        assert budgets["max"].tolist() == [70, 30]


@pytest.mark.parametrize("hinted", [True, False])
def test_rows_change_places(tiny: Plan, hinted: bool) -> None:
    """Sorted elsewhere and pasted back: each cell goes to the row it was pasted on."""
    rows = {"east": ("shows", "tier=A|B", "40"), "shows": ("east", "region=East", "60")}
    cells = [
        typed("budgets", key, column, text, row if hinted else None)
        for row, (key, texts) in enumerate(rows.items())
        for column, text in zip(("name", "where", "max"), texts, strict=True)
    ]
    budgets = apply_entries(tiny, entries_of(tiny, cells))["budgets"]
    assert budgets["name"].tolist() == ["shows", "east"]
    assert budgets["where"].tolist() == ["tier=A|B", "region=East"]
    assert budgets["max"].tolist() == [40, 60]


def test_several_parts_of_a_key(tiny: Plan) -> None:
    cells = [
        typed("supply", "q 2026-W53", "product", "p"),
        typed("supply", "q 2026-W53", "week", "2027-W01"),
        typed("supply", "q 2026-W53", "units", "5"),
    ]
    supply = apply_entries(tiny, entries_of(tiny, cells))["supply"]
    assert supply.keys()[3] == ("p", "2027-W01")
    assert supply["units"].tolist() == [3, 12, 15, 5]


def test_a_key_that_is_there_or_needed_is_refused(tiny: Plan) -> None:
    assert refused(tiny, typed("budgets", "east", "name", "shows")) == [
        ("duplicate", "budgets.csv", "name")
    ]
    assert refused(tiny, typed("budgets", "east", "name", " ")) == [
        ("missing-value", "budgets.csv", "name")
    ]
    found = refused(tiny, typed("products", "q", "product", "r"))
    assert {(code, file) for code, file, _ in found} == {
        ("unknown-product", "demand.csv"),
        ("unknown-product", "supply.csv"),
    }


# plan.toml


@pytest.mark.parametrize(
    ("name", "text", "new"),
    [
        ("promotion.budget", "1,200", "1200.0"),
        ("promotion.budget", "", None),
        ("solve.gap", "0.5 %", "0.005"),
        ("solve.time_limit", "６０", "60.0"),
        ("solve.round", "Yes", "true"),
        ("solve.round", "否", "false"),
        ("promotion.step", "12.5", "12.5"),
        ("weeks", "4.0", "4"),
        ("name", " 新春 ", '"新春"'),
        ("currency", "", None),
        ("peak.weeks", "2026-W52..2026-W53", '"2026-W52..2026-W53"'),
        ("peak.weeks", "", None),
    ],
)
def test_settings(tiny: Plan, name: str, text: str, new: str | None) -> None:
    (entry,) = entries_of(tiny, [typed("plan", "", name, text)])
    assert (entry.table, entry.key, entry.column, entry.new) == ("plan", (), name, new)


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("weeks", "0", "below"),
        ("weeks", "3.5", "not-whole"),
        ("weeks", "", "key-missing"),
        ("weeks", "2", "week-outside"),
        ("name", "", "key-missing"),
        ("promotion.budget", "-1", "below"),
        ("promotion.budget", "inf", "not-finite"),
        ("promotion.budget", "1e999", "too-large"),
        ("promotion.budget", "1e13", "too-large"),
        ("promotion.budget", "1.200,50", "decimal-comma"),
        ("solve.gap", "100%", "not-below"),
        ("solve.round", "perhaps", "not-a-switch"),
        ("promotion.step", "0", "not-above"),
        ("objective", "fame", "names-unknown"),
        ("objective", "spend", "no-target"),
        ("peak.weeks", "2027-W02", "week-outside"),
        ("first_week", "soon", "week-form"),
        ("promotion.money", "5", "key-unknown"),
        ("colour", "red", "key-unknown"),
    ],
)
def test_settings_that_are_refused(tiny: Plan, name: str, text: str, code: str) -> None:
    found = refused(tiny, typed("plan", "", name, text))
    assert found[0][0] == code
    assert all(file for _, file, _ in found)


# one cell by itself


@pytest.mark.parametrize(
    ("table", "column", "text", "code"),
    [
        ("accounts", "discount", "15 %", None),
        ("accounts", "discount", "15", "above"),
        ("accounts", "discount", "", None),
        ("accounts", "discount", "0,15", "decimal-comma"),
        ("accounts", "settlement", "credit", None),
        ("accounts", "settlement", "Credit", "not-a-choice"),
        ("accounts", "settlement", "", None),
        ("accounts", "team", "t;u", "odd-id"),
        ("accounts", "team", "nobody", None),
        ("accounts", "x_city", "a;b", None),
        ("accounts", "x_town", "a", "heading-unknown"),
        ("demand", "units", "", "missing-value"),
        ("demand", "units", "-1", "below"),
        ("demand", "units", "1e13", "too-large"),
        ("demand", "units", "1e999", "too-large"),
        ("promotions", "half_spend", "0", "not-above"),
        ("visits", "present", "2.5", "not-whole"),
        ("budgets", "max", "", None),
        ("budgets", "name", "", "missing-value"),
    ],
)
def test_a_text_alone(tiny: Plan, table: str, column: str, text: str, code: str | None) -> None:
    fault = check_text(tiny[table], column, text)
    assert (None if fault is None else fault.code) == code
    if fault is not None:
        assert (fault.file, fault.row, fault.column) == (f"{table}.csv", None, column)
