"""What is seen while the plan is being opened, and what becomes of keys pressed meanwhile."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Event

import pytest

from kamplan.desk import Desk
from kamplan.exchange.glance import glance
from kamplan.words import use_language
from tests.desk.desks import value
from tests.plan.folders import SCENARIOS, edited, write_folder
from tests.tui.apps import LARGE, SMALL, InProcess, User, festival, tiny
from tui.app import KamplanApp
from tui.screens.opening import OpeningScreen
from tui.sheets.first_look import FirstLook
from tui.sheets.table_sheet import TableSheet
from tui.snapshot import Snapshot

OWN = (
    "account,x_city,tier,region,name,discount,x_note,deduction\n"
    "a,Oslo,A,East,Alpha,0.150,,1e-3\nb,,B,East,,,x,\n"
)


@pytest.mark.parametrize("plan", ["wholesale", "spring_festival", "own"])
def test_the_first_look_is_the_sheet_that_follows(tmp_path: Path, plan: str) -> None:
    folder = tmp_path / "plan"
    if plan == "own":
        write_folder(folder, {"accounts.csv": OWN})
    else:
        folder = SCENARIOS / plan
    seen = glance(folder)
    assert seen is not None
    first, sheet = FirstLook(seen), sheet_of(folder)
    assert first.columns == sheet.columns
    assert [row_of(first, row) for row in range(len(first))] == [
        row_of(sheet, row) for row in range(len(sheet))
    ]


def sheet_of(folder: Path) -> TableSheet:
    """The accounts once the plan has been read."""
    from kamplan.desk.state import DeskState
    from kamplan.planning import open_source

    source = open_source(folder)
    return TableSheet(Snapshot(DeskState("plan", source.plan, {}, 1)), "accounts")


def row_of(sheet: FirstLook | TableSheet, row: int) -> list[object]:
    """A row as it is shown, and its key."""
    texts = [sheet.text(row, column) for column in range(len(sheet.columns))]
    return [sheet.row_key(row), *texts]


def test_cells_that_are_no_numbers_are_shown_as_they_are(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, edited("accounts.csv", "0.1", "a tenth"))
    seen = glance(folder)
    assert seen is not None
    first = FirstLook(seen)
    place = [column.id for column in first.columns].index("discount")
    assert "a tenth" in [first.text(row, place) for row in range(len(first))]


class Gate:
    """Opens a plan when the test lets it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.let_go = folder, Event()

    def __call__(self) -> Desk:
        assert self.let_go.wait(20.0)
        return Desk.open(self.folder)


@asynccontextmanager
async def opening(
    folder: Path, size: tuple[int, int] = SMALL
) -> AsyncIterator[tuple[User, Callable[[], None]]]:
    """The program while the plan is being opened, and what lets it go on."""
    gate = Gate(folder)
    app = KamplanApp(gate, [InProcess()], glance(folder))
    async with app.run_test(size=size) as pilot:
        user = User(app, pilot)
        await user.until(lambda: isinstance(app.screen, OpeningScreen) and app.screen.is_mounted)
        await pilot.pause()
        try:
            yield user, gate.let_go.set
        finally:
            gate.let_go.set()


@pytest.mark.parametrize("size", [SMALL, LARGE])
@pytest.mark.parametrize("language", ["en", "zh"])
async def test_the_accounts_are_there_and_stay_where_they_are(
    tmp_path: Path, size: tuple[int, int], language: str
) -> None:
    use_language(language)
    try:
        async with opening(festival(tmp_path / "plan"), size) as (user, let_go):
            await user.until(lambda: "Nine Bridges" in user.seen)
            before = user.lines()
            let_go()
            await user.until(lambda: user.snapshot_or_none is not None)
            await user.rest()
            after = user.lines()
        # Title, said and keys differ; tabs and the grid do not, details come beside it.
        width = 60 if size == LARGE else 79
        assert [line[:width].rstrip() for line in before[1:-3]] == [
            line[:width].rstrip() for line in after[1:-3]
        ]
    finally:
        use_language("en")


async def test_one_moves_at_once_and_goes_on_from_there(tmp_path: Path) -> None:
    async with opening(tiny(tmp_path / "plan")) as (user, let_go):
        user.burst("down", "right")
        grid = user.app.screen.query_one("Grid")
        await user.until(lambda: grid.cursor_key == ("b",) and grid.column == 1)
        let_go()
        await user.until(lambda: user.snapshot_or_none is not None)
        await user.rest()
        assert (user.grid.cursor_key, user.column) == (("b",), "name")


async def test_what_is_typed_ahead_is_done_when_the_plan_is_open(tmp_path: Path) -> None:
    async with opening(tiny(tmp_path / "plan")) as (user, let_go):
        user.burst("down", "right", *"Ahead", "enter", "f4")
        let_go()
        await user.until(lambda: user.snapshot_or_none and user.screen.mode == "limits")
        await user.rest()
        assert value(user.snapshot.state.base, "accounts", "b", "name") == "Ahead"


async def test_what_was_typed_ahead_does_not_close_the_reason(tmp_path: Path) -> None:
    broken = edited("demand.csv", "a,p,2026-W52,10", "a,p,2026-W52,-1")
    async with opening(write_folder(tmp_path / "plan", broken)) as (user, let_go):
        user.burst(*"Ahead", "enter", "escape", "f1")
        let_go()
        await user.until(lambda: len(user.app.screen_stack) > 1)
        await user.rest()
        assert "demand.csv row 2" in user.dialog
        assert user.app.is_running
        await user.press("escape")
        await user.until(lambda: not user.app.is_running)
    assert user.app.return_value == 2


async def test_one_can_leave_before_the_plan_is_open(tmp_path: Path) -> None:
    async with opening(tiny(tmp_path / "plan")) as (user, let_go):
        user.burst("ctrl+q")
        await user.until(lambda: user.app._exit)
        let_go()
    assert user.app.return_value == 0


async def test_without_a_first_look_the_grid_is_empty_until_then(tmp_path: Path) -> None:
    folder = tiny(tmp_path / "plan")
    gate = Gate(folder / ".kamplan" / "plan.kamplan")
    app = KamplanApp(gate, [InProcess()])
    async with app.run_test(size=SMALL) as pilot:
        user = User(app, pilot)
        await user.until(lambda: "The plan is being opened." in user.seen)
        user.burst("down", "pagedown", "end")
        gate.let_go.set()
        await user.until(lambda: user.snapshot_or_none is not None)
        await user.rest()
        assert user.rows() == [("a",), ("b",)]
