"""A plan folder open on the desk: its files follow, others' changes are kept, comments stay."""

import threading
import time
from pathlib import Path

import pytest
from filelock import FileLock

from kamplan.desk import Desk, plan_folder, scenarios
from kamplan.plan import PlanError
from tests.desk.desks import SHORT, assert_whole, cell, desk_on, value
from tests.plan.folders import TINY, write_folder


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file a planner sees."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".kamplan" not in path.parts
    }


def test_opening_and_closing_changes_no_file(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "plan", {"scenarios/short.toml": SHORT})
    before = files_of(folder)
    Desk.open(folder).close()
    Desk.open(folder).close()
    assert files_of(folder) == before
    assert (folder / ".kamplan" / ".gitignore").read_text() == "*\n"


def test_only_the_files_that_are_edited_change(tmp_path: Path) -> None:
    settings = '# Ours.\nname = "Tiny"\nfirst_week = "2026-W52"  # Christmas\nweeks = 3\n'
    folder = write_folder(tmp_path / "plan", {"plan.toml": settings, "scenarios/s.toml": SHORT})
    before = files_of(folder)
    desk = Desk.open(folder)
    desk.type_cells([cell("plan", "", "promotion.budget", "80")])
    desk.write_back()
    after = files_of(folder)
    assert {name for name in after if after[name] != before.get(name)} == {"plan.toml"}
    text = after["plan.toml"].decode()
    assert text.startswith(settings)
    assert "[promotion]\nbudget = 80" in text
    desk.activate("s")
    desk.type_cells([cell("supply", "q 2026-W53", "units", "1")])
    desk.close()
    later = files_of(folder)
    assert {name for name in later if later[name] != after[name]} == {"scenarios/s.toml"}
    assert later["scenarios/s.toml"].decode().startswith(SHORT)


def test_a_file_changed_outside_is_taken_in_on_opening(tmp_path: Path) -> None:
    desk = desk_on(tmp_path / "plan")
    desk.type_cells([cell("accounts", "a", "name", "One")])
    desk.close()
    path = tmp_path / "plan" / "supply.csv"
    path.write_text(TINY["supply.csv"].replace("p,opening,3", "p,opening,33"))
    desk = Desk.open(tmp_path / "plan")
    assert value(desk.state.plan, "supply", "p opening", "units") == 33.0
    assert value(desk.state.plan, "accounts", "a", "name") == "One"
    desk.undo()
    assert value(desk.state.plan, "accounts", "a", "name") == "Alpha"
    assert_whole(desk)
    desk.close()


def test_a_file_changed_outside_meanwhile_is_never_written_over(tmp_path: Path) -> None:
    desk = desk_on(tmp_path / "plan")
    path = tmp_path / "plan" / "accounts.csv"
    theirs = TINY["accounts.csv"].replace("Beta", "Theirs")
    path.write_text(theirs)
    desk.type_cells([cell("accounts", "a", "name", "Ours")])
    desk.write_back()
    assert [(fault.code, fault.file) for fault in desk.unwritten] == [
        ("folder-changed", "accounts.csv")
    ]
    assert path.read_text() == theirs
    desk.close()
    # Both have changed the same file: neither is thrown away, and the planner decides.
    with pytest.raises(PlanError) as caught:
        Desk.open(tmp_path / "plan")
    assert caught.value.faults[0].code == "folder-and-desk"
    assert caught.value.faults[0].values["files"] == "accounts.csv"
    inside = Desk.open(tmp_path / "plan" / ".kamplan" / "plan.kamplan")
    assert value(inside.state.plan, "accounts", "a", "name") == "Ours"
    inside.close()


def test_edits_that_were_undone_do_not_stand_in_the_way_of_a_file_changed_outside(
    tmp_path: Path,
) -> None:
    desk = desk_on(tmp_path / "plan")
    path = tmp_path / "plan" / "accounts.csv"
    path.write_text(TINY["accounts.csv"].replace("Beta", "Theirs"))
    desk.type_cells([cell("accounts", "a", "name", "Ours")])
    desk.type_cells([cell("accounts", "a", "name", "Ours too")])
    desk.undo()
    desk.write_back()
    assert desk.unwritten
    desk.undo()
    desk.write_back()
    assert not desk.unwritten
    desk.close()
    desk = Desk.open(tmp_path / "plan")
    assert value(desk.state.plan, "accounts", "b", "name") == "Theirs"
    assert value(desk.state.plan, "accounts", "a", "name") == "Alpha"
    desk.close()


