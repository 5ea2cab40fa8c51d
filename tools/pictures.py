"""The pictures of docs/tutorial.md, taken from the program itself: python tools/pictures.py.

The tutorial is walked with its own keys on a copy of the shipped plan; a picture is taken where
it says so. A test walks the same way and looks for the words that each picture has to show.
"""

import asyncio
import os
import re
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from kamplan.desk import Desk  # noqa: E402
from kamplan.shipped import copy_shipped  # noqa: E402
from kamplan.words import use_language  # noqa: E402
from tests.tui.apps import InProcess, User  # noqa: E402
from tui.app import KamplanApp  # noqa: E402
from tui.grid import Grid  # noqa: E402

PICTURES = ROOT / "docs" / "pictures"
PLAN = "spring_festival"
SIZE = (120, 34)
WORKED_OUT = "until the bridge is there"
SOLVED = "until it is solved"
"""In place of a key: wait for the answer."""
ELSEWHERE = re.compile(r"@font-face \{.*?\}\s*|<!--.*?-->\s*", re.DOTALL)
"""What a screenshot has of elsewhere; a page of ours loads nothing."""


@dataclass(frozen=True)
class Step:
    """Keys, and the picture that is taken after them."""

    picture: str
    keys: tuple[str, ...]
    """names of keys; what begins with = is typed."""
    shows: tuple[str, ...]
    """words that are on the screen then."""


STEPS: tuple[Step, ...] = (
    Step("accounts", ("f9", SOLVED), ("Nine Bridges Plaza", "proven within", "● planned")),
    Step(
        "judge",
        ("ctrl+pagedown", "ctrl+g", "=500", "enter", "=80", "enter", "=93", "enter", "enter",
         "=105", "enter", "=130"),
        ("How does demand answer to display?", "Misfit"),
    ),
    Step("judged", ("enter",), ("Judged: nine-bridges-display", "Judged by")),
    Step("tree", ("f4", "ctrl+pagedown", "down", "right"), ("▾ region East", "tier A")),
    Step("guardrails", ("ctrl+pagedown",), ("Accounts of tier A may spend at most",)),
    Step("why", ("f9", SOLVED, "f6"), ("The next unit of money would bring", "In line for money")),
    Step("pin", (*["right"] * 5, "=6000", "enter", "up"), ("⚑", "6,000")),
    Step("pinned", ("f9", SOLVED), ("The pin costs",)),
    Step("weeks", ("ctrl+pagedown", "ctrl+pagedown"), ("hours used", "hours there")),
    Step(
        "supply",
        ("f5", "n", "=short", "enter", "f4", "ctrl+pagedown", "shift+end", "%", "=-30%", "enter"),
        ("▸ short", "▪", "Changed by -30%"),
    ),
    Step("bridge", ("f9", SOLVED, "f7", "ctrl+pagedown", WORKED_OUT), ("re-allocation", "supply")),
    Step(
        "relax",
        ("f5", "n", "=too-much", "enter", "f4", *["ctrl+pageup"] * 3, "down", "down",
         *["right"] * 4, "=200000", "enter", "f9", SOLVED, "f5", "x"),
        ("Relax which rules of too-much?",),
    ),
    Step("relaxed", ("enter", SOLVED), ("● solved",)),
    Step("history", ("ctrl+u",), ("History",)),
)  # fmt: skip


async def walk(folder: Path, steps: Sequence[Step] = STEPS) -> AsyncIterator[tuple[Step, User]]:
    """Every step when its keys have been pressed and what they set going is done."""
    app = KamplanApp(partial(Desk.open, folder), [InProcess()])
    async with app.run_test(size=SIZE) as pilot:
        user = User(app, pilot)
        await user.rest()
        for step in steps:
            for key in step.keys:
                await _press(user, key)
            await _drawn(user)
            yield step, user


async def _press(user: User, key: str) -> None:
    if key == SOLVED:
        await user.until(lambda: user.snapshot.running)
        await user.solved()
    elif key == WORKED_OUT:
        await user.until(lambda: user.snapshot.bridges and len(user.rows()) > 0)
    elif key.startswith("="):
        await user.press(*key[1:])
    else:
        await user.press(key)


async def _drawn(user: User) -> None:
    """Charts and bridges are drawn beside the event loop."""
    busy = ("draw", "side", "sheet", "judge")
    await user.until(
        lambda: not [w for w in user.app.workers if w.group in busy and not w.is_finished]
    )
    await user.rest()


async def take(folder: Path) -> None:
    """Take every picture."""
    PICTURES.mkdir(exist_ok=True)
    async for step, user in walk(folder):
        for grid in user.screen.query(Grid):
            grid.refresh()
        text = ELSEWHERE.sub("", user.app.export_screenshot(title=f"kamplan: {step.picture}"))
        (PICTURES / f"{step.picture}.svg").write_text(text, encoding="utf-8")
        print(step.picture)


if __name__ == "__main__":
    use_language("en")
    # Judges are called as whoever sits there.
    os.environ["LOGNAME"] = "ann"
    with tempfile.TemporaryDirectory() as place:
        copy_shipped(PLAN, Path(place) / PLAN)
        asyncio.run(take(Path(place) / PLAN))
