"""demo, solve, explain."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from kamplan.cli.session import (
    Exit,
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

if TYPE_CHECKING:
    from kamplan.plan import Plan
    from kamplan.whatif.figures import Solved

PlanArgument = Annotated[
    Path, typer.Argument(help="Plan folder, workbook or workspace.", metavar="PLAN")
]
ScenarioOption = Annotated[str, typer.Option("--scenario", "-s", help="Scenario to solve.")]
PlanNameOption = Annotated[
    str | None, typer.Option("--plan", help="Plan of a workspace that holds several.")
]


def solve_asked(
    path: Path,
    scenario: str,
    plan_name: str | None,
    quiet: bool,
    explain: bool = False,
    check: "Callable[[Plan], object] | None" = None,
) -> "Solved":
    """Solve the scenario that a command is asked for, showing how it goes.

    `check` looks at the plan before it is solved; PlanError of it is raised.
    """
    from kamplan.planning import open_source, solve_scenario

    text = _("solving {scenario} ...", scenario=scenario)
    with interruptible() as flag, progress(text, quiet) as report:
        source = open_source(path, plan_name)
        if check is not None:
            check(source.plan)
        return solve_scenario(source, scenario, flag, None, report, explain)


def finish_solved(solved: "Solved") -> NoReturn:
    """Say what conflicts where nothing is possible, and end with the status's exit."""
    from kamplan.report.solved import conflict_text

    if solved.result.status == "infeasible":
        rules = conflict_text(solved.result.conflict)
        known = _("No plan keeps every rule: {rules}.", rules=rules)
        unknown = _("No plan keeps every rule; stopped before it was found which ones conflict.")
        typer.echo(known if rules else unknown, err=True)
    raise typer.Exit(exit_for(solved.result.status))


def solve_command(
    plan: PlanArgument,
    scenario: ScenarioOption = "base",
    plan_name: PlanNameOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Allocate promotion money, visits and stock, with proof and prices."""
    from kamplan.report.documents import SOLVE, solve_document
    from kamplan.report.solved import print_solved

    with reporting(SOLVE if as_json else None):
        solved = solve_asked(plan, scenario, plan_name, as_json)
        if as_json:
            print_json(solve_document(solved))
        else:
            print_solved(console(), solved)
        finish_solved(solved)


def explain(
    plan: PlanArgument,
    scenario: ScenarioOption = "base",
    account: Annotated[
        str | None,
        typer.Option("--account", "-a", help="Say why this account gets what it gets."),
    ] = None,
    plan_name: PlanNameOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Say why: the proof, what binding rules cost and one more is worth, or what conflicts."""
    from kamplan.report.documents import EXPLAIN
    from kamplan.report.explained import explain_document, print_explained

    with reporting(EXPLAIN if as_json else None):
        # What rules cost takes solves of its own, and is not asked for with an account.
        solved = solve_asked(plan, scenario, plan_name, as_json, explain=account is None)
        if as_json:
            print_json(explain_document(solved, account))
        else:
            print_explained(console(), solved, account)
        finish_solved(solved)


def demo(
    name: Annotated[str, typer.Argument(help="Shipped plan to show.")] = "wholesale",
    copy: Annotated[
        Path | None, typer.Option(help="Copy the plan into this new folder instead.")
    ] = None,
    jobs: JobsOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Solve a shipped plan and compare its scenarios."""
    from kamplan.cli.compare import find_bridges
    from kamplan.planning import open_source
    from kamplan.pool import SolverPool
    from kamplan.report.compared import print_compared
    from kamplan.report.documents import COMPARE, compare_document
    from kamplan.report.solved import print_solved
    from kamplan.shipped import copy_shipped, find_shipped

    with reporting(COMPARE if as_json else None):
        if copy is not None:
            copy_shipped(name, copy)
            typer.echo(_("Copied to {path}. Next: kamplan solve {path}", path=copy))
            return
        source = open_source(find_shipped(name))
        solved, screen = [], console()
        with interruptible() as flag, closing(SolverPool(source, source.names, flag, jobs)) as pool:
            for scenario in source.names:
                with progress(_("solving {scenario} ...", scenario=scenario), as_json) as report:
                    solved.append(pool.answer(scenario, report))
                if not as_json and len(solved) == 1:
                    print_solved(screen, solved[0])
                if flag.is_set():
                    break
            causes = find_bridges(source, pool, flag, solved, as_json)
        if as_json:
            print_json(compare_document(source, solved, causes))
        else:
            print_compared(screen, solved, causes)
        worst = max(exit_for(each.result.status) for each in solved)
        raise typer.Exit(worst if worst != Exit.DONE else Exit.DONE)
