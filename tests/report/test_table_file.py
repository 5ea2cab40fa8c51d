"""A sheet as a CSV file: nothing in it runs, nothing is overwritten, nothing lands in a plan."""

import csv
from pathlib import Path

import pytest

from kamplan.plan import PlanError
from kamplan.reporting.table_file import ShownTable, check_table_target, inert, write_table

TABLE = ShownTable(("account", "=1+1"), [("甲", "-5"), ('=HYPERLINK("http://x")', "1200.5")])


def codes(*arguments: object) -> list[str]:
    """Why a table may not be written."""
    with pytest.raises(PlanError) as refused:
        check_table_target(*arguments)  # type: ignore[arg-type]
    return [fault.code for fault in refused.value.faults]


@pytest.mark.parametrize("text", ["=1+1", "+1 more", "-x", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_what_looks_like_a_formula_is_text(text: str) -> None:
    assert inert(text) == "'" + text


@pytest.mark.parametrize("text", ["-5", "+1.5e3", "-0.25", "", "a=b", "–", "1,200"])
def test_numbers_and_other_texts_stay(text: str) -> None:
    assert inert(text) == text


def test_it_is_read_back_as_it_was_shown(tmp_path: Path) -> None:
    target = tmp_path / "new" / "sheet.csv"
    write_table(TABLE, target, replace=False)
    assert target.read_bytes().startswith(b"\xef\xbb\xbf")
    with target.open(encoding="utf-8-sig", newline="") as stream:
        assert list(csv.reader(stream)) == [
            ["account", "'=1+1"],
            ["甲", "-5"],
            ['\'=HYPERLINK("http://x")', "1200.5"],
        ]
    assert [path.name for path in target.parent.iterdir()] == ["sheet.csv"]


def test_what_may_not_be_written_is_refused(tmp_path: Path) -> None:
    there = tmp_path / "there.csv"
    there.write_text("mine")
    assert codes(tmp_path / "sheet.txt", None, False) == ["table-suffix"]
    assert codes(tmp_path / "demand.csv", tmp_path, False) == ["table-in-plan"]
    assert codes(there, None, False) == ["report-there"]
    check_table_target(there, tmp_path / "plan", replace=True)
    with pytest.raises(PlanError) as refused:
        write_table(TABLE, there, replace=False)
    assert refused.value.faults[0].code == "report-there"
    with pytest.raises(PlanError) as refused:
        write_table(TABLE, there / "below.csv", replace=False)
    assert refused.value.faults[0].code in ("cannot-write", "report-there")
    assert there.read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["there.csv"]
