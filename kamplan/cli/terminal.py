"""tui: the terminal interface."""

from pathlib import Path
from typing import Annotated

import typer

from kamplan.cli.session import LangOption, reporting
from kamplan.words import _, plain


def tui(
    plan: Annotated[
        Path | None,
        typer.Argument(
            help="Plan folder or workspace; without one the plan here, or one to try.",
            metavar="[PLAN]",
        ),
    ] = None,
    plan_name: Annotated[
        str | None, typer.Option("--plan", help="Plan of a workspace that holds several.")
    ] = None,
    lang: LangOption = None,
) -> None:
    """Edit accounts and budgets, solve and compare, in the terminal."""
    with reporting():
        path = plan if plan is not None else _plan_here()
        if path is None:
            path = _plan_to_try()
            typer.echo(_("No plan here; opening one to try: {path}", path=plain(path)), err=True)
        _refuse_workbook(path)
        from tui.run import run_terminal

        raise typer.Exit(run_terminal(path, plan_name))


def _refuse_workbook(path: Path) -> None:
    """Before the screen is up: what is said on it is gone when it closes."""
    from kamplan.exchange.suffixes import is_workbook

    if is_workbook(path):
        from kamplan.plan import Fault, PlanError

        raise PlanError([Fault("book-edited", str(path))])


def _plan_here() -> Path | None:
    """The plan folder one stands in, or the only workspace there."""
    if Path("plan.toml").is_file():
        return Path()
    found = sorted(Path().glob("*.kamplan"))
    return found[0] if len(found) == 1 and found[0].is_file() else None


def _plan_to_try() -> Path:
    """A copy of the small shipped plan of the user's own, made the first time."""
    from platformdirs import user_data_path

    from kamplan.shipped import copy_shipped

    folder = user_data_path("kamplan") / "spring_festival"
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        copy_shipped("spring_festival", folder)
    return folder
