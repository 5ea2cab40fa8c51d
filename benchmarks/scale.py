"""How kamplan grows with the plan, beside HiGHS alone on the same problem given as arrays.

Each run is a process of its own, so that its peak memory is its own. Run by `make bench-scale`;
see README.md beside this file for how to read the figures.
"""

import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import highspy
import numpy as np
from made_problem import (
    SIZES,
    made_problem,
    what_ifs,
    with_minimum_fill,
    with_pieces,
    with_tracked_stock,
)
from plain_model import (
    Rows,
    as_highs,
    number_columns,
    put_chords,
    put_demand,
    put_limits,
    put_supply,
)
from wholesale import RESULTS, machine

from solver import LiveSolver, Problem, solve

LIMIT = 300.0
"""seconds after which a run is given up."""
ALGORITHMS = ("simplex", "ipm", "pdlp")
VARIANTS: dict[str, dict[str, Any]] = {
    "plain": {},
    "visits": {"visits": True},
    "s-curves": {"shape": 2.0},
    "tracked": {},
    "fill": {},
}
MORE: dict[str, Callable[[Problem], Problem]] = {
    "tracked": with_tracked_stock,
    "fill": with_minimum_fill,
}
# Families that the program in arrays does not have.
NOT_ALONE = ("s-curves", "tracked")
LARGE = ("3000", "10000")
"""sizes at which HiGHS alone takes longer than the limit."""
ROWS = [
    *((size, "plain") for size in ("regional", "national", "stress")),
    ("national", "visits"),
    ("national", "s-curves"),
    ("national", "tracked"),
    ("national", "fill"),
    *((size, "plain") for size in LARGE),
]
# How often each what-if is asked, in turn with the plan itself.
TIMES = 3

Figures = dict[str, Any]


def main(names: Sequence[str]) -> None:
    """Measure the rows of the named sizes, or all, print a table, store it."""
    wanted = [row for row in ROWS if not names or row[0] in names]
    table = []
    print(f"{'problem':<20}{'what':<22}{'seconds':>9}{'build':>8}{'solve':>8}{'read':>8}"
          f"{'gap':>10}{'MB':>7}")  # fmt: skip
    for size, variant in wanted:
        row = {"size": size, "variant": variant, "runs": runs_of(size, variant)}
        row["ratio"] = ratio(row["runs"])
        table.append(row)
        if row["ratio"] is not None:
            print(f"{'':<20}kamplan is {row['ratio']:.1f} times as fast as the best of HiGHS")
    asked = {}
    if not names or "national" in names:
        for variant in ("plain", "visits"):
            asked[variant] = apart("national", variant, "what-ifs")
            print_what_ifs(variant, asked[variant])
    path = RESULTS / f"scale-{time.strftime('%Y-%m-%dT%H%M%S', time.gmtime())}.json"
    path.write_text(
        json.dumps({"machine": machine(), "rows": table, "what_ifs": asked}, indent=1) + "\n",
        "utf-8",
    )
    print(f"\nstored in {path.relative_to(RESULTS.parent)}")


def runs_of(size: str, variant: str) -> list[Figures]:
    """kamplan on the true curves and on straight pieces; HiGHS on the pieces."""
    whats = ["kamplan", "kamplan, pieces"]
    if variant not in NOT_ALONE and size not in LARGE:
        whats += [f"HiGHS {algorithm}" for algorithm in ALGORITHMS]
    found = []
    for what in whats:
        figures = apart(size, variant, what)
        found.append(figures)
        print(line(size, variant, figures), flush=True)
    return found


def line(size: str, variant: str, figures: Figures) -> str:
    """One run as a line of the table."""
    parts = [figures.get(name) for name in ("seconds", "build", "solve", "read")]
    times = "".join(
        f"{'' if part is None else f'{part:.2f}':>{width}}"
        for part, width in zip(parts, (9, 8, 8, 8), strict=True)
    )
    gap = figures.get("gap")
    shown = figures["status"] if gap is None else f"{gap:.4%}"
    memory = figures.get("peak_mb", 0.0)
    return f"{f'{size} {variant}':<20}{figures['what']:<22}{times}{shown:>10}{memory:>7.0f}"


def ratio(runs: Sequence[Figures]) -> float | None:
    """The quickest HiGHS on the pieces, over kamplan on them; None where neither ended."""
    alone = [run["seconds"] for run in runs if run["what"].startswith("HiGHS") and run["ended"]]
    mine = next(run for run in runs if run["what"] == "kamplan, pieces")
    return min(alone) / mine["seconds"] if alone and mine["ended"] else None


def apart(size: str, variant: str, what: str) -> Figures:
    """One run in a process of its own."""
    command = [sys.executable, str(Path(__file__)), "--one", size, variant, what]
    try:
        done = subprocess.run(command, capture_output=True, timeout=2 * LIMIT, check=True)
    except subprocess.TimeoutExpired:
        return {"what": what, "seconds": 2 * LIMIT, "status": "given up", "ended": False}
    found: Figures = json.loads(done.stdout)
    return found


