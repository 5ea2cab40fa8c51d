"""Every way a workspace can refuse, brought about for real."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from kamplan.plan import PlanError
from kamplan.store import Workspace, is_workspace
from tests.store.samples import fault_of, run_sql, same, small_plan

NOBODY = 65534


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A workspace with one plan."""
    path = tmp_path / "a.kamplan"
    with Workspace.create(path) as workspace:
        workspace.save_plan(small_plan(), {}, {})
    return path


def refusal(path: Path | str) -> str:
    """The code of the one fault that opening a path meets."""
    with pytest.raises(PlanError) as caught:
        Workspace.open(path, busy_ms=20)
    assert fault_of(caught).file == str(path)
    return fault_of(caught).code


def test_missing(tmp_path: Path) -> None:
    assert refusal(tmp_path / "no.kamplan") == "workspace-missing"
    assert list(tmp_path.iterdir()) == []
    with Workspace.open(tmp_path / "yes.kamplan", create=True) as workspace:
        assert workspace.plan_names() == []
    with Workspace.open(tmp_path / "yes.kamplan", create=True) as workspace:
        assert workspace.plan_names() == []


def test_there(path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(PlanError) as caught:
        Workspace.create(path)
    assert fault_of(caught).code == "workspace-there"
    assert path.read_bytes() == before


def test_taken_by_another_process_while_it_was_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os.path, "lexists", lambda _: False)
    (tmp_path / "a.kamplan").write_text("theirs")
    with pytest.raises(PlanError) as caught:
        Workspace.create(tmp_path / "a.kamplan")
    assert fault_of(caught).code == "workspace-there"
    assert [file.read_text() for file in tmp_path.iterdir()] == ["theirs"]


