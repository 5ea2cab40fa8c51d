"""Every theme can be read, and nothing is said by colour alone."""

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from rich.segment import Segment
from textual.color import Color
from textual.geometry import Region
from textual.screen import ModalScreen
from textual.strip import Strip

from kamplan.words import use_language
from tests.desk.desks import SHORT
from tests.effort import EFFORT
from tests.tui.apps import LARGE, SMALL, WIDE, Held, User, at_work, festival, tiny_with
from tests.tui.test_everywhere import MODES, SlowDesk
from tui.app import KamplanApp
from tui.grid.palette import contrast
from tui.themes import CONTRAST, DARK, ENOUGH, LIGHT, OWN, STRONG, TERMINAL, known_theme

LEAST = {DARK: ENOUGH, LIGHT: ENOUGH, CONTRAST: STRONG}
DRAWN = re.compile("[─-▟▲▼◀▶·🔎 ]*")
"""lines, bars, blocks and pictures: no text."""
SEEN = 3.0
"""contrast of what is no text (WCAG 2, 1.4.11): the cursor."""


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    use_language("en")
    yield
    use_language("en")


# Contrast


def colours(segment: Segment) -> tuple[Color, Color]:
    """Text and what it stands on."""
    style = segment.style
    assert style is not None
    assert style.color is not None
    assert style.bgcolor is not None
    pair = Color.from_rich_color(style.color), Color.from_rich_color(style.bgcolor)
    return (pair[1], pair[0]) if style.reverse else pair


def drawn(user: User) -> list[Strip]:
    """What is on the screen; where a dialog is up, the dialog: the rest is faded on purpose."""
    screen = user.app.screen
    strips = screen._compositor.render_strips()
    if not isinstance(screen, ModalScreen):
        return list(strips)
    regions: list[Region] = [child.region for child in screen.children if child.region]
    return [
        strip.crop(region.x, region.right)
        for region in regions
        for strip in strips[region.y : region.bottom]
    ]


def assert_readable(user: User, what: str) -> None:
    """All text has the contrast that its theme asks for."""
    least = LEAST[user.app.theme]
    for strip in drawn(user):
        for segment in strip:
            if segment.control or DRAWN.fullmatch(segment.text):
                continue
            found = contrast(*colours(segment))
            assert found >= least, (what, segment.text, colours(segment), found)


def assert_cursor_stands_out(user: User) -> None:
    """From the plain cells around it."""
    grid = user.grid
    cursor = grid._palette.style(("cursor",)).bgcolor
    plain = grid._palette.style(()).bgcolor
    assert cursor is not None
    assert plain is not None
    assert contrast(Color.from_rich_color(cursor), Color.from_rich_color(plain)) >= SEEN


@pytest.mark.parametrize("theme", LEAST)
async def test_every_mode_can_be_read(tmp_path: Path, theme: str) -> None:
    turn = list(LEAST).index(theme)
    async with at_work(festival(tmp_path / "plan", "base", "gift-box-30"), size=WIDE) as user:
        user.app.theme = theme
        await user.press("ctrl+e", "down", "down", "down", "enter")
        for name, key in MODES.items():
            await user.press(key)
            assert_cursor_stands_out(user)
            await user.press("shift+right", "shift+right", "shift+down")
            for place, kind in enumerate(user.screen.kinds):
                # Themes take turns at the sheets, which share their looks.
                if EFFORT > 1 or place % len(LEAST) in (0, turn):
                    await user.screen.choose_sheet(kind.id)
                    await user.rest()
                    assert_readable(user, f"{name} {kind.id}")


@pytest.mark.parametrize("theme", LEAST)
async def test_everything_that_opens_can_be_read(tmp_path: Path, theme: str) -> None:
    async with at_work(tiny_with(tmp_path / "plan", {"short": SHORT}), size=LARGE) as user:
        user.app.theme = theme
        await user.press("ctrl+e", "down", "enter")
        steps = (
            *("f4", "ctrl+pagedown", "f3"),
            *("ctrl+f", "a", "escape", "escape", "slash", "a", "escape"),
            *("end", "x", "enter", "escape", "ctrl+e", "down", "escape", "percent_sign", "x"),
            *("enter", "escape", "ctrl+p", "s", "escape", "f1", "escape", "f5", "n", "enter"),
            *("escape", "down", "delete", "escape", "f3", "ctrl+l", "tab"),
        )
        for key in steps:
            await user.press(key)
            if key in ("s", "ctrl+p"):
                await user.until(lambda: user.app.screen.query("CommandList.--visible"))
                await user.rest()
            assert_readable(user, key)
        # Refused by the plan, with its reason beside it.
        await user.go_to(("a",), "tier")
        await user.write("Q", "enter")
        assert_readable(user, "refused")
        user.app.action_change_theme()
        await user.rest()
        assert_readable(user, "themes")


