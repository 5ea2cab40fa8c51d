"""Sending what is shown to a file: a report of what is compared, or any sheet as CSV."""

import csv
from pathlib import Path

import pytest
from textual.widgets import Input

from kamplan.desk import Desk
from kamplan.plan import PlanError
from tests.desk.desks import SHORT
from tests.tui.apps import WIDE, User, at_work, festival, tiny, tiny_with
from tests.tui.test_everywhere import run_action
from tui.grid.arrangement import Sort
from tui.sending import file_name, gathered, table_of
from tui.snapshot import Snapshot


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "out").mkdir()
    monkeypatch.chdir(tmp_path / "out")


def rows_of(path: Path) -> list[list[str]]:
    """A CSV file as any reader reads it."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


async def send_to(user: User, path: str) -> None:
    """Type a path into the dialog and take it."""
    field = user.app.screen.query_one(Input)
    field.focus()
    field.value = path
    await user.press("enter")


async def written(user: User) -> None:
    """Wait until a file is there."""
    await user.until(lambda: user.said.startswith("Written: "))


async def test_what_is_compared_is_sent_as_a_report_or_as_the_sheet_shown(tmp_path: Path) -> None:
    folder = festival(tmp_path / "plan", "base", "gift-box-30")
    out = tmp_path / "out"
    async with at_work(folder, size=WIDE) as user:
        await user.press("f5", "space", *["down"] * 3, "space", "f7", "w")
        assert "one HTML file" in user.seen
        field = user.app.screen.query_one(Input)
        assert field.value == str(out / "spring-festival-2027-compare.html")
        await user.press("down")
        assert field.value.endswith("spring-festival-2027-compare.xlsx")
        await user.press("down")
        assert field.value.endswith("spring-festival-2027-figures.csv")
        await user.press("up", "up", "enter", "enter")
        await written(user)
        assert user.said == f"Written: {out / 'spring-festival-2027-compare.html'}"
        page = (out / "spring-festival-2027-compare.html").read_text("utf-8")
        assert "gift-box-30" in page
        await user.press("w")
        await send_to(user, "mine.csv")
        await written(user)
        headings, *rows = rows_of(out / "mine.csv")
        assert headings == ["figure", "base", "gift-box-30", "gift-box-30 change"]
        value = user.snapshot.solved("base").result.evaluation.contribution  # type: ignore
        shown = next(row for row in rows if row[0] == "contribution")
        assert float(shown[1]) == pytest.approx(value)
        assert float(shown[3]) == pytest.approx(float(shown[2]) - float(shown[1]), rel=1e-6)


async def test_a_sheet_is_written_in_its_order_filtered_as_it_is(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan"), size=WIDE) as user:
        await user.press(*["ctrl+pagedown"] * 3)
        user.grid.sort_by(Sort("price"))
        await user.rest()
        await run_action(user, "Write this sheet to a CSV file")
        await send_to(user, "products.csv")
        await written(user)
        headings, *rows = rows_of(tmp_path / "out" / "products.csv")
        assert headings[:3] == ["product", "name", "price"]
        # Quince costs 50, Pea 100; numbers are plain, what is empty stays so.
        assert [row[:3] for row in rows] == [["q", "Quince", "50"], ["p", "Pea", "100"]]
        # A letter in a sheet that is edited belongs to the cell.
        await user.go_to(("p",), "price")
        await user.press("w")
        assert user.grid.editor is not None
        await user.press("escape")


def test_a_report_of_nothing_that_is_solved_is_refused(tmp_path: Path) -> None:
    desk = Desk.open(tiny(tmp_path / "plan"))
    state = desk.state
    desk.close()
    with pytest.raises(PlanError) as caught:
        gathered(Snapshot(state))
    assert [fault.code for fault in caught.value.faults] == ["report-unsolved"]


async def test_nothing_is_overwritten_without_asking(tmp_path: Path) -> None:
    there = tmp_path / "out" / "there.csv"
    there.write_text("mine")
    async with at_work(tiny(tmp_path / "plan"), size=WIDE) as user:
        await run_action(user, "Write this sheet to a CSV file")
        await send_to(user, "there.csv")
        assert "there.csv is there already. Replace it?" in user.seen
        await user.press("enter")
        assert user.said == "Nothing was written."
        assert there.read_text() == "mine"
        await run_action(user, "Write this sheet to a CSV file")
        await send_to(user, str(there))
        await user.press("down", "enter")
        await written(user)
        assert rows_of(there)[1][:2] == ["a", "Alpha"]
        # Not into the plan, where it would be taken for a table.
        await run_action(user, "Write this sheet to a CSV file")
        await send_to(user, str(tmp_path / "plan" / "mine.csv"))
        await user.until(lambda: "Choose another folder." in user.seen)
        await user.press("escape")
        await run_action(user, "Write this sheet to a CSV file")
        await send_to(user, "  ")
        assert "! Type the name of a file." in user.seen
        await user.press("escape")


async def test_what_is_not_solved_as_it_stands_makes_no_report(tmp_path: Path) -> None:
    async with at_work(tiny_with(tmp_path / "plan", {"short": SHORT}), size=WIDE) as user:
        await user.press("f7", "w")
        await send_to(user, "report.html")
        await user.until(lambda: "Solve it first: F9." in user.seen)
        assert "nothing that is compared is solved as it stands now: base" in user.seen
        await user.press("escape", "f9")
        await user.solved()
        await user.press("w")
        await send_to(user, "report.pdf")
        await user.until(lambda: ".html or .xlsx" in user.seen)
        await user.press("escape")
    assert not list((tmp_path / "out").iterdir())


async def test_every_heading_says_whose_it_is(tmp_path: Path) -> None:
    async with at_work(festival(tmp_path / "plan", "base", "gift-box-30"), size=WIDE) as user:
        await user.press("f5", "space", *["down"] * 3, "space", "f7")
        for number in range(6):
            headings = table_of(user.grid.model, user.grid.view).headings
            assert len(set(headings)) == len(headings)
            assert ("gift-box-30 change" in headings) == (number in (0, 5))
            await user.press("ctrl+pagedown")


def test_names_of_files_are_taken_everywhere() -> None:
    assert file_name("Spring Festival 2027", "compare", ".html") == (
        "spring-festival-2027-compare.html"
    )
    assert file_name("../春节: 计划?", "worth", ".csv") == "春节-计划-worth.csv"
    assert file_name("...", "worth", ".csv") == "worth.csv"
