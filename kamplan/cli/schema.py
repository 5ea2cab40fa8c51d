"""schema: JSON Schemas for editors."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from kamplan.cli.session import LangOption, reporting
from kamplan.words import _, plain


def schema(
    name: Annotated[
        Literal["scenario", "plan"], typer.Argument(help="scenario or plan.", metavar="NAME")
    ],
    write: Annotated[
        Path | None,
        typer.Option(help="Put it into this plan folder, where editors find it.", metavar="PLAN"),
    ] = None,
    lang: LangOption = None,
) -> None:
    """Print the JSON Schema of scenario files or of plan.toml, for editors."""
    from kamplan.editor_schema import schema_text, write_schema

    with reporting():
        if write is None:
            typer.echo(schema_text(name), nl=False)
        else:
            typer.echo(_("Made {path}.", path=plain(write_schema(write, name))))
