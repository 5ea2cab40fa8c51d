"""The tour: walked with the real keys, skipped, left, and never on a plan of one's own."""

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from rich.cells import cell_len

from kamplan.user.beginning import Beginning
from kamplan.user.keeping import read_settings
from kamplan.words import use_language
from tests.tui.apps import SMALL, User, at_work, festival, tiny
from tests.tui.test_everywhere import run_action
from tui.snapshot import Snapshot
from tui.tour.steps import STEPS, Moment, Step, at
from tui.tour.tour import Tour

PRACTICE = Beginning(practice=True)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    use_language("en")
    yield
    use_language("en")


def step(user: User) -> int:
    """Which step of the tour is shown; 0 where none is."""
    panel = user.screen.query_one("TourPanel")
    tour = user.app.tour
    assert panel.display == user.app.on_tour
    return tour.count[0] if panel.display and tour is not None else 0


def assert_readable(user: User, language: str) -> None:
    """The step stands there whole, and covers neither the cell nor the status line."""
    lines = user.lines()
    assert all(cell_len(line) <= 80 for line in lines)
    panel = user.screen.query_one("TourPanel")
    said = "".join(line.strip() for line in lines[panel.region.y + 1 : panel.region.bottom])
    text = str(user.screen.query_one("#tour-text").content)  # type: ignore[attr-defined]
    assert said.replace(" ", "") == text.replace(" ", "")
    assert text.isascii() == (language == "en") or "▪" in text
    grid = user.grid
    cell = grid._region_of(grid._spot)
    assert cell is not None
    assert grid.region.height >= 10
    assert not grid.region.overlaps(panel.region)


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_the_tour_is_walked_with_the_real_keys(tmp_path: Path, language: str) -> None:
    use_language(language)
    folder, file = festival(tmp_path / "plan"), tmp_path / "settings.toml"
    begin = Beginning(settings=file, practice=True, tour=True)
    async with at_work(folder, size=SMALL, begin=begin) as user:
        walk = [["down"], ["f5"], ["n", *"less-tea", "enter"], ["f4", *["ctrl+pagedown"] * 3]]
        walk += [["right", "right", *"50", "enter"], ["f9"], ["f6"], ["f7", "f9"], ["ctrl+z"]]
        for number, keys in enumerate(walk, start=1):
            assert step(user) == number
            assert_readable(user, language)
            await user.press(*keys)
            if "f9" in keys:
                await user.solved()
        assert step(user) == len(STEPS)
        assert_readable(user, language)
        assert user.snapshot.active == "less-tea"
        await user.press("escape")
        assert step(user) == 0
    assert read_settings(file).tour_seen


async def test_a_step_is_skipped_and_the_tour_is_left_and_found_again(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan"), begin=PRACTICE) as user:
        assert step(user) == 0
        await user.press("f4", "ctrl+j")
        assert step(user) == 0
        await run_action(user, "Tour")
        assert (user.screen.mode, step(user)) == ("accounts", 1)
        await user.press("ctrl+j")
        assert step(user) == 2
        # It goes along to whatever is looked at.
        await user.press("f6")
        assert step(user) == 2
        await user.press("f5")
        assert step(user) == 3
        await user.click(user.screen.query("TourKey").first())
        assert step(user) == 4
        await user.press("shift+right", "escape")
        assert step(user) == 4
        await user.click(user.screen.query("TourKey").last())
        assert step(user) == 0
        await run_action(user, "Tour")
        for _step in STEPS:
            await user.press("ctrl+j")
        assert step(user) == 0


async def test_escape_leaves_what_is_typed_before_it_leaves_the_tour(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan"), begin=PRACTICE) as user:
        await run_action(user, "Tour")
        await user.press("right", *"abc")
        assert step(user) == 2
        await user.press("escape")
        assert step(user) == 2
        assert user.cell(("a",), "name") == "Alpha"
        await user.press("escape")
        assert step(user) == 0


async def test_the_tour_speaks_the_language_chosen_meanwhile(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan"), begin=PRACTICE) as user:
        await run_action(user, "Tour")
        assert "Tour 1/" in user.seen
        user.app.action_language()
        await user.rest()
        assert "入门引导 1/" in user.seen


async def test_a_plan_of_ones_own_is_left_alone(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan")) as user:
        await run_action(user, "Tour")
        assert step(user) == 0
        assert "kamplan tui --tour opens a plan" in user.said


def moment(mode: str) -> Moment:
    """Somewhere, with nothing there."""
    return Moment(mode, "x", (None, 0), cast("Snapshot", None))


def test_steps_that_are_done_already_are_passed() -> None:
    steps = [Step(mode, mode, at(mode)) for mode in ("plan", "plan", "compare")]
    tour = Tour(steps)
    tour.look(moment("plan"))
    assert tour.step is None
    tour.begin(moment("accounts"))
    assert tour.count == (1, 3)
    tour.look(moment("accounts"))
    assert tour.count == (1, 3)
    tour.look(moment("plan"))
    assert tour.count == (3, 3)
    tour.look(moment("compare"))
    assert tour.step is None
