"""Every sheet of every mode, of plans with next to nothing in them, however they stand."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from kamplan.desk import Desk
from kamplan.desk.answers import Answer
from kamplan.planning import solve_plan
from tests.cli.running import NO_PLAN
from tests.plan.folders import Files, write_folder
from tui.modes import SCREENS, load
from tui.plots.ink import PLAIN
from tui.plots.told import drawn
from tui.sheets.sheet import Sheet, SheetKind
from tui.snapshot import Snapshot

NOTHING: Files = {
    **dict.fromkeys(("promotions.csv", "visits.csv", "teams.csv", "budgets.csv", "service.csv")),
    "plan.toml": 'name = "Bare"\nfirst_week = "2026-W52"\nweeks = 3\n',
}
NO_VISITS: Files = {"visits.csv": None, "teams.csv": None}
NO_MONEY: Files = {"promotions.csv": None, "budgets.csv": None}
PLANS: dict[str, Files] = {
    "everything": {},
    "nothing": NOTHING,
    "no visits": NO_VISITS,
    "no promotion": NO_MONEY,
    "no plan possible": NO_PLAN,
}
SCENARIO = '[[change]]\ntable = "supply"\nfield = "units"\nscale = 0.9\n'
WIDTH, FEW = 40, 60


def solve(desk: Desk, name: str) -> Answer:
    return desk.keep(solve_plan(desk.state.base, desk.state.scenario(name)), desk.state)


STATES: dict[str, Callable[[Desk, Snapshot], Snapshot]] = {
    "not solved": lambda _desk, snapshot: snapshot,
    "solved": lambda desk, snapshot: replace(snapshot, answers={"base": solve(desk, "base")}),
    "both solved": lambda desk, snapshot: replace(
        snapshot, answers={name: solve(desk, name) for name in ("base", "less")}
    ),
    "a scenario active": lambda desk, snapshot: replace(
        snapshot,
        state=desk.state.activate("less"),
        answers={name: solve(desk, name) for name in ("base", "less")},
        differences=True,
    ),
}


def read(kind: SheetKind, snapshot: Snapshot, before: Sheet | None) -> Sheet:
    """Everything that a grid and the details ask of a sheet."""
    sheet = kind.make(snapshot, before)
    kind.title()
    kind.empty(snapshot)
    for row in range(min(len(sheet), FEW)):
        assert sheet.row_key(row) is not None
        for column in range(len(sheet.columns)):
            sheet.text(row, column)
            sheet.raw(row, column)
            sheet.look(row, column)
            sheet.editable(row, column)
        drawn(sheet.side(row, len(sheet.columns) - 1), WIDTH, PLAIN)
    for column in range(len(sheet.columns)):
        assert len(sheet.sort_values(column)) == len(sheet)
    sheet.matches("a")
    return sheet


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("state", STATES)
def test_every_sheet_can_be_shown(tmp_path: Path, plan: str, state: str) -> None:
    folder = write_folder(tmp_path, {**PLANS[plan], "scenarios/less.toml": SCENARIO})
    desk = Desk.open(folder)
    try:
        first = Snapshot(desk.state)
        snapshot = STATES[state](desk, first)
        for mode, name in SCREENS.items():
            for kind in getattr(load(mode), name).kinds:
                before = read(kind, first, None)
                read(kind, snapshot, before)
    finally:
        desk.close()
