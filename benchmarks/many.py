"""Many scenarios of one plan at once, beside copies of the same work, and one process for long.

Run by `make bench-many`; see README.md beside this file for how to read the figures.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

from made_plan import write_made_plan
from wholesale import RESULTS, machine

from kamplan.planning import Source, open_source, solve_scenario
from kamplan.pool import SolverPool
from kamplan.workers import cores
from solver import LiveSolver

COUNT = 100
"""scenarios."""
LONG, FIRST = 1000, 100
"""solves in one process, and after how many its memory is looked at first."""
AGREE = 2e-3
"""as a share: twice the gap that is allowed."""

Figures = dict[str, Any]


def main() -> None:
    """Measure, print a table, store it."""
    figures: Figures = {"machine": machine(), "scenarios": COUNT, "workers": cores()}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "made"
        write_made_plan(folder)
        for name, what, measure in (
            ("cold", "each from nothing, one core", lambda: in_copies(folder, "cold", 1)),
            ("one", "each from the one before, one core", lambda: in_copies(folder, "warm", 1)),
            ("copies", "idle copies, each its share", lambda: in_copies(folder, "warm", cores())),
            ("pool", "the pool", lambda: at_once(folder)),
        ):
            figures[name] = measure()
            print(f"{what:<40}{figures[name]['seconds']:8.1f} s", flush=True)
        show(figures)
        agree(figures["cold"]["objectives"], figures["pool"]["objectives"])
        figures["long"] = in_copies(folder, "long", 1)
    long = figures["long"]
    print(f"memory after {FIRST} and {LONG} solves in one process: "
          f"{long['first_mb']:.0f} and {long['last_mb']:.0f} MB")  # fmt: skip
    path = RESULTS / f"many-{time.strftime('%Y-%m-%dT%H%M%S', time.gmtime())}.json"
    path.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    print(f"\nstored in {path.relative_to(RESULTS.parent)}")


def show(figures: Figures) -> None:
    """The pool beside the copies, and beside one core."""
    pool = figures["pool"]["seconds"]
    figures["of_copies"] = figures["copies"]["seconds"] / pool
    figures["of_cold"] = figures["cold"]["seconds"] / pool
    print(f"the pool reaches {figures['of_copies']:.2f} of what the copies do, "
          f"and is {figures['of_cold']:.1f} times as fast as one core from nothing")  # fmt: skip


def agree(alone: dict[str, float], pool: dict[str, float]) -> None:
    """End with an error where a scenario comes to something else."""
    for name, value in alone.items():
        if abs(pool[name] - value) > AGREE * abs(value):
            sys.exit(f"{name} comes to {value} alone, to {pool[name]} in the pool")


def with_scenarios(folder: Path) -> Source:
    """The plan with changes of money, of all supply, of one product's, and of one's demand."""
    source = open_source(folder)
    tables = source.plan.tables
    products = tables["products"].cells["product"].tolist()
    accounts = tables["accounts"].cells["account"].tolist()
    texts = {}
    for number in range(COUNT):
        part = 0.8 + 0.4 * number / COUNT
        product, account = products[number % len(products)], accounts[number % len(accounts)]
        texts[f"s{number:03d}"] = (
            f'[[change]]\ntable = "plan"\nfield = "promotion.budget"\nscale = {part}\n',
            f'[[change]]\ntable = "supply"\nfield = "units"\nscale = {part}\n',
            f'[[change]]\ntable = "supply"\nwhere = {{ product = "{product}" }}\n'
            f'field = "units"\nscale = {part}\n',
            f'[[change]]\ntable = "demand"\nwhere = {{ account = "{account}" }}\n'
            f'field = "units"\nscale = {part}\n',
        )[number % 4]
    return replace(source, scenarios=texts)


def at_once(folder: Path) -> Figures:
    """All of them through the pool, its start included."""
    source = with_scenarios(folder)
    names = list(source.scenarios)
    started = time.perf_counter()
    with closing(SolverPool(source, names, Event())) as pool:
        found = {name: pool.answer(name).result.objective for name in names}
    return {"seconds": time.perf_counter() - started, "objectives": found}


def in_copies(folder: Path, how: str, count: int) -> Figures:
    """The same in processes that know nothing of each other; the slowest counts, without its
    start."""
    command = [sys.executable, str(Path(__file__)), "--copy", str(folder), how]
    running = [
        subprocess.Popen([*command, str(at), str(count)], stdout=subprocess.PIPE)
        for at in range(count)
    ]
    found = [json.loads(each.communicate()[0]) for each in running]
    together: Figures = dict(found[0])
    for each in found[1:]:
        together["seconds"] = max(together["seconds"], each["seconds"])
        together["objectives"] |= each["objectives"]
    return together


def copy(folder: Path, how: str, at: int, count: int) -> Figures:
    """One process's share of the scenarios, or many solves one after another."""
    source = with_scenarios(folder)
    names = list(source.scenarios)[at::count]
    if how == "long":
        return for_long(source, names)
    started, solver, found = time.perf_counter(), LiveSolver(), {}
    for name in names:
        solver = solver if how == "warm" else LiveSolver()
        found[name] = solve_scenario(source, name, solver=solver).result.objective
    return {"seconds": time.perf_counter() - started, "objectives": found}


def for_long(source: Source, names: list[str]) -> Figures:
    """Memory after some solves and after many, answers thrown away."""
    solver, memory = LiveSolver(), {}
    for number in range(1, LONG + 1):
        solve_scenario(source, names[number % len(names)], solver=solver)
        if number % FIRST == 0:
            memory[number] = resident_megabytes()
    return {"memory_mb": memory, "first_mb": memory[FIRST], "last_mb": memory[LONG]}


def resident_megabytes() -> float:
    """What this process holds now."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    if sys.argv[1:2] == ["--copy"]:
        path, way, place, places = sys.argv[2:]
        print(json.dumps(copy(Path(path), way, int(place), int(places))))
    else:
        main()
