"""check: scenario regression tests."""

import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kamplan.cli.session import (
    Exit,
    JobsOption,
    JsonOption,
    LangOption,
    console,
    interruptible,
    print_json,
    progress,
    reporting,
    show_faults,
)
from kamplan.words import _

if TYPE_CHECKING:
    from threading import Event

    from kamplan.plan import Fault
    from kamplan.planning import Checked, Source
    from kamplan.updates import Update
    from solver import Report


def check(
    paths: Annotated[
        list[Path], typer.Argument(help="Plan folders, workbooks, or folders that hold plans.")
    ],
    junit: Annotated[Path | None, typer.Option(help="Write JUnit XML to this file.")] = None,
    update: Annotated[
        bool,
        typer.Option("--update", help="Show what has moved, then record it. A terminal is asked."),
    ] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="Show what --update would record; write nothing.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="With --update: do not ask.")] = False,
    strict: Annotated[
        bool,
        typer.Option("--strict", help="Missed as well: a scenario without a record."),
    ] = False,
    lenient: Annotated[
        bool,
        typer.Option("--lenient", help="Inputs that changed since the record are only told."),
    ] = False,
    plan_name: Annotated[
        str | None, typer.Option("--plan", help="Plan of a workspace that holds several.")
    ] = None,
    jobs: JobsOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Solve every scenario and hold it against its expectations and its record."""
    from kamplan.planning import Checked
    from kamplan.report.checked import print_summary
    from kamplan.report.documents import CHECK, check_document
    from kamplan.report.junit import write_junit

    with reporting(CHECK if as_json else None):
        run = _Run(plan_name, update or diff, (strict, lenient), jobs, as_json)
        with interruptible() as flag:
            for path, faults in _find_plans(paths).items():
                if faults:
                    show_faults(faults)
                    run.checks.append(Checked(str(path), "base", faults=faults))
                elif not flag.is_set():
                    run.check_plan(path, flag)
        written = False if flag.is_set() else _record(run, update and not diff, yes)
        if junit is not None:
            write_junit(run.checks, junit)
        if as_json:
            print_json(check_document(run.checks, run.updates, written))
        else:
            print_summary(console(), run.checks)
        if flag.is_set():
            raise typer.Exit(Exit.STOPPED)
        raise typer.Exit(_status(run.checks))


def _status(checks: "list[Checked]") -> Exit:
    if any(each.failed for each in checks):
        return Exit.INTERNAL
    if any(each.faults for each in checks):
        return Exit.BAD_INPUT
    return Exit.DONE if all(each.passed for each in checks) else Exit.UNEXPECTED


def _record(run: "_Run", wanted: bool, yes: bool) -> bool:
    """Show what would be recorded, and record it where that is wanted. True if it was written."""
    from kamplan.report.updated import print_updates
    from kamplan.updates import as_recorded, write_updates

    if not run.recording:
        return False
    print_updates(console(stderr=run.quiet), run.updates)
    if not (wanted and (yes or _agreed(run))):
        return False
    for path in write_updates(run.updates):
        typer.echo(_("recorded {path}", path=path), err=True)
    run.checks = [as_recorded(each) for each in run.checks]
    return True


def _agreed(run: "_Run") -> bool:
    """Asked where someone can answer; what says nothing new need not be asked."""
    if all(each.silent for each in run.updates) or not _terminal():
        return True
    return typer.confirm(_("Record this?"), err=True)


def _terminal() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()


def _find_plans(paths: list[Path]) -> "dict[Path, tuple[Fault, ...]]":
    """Every plan at or below the paths; one that is not there does not stop the others."""
    from kamplan.plan import PlanError
    from kamplan.planning import find_plans

    found: dict[Path, tuple[Fault, ...]] = {}
    for path in paths:
        try:
            found |= dict.fromkeys(find_plans([path]), ())
        except PlanError as error:
            found[path] = error.faults
    return found


def _open(path: Path, plan_name: str | None, update: bool) -> "Source":
    from kamplan.plan import Fault, PlanError
    from kamplan.planning import open_source

    if update and not path.is_dir():
        raise PlanError([Fault("update-workspace", str(path))])
    return open_source(path, plan_name)


class _Run:
    """The plans of one command, one after another."""

    def __init__(
        self,
        plan_name: str | None,
        recording: bool,
        held: tuple[bool, bool],
        jobs: int | None,
        quiet: bool,
    ) -> None:
        self.plan_name, self.recording, self.held = plan_name, recording, held
        self.jobs, self.quiet = jobs, quiet
        self.checks: list[Checked] = []
        self.updates: list[Update] = []

    def check_plan(self, path: Path, flag: "Event") -> None:
        """Check a plan, and find what would be recorded of it."""
        from kamplan.plan import PlanError
        from kamplan.planning import Checked
        from kamplan.updates import find_updates

        try:
            source = _open(path, self.plan_name, self.recording)
        except PlanError as error:
            show_faults(error.faults)
            self.checks.append(Checked(str(path), "base", faults=error.faults))
            return
        found = self._solve(source, flag)
        self.checks += found
        if self.recording and not flag.is_set():
            self.updates += find_updates(source, found)

    def _solve(self, source: "Source", flag: "Event") -> "list[Checked]":
        from kamplan.planning import check_source, hold_to_record
        from kamplan.pool import SolverPool
        from kamplan.report.checked import print_checked

        found: list[Checked] = []
        listener: Report | None = None
        with closing(SolverPool(source, source.names, flag, self.jobs)) as pool:
            running = iter(check_source(source, answer=lambda name: pool.answer(name, listener)))
            text = _("checking {plan} ...", plan=source.plan.settings.name)
            while not flag.is_set():
                with progress(text, self.quiet) as listener:
                    each = next(running, None)
                if each is None:
                    break
                found.append(hold_to_record(each, *self.held))
                if not self.quiet:
                    print_checked(console(), found[-1])
        return found