@pytest.mark.parametrize(
    "content",
    [b"", os.urandom(4096), b"SQLite format 3\0" + b"x" * 5000],
    ids=["empty", "random", "header-only"],
)
def test_not_a_database(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.kamplan"
    path.write_bytes(content)
    assert refusal(path) == "workspace-not"
    assert path.read_bytes() == content
    assert [file.name for file in tmp_path.iterdir()] == ["a.kamplan"]


def test_a_folder_is_not_a_workspace(tmp_path: Path) -> None:
    assert refusal(tmp_path) == "workspace-not"
    assert not is_workspace(tmp_path)


def test_somebody_elses_database_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    run_sql(path, "CREATE TABLE plan (x)", "CREATE TABLE alembic_version (version_num)")
    before = path.read_bytes()
    assert refusal(path) == "workspace-not"
    assert path.read_bytes() == before
    assert is_workspace(path)
    assert not is_workspace(tmp_path / "none")
    (tmp_path / "text.csv").write_text("a,b")
    assert not is_workspace(tmp_path / "text.csv")


def test_newer(path: Path) -> None:
    run_sql(path, "UPDATE alembic_version SET version_num = '9f'")
    with pytest.raises(PlanError) as caught:
        Workspace.open(path)
    assert (fault_of(caught).code, fault_of(caught).values) == (
        "workspace-newer",
        {"revision": "9f"},
    )
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_locked_for_writing_but_not_for_reading(path: Path) -> None:
    with (
        Workspace.open(path, busy_ms=20) as workspace,
        closing(sqlite3.connect(path, isolation_level=None)) as other,
    ):
        other.execute("BEGIN IMMEDIATE")
        assert same(workspace.load_plan(), small_plan())
        with pytest.raises(PlanError) as caught:
            workspace.save_plan(small_plan(), {}, {}, replace=True)
        assert fault_of(caught).code == "workspace-locked"
        other.execute("ROLLBACK")
        workspace.save_plan(small_plan(), {}, {}, replace=True)


def test_locked_altogether(path: Path) -> None:
    run_sql(path, "PRAGMA journal_mode = DELETE")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert refusal(path) == "workspace-locked"


def test_read_only_address(path: Path) -> None:
    with Workspace.open(f"sqlite:///file:{path}?mode=ro&uri=true") as workspace:
        assert same(workspace.load_plan(), small_plan())
        with pytest.raises(PlanError) as caught:
            workspace.save_plan(small_plan(), {}, {}, replace=True)
    assert fault_of(caught).code == "workspace-read-only"


@contextmanager
def without_rights() -> Iterator[None]:
    """As a user whom permissions bind."""
    if not hasattr(os, "seteuid"):
        pytest.skip("this system has other permissions")
    user = os.geteuid()
    if user == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(user)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder everyone may enter, unlike those pytest makes."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def test_read_only_file(path: Path, open_folder: Path) -> None:
    shutil.copy(path, open_folder)
    copied = open_folder / path.name
    copied.chmod(0o444)
    open_folder.chmod(0o777)
    with without_rights(), Workspace.open(copied) as workspace:
        assert same(workspace.load_plan(), small_plan())
        with pytest.raises(PlanError) as caught:
            workspace.save_plan(small_plan(), {}, {}, replace=True)
    assert fault_of(caught).code == "workspace-read-only"


def test_read_only_folder(path: Path, open_folder: Path) -> None:
    shutil.copy(path, open_folder)
    (open_folder / path.name).chmod(0o444)
    open_folder.chmod(0o555)
    with without_rights():
        assert refusal(open_folder / path.name) == "workspace-read-only"
        with pytest.raises(PlanError) as caught:
            Workspace.create(open_folder / "new.kamplan")
    assert fault_of(caught).code == "workspace-read-only"


def test_file_that_may_not_be_read(path: Path, open_folder: Path) -> None:
    shutil.copy(path, open_folder)
    (open_folder / path.name).chmod(0)
    with without_rights():
        assert refusal(open_folder / path.name) == "workspace-read-only"


def test_unknown_plan(path: Path) -> None:
    with Workspace.open(path) as workspace, pytest.raises(PlanError) as caught:
        workspace.load_plan("Sprung")
    fault = fault_of(caught)
    assert (fault.code, fault.value) == ("workspace-plan-unknown", "Sprung")
    assert fault.values == {"nearest": "Spring", "known": "Spring"}


def test_plan_there(path: Path) -> None:
    with Workspace.open(path) as workspace:
        with pytest.raises(PlanError) as caught:
            workspace.save_plan(small_plan(units=9), {}, {})
        assert same(workspace.load_plan(), small_plan())
    assert (fault_of(caught).code, fault_of(caught).value) == ("workspace-plan-there", "Spring")


def test_which_plan(path: Path) -> None:
    with Workspace.open(path) as workspace:
        workspace.save_plan(small_plan("Autumn"), {}, {})
        for load in (workspace.load_plan, workspace.load_scenarios, workspace.runs):
            with pytest.raises(PlanError) as caught:
                load()
            assert fault_of(caught).code == "workspace-plan-which"
            assert fault_of(caught).values == {"known": "Autumn, Spring"}


def test_no_plan_yet(tmp_path: Path) -> None:
    with Workspace.create(tmp_path / "a.kamplan") as workspace:
        with pytest.raises(PlanError) as caught:
            workspace.load_plan()
        assert fault_of(caught).code == "workspace-empty"


def test_changed_by_someone_else(path: Path) -> None:
    with Workspace.open(path) as mine, Workspace.open(path) as theirs:
        seen = mine.plan_version()
        theirs.save_plan(small_plan(units=9), {}, {}, replace=True, version=seen)
        with pytest.raises(PlanError) as caught:
            mine.save_plan(small_plan(units=4), {}, {}, replace=True, version=seen)
        assert fault_of(caught).code == "workspace-changed"
        assert same(mine.load_plan(), small_plan(units=9))
        mine.save_plan(small_plan(units=4), {}, {}, replace=True, version=seen + 1)
        mine.delete_plan("Spring")
        with pytest.raises(PlanError) as caught:
            theirs.save_plan(small_plan(), {}, {}, replace=True, version=seen)
        assert fault_of(caught).code == "workspace-changed"


def test_disk_full(path: Path) -> None:
    with Workspace.open(path) as workspace:
        with closing(workspace.engine.raw_connection()) as connection:
            connection.cursor().execute("PRAGMA max_page_count = 1")
        with pytest.raises(PlanError) as caught:
            workspace.save_plan(small_plan(demand_rows=20_000), {}, {}, replace=True)
        assert fault_of(caught).code == "workspace-disk"
        assert "full" in fault_of(caught).values["reason"]
        assert same(workspace.load_plan(), small_plan())


def test_damaged_file(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4096:] = bytes(len(content) - 4096)
    path.write_bytes(content)
    assert refusal(path) == "workspace-disk"


@pytest.mark.parametrize(
    "damage", ["plan SET settings = '{}'", "plan SET headings = 'x'", "demand SET units = 'many'"]
)
def test_content_that_no_version_writes(path: Path, damage: str) -> None:
    run_sql(path, f"UPDATE {damage}")
    with Workspace.open(path) as workspace, pytest.raises(PlanError) as caught:
        workspace.load_plan()
    assert fault_of(caught).code == "workspace-disk"
    assert "\n" not in fault_of(caught).values["reason"]


def test_a_file_that_is_gone_is_not_written_to(path: Path) -> None:
    with Workspace.open(path) as workspace:
        path.rename(path.with_name("moved.kamplan"))
        with pytest.raises(PlanError) as caught:
            workspace.save_plan(small_plan(), {}, {}, replace=True)
    assert fault_of(caught).code == "workspace-missing"


def test_what_a_lost_file_left_behind_does_not_reach_a_new_one(tmp_path: Path) -> None:
    path = tmp_path / "a.kamplan"
    with Workspace.create(path) as old:
        old.save_plan(small_plan(), {}, {})
        log = path.with_name("a.kamplan-wal")
        left = log.read_bytes()
    path.unlink()
    log.write_bytes(left)
    with Workspace.create(path) as workspace:
        assert workspace.plan_names() == []


def test_a_name_that_is_not_text(path: Path) -> None:
    with Workspace.open(path) as workspace, pytest.raises(PlanError) as caught:
        workspace.save_plan(small_plan(), {"\udcff": ""}, {}, replace=True)
    assert fault_of(caught).code == "not-text"


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("sqlite://", "workspace-address"),
        ("sqlite:///:memory:", "workspace-address"),
        ("postgresql://me:secret@host:port/x", "workspace-address"),
        ("nothing://host/x", "workspace-driver"),
    ],
)
def test_addresses(address: str, code: str) -> None:
    with pytest.raises(PlanError) as caught:
        Workspace.open(address)
    assert fault_of(caught).code == code
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("name", ["per cent %d.kamplan", "问?#&=宽.kamplan", ":memory:"])
def test_odd_file_names(tmp_path: Path, name: str) -> None:
    with Workspace.create(tmp_path / "new folder" / name) as workspace:
        workspace.save_plan(small_plan(), {}, {})
        assert same(workspace.load_plan(), small_plan())
    assert [file.name for file in (tmp_path / "new folder").iterdir()] == [name]
