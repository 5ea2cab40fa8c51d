"""Rows added, copied and removed: all or nothing, with everything that hangs on them."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from kamplan.desk import Desk
from kamplan.desk.adding import (
    copy_drafts,
    draft_columns,
    entries_of_drafts,
    faults_of_drafts,
    next_name,
    own_key,
)
from kamplan.desk.copying import copy_entries, hanging_on
from kamplan.desk.removal import removal_of
from kamplan.desk.rows import ADDING, COPYING, REMOVING, add_rows, copy_rows, remove_rows, there
from kamplan.desk.suggesting import complete_list, completions, known_values
from kamplan.exchange.folder import read_plan
from kamplan.plan import Plan, PlanError
from kamplan.plan.entries import apply_entries, row_text
from kamplan.plan.tables import empty_table
from kamplan.whatif.scenario import parse_scenario
from tests.desk.desks import assert_same_plan, assert_whole, value
from tests.plan.folders import Files, edited, write_folder

KEPT = 'description = "kept"\n'
STOCKED: Files = {
    "account_stock.csv": "account,product,lead_weeks\na,p,2\nb,p,2\n",
    "in_transit.csv": "account,product,week,units\na,p,2026-W52,4\n",
    "published_spend.csv": "account,mechanic,week,spend\na,display,2026-W53,2\n",
}


def plan_with(folder: Path, files: Files | None = None) -> Plan:
    """The tiny plan with some files changed."""
    return read_plan(write_folder(folder, files))


@pytest.fixture
def tiny(tmp_path: Path) -> Plan:
    """Accounts a, b; products p, q; weeks 2026-W52, 2026-W53, 2027-W01."""
    return plan_with(tmp_path / "plan")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """The same on a desk, with a scenario that changes nothing, and no rule about tier B."""
    files = edited("budgets.csv", "tier=A|B", "tier=A")
    desk = Desk.open(write_folder(tmp_path / "desk", {**files, "scenarios/kept.toml": KEPT}))
    yield desk
    desk.close()


def faults(plan: Plan, table: str, *drafts: dict[str, str]) -> list[tuple[str, str, str]]:
    """(code, column, value) of everything that is wrong with new rows."""
    return [
        (fault.code, fault.column, fault.value) for fault in faults_of_drafts(plan, table, drafts)
    ]


# New rows


def test_a_new_account_needs_only_its_key(tiny: Plan) -> None:
    (entry,) = entries_of_drafts(tiny, "accounts", [{"account": " c ", "discount": "5%"}])
    made = apply_entries(tiny, [entry])
    assert made["accounts"].keys() == [("a",), ("b",), ("c",)]
    assert value(made, "accounts", "c", "discount") == 0.05
    assert value(made, "accounts", "c", "settlement") == "cash"
    assert value(made, "accounts", "c", "x_city") == ""


def test_columns_that_must_be_given_come_first(tiny: Plan) -> None:
    names = [column.name for column in draft_columns(tiny["visits"])]
    assert names[:3] == ["account", "kind", "hours"]
    assert sorted(names) == sorted(column.name for column in tiny["visits"].columns)
    # A row a week is asked for by its weeks, which may be left open.
    assert [column.name for column in draft_columns(tiny["demand"])] == [
        *("account", "product", "units", "weeks"),
    ]


def test_everything_that_is_wrong_with_a_row_is_told_at_once(tiny: Plan) -> None:
    draft = {"account": "nobody", "mechanic": "", "max_uplift": "lots", "products": "p;plum"}
    assert faults(tiny, "promotions", draft) == [
        ("missing-value", "mechanic", ""),
        ("not-a-number", "max_uplift", "lots"),
        ("unknown-account", "account", "nobody"),
        ("unknown-in-list", "products", "plum"),
        # Where no judged curve gives it.
        ("missing-value", "half_spend", ""),
    ]


def test_bounds_choices_weeks_curves_and_selections_are_checked(tiny: Plan) -> None:
    assert faults(tiny, "accounts", {"account": "c", "discount": "2", "settlement": "barter"}) == [
        ("not-a-choice", "settlement", "barter"),
        ("above", "discount", "2"),
    ]
    assert faults(tiny, "visits", {"account": "a", "kind": "new", "hours": "1", "curve": "x"}) == [
        ("unknown-curve", "curve", "x")
    ]
    assert faults(tiny, "budgets", {"name": "n", "where": "region=Mars", "weeks": "2030-W01"}) == [
        ("week-outside", "weeks", "2030-W01"),
        ("where-value", "where", "Mars"),
    ]
    assert faults(tiny, "budgets", {"name": "n", "min": "5", "max": "4"}) == [
        ("min-above-max", "min", "5")
    ]
    assert faults(tiny, "accounts", {"account": "c", "colour": "red"}) == [
        ("heading-unknown", "colour", "colour")
    ]


def test_a_key_that_is_there_is_refused_and_so_is_one_given_twice(tiny: Plan) -> None:
    new = {"account": "c"}
    assert faults(tiny, "accounts", {"account": "a"}) == [("row-there", "account", "a")]
    assert faults(tiny, "accounts", new, new) == [("row-there", "account", "c")]
    row = {"account": "a", "product": "p", "units": "1"}
    assert faults(tiny, "demand", row) == [
        ("row-there", "account, product, week", "a, p, 2026-W52"),
        ("row-there", "account, product, week", "a, p, 2026-W53"),
    ]


def test_rows_of_several_weeks_at_once(tiny: Plan) -> None:
    pair = {"account": "b", "product": "q", "units": "7"}
    made = entries_of_drafts(tiny, "demand", [{**pair, "weeks": "2026-W52..2026-W53"}])
    assert [entry.key[-1] for entry in made] == ["2026-W52", "2026-W53"]
    with pytest.raises(PlanError) as caught:
        entries_of_drafts(tiny, "demand", [pair])
    assert [fault.value for fault in caught.value.faults] == ["b, q, 2027-W01"]
    assert faults(tiny, "demand", {**pair, "weeks": "2026-W1"}) == [
        ("week-form", "weeks", "2026-W1")
    ]
    opening = {"product": "q", "weeks": "opening", "units": "3"}
    (entry,) = entries_of_drafts(tiny, "supply", [opening])
    assert entry.key == ("q", "opening")
    team = {"team": "u", "weeks": "opening", "hours": "1"}
    assert faults(tiny, "teams", team) == [("week-form", "weeks", "opening")]


def test_what_the_whole_plan_makes_of_a_row_is_asked_too(tiny: Plan) -> None:
    # Nothing is known of the row by itself; but no such stock is tracked at the account.
    draft = {"account": "a", "product": "p", "weeks": "2026-W52", "units": "4"}
    assert faults(tiny, "in_transit", draft) == []
    with pytest.raises(PlanError) as caught:
        entries_of_drafts(tiny, "in_transit", [draft])
    assert [fault.code for fault in caught.value.faults] == ["transit-untracked"]


# Copies


def test_names_are_counted_up() -> None:
    assert next_name("north", {"north"}) == "north-2"
    assert next_name("north", {"north", "north-2", "north-3"}) == "north-4"
    assert next_name("north-2", {"north-2"}) == "north-3"
    assert next_name("7", {"7"}) == "7-2"


def test_copies_get_names_of_their_own_or_what_is_given(tiny: Plan) -> None:
    assert own_key(tiny["accounts"]) == "account"
    assert own_key(tiny["teams"]) == "team"
    assert [own_key(tiny[name]) for name in ("promotions", "demand", "supply", "curves")] == [
        None
    ] * 4
    drafts = copy_drafts(tiny["accounts"], [("a",), ("b",)], {})
    assert [draft["account"] for draft in drafts] == ["a-2", "b-2"]
    assert drafts[0]["x_city"] == "Hangzhou"
    assert drafts[0]["discount"] == "0.1"
    # Every week of a team goes to the same new team.
    lines = copy_drafts(tiny["teams"], there(tiny["teams"], [("t",)]), {})
    assert [(row["team"], row["week"], row["hours"]) for row in lines] == [
        ("t-2", "2026-W52", "6"),
        ("t-2", "2026-W53", "4"),
        ("t-2", "2027-W01", "6"),
    ]


def test_copying_is_one_edit_of_all_rows_or_none(desk: Desk) -> None:
    keys = [("a", "tasting"), ("b", "display")]
    before = desk.state.base
    with pytest.raises(PlanError) as caught:
        copy_rows(desk, "promotions", keys, {"account": "a"})
    assert [fault.value for fault in caught.value.faults] == ["a, tasting", "a, display"]
    assert desk.state.base is before
    made = copy_rows(desk, "promotions", [("a", "tasting")], {"account": "b"})
    assert [entry.key for entry in made] == [("b", "tasting")]
    assert value(desk.state.base, "promotions", "b tasting", "products") == "p"
    assert desk.history().undo[0].what == COPYING
    desk.undo()
    assert_same_plan(desk.state.base, before)
    assert_whole(desk)


def test_what_goes_along_with_a_copy(tmp_path: Path) -> None:
    """The terms an account has; not what was published or shipped, which happened once."""
    plan = plan_with(tmp_path / "plan", STOCKED)
    assert hanging_on(plan, "accounts", [("a",)]) == {
        **{"demand": 3, "promotions": 2, "visits": 1, "account_stock": 1}
    }
    assert hanging_on(plan, "products", [("p",)]) == {"demand": 3, "supply": 3, "account_stock": 2}
    assert hanging_on(plan, "promotions", [("a", "display")]) == {}
    entries = copy_entries(plan, "accounts", [("a",)], {"account": " new ", "name": "N"}, True)
    assert [entry.table for entry in entries] == [
        *("accounts", "demand", "demand", "demand", "promotions", "promotions", "visits"),
        "account_stock",
    ]
    made = apply_entries(plan, entries)
    for table in ("demand", "promotions", "visits", "account_stock"):
        rows = [row for row in rows_of(made, table) if row["account"] in ("a", "new")]
        old, new = (
            [{**row, "account": ""} for row in rows if row["account"] == name]
            for name in ("a", "new")
        )
        assert old == new, table
    assert made["published_spend"].keys() == plan["published_spend"].keys()
    assert made["in_transit"].keys() == plan["in_transit"].keys()
    assert value(made, "accounts", "new", "name") == "N"


def rows_of(plan: Plan, table: str) -> list[dict[str, str | None]]:
    """The rows of a table as text."""
    return [json.loads(row_text(plan[table], row)) for row in range(len(plan[table]))]


def test_copies_of_several_bring_along_their_own(desk: Desk) -> None:
    before = desk.state.base
    made = copy_rows(desk, "accounts", [("a",), ("b",)], {}, with_hanging=True)
    # a: 3 of demand, 2 promotions, 1 visit; b: 2, 1, 1.
    assert len(made) == 2 + 6 + 4
    promotions = desk.state.base["promotions"].keys()
    assert {key for key in promotions if key[0] == "b-2"} == {("b-2", "display")}
    desk.undo()
    assert_same_plan(desk.state.base, before)
    desk.activate("kept")
    copy_rows(desk, "accounts", [("b",)], {"account": "c"}, with_hanging=True)
    assert desk.state.base["accounts"].keys() == [("a",), ("b",)]
    changes = parse_scenario("kept", desk.state.texts["kept"]).change
    assert [change.table for change in changes if change.insert is not None] == [
        *("accounts", "demand", "demand", "promotions", "visits")
    ]
    assert_whole(desk)


def test_what_a_copy_brings_along_is_checked_with_it(desk: Desk) -> None:
    with pytest.raises(PlanError) as caught:
        copy_rows(desk, "accounts", [("a",)], {"account": "b"}, with_hanging=True)
    assert [fault.code for fault in caught.value.faults] == ["row-there"]
    assert not desk.history().undo


def test_adding_is_one_edit_in_the_plan_or_a_change_of_the_scenario(desk: Desk) -> None:
    pair = {"account": "b", "product": "q", "weeks": "2026-W52..2026-W53", "units": "7"}
    add_rows(desk, "demand", [pair])
    assert len(desk.state.base["demand"]) == 7
    assert desk.history().undo[0].what == ADDING
    assert desk.history().undo[0].count == 2
    desk.undo()
    assert len(desk.state.base["demand"]) == 5
    desk.activate("kept")
    add_rows(desk, "demand", [pair])
    assert len(desk.state.base["demand"]) == 5
    assert value(desk.state.plan, "demand", "b q 2026-W53", "units") == 7.0
    changes = parse_scenario("kept", desk.state.texts["kept"]).change
    assert [change.insert is not None for change in changes] == [True, True]
    assert_whole(desk)


# Removing


def counts(plan: Plan, table: str, *keys: str) -> tuple[dict[str, int], dict[str, int]]:
    """What hangs on rows, and which lists lose a name."""
    removal = removal_of(plan, table, [tuple(key.split()) for key in keys])
    return dict(removal.hanging), dict(removal.shortened)


def test_what_hangs_on_an_account(tiny: Plan) -> None:
    # a: three rows of demand, two promotions, one visit.
    assert counts(tiny, "accounts", "a") == ({"demand": 3, "promotions": 2, "visits": 1}, {})
    assert counts(tiny, "accounts", "a", "b")[0]["demand"] == 5
    assert counts(tiny, "demand", "a p 2026-W52") == ({}, {})


def test_a_list_loses_the_name_and_a_row_about_nothing_else_goes(tmp_path: Path) -> None:
    service = edited("service.csv", "peas,tier=A,p,", "peas,tier=A,p; q,")
    plan = plan_with(tmp_path / "plan", service)
    # p: three rows of demand, three of supply, and a's tasting, which is of p alone.
    hanging, shortened = counts(plan, "products", "p")
    assert hanging == {"demand": 3, "supply": 3, "promotions": 1}
    assert shortened == {"service": 1}
    made = apply_entries(plan, removal_of(plan, "products", [("p",)]).entries)
    assert value(made, "service", "peas", "products") == "q"
    assert ("a", "tasting") not in made["promotions"].places


def test_the_last_promotion_of_a_mechanic_takes_what_is_about_it(tmp_path: Path) -> None:
    locks = "name,decision,names,value\nheld,spend,tasting,5\nboth,spend,tasting;display,5\n"
    published = "account,mechanic,week,spend\na,tasting,2026-W53,3\nb,display,2026-W53,2\n"
    plan = plan_with(tmp_path / "plan", {"locks.csv": locks, "published_spend.csv": published})
    assert counts(plan, "promotions", "a tasting") == (
        {"locks": 1, "published_spend": 1},
        {"locks": 1},
    )
    # Another account has displays as well: nothing loses the name.
    assert counts(plan, "promotions", "a display") == ({}, {})
    # By way of the product: a's tasting is of p alone.
    hanging, shortened = counts(plan, "products", "p")
    assert (hanging["promotions"], hanging["published_spend"], hanging["locks"]) == (1, 1, 1)
    assert shortened == {"locks": 1}
    made = apply_entries(plan, removal_of(plan, "products", [("p",)]).entries)
    assert value(made, "locks", "both", "names") == "display"


def test_stock_at_an_account_takes_what_is_on_its_way(tmp_path: Path) -> None:
    files = {
        "account_stock.csv": "account,product,lead_weeks\na,p,2\nb,p,2\n",
        "in_transit.csv": "account,product,week,units\na,p,2026-W52,4\nb,p,2026-W52,5\n",
    }
    plan = plan_with(tmp_path / "plan", files)
    assert counts(plan, "account_stock", "a p") == ({"in_transit": 1}, {})


def test_rows_are_removed_alone_only_where_nothing_hangs_on_them(desk: Desk) -> None:
    before = desk.state.base
    with pytest.raises(PlanError) as caught:
        remove_rows(desk, "accounts", [("b",)])
    assert [(fault.code, fault.values) for fault in caught.value.faults] == [
        ("row-referred", {"table": "demand", "count": 2}),
        ("row-referred", {"table": "promotions", "count": 1}),
        ("row-referred", {"table": "visits", "count": 1}),
    ]
    assert desk.state.base is before
    removal = remove_rows(desk, "accounts", [("b",)], with_hanging=True)
    assert removal.hanging == {"demand": 2, "promotions": 1, "visits": 1}
    assert desk.state.base["accounts"].keys() == [("a",)]
    assert {key[0] for key in desk.state.base["demand"].keys()} == {"a"}  # noqa: SIM118
    assert [step.what for step in desk.history().undo] == [REMOVING]
    assert_whole(desk)
    desk.undo()
    assert_same_plan(desk.state.base, before)
    assert_whole(desk)


def test_selections_that_would_be_empty_keep_everything_as_it_is(desk: Desk) -> None:
    before = desk.state.base
    with pytest.raises(PlanError) as caught:
        remove_rows(desk, "accounts", [("a",)], with_hanging=True)
    # east selects region=East, shows and peas tier=A: no account is left for them.
    assert [(fault.code, fault.file, fault.value) for fault in caught.value.faults] == [
        ("where-value", "budgets.csv", "East"),
        ("where-value", "budgets.csv", "A"),
        ("where-value", "service.csv", "A"),
    ]
    assert desk.state.base is before


def test_removing_with_a_scenario_active_is_its_change(desk: Desk) -> None:
    desk.activate("kept")
    remove_rows(desk, "accounts", [("b",)], with_hanging=True)
    assert desk.state.plan["accounts"].keys() == [("a",)]
    assert desk.state.base["accounts"].keys() == [("a",), ("b",)]
    changes = parse_scenario("kept", desk.state.texts["kept"]).change
    assert [(change.table, change.drop) for change in changes] == [
        ("visits", True),
        ("promotions", True),
        ("demand", True),
        ("accounts", True),
    ]
    assert_whole(desk)
    # What the scenario itself added goes without leaving a trace.
    desk.undo()
    add_rows(desk, "accounts", [{"account": "c"}])
    remove_rows(desk, "accounts", [("c",)])
    assert "change" not in desk.state.texts["kept"]


def test_rows_of_every_week_go_together_and_rows_that_are_not_there_are_told(desk: Desk) -> None:
    remove_rows(desk, "demand", [("a", "p")])
    assert [key for key in desk.state.base["demand"].keys() if key[:2] == ("a", "p")] == []  # noqa: SIM118
    with pytest.raises(PlanError) as caught:
        remove_rows(desk, "demand", [("a", "p"), ("a", "q", "2026-W53")])
    assert [(fault.code, fault.value) for fault in caught.value.faults] == [("row-gone", "a, p")]


def test_the_plan_has_every_table_that_refers_to_rows() -> None:
    """A table that comes to name accounts or products is not forgotten here."""
    from kamplan.desk.removal import LISTING, REFERRING
    from kamplan.plan import ROWS
    from kamplan.plan.columns import Kind, columns_of

    tables = {name: empty_table(name) for name in ROWS}
    for owner, column in (("accounts", "account"), ("products", "product")):
        naming = {n for n, table in tables.items() if column in table.key_columns and n != owner}
        assert set(REFERRING[owner]) == naming
    listing = {
        (name, column.name)
        for name in ROWS
        for column in columns_of(ROWS[name])
        if column.kind is Kind.LIST and column.name not in ("each", "names")
    }
    assert listing == {(table, f"{key[1]}s") for key, named in LISTING.items() for table in named}


# Suggestions


def test_what_a_column_may_hold_is_known_from_the_plan(tiny: Plan) -> None:
    def known(table: str, column: str) -> tuple[str, ...]:
        return known_values(tiny, tiny[table], column)

    assert known("demand", "account") == ("a", "b")
    assert known("demand", "weeks") == ("2026-W52", "2026-W53", "2027-W01")
    assert known("supply", "weeks")[0] == "opening"
    assert known("promotions", "products") == ("p", "q")
    assert known("budgets", "mechanics") == ("display", "tasting")
    assert known("service", "each") == ("account", "product", "week")
    assert known("visits", "kind") == ("rep",)
    assert known("accounts", "team") == ("t",)
    assert known("accounts", "settlement") == ("cash", "credit", "consignment", "deduction")
    assert known("accounts", "region") == ("East", "West")
    assert known("accounts", "x_city") == ("Hangzhou", "Leipzig")
    assert known("locks", "names") == ("display", "tasting", "rep", "p", "q")
    # A new name is not one that is there, and numbers are not names.
    assert known("accounts", "account") == ()
    assert known("products", "price") == ()


def test_names_that_fit_best_come_first() -> None:
    names = ("north-mart", "park-market", "city-north", "north-west")
    assert completions("nor", names) == ("north-mart", "north-west", "city-north")
    assert completions("", names, most=2) == ("north-mart", "park-market")
    assert completions("prak-market", names) == ("park-market",)
    assert completions("NORTH-W", names) == ("north-west",)
    assert completions("zzz", names) == ()


def test_the_last_name_of_a_list_is_completed() -> None:
    assert complete_list("p;qu", ("plum", "quince", "pea")) == ("p;quince",)
    assert complete_list("p", ("plum", "pea")) == ("plum", "pea")
    # What is in the list already is not offered again.
    assert complete_list("pea;p", ("plum", "pea")) == ("pea;plum",)
