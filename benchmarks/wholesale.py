"""How long kamplan takes, and how that compares with HiGHS alone. Run by `make bench`.

See README.md beside this file for how to read the figures.
"""

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from made_plan import write_made_plan
from plain_model import plain_model, solve_plain

from kamplan.planning import open_source, software_versions, solve_scenario
from kamplan.shipped import find_shipped
from kamplan.whatif.figures import Solved

RESULTS = Path(__file__).parent / "results"
ALGORITHMS = ("simplex", "ipm")
AGREE = 0.002
"""kamplan and the plain program may differ by so much of the objective."""
HELP_RUNS = 5

Figures = dict[str, Any]


def main() -> None:
    """Measure, check, print and store."""
    solved, whole = end_to_end(find_shipped("wholesale"))
    whole["peak_mb"] = peak_megabytes()
    figures: Figures = {"machine": machine(), "wholesale": whole}
    figures["plain"] = plain(solved)
    figures["ratios"] = ratios(whole, figures["plain"])
    figures["made"] = made()
    figures["help_seconds"] = help_seconds()
    figures["peak_mb"] = peak_megabytes()
    path = store(figures)
    print_figures(figures)
    print(f"\nstored in {path.relative_to(RESULTS.parent)}")
    check_agreement(figures)


def machine() -> Figures:
    """Where and with what the figures were taken."""
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "cpus": os.cpu_count(),
        "processor": platform.machine(),
        "system": platform.system(),
        "versions": software_versions(),
    }


def end_to_end(folder: Path) -> tuple[Solved, Figures]:
    """A plan folder to a checked result, without the plan's time limit."""
    source = open_source(folder)
    settings = source.plan.settings
    unhurried = settings.solve.model_copy(update={"time_limit": None})
    settings = settings.model_copy(update={"solve": unhurried})
    source = replace(source, plan=replace(source.plan, settings=settings))
    solved = solve_scenario(source)
    result, problem = solved.result, solved.problem
    figures: Figures = {
        "accounts_products_weeks": list(problem.shape),
        "promotions": len(problem.promotions),
        "visit_rows": len(problem.visits),
        "status": result.status,
        "objective": result.objective,
        "bound": result.bound,
        "gap": result.gap,
        "seconds": dict(solved.seconds),
        "rounds": result.rounds,
        "cuts": result.cuts,
        "branched": result.searched,
    }
    return solved, figures


def plain(solved: Solved) -> Figures:
    """The plain program of the same problem, by each algorithm."""
    started = time.perf_counter()
    lp = plain_model(solved.problem)
    figures: Figures = {
        "build_seconds": time.perf_counter() - started,
        "columns": lp.num_col_,
        "rows": lp.num_row_,
    }
    for algorithm in ALGORITHMS:
        figures[algorithm] = solve_plain(lp, algorithm)
    return figures


def ratios(whole: Figures, alone: Figures) -> Figures:
    """kamplan against the quicker plain solve, and the work around the solver against in it."""
    quickest = min(alone[algorithm]["seconds"] for algorithm in ALGORITHMS)
    seconds = whole["seconds"]
    return {
        "total_to_plain": seconds["total"] / quickest,
        "solver_to_plain": seconds["solve"] / quickest,
        "around_to_solver": (seconds["total"] - seconds["solve"]) / seconds["solve"],
    }


def made() -> Figures:
    """The made-up plan, from the folder on."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made"
        write_made_plan(path)
        return end_to_end(path)[1]


def help_seconds() -> float:
    """Median wall time of `kamplan --help`."""
    found = []
    for _ in range(HELP_RUNS):
        started = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "kamplan", "--help"], check=True, stdout=subprocess.DEVNULL
        )
        found.append(time.perf_counter() - started)
    return statistics.median(found)


def peak_megabytes() -> float | None:
    """Most memory this process has held so far; None where the system does not say."""
    try:
        import resource
    except ImportError:
        return None
    size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return size / (1e6 if sys.platform == "darwin" else 1e3)


def store(figures: Figures) -> Path:
    """One file a run, named by its time."""
    RESULTS.mkdir(exist_ok=True)
    name = figures["machine"]["date"].replace(":", "").partition("+")[0]
    path = RESULTS / f"{name}.json"
    path.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return path


def check_agreement(figures: Figures) -> None:
    """End with an error where the plain program and the plan disagree."""
    value = figures["wholesale"]["objective"]
    for algorithm in ALGORITHMS:
        other = figures["plain"][algorithm]["objective"]
        if value is None or abs(other - value) > AGREE * abs(value):
            sys.exit(f"plain {algorithm} comes to {other}, kamplan to {value}")


def print_figures(figures: Figures) -> None:
    """A table: what, figure."""
    for what, figure in lines(figures):
        print(f"{what:<44}{figure:>16}")


def lines(figures: Figures) -> list[tuple[str, str]]:
    """Every figure in words."""
    found = []
    for name in ("wholesale", "made"):
        each = figures[name]
        size = " x ".join(str(axis) for axis in each["accounts_products_weeks"])
        found.append((f"{name} {size}, {each['status']}", ""))
        found += [(f"  {part}", f"{spent:.2f} s") for part, spent in each["seconds"].items()]
        found.append(("  rounds, cuts", f"{each['rounds']}, {each['cuts']}"))
        found.append(("  objective", number(each["objective"], ",.0f")))
        found.append(("  gap", number(each["gap"], ".5%")))
    alone = figures["plain"]
    found.append((f"plain program, {alone['columns']:,} columns, {alone['rows']:,} rows", ""))
    found.append(("  build", f"{alone['build_seconds']:.2f} s"))
    for algorithm in ALGORITHMS:
        found.append((f"  {algorithm}", f"{alone[algorithm]['seconds']:.2f} s"))
        found.append((f"  {algorithm} objective", f"{alone[algorithm]['objective']:,.0f}"))
    ratio = figures["ratios"]
    found.append(("kamplan in all / quicker plain solve", f"{ratio['total_to_plain']:.2f}"))
    found.append(("kamplan in the solver / quicker plain solve", f"{ratio['solver_to_plain']:.2f}"))
    found.append(("around the solver / in the solver", f"{ratio['around_to_solver']:.2f}"))
    found.append(("kamplan --help, median of 5", f"{figures['help_seconds']:.2f} s"))
    found.append(
        ("peak memory after wholesale", number(figures["wholesale"]["peak_mb"], ".0f") + " MB")
    )
    found.append(("peak memory of everything", number(figures["peak_mb"], ".0f") + " MB"))
    return found


def number(value: float | None, form: str) -> str:
    """A figure, or a dash where there is none."""
    return "–" if value is None else format(value, form)


if __name__ == "__main__":
    main()
