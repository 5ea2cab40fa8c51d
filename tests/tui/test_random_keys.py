"""Any keys, in any order, faster than anything can be done about them.

Whatever comes of them, the program goes on and every dialog can be closed; nothing is left on its
way; the folder holds what the desk does; and undoing everything gives the plan as it was.
"""

import asyncio
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from kamplan.desk import DeskState
from kamplan.exchange.folder import plan_files
from kamplan.planning import open_source
from tests.desk.desks import SHORT
from tests.effort import EFFORT
from tests.tui.apps import LARGE, SMALL, InProcess, User, at_work, festival, tiny_with

LEADING = (
    *("f3", "f4", "f5", "f6", "f7", "f8", "f9", "f12", "enter", "enter", "escape", "escape"),
    *("ctrl+pagedown", "ctrl+g", "ctrl+z", "ctrl+u", "ctrl+p", "ctrl+w", "ctrl+t", "ctrl+x"),
    *("ctrl+f", "ctrl+e", "insert", "delete", "down", "right", *"nwx%"),
)
"""Keys that lead somewhere."""
OTHER = (
    *("up", "left", "tab", "shift+tab", "pageup", "pagedown", "home", "end", "backspace", "space"),
    *("f1", "f2", "shift+f9", "ctrl+y", "ctrl+l", "ctrl+n", "ctrl+o", "ctrl+s", "ctrl+a"),
    *("ctrl+c", "ctrl+d", "ctrl+v", "ctrl+pageup", "shift+down", "shift+right", "ctrl+home"),
    *"0123456789abcdefghijklmnopqrstuvwxyz!=~+-.,/?*",
)
BURSTS = 150
DEEPEST = 8
"""dialogs that may lie over each other."""
SEEDS = range(40) if EFFORT > 1 else ()


@pytest.mark.skipif(not SEEDS, reason="they take minutes: make test-thorough")
@pytest.mark.parametrize("seed", SEEDS)
async def test_random_keys_leave_everything_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    chance, folder = random.Random(seed), tmp_path / "plan"
    # What is sent to a file is written there.
    monkeypatch.chdir(tmp_path)
    if seed % 3:
        tiny_with(folder, {"short": SHORT})
    else:
        festival(folder, "base")
    async with at_work(
        folder, InProcess(), InProcess(), size=chance.choice((SMALL, LARGE))
    ) as user:
        before = set(files_of(user.snapshot.state))
        for keys in bursts(chance):
            user.burst(*keys)
            await asyncio.sleep(chance.choice((0.0, 0.01, 0.05, 0.2)))
            if chance.random() < 0.1:
                size = chance.randrange(40, 170), chance.randrange(10, 55)
                await user.pilot.resize_terminal(*size)
        await user.pilot.resize_terminal(*LARGE)
        await all_closed(user)
        assert_folder_is_desk(folder, user)
        while not await user.app.edit(lambda desk: desk.undo()):
            pass
        await user.rest()
        assert set(files_of(user.snapshot.state)) == before
        assert_folder_is_desk(folder, user)


def bursts(chance: random.Random) -> Iterator[list[str]]:
    """A few keys at a time."""
    for _ in range(BURSTS):
        yield [
            chance.choice(LEADING if chance.random() < 0.6 else OTHER)
            for _ in range(chance.randrange(1, 9))
        ]


async def all_closed(user: User) -> None:
    """Leave every dialog by Esc."""
    await user.press("escape")
    for _ in range(DEEPEST):
        if len(user.app.screen_stack) == 1:
            break
        await user.press("escape")
    assert not user.dialog


def files_of(state: DeskState) -> list[tuple[str, str]]:
    """Every line of every file; rows that are taken back stand at their table's end."""
    files = {**plan_files(state.base), **state.texts}
    return [(name, line) for name, text in files.items() for line in text.splitlines()]


def assert_folder_is_desk(folder: Path, user: User) -> None:
    """The folder read anew holds what the desk does."""
    state, source = user.snapshot.state, open_source(folder)
    assert not user.snapshot.unwritten
    assert dict(source.scenarios) == dict(state.texts)
    for name, table in plan_files(source.plan).items():
        assert sorted(table.splitlines()) == sorted(plan_files(state.base)[name].splitlines())
