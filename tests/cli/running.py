"""Commands run in this process, or as a process of their own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from kamplan.cli.app import app
from tests.plan.folders import Files, write_folder

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {**os.environ, "KAMPLAN_LANG": "en", "PYTHONPATH": str(ROOT)}
COMMAND = [sys.executable, "-m", "kamplan"]

# Least spend above the total: no plan.
NO_PLAN: dict[str, str | bytes | None] = {
    "budgets.csv": "name,where,min,max\neast,region=East,70,\n",
    "plan.toml": 'name = "Tiny"\nfirst_week = "2026-W52"\nweeks = 3\n[promotion]\nbudget = 60\n',
}


def run(*words: object) -> Result:
    """A command in this process: quick, and tracebacks are seen."""
    result = CliRunner(env={"KAMPLAN_LANG": "en"}).invoke(app, [str(word) for word in words])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert "Traceback" not in result.stderr
    return result


def document(*words: object, status: int = 0) -> dict[str, Any]:
    """What a command prints as JSON."""
    result = run(*words, "--json")
    assert result.exit_code == status, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def run_apart(*words: object) -> "subprocess.CompletedProcess[str]":
    """A command as the shell runs it."""
    done = subprocess.run(
        [*COMMAND, *map(str, words)],
        capture_output=True,
        encoding="utf-8",
        env=ENVIRONMENT,
        timeout=120,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return done


def plan_of(folder: Path, changes: Files | None = None) -> Path:
    """The tiny plan folder."""
    return write_folder(folder, changes)
