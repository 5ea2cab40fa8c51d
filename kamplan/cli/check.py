"""check: scenario regression tests."""

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
    from solver import Report


def check(
    paths: Annotated[
        list[Path], typer.Argument(help="Plan folders, workbooks, or folders that hold plans.")
    ],
    junit: Annotated[Path | None, typer.Option(help="Write JUnit XML to this file.")] = None,
    update: Annotated[
        bool, typer.Option("--update", help="Write what each scenario came to as its record.")
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
    from kamplan.report.documents import CHECK, check_document
    from kamplan.report.junit import write_junit

    with reporting(CHECK if as_json else None):
        checks: list[Checked] = []
        with interruptible() as flag:
            for path, faults in _find_plans(paths).items():
                if faults:
                    show_faults(faults)
                    checks.append(Checked(str(path), "base", faults=faults))
                elif not flag.is_set():
                    checks += _check_plan(path, plan_name, update, flag, jobs, as_json)
        if junit is not None:
            write_junit(checks, junit)
        if as_json:
            print_json(check_document(checks))
        else:
            passed = sum(each.passed for each in checks)
            failed = len(checks) - passed
            typer.echo(_("{passed} as expected, {failed} not", passed=passed, failed=failed))
        if flag.is_set():
            raise typer.Exit(Exit.STOPPED)
        if any(each.failed for each in checks):
            raise typer.Exit(Exit.INTERNAL)
        if any(each.faults for each in checks):
            raise typer.Exit(Exit.BAD_INPUT)
        raise typer.Exit(Exit.DONE if all(c.passed for c in checks) else Exit.UNEXPECTED)


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


def _check_plan(
    path: Path,
    plan_name: str | None,
    update: bool,
    flag: "Event",
    jobs: int | None,
    quiet: bool,
) -> "list[Checked]":
    from kamplan.plan import PlanError
    from kamplan.planning import Checked, check_source, write_records
    from kamplan.pool import SolverPool
    from kamplan.report.checked import print_checked

    try:
        source = _open(path, plan_name, update)
    except PlanError as error:
        show_faults(error.faults)
        return [Checked(str(path), "base", faults=error.faults)]
    found: list[Checked] = []
    listener: Report | None = None
    with closing(SolverPool(source, source.names, flag, jobs)) as pool:
        running = iter(check_source(source, answer=lambda name: pool.answer(name, listener)))
        text = _("checking {plan} ...", plan=source.plan.settings.name)
        while not flag.is_set():
            with progress(text, quiet) as listener:
                each = next(running, None)
            if each is None:
                break
            found.append(each)
            if not quiet:
                print_checked(console(), each)
    if update and not flag.is_set():
        for written in write_records(source, found):
            typer.echo(_("recorded {path}", path=written), err=True)
        found = [_recorded(each) for each in found]
    return found


def _recorded(check: "Checked") -> "Checked":
    """After an update a scenario that only moved is as recorded."""
    from dataclasses import replace

    moved = ("moved", "metric-moved", "status-moved")
    return replace(check, missed=tuple(m for m in check.missed if m.code not in moved))
