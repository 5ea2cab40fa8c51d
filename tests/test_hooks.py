"""What is shipped for CI and for commits is what the docs say, and names what there is."""

import re
import shlex
from pathlib import Path

import pytest
from typer.main import get_command

from kamplan.cli.app import app
from kamplan.plan import ROWS

ROOT = Path(__file__).parents[1]
HOOKS = ROOT / ".pre-commit-hooks.yaml"

pytestmark = pytest.mark.skipif(not HOOKS.is_file(), reason="no checkout around the tests")


def values(key: str) -> list[str]:
    """What the hooks give for a key."""
    return re.findall(rf"^(?:- |  ){key}: (.*)$", HOOKS.read_text("utf-8"), re.MULTILINE)


def test_the_hooks_run_what_there_is() -> None:
    docs = (ROOT / "docs/scenarios.md").read_text("utf-8")
    assert values("id") == ["kamplan-check", "kamplan-check-installed"]
    assert all(f"`{name}`" in docs or f"id: {name}" in docs for name in values("id"))
    check = get_command(app).commands["check"]  # type: ignore[attr-defined]
    options = {option for each in check.params for option in each.opts}
    for entry in values("entry"):
        assert shlex.split(entry)[:2] == ["kamplan", "check"]
        assert set(shlex.split(entry)[2:]) <= options


def test_the_hooks_see_every_file_of_a_plan_and_no_other() -> None:
    inside = ["plan.toml", *(f"{name}.csv" for name in ROWS)]
    inside += ["scenarios/short.toml", "scenarios/recorded/short.toml"]
    outside = ["src/main.py", "pyproject.toml", "README.md", "scenarios/.schema/scenario.json"]
    for pattern in values("files"):
        for before in ("", "plans/autumn/"):
            assert all(re.search(pattern, before + file) for file in inside)
            assert not any(re.search(pattern, before + file) for file in outside)


def test_the_workflow_of_the_docs_is_the_one_that_is_shipped() -> None:
    docs = (ROOT / "docs/scenarios.md").read_text("utf-8")
    block = re.search(r"```yaml\n(name: plans\n.*?)```", docs, re.DOTALL)
    assert block
    assert (ROOT / ".github/workflows/plans.yml").read_text("utf-8") == block[1]
