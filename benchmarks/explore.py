"""How quick explorations of the wholesale plan are: a regret matrix of six scenarios and a
frontier of 21 points, with the commands as a user has them. Run by `make bench-explore`.

Beside them in the same run: the same scenarios solved one after another by `kamplan solve`.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from terminal import WHAT_IFS
from wholesale import RESULTS, machine

from kamplan.shipped import copy_shipped
from kamplan.workers import cores

FUTURES = ("account", "product", "product-week", "price", "supply")
POINTS = 21


def main() -> None:
    """Measure, print and store."""
    with tempfile.TemporaryDirectory() as place:
        plan = Path(place) / "wholesale"
        copy_shipped("wholesale", plan)
        shutil.rmtree(plan / "scenarios")
        (plan / "scenarios").mkdir()
        for name in FUTURES:
            text = "".join(
                f'[[change]]\ntable = "{table}"\n{where}field = "{field}"\nscale = {factor}\n'
                for table, where, field, factor in WHAT_IFS[name]
            )
            (plan / "scenarios" / f"{name}.toml").write_text(text, "utf-8")
        names = ["base", *FUTURES]
        seconds = {"solve": [timed("solve", plan, "-s", name)[0] for name in names]}
        regret, told = timed("regret", plan, *names)
        frontier, points = timed("frontier", plan, "--points", str(POINTS))
        again = timed("frontier", plan, "--points", str(POINTS), fresh=False)
        again = timed("frontier", plan, "--points", str(POINTS), fresh=False)
    assert all(len(each["outcomes"]) == len(names) for each in told["plans"])
    assert len(points["points"]) == POINTS
    gaps = [point["gap"] for point in points["points"]]
    figures = {
        "machine": machine(),
        "workers": cores(),
        "solve_each": [round(each, 2) for each in seconds["solve"]],
        "regret_6x6": round(regret, 1),
        "frontier_21": round(frontier, 1),
        "both": round(regret + frontier, 1),
        "frontier_again": round(again[0], 1),
        "largest_gap": max(gaps),
        "per_solve": round((regret + frontier) / (len(names) ** 2 + POINTS), 3),
    }
    print(json.dumps(figures, indent=1))
    path = RESULTS / f"explore-{figures['machine']['date'][:19].replace(':', '')}.json"
    path.write_text(json.dumps(figures, indent=1) + "\n")
    print(f"\nstored in {path.relative_to(RESULTS.parent)}")


def timed(command: str, plan: Path, *words: str, fresh: bool = True) -> tuple[float, Any]:
    """(seconds, document) of a command, its process's start included."""
    place = "off" if fresh else str(plan.parent / "answers")
    line = [sys.executable, "-m", "kamplan", command, str(plan), *words, "--json"]
    started = time.perf_counter()
    done = subprocess.run(
        line, capture_output=True, check=True, env={**os.environ, "KAMPLAN_CACHE": place}
    )
    return time.perf_counter() - started, json.loads(done.stdout)


if __name__ == "__main__":
    main()
