"""Single values changed in a workspace: compared, changed and noted, all of them or none."""

import getpass
import json
import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import event

from kamplan.plan import Plan, PlanError
from kamplan.plan.entries import (
    SCENARIO,
    WHOLE,
    Entry,
    apply_entries,
    cell_entry,
    drop_entry,
    insert_entry,
    setting_entry,
)
from kamplan.store import Edited, Workspace, plans
from kamplan.store.finding import NEAR
from tests.store.kinds import KINDS, NAN, Make, cell
from tests.store.samples import content, fault_of, make_table, rich_plan, run_sql, same


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A workspace with one plan and a scenario."""
    path = tmp_path / "a.kamplan"
    with Workspace.create(path) as workspace:
        workspace.save_plan(rich_plan(), {"short": "one = 1\r\n"}, {})
    return path


@pytest.fixture
def become(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Be another user."""
    return lambda name: monkeypatch.setattr(getpass, "getuser", lambda: name)


def refused(workspace: Workspace, entries: Sequence[Entry]) -> PlanError:
    """The error that an edit meets, which has changed nothing at all."""
    before = workspace.load_plan(), workspace.load_scenarios(), workspace.journal(10**9)
    with pytest.raises(PlanError) as caught:
        workspace.edit(entries, "edit")
    after = workspace.load_plan(), workspace.load_scenarios(), workspace.journal(10**9)
    assert same(before[0], after[0])
    assert before[1:] == after[1:]
    return caught.value


@pytest.mark.parametrize("hints", ["right", "wrong", "none"])
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_edited_is_what_is_loaded(path: Path, kind: str, hints: str) -> None:
    plan = rich_plan()
    entries = KINDS[kind](plan)
    expected = apply_entries(plan, entries)
    if hints != "right" and kind != "weeks-moved-on":
        hint = None if hints == "none" else 999
        entries = [replace(entry, row=hint) for entry in entries]
    with Workspace.open(path) as workspace:
        assert workspace.edit(entries, "edit").version == 2
        assert same(workspace.load_plan(), expected)
        notes = workspace.journal(len(entries))[::-1]
        assert workspace.plan_version() == 2
        edits = [note for note in workspace.journal() if note.edit is not None]
        assert len(edits) == len(entries)
    assert [(note.what, note.table, note.column, note.old, note.new) for note in notes] == [
        ("edit", entry.table, entry.column, entry.old, entry.new) for entry in entries
    ]
    assert [tuple(json.loads(note.key)) for note in notes] == [entry.key for entry in entries]
    assert {note.edit for note in notes} == {notes[0].id}
    assert {(note.version, note.reverses) for note in notes} == {(2, None)}
    assert len({(note.who, note.when) for note in notes}) == 1


def test_numbers_are_stored_as_numbers(path: Path) -> None:
    plan = rich_plan()
    with Workspace.open(path) as workspace:
        workspace.edit(
            [
                cell_entry(plan["visits"], 0, "max", 12.0),
                cell_entry(plan["demand"], 0, "units", 0.1 + 0.2),
                cell_entry(plan["accounts"], 0, "credit_limit", 5.0),
                cell_entry(plan["accounts"], 0, "x_note", "n"),
            ],
            "edit",
        )
    assert run_sql(path, "SELECT max, typeof(max) FROM visit") == [(12, "integer")]
    assert run_sql(path, "SELECT units FROM demand WHERE position = 0") == [(0.1 + 0.2,)]
    assert run_sql(path, "SELECT typeof(credit_limit) FROM account LIMIT 1") == [("real",)]
    assert run_sql(path, "SELECT own FROM account WHERE position = 0") == [
        ('{"x_note": "n", "x_城市": "杭州"}',)
    ]


def test_an_edit_counts_the_version_once(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plans, "now", lambda: "2026-11-03T08:00:00.000+00:00")
    with Workspace.open(path) as workspace:
        first = workspace.edit(KINDS["everywhere"](rich_plan()), "paste")
        second = workspace.edit(KINDS["insert"](rich_plan()), "edit")
        assert (first.before, first.version) == (1, 2)
        assert (second.before, second.version) == (2, 3)
        assert second.edit > first.edit
        # Two changes within one tick of the clock are two versions.
        workspace.save_plan(rich_plan(), {}, {}, replace=True)
        workspace.save_plan(rich_plan(), {}, {}, replace=True)
        assert workspace.plan_version() == 5
        assert [note.new for note in workspace.journal(2)] == ["5", "4"]
    assert run_sql(path, "SELECT changed FROM plan") == [("2026-11-03T08:00:00.000+00:00",)]


