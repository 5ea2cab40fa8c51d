"""How quick the terminal interface is, on a real pseudo-terminal. Run by `make bench-terminal`.

Each figure stands beside something real in the same run: a Textual program that shows one
word, Textual's own DataTable with the same cells.
"""

import asyncio
import json
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from many_accounts import write_many_accounts
from screen import Screen
from wholesale import RESULTS, machine

from kamplan.desk import Desk
from kamplan.shipped import copy_shipped

ACCOUNTS = 10_000
STARTS, KEYS, SWITCHES = 5, 60, 8
UP, DOWN, PAGE, ENTER = "\x1b[A", "\x1b[B", "\x1b[6~", "\r"
MODES = ("\x1bOS", "\x1b[15~", "\x1b[17~", "\x1b[18~", "\x1bOR")
"""F4 to F7, and F3 again."""
SCENARIOS, SOLVE = "\x1b[15~", "\x1b[20~"
BARE = """
from textual.app import App
from textual.widgets import Static
class Bare(App):
    def compose(self):
        yield Static("one word")
Bare().run()
"""
Figures = dict[str, Any]
# Scenarios of the wholesale plan: table, where, field and factor of each change.
WHAT_IFS = {
    "product-week": [
        ("supply", 'where = { product = "fresh", week = "2026-W48" }\n', "units", 0.7)
    ],
    "account": [("demand", 'where = { account = "c001" }\n', "units", 1.2)],
    "hours": [("teams", "", "hours", 0.95)],
    "price": [("products", "", "price", 1.02)],
    "budgets": [
        ("plan", "", "promotion.budget", 0.8),
        ("budgets", 'where = { name = "tier-a|other-tiers" }\n', "max", 0.8),
    ],
    "supply": [("supply", "", "units", 0.95)],
    "product": [("supply", 'where = { product = "fresh" }\n', "units", 0.9)],
}
# What the status line says when a scenario is solved.
SOLVED = "proven within"


def main() -> None:
    """Measure, print and store."""
    with tempfile.TemporaryDirectory() as folder:
        wholesale, many = Path(folder) / "wholesale", Path(folder) / "many"
        copy_shipped("wholesale", wholesale)
        write_many_accounts(many, ACCOUNTS)
        figures = {
            "machine": machine(),
            "start": starts(wholesale),
            "mount": asyncio.run(mounts(many)),
            "keys": keys(many),
            "switches_ms": switches(many),
            "stall_ms": asyncio.run(stall(wholesale)),
            "what_ifs": what_ifs(wholesale),
        }
    path = RESULTS / f"terminal-{figures['machine']['date'][:19].replace(':', '')}.json"
    path.write_text(json.dumps(figures, indent=1) + "\n")
    print(json.dumps(figures, indent=1))
    print(f"\nstored in {path.relative_to(RESULTS.parent)}")


def kamplan(plan: Path) -> list[str]:
    """The command that opens a plan."""
    return [sys.executable, "-m", "kamplan", "tui", str(plan)]


def starts(plan: Path) -> Figures:
    """From the command to the first accounts on the screen, the first time and later."""
    first = plan / "accounts.csv"
    account = first.read_text().splitlines()[1].split(",")[0]

    def once() -> float:
        with Screen(kamplan(plan)) as screen:
            return screen.wait_for(account)

    def bare() -> float:
        with Screen([sys.executable, "-c", BARE]) as screen:
            return screen.wait_for("one word")

    def anew() -> float:
        shutil.rmtree(plan / ".kamplan", ignore_errors=True)
        return once()

    new = [anew() for _ in range(2)]
    # In turn, so that the machine's load falls on both alike.
    pairs = [(once(), bare()) for _ in range(STARTS)]
    opened, empty = ([pair[place] for pair in pairs] for place in (0, 1))
    return {
        "first_time": round(min(new), 3),
        "later": spread(opened),
        "bare_textual": spread(empty),
        "ratio": round(statistics.median(opened) / statistics.median(empty), 2),
    }


def spread(values: list[float]) -> Figures:
    """Least, median and greatest, in seconds."""
    return {
        "min": round(min(values), 3),
        "median": round(statistics.median(values), 3),
        "max": round(max(values), 3),
    }


async def mounts(plan: Path) -> Figures:
    """Seconds until a grid with every account is on the screen; DataTable with the same."""
    from textual.app import App, ComposeResult
    from textual.widgets import DataTable

    from tui.grid import Grid
    from tui.sheets.table_sheet import TableSheet
    from tui.snapshot import Snapshot

    desk = Desk.open(plan)
    sheet = TableSheet(Snapshot(desk.state), "accounts")

    class WithGrid(App[None]):
        def compose(self) -> ComposeResult:
            yield Grid(TableSheet(Snapshot(desk.state), "accounts"))

    class WithTable(App[None]):
        def compose(self) -> ComposeResult:
            yield DataTable[str]()

        def on_mount(self) -> None:
            table = self.query_one(DataTable)
            table.add_columns(*(column.title for column in sheet.columns))
            columns = range(len(sheet.columns))
            table.add_rows([sheet.text(row, at) for at in columns] for row in range(len(sheet)))

    async def seconds(app: App[None]) -> float:
        started = time.perf_counter()
        async with app.run_test(size=(120, 36)) as pilot:
            await pilot.pause()
            return time.perf_counter() - started

    grid = [await seconds(WithGrid()) for _ in range(3)]
    table = [await seconds(WithTable()) for _ in range(2)]
    desk.close()
    return {
        "accounts": len(sheet),
        "grid": spread(grid),
        "data_table": spread(table),
        "ratio": round(statistics.median(grid) / statistics.median(table), 3),
    }


