"""Killed or interrupted in the middle: whole plans, whole edits, none of them lost."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random

import pytest

from kamplan.plan.entries import apply_entries
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


WRITE = """
import sys
from kamplan.plan.entries import cell_entry
from kamplan.store import Workspace

path, row, most = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
with Workspace.open(path) as workspace:
    print("here", flush=True)
    sys.stdin.readline()
    for _ in range(most):
        table = workspace.load_plan()["demand"]
        value = table["units"][row] + 1
        entries = [cell_entry(table, each, "units", value) for each in (row, row + 2)]
        print(workspace.edit(entries, "edit").edit, flush=True)
"""


@contextmanager
def writer(path: Path, row: int, most: int) -> Iterator["subprocess.Popen[str]"]:
    """A process that is about to make edits, each of two cells, and says which it has made."""
    command = [sys.executable, "-W", "error", "-c", WRITE, str(path), str(row), str(most)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "here"
        yield process


def begin(process: "subprocess.Popen[str]") -> None:
    """Let a process make its edits."""
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def journalled(path: Path) -> list[int]:
    """The ids of the edits in the journal."""
    return [edit for (edit,) in run_sql(path, "SELECT id FROM journal WHERE edit = id ORDER BY id")]


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no kill -9")
@pytest.mark.parametrize("seed", range(2))
def test_editing(tmp_path: Path, seed: int) -> None:
    """Every edit that was reported is kept; at most one more, and that one whole."""
    path = tmp_path / "a.kamplan"
    plan = small_plan(units=0, demand_rows=4)
    with Workspace.create(path) as workspace:
        workspace.save_plan(plan, {}, {})
    luck, known = Random(seed), 0
    for attempt in range(4):
        with writer(path, 0, 10_000) as process:
            assert process.stdout is not None
            begin(process)
            first = [process.stdout.readline()] if attempt else []
            time.sleep(luck.uniform(0.0, 0.1))
            process.kill()
            printed = [int(line) for line in (*first, *process.stdout)]
        with Workspace.open(path, busy_ms=20) as workspace:
            assert run_sql(path, "PRAGMA integrity_check") == [("ok",)]
            made = journalled(path)[known:]
            assert made[: len(printed)] == printed
            assert len(made) <= len(printed) + 1
            known += len(made)
            since = workspace.entries_since(1)
            assert since is not None
            assert [len(entries) for _, entries in since] == [2] * known
            entries = [entry for _, each in since for entry in each]
            assert same(workspace.load_plan(), apply_entries(plan, entries))
            units = workspace.load_plan()["demand"]["units"].tolist()
            assert units == [known, 0, known, 0]
            assert workspace.plan_version() == 1 + known
    assert known >= 3


def test_two_processes_that_edit_different_cells_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.kamplan"
    with Workspace.create(path) as workspace:
        workspace.save_plan(small_plan(units=0, demand_rows=4), {}, {})
    with writer(path, 0, 40) as one, writer(path, 1, 40) as other:
        begin(one)
        begin(other)
        printed = [[int(line) for line in each.stdout or ()] for each in (one, other)]
        assert (one.wait(timeout=60), other.wait(timeout=60)) == (0, 0)
    assert [len(each) for each in printed] == [40, 40]
    assert sorted(printed[0] + printed[1]) == journalled(path)
    with Workspace.open(path) as workspace:
        assert workspace.load_plan()["demand"]["units"].tolist() == [40] * 4
        assert workspace.plan_version() == 81
        versions = [note.version for note in workspace.journal(1000) if note.edit == note.id]
        assert versions == [*range(81, 1, -1)]
        assert len(workspace.history().undo) == 80


@pytest.mark.parametrize(("error", "told"), [(SystemExit(4), False), (OSError("disk"), True)])
def test_ctrl_c_while_a_connection_is_closed_is_no_news(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, error: BaseException, told: bool
) -> None:
    workspace = Workspace.create(tmp_path / "w.kamplan")
    connection = workspace.engine.raw_connection()

    def close(_connection: object) -> None:
        raise error

    workspace.engine.dialect.do_close = close  # type: ignore[method-assign]
    with suppress(SystemExit):
        connection.invalidate()
    assert bool(caplog.records) is told