def test_scenario_files(path: Path) -> None:
    def file(name: str, old: str | None, new: str | None) -> Entry:
        return Entry(SCENARIO, (name,), WHOLE, old, new)

    with Workspace.open(path) as workspace:
        workspace.edit(
            [file("short", "one = 1\r\n", "two"), file("宽", None, ""), file("x", None, "y")],
            "edit",
        )
        assert workspace.load_scenarios() == {"short": "two", "x": "y", "宽": ""}
        workspace.edit([file("short", "two", "three"), file("short", "three", None)], "edit")
        assert workspace.load_scenarios() == {"x": "y", "宽": ""}
        assert same(workspace.load_plan(), rich_plan())
        error = refused(workspace, [file("x", None, "1"), file("short", "two", "1")])
    assert [(fault.code, fault.file, fault.value) for fault in error.faults] == [
        ("edit-conflict", "scenarios/x.toml", "y"),
        ("edit-row-gone", "scenarios/short.toml", ""),
    ]


def test_the_later_of_two_writers_learns_who_was_first(
    path: Path, become: Callable[[str], None]
) -> None:
    with Workspace.open(path) as mine, Workspace.open(path) as theirs:
        plan = mine.load_plan()
        entries = [
            cell_entry(plan["demand"], 3, "units", 8.0),
            cell_entry(plan["accounts"], 1, "discount", 0.2),
            cell_entry(plan["demand"], 0, "units", 8.0),
            drop_entry(plan["budgets"], 0),
            setting_entry(plan.settings, "promotion.budget", 5),
        ]
        become("lee")
        theirs.edit(
            [
                cell_entry(plan["accounts"], 1, "discount", 0.15),
                cell_entry(plan["budgets"], 0, "max", 7.0),
            ],
            "edit",
        )
        become("kim")
        theirs.edit(
            [
                drop_entry(plan["demand"], 0),
                setting_entry(plan.settings, "promotion.budget", 4),
                cell_entry(plan["accounts"], 1, "tier", "B"),
            ],
            "edit",
        )
        kim, _, _, lee, _ = theirs.journal(5)
        become("me")
        error = refused(mine, entries)
        assert mine.plan_version() == 3
    found = [
        (fault.code, fault.file, fault.column, fault.value, *fault.values.values())
        for fault in error.faults
    ]
    assert [list(fault.values) for fault in error.faults] == [["key", "yours", "who", "when"]] * 4
    day = "b p 2026-W10"
    assert found == [
        ("edit-conflict", "accounts.csv", "discount", "0.15", "b", "0.2", "lee", lee.when),
        ("edit-row-gone", "demand.csv", "units", "", day, "8", "kim", kim.when),
        ("edit-conflict", "budgets.csv", "", '{"max": "7"}', "early", "", "lee", lee.when),
        (
            *("edit-conflict", "plan.toml", "promotion.budget", "4.0"),
            *("promotion.budget", "5", "kim", kim.when),
        ),
    ]


def test_the_latest_change_of_the_value_is_named(path: Path, become: Callable[[str], None]) -> None:
    plan = rich_plan()
    mine = cell_entry(plan["demand"], 1, "units", 8.0)
    with Workspace.open(path) as workspace:

        def blamed(entry: Entry) -> str:
            who: str = refused(workspace, [entry]).faults[0].values["who"]
            return who

        assert blamed(replace(mine, old="99")) == ""
        for who, old, new in (("lee", 3.0, 4.0), ("kim", 4.0, 5.0)):
            become(who)
            workspace.edit(
                [replace(mine, old=f"{old:g}", new=f"{new:g}"), *KINDS["setting"](plan)][
                    : 1 + (who == "lee")
                ],
                "edit",
            )
        become("ann")
        workspace.edit([cell_entry(plan["demand"], 2, "units", 1.0)], "edit")
        assert blamed(mine) == "kim"
        become("joe")
        workspace.save_plan(rich_plan(), {}, {}, replace=True)
        assert blamed(replace(mine, old="5")) == "joe"
        become("eve")
        workspace.edit([cell_entry(plan["demand"], 1, "week", "2026-W30")], "edit")
        assert blamed(mine) == "eve"


