"""tui: the terminal interface."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kamplan.cli.session import LangOption, reporting
from kamplan.words import LANGUAGES, _, plain, use_language

if TYPE_CHECKING:
    from kamplan.user.beginning import Beginning
    from kamplan.user.wishes import Wishes


def tui(
    context: typer.Context,
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
    tour: Annotated[
        bool, typer.Option("--tour", help="Begin with the tour, on a small plan to try.")
    ] = False,
    lang: LangOption = None,
) -> None:
    """Edit accounts and budgets, solve and compare, in the terminal."""
    with reporting():
        if tour and plan is not None:
            from kamplan.plan import Fault, PlanError

            raise PlanError([Fault("tour-own-plan", str(plan))])
        path = plan if plan is not None else None if tour else _plan_here()
        practice = path is None
        if path is None:
            path = _plan_to_try()
        begin = _beginning(path, plan_name, practice, tour)
        if lang is None and context.find_root().params.get("lang") is None:
            _speak_as_kept(begin.wishes)
        if practice and not tour:
            typer.echo(_("No plan here; opening one to try: {path}", path=plain(path)), err=True)
        _refuse_workbook(path)
        from tui.run import run_terminal

        raise typer.Exit(run_terminal(path, plan_name, begin))


def _beginning(path: Path, plan_name: str | None, practice: bool, tour: bool) -> "Beginning":
    """As the user left it; the tour comes by itself once, on the plan to try."""
    from kamplan.user.beginning import Beginning
    from kamplan.user.wishes import first_wishes, plan_key, settings_file

    file, key = settings_file(), plan_key(path, plan_name)
    wishes = first_wishes(file, key)
    # Without a place to note that it was seen it would come every time.
    first = practice and file is not None and not wishes.tour_seen
    return Beginning(wishes, file, key, practice, tour or first)


def _speak_as_kept(wishes: "Wishes") -> None:
    """The language chosen in the terminal, unless another is asked for."""
    if wishes.language in LANGUAGES and not os.environ.get("KAMPLAN_LANG"):
        use_language(wishes.language)


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
