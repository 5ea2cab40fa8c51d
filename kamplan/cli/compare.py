"""compare."""

from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from kamplan.cli.session import (
    JobsOption,
    JsonOption,
    LangOption,
    console,
    exit_for,
    interruptible,
    print_json,
    progress,
    reporting,
)
from kamplan.words import _


def compare(
    plan: Annotated[Path, typer.Argument(help="Plan folder or workspace.", metavar="PLAN")],
    scenarios: Annotated[
        list[str] | None,
        typer.Argument(help="Scenarios; the others are held against the first. All if none."),
    ] = None,
    plan_name: Annotated[
        str | None, typer.Option("--plan", help="Plan of a workspace that holds several.")
    ] = None,
    jobs: JobsOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Show scenarios side by side: inputs changed, figures, and the bridge between."""
    from kamplan.plan import Fault, PlanError
    from kamplan.planning import open_source
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
        solved = []
        with interruptible() as flag, closing(SolverPool(source, names, flag, jobs)) as pool:
            for name in names:
                with progress(_("solving {scenario} ...", scenario=name), as_json) as report:
                    solved.append(pool.answer(name, report))
        if as_json:
            print_json(compare_document(source, solved))
        else:
            print_compared(console(), solved)
        raise typer.Exit(max(exit_for(each.result.status) for each in solved))
