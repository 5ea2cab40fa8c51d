"""F12: the columns of a sheet as a list, its letters, clicks, ways out; the palette's actions."""

from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.widgets import OptionList

from kamplan.words import _, use_language
from tests.tui.apps import LARGE, SMALL, User, at_work, festival, tiny
from tui.grid.arrangement import Arrangement, Sort


def listed(user: User) -> list[str]:
    """The lines of the dialog: sign, heading and what is said of it."""
    options = user.app.screen.query_one(OptionList).options
    return [" ".join(str(option.prompt).split()) for option in options]


def headings(user: User) -> str:
    """The grid's heading."""
    return " ".join(user.grid.render_line(0).text.split())


async def test_letters_arrange_the_columns_and_enter_takes_it(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan"), size=SMALL) as user:
        names = [column.id for column in user.grid.model.columns]
        await user.press("f12")
        assert user.dialog.startswith("Columns of Accounts")
        assert listed(user)[:3] == ["✓ account frozen", "✓ name", "✓ tier"]
        await user.press("space")
        assert listed(user)[0] == "✓ account frozen", "what a row is cannot be hidden"
        await user.press("down", "space", "down", "f")
        assert listed(user)[:3] == ["✓ account frozen", "name hidden", "✓ tier frozen"]
        await user.press("s", "down", "s", "s")
        assert listed(user)[2].endswith("frozen ▲1")
        assert listed(user)[3].endswith("▼2")
        await user.press("right_square_bracket")
        assert listed(user)[4].endswith("▼2"), "the cursor goes with it"
        await user.press("left", "left", "right", "enter")
        assert user.dialog == ""
        taken = user.grid.arrangement
        assert taken == Arrangement(
            (Sort("tier"), Sort(names[3], descending=True)), frozenset({"name"}), "tier"
        )
        assert headings(user).startswith("account ⋯tier▲1 ")
        assert user.rows() == [("a",), ("b",)]


async def test_escape_leaves_all_as_it_was_and_a_is_how_the_sheet_comes(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan"), size=SMALL) as user:
        await user.press("f12", "down", "space", "s", "escape")
        assert user.dialog == ""
        assert user.grid.arrangement == Arrangement()
        await user.press("ctrl+shift+right", "f12", "down", "space", "s", "f", "right", "f12")
        widths = user.grid.arrangement.widths
        assert widths
        assert user.grid.arrangement.hidden == {"name"}
        await user.press("f12", "a", "enter")
        assert user.grid.arrangement == Arrangement(widths=widths)


async def test_a_click_shows_and_hides(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan"), size=SMALL) as user:
        await user.press("f12")
        for shown in (False, True):
            await user.click(OptionList, offset=(4, 2))
            assert listed(user)[2].startswith("✓") == shown
        await user.click(OptionList, offset=(4, 2))
        await user.press("enter")
        assert user.grid.arrangement.hidden == {"tier"}
        place = next(at.x for at in user.grid._places if user.grid.shown_columns.gaps[at.column])
        await user.click(user.grid, offset=(place, 0))
        assert "tier hidden" in listed(user)


async def test_every_sheet_has_its_own_arrangement(tmp_path: Path) -> None:
    async with at_work(festival(tmp_path / "plan", "base"), size=SMALL) as user:
        await user.press("f12", "down", "space", "enter", "ctrl+pagedown")
        assert user.grid.arrangement == Arrangement()
        await user.press("ctrl+pageup", "f5", "f12", "down", "down", "space", "enter")
        assert user.grid.arrangement.hidden == {"state"}
        await user.press("n")
        assert "Columns" not in user.dialog
        assert user.dialog, "letters are the mode's again"
        await user.press("escape", "f3")
        assert user.grid.arrangement.hidden == {"name"}


async def test_an_edit_lands_in_the_column_that_is_seen(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan"), size=SMALL) as user:
        # name and tier hidden, the discount moved before the region
        await user.press("f12", "down", "space", "down", "space", *["down"] * 5, *["left"] * 4)
        await user.press("enter")
        assert headings(user).startswith("account ⋯discount region ")
        await user.press("right")
        await user.write("20%", "enter")
        names = ("name", "tier", "discount", "region")
        assert [user.cell(("a",), name) for name in names] == ["Alpha", "A", "0.2", "East"]
        await user.press("ctrl+z")
        assert user.cell(("a",), "discount") == "0.1"
        assert user.grid.arrangement.hidden == {"name", "tier"}, "a new model changes nothing of it"


async def test_the_palette_hides_shows_and_freezes(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan"), size=SMALL) as user:
        await user.press("right", "right")
        for words in ("Hide this column", "Freeze columns up to here", "Arrange columns"):
            await user.press("ctrl+p")
            await user.write(words)
            await user.pilot.pause(0.3)
            await user.press("enter")
        assert user.dialog.startswith("Columns of")
        assert "tier hidden" in listed(user)
        assert sum("frozen" in line for line in listed(user)) == 3
        await user.press("escape", "ctrl+p")
        await user.write("Show all columns")
        await user.pilot.pause(0.3)
        await user.press("enter")
        assert user.grid.arrangement.hidden == frozenset()


@pytest.mark.parametrize("size", [SMALL, LARGE])
@pytest.mark.parametrize("language", ["en", "zh"])
async def test_the_dialog_fits(tmp_path: Path, size: tuple[int, int], language: str) -> None:
    use_language(language)
    try:
        async with at_work(festival(tmp_path / "plan"), size=size) as user:
            await user.press("f12", "down", "down", "space", "end")
            panel = user.app.screen.query_one(".dialog")
            assert user.app.screen.region.contains_region(panel.region)
            for each in panel.children:
                assert panel.region.contains_region(each.region), each
            assert "F12" not in user.dialog
            prompts = [str(each.prompt) for each in user.app.screen.query_one(OptionList).options]
            words = {_("frozen"), _("hidden")}
            found = [(line, word) for line in prompts for word in words if word in line]
            assert len({cell_len(line.partition(word)[0]) for line, word in found}) == 1
            assert {word for _line, word in found} == words
            if language == "zh":
                assert not any(word in user.dialog for word in ("Space", "hidden"))
    finally:
        use_language("en")


@pytest.mark.parametrize("size", [(60, 15), (120, 30)])
async def test_resizing_under_the_dialog(tmp_path: Path, size: tuple[int, int]) -> None:
    async with at_work(tiny(tmp_path / "plan"), size=SMALL) as user:
        await user.press("f12", "down", "space")
        await user.resize(size)
        await user.press("enter")
        assert user.grid.arrangement.hidden == {"name"}
        assert user.grid._region_of(user.grid._spot) is not None


async def test_where_there_are_no_columns_there_is_nothing_to_arrange(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan"), size=SMALL) as user:
        await user.press("f6")
        assert not user.grid.model.columns
        await user.press("f12")
        assert user.dialog == ""
        assert user.said == "There are no columns here to arrange."
