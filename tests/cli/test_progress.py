"""How a solve goes, live on a terminal's standard error and nowhere else."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from kamplan.cli.session import progress_text
from solver import Progress
from tests.cli.running import COMMAND, ENVIRONMENT, plan_of

pty = pytest.importorskip("pty")


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (Progress("build"), "building the model"),
        (Progress("relax"), ""),
        (Progress("relax", pivots=12345), "12,345 pivots"),
        (Progress("relax", bound=5.101e6, pivots=9), "bound 5,101,000 · 9 pivots"),
        (
            Progress("whole", bound=5.101e6, value=5.0998e6, gap=2.4e-4, pivots=9),
            "bound 5,101,000 · plan 5,099,800 · gap 0.02%",
        ),
        (
            Progress("prices", bound=12.5, value=12.5, gap=0.0),
            "bound 12.50 · plan 12.50 · gap 0.00% · working out what one more is worth",
        ),
        (Progress("conflict", pivots=7), "looking for the rules that conflict · 7 pivots"),
    ],
)
def test_how_far_a_solve_has_come(told: Progress, words: str) -> None:
    assert progress_text(told) == words


def on_a_terminal(*words: object) -> str:
    """What a command writes to standard error where that is a terminal of 100 columns."""
    mine, its = pty.openpty()
    with subprocess.Popen(
        [*COMMAND, *map(str, words)],
        stdout=subprocess.DEVNULL,
        stderr=its,
        env={**ENVIRONMENT, "COLUMNS": "100", "TERM": "xterm"},
    ) as process:
        os.close(its)
        found = b""
        while True:
            try:
                part = os.read(mine, 4096)
            except OSError:
                break
            if not part:
                break
            found += part
    os.close(mine)
    assert process.returncode in (0, 1)
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", found.decode())


@pytest.mark.parametrize("command", ["solve", "explain", "compare", "check"])
def test_every_command_that_solves_shows_it(command: str, tmp_path: Path) -> None:
    text = '[[change]]\ntable = "supply"\nwhere = { product = "p" }\nfield = "units"\nscale = 0.7\n'
    folder = plan_of(tmp_path, {"scenarios/short.toml": text})
    # Of what comes and goes between two frames, only the last is sure to be seen.
    assert re.search(r"\.\.\. bound 914 · plan 914 · gap 0\.00%", on_a_terminal(command, folder))


def test_json_on_a_terminal_shows_nothing(tmp_path: Path) -> None:
    assert on_a_terminal("solve", plan_of(tmp_path), "--json") == ""
