"""pytest SCENARIOS: a test for every scenario of every plan folder that is collected.

Nothing is loaded before a plan folder is found: other people's tests must not wait for this.
"""

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from kamplan.planning import Checked, Source
    from kamplan.whatif.figures import Solved
    from solver import LiveSolver

PLAN, SCENARIOS = "plan.toml", "scenarios"


def pytest_addoption(parser: pytest.Parser) -> None:
    """kamplan = off in the configuration: no plan folders are collected."""
    parser.addini("kamplan", "check the scenarios of plan folders", type="bool", default=True)
    parser.addini(
        "kamplan_lenient", "a record of other inputs is no failure", type="bool", default=False
    )
    parser.addini("kamplan_strict", "a missing record is a failure", type="bool", default=False)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> "PlanFile | None":
    """A plan folder with scenarios; or one scenario file of one, where it is named."""
    if file_path.suffix != ".toml" or not parent.config.getini("kamplan"):
        return None
    folder, only = file_path.parent, None
    if file_path.name != PLAN:
        if folder.name != SCENARIOS or not parent.session.isinitpath(file_path):
            return None
        folder, only = folder.parent, file_path.stem
    if not (folder / PLAN).is_file() or not (folder / SCENARIOS).is_dir():
        return None
    found: PlanFile = PlanFile.from_parent(parent, path=file_path)
    found.folder, found.only = folder, only
    return found


class PlanFile(pytest.File):
    """A plan folder; its scenarios are solved by one solver, each when it is asked for."""

    folder: Path
    only: str | None = None

    @cached_property
    def source(self) -> "Source":
        """The plan with its scenarios."""
        from kamplan.planning import open_source

        return open_source(self.folder)

    @cached_property
    def _solver(self) -> "LiveSolver":
        from solver import LiveSolver

        return LiveSolver()

    @cached_property
    def _answers(self) -> "dict[str, Solved]":
        return {}

    def collect(self) -> Iterator[pytest.Item]:
        """One test a scenario, base first."""
        from kamplan.plan import PlanError
        from kamplan.words import use_language

        use_language()
        try:
            names = self.source.names if self.only is None else [self.only]
        except PlanError as error:
            raise self.CollectError(_lines(error.faults)) from None
        for name in names:
            yield ScenarioItem.from_parent(self, name=name)

    def check(self, name: str) -> "Checked":
        """One scenario held against its expectations and its record."""
        from kamplan.planning import check_source, hold_to_record

        (checked,) = check_source(self.source, [name], self._answer)
        strict, lenient = (
            bool(self.config.getini(name)) for name in ("kamplan_strict", "kamplan_lenient")
        )
        return hold_to_record(checked, strict, lenient)

    def _answer(self, name: str) -> "Solved":
        from kamplan.planning import solve_scenario

        if name not in self._answers:
            self._answers[name] = solve_scenario(self.source, name, solver=self._solver)
        return self._answers[name]


class ScenarioItem(pytest.Item):
    """A scenario; what is not as expected is said in the words of kamplan check."""

    def runtest(self) -> None:
        """Raises NotAsExpected."""
        assert isinstance(self.parent, PlanFile)
        checked = self.parent.check(self.name)
        if not checked.passed:
            raise NotAsExpected(_said(checked))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The words alone: a traceback says nothing to a planner."""
        if isinstance(excinfo.value, NotAsExpected):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Where it stands, and its name: plan::scenario."""
        assert isinstance(self.parent, PlanFile)
        return self.path, None, f"{self.parent.folder.name}::{self.name}"


class NotAsExpected(Exception):
    """A scenario that cannot be read, or did not come to what is expected."""


def _lines(faults: Any) -> str:
    from kamplan.messages import fault_text

    return "\n".join(fault_text(fault) for fault in faults)


def _said(checked: "Checked") -> str:
    """What kamplan check prints of it."""
    from io import StringIO

    from rich.console import Console

    from kamplan.report.checked import print_checked

    console = Console(file=StringIO(), width=200, markup=False, highlight=False, emoji=False)
    print_checked(console, checked)
    assert isinstance(console.file, StringIO)
    return "\n".join(line.rstrip() for line in console.file.getvalue().splitlines())
