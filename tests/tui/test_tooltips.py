"""Whatever one can point at says what it is, in both languages."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.text import Text
from textual.widget import Widget
from textual.widgets import Input, OptionList

from kamplan.words import plain, use_language
from tests.desk.desks import SHORT
from tests.test_words import is_chinese
from tests.tui.apps import LARGE, WIDE, User, at_work, festival, tiny_with
from tests.tui.test_everywhere import MODES
from tui.about import SHEETS
from tui.grid.mouse import heading_words
from tui.modes import SCREENS, load
from tui.panels.key_bar import KeyBar
from tui.panels.parts import PartsLine
from tui.screens.dialogs import Closing


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    yield
    use_language("en")


def tip(widget: Widget) -> str:
    """What is said of a widget; always as text, never as markup."""
    assert isinstance(widget.tooltip, Text), widget
    return widget.tooltip.plain


def assert_told(text: str, language: str) -> None:
    """There is something, in the right language."""
    assert text.strip()
    assert is_chinese(text) == (language == "zh"), text


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_everything_in_every_mode_has_a_tooltip(tmp_path: Path, language: str) -> None:
    use_language(language)
    async with at_work(festival(tmp_path / "plan", "base", "gift-box-30"), size=WIDE) as user:
        for key in MODES.values():
            await user.press(key, "shift+down")
            for _sheet in user.screen.kinds:
                for part in ("#plan", "#active", "#outcome", "#saved"):
                    assert_told(tip(user.screen.query_one(part)), language)
                for line in user.screen.query(PartsLine):
                    assert line.parts
                    for each in line.parts:
                        assert_told(each.tooltip, language)
                for heading in user.grid.model.columns:
                    told = heading_words(heading)
                    assert told.splitlines()[0] == plain(heading.title) or not heading.title
                    assert heading.help in told
                    assert_told(told.splitlines()[-1], language)
                await user.press("ctrl+pagedown")


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_dialogs_have_tooltips(tmp_path: Path, language: str) -> None:
    use_language(language)
    async with at_work(tiny_with(tmp_path / "plan", {"short": SHORT}), size=LARGE) as user:
        for keys, kind in (
            (["ctrl+e"], OptionList),
            (["f5", "n"], Input),
            (["down", "delete"], OptionList),
            (["f1"], Closing),
        ):
            await user.press(*keys)
            assert_told(tip(user.app.screen.query_one(kind)), language)
            await user.press("escape")
        await user.press("f1")
        await user.click(user.app.screen.query_one(Closing))
        assert user.dialog == ""


async def test_a_tooltip_says_more_than_the_key(tmp_path: Path) -> None:
    use_language("en")
    async with at_work(tiny_with(tmp_path / "plan", {"short": SHORT}), size=LARGE) as user:
        tips = [key.tooltip for key in user.screen.query_one(KeyBar).parts]
        assert "f9: Solve the active scenario" in tips
        assert "^d: Repeat the first row of the selection in those below" in tips
        assert "[F3 Accounts]" in user.seen
        await shown_under_the_mouse(user)


async def shown_under_the_mouse(user: User) -> None:
    """A heading's tooltip, where the mouse is over it."""
    await user.pilot.hover(user.grid, offset=(2, 0))
    await user.rest()
    assert isinstance(user.grid.tooltip, Text)
    assert user.grid.tooltip.plain.splitlines() == [
        "account",
        "Identifier of the account.",
        "A click orders the rows by it; with ctrl, by it, too.",
    ]


def test_sentences_about_sheets_are_about_sheets_that_are_there() -> None:
    there = {
        f"{mode}.{kind.id}" for mode, name in SCREENS.items()
        for kind in getattr(load(mode), name).kinds
    }  # fmt: skip
    assert set(SHEETS) <= there
