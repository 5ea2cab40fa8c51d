"""New models: the cursor stays on its row, and an edit costs no look at every row."""

from collections.abc import Hashable

from tests.tui.grid_app import COLUMNS, GridApp, Lists, sample
from tests.tui.test_grid_cells import lines
from tui.grid import Grid, GridBase, GridColumn
from tui.grid.arrangement import Sort
from tui.grid.messages import CursorMoved

SIZE = (80, 24)


async def test_the_cursor_follows_its_row() -> None:
    app = GridApp(sample())
    async with app.run_test(size=SIZE) as pilot:
        app.grid.move_to(20, 3)
        await pilot.pause()
        app.said.clear()
        app.grid.model = Lists(sample().rows[10:])
        await pilot.pause()
        assert (app.grid.row, app.grid.column) == (10, 3)
        assert app.grid.cursor_key == "Account 20"
        moves = [(said.row, said.column) for said in app.said if isinstance(said, CursorMoved)]
        assert moves == [(10, 3)]


async def test_a_row_that_is_gone_leaves_the_cursor_at_its_place() -> None:
    app = GridApp(sample())
    async with app.run_test(size=SIZE):
        app.grid.move_to(39, 3)
        app.grid.model = Lists(sample().rows[:10])
        assert (app.grid.row, app.grid.column) == (9, 3)
        app.grid.model = Lists(())
        assert app.grid.cursor_row is None
        assert app.grid.selected == ()


async def test_the_same_number_of_other_rows_is_seen() -> None:
    app = GridApp(sample())
    async with app.run_test(size=SIZE):
        app.grid.sort_by(Sort("w49"))
        app.grid.move_to(20, 3)
        app.grid.model = Lists(tuple(reversed(sample().rows)))
        assert app.grid.cursor_key == "Account 20"
        shown = [float(app.grid.model.raw(app.grid.view.row(at), 2)) for at in range(40)]
        assert shown == sorted(shown)


async def test_other_columns_are_measured_and_the_cursor_stays_in_its_own() -> None:
    app = GridApp(sample())
    async with app.run_test(size=SIZE):
        app.grid.move_to(3, 5)
        app.grid.sort_by(Sort("region"))
        fewer = tuple(row[:1] + row[3:] for row in sample().rows)
        app.grid.model = Lists(fewer, (COLUMNS[0], *COLUMNS[3:]))
        assert app.grid.model.columns[app.grid.column].id == "w52"
        assert app.grid.sort == ()
        assert "Region" not in lines(app)[0]


class Counting(GridBase):
    """Many rows, and a count of how many were looked at."""

    columns = (GridColumn("a", "A"), *(GridColumn(f"n{n}", "N", number=True) for n in range(13)))

    def __init__(self) -> None:
        self.asked = 0

    def __len__(self) -> int:
        return 100_000

    def text(self, row: int, column: int) -> str:
        self.asked += 1
        return f"{row * column:,}"

    def raw(self, row: int, column: int) -> str:
        self.asked += 1
        return str(row * column)

    def editable(self, row: int, column: int) -> bool:
        return True

    def row_key(self, row: int) -> Hashable:
        self.asked += 1
        return ("row", row)


async def test_an_edit_in_a_large_table_looks_at_what_is_in_sight() -> None:
    app = GridApp(Counting())
    async with app.run_test(size=(160, 50)) as pilot:
        grid = app.grid
        grid.sort_by(Sort("n3", descending=True))
        await pilot.press("ctrl+end", "ctrl+home", "5", "enter")
        await pilot.pause()
        model = Counting()
        grid.model = model
        grid.settle(grid.pending)
        await pilot.pause()
        assert "1,299,974" in grid.render_line(2).text.replace("…", "")
        assert 0 < model.asked < 50 * 14 * 3


def test_a_grid_takes_a_model_before_it_is_shown() -> None:
    grid = Grid(empty="nothing")
    grid.model = sample()
    grid.empty = "none"
    assert len(grid.view) == 40
    assert grid.cursor_key == "Hill & Sons"
    assert str(grid.summary) == ""
    grid.sort_by(Sort("w49"))
    grid.filter_by("East")
    grid.forget()


async def test_two_grids_have_their_own_editors() -> None:
    app = GridApp(sample())
    async with app.run_test(size=SIZE) as pilot:
        other = Grid(sample(), id="other")
        await app.mount(other)
        app.grid.move_to(1, 2)
        await pilot.press("5")
        other.focus()
        await pilot.pause()
        await pilot.press("right", "7", "enter")
        assert app.grid.model.raw(1, 2) == "5"
        assert [cell.text for cell in other.pending] == ["7"]