TAKEN: dict[str, tuple[Make, str]] = {
    "insert": (lambda plan: [insert_entry(plan["budgets"], {"name": "late"})], "late"),
    "rename": (cell("budgets", 0, "name", "late"), "late"),
    "inserted-twice": (lambda plan: [insert_entry(plan["budgets"], {"name": "new"})] * 2, "new"),
}


@pytest.mark.parametrize("kind", TAKEN)
def test_a_key_that_is_there_is_refused(path: Path, kind: str) -> None:
    make, key = TAKEN[kind]
    with Workspace.open(path) as workspace:
        error = refused(workspace, make(rich_plan()))
    assert {(fault.code, fault.file, fault.value) for fault in error.faults} == {
        ("edit-conflict", "budgets.csv", key)
    }


ODD: dict[str, tuple[Make, str, str]] = {
    "not-given": (cell("demand", 0, "units", NAN), "missing-value", "units"),
    "insert-not-given": (
        lambda plan: [insert_entry(plan["products"], {"product": "q", "price": 1})],
        *("missing-value", "cost"),
    ),
    "setting": (
        lambda plan: [setting_entry(plan.settings, "weeks", "four")],
        *("not-whole", "weeks"),
    ),
    "setting-removed": (
        lambda plan: [setting_entry(plan.settings, "name", None)],
        *("key-missing", "name"),
    ),
    "own-column-not-there": (
        lambda plan: [Entry("budgets", ("late",), "x_new", "", "1", 1)],
        *("edit-conflict", "x_new"),
    ),
    "own-column-of-new-row": (
        lambda plan: [
            replace(insert_entry(plan["budgets"], {"name": "q"}), new='{"name": "q", "x_new": "1"}')
        ],
        *("edit-conflict", ""),
    ),
}


@pytest.mark.parametrize("kind", ODD)
def test_what_cannot_be_kept_is_refused(path: Path, kind: str) -> None:
    make, code, column = ODD[kind]
    with Workspace.open(path) as workspace:
        (fault,) = refused(workspace, make(rich_plan())).faults
    assert (fault.code, fault.column) == (code, column)


def test_settings_are_compared_as_json(path: Path) -> None:
    with Workspace.open(path) as workspace:
        workspace.edit([Entry("plan", (), "weeks", "2.0", "1")], "edit")
        (fault,) = refused(workspace, [Entry("plan", (), "weeks", "true", "3")]).faults
        assert (fault.code, fault.value) == ("edit-conflict", "1")
        workspace.edit([setting_entry(rich_plan().settings, "promotion.budget", 100)], "edit")
        assert workspace.load_plan().settings.promotion.budget == 100
        workspace.undo()
        assert "promotion" not in workspace.load_plan().settings.model_fields_set


def test_every_clash_of_an_edit_is_reported(path: Path) -> None:
    table = rich_plan()["demand"]
    entries = [cell_entry(table, row, "units", 1.0) for row in range(4)]
    wrong = [replace(entry, old="2") for entry in entries[1:]]
    with Workspace.open(path) as workspace:
        error = refused(workspace, [entries[0], *wrong])
    assert [fault.values["key"][-3:] for fault in error.faults] == ["W11", "W12", "W13"]


def test_an_edit_of_nothing_and_a_reversal_of_another_name(path: Path) -> None:
    with Workspace.open(path) as workspace:
        with pytest.raises(ValueError, match="at least one"):
            workspace.edit([], "edit")
        with pytest.raises(ValueError, match="reverses"):
            workspace.edit(KINDS["text"](rich_plan()), "edit", reverses=1)
        assert len(workspace.journal()) == 1


