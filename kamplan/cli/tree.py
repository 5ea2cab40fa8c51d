"""tree: promotion money from the whole plan down, with what each branch may spend."""

from typing import Annotated

import typer

from kamplan.cli.session import JsonOption, LangOption, console, print_json, reporting
from kamplan.cli.solve import (
    PlanArgument,
    PlanNameOption,
    ScenarioOption,
    finish_solved,
    solve_asked,
)


def tree(
    plan: PlanArgument,
    scenario: ScenarioOption = "base",
    by: Annotated[
        str | None,
        typer.Option(
            "--by",
            metavar="LEVELS",
            help="Columns of accounts.csv, mechanic, week: region,tier if not given.",
        ),
    ] = None,
    plan_name: PlanNameOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Show promotion money as a tree: what each branch spends, may spend, and would gain."""
    from kamplan.report.branches import TREE, asked_levels, print_tree, tree_document, tree_of

    with reporting(TREE if as_json else None):
        solved = solve_asked(
            plan, scenario, plan_name, as_json, check=lambda found: asked_levels(found, by)
        )
        branches = tree_of(solved, by)
        if as_json:
            print_json(tree_document(solved, branches))
        else:
            print_tree(console(), solved, branches)
        finish_solved(solved)
