"""publish: the solved plan becomes the one that was handed out."""

import typer

from kamplan.cli.edits import at_desk, finish
from kamplan.cli.session import JsonOption, LangOption, interruptible, progress, reporting
from kamplan.cli.solve import PlanArgument, PlanNameOption, ScenarioOption, finish_solved
from kamplan.words import _, plain


def publish(
    plan: PlanArgument,
    scenario: ScenarioOption = "base",
    plan_name: PlanNameOption = None,
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
            finish_solved(solved)
        changed = desk.publish(solved)
        version = desk.state.version
        desk.write_back()
        if not as_json:
            said = _("values changed: {count}", count=changed)
            typer.echo(f"{plain(state.name)} · {plain(scenario)} · {said}")
        finish(desk, publish_document(solved, changed, version) if as_json else None)
        finish_solved(solved)
