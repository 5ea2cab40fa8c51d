"""Help and usage errors in another language than English.

Typer has most of its own sentences fixed in its source. They are recognised here and said again
from the catalogue; one that is not recognised stays as it is.
"""

import re
from collections.abc import Iterator
from io import StringIO
from typing import Any, cast

import typer
from typer.main import get_command

from kamplan.words import _, mark

# The first that fits is taken. {message} is a sentence of its own.
PHRASES = (
    mark("Error: {message}"),
    mark("Try '{command}' for help."),
    mark("Invalid value for {name}: {message}"),
    mark("Missing command."),
    mark("Missing argument {name}."),
    mark("Missing option {name}."),
    mark("No such command {name}. Did you mean {known}?"),
    mark("No such command {name}."),
    mark("No such option: {name} (Possible options: {known})"),
    mark("No such option: {name}"),
    mark("Option {name} requires an argument."),
    mark("Option {name} does not take a value."),
    mark("Input should be greater than or equal to {value}"),
    mark("Input should be a valid integer, unable to parse string as an integer"),
    mark("{value} is not in the range {known}."),
    mark("{value} is not a valid integer."),
    mark("Got unexpected extra argument(s) ({known})"),
    mark("Show this message and exit."),
    mark("Arguments"),
    mark("Options"),
    mark("Commands"),
    mark("required"),
    mark("default: {value}"),
)
# Typer has no public names for these two.
_USAGE_ERROR = cast("type[Any]", typer.BadParameter.__base__)
_HELP_FORMATTER: Any = typer.Context.formatter_class


def say(sentence: str) -> str:
    """One of Typer's sentences in the user's language."""
    for phrase in PHRASES:
        pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+?)", re.escape(phrase))
        if found := re.fullmatch(pattern, sentence, re.DOTALL):
            values = found.groupdict()
            if "message" in values:
                values["message"] = say(values["message"])
            return _(phrase, **values)
    return sentence


def _say_row(text: str) -> str:
    """The help of an option: its text, and perhaps [default: base; required]."""
    found = re.fullmatch(r"(.*?)( *)\[([^]]*)\]", text, re.DOTALL)
    if not found:
        return say(text)
    help_text, space, extra = found.groups()
    said = _("; ").join(say(part) for part in extra.split("; "))
    return f"{say(help_text)}{space}[{said}]"


class _Formatter(_HELP_FORMATTER):  # type: ignore[misc]
    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, prefix or _("Usage: "))

    def write_heading(self, heading: str) -> None:
        said = _("{heading}:", heading=say(heading))
        self.write(" " * self.current_indent + said + "\n")

    def write_dl(self, rows: list[tuple[str, str]], *args: Any, **values: Any) -> None:
        super().write_dl([(name, _say_row(text)) for name, text in rows], *args, **values)


class _Context(typer.Context):
    formatter_class = _Formatter


def commands_of(command: Any) -> Iterator[Any]:
    """The command and all below it."""
    yield command
    for below in getattr(command, "commands", {}).values():
        yield from commands_of(below)


def help_texts(command: Any) -> list[str]:
    """What a command and its options say about themselves."""
    texts = [command.help, *(getattr(param, "help", None) for param in command.params)]
    return [text for text in texts if text]


def _translate(command: Any) -> None:
    command.context_class = _Context
    command.options_metavar = _("[OPTIONS]")
    if hasattr(command, "subcommand_metavar"):
        command.subcommand_metavar = _("COMMAND [ARGS]...")
    if command.help:
        command.help = command.short_help = _(command.help)
    for param in command.params:
        if getattr(param, "help", None):
            param.help = _(param.help)


def run(app: typer.Typer) -> int:
    """Run the command line with its help and its usage errors translated."""
    command: Any = get_command(app)
    for each in commands_of(command):
        _translate(each)
    try:
        return command.main(standalone_mode=False) or 0
    except _USAGE_ERROR as error:
        written = StringIO()
        error.show(file=written)
        for line in written.getvalue().splitlines():
            typer.echo(say(line), err=True)
        return int(error.exit_code)
    except typer.Abort:
        typer.echo(_("Stopped."), err=True)
        return 1
