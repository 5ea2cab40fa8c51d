"""Keys that come faster than anything can be done about them do what they would one by one."""

from pathlib import Path

import pytest
from textual.widgets import Input

from tests.tui.apps import User, at_work, tiny
from tui.screens.dialogs import AskText
from tui.screens.row_form import RowForm


async def asked(user: User, *keys: str) -> None:
    """Press keys and wait for the question they lead to."""
    await user.press(*keys)
    assert isinstance(user.app.screen, AskText | RowForm)


@pytest.mark.parametrize("behind", [["9", "enter"], ["9"], ["enter"], ["f6"]])
async def test_a_name_ends_where_enter_was_pressed(tmp_path: Path, behind: list[str]) -> None:
    async with at_work(tiny(tmp_path / "plan")) as user:
        await asked(user, "f5", "n")
        user.burst(*"aa1", "enter", *behind)
        await user.until(lambda: "aa1" in user.snapshot.state.names)
        await user.rest()
        assert set(user.snapshot.state.names) == {"base", "aa1"}
        assert len(user.app.screen_stack) == 1


async def test_a_new_row_has_what_was_typed_before_enter(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan")) as user:
        await asked(user, "ctrl+n")
        user.burst(*"newb", "enter", "9", "enter")
        await user.until(lambda: ("newb",) in user.rows())
        await user.rest()
        assert ("newb9",) not in user.rows()


async def test_a_question_takes_what_is_typed_behind_its_key(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan")) as user:
        user.burst("f5", "n", *"late", "enter", "f3")
        await user.until(lambda: "late" in user.snapshot.state.names)
        await user.rest()
        assert user.app.current_mode == "accounts"
        user.burst("f5", "n", *"later")
        await user.until(lambda: isinstance(user.app.screen, AskText))
        await user.rest()
        assert user.app.screen.query_one(Input).value == "later"


async def test_a_change_by_a_factor_is_typed_into_its_question(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan")) as user:
        await user.press("f4")
        await user.screen.choose_sheet("teams")
        await user.press("right", "right")
        cell = user.grid.cursor_key, user.column
        before = float(user.cell(*cell).replace(",", ""))
        user.burst("percent_sign", *"+1", "enter")
        await user.until(lambda: len(user.app.screen_stack) == 1 and not user.snapshot.saving)
        await user.rest()
        assert float(user.cell(*cell).replace(",", "")) == pytest.approx(before + 1.0)


async def test_the_active_scenario_is_chosen_before_what_follows(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan")) as user:
        await asked(user, "f5", "n")
        await user.press(*"other", "enter", "up", "enter")
        assert user.snapshot.active == "base"
        user.burst("ctrl+e", "end", "enter", "f3")
        await user.until(lambda: user.snapshot.active == "other")
        await user.rest()
        assert len(user.app.screen_stack) == 1
