"""What edits make wrong: the same that a check of the whole plan finds, for much less work."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kamplan.exchange.folder import read_plan
from kamplan.plan import Fault, Plan, Table, check_plan, checks
from kamplan.plan.entries import (
    SCENARIO,
    WHOLE,
    Cell,
    Entry,
    apply_entries,
    cell_entry,
    drop_entry,
    insert_entry,
    setting_entry,
)
from kamplan.plan.recheck import check_entries
from tests.effort import examples
from tests.plan.folders import edited, write_folder
from tests.plan.random_plans import blocks, make_table, plans, steps

NAN = float("nan")
THOROUGH = settings(
    max_examples=examples(120), deadline=None, suppress_health_check=[HealthCheck.filter_too_much]
)
# A negative number of visits is put into the curve before it is refused.


@pytest.fixture
def tiny(tmp_path: Path) -> Plan:
    """Accounts a, b; products p, q; weeks 2026-W52, 2026-W53, 2027-W01."""
    return read_plan(write_folder(tmp_path))


def compare(plan: Plan, entries: list[Entry]) -> None:
    """Both checks of a plan after entries find the same; rows of no file look alike."""
    after = apply_entries(plan, entries)
    found, wanted = check_entries(after, entries), check_plan(after)
    assert bool(found) == bool(wanted)
    assert set(found) <= set(wanted)
    # Of rows with one key, which are wrong for that, one is looked into.
    doubled = {fault.file for fault in found if fault.code == "duplicate"}
    assert {fault for fault in set(wanted) - set(found) if fault.file not in doubled} == set()


@THOROUGH
@given(plan=plans(), data=st.data())
def test_a_single_entry_is_checked_as_the_whole_plan_is(plan: Plan, data: st.DataObject) -> None:
    compare(plan, [data.draw(steps(plan))])


@THOROUGH
@given(plan=plans(), data=st.data())
def test_a_block_of_entries_is_checked_as_the_whole_plan_is(
    plan: Plan, data: st.DataObject
) -> None:
    compare(plan, data.draw(blocks(plan)))


@pytest.mark.parametrize(
    ("table", "row", "column", "value", "code"),
    [
        ("demand", 0, "units", -5.0, "below"),
        ("demand", 0, "units", NAN, "missing-value"),
        ("demand", 0, "units", 1e13, "too-large"),
        ("demand", 0, "units", float("inf"), "too-large"),
        ("demand", 0, "account", "z", "unknown-account"),
        ("demand", 0, "week", "2026-W53", "duplicate"),
        ("supply", 0, "week", "2027-W02", "week-outside"),
        ("promotions", 0, "borrowed", 0.5, "borrowed-weeks"),
        ("promotions", 0, "curve", "slow", "unknown-curve"),
        ("visits", 1, "curve", "slow", "unknown-curve"),
        ("accounts", 0, "discount", 15.0, "above"),
        ("accounts", 0, "settlement", "bank", "not-a-choice"),
        ("accounts", 0, "team", "t|u", "odd-id"),
        # "east" selects region=East, and "peas" tier=A: account a alone.
        ("accounts", 0, "region", "West", "where-value"),
        ("accounts", 0, "tier", "B", "where-value"),
        ("products", 0, "product", "r", "unknown-product"),
        ("products", 0, "price", NAN, "missing-value"),
        ("promotions", 0, "half_spend", 0.0, "not-above"),
        ("promotions", 1, "products", "p;r", "unknown-in-list"),
        ("promotions", 1, "weeks", "2027-W01..2026-W52", "week-order"),
        ("visits", 0, "min", 7.0, "min-above-max"),
        ("visits", 0, "max", 1.0, "min-above-max"),
        ("visits", 1, "present", 0.0, None),
        ("visits", 0, "max_change", 9.0, "demand-below-zero"),
        ("visits", 0, "account", "b", "duplicate"),
        ("budgets", 0, "min", 61.0, "min-above-max"),
        ("budgets", 1, "where", "tier=A;region=West", "empty-group"),
        ("budgets", 1, "mechanics", "displai", "unknown-in-list"),
        ("budgets", 1, "name", "total", "budget-total"),
        ("service", 1, "where", "tier=C", "where-value"),
        ("service", 1, "where", "tier", "where-form"),
        ("service", 0, "each", "tier", "unknown-in-list"),
        ("service", 0, "min_fill", 11.0, "above"),
        ("teams", 0, "week", "opening", "week-form"),
    ],
)
def test_cells(
    tiny: Plan, table: str, row: int, column: str, value: Cell, code: str | None
) -> None:
    entries = [cell_entry(tiny[table], row, column, value)]
    compare(tiny, entries)
    found = check_entries(apply_entries(tiny, entries), entries)
    assert [fault.code for fault in found[:1]] == ([code] if code else [])


HELD = {
    "locks.csv": "name,decision,where,names,weeks,value\n"
    "one,units,tier=B,q,2027-W01,3\ntwo,spend,region=West,display,,3\n",
    "calendar.csv": "name,where,mechanics\nc,region=East,tasting\n",
    "published_visits.csv": "account,kind,visits\na,rep,5\n",
    "account_stock.csv": "account,product,cost\na,p,1\n",
    **edited("plan.toml", "[peak]", '[published]\nkeep = "visits"\n\n[peak]'),
}


@pytest.mark.parametrize(
    ("table", "row", "column", "value", "code"),
    [
        # The lock on what b gets of q covers nothing any more.
        ("demand", 4, "units", 0.0, "covers-nothing"),
        ("visits", 0, "max", 4.0, "kept-above-max"),
        ("products", 0, "holding_cost", 2.0, "account-cost-low"),
        ("promotions", 1, "mechanic", "sampling", "unknown-in-list"),
        ("published_visits", 0, "visits", 7.0, "kept-above-max"),
        ("visits", 0, "max", 5.0, None),
    ],
)
def test_what_is_held_is_checked_with_what_it_stands_on(
    tmp_path: Path, table: str, row: int, column: str, value: Cell, code: str | None
) -> None:
    plan = read_plan(write_folder(tmp_path, HELD))
    entries = [cell_entry(plan[table], row, column, value)]
    compare(plan, entries)
    found = check_entries(apply_entries(plan, entries), entries)
    assert {fault.code for fault in found} == ({code} if code else set())


def test_a_fault_says_where(tiny: Plan) -> None:
    entries = [cell_entry(tiny["demand"], 3, "units", -5.0)]
    (fault,) = check_entries(apply_entries(tiny, entries), entries)
    assert (fault.code, fault.file, fault.row, fault.column, fault.value) == (
        "below", "demand.csv", 5, "units", "-5",
    )  # fmt: skip
    # A row that came from no file has no line.
    row = insert_entry(tiny["supply"], {"product": "q", "week": "opening", "units": -1.0})
    (fault,) = check_entries(apply_entries(tiny, [row]), [row])
    assert (fault.code, fault.file, fault.row, fault.column) == (
        "below",
        "supply.csv",
        None,
        "units",
    )


def test_a_fault_is_said_once(tiny: Plan) -> None:
    """Both what rules select by and a rule are edited; the rule is wrong for both reasons."""
    entries = [
        cell_entry(tiny["accounts"], 0, "region", "North"),
        cell_entry(tiny["budgets"], 0, "max", 50.0),
        cell_entry(tiny["service"], 0, "where", "tier=Z"),
    ]
    after = apply_entries(tiny, entries)
    found = [(fault.file, fault.row, fault.value) for fault in check_entries(after, entries)]
    assert sorted(found) == [("budgets.csv", 2, "East"), ("service.csv", 2, "Z")]


def test_edits_that_need_each_other_are_right_together(tiny: Plan) -> None:
    """One at a time they would be wrong."""
    group = [
        cell_entry(tiny["accounts"], 0, "region", "North"),
        cell_entry(tiny["budgets"], 0, "where", "region=North"),
    ]
    assert check_entries(apply_entries(tiny, group), group) == []
    for entry in group:
        assert check_entries(apply_entries(tiny, [entry]), [entry]) != []
    visits = [
        cell_entry(tiny["visits"], 0, "min", 7.0),
        cell_entry(tiny["visits"], 0, "max", 8.0),
    ]
    assert check_entries(apply_entries(tiny, visits), visits) == []


def test_a_changed_row_that_is_gone_in_the_end(tiny: Plan) -> None:
    changed = cell_entry(tiny["budgets"], 0, "max", -1.0)
    dropped = drop_entry(apply_entries(tiny, [changed])["budgets"], 0)
    assert check_entries(apply_entries(tiny, [changed, dropped]), [changed, dropped]) == []
    # What stands in its place is looked at.
    dropped = drop_entry(tiny["teams"], 0)
    hours = {"team": "t", "week": "2026-W52", "hours": -1.0}
    entries = [dropped, insert_entry(tiny["teams"], hours)]
    compare(tiny, entries)
    assert check_entries(apply_entries(tiny, entries), entries) != []


def test_scenario_files_are_not_the_plans(tiny: Plan) -> None:
    assert check_entries(tiny, [Entry(SCENARIO, ("x",), WHOLE, None, "what [is this")]) == []
    assert check_entries(tiny, []) == []


class Watched(Mapping[str, Any]):
    """Columns that note who looks at them."""

    def __init__(self, cells: Mapping[str, Any], seen: list[str]) -> None:
        self.cells, self.seen = cells, seen

    def __getitem__(self, name: str) -> Any:
        self.seen.append(name)
        return self.cells[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.cells)

    def __len__(self) -> int:
        return len(self.cells)


def large(plan: Plan) -> tuple[Plan, list[str]]:
    """The tiny plan with 100,000 rows of demand, and the list of looks at them."""
    products = [f"p{number}" for number in range(100_000 // 3)]
    rows = make_table("products", [])
    names = np.array(["p", "q", *products], dtype=object)
    cells = {name: np.resize(plan["products"][name], len(names)) for name in rows.cells}
    many = Table("products", {**cells, "product": names}, {}, np.arange(len(names)))
    keys = [("a", product, week) for product in products for week in plan.weeks]
    account, product, week = (np.array(part, dtype=object) for part in zip(*keys, strict=True))
    demand = {"account": account, "product": product, "week": week, "units": np.ones(len(keys))}
    seen: list[str] = []
    watched = Table("demand", Watched(demand, seen), {}, np.arange(2, len(keys) + 2))
    plan = plan.with_table(many).with_table(watched)
    assert check_plan(plan) == []
    assert set(seen) == set(demand)
    seen.clear()
    return plan, seen


@pytest.mark.parametrize(
    ("table", "column", "value", "right"),
    [
        ("accounts", "discount", 0.2, True),
        ("accounts", "discount", 2.0, False),
        ("accounts", "tier", "Z", False),
        ("accounts", "credit_limit", NAN, True),
        ("accounts", "name", "New", True),
        ("products", "retail_price", NAN, True),
        ("promotions", "half_spend", 3.0, True),
        ("visits", "max", NAN, True),
        ("teams", "hours", -1.0, False),
        ("budgets", "max", NAN, True),
        ("budgets", "where", "tier=B", True),
        ("service", "min_fill", 0.1, True),
        ("supply", "units", 5.0, True),
    ],
)
def test_an_edit_elsewhere_does_not_look_at_the_demand(
    tiny: Plan, table: str, column: str, value: Cell, right: bool
) -> None:
    plan, seen = large(tiny)
    entries = [cell_entry(plan[table], 0, column, value)]
    # What is edited back and forth is the cell that is there already, too.
    entries[0] = replace(entries[0], old="before")
    assert (check_entries(apply_entries(plan, entries), entries) == []) is right
    assert seen == []


def test_what_does_not_concern_the_demand_does_not_look_at_it(tiny: Plan) -> None:
    plan, seen = large(tiny)
    for entry in (
        *(drop_entry(plan[name], 0) for name in ("supply", "teams", "budgets", "service")),
        setting_entry(plan.settings, "promotion.budget", 5.0),
        cell_entry(plan["promotions"], 0, "mechanic", "price"),
        insert_entry(plan["accounts"], {"account": "c"}),
    ):
        assert check_entries(apply_entries(plan, [entry]), [entry]) == []
    assert seen == []
    for entry in (
        setting_entry(plan.settings, "weeks", 2),
        drop_entry(plan["accounts"], 0),
        cell_entry(plan["products"], 9, "product", "new"),
        drop_entry(plan["products"], 9),
    ):
        found = check_entries(apply_entries(plan, [entry]), [entry])
        assert "demand.csv" in {fault.file for fault in found}


def test_one_cell_of_the_demand_is_one_row_to_check(
    tiny: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan, _ = large(tiny)
    looked: list[tuple[str, int]] = []
    whole = checks.check_cells

    def check_cells(table: Table) -> Iterator[Fault]:
        looked.append((table.name, len(table)))
        return whole(table)

    monkeypatch.setattr(checks, "check_cells", check_cells)
    monkeypatch.setattr(Table, "keys", lambda table: pytest.fail(f"all keys of {table.name}"))
    block = [cell_entry(plan["demand"], row, "units", 2.0) for row in range(500, 520)]
    assert check_entries(apply_entries(plan, block), block) == []
    assert looked == [("demand", 20)]


def test_what_others_refer_to_is_checked_with_the_whole_plan(
    tiny: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[int] = []
    monkeypatch.setattr(checks, "check_plan", lambda plan: calls.append(1) or [])
    for entry in (
        setting_entry(tiny.settings, "weeks", 4),
        cell_entry(tiny["accounts"], 0, "account", "z"),
        drop_entry(tiny["products"], 0),
        drop_entry(tiny["promotions"], 0),
        drop_entry(tiny["visits"], 0),
        insert_entry(tiny["budgets"], {"name": "total"}),
    ):
        check_entries(apply_entries(tiny, [entry]), [entry])
    assert len(calls) == 6
