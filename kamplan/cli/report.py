"""report."""

from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kamplan.cli.compare import find_bridges, solve_all
from kamplan.cli.explore import FreshOption
from kamplan.cli.session import (
    Exit,
    JobsOption,
    LangOption,
    exit_for,
    exit_for_error,
    exit_for_faults,
    interruptible,
    progress,
    reporting,
    show_faults,
    steps,
)
from kamplan.cli.solve import PlanArgument, PlanNameOption
from kamplan.words import _

if TYPE_CHECKING:
    from threading import Event

    from kamplan.explore.frontier import Frontier
    from kamplan.plan import Fault
    from kamplan.planning import Source
    from kamplan.reporting.gathered import Gathered, Names

# Points of the budget frontier, and from where to where, as shares of the budget.
POINTS, LEAST, MOST = 9, 0.5, 1.5


def report(
    plan: PlanArgument,
    scenarios: Annotated[
        list[str] | None,
        typer.Argument(help="Scenarios; the others are held against the first. All if none."),
    ] = None,
    out: Annotated[
        list[Path] | None,
        typer.Option(help="File to write, .html or .xlsx; may be given twice."),
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Overwrite files.")] = False,
    frontier: Annotated[
        bool, typer.Option(help="Work out what more or less promotion money brings.")
    ] = True,
    plan_name: PlanNameOption = None,
    jobs: JobsOption = None,
    fresh: FreshOption = False,
    lang: LangOption = None,
) -> None:
    """Write a report to hand on: one HTML file that needs nothing else, or a workbook."""
    from kamplan.plan import Fault, PlanError
    from kamplan.planning import open_source
    from kamplan.reporting.files import check_targets, write_report
    from kamplan.reporting.gathered import MOST as MOST_SCENARIOS
    from kamplan.reporting.gathered import choose_names
    from kamplan.reporting.report import make_report

    with reporting():
        targets = out or [Path(f"{_name_of(plan)}.html")]
        check_targets(plan, targets, replace)
        source = open_source(plan, plan_name)
        names = choose_names(scenarios or [], source.names)
        if len(names.all) > MOST_SCENARIOS:
            values = {"count": len(names.all), "most": MOST_SCENARIOS}
            raise PlanError([Fault("report-many", str(plan), values=values)])
        gathered, ends = _gather(source, names, jobs, frontier, fresh)
        with progress(_("writing ..."), False):
            written = make_report(gathered)
            for target in targets:
                write_report(written, target, replace)
        for target in targets:
            size = target.stat().st_size / 1e6
            typer.echo(_("Written: {path} ({size} MB)", path=target, size=f"{size:.1f}"))
        for faults in (*gathered.failed.values(), gathered.frontier_faults):
            show_faults(list(faults))
        raise typer.Exit(max(ends))


def _name_of(plan: Path) -> str:
    """What a report is called where nobody says: as the plan, without a file's suffix."""
    place = plan.resolve()
    return place.name if place.is_dir() else place.stem


def _gather(
    source: "Source", names: "Names", jobs: int | None, frontier: bool, fresh: bool
) -> "tuple[Gathered, list[Exit]]":
    """Everything that is shown, and the exit statuses of its parts.

    Raises why the scenario that is shown in full could not be solved.
    """
    from kamplan.planning import faults_of
    from kamplan.pool import SolverPool
    from kamplan.reporting.gathered import Gathered
    from kamplan.reporting.prices import has_budget

    with interruptible() as flag:
        with closing(SolverPool(source, names.all, flag, jobs)) as pool:
            solved, failed = solve_all(pool, list(names.all), False)
            if names.subject in failed:
                raise failed[names.subject]
            against_first = bool(solved) and solved[0].scenario == names.all[0]
            causes = find_bridges(source, pool, flag, solved, False) if against_first else {}
        subject = next(each for each in solved if each.scenario == names.subject)
        wanted = frontier and has_budget(subject)
        possible = subject.result.evaluation is not None
        found, faults = None, list["Fault"]()
        if wanted and possible and not flag.is_set():
            found, faults = _frontier(source, names.subject, flag, jobs, fresh)
        stopped = flag.is_set()
    ends = [exit_for(each.result.status) for each in solved]
    ends += map(exit_for_error, failed.values())
    if stopped or (found is not None and not found.complete):
        ends.append(Exit.STOPPED)
    if faults:
        ends.append(exit_for_faults(faults))
    gathered = Gathered(
        source,
        names,
        {each.scenario: each for each in solved},
        datetime.now().astimezone(),
        {name: faults_of(name, error) for name, error in failed.items()},
        causes,
        found,
        stopped,
        faults,
        wanted,
    )
    return gathered, ends


def _frontier(
    source: "Source", scenario: str, flag: "Event", jobs: int | None, fresh: bool
) -> "tuple[Frontier | None, list[Fault]]":
    """(the budget frontier, what kept points of it from being solved)."""
    import numpy as np

    from kamplan.explore.exploration import Exploration
    from kamplan.explore.frontier import find_frontier
    from kamplan.explore.levers import BUDGET, Lever
    from kamplan.memory import DiskMemory

    memory = None if fresh else DiskMemory.of_user()
    with steps(_("what more or less money brings ..."), False) as step:
        exploration = Exploration.begin(source, POINTS, flag, jobs, memory, step)
        with closing(exploration):
            shares = np.linspace(LEAST, MOST, POINTS).tolist()
            found = find_frontier(exploration, scenario, Lever(BUDGET, ""), shares)
    return found, list(dict.fromkeys(fault for point in found.points for fault in point.faults))
