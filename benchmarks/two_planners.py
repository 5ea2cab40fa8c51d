"""Two interfaces on one plan, each at random keys: is an edit ever lost, does memory grow?

    python benchmarks/two_planners.py --minutes 60

Two processes, as two people, each with the whole program on a screen of its own and a solver in
the background, driven by real keys: edits in every editable mode, in the plan and in scenarios,
undo and redo, solves and stops, other modes and sheets. Each writes down what it typed into which
cell, and whether the program took or refused it. At the end every edit that was taken must stand
in the journal once, none that was refused; and the journal replayed on the plan as it was must
give the plan in the workspace and the files in the folder.
"""

import argparse
import asyncio
import difflib
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from wholesale import RESULTS, machine

import tui.app
from kamplan.desk import Desk
from kamplan.desk.state import with_texts
from kamplan.exchange.folder import plan_files, read_plan
from kamplan.plan import Fault, Plan
from kamplan.plan.entries import Entry, apply_entries
from kamplan.shipped import copy_shipped
from kamplan.store import Workspace
from kamplan.store.records import JournalRecord
from tui.app import KamplanApp
from tui.run import LateSolver, ProcessHost
from tui.screens.dialogs import Choose

NAMES = ("ann", "ben")
MODES = ("f3", "f4", "f5", "f6", "f7")
WRONG = ("lost", "made_twice", "made_though_refused", "differs", "ended")
WORDS = re.compile(r"(?:ann|ben)\d{6}|\d+\.\d{6}")
"""What is typed and nobody else types."""
WHERE = re.compile(r"^where = .*$", re.MULTILINE)
"""The line of a scenario's file that names the rows of a change."""
SETTLED = 30.0
"""seconds in which an edit must have been taken or refused."""
EVERY = 60.0
"""seconds between two looks at memory."""
DIFFERING = 40
"""lines that are told of a file that is not alike."""
WARM = 0.25
"""of the time, after which memory is compared with the end."""