def test_the_name_of_another_plan_is_refused(path: Path) -> None:
    with Workspace.open(path) as workspace:
        workspace.save_plan(rich_plan("Autumn"), {}, {})
        with pytest.raises(PlanError) as caught:
            workspace.edit(KINDS["name"](rich_plan()), "edit", "Spring")
        assert (fault_of(caught).code, fault_of(caught).value) == (
            "workspace-plan-there",
            "Autumn",
        )
        workspace.edit([setting_entry(rich_plan().settings, "name", "Summer")], "edit", "Spring")
        assert workspace.plan_names() == ["Autumn", "Summer"]
        assert workspace.load_plan("Summer").settings.name == "Summer"
        assert same(workspace.load_plan("Autumn"), rich_plan("Autumn"))


def test_settings_that_no_version_writes(path: Path) -> None:
    run_sql(path, "UPDATE plan SET settings = '{}'")
    with Workspace.open(path) as workspace, pytest.raises(PlanError) as caught:
        workspace.edit(KINDS["setting"](rich_plan()), "edit")
    assert fault_of(caught).code == "workspace-disk"


# Rows are found wherever they are


def long_plan(rows: int) -> Plan:
    """The plan with demand of many weeks, numbered from 0."""
    demand = [
        {"account": "b", "product": "p", "week": f"w{row}", "units": float(row)}
        for row in range(rows)
    ]
    return rich_plan().with_table(make_table("demand", demand))


@pytest.fixture
def long_path(tmp_path: Path) -> Path:
    """A workspace with more rows of demand than are near a hint."""
    path = tmp_path / "long.kamplan"
    with Workspace.create(path) as workspace:
        workspace.save_plan(long_plan(3 * NEAR), {}, {})
    return path


@pytest.mark.parametrize("gone", [1, 40, NEAR + 10])
@pytest.mark.parametrize("count", [1, 60])
def test_rows_after_a_gap(long_path: Path, gone: int, count: int) -> None:
    with Workspace.open(long_path) as workspace:
        plan = workspace.load_plan()
        dropped = [drop_entry(plan["demand"], row) for row in range(5, 5 + gone)]
        workspace.edit(dropped, "edit")
        plan = workspace.load_plan()
        rows = np.linspace(0, len(plan["demand"]) - 1, count + 1).astype(int)[1:]
        entries = [cell_entry(plan["demand"], row, "units", -1.0) for row in rows]
        workspace.edit(entries, "edit")
        assert same(workspace.load_plan(), apply_entries(plan, entries))


def test_weeks_moved_on_after_a_gap(long_path: Path) -> None:
    """For a moment two rows have one key, and the hints are those of the rows before them."""
    with Workspace.open(long_path) as workspace:
        workspace.edit([drop_entry(workspace.load_plan()["demand"], 0)], "edit")
        plan = workspace.load_plan()
        entries = [
            replace(cell_entry(plan["demand"], row, column, value), key=("b", "p", week))
            for row in range(3)
            for week, column, value in (
                (f"w{row + 1}", "week", f"w{row + 2}"),
                (f"w{row + 2}", "units", 0.5 + row),
            )
        ]
        entries.append(cell_entry(plan["demand"], 3, "week", "last"))
        workspace.edit(entries, "edit")
        assert same(workspace.load_plan(), apply_entries(plan, entries))
        workspace.undo()
        assert same(workspace.load_plan(), plan)


def watched(workspace: Workspace, table: str, act: Callable[[], Any]) -> list[str]:
    """How SQLite finds the rows of a table for each statement of an act."""
    statements = []

    @event.listens_for(workspace.engine, "before_cursor_execute")
    def note(_connection: Any, _cursor: Any, statement: str, given: Any, *_: Any) -> None:
        if f" {table}" in statement and statement.startswith(("SELECT", "UPDATE", "DELETE")):
            statements.append((statement, given[0] if isinstance(given, list) else given))

    act()
    event.remove(workspace.engine, "before_cursor_execute", note)
    with workspace.engine.connect() as connection:
        return [
            detail
            for statement, given in statements
            for *_, detail in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)
        ]


