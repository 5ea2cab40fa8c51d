"""add, remove: rows of a plan or a scenario, with what hangs on them, from the command line."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from kamplan.cli.edits import at_desk, finish
from kamplan.cli.session import JsonOption, LangOption, console, reporting
from kamplan.cli.solve import PlanArgument, PlanNameOption
from kamplan.words import _, plain

if TYPE_CHECKING:
    from kamplan.desk import Desk
    from kamplan.plan.entries import Entry

ScenarioOption = Annotated[
    str, typer.Option("--scenario", "-s", help="Scenario whose changes they become.")
]


def add(
    plan: PlanArgument,
    table: Annotated[str, typer.Argument(help="Table that gets the row.", metavar="TABLE")],
    cells: Annotated[
        list[str] | None,
        typer.Argument(help="What its columns hold, as COLUMN=VALUE.", metavar="[CELL]..."),
    ] = None,
    like: Annotated[
        list[str] | None,
        typer.Option("--like", help="Copy the rows with this key; CELLs are what differs."),
    ] = None,
    with_rows: Annotated[
        bool,
        typer.Option("--with-rows", help="Copy demand, promotions and what else they have, too."),
    ] = False,
    scenario: ScenarioOption = "base",
    plan_name: PlanNameOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Add a row to a table of a plan or a scenario, or one for every week."""
    from kamplan.cli.addresses import find_table
    from kamplan.desk.rows import add_rows, copy_rows
    from kamplan.plan import Fault, PlanError
    from kamplan.report.edited import ADD

    with reporting(ADD if as_json else None), at_desk(plan, plan_name) as desk:
        desk.activate(scenario)
        name = find_table(desk.state.plan, table).name
        given = _read_cells(name, cells or [])
        if like:
            keys = _keys(desk, [f"{name}:{key}" for key in like])
            entries = copy_rows(desk, name, keys, given, with_rows)
        elif with_rows:
            raise PlanError([Fault("rows-of-none", f"{name}.csv")])
        else:
            entries = add_rows(desk, name, [given])
        _end(desk, ADD, entries, _("rows added: {count}", count=f"{len(entries):,}"), as_json)


def remove(
    plan: PlanArgument,
    rows: Annotated[list[str], typer.Argument(help="TABLE:KEY of rows.", metavar="ROWS")],
    with_rows: Annotated[
        bool,
        typer.Option("--with-rows", help="Remove what refers to them as well, in every table."),
    ] = False,
    scenario: ScenarioOption = "base",
    plan_name: PlanNameOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Remove rows of one table of a plan or a scenario."""
    from kamplan.desk.rows import remove_rows
    from kamplan.report.edited import REMOVE

    with reporting(REMOVE if as_json else None), at_desk(plan, plan_name) as desk:
        desk.activate(scenario)
        keys = _keys(desk, rows)
        removal = remove_rows(desk, rows[0].partition(":")[0], keys, with_rows)
        gone = sum(entry.new is None and entry.column == "" for entry in removal.entries)
        _end(desk, REMOVE, removal.entries, _("rows removed: {count}", count=f"{gone:,}"), as_json)


def _read_cells(table: str, texts: Sequence[str]) -> dict[str, str]:
    """COLUMN=VALUE as column -> text. Raises PlanError."""
    from kamplan.plan import Fault, PlanError

    faults: list[Fault] = []
    found: dict[str, str] = {}
    for text in texts:
        column, equals, value = text.partition("=")
        if not equals or not column.strip():
            faults.append(Fault("row-form", f"{table}.csv", value=text))
        elif column.strip() in found:
            faults.append(Fault("row-column-twice", f"{table}.csv", None, column.strip(), text))
        found[column.strip()] = value
    if faults:
        raise PlanError(faults)
    return found


def _keys(desk: "Desk", texts: Sequence[str]) -> "list[tuple[str, ...]]":
    """The keys that TABLE:KEY name, each once, all of one table. Raises PlanError."""
    from kamplan.cli.addresses import find_rows
    from kamplan.plan import Fault, PlanError

    faults: list[Fault] = []
    found: dict[tuple[str, ...], None] = {}
    first = texts[0].partition(":")[0]
    for text in texts:
        try:
            table, keys = find_rows(desk.state.plan, text)
        except PlanError as error:
            faults += error.faults
            continue
        if table.name != first:
            faults.append(Fault("rows-tables", f"{table.name}.csv", value=text))
        found |= dict.fromkeys(keys)
    if faults:
        raise PlanError(faults)
    return list(found)


def _end(desk: "Desk", schema: str, entries: "Sequence[Entry]", said: str, as_json: bool) -> None:
    """Write the folder's files, tell what was done, and end."""
    from kamplan.report.edited import edit_document, print_edited

    state = desk.state
    desk.write_back()
    if not as_json:
        title = f"{plain(state.name)} · {plain(state.active)} · {said}"
        print_edited(console(), title, entries)
    about = {"plan": state.name, "scenario": state.active, "version": state.version}
    finish(desk, edit_document(schema, about, entries) if as_json else None)