def main() -> None:
    """Run, check, print and store."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="copy what was left of the plan there")
    parser.add_argument("--planner", nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.planner:
        name, ledger = wanted.planner
        planner = Planner(name, wanted.seed, Path(ledger))
        asyncio.run(planner.work(wanted.folder, wanted.minutes * 60.0))
        return
    with tempfile.TemporaryDirectory() as place:
        figures = {"machine": machine(), **run(Path(place), wanted.minutes, wanted.seed)}
        if wanted.keep:
            shutil.copytree(place, wanted.keep)
    path = RESULTS / f"two-planners-{figures['machine']['date'][:19].replace(':', '')}.json"
    path.write_text(json.dumps(figures, indent=1) + "\n")
    print(json.dumps(figures, indent=1))
    if any(figures[name] for name in WRONG):
        sys.exit(1)


# -- one planner -----------------------------------------------------------------------------


class Witness(KamplanApp):
    """The program, and what became of the edit that was typed last."""

    CSS_PATH = Path(tui.app.__file__).with_name("kamplan.tcss")
    verdict: tuple[Fault, ...] | None = None
    """why it was refused; empty where it was made, None where there was none."""

    async def edit(self, act: Callable[[Desk], object]) -> tuple[Fault, ...]:
        """As the program does it."""
        self.verdict = await super().edit(act)
        return self.verdict


class Planner:
    """One interface at random keys, and what became of them."""

    def __init__(self, name: str, seed: int, ledger: Path) -> None:
        self.name, self.random, self.ledger = name, random.Random(f"{name} {seed}"), ledger
        self.counts: Counter[str] = Counter()
        self.edits: list[dict[str, Any]] = []
        self.memory: list[tuple[float, float]] = []

    async def work(self, folder: Path, seconds: float) -> None:
        """At it for so long; then write the ledger."""
        started = looked = time.monotonic()
        with closing(LateSolver()) as solver:
            self.app = Witness(partial(Desk.open, folder), [solver], host=ProcessHost(solver))
            async with self.app.run_test(size=(120, 36)) as self.pilot:
                while self.app.sheet_screen is None:
                    await asyncio.sleep(0.05)
                while time.monotonic() - started < seconds:
                    await self.turn()
                    if time.monotonic() - looked > EVERY:
                        looked = time.monotonic()
                        self.memory.append((round(looked - started), self.megabytes()))
                await self.calm()
        text = {"counts": self.counts, "edits": self.edits, "memory": self.memory}
        self.ledger.write_text(json.dumps(text))

    async def turn(self) -> None:
        """One thing that a planner does."""
        dice = self.random.random()
        if dice < 0.04:
            await self.solve()
        elif dice < 0.10:
            await self.undo()
        elif dice < 0.14:
            await self.choose_scenario()
        elif dice < 0.45:
            await self.wander()
        else:
            await self.edit()

    async def press(self, *keys: str) -> None:
        """Press keys, and let the screen follow."""
        await self.pilot.press(*keys)

    async def calm(self) -> None:
        """Until everything typed is taken or refused, and no dialog is open."""
        until = time.monotonic() + SETTLED
        while len(self.app.screen_stack) > 1 and time.monotonic() < until:
            await self.press("escape")
        assert self.app.sheet_screen is not None
        await asyncio.wait_for(self.app.sheet_screen.settled(), SETTLED)

    async def wander(self) -> None:
        """Another mode, another sheet, another row."""
        await self.press(self.random.choice(MODES))
        for _ in range(self.random.randrange(4)):
            await self.press(self.random.choice(("ctrl+pagedown", "ctrl+pageup")))
        for _ in range(self.random.randrange(8)):
            await self.press(self.random.choice(("up", "down", "left", "right", "pagedown")))
        await self.calm()
        self.counts["wandered"] += 1

    async def choose_scenario(self) -> None:
        """Another active one, as the list has them."""
        await self.press("ctrl+e")
        if isinstance(self.app.screen, Choose):
            await self.press(*["down"] * self.random.randrange(5), "enter")
        await self.calm()
        self.counts["scenario chosen"] += 1

    async def solve(self) -> None:
        """Solve; sometimes stop soon."""
        await self.press("f9")
        if self.random.random() < 0.3:
            await asyncio.sleep(self.random.random())
            await self.press("escape")
        self.counts["solved"] += 1

    async def undo(self) -> None:
        """Take the last edit back; sometimes make it again."""
        await self.press("ctrl+z")
        if self.random.random() < 0.4:
            await self.press("ctrl+y")
        await self.calm()
        self.counts["undone"] += 1

    async def edit(self) -> None:
        """Type something that nobody else types into a cell of accounts, demand or supply."""
        await self.press(self.random.choice(("f3", "f4")))
        for _ in range(self.random.randrange(5)):
            await self.press("ctrl+pagedown")
        await self.calm()
        screen = self.app.sheet_screen
        assert screen is not None
        grid = screen.grid
        if grid.read_only or grid.cursor_row is None:
            return
        for _ in range(self.random.randrange(12)):
            await self.press(self.random.choice(("up", "down", "down", "right", "left")))
        row, column = grid.cursor_row, grid.column
        if row is None or not grid.model.editable(row, column):
            return
        heading = grid.model.columns[column]
        number = len(self.edits) + 1
        text = f"{self.name}{number:06d}"
        if heading.number:
            text = f"{self.random.randrange(1, 90)}.{number:05d}{1 + NAMES.index(self.name)}"
        elif heading.id != "name" and not heading.id.startswith("x_"):
            return
        place = [screen.sheet_id, str(grid.model.row_key(row)), heading.id]
        self.app.verdict = None
        await self.press(*(KEY_OF.get(letter, letter) for letter in text), "enter")
        await self.calm()
        if grid.editing:
            # Refused by the cell itself: it stays in its field.
            await self.press("escape")
        verdict = self.app.verdict
        codes = ["cell"] if verdict is None else [fault.code for fault in verdict]
        self.edits.append({"place": place, "text": text, "refused": codes})
        self.counts["made" if not codes else "refused"] += 1

    def megabytes(self) -> float:
        """Resident memory of this process and of what it has started."""
        return round(sum(_resident(pid) for pid in _family(os.getpid())) / 1024.0, 1)


KEY_OF = {".": "full_stop"}


def _family(pid: int) -> list[int]:
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            found += _family(int(child))
    return found


def _resident(pid: int) -> float:
    """Kilobytes; nothing of a process that has ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except FileNotFoundError:
        return 0.0
    return next((float(line.split()[1]) for line in lines if line.startswith("VmRSS")), 0.0)


# -- both of them ----------------------------------------------------------------------------


