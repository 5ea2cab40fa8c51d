"""Plan + scenario -> Problem -> Result: the one entry for commands, screens and checks."""

import platform
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, partial
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from kamplan import __version__
from kamplan.exchange.encoding import decode
from kamplan.exchange.folder import SCENARIOS, read_plan
from kamplan.exchange.suffixes import is_workbook
from kamplan.formulation import formulate
from kamplan.plan import Fault, Plan, PlanError
from kamplan.store import Workspace, is_workspace
from kamplan.store.place import SUFFIX
from kamplan.whatif.changes import apply_scenario
from kamplan.whatif.committed import Committed
from kamplan.whatif.digests import InputMove, changed_inputs, digest_columns, digest_plan
from kamplan.whatif.expectations import Missed, check_expectations, expectation_faults
from kamplan.whatif.figures import Solved
from kamplan.whatif.recorded import Recorded, parse_record
from kamplan.whatif.scenario import BASE, Scenario, find_scenario
from solver import Progress, Report, Result, options_text

if TYPE_CHECKING:
    from solver import LiveSolver, SolverTrouble

RECORDS = f"{SCENARIOS}/recorded"
SOLVER_OPTIONS = "solver_options"


@dataclass(frozen=True)
class Source:
    """A plan with its scenarios and records as text, wherever it is kept."""

    path: Path
    plan: Plan
    scenarios: Mapping[str, str] = field(default_factory=dict)
    recorded: Mapping[str, str] = field(default_factory=dict)
    load_seconds: float = 0.0

    @property
    def names(self) -> list[str]:
        """Every scenario, base first."""
        return [BASE, *sorted(set(self.scenarios) - {BASE})]


def open_source(path: Path, plan_name: str | None = None) -> Source:
    """Load a plan folder, a workbook, or a plan of a workspace. Raises PlanError."""
    started = time.perf_counter()
    if is_workspace(path) or (path.suffix == SUFFIX and not path.exists()):
        with Workspace.open(path) as workspace:
            plan = workspace.load_plan(plan_name)
            scenarios = workspace.load_scenarios(plan_name)
            recorded = workspace.load_recorded(plan_name)
    elif is_workbook(path):
        from kamplan.exchange.workbook import read_workbook

        book = read_workbook(path)
        plan, scenarios, recorded = book.plan, book.scenarios, book.recorded
    else:
        plan = read_plan(path)
        scenarios = _read_texts(path / SCENARIOS)
        recorded = _read_texts(path / RECORDS)
    return Source(path, plan, scenarios, recorded, time.perf_counter() - started)


def _read_texts(folder: Path) -> dict[str, str]:
    found = {}
    for path in sorted(folder.glob("*.toml")):
        file = path.relative_to(folder.parent if folder.name == SCENARIOS else folder.parents[1])
        try:
            raw = path.read_bytes()
        except OSError as error:
            values = {"reason": error.strerror or str(error)}
            raise PlanError([Fault("cannot-read", file.as_posix(), values=values)]) from None
        text = decode(raw)
        # One file that is no text must not keep the others from being read: whoever parses
        # it finds the halves of characters.
        found[path.stem] = raw.decode(errors="surrogateescape") if text is None else text
    return found


def require_text(source: Source) -> None:
    """Raises PlanError for scenario files and records that are no text."""
    faults = []
    for folder, texts in ((SCENARIOS, source.scenarios), (RECORDS, source.recorded)):
        for name, text in texts.items():
            if not text.isascii() and text != text.encode(errors="replace").decode():
                faults.append(Fault("not-text", f"{folder}/{name}.toml"))
    if faults:
        raise PlanError(faults)


def solve_scenario(
    source: Source,
    name: str = BASE,
    stop: Event | None = None,
    solver: "LiveSolver | None" = None,
    report: Report | None = None,
    explain: bool = False,
) -> Solved:
    """Apply a scenario, solve it, and keep what is needed to read any figure.

    Several scenarios of one plan are quicker with one `solver` for all. `report` is told how
    it goes; what it raises stops the solve and is raised here. With `explain` it is also
    worked out what the binding rules cost.

    Raises PlanError for bad input, SolverTrouble where the solver fails.
    """
    scenario = find_scenario(name, source.scenarios)
    solved = solve_plan(source.plan, scenario, stop, solver, report, explain)
    return solved.after_loading(source.load_seconds)


def solve_plan(
    plan: Plan,
    scenario: Scenario,
    stop: Event | None = None,
    solver: "LiveSolver | None" = None,
    report: Report | None = None,
    explain: bool = False,
) -> Solved:
    """A checked plan and a scenario -> the answer. Raises as solve_scenario does."""
    started = time.perf_counter()
    if report is not None:
        report(Progress("build"))
    changed = apply_scenario(plan, scenario)
    problem = formulate(changed)
    made = time.perf_counter() - started
    if solver is None:
        from solver import LiveSolver

        solver = LiveSolver()
    result = solver.solve(problem, stop, _later(report, made), explain)
    seconds = {
        "load": 0.0,
        "build": made + result.seconds.build,
        "solve": result.seconds.solve,
        "read": result.seconds.read,
        "total": time.perf_counter() - started,
    }
    return Solved(scenario.name, changed, problem, result, seconds)


def hold_plan(plan: Plan, scenario: Scenario, committed: Committed, stop: Event) -> Solved:
    """What a scenario comes to with money and visits that are committed already: only its goods
    are shared out, as well as can be. Nothing but the decisions and what follows from them is in
    the result; `breaks` of its evaluation are rules that cannot be kept.

    Raises PlanError for bad input, SolverTrouble where the solver fails or is stopped.
    """
    from solver import hold_decisions

    started = time.perf_counter()
    changed = apply_scenario(plan, scenario)
    problem = formulate(changed)
    held = hold_decisions(problem, *committed.in_problem(problem), stop)
    result = Result("feasible", held.objective, None, None, held.decisions, held.evaluation)
    total = time.perf_counter() - started
    seconds = {"load": 0.0, "build": 0.0, "solve": total, "read": 0.0, "total": total}
    return Solved(scenario.name, changed, problem, result, seconds)


