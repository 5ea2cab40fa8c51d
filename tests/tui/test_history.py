"""The history of the plan: everybody's edits, every value of each, and the way back."""

import getpass
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from textual.widgets import Static

from kamplan.desk import Desk
from kamplan.words import use_language
from tests.desk.desks import cell, value
from tests.tui.apps import User, at_work, tiny, tiny_with
from tui.grid import Grid
from tui.screens.history import EditScreen, HistoryScreen
from tui.words import time_text

KEPT = 'description = "kept"\n'


@pytest.fixture
def become(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Be another user."""
    return lambda name: monkeypatch.setattr(getpass, "getuser", lambda: name)


def listed(user: User, *columns: str) -> list[tuple[str, ...]]:
    """What a dialog's grid shows, some of its columns."""
    model = user.app.screen.query_one(Grid).model
    names = [column.id for column in model.columns]
    return [
        tuple(model.text(row, names.index(name)) for name in columns) for row in range(len(model))
    ]


async def history(user: User) -> None:
    """Open it and wait until it has been read."""
    await user.press("ctrl+u")
    assert isinstance(user.app.screen, HistoryScreen)
    await user.until(lambda: listed(user, "what"))
    await user.rest()


async def opened(user: User) -> None:
    """Open the edit under the cursor and wait until it is there."""
    await user.press("enter")
    await user.until(lambda: isinstance(user.app.screen, EditScreen))
    await user.rest()


async def set_discounts(user: User, *texts: str) -> None:
    """Type into the discount of account a, one after another."""
    await user.go_to(("a",), "discount")
    for text in texts:
        await user.write(text, "enter", "up")


def said(user: User) -> str:
    """What the dialog says has happened."""
    hint = user.app.screen.query_one("#hint", Static)
    return str(hint.content) if hint.display else ""


async def test_who_changed_what_and_which_values(
    tmp_path: Path, become: Callable[[str], None]
) -> None:
    become("bob")
    folder = tiny_with(tmp_path / "plan", {"kept": KEPT})
    desk = Desk.open(folder)
    desk.type_cells([cell("accounts", "b", "discount", "0.5")])
    desk.close()
    become("ann")
    async with at_work(folder) as user:
        await set_discounts(user, "0.2", "0.3")
        await user.press("ctrl+z")
        await user.press("f5", "down", "enter", "f4")
        await user.go_to(("east",), "max")
        await user.write("55", "enter")
        await history(user)
        assert listed(user, "when", "who", "what", "count")[:4] == [
            ("just now", "you", "edit", "1"),
            ("just now", "you", "edit, undone", "1"),
            ("just now", "you", "edit", "1"),
            ("just now", "bob", "edit", "1"),
        ]
        which = [text for (text,) in listed(user, "which")]
        assert which[0] == "scenario kept: + Budgets name=east, at most: set to 55"
        assert which[1] == "Accounts a, discount: 0.2 → 0.3"
        assert which[3] == "Accounts b, discount: 0 → 0.5"
        assert "Budgets name=east, at most: set to 55" in user.seen
        # What the edit of a scenario has changed in it, in words.
        await opened(user)
        assert ("scenario kept", "", "Budgets name=east, at most: set to 55") in listed(
            user, "where", "before", "after"
        )
        await user.press("escape")
        await user.press("down")
        await opened(user)
        assert listed(user, "where", "field", "before", "after") == [
            ("Accounts a", "discount", "0.2", "0.3")
        ]
        await user.press("escape", "escape")
        assert user.dialog == ""


async def test_back_to_before_an_edit(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan")) as user:
        await set_discounts(user, "0.2", "0.3", "0.4")
        await history(user)
        await user.press("down", "u")
        assert "Take back 2 edits of yours" in user.dialog
        # No comes first, and changes nothing.
        await user.press("enter")
        assert value(user.snapshot.state.base, "accounts", "a", "discount") == 0.4
        await user.press("u")
        await user.press("down", "enter")
        await user.until(lambda: said(user))
        await user.rest()
        assert said(user) == "2 edits taken back; ctrl+y makes them again."
        assert value(user.snapshot.state.base, "accounts", "a", "discount") == 0.2
        # The list is read again, beside the event loop.
        undone = ["edit, undone", "edit, undone", "edit"]
        await user.until(lambda: [what for (what,) in listed(user, "what")][:3] == undone)
        await user.rest()
        # The cursor stays on its edit, which was taken back already.
        await user.press("u")
        assert "was taken back already" in said(user)
        await user.press("ctrl+u", "ctrl+y", "ctrl+y")
        assert value(user.snapshot.state.base, "accounts", "a", "discount") == 0.4


async def test_it_stops_at_what_others_have_built_on_and_says_so(
    tmp_path: Path, become: Callable[[str], None]
) -> None:
    become("ann")
    folder = tiny(tmp_path / "plan")
    async with at_work(folder) as user:
        await set_discounts(user, "0.2")
        await user.go_to(("b",), "discount")
        await user.write("0.3", "enter")
        become("bob")
        other = Desk.open(folder)
        other.type_cells([cell("accounts", "a", "discount", "0.9")])
        other.close()
        become("ann")
        await history(user)
        await user.press("u")
        assert "an edit of bob" in said(user)
        await user.press("down", "down", "u")
        await user.press("down", "enter")
        await user.until(lambda: "then" in said(user))
        await user.rest()
        assert "1 of 2 edits taken back; then:" in said(user)
        assert "bob" in said(user)
        base = user.snapshot.state.base
        assert value(base, "accounts", "b", "discount") == 0.0
        assert value(base, "accounts", "a", "discount") == 0.9
        # A plan that was taken in is no edit.
        await user.press("ctrl+end", "u")
        assert "no edit" in said(user)
        await user.press("enter")
        assert isinstance(user.app.screen, HistoryScreen)


async def test_older_edits_are_read_as_one_goes_down(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.screens.history.AHEAD", 2)
    folder = tiny(tmp_path / "plan")
    desk = Desk.open(folder)
    for number in range(250):
        desk.type_cells([cell("accounts", "a", "discount", f"0.{number + 101}")])
    desk.close()
    async with at_work(folder) as user:
        await history(user)
        assert len(listed(user, "what")) == 100
        await user.press("ctrl+end")
        await user.until(lambda: len(listed(user, "what")) == 200)
        await user.rest()
        await user.press("ctrl+end")
        await user.until(lambda: len(listed(user, "what")) == 251)
        await user.press("ctrl+f")
        await user.write("0.142", "enter")
        assert len(user.app.screen.query_one(Grid).view) == 2
        await opened(user)


async def test_it_opens_everywhere_and_speaks_chinese(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan")) as user:
        for mode in ("f3", "f4", "f5", "f6", "f7", "f8"):
            await user.press(mode)
            await history(user)
            assert "History of the plan" in user.dialog
            await user.press("escape")
        use_language("zh")
        try:
            await history(user)
            assert "History" not in user.dialog
            await user.press("escape")
        finally:
            use_language("en")


def test_times_as_one_says_them() -> None:
    now = datetime.now(UTC)
    assert time_text((now - timedelta(seconds=5)).isoformat()) == "just now"
    then = now.astimezone().replace(month=1, day=2, hour=3, minute=4) - timedelta(days=370)
    assert time_text(then.isoformat()) == then.strftime("%Y-%m-%d %H:%M")
    other = now.astimezone() - timedelta(days=2)
    year = "" if other.year == now.astimezone().year else other.strftime("%Y-")
    assert time_text(other.isoformat()) == year + other.strftime("%m-%d %H:%M")