def one(size: str, variant: str, what: str) -> Figures:
    """A problem in memory to a checked result, or HiGHS alone on its arrays."""
    problem = made_problem(SIZES[size], **VARIANTS[variant])
    problem = MORE[variant](problem) if variant in MORE else problem
    pieces = with_pieces(problem)
    if what == "what-ifs":
        figures = with_what_ifs(problem)
    elif what == "kamplan":
        figures = with_kamplan(problem)
    elif what == "kamplan, pieces":
        figures = with_kamplan(pieces)
    else:
        figures = with_highs(pieces, what.split()[1])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0
    return {"what": what, **figures, "peak_mb": peak}


def with_kamplan(problem: Problem) -> Figures:
    """The whole way, PuLP's building included."""
    started = time.perf_counter()
    result = solve(replace(problem, time_limit=LIMIT))
    seconds = time.perf_counter() - started
    return {
        "seconds": seconds,
        "build": result.seconds.build,
        "solve": result.seconds.solve,
        "read": result.seconds.read,
        "status": result.status,
        "objective": result.objective,
        "bound": result.bound,
        "gap": result.gap,
        "rounds": result.rounds,
        "ended": result.status == "optimal",
    }


def with_what_ifs(problem: Problem) -> Figures:
    """Changes asked of one live solver, each from the plan itself, and whether the answers agree
    with those of a new one: neither proof contradicts the other plan."""
    live, asked = LiveSolver(), {}
    plan = live.solve(problem)
    assert plan.decisions is not None
    for name, changed in what_ifs(problem, plan.decisions).items():
        seconds = []
        for _ in range(TIMES):
            started = time.perf_counter()
            found = live.solve(changed)
            seconds.append(time.perf_counter() - started)
            live.solve(problem)
        anew = solve(changed)
        asked[name] = {
            "seconds": seconds,
            "gap": found.gap,
            "difference": found.objective - plan.objective,
            "agrees": found.bound >= anew.objective and anew.bound >= found.objective,
        }
    every = [second for each in asked.values() for second in each["seconds"]]
    return {
        "asked": asked,
        "median": statistics.median(every),
        "longest": max(every),
        "status": plan.status,
        "ended": True,
    }


def print_what_ifs(variant: str, figures: Figures) -> None:
    """One line a change."""
    if "asked" not in figures:
        print(f"what-ifs, national {variant}: {figures['status']}")
        return
    print(f"what-ifs, national {variant}: median {figures['median']:.2f} s, "
          f"longest {figures['longest']:.2f} s")  # fmt: skip
    for name, each in figures["asked"].items():
        agrees = "agrees" if each["agrees"] else "CONTRADICTS A NEW SOLVE"
        print(f"  {name:<28}{statistics.median(each['seconds']):6.2f} s   gap {each['gap']:.4%}   "
              f"{each['difference']:>+12,.0f}   {agrees}")  # fmt: skip


def with_highs(problem: Problem, algorithm: str) -> Figures:
    """The linear program with a column a piece, visits divisible."""
    lp = pieces_model(problem)
    highs = highspy.Highs()
    options = {"output_flag": False, "threads": 1, "solver": algorithm, "time_limit": LIMIT}
    for name, value in options.items():
        highs.setOptionValue(name, value)
    highs.passModel(lp)
    started = time.perf_counter()
    highs.run()
    return {
        "seconds": time.perf_counter() - started,
        "status": highs.modelStatusToString(highs.getModelStatus()),
        "objective": float(highs.getInfo().objective_function_value),
        "gap": None,
        "ended": highs.getModelStatus() == highspy.HighsModelStatus.kOptimal,
    }


def pieces_model(problem: Problem) -> highspy.HighsLp:
    """Spend and uplift of a promotion-week as sums over the pieces of its curve."""
    columns, rows = number_columns(problem), Rows()
    put_demand(problem, columns, rows)
    put_chords(problem, columns, rows)
    put_supply(problem, columns, rows)
    put_limits(problem, columns, rows)
    promotions = problem.promotions
    width = np.diff(promotions.points[:, :, 0], axis=1) * promotions.half_spend[:, None]
    level = np.diff(promotions.points[:, :, 1], axis=1) * promotions.max_uplift[:, None]
    shape = (*promotions.active.shape, width.shape[1])
    piece = columns.count + np.arange(int(np.prod(shape))).reshape(shape)
    zero = np.zeros(promotions.active.size)
    for column, steep in ((columns.spend, np.ones_like(width)), (columns.uplift, level / width)):
        row = rows.open(zero, zero).reshape(promotions.active.shape)
        rows.put(row, column, 1.0)
        rows.put(row[:, :, None], piece, -steep[:, None, :])
    lp = as_highs(problem, columns, rows)
    more = piece.size
    lp.num_col_ += more
    lp.col_cost_ = np.concatenate([lp.col_cost_, np.zeros(more)])
    lp.col_lower_ = np.concatenate([lp.col_lower_, np.zeros(more)])
    high = np.broadcast_to(width[:, None, :], shape).ravel()
    lp.col_upper_ = np.concatenate([lp.col_upper_, high])
    return lp


if __name__ == "__main__":
    act: Callable[[], object]
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(one(*sys.argv[2:])))
    else:
        main(sys.argv[1:])
