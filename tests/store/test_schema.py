"""The schema: it is what the classes say, and an older one is brought up to date."""

import json
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import MetaData, column, insert, select, table, text
from sqlmodel import SQLModel

from kamplan.plan import ROWS, Plan, PlanError
from kamplan.plan.entries import cell_entry
from kamplan.store import History, Mirror, Workspace, schema
from kamplan.store.place import connect, find_place, for_writing
from tests.store.samples import fault_of, rich_plan, run_sql, same, small_plan

# Those that the first version has.
TABLES = ["plan", "scenario", "recorded", "run", "journal", "account", "product", "demand"]

NEXT = """
import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "{before}"


def upgrade() -> None:
    with op.batch_alter_table("plan", recreate="always") as table:
        table.add_column(sa.Column("note", sa.String(), server_default=""))
    {then}
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A workspace with one plan."""
    path = tmp_path / "a.kamplan"
    with Workspace.create(path) as workspace:
        workspace.save_plan(small_plan(), {"s": "t"}, {})
    return path


def scripts_with_next(tmp_path: Path, then: str = "") -> Path:
    """The steps of a later version: it writes the table that all others refer to anew."""
    scripts = tmp_path / "migrations"
    shutil.copytree(schema.SCRIPTS, scripts)
    (scripts / "versions" / "0009_next.py").write_text(
        NEXT.format(then=then, before=schema.REVISION)
    )
    return scripts


def test_the_steps_make_what_the_classes_say(path: Path) -> None:
    with Workspace.open(path) as workspace, workspace.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_the_newest_step_is_the_one_named() -> None:
    assert schema.known_revisions()[0] == schema.REVISION


def test_an_older_workspace_is_brought_up_to_date_after_a_copy(tmp_path: Path, path: Path) -> None:
    schema.bring_up_to_date(find_place(path), 20, scripts_with_next(tmp_path))
    assert run_sql(path, "SELECT version_num FROM alembic_version") == [("0009",)]
    assert run_sql(path, "SELECT note FROM plan") == [("",)]
    assert run_sql(path, "SELECT count(*) FROM account") == [(2,)]
    assert run_sql(path, "SELECT name FROM scenario") == [("s",)]
    with Workspace.open(path.with_name("a.kamplan.before-0009")) as before:
        assert same(before.load_plan(), small_plan())
    with pytest.raises(PlanError) as caught:
        Workspace.open(path)
    assert fault_of(caught).code == "workspace-newer"


def rows_of(plan: Plan, old: MetaData, path: Path) -> dict[str, list[dict[str, Any]]]:
    """The rows of a plan's tables in the columns that an older schema has of them."""
    with Workspace.create(path) as workspace:
        workspace.save_plan(plan, {}, {})
        with workspace.engine.connect() as connection:
            found = {}
            for row in ROWS.values():
                name = str(row.__tablename__)
                if name in old.tables:
                    columns = [column(each.name) for each in old.tables[name].columns]
                    answer = connection.execute(select(*columns).select_from(table(name)))
                    found[name] = [dict(each) for each in answer.mappings()]
            return {name: rows for name, rows in found.items() if rows}


def first_schema(path: Path, tmp_path: Path) -> None:
    """A workspace as the first version made and filled it."""
    scripts = tmp_path / "first"
    shutil.copytree(schema.SCRIPTS, scripts, ignore=shutil.ignore_patterns("000[2-9]*"))
    engine = connect(find_place(path))
    with for_writing(engine).begin() as connection:
        schema.upgrade(connection, scripts)
        plan = rich_plan()
        values = {
            "settings": plan.settings.model_dump_json(exclude_unset=True),
            "headings": json.dumps({name: list(table.own) for name, table in plan.tables.items()}),
        }
        connection.execute(
            text("INSERT INTO plan VALUES (7, 'Spring', :settings, :headings, 'c', 'd', 3)"), values
        )
        old = MetaData()
        old.reflect(connection)
        for name, rows in rows_of(plan, old, tmp_path / "filled.kamplan").items():
            connection.execute(insert(old.tables[name]), [{**row, "plan_id": 7} for row in rows])
        for statement in (
            "INSERT INTO scenario VALUES (7, 's', 't')",
            "INSERT INTO recorded VALUES (7, 's', 'r')",
            "INSERT INTO run VALUES (1, 7, 2, 's', 'then', 1.5, 'optimal', 9, 9, 0, '{}', '[1]')",
            "INSERT INTO run VALUES (2, 7, 3, 's', 'now', 1.5, 'optimal', 9, 9, 0, '{}', '[2]')",
            "INSERT INTO journal VALUES "
            "(1, 7, 'w', 'lee', 'save', 'plan', 'Spring', 'version', null, '1')",
            "INSERT INTO journal VALUES "
            "(2, 7, 'x', 'kim', 'replace', 'plan', 'Spring', 'version', '1', '3')",
        ):
            connection.exec_driver_sql(statement)
    engine.dispose()