def test_unknown_themes_are_the_dark_one() -> None:
    assert known_theme("solarized") == known_theme("") == DARK
    assert all(known_theme(theme.name) == theme.name for theme in OWN)


# Signs


async def test_signs_stand_for_all_that_colours_say(tmp_path: Path) -> None:
    """Without any style: `lines` are the bare characters."""
    async with at_work(tiny_with(tmp_path / "plan", {"short": SHORT}), size=SMALL) as user:
        for key, mode in (("f3", "F3 Accounts"), ("f4", "F4 Budgets & limits"), ("f6", "F6 Plan")):
            await user.press(key)
            lines = user.lines()
            assert f"[{mode}]" in lines[1]
            assert lines[1].count("[") == lines[2].count("[") == 1
        await user.press("f3", "ctrl+pagedown")
        assert "[Promotions]" in user.lines()[2]
        await user.press("ctrl+pageup")
        assert "▸ base ▾" in user.lines()[0]
        assert "○ not solved" in user.lines()[0]
        assert "✓ saved" in user.lines()[0]
        await user.press("f9")
        await user.solved()
        assert "● solved" in user.lines()[0]
        await user.press("ctrl+e", "down", "enter", "right", *"New", "enter")
        assert "▸ short ▾" in user.lines()[0]
        assert any("New" in line and "▪" in line for line in user.lines())
        await user.press("ctrl+o")
        assert "▲" in user.lines()[3]
        await user.press("shift+down")
        assert "2 cells" in user.seen
        # Refused, with the reason; and on the status line.
        await user.go_to(("a",), "tier")
        await user.write("C", "enter")
        assert any("C" in line and "!" in line for line in user.lines()[4:8])
        await user.press("f5", "r", "escape", "up", "up", "d")
        assert user.lines()[-2].startswith(" ! ")
        await user.press("down", "space")
        assert any("▸ short" in line and "✓" in line for line in user.lines())
        await user.press("n", "enter")
        assert "! " in user.dialog
        await user.press("escape", "f8")
        assert "(Edit)" in user.lines()[-1] or "Edit" not in user.lines()[-1]


async def test_a_solve_and_an_edit_on_their_way_have_signs(tmp_path: Path) -> None:
    solver = Held()
    SlowDesk.let_go.clear()
    folder = tiny_with(tmp_path / "plan", {"short": SHORT})
    app = KamplanApp(partial(SlowDesk.open, folder), [solver])
    async with app.run_test(size=SMALL) as pilot:
        user = User(app, pilot)
        await user.rest()
        user.burst("f9", "right", *"One", "enter")
        await user.until(lambda: user.snapshot.saving == 1)
        await user.until(lambda: any("One" in line and "…" in line for line in user.lines()))
        assert "saving ..." in user.title
        SlowDesk.let_go.set()
        await user.until(lambda: user.snapshot.running)
        assert "⟳ base" in user.title
        solver.let_go()
        await user.solved()


@pytest.mark.parametrize("theme", [DARK, LIGHT, CONTRAST, TERMINAL])
async def test_without_colours_the_same_words_can_be_told_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, theme: str
) -> None:
    """NO_COLOR: greys that keep their contrast; with the terminal's colours, none at all."""
    monkeypatch.setenv("NO_COLOR", "1")
    async with at_work(festival(tmp_path / "plan", "base"), size=SMALL) as user:
        assert user.app.no_color
        user.app.theme = theme
        await user.press("right", "shift+down")
        for key in MODES.values():
            await user.press(key)
            assert "[F" in user.lines()[1]
            for strip in drawn(user):
                shown = strip.apply_filter(user.app._filters[-1], Color(0, 0, 0))
                for segment in shown:
                    if theme == TERMINAL or segment.control or DRAWN.fullmatch(segment.text):
                        continue
                    text, ground = colours(segment)
                    assert text.r == text.g == text.b
                    # Grey has nearly the luminance of its colour.
                    assert contrast(text, ground) >= LEAST[theme] * 0.8, segment.text


async def test_the_terminals_own_colours_are_left_to_it(tmp_path: Path) -> None:
    async with at_work(festival(tmp_path / "plan", "base"), size=SMALL) as user:
        words = user.lines()
        user.app.theme = TERMINAL
        await user.rest()
        assert user.lines() == words
        await user.press("right", "shift+down", *"x")
        assert user.grid.editor is not None
