"""Everything that can be done and every place is in the palette, in words of both languages."""

from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

import numpy as np
import pytest
from textual.actions import parse
from textual.command import CommandList

from kamplan.plan import Table
from kamplan.words import speaking, use_language
from tests.desk.desks import SHORT
from tests.plan.folders import TINY
from tests.tui.apps import SMALL, User, at_work, tiny, tiny_with
from tests.tui.test_everywhere import MODES, run_action
from tui.modes import AREAS
from tui.palette.actions import LONGER, PLACES, action_entries
from tui.palette.entry import Entry
from tui.palette.places import MOST_ACCOUNTS, Accounts, place_entries
from tui.screens.dialogs import Confirm
from tui.themes import LIGHT


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    use_language("en")
    yield
    use_language("en")


def prompts(user: User) -> list[str]:
    """What the palette shows, each with its second line."""
    found = user.app.screen.query_one(CommandList)
    return [str(found.get_option_at_index(at).prompt) for at in range(found.option_count)]


async def find(user: User, text: str) -> list[str]:
    """What is found by a text; the palette stays open."""
    await user.press("ctrl+p")
    await user.write(text)
    listed = user.app.screen.query_one(CommandList)
    await user.until(lambda: listed.option_count)
    # The last key's search replaces what the one before has found.
    await user.rest()
    await user.pilot.pause(0.1)
    found = prompts(user)
    await user.press("escape")
    return found


# What is there


async def test_every_key_of_every_mode_has_an_entry(tmp_path: Path) -> None:
    async with at_work(tiny_with(tmp_path / "plan", {"short": SHORT})) as user:
        for key in MODES.values():
            await user.press(key)
            entries = list(action_entries(user.app))
            keys = {entry.key for entry in entries}
            names = [entry.names for entry in entries]
            seen = set()
            for found in user.screen.active_bindings.values():
                binding = found.binding
                if binding.action in seen or not found.enabled or binding.system:
                    continue
                if parse(binding.action)[1] in PLACES:
                    continue
                # Of several keys the first is told.
                seen.add(binding.action)
                assert binding.description
                name = LONGER.get(f"screen.{binding.action}", binding.description)
                name = LONGER.get(f"app.{binding.action}", name)
                assert any(name == each[0] for each in names), binding
                assert user.app.get_key_display(binding) in keys
            assert len({each[0] for each in names}) == len(names)
            for english, chinese in names:
                assert english != chinese or not english.isascii()
            assert {"Switch to Chinese / 切换到中文", "Theme: light"} <= {each[0] for each in names}


async def test_keys_of_the_grid_are_there_while_the_details_have_the_keyboard(
    tmp_path: Path,
) -> None:
    async with at_work(tiny(tmp_path / "plan")) as user:
        await user.press("ctrl+l")
        user.screen.query_one("Side").focus()
        await user.rest()
        assert not user.grid.has_focus
        names = [entry.names[0] for entry in action_entries(user.app)]
        assert {"Fill down", "Filter", "Undo the last edit"} <= set(names)