def test_edits_of_other_files_than_those_changed_outside_are_both_kept(tmp_path: Path) -> None:
    desk = desk_on(tmp_path / "plan")
    desk.type_cells([cell("accounts", "a", "name", "Ours")])
    # As after a kill between the commit and the files.
    desk.workspace.close()
    path = tmp_path / "plan" / "supply.csv"
    path.write_text(TINY["supply.csv"].replace("p,opening,3", "p,opening,33"))
    desk = Desk.open(tmp_path / "plan")
    assert value(desk.state.plan, "supply", "p opening", "units") == 33.0
    assert value(desk.state.plan, "accounts", "a", "name") == "Ours"
    assert_whole(desk)
    desk.close()


def test_two_programs_write_one_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def slowly(path: Path, text: str | None) -> None:
        # Long enough for the other one to come between.
        time.sleep(0.003)
        write(path, text)

    write = plan_folder._write
    monkeypatch.setattr(plan_folder, "_write", slowly)
    desk_on(tmp_path / "plan").close()
    barrier, unwritten = threading.Barrier(2), []

    def edit(account: str) -> None:
        desk = Desk.open(tmp_path / "plan")
        barrier.wait()
        for step in range(25):
            desk.refresh()
            desk.type_cells([cell("accounts", account, "name", f"{account} {step}")])
            desk.write_back()
            unwritten.extend(desk.unwritten)
        desk.workspace.close()

    threads = [threading.Thread(target=edit, args=(account,)) for account in ("a", "b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not unwritten
    desk = Desk.open(tmp_path / "plan")
    assert [str(name) for name in desk.state.base["accounts"]["name"][:2]] == ["a 24", "b 24"]
    assert_whole(desk)
    desk.close()


def test_older_edits_are_not_written_over_newer_ones(tmp_path: Path) -> None:
    mine, theirs = desk_on(tmp_path / "plan"), Desk.open(tmp_path / "plan")
    theirs.type_cells([cell("accounts", "a", "name", "New")])
    theirs.write_back()
    theirs.type_cells([cell("accounts", "b", "name", "Newer")])
    # Knows of neither.
    mine.write_back()
    text = (tmp_path / "plan" / "accounts.csv").read_text("utf-8")
    assert "New" in text
    theirs.write_back()
    assert_whole(theirs)
    theirs.close()
    mine.close()


def test_a_program_that_does_not_let_go_of_the_folder_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan_folder, "PATIENCE", 0.05)
    desk = desk_on(tmp_path / "plan")
    desk.type_cells([cell("accounts", "a", "name", "Ours")])
    with FileLock(tmp_path / "plan" / plan_folder.INSIDE / plan_folder.LOCK):
        desk.write_back()
    assert [fault.code for fault in desk.unwritten] == ["cannot-write"]
    desk.write_back()
    assert_whole(desk)
    desk.close()


def test_scenarios_come_and_go_as_files(tmp_path: Path) -> None:
    desk = desk_on(tmp_path / "plan")
    desk.edit_scenarios(scenarios.create("节前", description="before the feast"))
    desk.write_back()
    path = tmp_path / "plan" / "scenarios" / "节前.toml"
    assert "before the feast" in path.read_text(encoding="utf-8")
    desk.edit_scenarios(scenarios.delete("节前"))
    desk.write_back()
    assert not path.exists()
    desk.close()


def test_a_broken_folder_is_refused_with_everything_that_is_wrong(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "plan", {"supply.csv": "product,week,units\np,2026-W52,-1\n"})
    with pytest.raises(PlanError) as caught:
        Desk.open(folder)
    assert caught.value.faults[0].code == "below"
    assert not (folder / ".kamplan").exists()


def test_a_folder_that_may_not_be_written_says_so(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "plan", {})
    (folder / ".kamplan").write_text("in the way")
    with pytest.raises(PlanError) as caught:
        Desk.open(folder)
    assert caught.value.faults[0].code == "cannot-write"


def test_the_plan_can_be_renamed(tmp_path: Path) -> None:
    desk = desk_on(tmp_path / "plan")
    desk.type_cells([cell("plan", "", "name", "Grand")])
    assert desk.state.name == "Grand"
    assert_whole(desk)
    desk.undo()
    assert desk.state.name == "Tiny"
    desk.close()
    path = tmp_path / "plan" / "plan.toml"
    path.write_text(TINY["plan.toml"].replace("Tiny", "Outside"))
    desk = Desk.open(tmp_path / "plan")
    assert desk.state.name == "Outside"
    assert_whole(desk)
    desk.close()
