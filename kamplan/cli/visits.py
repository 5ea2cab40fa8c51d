"""visits: the solved plan's visits laid out over the weeks."""

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


def visits(
    plan: PlanArgument,
    scenario: ScenarioOption = "base",
    team: Annotated[str | None, typer.Option("--team", "-t", help="Only this team.")] = None,
    plan_name: PlanNameOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Lay the visits of a solved plan out evenly over the weeks, within each team's hours."""
    from kamplan.report.visits import VISITS, print_visits, visits_document

    with reporting(VISITS if as_json else None):
        solved = solve_asked(plan, scenario, plan_name, as_json)
        if as_json:
            print_json(visits_document(solved, team))
        else:
            print_visits(console(), solved, team)
        finish_solved(solved)