async def test_what_cannot_be_done_is_left_out(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan")) as user:
        there = {entry.names[0] for entry in action_entries(user.app)}
        assert "Fill down" in there
        assert "Stop the solve and keep its best plan" not in there
        await user.press("f8")
        there = {entry.names[0] for entry in action_entries(user.app)}
        assert "Fill down" not in there
        assert "Solve the active scenario" in there


async def test_every_mode_and_sheet_and_scenario_is_a_place(tmp_path: Path) -> None:
    async with at_work(tiny_with(tmp_path / "plan", {"short": SHORT, "[b]": SHORT})) as user:
        names = {entry.names[0] for entry in place_entries(user.app)}
        assert {f"Go to {title}" for _key, title, _about in AREAS.values()} <= names
        for key in MODES.values():
            await user.press(key)
            assert {f"Sheet: {kind.title()}" for kind in user.screen.kinds} <= names
        assert {"Activate the scenario short", "Activate the scenario [b]"} <= names
        assert "Activate the scenario base" not in names


# Finding


async def test_words_of_both_languages_find_it(tmp_path: Path) -> None:
    async with at_work(tiny_with(tmp_path / "plan", {"short": SHORT})) as user:
        assert (await find(user, "撤销"))[0].startswith("Undo the last edit")
        assert (await find(user, "solve act"))[0].startswith("Solve the active scenario")
        assert (await find(user, "浅色"))[0].startswith("Theme: light")
        user.app.action_language()
        await user.rest()
        assert (await find(user, "undo"))[0].startswith("撤销")
        assert (await find(user, "sheet promo"))[0].startswith("工作表：促销")
        await user.press("ctrl+p")
        await user.write("nothing of the kind")
        await user.until(lambda: "没有" in "".join(prompts(user)))
        await user.press("escape")


async def test_places_are_gone_to(tmp_path: Path) -> None:
    async with at_work(tiny_with(tmp_path / "plan", {"short": SHORT})) as user:
        await run_action(user, "Sheet: Supply")
        assert (user.screen.mode, user.screen.sheet_id) == ("limits", "supply")
        await run_action(user, "Activate the scenario short")
        assert user.snapshot.active == "short"
        assert user.said == "short is active: edits are its changes."
        await user.press("f3", "ctrl+f", *"Beta", "enter")
        assert user.rows() == [("b",)]
        await user.press("f6")
        await run_action(user, "Go to account Alpha")
        assert (user.screen.mode, user.grid.cursor_key) == ("accounts", ("a",))
        assert user.grid.filter == ""
        await run_action(user, "Theme: light")
        assert user.app.theme == LIGHT


async def test_what_is_typed_wrongly_keeps_one_where_one_is(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan")) as user:
        await user.go_to(("a",), "discount")
        await user.write("x")
        assert not await user.app.go_to_sheet("limits", "supply")
        assert user.screen.mode == "accounts"
        await user.press("escape")


async def test_names_of_users_are_no_markup(tmp_path: Path) -> None:
    name = "[@click=app.quit]x[/]"
    files = {"accounts.csv": TINY["accounts.csv"].replace("Alpha", name)}
    async with at_work(tiny(tmp_path / "plan", files), size=SMALL) as user:
        assert name in (await find(user, "[@click"))[0]
        assert user.app.is_running


def entry(name: str, other: str = "", about: str = "", key: str = "") -> Entry:
    """An entry whose names in both languages are given."""
    found = Entry(lambda: name, lambda: None, key, lambda: about)
    found.__dict__["names"] = (name, other or name)
    return found


def test_all_words_must_be_there_and_names_count_most() -> None:
    undo = entry("Undo the last edit", "撤销上次编辑", "Take back what was done", "^z")
    assert undo.score(["undo"]) > entry("X", "undo").score(["undo"]) > 0
    assert entry("X", "undo").score(["undo"]) > entry("X", about="undo").score(["undo"]) > 0
    assert undo.score(["undo", "edit"]) > undo.score(["undo"])
    assert undo.score(["undo", "money"]) == 0.0
    assert undo.score(["^z"]) > 0
    assert undo.score(["edit"]) > entry("Undo the credit").score(["edit"]) > 0


def test_a_sentence_is_not_searched_for_ever() -> None:
    began = perf_counter()
    entry("a" * 2000, about="ab " * 2000).score(["ab" * 20, "a"])
    assert perf_counter() - began < 1.0


def test_many_accounts_are_searched_quickly() -> None:
    count = 10_000
    keys = np.array([f"k{number:05d}" for number in range(count)], dtype=object)
    names = np.array([f"Store {number} 店" for number in range(count)], dtype=object)
    table = Table("accounts", {"account": keys, "name": names}, {}, np.arange(count))
    accounts = Accounts(table, str)
    began = perf_counter()
    found = list(accounts.entries(["store", "99"]))
    assert perf_counter() - began < 0.25
    assert len(found) == MOST_ACCOUNTS
    with speaking("zh"):
        assert found[0].name() == "转到客户 Store 99 店"
    assert not list(accounts.entries(["go", "to", "转到"]))
    found = list(accounts.entries(["account", "k01234"]))
    assert [each.names[0] for each in found] == ["Go to account Store 1234 店"]


@pytest.mark.parametrize("typed", ["", "f"])
@pytest.mark.parametrize("key", ["pagedown", "pageup"])
async def test_pages_of_the_palette_are_turned_before_it_is_drawn(
    tmp_path: Path, typed: str, key: str
) -> None:
    async with at_work(tiny_with(tmp_path / "plan", {})) as user:
        await user.press("ctrl+p")
        listed = user.app.screen.query_one(CommandList)
        listed.display = False
        await user.rest()
        assert not listed.scrollable_content_region
        user.burst(*typed, key)
        await user.rest()
        await user.press("escape")
        assert not user.dialog


async def test_the_palette_closes_nothing_that_lies_over_it(tmp_path: Path) -> None:
    async with at_work(tiny_with(tmp_path / "plan", {})) as user:
        await user.press("ctrl+p")
        palette = user.app.screen
        user.app.push_screen(Confirm("Sure?", "Yes"))
        palette.dismiss()
        await user.rest()
        assert isinstance(user.app.screen, Confirm)
        await user.press("escape")
        assert user.app.screen is palette
        await user.press("escape")
        assert not user.dialog
