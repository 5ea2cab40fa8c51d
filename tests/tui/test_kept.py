"""What the user wishes is there again the next time, and a broken file costs nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kamplan.cli import terminal
from kamplan.cli.app import app as commands
from kamplan.exchange.glance import glance
from kamplan.user.beginning import Beginning
from kamplan.user.keeping import read_settings, write_changes
from kamplan.user.settings import UserSettings
from kamplan.user.wishes import VARIABLE, first_wishes, plan_key
from kamplan.words import Words, use_language
from tests.tui.apps import LARGE, SMALL, WIDE, InProcess, User, at_work, tiny
from tests.tui.test_everywhere import run_action
from tests.tui.test_opening import Gate
from tui.app import KamplanApp
from tui.screens.opening import OpeningScreen
from tui.themes import CONTRAST, DARK, LIGHT


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    use_language("en")
    yield
    use_language("en")


def left(tmp_path: Path) -> Beginning:
    """How the program begins now."""
    file, key = tmp_path / "settings.toml", plan_key(tmp_path / "plan")
    return Beginning(first_wishes(file, key), file, key)


async def test_language_theme_and_details_are_kept(tmp_path: Path) -> None:
    folder = tiny(tmp_path / "plan")
    async with at_work(folder, size=WIDE, begin=left(tmp_path)) as user:
        assert user.app.theme == DARK
        assert user.side
        await user.press("ctrl+l")
        assert not user.side
        await user.press("f4", "f3")
        assert not user.side
        await run_action(user, "Switch to Chinese")
        await run_action(user, "主题：浅色")
        assert user.app.theme == LIGHT
    assert read_settings(tmp_path / "settings.toml").model_dump(exclude={"plans", "sheets"}) == {
        "language": "zh",
        "theme": LIGHT,
        "side": False,
        "tour_seen": False,
    }
    async with at_work(folder, size=LARGE, begin=left(tmp_path)) as user:
        assert user.app.theme == LIGHT
        assert not user.side
        await user.press("ctrl+l")
        assert user.side


async def test_what_changes_is_written_a_moment_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.kept.LATER", 0.01)
    file = tmp_path / "settings.toml"
    async with at_work(tiny(tmp_path / "plan"), size=WIDE, begin=left(tmp_path)) as user:
        await user.press("ctrl+l")
        await user.until(lambda: read_settings(file).side is False)
        # Another program keeps something of its own.
        write_changes(file, UserSettings(), UserSettings(tour_seen=True))
        await user.press("ctrl+l")
        await user.until(lambda: read_settings(file).side is True)
        assert read_settings(file).tour_seen


async def test_a_plan_is_opened_where_it_was_left(tmp_path: Path) -> None:
    folder = tiny(tmp_path / "plan")
    async with at_work(folder, begin=left(tmp_path)) as user:
        await user.press("f4", *["ctrl+pagedown"] * 3)
        assert user.screen.sheet_id == "supply"
    gate = Gate(folder)
    app = KamplanApp(gate, [InProcess()], glance(folder), begin=left(tmp_path))
    async with app.run_test(size=SMALL) as pilot:
        user = User(app, pilot)
        await user.until(lambda: isinstance(app.screen, OpeningScreen) and app.screen.is_mounted)
        await pilot.pause()
        # Keys pressed ahead are meant for what is seen.
        assert "[F4 Budgets & limits]" in user.seen
        assert "Alpha" not in user.seen
        gate.let_go.set()
        await user.until(lambda: user.snapshot_or_none is not None)
        await user.rest()
        assert (user.screen.mode, user.screen.sheet_id) == ("limits", "supply")
        assert user.grid.has_focus
    # Another plan begins at the beginning.
    file = tmp_path / "settings.toml"
    assert first_wishes(file, plan_key(tmp_path / "other")).mode == ""


@pytest.mark.parametrize(("mode", "sheet"), [("dreams", "x"), ("limits", "x"), ("", "supply")])
async def test_a_place_that_is_no_more_is_the_beginning(
    tmp_path: Path, mode: str, sheet: str
) -> None:
    file, key = tmp_path / "settings.toml", plan_key(tmp_path / "plan")
    write_changes(file, UserSettings(), UserSettings().with_place(key, mode, sheet))
    async with at_work(tiny(tmp_path / "plan"), begin=left(tmp_path)) as user:
        assert user.screen.mode == ("limits" if mode == "limits" else "accounts")
        assert user.screen.sheet_id == user.screen.kinds[0].id


async def test_a_broken_file_is_told_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("theme = 'kamplan-light'\nside = 3\n", "utf-8")
    async with at_work(tiny(tmp_path / "plan"), size=LARGE, begin=left(tmp_path)) as user:
        assert user.app.theme == LIGHT
        assert user.said.startswith(f"! {file}, side: your settings cannot be read")
        assert "Mend the file or delete it" in user.said
        await user.press("ctrl+l")
        assert not user.side
    assert file.read_text("utf-8") == "theme = 'kamplan-light'\nside = 3\n"


async def test_a_file_that_cannot_be_written_is_told_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.kept.LATER", 0.01)
    (tmp_path / "file").write_text("", "utf-8")
    begin = Beginning(settings=tmp_path / "config" / "settings.toml")
    async with at_work(tiny(tmp_path / "plan"), size=LARGE, begin=begin) as user:
        (tmp_path / "config").write_text("in the way", "utf-8")
        await user.press("ctrl+l")
        await user.until(lambda: "your settings cannot be" in user.said)
        await user.press("ctrl+s", "ctrl+l")
        await user.app._kept.write()  # type: ignore[union-attr]
        assert "settings" not in user.said


async def test_themes_are_chosen_with_a_preview(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan"), begin=left(tmp_path)) as user:
        words = user.lines()
        await run_action(user, "Choose a theme")
        assert "Which theme?" in user.dialog
        await user.press("down")
        assert user.app.theme == LIGHT
        await user.press("escape")
        assert user.app.theme == DARK
        assert user.lines() == words
        await run_action(user, "Choose a theme")
        await user.press("down", "down", "enter")
        assert user.app.theme == CONTRAST
        assert user.app.settings.theme == CONTRAST
    assert first_wishes(tmp_path / "settings.toml").theme == CONTRAST


# The command


@pytest.fixture
def begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[Beginning, str]]:
    """What the command hands to the terminal, and the language it speaks then."""
    found: list[tuple[Beginning, str]] = []

    def run(path: Path, plan_name: str | None, begin: Beginning) -> int:
        found.append((begin, Words.language))
        return 0

    monkeypatch.setattr("tui.run.run_terminal", run)
    monkeypatch.setattr(terminal, "_plan_to_try", lambda: tmp_path / "try")
    monkeypatch.setenv(VARIABLE, str(tmp_path / "settings.toml"))
    monkeypatch.delenv("KAMPLAN_LANG")
    monkeypatch.chdir(tmp_path)
    return found


def test_the_command_speaks_as_was_chosen_unless_asked_otherwise(
    tmp_path: Path, begun: list[tuple[Beginning, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "settings.toml"
    write_changes(file, UserSettings(), UserSettings(language="zh"))
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    for words, language in (
        (["tui"], "zh"),
        (["tui", "--lang", "en"], "en"),
        (["--lang", "en", "tui"], "en"),
    ):
        use_language("en")
        assert CliRunner().invoke(commands, words).exit_code == 0
        assert begun[-1][1] == language
    monkeypatch.setenv("KAMPLAN_LANG", "en")
    use_language("en")
    CliRunner().invoke(commands, ["tui"])
    assert begun[-1][1] == "en"
    assert read_settings(file).language == "zh"


def test_the_tour_comes_once_and_only_to_the_plan_to_try(
    tmp_path: Path, begun: list[tuple[Beginning, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def tours(*words: str) -> tuple[bool, bool]:
        assert CliRunner().invoke(commands, ["tui", *words]).exit_code == 0
        return begun[-1][0].practice, begun[-1][0].tour

    assert tours() == (True, True)
    assert tours(str(tmp_path / "own")) == (False, False)
    write_changes(tmp_path / "settings.toml", UserSettings(), UserSettings(tour_seen=True))
    assert tours() == (True, False)
    assert tours("--tour") == (True, True)
    monkeypatch.setenv(VARIABLE, "off")
    assert tours() == (True, False)
    (tmp_path / "plan.toml").write_text("", "utf-8")
    assert tours() == (False, False)
    assert tours("--tour") == (True, True)
    refused = CliRunner().invoke(commands, ["tui", "--tour", str(tmp_path / "own")])
    assert refused.exit_code == 2
    assert "the tour changes the plan that it leads through" in refused.stderr


async def test_without_a_file_nothing_is_kept(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan"), size=WIDE) as user:
        await user.press("ctrl+l", "f4")
        await run_action(user, "Theme: light")
        assert user.app.theme == LIGHT
        assert user.app.settings.side is False
    assert [path.name for path in tmp_path.iterdir()] == ["plan"]