def run(place: Path, minutes: float, seed: int) -> dict[str, Any]:
    """Let both work for a while; what was typed, made, refused and lost."""
    folder = place / "plan"
    copy_shipped("spring_festival", folder)
    with closing(Desk.open(folder)) as desk:
        before, texts = desk.state.base, dict(desk.state.texts)
        workspace = folder / ".kamplan" / "plan.kamplan"
        first = max((record.id or 0 for record in desk.workspace.journal(1)), default=0)
    ledgers = {name: place / f"{name}.json" for name in NAMES}
    running = {
        name: subprocess.Popen(
            [sys.executable, __file__, "--minutes", str(minutes), "--seed", str(seed),
             "--planner", name, str(ledger), "--folder", str(folder)],
            env={**os.environ, "LOGNAME": name, "USER": name, "KAMPLAN_SETTINGS": "off"},
        )
        for name, ledger in ledgers.items()
    }  # fmt: skip
    ended = {name: process.wait() for name, process in running.items()}
    told = {name: json.loads(path.read_text()) for name, path in ledgers.items() if path.exists()}
    records = journal_since(workspace, first)
    return {
        "seconds": round(minutes * 60.0),
        "ended": {name: status for name, status in ended.items() if status},
        "counts": {name: each["counts"] for name, each in told.items()},
        "journal": len(records),
        **_fates(told, records),
        "differs": _differing(folder, workspace, before, texts, records),
        "megabytes": {name: each["memory"] for name, each in told.items()},
        "growth": {name: growth(each["memory"]) for name, each in told.items()},
    }


def journal_since(path: Path, first: int) -> list[JournalRecord]:
    """Changes in the order they were made, from an id on."""
    with Workspace.open(path) as workspace:
        records = workspace.journal(sys.maxsize)
    return [record for record in reversed(records) if (record.id or 0) > first]


def _fates(told: dict[str, Any], records: Sequence[JournalRecord]) -> dict[str, Any]:
    """Edits that were taken and are not in the journal once, or refused and there all the same."""
    made: Counter[tuple[str, str]] = Counter()
    texts = {(name, edit["text"]) for name, each in told.items() for edit in each["edits"]}
    for record in records:
        if record.what not in ("undo", "redo"):
            came = _typed(record.new) - _typed(record.old)
            made.update(texts & {(record.who, word) for word in came})
    edits = [(name, edit) for name, each in told.items() for edit in each["edits"]]
    times = [(made[name, edit["text"]], edit) for name, edit in edits]
    return {
        "refused": Counter(code for _name, edit in edits for code in edit["refused"]),
        "lost": [edit for count, edit in times if not count and not edit["refused"]],
        "made_twice": [edit for count, edit in times if count > 1],
        "made_though_refused": [edit for count, edit in times if count and edit["refused"]],
    }


def _typed(text: str | None) -> set[str]:
    """What somebody typed of a value or a scenario's file; not the names that rows are found by."""
    return set(WORDS.findall(WHERE.sub("", text or "")))


def _differing(
    folder: Path,
    workspace: Path,
    before: Plan,
    texts: dict[str, str],
    records: Sequence[JournalRecord],
) -> dict[str, list[str]]:
    """Files of which the journal, replayed, or the folder is not as the workspace is: how."""
    entries = [
        Entry(record.table, tuple(json.loads(record.key)), record.column, record.old, record.new)
        for record in records
        if record.edit is not None
    ]
    with Workspace.open(workspace) as opened:
        kept, scenarios = opened.load_plan(), opened.load_scenarios()
    replayed = plan_files(apply_entries(before, entries)) | _scenarios(with_texts(texts, entries))
    in_workspace = plan_files(kept) | _scenarios(scenarios)
    in_folder = {
        **plan_files(read_plan(folder)),
        **_scenarios({path.stem: path.read_text() for path in folder.glob("scenarios/*.toml")}),
    }
    others = {"replayed": replayed, "folder": in_folder}
    return {
        f"{name}, {where}": lines
        for name in sorted({*replayed, *in_workspace, *in_folder})
        for where, files in others.items()
        if (lines := _lines(in_workspace.get(name, ""), files.get(name, "")))
    }


def _lines(old: str, new: str) -> list[str]:
    """The first few lines that are not alike, as a diff has them."""
    lines = difflib.unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=0)
    return list(islice(lines, DIFFERING))


def _scenarios(texts: Mapping[str, str]) -> dict[str, str]:
    return {f"scenarios/{name}.toml": text for name, text in texts.items()}


def growth(memory: Sequence[tuple[float, float]]) -> float:
    """Megabytes by which the last tenth is above the first after warming up."""
    sizes = [size for _when, size in memory][int(len(memory) * WARM) :]
    part = max(len(sizes) // 10, 1)
    return round(sum(sizes[-part:]) / part - sum(sizes[:part]) / part, 1) if sizes else 0.0


if __name__ == "__main__":
    main()
