"""The same workspace on a server."""

import os

import pytest

from kamplan.plan import PlanError
from kamplan.store import Run, Workspace
from tests.store.samples import fault_of, same, small_plan

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
