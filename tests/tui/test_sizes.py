"""Another size of the terminal: everything stays where it was, and is in sight."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from rich.cells import cell_len

from kamplan.desk import Desk
from kamplan.words import use_language
from tests.desk.desks import SHORT
from tests.plan.folders import TINY
from tests.tui.apps import LARGE, SMALL, InProcess, User, at_work, festival, tiny, tiny_with
from tui.app import KamplanApp
from tui.modes import AREAS
from tui.panels.outcome import name_and_outcome
from tui.screens.too_small import NEEDED, TooSmall

LEAST = (NEEDED.width, NEEDED.height)
TURNS = (LARGE, LEAST, SMALL, LEAST, LARGE, SMALL)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    use_language("en")
    yield
    use_language("en")


def assert_in_sight(user: User) -> None:
    """The cell under the cursor is drawn whole, or has all the room there is."""
    grid = user.grid
    cell = grid._region_of(grid._spot)
    assert cell is not None
    all_there_is = cell.x == grid._columns.frozen_width and cell.right == grid.inner.width
    assert cell.width > grid._widths[grid.column] or all_there_is
    assert user.app.screen.region.contains_region(cell + grid.content_region.offset)
    assert all(cell_len(line) <= user.app.size.width for line in user.lines())


async def test_the_cell_stays_in_sight_in_every_mode(tmp_path: Path) -> None:
    async with at_work(festival(tmp_path / "plan", "base"), size=LARGE) as user:
        for name, (key, title, _help) in AREAS.items():
            await user.press(key.lower(), "ctrl+end")
            await user.resize(LEAST)
            assert f"[{key} {title}]" in user.lines()[1]
            await user.resize(LARGE)
            if not user.rows():
                continue
            sheet, row, column = user.screen.sheet_id, user.grid.cursor_key, user.column
            for size in TURNS:
                await user.resize(size)
                assert user.screen.mode == name
                assert (user.screen.sheet_id, user.grid.cursor_key, user.column) == (
                    sheet, row, column,
                )  # fmt: skip
                assert_in_sight(user)
            await user.resize(LARGE)


async def test_sheet_selection_and_filter_stay(tmp_path: Path) -> None:
    async with at_work(festival(tmp_path / "plan"), size=LARGE) as user:
        await user.press("f4", *["ctrl+pagedown"] * 3, "ctrl+f", *"gift", "enter")
        await user.press("right", "right", "shift+right", "shift+right")
        area, rows = user.grid.area, user.rows()
        for size in TURNS:
            await user.resize(size)
            assert user.screen.sheet_id == "supply"
            assert (user.grid.area, user.rows(), user.grid.filter) == (area, rows, "gift")
            assert "3 cells" in user.seen
            assert_in_sight(user)


async def test_what_is_being_typed_stays(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan"), size=LARGE) as user:
        await user.go_to(("b",), "name")
        await user.write("Half ty")
        for size in (*TURNS, (20, 5), LEAST):
            await user.resize(size)
            assert user.grid.editor is not None
            assert user.grid.editor.value == "Half ty"
            assert size[0] < LEAST[0] or "Half ty" in user.seen
        await user.write("ped", "enter")
        assert user.cell(("b",), "name") == "Half typed"
        await user.go_to(("b",), "discount")
        await user.write("x", "enter")
        for size in TURNS:
            await user.resize(size)
            assert "not a number" in user.seen


async def test_dialogs_stay_with_what_is_in_them(tmp_path: Path) -> None:
    async with at_work(tiny_with(tmp_path / "plan", {"short": SHORT}), size=LARGE) as user:
        await user.press("f5", "n", *"half")
        for size in (*TURNS, (20, 5), SMALL):
            await user.resize(size)
        assert "New scenario on top of" in user.dialog
        await user.write("-typed", "enter")
        assert user.snapshot.active == "half-typed"
        await user.press("ctrl+e", "end")
        marked = user.app.screen.query_one("OptionList").highlighted  # type: ignore[attr-defined]
        for size in TURNS:
            await user.resize(size)
            assert user.app.screen.query_one("OptionList").highlighted == marked  # type: ignore[attr-defined]
            assert "Which scenario do edits belong to?" in user.seen
        await user.press("enter")
        assert user.snapshot.active == "short"
        await user.press("f1")
        for size in TURNS:
            await user.resize(size)
            assert "Scenarios" in user.dialog
            assert "Esc closes" in user.seen


async def test_details_follow_the_room_unless_they_were_asked_for(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan"), size=SMALL) as user:
        assert not user.side
        await user.resize(LARGE)
        assert user.side
        await user.press("ctrl+e")
        await user.resize(SMALL)
        await user.press("escape")
        assert not user.side
        await user.press("ctrl+l")
        for size in TURNS:
            await user.resize(size)
            assert user.side
            assert_in_sight(user)
        await user.press("ctrl+l")
        for size in TURNS:
            await user.resize(size)
            assert not user.side


@pytest.mark.parametrize("size", [(59, 24), (80, 14), (1, 1), (20, 5)])
async def test_too_little_room_is_told(tmp_path: Path, size: tuple[int, int]) -> None:
    folder = tiny(tmp_path / "plan")
    async with at_work(folder, size=SMALL) as user:
        await user.press("right")
        await user.resize(size)
        assert isinstance(user.app.screen, TooSmall)
        if size[0] > 10:
            assert "60 x 15 are needed" in user.seen
        # Nothing can be done that is not seen, but leaving.
        await user.press("f4", "f1", "f9", "ctrl+p", "delete", *"x")
        assert isinstance(user.app.screen, TooSmall)
        await user.resize(LEAST)
        assert user.dialog == ""
        assert (user.screen.mode, user.column) == ("accounts", "name")
        assert user.grid.has_focus
        assert user.cell(("a",), "name") == "Alpha"
        await user.resize(size)
        await user.press("ctrl+q")
        await user.until(lambda: not user.app.is_running)


async def test_begun_with_too_little_room(tmp_path: Path) -> None:
    app = KamplanApp(partial(Desk.open, tiny(tmp_path / "plan")), [InProcess()])
    async with app.run_test(size=(30, 8)) as pilot:
        user = User(app, pilot)
        await user.until(lambda: user.snapshot_or_none is not None)
        await user.rest()
        assert isinstance(app.screen, TooSmall)
        await user.resize(SMALL)
        assert user.dialog == ""
        assert "Alpha" in user.seen
        await user.press("f4")
        assert user.screen.mode == "limits"


@pytest.mark.parametrize("currency", ["", "EUR", "Brazilian real"])
async def test_the_top_line_keeps_its_numbers_whole(tmp_path: Path, currency: str) -> None:
    """What there is no room for goes as a whole: the currency, then the end of the plan's name."""
    settings = TINY["plan.toml"].replace("Tiny", "Wholesale customers of the north, 2027")
    files = {"plan.toml": settings.replace("EUR", currency)}
    async with at_work(tiny(tmp_path / "plan", files), size=LARGE) as user:
        await user.press("f9")
        await user.solved()
        run = user.snapshot.answers["base"].run
        assert run.objective is not None
        assert run.gap is not None
        value, gap = f"{run.objective:,.0f}", f"gap {run.gap:.3%}"
        full = " · ".join(["solved", f"{value} {currency}".strip(), gap])
        assert f"Wholesale customers of the north, 2027  ▸ base ▾  ● {full}" in user.title
        for size, name in ((SMALL, " Wholesale customers of"), (LEAST, " Wholesal")):
            await user.resize(size)
            line = user.lines()[0]
            assert line.startswith(name)
            assert f" ● solved · {value} · {gap} " in line
            assert line.endswith("✓ saved")
        await user.resize(LARGE)
        assert full in user.lines()[0]


def test_what_there_is_no_room_for_goes_as_a_whole() -> None:
    texts = ["● solved · 1,351,334 EUR · gap 0.01%", "● solved · 1,351,334 · gap 0.01%",
             "● solved · 1,351,334", "● solved"]  # fmt: skip
    assert name_and_outcome("Wholesale", texts, 45) == ("Wholesale", texts[0])
    assert name_and_outcome("Wholesale", texts, 44) == ("Wholesale", texts[1])
    assert name_and_outcome("Wholesale 2027", texts, 44) == ("Wholesale 2…", texts[1])
    assert name_and_outcome("Wholesale", texts, 36) == ("Wholesale", texts[2])
    assert name_and_outcome("批发客户二零二七", texts, 41) == ("批发客户…", texts[1])
    assert name_and_outcome("Wholesale", texts, 20) == ("Wholesale", texts[3])
    assert name_and_outcome("Wholesale", texts, 3) == ("Wholesa…", texts[3])
    assert name_and_outcome("Plan", ["⟳ Frontier 3/21"], 10) == ("Plan", "⟳ Frontier 3/21")
