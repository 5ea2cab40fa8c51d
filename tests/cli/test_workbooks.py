"""Commands on workbooks: what they write, read, and refuse."""

from pathlib import Path

import pytest

from kamplan.exchange.workbook import read_workbook
from kamplan.messages import FAULTS
from tests.cli.running import document, plan_of, run
from tests.exchange.books import changed, part_texts, write_book
from tests.plan.folders import SCENARIOS

SHORT = 'extends = "base"\n[[change]]\ntable = "supply"\nfield = "units"\nscale = 0.5\n'


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """The tiny plan with a scenario, exported to a workbook."""
    folder = plan_of(tmp_path / "tiny", {"scenarios/short.toml": SHORT})
    done = run("export", folder, tmp_path / "tiny.xlsx")
    assert (done.exit_code, done.stdout) == (0, f'Exported "Tiny" to {tmp_path / "tiny.xlsx"}.\n')
    return tmp_path / "tiny.xlsx"


def files_in(folder: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("headings", ["en", "zh"])
def test_there_and_back(tmp_path: Path, headings: str) -> None:
    """Folder, workbook, workspace, workbook, folder: byte for byte."""
    first = tmp_path / "first"
    assert run("export", SCENARIOS / "spring_festival", first).exit_code == 0
    assert run("export", first, tmp_path / "a.xlsx", "--headings", headings).exit_code == 0
    assert run("import", tmp_path / "a.xlsx", tmp_path / "w.kamplan").exit_code == 0
    assert run("export", tmp_path / "w.kamplan", tmp_path / "b.xlsx").exit_code == 0
    assert run("export", tmp_path / "b.xlsx", tmp_path / "last").exit_code == 0
    assert files_in(tmp_path / "last") == files_in(first)
    assert ("需求" in part_texts(tmp_path / "a.xlsx")["xl/workbook.xml"]) == (headings == "zh")


def test_every_reading_command_takes_a_workbook(tmp_path: Path, book: Path) -> None:
    folder = tmp_path / "tiny"
    assert document("validate", book) == document("validate", folder)
    one, other = document("solve", book, "-s", "short"), document("solve", folder, "-s", "short")
    assert one["objective"] == other["objective"]
    assert document("compare", book, "base", "short")["scenarios"][1]["name"] == "short"
    assert document("check", book)["passed"] == 2
    assert document("check", folder, book)["passed"] == 4
    assert run("explain", book).exit_code == 0
    assert [each["name"] for each in document("scenario", book)["scenarios"]] == ["base", "short"]
    assert document("journal", book)["entries"] == []


@pytest.mark.parametrize(
    "words",
    [
        ["edit", "BOOK", "plan::weeks=2"],
        ["undo", "BOOK"],
        ["redo", "BOOK"],
        ["publish", "BOOK"],
        ["scenario", "BOOK", "new", "--new"],
        ["tui", "BOOK"],
    ],
)
def test_what_would_edit_a_workbook_is_refused(
    book: Path, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = book.read_bytes()
    monkeypatch.setattr("tui.run.run_terminal", lambda *_: 0)
    done = run(*(book if word == "BOOK" else word for word in words))
    assert done.exit_code == 2
    assert FAULTS["book-edited"][0] in done.stderr
    assert "kamplan import" in done.stderr
    assert book.read_bytes() == before
    assert sorted(path.name for path in book.parent.iterdir()) == ["tiny", "tiny.xlsx"]


def test_records_of_a_workbook_are_not_written(book: Path) -> None:
    done = run("check", book, "--update")
    assert done.exit_code == 2
    assert "records are kept in plan folders" in done.stderr


def test_new_makes_a_workbook(tmp_path: Path) -> None:
    done = run("new", tmp_path / "autumn.xlsx")
    assert done.exit_code == 0
    assert read_workbook(tmp_path / "autumn.xlsx").plan.settings.name == "autumn"
    assert run("solve", tmp_path / "autumn.xlsx").exit_code == 0
    assert run("new", tmp_path / "autumn.xlsx").exit_code == 2
    named = run("new", tmp_path / "zh.xlsx", "--name", "Mine", "--headings", "zh")
    assert named.exit_code == 0
    assert read_workbook(tmp_path / "zh.xlsx").plan.settings.name == "Mine"
    assert "促销" in part_texts(tmp_path / "zh.xlsx")["xl/workbook.xml"]


def test_faults_of_a_workbook(tmp_path: Path) -> None:
    path = write_book(tmp_path / "b.xlsx", changed("demand", 1, 3, -1.0))
    done = run("validate", path)
    assert done.exit_code == 2
    assert done.stderr == (
        'b.xlsx: demand row 2, column units: "-1": the number is below 0. Use 0 or more.\n'
    )
    assert run("solve", tmp_path / "nowhere.xlsx").exit_code == 2
    assert run("import", path, tmp_path / "w.kamplan").exit_code == 2
    assert not (tmp_path / "w.kamplan").exists()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["export", "BOOK", "THERE/tiny.xlsx"], "book-there"),
        (["export", "BOOK", "THERE/tiny.xls"], "book-suffix"),
        (["export", "BOOK", "THERE/folder", "--headings", "zh"], "book-headings"),
        (["new", "THERE/folder", "--headings", "en"], "book-headings"),
        (["import", "BOOK", "THERE/w.xlsx"], "book-workspace"),
    ],
)
def test_targets_that_are_refused(book: Path, words: list[str], code: str) -> None:
    given = [str(book) if word == "BOOK" else word for word in words]
    done = run(*(word.replace("THERE", str(book.parent)) for word in given))
    assert done.exit_code == 2
    assert FAULTS[code][0] in done.stderr
    assert sorted(path.name for path in book.parent.iterdir()) == ["tiny", "tiny.xlsx"]
