"""scenario: show, make, copy, rename, describe and delete scenarios."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kamplan.cli.edits import at_desk, finish, kept_workspace
from kamplan.cli.session import (
    Exit,
    JsonOption,
    LangOption,
    console,
    print_json,
    reporting,
    show_faults,
)
from kamplan.cli.solve import PlanArgument, PlanNameOption
from kamplan.words import _, plain

if TYPE_CHECKING:
    from kamplan.desk import DeskState
    from kamplan.desk.scenarios import Change
    from kamplan.plan import Plan
    from kamplan.plan.entries import Entry
    from kamplan.report.scenarios import Listed
    from kamplan.store import Run


def scenario(
    plan: PlanArgument,
    name: Annotated[
        str | None, typer.Argument(help="Scenario; without one all are listed.", metavar="NAME")
    ] = None,
    new: Annotated[bool, typer.Option("--new", help="Make it, without changes.")] = False,
    copy_of: Annotated[str | None, typer.Option(help="Make it as a copy of this one.")] = None,
    rename: Annotated[str | None, typer.Option(help="Give it this name.")] = None,
    delete: Annotated[bool, typer.Option("--delete", help="Delete it.")] = False,
    describe: Annotated[str | None, typer.Option(help="Say what it is about.")] = None,
    extends: Annotated[
        str | None, typer.Option(help="With --new: the scenario it builds on.")
    ] = None,
    plan_name: PlanNameOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Show scenarios; make, copy, rename, describe or delete one."""
    from kamplan.plan import Fault, PlanError
    from kamplan.report.scenarios import SCENARIO, scenario_document

    with reporting(SCENARIO if as_json else None):
        acts = _acts(name or "", new, copy_of, rename, delete, describe, extends)
        if len(acts) > 1:
            raise PlanError([Fault("scenario-acts", value=" ".join(acts))])
        if extends is not None and not new:
            raise PlanError([Fault("scenario-extends", value=extends)])
        if not acts:
            _show(plan, name, plan_name, as_json)
            return
        if name is None:
            raise PlanError([Fault("scenario-which", value=next(iter(acts)))])
        ((change, said),) = acts.values()
        with at_desk(plan, plan_name) as desk:
            state = desk.edit_scenarios(change)
            desk.write_back()
            if not as_json:
                typer.echo(said)
            left = [] if delete else [_look_at(state.base, state.texts, rename or name)]
            finish(desk, scenario_document(state.name, left) if as_json else None)


def _acts(
    name: str,
    new: bool,
    copy_of: str | None,
    rename: str | None,
    delete: bool,
    describe: str | None,
    extends: str | None,
) -> "dict[str, tuple[Change, str]]":
    """What is asked for by its option: how it is done, and what is said then."""
    from kamplan.desk import scenarios
    from kamplan.whatif.scenario import BASE

    acts: dict[str, tuple[Change, str]] = {}
    shown = plain(name)
    if new:
        change = scenarios.create(name, extends or BASE, describe or "")
        acts["--new"] = change, _("{name} is made; it changes nothing yet.", name=shown)
    if copy_of is not None:
        change = _described(scenarios.duplicate(copy_of, name), describe)
        said = _("{name} is made, a copy of {other}.", name=shown, other=plain(copy_of))
        acts["--copy-of"] = change, said
    if rename is not None:
        said = _("{old} is now {name}.", old=shown, name=plain(rename))
        acts["--rename"] = scenarios.rename(name, rename), said
    if delete:
        said = _("{name} is deleted; kamplan undo brings it back.", name=shown)
        acts["--delete"] = scenarios.delete(name), said
    if describe is not None and not new and copy_of is None:
        acts["--describe"] = scenarios.describe(name, describe), _("Described.")
    return acts


def _described(change: "Change", description: str | None) -> "Change":
    """The same, with another description in the file it makes."""
    from kamplan.whatif.authoring import set_description

    if description is None:
        return change

    def both(state: "DeskState") -> "tuple[list[Entry], str | None]":
        (entry,), active = change(state)
        return [replace(entry, new=set_description(entry.new or "", description))], active

    return both


def _show(path: Path, name: str | None, plan_name: str | None, as_json: bool) -> None:
    """List all scenarios, or show one. The plan is only read."""
    from kamplan.planning import open_source
    from kamplan.report.scenarios import print_scenario, print_scenarios, scenario_document
    from kamplan.whatif.scenario import find_scenario

    source = open_source(path, plan_name)
    if name is not None and name not in source.names:
        find_scenario(name, source.scenarios)
    with kept_workspace(path) as workspace:
        runs = [] if workspace is None else workspace.runs(plan_name)
    latest = {run.scenario: run for run in reversed(runs)}
    names = source.names if name is None else [name]
    found = [_look_at(source.plan, source.scenarios, each, latest.get(each)) for each in names]
    if as_json:
        print_json(scenario_document(source.plan.settings.name, found))
    elif name is None:
        print_scenarios(console(), found)
    else:
        print_scenario(console(), found[0])
    if faults := [fault for each in found for fault in each.faults]:
        show_faults(list(dict.fromkeys(faults)))
        raise typer.Exit(Exit.BAD_INPUT)


def _look_at(
    plan: "Plan", texts: Mapping[str, str], name: str, run: "Run | None" = None
) -> "Listed":
    """What is known of a scenario, and what is wrong with it."""
    from kamplan.plan import PlanError
    from kamplan.report.scenarios import Listed
    from kamplan.whatif.changes import apply_scenario
    from kamplan.whatif.described import describe_changes
    from kamplan.whatif.inputs import fingerprint, inputs_of
    from kamplan.whatif.scenario import ScenarioFile, find_scenario, parse_scenario

    listed = Listed(name, ScenarioFile(), run=run, stale=run is not None)
    try:
        if name in texts:
            listed = replace(listed, file=parse_scenario(name, texts[name]))
        scenario = find_scenario(name, texts)
        if run is not None:
            stale = run.inputs != fingerprint(inputs_of(plan, scenario))
            listed = replace(listed, stale=stale)
        before = apply_scenario(plan, replace(scenario, files=scenario.files[:-1]))
        changes = tuple(describe_changes(scenario.own, before))
        after = apply_scenario(before, replace(scenario, files=scenario.files[-1:]))
    except PlanError as error:
        return replace(listed, faults=error.faults)
    return replace(listed, changes=changes, plans=(before, after))