def _later(report: Report | None, seconds: float) -> Report | None:
    """The same report, its clock started so many seconds earlier."""
    if report is None:
        return None
    return lambda progress: report(replace(progress, seconds=progress.seconds + seconds))


def faults_of(scenario: str, error: "PlanError | SolverTrouble") -> tuple[Fault, ...]:
    """Why a scenario could not be solved."""
    if isinstance(error, PlanError):
        return error.faults
    where = f"{SCENARIOS}/{scenario}.toml"
    return (Fault("solver-failed", where, values={"reason": str(error)}),)


@dataclass(frozen=True)
class Checked:
    """One scenario of a check: as expected, missed, or unreadable."""

    plan: str
    scenario: str
    missed: tuple[Missed, ...] = ()
    faults: tuple[Fault, ...] = ()
    changed: tuple[InputMove, ...] = ()
    """inputs that changed since the record."""
    versions: tuple[tuple[str, str, str], ...] = ()
    """software, and the solver's options, that changed since the record: name, then, now."""
    solved: Solved | None = None
    recorded: Recorded | None = None
    seconds: float = 0.0
    failed: bool = False
    """True where the solver failed, whatever the input."""

    @property
    def passed(self) -> bool:
        """True where everything is as expected."""
        return not self.missed and not self.faults

    @property
    def other_inputs(self) -> bool:
        """True where inputs or the solver's options are not those of the record."""
        return bool(self.changed) or SOLVER_OPTIONS in (name for name, _, _ in self.versions)


def software_versions() -> dict[str, str]:
    """What a result can depend on."""
    return {"kamplan": __version__, **_installed(), "python": platform.python_version()}


@cache
def _installed() -> dict[str, str]:
    from importlib.metadata import version

    return {name: version(name) for name in ("highspy", "pulp", "numpy", "scipy")}


def all_versions() -> dict[str, str]:
    """What a record names: the software, and how its solver is set."""
    return {**software_versions(), SOLVER_OPTIONS: options_text()}


def check_source(
    source: Source,
    names: Iterable[str] | None = None,
    answer: Callable[[str], Solved] | None = None,
) -> Iterable[Checked]:
    """Solve every scenario and hold it against its expectations and its record.

    `answer` solves one, and may be asked for it again; without it they are solved here, one
    after another. One that cannot be read or solved does not keep the others from being checked.
    """
    from solver import LiveSolver, SolverTrouble

    if answer is None:
        answer = cache(partial(solve_scenario, source, solver=LiveSolver()))
    for name in names if names is not None else source.names:
        started = time.perf_counter()
        try:
            checked = _check_one(source, name, answer)
        except PlanError as error:
            checked = Checked(source.plan.settings.name, name, faults=faults_of(name, error))
        except SolverTrouble as error:
            faults = faults_of(name, error)
            checked = Checked(source.plan.settings.name, name, faults=faults, failed=True)
        yield _timed(checked, time.perf_counter() - started)


def _timed(checked: Checked, seconds: float) -> Checked:
    values = {**checked.__dict__, "seconds": seconds}
    return Checked(**values)


def _check_one(source: Source, name: str, answer: Callable[[str], Solved]) -> Checked:
    scenario = find_scenario(name, source.scenarios)
    text = source.recorded.get(name)
    recorded = None if text is None else parse_record(name, text)
    mine = answer(name)
    if faults := expectation_faults(mine.plan, scenario, source.names):
        raise PlanError(faults)
    others = {other: answer(other) for other in sorted(scenario.own.expect.others)}
    missed = check_expectations(mine, scenario, recorded, others)
    now = all_versions()
    changed: tuple[InputMove, ...] = ()
    if recorded is not None:
        changed = tuple(
            changed_inputs(
                recorded.inputs, digest_plan(mine.plan), recorded.columns, digest_columns(mine.plan)
            )
        )
    return Checked(
        source.plan.settings.name,
        name,
        tuple(missed),
        changed=changed,
        versions=tuple(
            (what, then, now.get(what, ""))
            for what, then in (recorded.versions if recorded else {}).items()
            if now.get(what) != then
        ),
        solved=mine,
        recorded=recorded,
    )


def hold_to_record(checked: Checked, strict: bool = False, lenient: bool = False) -> Checked:
    """The same, missed as well where it would pass though its record is of other inputs or
    options: what changes a plan on the quiet need not move its result. `strict`: also where there
    is no record; `lenient`: what holds passes."""
    if checked.faults or checked.solved is None or lenient:
        return checked
    if checked.recorded is None and strict:
        return replace(checked, missed=(*checked.missed, Missed("not-recorded")))
    if checked.other_inputs and not checked.missed:
        return replace(checked, missed=(Missed("inputs-moved"),))
    return checked


def find_plans(paths: Iterable[Path]) -> list[Path]:
    """Plan folders at or below each path; workspaces and workbooks that are named themselves.

    Raises PlanError for none.
    """
    found: list[Path] = []
    for path in paths:
        if is_workspace(path) or is_workbook(path) or (path / "plan.toml").is_file():
            found.append(path)
        elif path.is_dir():
            inside = sorted(inner.parent for inner in path.rglob("plan.toml"))
            if not inside:
                raise PlanError([Fault("no-plans", str(path))])
            found += inside
        else:
            raise PlanError([Fault("no-folder", str(path))])
    return list(dict.fromkeys(found))
