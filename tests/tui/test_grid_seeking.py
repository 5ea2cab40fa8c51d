"""Order, filter and search with real keys."""

from tests.tui.grid_app import COLUMNS, GridApp, Lists, sample
from tests.tui.test_grid_cells import lines
from tests.tui.test_grid_typing import edits
from tui.grid.arrangement import Sort
from tui.grid.editor import Editor

SIZE = (80, 24)


def column(app: GridApp, at: int) -> list[str]:
    """A column as it is shown, from the top."""
    grid = app.grid
    return [grid.model.raw(row, at) for row in grid.view.rows(range(len(grid.view)))]


async def test_ctrl_o_sorts_up_then_down_then_as_in_the_file() -> None:
    app = GridApp(sample())
    async with app.run_test(size=SIZE) as pilot:
        app.grid.move_to(7, 2)
        in_file = column(app, 2)
        await pilot.press("ctrl+o")
        assert column(app, 2) == sorted(in_file, key=float)
        assert app.grid.sort == (Sort("w49"),)
        assert "Week 49▲" in lines(app)[0]
        assert app.grid.cursor_row == 7
        assert app.grid._region_of(app.grid._spot) is not None
        await pilot.press("ctrl+o")
        assert column(app, 2) == sorted(in_file, key=float, reverse=True)
        assert "Week 49▼" in lines(app)[0]
        await pilot.press("ctrl+o")
        assert column(app, 2) == in_file
        assert not app.grid.sort
        assert app.grid.cursor_row == 7


async def test_the_order_stays_while_cells_are_edited() -> None:
    app = GridApp(sample())
    async with app.run_test(size=SIZE) as pilot:
        app.grid.move_to(7, 2)
        await pilot.press("ctrl+o")
        before = list(app.grid.view.rows(range(40)))
        await pilot.press("9", "9", "9", "enter")
        assert list(app.grid.view.rows(range(40))) == before
        assert isinstance(app.grid.model, Lists)
        app.grid.model = Lists(app.grid.model.rows[:-1])
        assert column(app, 2)[-1] == "999"


async def test_a_filter_shows_the_rows_that_match_as_one_types() -> None:
    app = GridApp(sample())
    async with app.run_test(size=SIZE) as pilot:
        app.grid.move_to(8, 1)
        await pilot.press("ctrl+f", "e", "a")
        assert set(column(app, 1)) == {"East"}
        assert "10 of 40 rows" in lines(app)[-1]
        assert app.grid.cursor_row == 8
        await pilot.press("enter")
        assert "Filter: ea" in lines(app)[-1]
        await pilot.press("5", "enter")
        assert edits(app) == [(8, 1, "5", "edit")]
        assert len(app.grid.view) == 10, "a row does not vanish under the hand that edits it"
        await pilot.press("ctrl+f", "x", "y")
        assert len(app.grid.view) == 0
        assert "No row matches the filter." in "\n".join(lines(app))
        await pilot.press("escape")
        assert len(app.grid.view) == 40
        assert "40 of 40 rows" in lines(app)[-1]
        await pilot.press("escape")
        assert "rows" not in lines(app)[-1]
        assert not app.grid.editor


async def test_a_filter_keeps_its_rows_when_rows_come_and_go() -> None:
    app = GridApp(sample())
    async with app.run_test(size=SIZE):
        app.grid.filter_by("East")
        app.grid.move_to(12, 3)
        app.grid.model = Lists(sample().rows[5:])
        assert set(column(app, 1)) == {"East"}
        assert app.grid.cursor_key == "Account 12"
        assert app.grid.cursor_row == 7
        assert app.grid.cursor_column == 3


async def test_the_bar_takes_a_line_from_the_rows() -> None:
    app = GridApp(sample())
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("ctrl+end", "slash")
        assert app.grid._region_of(app.grid._spot) is not None
        await pilot.press("escape", "ctrl+end")
        assert app.grid._line_of(39) == app.grid.inner.height - 1


async def test_find_goes_from_hit_to_hit_and_around() -> None:
    app = GridApp(sample(12))
    async with app.run_test(size=SIZE) as pilot:
        app.grid.move_to(1, 0)
        await pilot.press("slash", "华")
        assert (app.grid.row, app.grid.column) == (2, 1)
        assert "row 1 of 3" in lines(app)[-1]
        visited = []
        for key in ("enter", "enter", "enter", "up", "shift+enter", "down"):
            await pilot.press(key)
            visited.append(app.grid.row)
        assert visited == [6, 10, 2, 10, 6, 10]
        await pilot.press("x")
        assert "not found" in lines(app)[-1]
        assert (app.grid.row, app.grid.column) == (1, 0)
        await pilot.press("backspace", "escape")
        assert app.grid.row == 2
        assert not app.grid.editor
        assert "Find" not in lines(app)[-1]


async def test_leaving_the_grid_puts_the_search_away() -> None:
    app = GridApp(sample())
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("slash", "h")
        app.set_focus(None)
        await pilot.pause()
        assert not app.grid.editor
        assert "Find" not in lines(app)[-1]


async def test_find_stops_at_every_cell_of_a_row() -> None:
    rows = [("a", "xx", "1", "", "", "", "x"), ("b", "", "", "", "", "", ""), ("cx", *[""] * 6)]
    app = GridApp(Lists(rows, COLUMNS))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("slash", "X")
        visited = [(app.grid.row, app.grid.column)]
        for key in ("enter", "enter", "enter", "up", "up"):
            await pilot.press(key)
            visited.append((app.grid.row, app.grid.column))
        assert visited == [(0, 1), (0, 6), (2, 0), (0, 1), (2, 0), (0, 6)]


async def test_rows_that_go_while_one_searches() -> None:
    app = GridApp(sample())
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("slash", *"East")
        app.grid.model = Lists(sample().rows[:3])
        await pilot.press("enter", "enter")
        assert app.grid.row == 0
        assert "row 1 of 1" in lines(app)[-1]


async def test_other_keys_put_the_search_away_and_do_their_work() -> None:
    app = GridApp(sample())
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("slash", "h", "pagedown")
        assert not app.grid.editor
        assert app.grid.row == 20
        await pilot.press("slash", "ctrl+f")
        assert app.grid.editor
        assert "Filter" in lines(app)[-1]
        await pilot.press("enter")
        assert "Filter" not in lines(app)[-1]


async def test_the_bar_lies_on_the_last_line_of_the_grid() -> None:
    app = GridApp(sample())
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("slash", "华")
        await pilot.pause()
        editor = app.query_one(Editor)
        assert editor.region.y == app.grid.region.y + app.grid.inner.height - 1
        await pilot.resize_terminal(60, 15)
        await pilot.pause()
        assert editor.region.y == app.grid.region.y + app.grid.inner.height - 1


async def test_another_table_forgets_order_filter_and_place() -> None:
    app = GridApp(sample())
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("right", "down", "ctrl+o", "ctrl+f", "e", "enter", "5")
        app.grid.forget()
        app.grid.model = sample(5)
        await pilot.pause()
        assert (app.grid.sort, app.grid.filter, app.grid.editor) == ((), "", None)
        assert (app.grid.row, app.grid.column) == (0, 0)
        assert len(app.grid.view) == 5
