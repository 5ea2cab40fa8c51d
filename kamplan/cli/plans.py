"""new, import, export, validate: plans in and out."""

from pathlib import Path
from typing import Annotated

import typer

from kamplan.cli.session import Exit, JsonOption, LangOption, print_json, reporting
from kamplan.words import _, plain


def new(
    folder: Annotated[Path, typer.Argument(help="Folder to make.", metavar="PLAN")],
    name: Annotated[
        str | None, typer.Option(help="Name of the plan; the folder's if none.")
    ] = None,
    lang: LangOption = None,
) -> None:
    """Make a small plan folder to fill in: it solves as it is."""
    from kamplan.starter import write_starter

    with reporting():
        write_starter(folder, name or folder.resolve().name)
        typer.echo(_("Made {path}. Next: kamplan solve {path}", path=plain(folder)))


def validate(
    plan: Annotated[Path, typer.Argument(help="Plan folder or workspace.", metavar="PLAN")],
    plan_name: Annotated[
        str | None, typer.Option("--plan", help="Plan of a workspace that holds several.")
    ] = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Check a plan and all its scenarios, and report everything wrong at once."""
    from kamplan.plan import Fault, PlanError
    from kamplan.planning import open_source
    from kamplan.report.documents import VALIDATE
    from kamplan.whatif.changes import apply_scenario
    from kamplan.whatif.expectations import expectation_faults
    from kamplan.whatif.scenario import find_scenario

    with reporting(VALIDATE if as_json else None):
        source = open_source(plan, plan_name)
        faults: list[Fault] = []
        for name in source.names:
            try:
                scenario = find_scenario(name, source.scenarios)
                changed = apply_scenario(source.plan, scenario)
                found = expectation_faults(changed, scenario, source.names)
                faults += [fault for fault in found if fault not in faults]
            except PlanError as error:
                faults += [fault for fault in error.faults if fault not in faults]
        if faults:
            raise PlanError(faults)
        sizes = {name: len(table) for name, table in source.plan.tables.items() if len(table)}
        if as_json:
            print_json(
                {
                    "schema": VALIDATE,
                    "status": "valid",
                    "plan": source.plan.settings.name,
                    "rows": sizes,
                    "scenarios": source.names,
                    "problems": [],
                }
            )
            return
        rows = ", ".join(f"{name} {count:,}" for name, count in sizes.items())
        typer.echo(_("Nothing is wrong. Rows: {rows}.", rows=rows))
        typer.echo(_("Scenarios: {names}.", names=plain(", ".join(source.names))))


def import_plan(
    folder: Annotated[Path, typer.Argument(help="Plan folder to read.", metavar="PLAN")],
    workspace: Annotated[Path, typer.Argument(help="Workspace file; made if it is not there.")],
    replace: Annotated[bool, typer.Option(help="Replace the plan of the same name.")] = False,
    lang: LangOption = None,
) -> None:
    """Read a plan folder into a workspace, whole or not at all."""
    from kamplan.planning import open_source, require_text
    from kamplan.store import Workspace

    with reporting():
        source = open_source(folder)
        require_text(source)
        with Workspace.open(workspace, create=not workspace.exists()) as opened:
            opened.save_plan(source.plan, source.scenarios, source.recorded, replace=replace)
        name = source.plan.settings.name
        typer.echo(_('Imported "{name}" into {path}.', name=plain(name), path=plain(workspace)))


def export_plan(
    source_path: Annotated[
        Path, typer.Argument(help="Workspace or plan folder.", metavar="SOURCE")
    ],
    folder: Annotated[Path, typer.Argument(help="New folder to write.")],
    plan_name: Annotated[
        str | None, typer.Option("--plan", help="Plan of a workspace that holds several.")
    ] = None,
    lang: LangOption = None,
) -> None:
    """Write a plan as a canonical plan folder, whole or not at all."""
    from kamplan.exchange.folder import write_plan
    from kamplan.planning import open_source, require_text

    with reporting():
        source = open_source(source_path, plan_name)
        require_text(source)
        others = {f"scenarios/{name}.toml": text for name, text in source.scenarios.items()}
        others |= {
            f"scenarios/recorded/{name}.toml": text for name, text in source.recorded.items()
        }
        write_plan(source.plan, folder, others)
        name = plain(source.plan.settings.name)
        typer.echo(_('Exported "{name}" to {path}.', name=name, path=plain(folder)))
        raise typer.Exit(Exit.DONE)
