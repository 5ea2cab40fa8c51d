"""relax: what would make an infeasible scenario possible, and writing it into it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kamplan.cli.edits import at_desk, finish
from kamplan.cli.session import (
    JsonOption,
    LangOption,
    console,
    interruptible,
    print_json,
    progress,
    reporting,
)
from kamplan.cli.solve import PlanArgument, PlanNameOption, ScenarioOption, finish_solved
from kamplan.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kamplan.insight.relaxing import Proposal
    from kamplan.plan import Plan
    from kamplan.whatif.figures import Solved


def relax(
    plan: PlanArgument,
    scenario: ScenarioOption = "base",
    only: Annotated[
        list[int] | None,
        typer.Option("--only", help="Accept the proposal with this number; all if not given."),
    ] = None,
    accept: Annotated[
        bool, typer.Option("--accept", help="Write it into the plan or the scenario, and solve.")
    ] = False,
    plan_name: PlanNameOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Say how little would have to give where no plan keeps every rule."""
    from kamplan.insight.relaxing import proposals
    from kamplan.planning import open_source
    from kamplan.report.relaxed import RELAX, relax_document

    with reporting(RELAX if as_json else None):
        if accept:
            _accept(plan, plan_name, scenario, only or [], as_json)
            return
        source = open_source(plan, plan_name)
        solved = _solve(source.plan, scenario, source.scenarios, as_json)
        found = proposals(solved)
        _chosen(found, only or [])
        if as_json:
            print_json(relax_document(solved, found))
        else:
            _show(solved, found)
        finish_solved(solved)


def _accept(
    path: Path, plan_name: str | None, scenario: str, only: list[int], as_json: bool
) -> None:
    from kamplan.desk.relaxing import relax as relax_at
    from kamplan.insight.relaxing import proposals
    from kamplan.report.relaxed import relax_document

    with at_desk(path, plan_name) as desk:
        state = desk.state
        solved = _solve(state.base, scenario, state.texts, as_json)
        found = proposals(solved)
        document = relax_document(solved, found)
        if not as_json:
            _show(solved, found)
        if found:
            changed = relax_at(desk, scenario, _chosen(found, only))
            desk.write_back()
            solved = _solve(desk.state.base, scenario, desk.state.texts, as_json)
            document["accepted"] = {
                "changed": changed,
                "version": desk.state.version,
                "status": solved.result.status,
                "objective": solved.result.objective,
            }
            if not as_json:
                from kamplan.report.solved import headline

                typer.echo(_("values changed: {count}", count=f"{changed:,}"))
                console().print(headline(solved))
        finish(desk, document if as_json else None)
        finish_solved(solved)


def _solve(plan: "Plan", scenario: str, texts: "Mapping[str, str]", quiet: bool) -> "Solved":
    from kamplan.planning import solve_plan
    from kamplan.whatif.scenario import find_scenario

    text = _("solving {scenario} ...", scenario=scenario)
    with interruptible() as flag, progress(text, quiet) as report:
        return solve_plan(plan, find_scenario(scenario, texts), flag, report=report)


def _chosen(found: "list[Proposal]", only: list[int]) -> "list[Proposal]":
    """The proposals with these numbers, all of them for none. Raises PlanError."""
    from kamplan.plan import Fault, PlanError

    wrong = [number for number in only if not 1 <= number <= len(found)]
    if wrong:
        raise PlanError(
            Fault("relax-number", "", None, "--only", str(number), {"most": len(found)})
            for number in wrong
        )
    return [found[number - 1] for number in only] or found


def _show(solved: "Solved", found: "list[Proposal]") -> None:
    from kamplan.report.relaxed import proposal_table
    from kamplan.report.solved import headline, print_conflict
    from kamplan.report.tables import titled

    screen = console()
    screen.print(headline(solved))
    print_conflict(screen, solved)
    if found:
        screen.print(titled(_("Together this makes a plan possible"), proposal_table(found)))
    elif solved.result.decisions is not None:
        typer.echo(_("Every rule can be kept: there is nothing to relax."))
