"""Beside accounts, promotions and visits: their curves, and what the next step brings."""

import re
from pathlib import Path

from rich.cells import cell_len
from rich.text import Text
from textual.widgets import Static

from kamplan.insight.returns import promotion_return
from tests.tui.apps import WIDE, at_work, festival, tiny
from tests.tui.test_accounts import CURVED
from tui.panels.side import Side


async def test_curves_are_drawn_from_the_table_before_there_is_a_plan(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan", CURVED), size=WIDE) as user:
        assert user.side.count("Press F9 to solve.") == 1
        # Two mechanics and a kind of visit, whose present number is known.
        lines = user.side.splitlines()
        titles = [lines.index(name.ljust(38)) for name in ("display", "tasting", "rep")]
        assert titles == sorted(titles)
        assert lines[titles[2] + 1].rstrip() == "◆ present"
        assert "planned" not in user.side
        drawn = [line for line in lines if "┤" in line or "┼" in line]
        assert {cell_len(line) for line in drawn} == {38}
        assert {line.split("┤")[0].strip() for line in drawn} >= {"0%"}


async def test_beside_a_plan_stand_its_points_and_what_the_next_step_brings(
    tmp_path: Path,
) -> None:
    folder = festival(tmp_path / "plan", "base")
    async with at_work(folder, size=WIDE) as user:
        side = " ".join(user.side.split())
        assert "● planned" in side
        found = promotion_return(user.snapshot.solved(), "nine-bridges", "display")
        assert found is not None
        assert (
            f"The next 500 CNY a week brings {found.brings:,.0f} CNY a week, "
            f"in {found.weeks} promoted weeks." in side
        )
        assert re.search(r"The next visit brings [\d,.]+ CNY; it costs [\d,.]+ CNY and", side)
        await user.press("ctrl+pagedown")
        # The row's own curve, in its sheet.
        assert user.side.startswith("Nine Bridges Plaza 九桥量贩\n")
        assert user.side.count("\nuplift ") == 1
        await user.press("ctrl+pagedown")
        assert "change of demand" in user.side
        assert "inputs have changed since" not in user.side
        await user.go_to(("nine-bridges", "representative"), "max_change")
        await user.write("0.3", "enter")
        await user.press("up")
        assert "As solved; inputs have changed since." in user.side


async def test_charts_take_the_colours_of_another_theme_and_another_width(tmp_path: Path) -> None:
    async with at_work(festival(tmp_path / "plan", "base"), size=WIDE) as user:
        before = user.screen.query_one("#side-text", Static).content
        assert isinstance(before, Text)
        user.app.theme = "textual-light"
        await user.rest()
        after = user.screen.query_one("#side-text", Static).content
        assert isinstance(after, Text)
        assert after.plain == before.plain
        assert after.spans != before.spans
        user.screen.query_one(Side).styles.width = 60
        await user.until(lambda: cell_len(user.side.splitlines()[10]) == 56)
