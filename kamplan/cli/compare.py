"""compare."""

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from kamplan.cli.session import (
    JobsOption,
    JsonOption,
    LangOption,
    console,
    exit_for,
    exit_for_error,
    interruptible,
    print_json,
    progress,
    reporting,
    show_faults,
    steps,
)
from kamplan.words import _

Axis = Literal["tier", "region", "product", "week", "account"]

if TYPE_CHECKING:
    from threading import Event

    from kamplan.explore.causes import Causes
    from kamplan.plan import PlanError
    from kamplan.planning import Source
    from kamplan.pool import SolverPool
    from kamplan.whatif.figures import Solved
    from solver import SolverTrouble


def compare(
    plan: Annotated[
        Path, typer.Argument(help="Plan folder, workbook or workspace.", metavar="PLAN")
    ],
    scenarios: Annotated[
        list[str] | None,
        typer.Argument(help="Scenarios; the others are held against the first. All if none."),
    ] = None,
    plan_name: Annotated[
        str | None, typer.Option("--plan", help="Plan of a workspace that holds several.")
    ] = None,
    by: Annotated[
        Axis | None,
        typer.Option(metavar="GROUP", help="Also by tier, region, product, week or account."),
    ] = None,
    differences: Annotated[
        bool, typer.Option("--differences", help="Leave out what is the same in all.")
    ] = False,
    jobs: JobsOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Show scenarios side by side: inputs changed, figures, and the bridge between."""
    from kamplan.plan import Fault, PlanError
    from kamplan.planning import faults_of, open_source
    from kamplan.pool import SolverPool
    from kamplan.report.compared import print_compared
    from kamplan.report.documents import COMPARE, compare_document

    with reporting(COMPARE if as_json else None):
        source = open_source(plan, plan_name)
        names = list(dict.fromkeys(scenarios or source.names))
        if len(names) == 1 and names[0] != "base":
            names.insert(0, "base")
        if len(names) < 2:
            raise PlanError([Fault("one-scenario", str(plan))])
        with interruptible() as flag, closing(SolverPool(source, names, flag, jobs)) as pool:
            solved, failed = solve_all(pool, names, as_json)
            causes = find_bridges(source, pool, flag, solved, as_json)
        # Nothing to compare, or nothing to hold it against.
        if failed and (names[0] in failed or len(solved) < 2):
            raise next(iter(failed.values()))
        problems = {name: faults_of(name, error) for name, error in failed.items()}
        if as_json:
            print_json(compare_document(source, solved, causes, problems))
        else:
            print_compared(console(), solved, causes, differences, by)
        for faults in problems.values():
            show_faults(faults)
        statuses = [exit_for(each.result.status) for each in solved]
        raise typer.Exit(max([*statuses, *map(exit_for_error, failed.values())]))


def find_bridges(
    source: "Source", pool: "SolverPool", stop: "Event", solved: "list[Solved]", quiet: bool
) -> "dict[str, Causes]":
    """Why each scenario earns more or less than the first, by scenario."""
    from kamplan.explore.causes import find_causes
    from kamplan.explore.exploration import Exploration

    found = {}
    for each in solved[1:]:
        with steps(_("why {scenario} differs ...", scenario=each.scenario), quiet) as step:
            exploration = Exploration(source, pool, stop, step)
            causes = find_causes(exploration.ask, solved[0], each)
            if causes is not None:
                found[each.scenario] = causes
    return found


def solve_all(
    pool: "SolverPool", names: list[str], quiet: bool
) -> "tuple[list[Solved], dict[str, PlanError | SolverTrouble]]":
    """(scenarios that were solved, why others were not)."""
    from kamplan.plan import PlanError
    from solver import SolverTrouble

    solved: list[Solved] = []
    failed: dict[str, PlanError | SolverTrouble] = {}
    for name in names:
        with progress(_("solving {scenario} ...", scenario=name), quiet) as report:
            try:
                solved.append(pool.answer(name, report))
            except (PlanError, SolverTrouble) as error:
                failed[name] = error
    return solved, failed
