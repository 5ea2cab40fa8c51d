"""The schema: it is what the classes say, and an older one is brought up to date."""

import shutil
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlmodel import SQLModel

from kamplan.plan import PlanError
from kamplan.store import Workspace, schema
from kamplan.store.place import find_place
from tests.store.samples import fault_of, run_sql, same, small_plan

NEXT = """
import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


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
    (scripts / "versions" / "0002_next.py").write_text(NEXT.format(then=then))
    return scripts


def test_the_steps_make_what_the_classes_say(path: Path) -> None:
    with Workspace.open(path) as workspace, workspace.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_the_newest_step_is_the_one_named() -> None:
    assert schema.known_revisions()[0] == schema.REVISION


def test_an_older_workspace_is_brought_up_to_date_after_a_copy(tmp_path: Path, path: Path) -> None:
    schema.bring_up_to_date(find_place(path), 20, scripts_with_next(tmp_path))
    assert run_sql(path, "SELECT version_num FROM alembic_version") == [("0002",)]
    assert run_sql(path, "SELECT note FROM plan") == [("",)]
    assert run_sql(path, "SELECT count(*) FROM account") == [(2,)]
    assert run_sql(path, "SELECT name FROM scenario") == [("s",)]
    with Workspace.open(path.with_name("a.kamplan.before-0002")) as before:
        assert same(before.load_plan(), small_plan())
    with pytest.raises(PlanError) as caught:
        Workspace.open(path)
    assert fault_of(caught).code == "workspace-newer"


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
            for name in ("journal_mode", "foreign_keys", "busy_timeout")
        ]
    assert settings == ["wal", 1, 1234]


def test_the_log_is_turned_on_again_where_it_was_off(path: Path) -> None:
    run_sql(path, "PRAGMA journal_mode = DELETE")
    with Workspace.open(path):
        assert run_sql(path, "PRAGMA journal_mode") == [("wal",)]
