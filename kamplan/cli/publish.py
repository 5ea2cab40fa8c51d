"""publish: the solved plan becomes the one that was handed out."""

from typing import TYPE_CHECKING, Annotated

import typer

from kamplan.cli.edits import at_desk, finish
from kamplan.cli.session import (
    Exit,
    JsonOption,
    LangOption,
    interruptible,
    print_json,
    progress,
    reporting,
)
from kamplan.cli.solve import PlanArgument, PlanNameOption, ScenarioOption, finish_solved
from kamplan.words import _, plain

if TYPE_CHECKING:
    from kamplan.whatif.figures import Solved


def publish(
    plan: PlanArgument,
    scenario: ScenarioOption = "base",
    plan_name: PlanNameOption = None,
    rounded: Annotated[
        bool, typer.Option("--rounded", help="Publish the plan in whole steps and cases.")
    ] = False,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Solve a scenario and keep its decisions as the published plan."""
    from kamplan.planning import solve_plan
    from kamplan.report.published import PUBLISH, publish_document
    from kamplan.whatif.scenario import find_scenario

    with reporting(PUBLISH if as_json else None), at_desk(plan, plan_name) as desk:
        state, text = desk.state, _("solving {scenario} ...", scenario=scenario)
        with interruptible() as flag, progress(text, as_json) as report:
            chosen = find_scenario(scenario, state.texts)
            solved = solve_plan(state.base, chosen, flag, report=report)
        if solved.result.decisions is None:
            typer.echo(_("There is no plan to publish."), err=True)
            if as_json:
                print_json(publish_document(solved, 0, state.version))
            finish_solved(solved)
        if rounded:
            solved = _in_whole_numbers(solved)
        changed = desk.publish(solved)
        version = desk.state.version
        desk.write_back()
        if not as_json:
            said = _("values changed: {count}", count=f"{changed:,}")
            typer.echo(f"{plain(state.name)} · {plain(scenario)} · {said}")
        finish(desk, publish_document(solved, changed, version) if as_json else None)
        finish_solved(solved)


def _in_whole_numbers(solved: "Solved") -> "Solved":
    """The rounding in place of the plan; where there is none, say why and end."""
    from kamplan.report.rounded import (
        FAILED,
        IMPOSSIBLE,
        STOPPED,
        rounded_lines,
        rounding_off,
        rounding_status,
    )

    rounded = solved.result.rounded
    if rounded is None:
        typer.echo(rounding_off(), err=True)
        raise typer.Exit(Exit.BAD_INPUT)
    if rounded.decisions is None:
        typer.echo("\n".join(rounded_lines(solved)), err=True)
        ends = {IMPOSSIBLE: Exit.INFEASIBLE, STOPPED: Exit.STOPPED, FAILED: Exit.INTERNAL}
        raise typer.Exit(ends[rounding_status(rounded)])
    return solved.as_rounded()
