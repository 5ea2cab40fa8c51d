"""Killed or interrupted in the middle: the old plan whole or the new plan whole."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kamplan.store import Workspace
from tests.store.samples import run_sql, same, small_plan

ROOT = Path(__file__).parents[2]
ROWS = 40_000  # more than SQLite keeps in memory, so that the file has been written to

SAVE = f"""
import sys, time
from sqlalchemy import event
from kamplan.plan import PlanError
from kamplan.store import Workspace
from tests.store.samples import same, small_plan

path, stage = sys.argv[1:]

def wait(*_):
    print("here", flush=True)
    time.sleep(60)

def wait_in_rows(connection, cursor, statement, *_):
    if statement.startswith("INSERT INTO demand"):
        wait()

with Workspace.open(path) as workspace:
    plan = small_plan(units=9, demand_rows={ROWS})
    if stage == "rows":
        event.listen(workspace.engine, "after_cursor_execute", wait_in_rows)
    if stage == "before":
        event.listen(workspace.engine, "commit", wait)
    try:
        workspace.save_plan(plan, {{"new": ""}}, {{}}, replace=True)
    except KeyboardInterrupt:
        # Still of use: a planner who pressed Ctrl-C goes on working.
        assert same(workspace.load_plan(), small_plan())
        sys.exit(130)
    wait()
"""

CREATE = """
import sys, time
from kamplan.store import Workspace, schema

def wait(*_):
    print("here", flush=True)
    time.sleep(60)

setattr(schema, sys.argv[2], wait)
Workspace.create(sys.argv[1])
"""


def interrupt(script: str, path: Path, stage: str, how: signal.Signals) -> int:
    """Send a signal to a process that has reached a stage of its work; its exit status."""
    command = [sys.executable, "-W", "error", "-c", script, str(path), stage]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == b"here"
        process.send_signal(how)
        return process.wait(timeout=30)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no kill -9")
@pytest.mark.parametrize("stage", ["rows", "before", "after"])
@pytest.mark.parametrize("how", ["SIGKILL", "SIGINT"])
def test_saving(tmp_path: Path, stage: str, how: str) -> None:
    path = tmp_path / "a.kamplan"
    with Workspace.create(path) as workspace:
        workspace.save_plan(small_plan(), {"old": ""}, {})
    status = interrupt(SAVE, path, stage, signal.Signals[how])
    if how == "SIGKILL":
        assert status == -signal.SIGKILL
    elif stage != "after":
        assert status == 130
    with Workspace.open(path, busy_ms=20) as workspace:
        assert run_sql(path, "PRAGMA integrity_check") == [("ok",)]
        new = stage == "after"
        expected = small_plan(units=9, demand_rows=ROWS) if new else small_plan()
        assert same(workspace.load_plan(), expected)
        assert list(workspace.load_scenarios()) == ["new" if new else "old"]
        assert workspace.plan_version() == len(workspace.journal()) == (2 if new else 1)
        workspace.save_plan(small_plan(), {}, {}, replace=True)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no kill -9")
@pytest.mark.parametrize("stage", ["upgrade", "_put"])
def test_making_a_workspace(tmp_path: Path, stage: str) -> None:
    path = tmp_path / "a.kamplan"
    interrupt(CREATE, path, stage, signal.SIGKILL)
    assert not path.exists()
    with Workspace.create(path) as workspace:
        assert workspace.plan_names() == []
