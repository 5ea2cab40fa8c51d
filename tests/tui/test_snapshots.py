"""Every mode as a picture, at the smallest size and at a large one.

After an intended change: pytest tests/tui/test_snapshots.py --snapshot-update, then look at
what has changed before it is kept.
"""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from textual.pilot import Pilot

from kamplan.desk import Desk
from kamplan.words import _, use_language
from tests.tui.apps import LARGE, SMALL, InProcess, User, festival
from tui.app import KamplanApp
from tui.modes import AREAS

SIZES = {"80x24": SMALL, "160x50": LARGE}
# What to press in a mode, so that something worth a look is shown.
KEYS = {
    "accounts": ["right", "right"],
    "limits": ["down"],
    "scenarios": ["down", "down", "down"],
    "plan": [],
    "compare": [],
    "review": [],
}
Compare = Callable[..., bool]


@pytest.fixture(autouse=True)
def _always_the_same(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("tui.sheets.scenario_list.age_text", lambda _started: _("just now"))
    yield
    use_language("en")


def looks_the_same(compare: Compare, folder: Path, mode: str, size: str) -> bool:
    """Open the solved plan, go to the mode, and compare with the picture that was kept."""
    app = KamplanApp(partial(Desk.open, folder), [InProcess()])

    async def go(pilot: Pilot[int]) -> None:
        user = User(app, pilot)
        await user.rest()
        await user.press(AREAS[mode][0].lower(), *KEYS[mode])

    return compare(app, terminal_size=SIZES[size], run_before=go)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("mode", KEYS)
def test_mode(snap_compare: Compare, tmp_path: Path, mode: str, size: str) -> None:
    folder = festival(tmp_path / "plan", "base", "gift-box-30")
    assert looks_the_same(snap_compare, folder, mode, size)


@pytest.mark.parametrize("mode", ["accounts", "limits"])
def test_mode_in_chinese(snap_compare: Compare, tmp_path: Path, mode: str) -> None:
    folder = festival(tmp_path / "plan", "base", "gift-box-30")
    use_language("zh")
    assert looks_the_same(snap_compare, folder, mode, "80x24")