def test_one_edit_and_its_undo_do_not_scan_a_table(long_path: Path) -> None:
    with Workspace.open(long_path) as workspace:
        table = workspace.load_plan()["demand"]
        here = "INDEX sqlite_autoindex_demand_1 (plan_id=? AND position=?)"
        for act in (
            lambda: workspace.edit([cell_entry(table, 2_000, "units", 7.0)], "edit"),
            workspace.undo,
            lambda: workspace.edit([drop_entry(table, 2_000)], "edit"),
        ):
            found = watched(workspace, "demand", act)
            assert len(found) == 2
            assert all(detail.startswith("SEARCH demand") and here in detail for detail in found)
        near = watched(
            workspace,
            "demand",
            lambda: workspace.edit(
                [replace(cell_entry(table, 2_500, "units", 7.0), row=2_400)], ""
            ),
        )
        assert any("position>? AND position<?" in detail for detail in near)
        assert len(near) == 3


# Side by side


def test_two_writers_of_different_cells_lose_nothing(path: Path) -> None:
    with Workspace.open(path) as mine, Workspace.open(path) as theirs:
        plan = mine.load_plan()
        here = [cell_entry(plan["demand"], 0, "units", 10.0)]
        there = [cell_entry(plan["demand"], 1, "units", 11.0)]
        theirs.edit(there, "edit")
        assert mine.edit(here, "edit") == Edited(edit=3, version=3, before=2)
        assert same(mine.load_plan(), apply_entries(apply_entries(plan, there), here))


def test_what_others_changed_since(path: Path, become: Callable[[str], None]) -> None:
    with Workspace.open(path) as mine, Workspace.open(path) as theirs:
        plan = mine.load_plan()
        assert mine.entries_since(1) == []
        assert mine.entries_since(2) is None
        become("lee")
        made = [KINDS["everywhere"](plan), KINDS["insert"](plan)]
        edits = [theirs.edit(entries, what) for entries, what in zip(made, "ab", strict=True)]
        become("kim")
        undone = theirs.edit(KINDS["text"](plan), "c"), theirs.undo()
        since = mine.entries_since(1)
        assert since is not None
        assert [(noted.who, noted.what, noted.version) for noted, _ in since] == [
            ("lee", "a", 2),
            ("lee", "b", 3),
            ("kim", "c", 4),
            ("kim", "undo", 5),
        ]
        assert [noted.edit for noted, _ in since] == [
            *(each.edit for each in edits),
            undone[0].edit,
            undone[1].edited.edit,
        ]
        assert [list(entries) for _, entries in since[:2]] == made
        merged = apply_entries(plan, [entry for _, entries in since for entry in entries])
        assert same(merged, mine.load_plan())
        late = mine.entries_since(4)
        assert late == since[3:]
        assert mine.entries_since(6) is None
        theirs.save_plan(plan, {}, {}, replace=True)
        assert mine.entries_since(6) == []
        theirs.edit(KINDS["text"](plan), "c")
        assert mine.entries_since(5) is None
        again = mine.entries_since(6)
        assert again is not None
        assert [noted.version for noted, _ in again] == [7]


def test_plans_are_edited_apart(path: Path) -> None:
    with Workspace.open(path) as workspace:
        workspace.save_plan(rich_plan("Autumn"), {}, {})
        for name, units in (("Spring", 1.0), ("Autumn", 2.0)):
            workspace.edit([cell_entry(rich_plan()["demand"], 0, "units", units)], "edit", name)
        assert workspace.load_plan("Spring")["demand"]["units"][0] == 1
        assert workspace.load_plan("Autumn")["demand"]["units"][0] == 2
        since = workspace.entries_since(1, "Autumn")
        assert since is not None
        assert [entry.new for _, entries in since for entry in entries] == ["2"]
        workspace.undo("Spring")
        assert content(workspace.load_plan("Spring")) == content(rich_plan())
        assert workspace.load_plan("Autumn")["demand"]["units"][0] == 2


def test_a_thousand_cells_and_infinite_patience(long_path: Path) -> None:
    """More keys than one statement takes, none of them where it was last seen."""
    with Workspace.open(long_path) as workspace:
        plan = workspace.load_plan()
        table = plan["demand"]
        entries = [cell_entry(table, row, "units", math.pi) for row in range(len(table))]
        workspace.edit([replace(entry, row=None) for entry in entries], "fill")
        assert same(workspace.load_plan(), apply_entries(plan, entries))
