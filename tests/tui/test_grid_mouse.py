"""The mouse."""

from rich.text import Text
from textual.pilot import Pilot
from textual.widgets import Input

from tests.tui.grid_app import GridApp, Lists, sample
from tests.tui.test_grid_typing import SIZE, edits, note
from tui.grid import Grid, GridColumn, Look
from tui.grid.arrangement import Sort
from tui.grid.editor import Editor

# 21 cells of names and their margin of 2, then the other columns with theirs
REGION, WEEK = 25, 33


async def drag(pilot: Pilot[None], start: tuple[int, int], end: tuple[int, int]) -> None:
    """Press, move, let go."""
    await pilot.mouse_down(Grid, offset=start)
    await pilot.hover(Grid, offset=end)
    await pilot.mouse_up(Grid, offset=end)


async def test_a_click_moves_and_shift_extends() -> None:
    app = GridApp(sample())
    async with app.run_test(size=SIZE) as pilot:
        await pilot.click(Grid, offset=(WEEK, 3))
        assert (app.grid.row, app.grid.column) == (2, 2)
        await pilot.click(Grid, offset=(REGION, 5), shift=True)
        area = app.grid.area
        assert (area.top, area.left, area.bottom, area.right) == (2, 1, 4, 2)
        await pilot.click(Grid, offset=(REGION, 5))
        assert app.grid.area.size == 1


async def test_a_drag_selects_and_scrolls() -> None:
    app = GridApp(sample())
    async with app.run_test(size=SIZE) as pilot:
        await drag(pilot, (REGION, 2), (WEEK, 4))
        area = app.grid.area
        assert (area.top, area.left, area.bottom, area.right) == (1, 1, 3, 2)
        await drag(pilot, (REGION, 19), (REGION, 22))
        assert app.grid.area.bottom > 20
        assert app.grid.scroll_y > 0
        await pilot.hover(Grid, offset=(WEEK, 4))
        assert app.grid.area.right == 1, "the button is up"


async def test_the_wheel_scrolls_and_leaves_the_cursor() -> None:
    app = GridApp(sample())
    async with app.run_test(size=SIZE) as pilot:
        await pilot._post_mouse_events([_wheel()], Grid, offset=(WEEK, 4))
        await pilot.wait_for_scheduled_animations()
        assert app.grid.scroll_y > 0
        assert app.grid.row == 0


def _wheel():  # type: ignore[no-untyped-def]
    from textual.events import MouseScrollDown

    return MouseScrollDown


async def test_a_double_click_edits() -> None:
    app = GridApp(sample())
    async with app.run_test(size=SIZE) as pilot:
        await pilot.double_click(Grid, offset=(WEEK, 2))
        await pilot.pause()
        assert app.grid.editor
        assert app.grid.editor.value == "37"
        await pilot.click(Editor, offset=(0, 0))
        assert app.focused is app.grid
        await pilot.press("1", "enter")
        assert edits(app) == [(1, 2, "137", "edit")]
        await pilot.double_click(Grid, offset=(2, 2))
        assert not app.grid.editing
        assert note(app) == ""


async def test_a_click_elsewhere_commits_and_stays_where_that_is_refused() -> None:
    app = GridApp(sample())
    async with app.run_test(size=SIZE) as pilot:
        app.grid.move_to(1, 2)
        await pilot.press("5")
        await pilot.click(Grid, offset=(REGION, 8))
        assert edits(app) == [(1, 2, "5", "edit")]
        assert app.grid.row == 7
        await pilot.press("right", "x")
        await pilot.click(Grid, offset=(REGION, 3))
        assert app.grid.row == 7
        assert app.grid.editing


async def test_a_click_on_a_heading_sorts() -> None:
    app = GridApp(sample())
    async with app.run_test(size=SIZE) as pilot:
        await pilot.click(Grid, offset=(WEEK, 0))
        assert app.grid.sort == (Sort("w49"),)
        await pilot.click(Grid, offset=(WEEK, 0))
        assert app.grid.sort == (Sort("w49", descending=True),)
        await pilot.click(Grid, offset=(WEEK, 0))
        assert not app.grid.sort
        await drag(pilot, (WEEK, 0), (REGION, 0))
        assert not app.grid.sort


async def test_a_drag_on_the_edge_of_a_heading_makes_the_column_wider() -> None:
    app = GridApp(sample())
    async with app.run_test(size=SIZE) as pilot:
        await drag(pilot, (22, 0), (32, 0))
        assert app.grid._widths[0] == 31
        await drag(pilot, (32, 0), (0, 0))
        assert app.grid._widths[0] == 3
        assert not app.grid.sort
        await pilot.double_click(Grid, offset=(4, 0))
        assert app.grid._widths[0] == 21


async def test_tooltips_tell_what_cannot_be_seen() -> None:
    rows = [("a [/b]", "East", "1234567", "1", "", "", "a note that is cut")]
    columns = (
        *(GridColumn("a", "Account"), GridColumn("b", "Region", help="Where it buys")),
        *(GridColumn("c", "W", width=4, number=True), GridColumn("d", "V", number=True)),
        *(GridColumn("e", "Much too long a title", width=5), GridColumn("f", "F")),
        GridColumn("g", "Note", width=8),
    )
    app = GridApp(Lists(rows, columns, {(0, 3): Look("changed", note="[b]before: 2")}))

    async def tooltip(x: int, y: int) -> str:
        await pilot.hover(Grid, offset=(x, y))
        words = app.grid.tooltip
        assert words is None or isinstance(words, Text)
        return "" if words is None else words.plain

    async with app.run_test(size=SIZE) as pilot:
        x = [sum(app.grid._columns.widths[:at]) + 1 for at in range(7)]
        assert "####" in app.grid.render_line(1).text
        assert await tooltip(x[2], 1) == "1,234,567"
        assert await tooltip(x[0], 1) == ""
        assert await tooltip(x[3], 1) == "[b]before: 2"
        assert await tooltip(x[6], 1) == "a note that is cut"
        assert (await tooltip(x[1], 0)).splitlines() == [
            "Region",
            "Where it buys",
            "A click orders the rows by it; with ctrl, by it, too.",
        ]
        assert (await tooltip(x[4], 0)).splitlines() == [
            "Much too long a title",
            "A click orders the rows by it; with ctrl, by it, too.",
        ]
        assert await tooltip(x[4], 9) == ""


async def test_a_click_on_the_bar_takes_up_the_filter() -> None:
    app = GridApp(sample())
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("ctrl+f", "e", "enter")
        assert not app.grid.editor
        await pilot.click(Grid, offset=(70, app.grid.inner.height - 1))
        assert app.grid.editor
        assert app.query_one(Input).value == "e"
        await pilot.click(Grid, offset=(WEEK, 2))
        assert not app.grid.editor
        assert app.grid.filter == "e"
