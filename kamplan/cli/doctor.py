"""doctor: is everything that kamplan stands on there and right?"""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import typer

from kamplan.cli.session import Exit, JsonOption, LangOption, print_json, reporting
from kamplan.words import LANGUAGES, LOCALE, _, mark


def _check_versions() -> str:
    from kamplan.planning import software_versions

    return ", ".join(f"{name} {number}" for name, number in software_versions().items())


def _check_solver() -> str:
    """One account, 60 units asked for, 40 there, 5 a unit: 200."""
    import numpy as np

    from solver import Problem, Promotions, Teams, Visits, solve

    none = np.zeros(0)
    index = np.zeros(0, dtype=np.int64)
    problem = Problem(
        ("a",), ("p",), ("2026-W01",), ("A",), np.full((1, 1, 1), 60.0), np.full((1, 1), 5.0),
        np.full((1, 1), 9.0), np.full((1, 1), 40.0), np.zeros(1), np.zeros(1), np.zeros(1),
        Promotions(index, (), none, none, none, np.zeros((0, 1), bool), np.zeros((0, 1), bool)),
        Visits(index, (), index, none, index, index, none, none, none, none, none),
        Teams((), none, none),
    )  # fmt: skip
    result = solve(problem)
    if result.status != "optimal" or abs((result.objective or 0.0) - 200.0) > 1e-6:
        raise RuntimeError(f"expected 200, got {result.status} {result.objective}")
    return "200 = 5 x 40"


def _check_shipped() -> str:
    from kamplan.exchange.folder import read_plan
    from kamplan.shipped import shipped_plans

    plans = shipped_plans()
    if not plans:
        raise RuntimeError("no shipped plan was found")
    for path in plans.values():
        read_plan(path)
    return ", ".join(plans)


def _check_languages() -> str:
    missing = [
        language
        for language in LANGUAGES
        if language != "en" and not (LOCALE / language / "LC_MESSAGES" / "kamplan.mo").is_file()
    ]
    if missing:
        raise RuntimeError(f"no catalogue for {', '.join(missing)}")
    return ", ".join(LANGUAGES)


def _check_store() -> str:
    from kamplan.store import Workspace

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "doctor.kamplan"
        with Workspace.create(path):
            pass
        with Workspace.open(path) as workspace:
            return f"{len(workspace.plan_names())} plans"


def _check_settings() -> str:
    """Where the user's settings lie, and whether they can be read."""
    from kamplan.plan import PlanError
    from kamplan.user.keeping import read_settings
    from kamplan.user.wishes import settings_file

    file = settings_file()
    if file is None:
        return _("nothing is kept")
    try:
        read_settings(file)
    except PlanError as error:
        from kamplan.messages import fault_text

        raise RuntimeError(fault_text(error.faults[0])) from error
    return str(file) if file.exists() else _("{file} (none yet)", file=file)


CHECKS: tuple[tuple[str, Callable[[], str]], ...] = (
    (mark("versions"), _check_versions),
    (mark("solver"), _check_solver),
    (mark("workspace"), _check_store),
    (mark("shipped plans"), _check_shipped),
    (mark("languages"), _check_languages),
    (mark("settings"), _check_settings),
)


def doctor(as_json: JsonOption = False, lang: LangOption = None) -> None:
    """Check the installation: solver, store, shipped plans, languages; where settings lie."""
    with reporting():
        found = []
        for name, check in CHECKS:
            try:
                found.append({"check": name, "ok": True, "detail": check()})
            except Exception as error:  # noqa: BLE001 - whatever is wrong is the answer
                detail = f"{type(error).__name__}: {error}"
                found.append({"check": name, "ok": False, "detail": detail})
        if as_json:
            print_json({"schema": "kamplan.doctor/1", "checks": found, "python": sys.version})
        else:
            for entry in found:
                verdict = _("ok") if entry["ok"] else _("WRONG")
                typer.echo(f"{_(str(entry['check']))}: {verdict} · {entry['detail']}")
        raise typer.Exit(Exit.DONE if all(entry["ok"] for entry in found) else Exit.INTERNAL)
