"""edit, undo, redo, journal: what the terminal does to a plan, from the command line."""

import contextlib
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

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
    from kamplan.desk import Desk
    from kamplan.plan import Fault, Plan
    from kamplan.plan.entries import Entry
    from kamplan.report.documents import Document
    from kamplan.store import Workspace
    from kamplan.store.records import JournalRecord


def edit(
    plan: PlanArgument,
    changes: Annotated[
        list[str],
        typer.Argument(
            help="TABLE:KEY:COLUMN=VALUE, or ~AMOUNT in place of =VALUE.", metavar="CHANGE"
        ),
    ],
    scenario: Annotated[
        str, typer.Option("--scenario", "-s", help="Scenario whose changes they become.")
    ] = "base",
    take_back: Annotated[
        bool,
        typer.Option("--take-back", help="Give cells, named alone, what the scenario inherits."),
    ] = False,
    plan_name: PlanNameOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Change cells of a plan or a scenario, all of them or none."""
    from kamplan.cli import one_edit
    from kamplan.report.edited import EDIT, edit_document, print_edited

    with reporting(EDIT if as_json else None), at_desk(plan, plan_name) as desk:
        desk.activate(scenario)
        make = one_edit.take_back if take_back else one_edit.make_changes
        entries = make(desk, changes)
        state = desk.state
        desk.write_back()
        said = (
            _("values changed: {count}", count=f"{len(entries):,}")
            if entries
            else _("nothing changes")
        )
        if not as_json:
            title = f"{plain(state.name)} · {plain(scenario)} · {said}"
            print_edited(console(), title, entries)
        about = {"plan": state.name, "scenario": scenario, "version": state.version}
        finish(desk, edit_document(EDIT, about, entries) if as_json else None)


def undo(
    plan: PlanArgument,
    to: Annotated[
        int | None,
        typer.Option("--to", help="Take back this edit of yours, and those since; see journal."),
    ] = None,
    plan_name: PlanNameOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Take back your last edit of a plan that still stands, or all down to one of them."""
    if to is None:
        _reverse(plan, plan_name, as_json, "undo")
    else:
        _go_back(plan, plan_name, as_json, to)


def redo(
    plan: PlanArgument,
    plan_name: PlanNameOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Make the edit again that you took back last."""
    _reverse(plan, plan_name, as_json, "redo")


def journal(
    plan: PlanArgument,
    limit: Annotated[int, typer.Option(min=1, help="Show at most so many changes.")] = 50,
    plan_name: PlanNameOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Show who changed what in a plan and when, newest first."""
    from kamplan.planning import open_source
    from kamplan.report.edited import JOURNAL, journal_document, print_journal

    with reporting(JOURNAL if as_json else None), kept_workspace(plan) as workspace:
        if workspace is None:
            name, records = open_source(plan, plan_name).plan.settings.name, []
        else:
            # Refuses a plan that is not there, and to guess among several.
            workspace.plan_version(plan_name)
            name = plan_name or workspace.plan_names()[0]
            records = _records(workspace, name, limit)
        if as_json:
            print_json(journal_document(name, records))
        else:
            print_journal(console(), records)


@contextlib.contextmanager
def at_desk(path: Path, plan_name: str | None) -> "Iterator[Desk]":
    """A plan open for editing."""
    from kamplan.desk import Desk

    with contextlib.closing(Desk.open(path, plan_name)) as desk:
        yield desk


@dataclass(frozen=True)
class AtScenario:
    """A scenario of a plan."""

    plan: "Plan"
    """with the scenario applied, as it was opened."""
    desk: "Desk | None" = None
    """where it is edited."""


@contextlib.contextmanager
def scenario_at(
    path: Path, plan_name: str | None, scenario: str, edit: bool
) -> "Iterator[AtScenario]":
    """A scenario of a plan, at a desk only where it is to be edited."""
    from kamplan.planning import open_source
    from kamplan.whatif.changes import apply_scenario
    from kamplan.whatif.scenario import find_scenario

    if edit:
        with at_desk(path, plan_name) as desk:
            desk.activate(scenario)
            yield AtScenario(desk.state.plan, desk)
        return
    source = open_source(path, plan_name)
    yield AtScenario(apply_scenario(source.plan, find_scenario(scenario, source.scenarios)))


@contextlib.contextmanager
def kept_workspace(path: Path) -> "Iterator[Workspace | None]":
    """The workspace of a plan, only to be read; None where it was never edited."""
    from kamplan.desk.plan_folder import FILE, INSIDE
    from kamplan.exchange.suffixes import is_workbook
    from kamplan.store import Workspace

    place = path / INSIDE / FILE if path.is_dir() else path
    if not place.exists() or is_workbook(path):
        yield None
        return
    with Workspace.open(place) as workspace:
        yield workspace if workspace.plan_names() else None


def finish(desk: "Desk", document: "Document | None", refused: "tuple[Fault, ...]" = ()) -> None:
    """Print the document and end: 2 where the edit could not be written into the folder, or a
    part of what was asked for was refused."""
    from kamplan.report.documents import problem_list

    if document is not None:
        problems = [*document["problems"], *problem_list((*refused, *desk.unwritten))]
        print_json({**document, "problems": problems})
    if refused:
        show_faults(refused)
    if not desk.unwritten:
        if refused:
            raise typer.Exit(Exit.BAD_INPUT)
        return
    show_faults(desk.unwritten)
    kept = _("The edit is kept in the workspace {path}.", path=plain(desk.workspace.where))
    typer.echo(kept, err=True)
    raise typer.Exit(Exit.BAD_INPUT)


def _reverse(
    path: Path, plan_name: str | None, as_json: bool, act: Literal["undo", "redo"]
) -> None:
    from kamplan.report.edited import edit_document, edit_name, print_edited

    schema = f"kamplan.{act}/1"
    with reporting(schema if as_json else None), at_desk(path, plan_name) as desk:
        before = desk.state.version
        state, what = desk.undo() if act == "undo" else desk.redo()
        # Others may have edited in between; what was made here came after that.
        made = _made_since(desk, before, act)
        entries = made[-1] if made else ()
        desk.write_back()
        if not as_json:
            said = _("Taken back: {what}") if act == "undo" else _("Made again: {what}")
            title = f"{plain(state.name)} · " + said.format(what=edit_name(what))
            # An edit is taken back from its end; it is shown as it was made.
            print_edited(console(), title, entries[::-1] if act == "undo" else entries)
        about = {"plan": state.name, "what": what, "version": state.version}
        finish(desk, edit_document(schema, about, entries) if as_json else None)


def _made_since(desk: "Desk", version: int, act: str) -> "list[tuple[Entry, ...]]":
    """What undoing or redoing has changed since a version, each step by itself."""
    since = desk.workspace.entries_since(version, desk.state.name) or []
    return [entries for noted, entries in since if noted.what == act]


def _go_back(path: Path, plan_name: str | None, as_json: bool, edit: int) -> None:
    """Undo down to an edit, as far as that goes."""
    from kamplan.desk.going_back import go_back
    from kamplan.report.edited import UNDO, edit_document, edit_name, print_edited

    with reporting(UNDO if as_json else None), at_desk(path, plan_name) as desk:
        before = desk.state.version
        went = go_back(desk, edit)
        count = len(went.steps)
        # Others may have undone something in between; what was undone here came after that.
        made = _made_since(desk, before, "undo")[-count:] if count else []
        desk.write_back()
        if not as_json:
            if not count:
                typer.echo(_("Nothing was taken back."))
            for step, entries in zip(went.steps, made, strict=True):
                title = f"{plain(desk.state.name)} · "
                title += _("Taken back: {what}", what=edit_name(step.what))
                print_edited(console(), title, entries[::-1])
        about = {"plan": desk.state.name, "what": "undo", "version": desk.state.version}
        every = [entry for each in made for entry in each]
        finish(desk, edit_document(UNDO, about, every) if as_json else None, went.faults)


def _records(workspace: "Workspace", name: str, limit: int) -> "list[JournalRecord]":
    """The latest changes of a plan, the newest first."""
    from kamplan.plan.entries import SETTINGS

    if len(workspace.plan_names()) == 1:
        return workspace.journal(limit)
    records = workspace.journal(sys.maxsize)
    names: dict[int | None, str] = {}
    for record in reversed(records):
        if record.edit is None:
            names[record.plan_id] = record.key
        elif (record.table, record.column) == (SETTINGS, "name"):
            names[record.plan_id] = json.loads(record.new or '""')
    return [record for record in records if names.get(record.plan_id) == name][:limit]
