"""What every command shares: output, errors, exit status, and Ctrl-C."""

import contextlib
import signal
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from enum import IntEnum
from threading import Event
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kamplan.interrupts import interrupts_held
from kamplan.words import LANGUAGES, _, plain, use_language

if TYPE_CHECKING:
    from rich.console import Console

    from kamplan.plan import Fault, PlanError
    from solver import Progress, Report, SolverTrouble

# So many faults are shown; a million-row table with a wrong column has a million.
MOST_FAULTS = 50


def _language(value: str | None) -> str | None:
    if value is not None:
        if not value.lower().startswith(LANGUAGES):
            raise typer.BadParameter(_("languages are {known}", known=", ".join(LANGUAGES)))
        use_language(value)
    return value


JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
LangOption = Annotated[
    str | None,
    typer.Option(
        "--lang",
        help="Language, en or zh; else KAMPLAN_LANG, else the system's.",
        callback=_language,
    ),
]
JobsOption = Annotated[
    int | None,
    typer.Option(
        "--jobs", "-j", min=1, help="Scenarios solved at once; one for each core if not given."
    ),
]


class Exit(IntEnum):
    """Exit status of every command."""

    DONE = 0
    UNEXPECTED = 1
    BAD_INPUT = 2
    INFEASIBLE = 3
    STOPPED = 4
    INTERNAL = 5


class _Debug:
    on = False


def use_debug(wanted: bool) -> None:
    """Show tracebacks of internal errors."""
    _Debug.on = wanted


def console(stderr: bool = False) -> "Console":
    """A console that reads no markup and highlights nothing."""
    from rich.console import Console

    return Console(stderr=stderr, markup=False, highlight=False, emoji=False, soft_wrap=False)


def show_faults(faults: "tuple[Fault, ...] | list[Fault]") -> None:
    """Where, what, remedy of each, on standard error."""
    from kamplan.messages import fault_text

    for fault in faults[:MOST_FAULTS]:
        typer.echo(fault_text(fault), err=True)
    if len(faults) > MOST_FAULTS:
        more = len(faults) - MOST_FAULTS
        typer.echo(_("... and {count} more like these", count=f"{more:,}"), err=True)


def exit_for_error(error: "PlanError | SolverTrouble") -> Exit:
    """Exit status of a scenario that could not be solved."""
    from kamplan.plan import PlanError

    return Exit.BAD_INPUT if isinstance(error, PlanError) else Exit.INTERNAL


def exit_for_faults(faults: "Sequence[Fault]") -> Exit:
    """Exit status where some of many could not be solved."""
    failed = any(fault.code in ("solver-failed", "solver-ended") for fault in faults)
    return Exit.INTERNAL if failed else Exit.BAD_INPUT


def print_json(document: dict[str, Any]) -> None:
    """A JSON document on standard output, whole: the first Ctrl-C comes too late to stop it."""
    from kamplan.report.documents import dumps

    text = dumps(document)
    # A write to a full pipe that a signal interrupts would lose what is left of it.
    with interruptible(), interrupts_held():
        typer.echo(text)


@contextlib.contextmanager
def reporting(schema: str | None = None) -> Iterator[None]:
    """Turn errors into messages and exit status; with a schema, into a JSON document, too."""
    try:
        yield
    except KeyboardInterrupt:
        typer.echo(_("Stopped."), err=True)
        raise typer.Exit(Exit.STOPPED) from None
    except (typer.Exit, typer.Abort, SystemExit, BrokenPipeError):
        raise
    except Exception as error:  # noqa: BLE001 - the last line of defence
        raise typer.Exit(_report(error, schema)) from None


def _report(error: Exception, schema: str | None) -> Exit:
    """Say what went wrong; the exit status that goes with it."""
    # Loaded here: a command that begins at once, such as tui, need not wait for it.
    from kamplan.messages import trouble_text
    from kamplan.plan import PlanError
    from solver import SolverTrouble

    if isinstance(error, PlanError):
        if schema is not None:
            from kamplan.report.documents import failed_document

            print_json(failed_document(schema, error.faults))
        show_faults(error.faults)
        return Exit.BAD_INPUT
    if _Debug.on:
        traceback.print_exception(error)
    if isinstance(error, SolverTrouble):
        typer.echo(trouble_text(str(error)), err=True)
        return Exit.INTERNAL
    text = _("internal error: {error}", error=plain(f"{type(error).__name__}: {error}"))
    typer.echo(text + " " + _("Run again with --debug and report it."), err=True)
    return Exit.INTERNAL


@contextlib.contextmanager
def interruptible() -> Iterator[Event]:
    """A flag that the first Ctrl-C sets, so that the best plan so far is kept.

    The second one ends the program.
    """
    flag = Event()

    def stop(number: int, frame: FrameType | None) -> None:
        if flag.is_set():
            raise KeyboardInterrupt
        flag.set()
        typer.echo(_("Stopping; the best plan so far is kept."), err=True)

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield flag
    finally:
        signal.signal(signal.SIGINT, before)


@contextlib.contextmanager
def progress(text: str, quiet: bool) -> "Iterator[Report | None]":
    """A spinner on a terminal's standard error, nothing elsewhere.

    Yields what shows how a solve goes behind the text, None where nothing is shown.
    """
    with steps(text, quiet) as step:
        yield step("")


@contextlib.contextmanager
def steps(text: str, quiet: bool) -> "Iterator[Callable[[str], Report | None]]":
    """The same for one thing after another: give it a step's words, such as "3/21"."""
    if quiet or not sys.stderr.isatty():
        yield lambda step: None
        return
    from rich.text import Text

    def line(*words: str) -> Text:
        return Text(plain(" ".join(filter(None, words))), no_wrap=True, overflow="ellipsis")

    with console(stderr=True).status(line(text)) as status:

        def begin(step: str) -> "Report":
            status.update(line(text, step))
            return lambda told: status.update(line(text, step, progress_text(told)))

        yield begin


def progress_text(told: "Progress") -> str:
    """How far a solve has come: what is proven and found, or what is being done."""
    from kamplan.report.tables import money

    parts = []
    if told.bound is not None:
        parts.append(_("bound {bound}", bound=money(told.bound)))
    if told.value is not None:
        parts.append(_("plan {value}", value=money(told.value)))
    if told.gap is not None:
        parts.append(_("gap {gap}", gap=f"{told.gap:.2%}"))
    stage = {
        "build": _("building the model"),
        "prices": _("working out what one more is worth"),
        "round": _("rounding to whole steps and cases"),
        "explain": _("working out what rules cost"),
        "conflict": _("looking for the rules that conflict"),
    }.get(told.stage)
    if stage is not None:
        parts.append(stage)
    if told.value is None and told.pivots:
        parts.append(_("{count} pivots", count=f"{told.pivots:,}"))
    return " · ".join(parts)


def exit_for(status: str) -> Exit:
    """Exit status of a result's status."""
    return {"optimal": Exit.DONE, "infeasible": Exit.INFEASIBLE}.get(status, Exit.STOPPED)