def keys(plan: Path) -> Figures:
    """Milliseconds from a key to what it changes on the screen, with many accounts open."""
    with Screen(kamplan(plan)) as screen:
        screen.wait_for("c00001")
        screen.wait_for("saved")
        screen.rest(1.0)
        for _ in range(3):
            screen.press("\x1b[C")
            screen.rest()

        def timed(press: Callable[[], float], wait: Callable[[], float]) -> float:
            pressed = press()
            took = (wait() - pressed) * 1000.0
            screen.rest(0.05)
            return took

        move = [timed(lambda: screen.press(DOWN), screen.wait_for_any) for _ in range(KEYS)]
        page = [timed(lambda: screen.press(PAGE), screen.wait_for_any) for _ in range(KEYS)]
        typed, painted, saved = [], [], []
        for number in range(KEYS):
            text = f"T{number}"
            typed.append(timed(lambda: screen.press("T"), screen.wait_for_any))
            screen.press(text[1:])
            screen.rest(0.05)
            pressed = screen.press(ENTER)
            painted.append((screen.wait_for_any() - pressed) * 1000.0)
            saved.append((screen.wait_for("saved") - pressed) * 1000.0)
            screen.rest(0.05)
        return {
            "move_ms": percentiles(move),
            "page_ms": percentiles(page),
            "type_ms": percentiles(typed),
            "enter_painted_ms": percentiles(painted),
            "enter_saved_ms": percentiles(saved),
        }


def switches(plan: Path) -> Figures:
    """Milliseconds from a mode's key to the last of its picture, with many accounts open: each
    mode for the first time, and later; before there is a plan and with one."""
    with Screen(kamplan(plan)) as screen:
        screen.wait_for("c00001")
        screen.wait_for("saved")
        screen.rest(2.0)
        found = {"unsolved": _switched(screen)}
        screen.press(SOLVE)
        screen.wait_for(SOLVED)
        screen.rest(1.0)
        # Sheets of a solved plan are made when they are looked at.
        found["solved"] = _switched(screen)
    return found


def _switched(screen: Screen) -> Figures:
    first, later = [], []
    for turn in range(SWITCHES):
        for key in MODES:
            pressed = screen.press(key)
            (later if turn else first).append((screen.settle() - pressed) * 1000.0)
            screen.rest(0.1)
    return {"first": [round(each, 1) for each in first], "later": percentiles(later)}


def percentiles(values: list[float]) -> Figures:
    """Median, 95th percentile and greatest."""
    ordered = sorted(values)
    return {
        "median": round(statistics.median(ordered), 1),
        "p95": round(ordered[int(len(ordered) * 0.95)], 1),
        "max": round(ordered[-1], 1),
    }


def what_ifs(plan: Path) -> Figures:
    """Seconds from F9 to the new numbers: the plan itself, then each change of it, all of them
    again in another order, the workspace forgotten."""
    shutil.rmtree(plan / "scenarios")
    (plan / "scenarios").mkdir()
    for name, changes in WHAT_IFS.items():
        text = "".join(
            f'[[change]]\ntable = "{table}"\n{where}field = "{field}"\nscale = {factor}\n'
            for table, where, field, factor in changes
        )
        (plan / "scenarios" / f"{name}.toml").write_text(text, "utf-8")
    names = ["base", *sorted(WHAT_IFS)]
    seconds: dict[str, list[float]] = {name: [] for name in names}
    for turn in (names[1:], names[:0:-1]):
        shutil.rmtree(plan / ".kamplan", ignore_errors=True)
        with Screen(kamplan(plan)) as screen:
            screen.wait_for("saved")
            screen.press(SCENARIOS)
            screen.rest(1.0)
            # Time for the solver's process to come up.
            time.sleep(3.0)
            at = 0
            for name in ("base", *turn):
                screen.press((names.index(name) - at) * DOWN or (at - names.index(name)) * UP)
                at = names.index(name)
                screen.rest(0.5)
                pressed = screen.press(SOLVE)
                seconds[name].append(screen.wait_for(SOLVED) - pressed)
                screen.rest(0.5)
    return {name: [round(each, 2) for each in found] for name, found in seconds.items()}


async def stall(plan: Path) -> Figures:
    """The longest the event loop stood still while a scenario was solved, milliseconds."""
    from functools import partial

    from tui.app import KamplanApp
    from tui.run import LateSolver, ProcessHost

    gaps: list[float] = []

    async def beat() -> None:
        last = time.perf_counter()
        while True:
            await asyncio.sleep(0.001)
            now = time.perf_counter()
            gaps.append((now - last) * 1000.0)
            last = now

    with closing(LateSolver()) as solver:
        app = KamplanApp(partial(Desk.open, plan), [solver], host=ProcessHost(solver))
        async with app.run_test(size=(120, 36)) as pilot:
            while app.snapshot is None:
                await pilot.pause(0.05)
            await pilot.pause(1.0)
            heart = asyncio.create_task(beat())
            started = time.perf_counter()
            await pilot.press("f9")
            while app.snapshot.running:
                await asyncio.sleep(0.2)
            heart.cancel()
            seconds = time.perf_counter() - started
    ordered = sorted(gaps)
    return {
        "solve_seconds": round(seconds, 1),
        "longest": round(ordered[-1], 1),
        "p999": round(ordered[int(len(ordered) * 0.999)], 1),
    }


if __name__ == "__main__":
    main()
