"""The same workspace on a server."""

import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from kamplan.plan import PlanError
from kamplan.plan.entries import apply_entries, cell_entry, drop_entry, setting_entry
from kamplan.store import Mirror, Run, Workspace
from tests.store.kinds import KINDS
from tests.store.samples import content, fault_of, rich_plan, same, small_plan

ADDRESS = os.environ.get("KAMPLAN_TEST_POSTGRESQL", "")


@pytest.mark.skipif(
    not ADDRESS, reason="KAMPLAN_TEST_POSTGRESQL holds no address of an empty database"
)
def test_a_plan_on_a_server() -> None:
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    with pytest.raises(PlanError) as caught:
        Workspace.open(ADDRESS)
    assert fault_of(caught).code == "workspace-not"
    with Workspace.create(ADDRESS) as workspace:
        workspace.save_plan(small_plan(), {"s": "t"}, {})
        assert same(workspace.load_plan(), small_plan())
        workspace.save_plan(small_plan(units=9), {}, {}, replace=True, version=1)
        with pytest.raises(PlanError) as caught:
            workspace.save_plan(small_plan(), {}, {}, replace=True, version=1)
        assert fault_of(caught).code == "workspace-changed"
        workspace.record_run(Run("base", "2026-11-03T08:00:00+00:00", 1.0, "optimal"), {})
        assert same(workspace.load_plan(), small_plan(units=9))
        workspace.delete_plan("Spring")
        assert [note.what for note in workspace.journal()] == ["delete", "replace", "save"]
    with pytest.raises(PlanError) as caught:
        Workspace.create(ADDRESS)
    assert fault_of(caught).code == "workspace-there"
    edit_on_a_server()


def edit_on_a_server() -> None:
    """Edits of every kind, undone and made again; a clash; two writers at once."""
    with Workspace.open(ADDRESS) as mine, Workspace.open(ADDRESS) as theirs:
        for kind, make in KINDS.items():
            mine.save_plan(rich_plan(kind), {"s": "t"}, {})
            plan = mine.load_plan(kind)
            edited = apply_entries(plan, make(plan))
            mine.edit(make(plan), "edit", kind)
            name = edited.settings.name
            assert same(theirs.load_plan(name), edited)
            with pytest.raises(PlanError) as caught:
                theirs.edit([setting_entry(plan.settings, "name", "x")] * 2, "edit", name)
            assert {fault.code for fault in caught.value.faults} == {"edit-conflict"}
            mine.undo(name)
            assert content(theirs.load_plan(kind)) == content(plan)
            mine.redo(kind)
            assert content(theirs.load_plan(name)) == content(edited)
            assert len(theirs.entries_since(1, name) or ()) == 3
            assert len(theirs.history(name).undo) == 1
            mine.set_mirror(4, {"plan.toml": "d"}, name)
            assert theirs.mirror(name) == Mirror(4, {"plan.toml": "d"})
            mine.delete_plan(name)
        mine.save_plan(rich_plan(), {"s": "t"}, {})
        row = drop_entry(mine.load_plan()["demand"], 0)
        theirs.edit([row], "edit")
        with pytest.raises(PlanError) as caught:
            mine.edit([row], "edit")
        assert fault_of(caught).code == "edit-row-gone"
        with ThreadPoolExecutor() as pool:
            jobs = [pool.submit(count_up, each, row) for row, each in ((0, mine), (1, theirs))]
            for job in jobs:
                job.result(60)
        assert mine.load_plan()["demand"]["units"].tolist() == [33, 33, 3]
        assert mine.plan_version() == 62
        mine.delete_plan("Spring")


def count_up(workspace: Workspace, row: int) -> None:
    """Thirty edits of one cell."""
    for _ in range(30):
        table = workspace.load_plan()["demand"]
        entry = cell_entry(table, row, "units", table["units"][row] + 1)
        workspace.edit([entry], "edit")
