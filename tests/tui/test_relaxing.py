"""F5 x: an infeasible scenario becomes possible by two keys, and undo takes that back."""

from pathlib import Path

import pytest

from kamplan.desk import Standing
from kamplan.whatif.comparison import compare_inputs
from tests.cli.test_conflicts import CASES
from tests.cli.test_relax import NOTHING, broken
from tests.desk.desks import SHORT
from tests.tui.apps import WIDE, User, at_work, tiny_with

FAMILIES = ("min_fill", "budget", "lock_least", "visit_hours", "fairness", "no_worse", "warehouse")


async def to_scenario(user: User, name: str) -> None:
    """F5, and the cursor on a scenario."""
    await user.press("f5", "ctrl+home", *["down"] * user.rows().index(name))


@pytest.mark.parametrize("family", FAMILIES)
async def test_two_keys_make_it_optimal(family: str, tmp_path: Path) -> None:
    async with at_work(broken(tmp_path / "plan", family)) as user:
        await user.press("f5", "f9")
        await user.solved()
        assert user.snapshot.standing("base") is Standing.INFEASIBLE
        before = user.snapshot.state.base
        await user.press("x", "enter")
        await user.solved()
        assert user.snapshot.standing("base") is Standing.SOLVED
        await user.press("ctrl+z")
        after = user.snapshot.state.base
        assert compare_inputs(before, after) == []
        # What conflicted conflicts again: that is known.
        assert user.snapshot.standing("base") is Standing.INFEASIBLE


async def test_a_scenario_that_is_not_active_gets_its_own_changes(tmp_path: Path) -> None:
    folder = broken(tmp_path / "plan", "min_fill")
    async with at_work(folder, size=WIDE) as user:
        await user.press("f5")
        await to_scenario(user, "mine")
        await user.press("f9")
        await user.solved()
        assert "Together this makes a plan possible" in user.side
        assert "minimum fill served: 90 % → 50 %" in user.side
        await user.press("x")
        assert "minimum fill served: 90 % → 50 %" in user.seen
        await user.press("enter")
        await user.solved()
        assert user.snapshot.active == "base"
        assert user.snapshot.standing("mine") is Standing.SOLVED
        assert user.snapshot.state.base["service"]["min_fill"].tolist() == [0.9]
        assert "set = 0.5" in (folder / "scenarios" / "mine.toml").read_text("utf-8")
        await user.press("ctrl+z")
        assert "set" not in (folder / "scenarios" / "mine.toml").read_text("utf-8")


async def test_several_together_come_first(tmp_path: Path) -> None:
    folder = broken(tmp_path / "plan", "visit_hours")
    for file in ("supply.csv", "service.csv"):
        (folder / file).write_text(str(CASES["min_fill"].files(NOTHING)[file]), "utf-8")
    async with at_work(folder) as user:
        await user.press("f5", "f9")
        await user.solved()
        await user.press("x")
        assert "all of these, 2 together" in user.seen
        await user.press("down", "enter")
        await user.solved()
        assert user.snapshot.standing("base") is Standing.INFEASIBLE
        await user.press("x", "enter")
        await user.solved()
        assert user.snapshot.standing("base") is Standing.SOLVED


async def test_only_where_rules_conflict_and_nothing_has_changed_since(tmp_path: Path) -> None:
    async with at_work(tiny_with(tmp_path / "tiny", {"short": SHORT})) as user:
        await user.press("f5", "f9")
        await user.solved()
        await user.press("x")
        assert not user.dialog
    async with at_work(broken(tmp_path / "plan", "min_fill")) as user:
        await user.press("f5", "f9")
        await user.solved()
        await user.press("f4")
        await user.screen.choose_sheet("service")
        await user.go_to(("served",), "min_fill")
        await user.write("0.8", "enter")
        await user.press("f5", "x")
        assert not user.dialog
        assert "changed since" in user.said
