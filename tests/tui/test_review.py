"""F8 Review: not built, and says what serves meanwhile."""

from pathlib import Path

from tests.tui.apps import at_work, tiny


async def test_it_says_what_serves_meanwhile(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan")) as user:
        before = user.snapshot.state
        await user.press("f8")
        assert user.screen.mode == "review"
        assert "kamplan check holds every scenario against its recorded values." in user.seen
        # Keys that need a cell find none.
        await user.press("x", "enter", "%", "delete", "ctrl+v", "ctrl+d", "ctrl+o", "ctrl+a")
        await user.press("escape", "f2", "ctrl+l", "ctrl+pagedown", "ctrl+f", "x", "escape")
        assert user.snapshot.state is before
        await user.press("escape", "f3")
        assert user.screen.mode == "accounts"