def everything(path: Path) -> dict[str, list[Any]]:
    """Every row of the tables the first version has, as SQLite says."""
    return {name: run_sql(path, f"SELECT * FROM {name} ORDER BY 1, 2") for name in TABLES}


def test_a_workspace_of_the_first_version_is_opened_with_all_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "old.kamplan"
    first_schema(path, tmp_path)
    before = everything(path)
    assert all(before.values())
    assert run_sql(path, "SELECT version_num FROM alembic_version") == [("0001",)]
    with Workspace.open(path) as workspace:
        after = everything(path)
        for name, rows in before.items():
            assert [row[: len(rows[0])] for row in after[name]] == rows
        assert same(workspace.load_plan(), rich_plan())
        assert workspace.plan_version() == 3
        assert [(run.started, run.inputs) for run in workspace.runs()] == [
            ("now", ""),
            ("then", ""),
        ]
        assert [workspace.load_result(run) for run in (1, 2)] == [[1], [2]]
        assert [(note.who, note.edit) for note in workspace.journal()] == [
            ("kim", None),
            ("lee", None),
        ]
        assert workspace.mirror() == Mirror()
        assert workspace.history() == History()
        assert workspace.entries_since(1) is None
        entries = [cell_entry(rich_plan()["demand"], 0, "units", 8.0)]
        assert workspace.edit(entries, "edit").version == 4
        workspace.undo()
        assert same(workspace.load_plan(), rich_plan())
        assert workspace.entries_since(2) is None
        assert len(workspace.entries_since(3) or ()) == 2
    assert run_sql(
        path.with_name(f"old.kamplan.before-{schema.REVISION}"), "SELECT count(*) FROM run"
    ) == [(2,)]


def test_up_to_date_already_by_another_process(path: Path) -> None:
    schema.bring_up_to_date(find_place(path), 20)
    assert [file.name for file in path.parent.iterdir()] == ["a.kamplan"]


@pytest.mark.parametrize("then", ["1 / 0", "op.execute('DELETE FROM plan')"])
def test_a_step_that_fails_leaves_the_workspace_as_it_was(
    tmp_path: Path, path: Path, then: str
) -> None:
    # The second leaves rows that belong to no plan, which is found before it is kept.
    with pytest.raises((ZeroDivisionError, PlanError)):
        schema.bring_up_to_date(find_place(path), 20, scripts_with_next(tmp_path, then))
    with Workspace.open(path) as workspace:
        assert same(workspace.load_plan(), small_plan())


def test_everything_read_then_written_is_kept_by_the_database(path: Path) -> None:
    with Workspace.open(path, busy_ms=1234) as workspace, workspace.engine.connect() as connection:
        settings = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "foreign_keys", "busy_timeout", "synchronous")
        ]
    assert settings == ["wal", 1, 1234, 2]


def test_what_was_saved_outlives_a_loss_of_power(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where SQLite was built to hurry."""
    connect = sqlite3.dbapi2.connect

    def hurried(*given: Any, **named: Any) -> sqlite3.Connection:
        connection = connect(*given, **named)
        connection.execute("PRAGMA synchronous = OFF")
        return connection

    monkeypatch.setattr(sqlite3.dbapi2, "connect", hurried)
    with Workspace.open(path) as workspace, workspace.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2


def test_the_log_is_turned_on_again_where_it_was_off(path: Path) -> None:
    run_sql(path, "PRAGMA journal_mode = DELETE")
    with Workspace.open(path):
        assert run_sql(path, "PRAGMA journal_mode") == [("wal",)]
