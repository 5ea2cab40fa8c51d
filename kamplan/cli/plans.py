"""new, import, export, validate: plans in and out."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NoReturn

import typer

from kamplan.cli.session import (
    Exit,
    JsonOption,
    LangOption,
    exit_for,
    interruptible,
    print_json,
    progress,
    reporting,
)
from kamplan.exchange.suffixes import is_workbook
from kamplan.words import _, plain

if TYPE_CHECKING:
    from kamplan.plan import Plan
    from kamplan.planning import Source
    from kamplan.rolling.ending import Ending

Headings = Literal["en", "zh"]
HeadingsOption = Annotated[
    Headings | None,
    typer.Option("--headings", help="Language of a workbook's sheets and headings; en if none."),
]


def new(
    folder: Annotated[
        Path, typer.Argument(help="Folder to make, or workbook: NAME.xlsx.", metavar="PLAN")
    ],
    name: Annotated[
        str | None, typer.Option(help="Name of the plan; the folder's if none.")
    ] = None,
    old: Annotated[
        Path | None,
        typer.Option("--from", metavar="PLAN", help="Roll this plan forward to the next quarter."),
    ] = None,
    scenario: Annotated[
        str | None,
        typer.Option("--scenario", "-s", help="Scenario that the old quarter ends with."),
    ] = None,
    weeks: Annotated[int | None, typer.Option(help="Number of weeks; as before if none.")] = None,
    first_week: Annotated[
        str | None, typer.Option(help="First week; the one after the old plan's last if none.")
    ] = None,
    plan_name: Annotated[
        str | None, typer.Option("--plan", help="Plan of a workspace that holds several.")
    ] = None,
    headings: HeadingsOption = None,
    lang: LangOption = None,
) -> None:
    """Make a small plan, a folder or a workbook, or the next quarter of a plan."""
    from kamplan.plan import Fault, PlanError
    from kamplan.starter import make_starter

    made = folder.resolve()
    name = name or (made.stem if is_workbook(made) else made.name)
    with reporting():
        if old is not None:
            _roll(folder, name, old, scenario, weeks, first_week, plan_name, headings)
        given = {"--scenario": scenario, "--weeks": weeks, "--first-week": first_week}
        given["--plan"] = plan_name
        if odd := [option for option, value in given.items() if value is not None]:
            raise PlanError(Fault("new-needs-from", "", None, option) for option in odd)
        plan, scenarios = make_starter(name)
        _write(plan, folder, scenarios, {}, headings)
        typer.echo(_("Made {path}. Next: kamplan solve {path}", path=plain(folder)))


def _roll(
    folder: Path,
    name: str,
    old: Path,
    scenario: str | None,
    weeks: int | None,
    first_week: str | None,
    plan_name: str | None,
    headings: Headings | None,
) -> NoReturn:
    """Write the next quarter, say what became of everything, and end."""
    from kamplan.exchange.folder import check_free
    from kamplan.planning import open_source, require_text
    from kamplan.report.rolled import rolled_lines
    from kamplan.rolling.roll import check_horizon, roll_forward

    check_free(folder)
    source = open_source(old, plan_name)
    require_text(source)
    shift = check_horizon(source.plan, first_week, weeks)
    ending, status = _ending(source, scenario)
    rolled = roll_forward(source, ending, shift, name)
    _write(rolled.plan, folder, rolled.scenarios, {}, headings)
    typer.echo(_("Made {path}. Next: kamplan validate {path}", path=plain(folder)))
    for line in rolled_lines(rolled, scenario or "base"):
        typer.echo(f"  {line}")
    raise typer.Exit(status)


def _ending(source: "Source", scenario: str | None) -> "tuple[Ending, Exit]":
    """How the old quarter ends: as published, or as solved where a scenario is named or nothing
    is published."""
    from kamplan.cli.solve import finish_solved
    from kamplan.formulation import formulate
    from kamplan.planning import solve_scenario
    from kamplan.rolling.ending import ending_of, published_ending

    if scenario is None:
        published = published_ending(source.plan, formulate(source.plan))
        if published is not None:
            return published, Exit.DONE
    text = _("solving {scenario} ...", scenario=scenario or "base")
    with interruptible() as flag, progress(text, quiet=False) as report:
        solved = solve_scenario(source, scenario or "base", flag, report=report)
    ending = ending_of(solved)
    if ending is None:
        typer.echo(_("There is no plan to roll forward."), err=True)
        finish_solved(solved)
    return ending, exit_for(solved.result.status)


def validate(
    plan: Annotated[
        Path, typer.Argument(help="Plan folder, workbook or workspace.", metavar="PLAN")
    ],
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
    folder: Annotated[
        Path, typer.Argument(help="Plan folder or workbook to read.", metavar="PLAN")
    ],
    workspace: Annotated[Path, typer.Argument(help="Workspace file; made if it is not there.")],
    replace: Annotated[bool, typer.Option(help="Replace the plan of the same name.")] = False,
    lang: LangOption = None,
) -> None:
    """Read a plan folder or a workbook into a workspace, whole or not at all."""
    from kamplan.plan import Fault, PlanError
    from kamplan.planning import open_source, require_text
    from kamplan.store import Workspace

    with reporting():
        if is_workbook(workspace):
            raise PlanError([Fault("book-workspace", str(workspace))])
        source = open_source(folder)
        require_text(source)
        with Workspace.open(workspace, create=not workspace.exists()) as opened:
            opened.save_plan(source.plan, source.scenarios, source.recorded, replace=replace)
        name = source.plan.settings.name
        typer.echo(_('Imported "{name}" into {path}.', name=plain(name), path=plain(workspace)))


def export_plan(
    source_path: Annotated[
        Path, typer.Argument(help="Workspace, plan folder or workbook.", metavar="SOURCE")
    ],
    folder: Annotated[
        Path, typer.Argument(help="New folder to write, or new workbook: NAME.xlsx.")
    ],
    plan_name: Annotated[
        str | None, typer.Option("--plan", help="Plan of a workspace that holds several.")
    ] = None,
    headings: HeadingsOption = None,
    lang: LangOption = None,
) -> None:
    """Write a plan as a canonical plan folder or as a workbook, whole or not at all."""
    from kamplan.planning import open_source, require_text

    with reporting():
        source = open_source(source_path, plan_name)
        require_text(source)
        _write(source.plan, folder, source.scenarios, source.recorded, headings)
        name = plain(source.plan.settings.name)
        typer.echo(_('Exported "{name}" to {path}.', name=name, path=plain(folder)))
        raise typer.Exit(Exit.DONE)


def _write(
    plan: "Plan",
    target: Path,
    scenarios: Mapping[str, str],
    recorded: Mapping[str, str],
    headings: Headings | None,
) -> None:
    """A workbook or a plan folder, as the target's name says."""
    if is_workbook(target):
        from kamplan.exchange.workbook_writing import write_workbook

        write_workbook(plan, target, scenarios, recorded, headings or "en")
        return
    from kamplan.exchange.folder import write_plan
    from kamplan.plan import Fault, PlanError

    if headings is not None:
        raise PlanError([Fault("book-headings", str(target))])
    texts = {f"scenarios/{name}.toml": text for name, text in scenarios.items()}
    texts |= {f"scenarios/recorded/{name}.toml": text for name, text in recorded.items()}
    write_plan(plan, target, texts)
