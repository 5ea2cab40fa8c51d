"""Numbers of a plan pinned in F6: edits like any other, and what they cost is said."""

from collections.abc import Hashable
from pathlib import Path

import pytest

from kamplan.formulation import TOTAL
from kamplan.plan.pins import Pinned, find_pins
from tests.desk.desks import SHORT
from tests.plan.folders import edited
from tests.tui.apps import WIDE, User, at_work, lines_of, tiny, tiny_with

CELL = ("a", "display")
WEEK = "2026-W53"


async def solve(user: User) -> None:
    """Solve the active scenario."""
    await user.press("f9")
    await user.solved()


def locks(user: User) -> dict[str, float]:
    """Locks by name."""
    table = user.snapshot.plan["locks"]
    return dict(zip(table["name"].tolist(), table["value"].tolist(), strict=True))


def planned(user: User, row: int, week: str) -> float:
    """Money of a promotion in a week."""
    solved = user.snapshot.with_plan()
    assert solved is not None
    assert solved.result.decisions is not None
    return float(solved.result.decisions.spend[row, solved.problem.weeks.index(week)])


def contribution(user: User) -> float:
    """Of the answer that is shown."""
    solved = user.snapshot.with_plan()
    assert solved is not None
    assert solved.result.evaluation is not None
    return solved.result.evaluation.contribution


async def test_a_number_is_pinned_where_it_stands_and_let_go(tmp_path: Path) -> None:
    folder = tiny(tmp_path / "plan")
    async with at_work(folder, size=WIDE) as user:
        await user.press("f6")
        await solve(user)
        before = planned(user, 0, WEEK)
        await user.go_to(CELL, WEEK)
        await user.press("ctrl+w")
        # Named so that it can be read, in the file as anywhere.
        assert lines_of(folder / "locks.csv")[1].startswith("pin a display W53,spend,account=a,")
        assert locks(user)["pin a display W53"] == pytest.approx(before, abs=1e-9)
        assert "Numbers pinned: 1" in user.said
        assert user.note(CELL, WEEK).startswith("pinned: Pinned at ")
        assert "⚑" in user.seen
        assert "↻ stale" in user.title
        # A pin at the optimum changes nothing.
        await solve(user)
        assert planned(user, 0, WEEK) == pytest.approx(before, abs=1e-6)
        assert "That is within the gap." in user.said or "costs nothing" in user.said
        assert "It is held: lock pin a display W53." in user.side.replace("\n", " ")
        await user.press("ctrl+w")
        assert locks(user) == {}
        assert "Numbers let go: 1" in user.said
        assert "⚑" not in user.seen
        await user.press("ctrl+z")
        assert "pin a display W53" in locks(user)
        assert "letting pins go" in user.said


async def test_several_are_one_edit(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan")) as user:
        await user.press("f6")
        await solve(user)
        await user.go_to(CELL, WEEK)
        await user.press("ctrl+space", "ctrl+w")
        # Of the three promotions all may have money in this week.
        assert sorted(locks(user)) == [
            "pin a display W53",
            "pin a tasting W53",
            "pin b display W53",
        ]
        await user.press("ctrl+z")
        assert locks(user) == {}
        # The first week is not one of the tasting's: it cannot be pinned, and is left out.
        await user.go_to(CELL, "2026-W52")
        await user.press("ctrl+space", "ctrl+w")
        assert sorted(locks(user)) == ["pin a display W52", "pin b display W52"]
        # Some are pinned already: the others join them, then all go.
        await user.press("ctrl+a", "ctrl+w")
        assert len(locks(user)) == 3 + 3 + 2 + 3
        assert "pin a display" in locks(user)
        await user.press("ctrl+w")
        assert locks(user) == {}


async def test_what_is_typed_is_pinned_and_its_cost_is_said(tmp_path: Path) -> None:
    folder = tiny_with(tmp_path / "plan", {"short": SHORT})
    async with at_work(folder) as user:
        await user.press("ctrl+e", "down", "enter", "f6")
        await solve(user)
        free = contribution(user)
        await user.go_to(CELL, WEEK)
        await user.write("30", "enter")
        assert user.cell(CELL, WEEK) == "30"
        # It is a change of the scenario, not of the plan.
        assert "pin a display W53" in (folder / "scenarios" / "short.toml").read_text("utf-8")
        assert not (folder / "locks.csv").exists()
        await solve(user)
        assert planned(user, 0, WEEK) == pytest.approx(30.0)
        cost = free - contribution(user)
        assert cost > 0.1
        assert user.said.startswith(f"The pin costs {cost:,.2f} EUR.")
        # Another value, as an amount more; the lock keeps its name.
        await user.press("up", "percent_sign")
        await user.write("+10%", "enter")
        assert locks(user) == {"pin a display W53": 33.0}
        await user.press("delete")
        assert locks(user) == {}
        await solve(user)
        assert f"Pins changed: 1; the plan comes to {cost:,.2f} EUR more." in user.said
        # Where other things have changed as well, nothing is said of pins.
        await user.press("ctrl+w", "f4")
        await user.go_to(TOTAL, "max")
        await user.write("90", "enter", "f6")
        await solve(user)
        assert user.said.startswith("short: ")


async def test_visits_are_pinned_whole(tmp_path: Path) -> None:
    key: Hashable = ("a", "rep")
    async with at_work(tiny(tmp_path / "plan")) as user:
        await user.press("f6")
        await solve(user)
        await user.press("ctrl+pagedown")
        await user.go_to(key, "planned")
        await user.write("2.5", "enter")
        assert "Visits are whole." in user.seen
        await user.press("escape")
        await user.write("9", "enter")
        assert "visits.csv allows 2–6." in user.seen
        await user.press("escape")
        await user.write("3", "enter")
        assert locks(user) == {"pin a rep": 3.0}
        await solve(user)
        assert user.cell(key, "planned") == "3"
        assert user.note(key, "planned").startswith("pinned: ")
        # Nothing else in the row can be pinned.
        await user.go_to(key, "hours")
        await user.press("ctrl+w")
        assert "No selected number can be pinned." in user.said


async def test_goods_are_pinned(tmp_path: Path) -> None:
    key: Hashable = ("b", "p")
    async with at_work(tiny(tmp_path / "plan"), size=WIDE) as user:
        await user.press("f6")
        await solve(user)
        await user.press(*["ctrl+pagedown"] * 4)
        await user.go_to(key, WEEK)
        await user.write("1", "enter")
        assert find_pins(user.snapshot.plan).keys() == {Pinned("units", "b", "p", WEEK)}
        await solve(user)
        assert user.cell(key, WEEK) == "1"
        await user.go_to(key, WEEK)
        assert "They are held: lock pin b p W53." in user.side.replace("\n", " ")


async def test_pins_that_leave_no_plan_are_named(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan", edited("plan.toml", "100", "20"))) as user:
        await user.press("f6")
        await solve(user)
        await user.go_to(CELL, WEEK)
        await user.write("30", "enter")
        await solve(user)
        assert "✗ infeasible" in user.title
        assert "lock pin a display W53" in user.seen
        assert "budget total" in user.seen
        await user.press("ctrl+z")
        await solve(user)
        assert "● solved" in user.title
