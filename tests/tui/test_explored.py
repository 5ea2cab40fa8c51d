"""Frontier, tornado and regret in F7: the numbers of the commands, worked out when asked for."""

import re
from pathlib import Path
from typing import Any

from tests.cli.running import document
from tests.desk.desks import SHORT
from tests.plan.folders import write_folder
from tests.tui.apps import WIDE, User, at_work, tiny_with

DRY = '[[change]]\ntable = "supply"\nfield = "units"\nscale = 0.8\n'


async def to_sheet(user: User, kind: str) -> None:
    """Walk to a sheet of F7."""
    await user.press("f7")
    while user.screen.sheet_id != kind:
        await user.press("ctrl+pagedown")


async def explored(user: User, kind: str) -> None:
    """Work out what a sheet shows."""
    await to_sheet(user, kind)
    await user.press("ctrl+t")
    await user.until(lambda: user.snapshot.exploring is None)
    await user.rest()


def plain(text: str) -> float:
    """The number in a cell."""
    return float(text.rsplit(maxsplit=1)[-1].replace(",", "").rstrip("%"))


def moves(each: dict[str, Any]) -> bool:
    """Whether an input of the document moves the objective at all."""
    ends = [each[end][how] or 0.0 for end in ("down", "up") for how in ("replanned", "held")]
    return max(*ends, 0.0) - min(*ends, 0.0) >= 0.5


def sheet_side(text: str) -> tuple[float, float] | None:
    """The two numbers at the end of a bar's line; None where it is no such line."""
    found = re.search(r"([-+\d,]+) / ([-+\d,]+)\s*$", text)
    return None if found is None else (plain(found[1]), plain(found[2]))


async def test_the_sheets_hold_what_the_commands_print(tmp_path: Path) -> None:
    folder = tiny_with(tmp_path / "plan", {"short": SHORT, "dry": DRY})
    copy = write_folder(
        tmp_path / "copy", {"scenarios/short.toml": SHORT, "scenarios/dry.toml": DRY}
    )
    async with at_work(folder, size=WIDE) as user:
        await to_sheet(user, "frontier")
        assert "What would more or less budget bring to base? ctrl+t works it out." in user.seen
        await explored(user, "frontier")
        told = document("frontier", copy)
        assert len(user.rows()) == 21
        for key, point in zip(user.rows(), told["points"], strict=True):
            assert plain(user.cell(key, "amount")) == round(point["amount"])
            shown = plain(user.cell(key, "contribution"))
            assert abs(shown - point["contribution"]) <= 2e-3 * abs(shown) + 0.5
        marked = [key for key in user.rows() if user.cell(key, "elbow")]
        assert len(marked) <= 1
        assert "● budget now" in user.side
        assert ("◆" in user.side) == bool(marked)
        await explored(user, "tornado")
        told = document("tornado", copy)
        assert set(user.rows()) == {each["name"] for each in told["inputs"]}
        for each in told["inputs"]:
            for side in ("down", "up"):
                shown = plain(user.cell(each["name"], f"{side} replanned"))
                assert abs(shown - each[side]["replanned"]) <= 3e-3 * abs(told["objective"])
                held = user.cell(each["name"], f"{side} held")
                assert (held == "*") == bool(each[side]["breaks"])
            # The details tell the numbers of the table, on whichever side of 0 they lie.
            ends = [user.cell(each["name"], f"{end} replanned") for end in ("down", "up")]
            assert (plain(ends[0]), plain(ends[1])) in set(map(sheet_side, user.side.splitlines()))
        # What moves nothing is left out where only differences are wanted.
        still = {each["name"] for each in told["inputs"] if not moves(each)}
        await user.press("ctrl+n")
        assert set(user.rows()) == {each["name"] for each in told["inputs"]} - still
        await user.press("ctrl+n")
        await explored(user, "regret")
        told = document("regret", copy)
        names = [each["name"] for each in told["futures"]]
        worst = max(cell["regret"] or 0.0 for each in told["plans"] for cell in each["outcomes"])
        assert user.rows() == [*names, "best possible"]
        for each in told["plans"]:
            for cell in each["outcomes"]:
                shown = user.cell(each["name"], f"in {cell['future']}")
                if cell["regret"] is None:
                    assert shown == "*"
                else:
                    assert abs(plain(shown) - cell["regret"]) <= 3.0
                    # The worst is marked, whatever the colours.
                    assert shown.startswith("█") == (cell["regret"] > 0.97 * worst)
        if told["least_worst_regret"]:
            assert "least worst regret" in user.cell(told["least_worst_regret"], "choice")
        # An edit makes all of them old.
        await user.press("f4", *["ctrl+pagedown"] * 3)
        await user.go_to(("q",), "2026-W53")
        await user.write("10", "enter")
        await to_sheet(user, "frontier")
        assert "ctrl+t works it out" in user.seen


async def test_escape_keeps_what_is_finished_and_other_sheets_are_no_exploration(
    tmp_path: Path,
) -> None:
    async with at_work(tiny_with(tmp_path / "plan", {"short": SHORT}), size=WIDE) as user:
        await user.press("f7")
        assert user.screen.check_action("explore", ()) is None
        await to_sheet(user, "frontier")
        # What was said was about another sheet.
        assert user.said == ""
        await user.press("ctrl+t")
        assert "⟳ Frontier" in user.title
        assert "Being worked out" in user.seen or user.snapshot.exploring is None
        await user.press("ctrl+t")
        if user.snapshot.exploring is not None:
            assert "escape stops it" in user.said
        await user.press("escape")
        await user.until(lambda: user.snapshot.exploring is None)
        await user.rest()
        found = user.snapshot.found("frontier")
        assert found is not None
        assert found.complete or len(user.rows()) < 21
        # Leaving does not wait for one.
        await to_sheet(user, "tornado")
        await user.press("ctrl+t", "ctrl+q")
        assert not user.app.is_running


async def test_one_scenario_alone_has_no_regret(tmp_path: Path) -> None:
    async with at_work(tiny_with(tmp_path / "plan", {}), size=WIDE) as user:
        await to_sheet(user, "regret")
        await user.press("ctrl+t")
        assert "Two scenarios are needed" in user.said
        assert user.snapshot.exploring is None
