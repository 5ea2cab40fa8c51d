"""The commands, their options, and how they end."""

import sys
from itertools import pairwise
from typing import Annotated

import typer

from kamplan import __version__
from kamplan.cli import (
    budgets,
    check,
    compare,
    doctor,
    edits,
    explore,
    judge,
    plans,
    publish,
    relax,
    report,
    rows,
    scenarios,
    schema,
    solve,
    terminal,
    tree,
    visits,
)
from kamplan.cli.session import Exit, LangOption, use_debug
from kamplan.words import LANGUAGES, use_language

app = typer.Typer(
    name="kamplan",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def asked_language(arguments: list[str]) -> str | None:
    """The language the command line names last: known before anything is read or said."""
    asked = None
    for word, following in pairwise([*arguments, ""]):
        name, equals, value = word.partition("=")
        if name == "--lang":
            value = value if equals else following
            asked = value if value.lower().startswith(LANGUAGES) else asked
    return asked


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"kamplan {__version__}")
        raise typer.Exit


@app.callback()
def start(
    lang: LangOption = None,
    debug: Annotated[bool, typer.Option(help="Show a traceback for an internal error.")] = False,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Share out promotion money, visits and scarce stock among key accounts."""
    if lang is None:
        use_language(asked_language(sys.argv[1:]))
    use_debug(debug)


app.command("demo")(solve.demo)
app.command("tui")(terminal.tui)
app.command("new")(plans.new)
app.command("import")(plans.import_plan)
app.command("export")(plans.export_plan)
app.command("validate")(plans.validate)
app.command("solve")(solve.solve_command)
app.command("explain")(solve.explain)
app.command("relax")(relax.relax)
app.command("tree")(tree.tree)
app.command("visits")(visits.visits)
app.command("compare")(compare.compare)
app.command("frontier")(explore.frontier)
app.command("sweep")(explore.sweep)
app.command("tornado")(explore.tornado)
app.command("regret")(explore.regret)
app.command("flips")(explore.flips)
app.command("lose")(explore.lose)
app.command("publish")(publish.publish)
app.command("report")(report.report)
app.command("budgets")(budgets.budgets)
app.command("judge")(judge.judge)
app.command("scenario")(scenarios.scenario)
app.command("edit")(edits.edit)
app.command("add")(rows.add)
app.command("remove")(rows.remove)
app.command("undo")(edits.undo)
app.command("redo")(edits.redo)
app.command("journal")(edits.journal)
app.command("check")(check.check)
app.command("schema")(schema.schema)
app.command("doctor")(doctor.doctor)


def main() -> None:
    """Run a command; the exit status is the contract of DESIGN.

    0 done, 1 an expectation failed, 2 bad input or usage, 3 infeasible, 4 stopped before the
    gap was met, 5 internal error.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    language = use_language(asked_language(sys.argv[1:]))
    try:
        if language == "en":
            app(standalone_mode=True)
        else:
            from kamplan.cli.help import run

            sys.exit(run(app))
    except KeyboardInterrupt:
        sys.exit(Exit.STOPPED)
    except SystemExit as ending:
        # Typer's own status for Ctrl-C while a command is being read.
        sys.exit(Exit.STOPPED if ending.code == 130 else ending.code)
