"""Order by several columns, hidden, frozen and moved columns, with real keys and clicks."""

from dataclasses import replace

import pytest
from rich.text import Text

from tests.tui.grid_app import COLUMNS, GridApp, Lists, sample
from tests.tui.test_grid_cells import lines
from tests.tui.test_grid_mouse import REGION, drag
from tests.tui.test_grid_seeking import column
from tests.tui.test_grid_typing import SIZE, edits, note
from tui.grid import Grid
from tui.grid.arrangement import Arrangement, Sort
from tui.grid.messages import ArrangeColumns, Arranged, ChangeBy

HIDDEN = Arrangement(hidden=frozenset({"w50", "w51"}))
"Between Week 49 and Week 52."


def arranged(app: GridApp) -> int:
    """How often the grid said that the user arranged it."""
    return sum(isinstance(each, Arranged) for each in app.said)


def heading(app: GridApp) -> str:
    """The line of the titles, without the blanks between them."""
    return " ".join(lines(app)[0].split())


# -- order -----------------------------------------------------------------------------------


async def test_a_click_with_shift_or_ctrl_adds_a_key_to_the_order() -> None:
    rows = [("a", "East", "2", *[""] * 4), ("b", "West", "1", *[""] * 4)]
    rows += [("c", "East", "3", *[""] * 4), ("d", "", "9", *[""] * 4), ("e", "East", "", *[""] * 4)]
    app = GridApp(Lists(rows, COLUMNS))
    async with app.run_test(size=SIZE) as pilot:
        places = {COLUMNS[at.column].id: at.x + 1 for at in app.grid._places}
        await pilot.click(Grid, offset=(places["region"], 0))
        assert "Region▲ " in lines(app)[0]
        await pilot.click(Grid, offset=(places["w49"], 0), shift=True)
        assert "Region▲1" in lines(app)[0]
        assert "Week 49▲2" in lines(app)[0]
        assert column(app, 0) == ["a", "c", "e", "b", "d"], "equal ones by the week, empty last"
        await pilot.click(Grid, offset=(places["w49"], 0), control=True)
        assert app.grid.sort == (Sort("region"), Sort("w49", descending=True))
        assert column(app, 0) == ["c", "a", "e", "b", "d"]
        await pilot.click(Grid, offset=(places["region"], 0), shift=True)
        assert column(app, 0) == ["b", "c", "a", "e", "d"]
        await pilot.click(Grid, offset=(places["w49"], 0), shift=True)
        assert app.grid.sort == (Sort("region", descending=True),)
        assert "Region▼ " in lines(app)[0]
        assert arranged(app) == 5
        app.grid.move_to(0, 2)
        await pilot.press("ctrl+o")
        assert app.grid.sort == (Sort("w49"),), "the key orders by its column alone"


async def test_the_order_waits_for_its_columns() -> None:
    app = GridApp(sample())
    async with app.run_test(size=SIZE):
        app.grid.sort_by(Sort("w49"), Sort("region"))
        fewer = tuple(row[:2] + row[3:] for row in sample().rows)
        app.grid.model = Lists(fewer, (*COLUMNS[:2], *COLUMNS[3:]))
        assert app.grid.sort == (Sort("region"),)
        assert "Region▲ " in lines(app)[0]
        app.grid.model = sample()
        assert app.grid.sort == (Sort("w49"), Sort("region"))


# -- hidden columns --------------------------------------------------------------------------


async def test_hidden_columns_are_told_in_the_heading() -> None:
    app = GridApp(sample())
    async with app.run_test(size=SIZE) as pilot:
        app.grid.arrangement = HIDDEN
        assert heading(app) == "Account Region Week 49 ⋯Week 52 Note"
        assert arranged(app) == 0, "the user has not done it"
        x = next(at.x for at in app.grid._places if at.column == 3)
        await pilot.hover(Grid, offset=(x + 2, 0))
        assert isinstance(app.grid.tooltip, Text)
        assert app.grid.tooltip.plain.splitlines()[-1] == "hidden here: Week 50; Week 51"
        await pilot.click(Grid, offset=(x, 0))
        assert isinstance(app.said[-1], ArrangeColumns)
        assert app.grid.sort == ()
        app.grid.arrangement = Arrangement(hidden=frozenset({"note"}))
        assert heading(app) == "Account Region Week 49 Week 50 Week 51 Week 52 ⋯"
        app.grid.arrangement = Arrangement()
        assert "⋯" not in heading(app)


async def test_the_selections_columns_are_hidden_and_shown_again() -> None:
    app = GridApp(sample())
    async with app.run_test(size=SIZE) as pilot:
        app.grid.move_to(3, 3)
        await pilot.press("shift+right")
        app.grid.action_hide_columns()
        await pilot.pause()
        assert app.grid.arrangement == HIDDEN
        assert arranged(app) == 1
        assert (app.grid.cursor_row, app.grid.cursor_column) == (3, 5), "the next one that is shown"
        app.grid.action_show_columns()
        assert app.grid.arrangement == Arrangement()
        assert (app.grid.cursor_row, app.grid.cursor_column) == (3, 5)
        await pilot.press("ctrl+a")
        app.grid.action_hide_columns()
        await pilot.pause()
        assert app.grid.arrangement == Arrangement()
        assert note(app) == "Account says what a row is, and stays."
        app.grid.model = Lists(sample().rows, tuple(replace(at, frozen=False) for at in COLUMNS))
        await pilot.press("ctrl+a")
        app.grid.action_hide_columns()
        await pilot.pause()
        assert note(app) == "One column stays."


async def test_the_cursor_passes_over_what_is_hidden() -> None:
    app = GridApp(sample())
    async with app.run_test(size=SIZE) as pilot:
        app.grid.arrangement = HIDDEN
        app.grid.move_to(1, 2)
        visited = []
        for key in ("right", "left", "end", "home", "tab", "tab", "tab", "tab", "tab"):
            await pilot.press(key)
            visited.append((app.grid.row, app.grid.column))
        assert visited == [(1, 5), (1, 2), (1, 6), (1, 0), (1, 1), (1, 2), (1, 5), (1, 6), (2, 0)]
        app.grid.move_to(1, 3)
        assert app.grid.column == 5, "a hidden column is not gone to"
        assert app.grid.move_to_key("Account 9", "w49")
        assert (app.grid.row, app.grid.column) == (9, 2)


async def test_what_is_typed_goes_where_it_is_seen() -> None:
    app = GridApp(sample(), settles=False)
    async with app.run_test(size=SIZE) as pilot:
        app.grid.arrangement = Arrangement(
            hidden=frozenset({"w50"}), order=("name", "note", "region", "w49", "w51", "w52")
        )
        app.grid.move_to(1, 4)
        await pilot.press("7", "7", "enter")
        assert edits(app) == [(1, 4, "77", "edit")]
        assert [cell.column_id for cell in app.grid.pending] == ["w51"]
        assert "77…" in lines(app)[2]
        app.grid.arrangement = Arrangement()
        assert "77…" in lines(app)[2]
        app.grid.reject(app.grid.pending, "No.")
        await pilot.pause()
        assert note(app) == "No."
        assert "77!" in lines(app)[2]


async def test_a_paste_never_reaches_what_is_hidden() -> None:
    app = GridApp(sample())
    async with app.run_test(size=SIZE) as pilot:
        app.grid.arrangement = HIDDEN
        app.grid.move_to(1, 2)
        app.copy_to_clipboard("1\t2\n3\t4")
        await pilot.press("ctrl+v")
        assert edits(app) == [
            *((1, 2, "1", "paste"), (1, 5, "2", "paste")),
            *((2, 2, "3", "paste"), (2, 5, "4", "paste")),
        ]
        app.copy_to_clipboard("1\t2\t3\t4")
        await pilot.press("ctrl+v")
        assert "here on there are" in note(app), "four cells do not fit in the three that are left"
        assert len(edits(app)) == 4


async def test_copy_fill_and_change_take_what_is_seen() -> None:
    app = GridApp(sample(), settles=False)
    async with app.run_test(size=SIZE) as pilot:
        app.grid.arrangement = HIDDEN
        app.grid.move_to(9, 2)
        await pilot.press("shift+right", "ctrl+c")
        row = sample().rows[9]
        assert app.clipboard == f"{row[2]}\t{row[5]}"
        assert [cell.column_id for cell in app.grid.selected] == ["w49", "w52"]
        assert app.grid.summary.total == float(row[2]) + float(row[5])
        await pilot.press("shift+down", "percent_sign")
        asked = app.said[-1]
        assert isinstance(asked, ChangeBy)
        assert [(cell.row, cell.column) for cell in asked.cells] == [
            (9, 2),
            (9, 5),
            (10, 2),
            (10, 5),
        ]
        await pilot.press("ctrl+r")
        assert edits(app) == [(9, 5, row[2], "fill"), (10, 5, sample().rows[10][2], "fill")]


async def test_find_and_filter_look_at_what_is_seen() -> None:
    app = GridApp(sample())
    async with app.run_test(size=SIZE) as pilot:
        app.grid.arrangement = Arrangement(hidden=frozenset({"region"}))
        await pilot.press("slash", *"east")
        assert "not found" in lines(app)[-1]
        await pilot.press("escape", "ctrl+f", *"east")
        assert len(app.grid.view) == 0
        app.grid.arrangement = Arrangement()
        assert len(app.grid.view) == 10, "shown again, it is looked into again"
        app.grid.arrangement = Arrangement(hidden=frozenset({"region"}))
        app.grid.filter_by("region=east")
        assert len(app.grid.view) == 10, "a column that is named is looked into in any case"


# -- frozen and moved columns ----------------------------------------------------------------


async def test_frozen_columns_stay_while_others_scroll() -> None:
    app = GridApp(sample())
    async with app.run_test(size=(60, 24)) as pilot:
        app.grid.move_to(0, 1)
        app.grid.action_freeze()
        assert app.grid.arrangement.frozen == "region"
        await pilot.press("end")
        assert heading(app).startswith("Account Region ‹")
        app.grid.move_to(0, 1)
        app.grid.action_freeze()
        await pilot.press("end")
        assert heading(app).startswith("Account ‹")
        app.grid.move_to(0, 0)
        app.grid.action_freeze()
        await pilot.press("end")
        assert heading(app).startswith("‹"), "nothing stays"
        assert arranged(app) == 3


async def test_more_columns_than_there_is_room_for_cannot_stay() -> None:
    app = GridApp(sample())
    async with app.run_test(size=(60, 24)) as pilot:
        app.grid.move_to(0, 5)
        app.grid.action_freeze()
        await pilot.pause()
        assert note(app).startswith("There is room for 2 columns that stay")
        assert app.grid._region_of(app.grid._spot) is not None


async def test_moved_columns_are_drawn_and_clicked_where_they_are() -> None:
    app = GridApp(sample())
    async with app.run_test(size=SIZE) as pilot:
        app.grid.arrangement = Arrangement(
            order=("name", "w52", "region", "w49", "w50", "w51", "note")
        )
        assert heading(app) == "Account Week 52 Region Week 49 Week 50 Week 51 Note ›"
        await pilot.click(Grid, offset=(REGION, 3))
        assert (app.grid.row, app.grid.column) == (2, 5)
        assert app.said[-2].column == 5  # type: ignore[attr-defined]
        await pilot.click(Grid, offset=(REGION, 0))
        assert app.grid.sort == (Sort("w52"),)


async def test_widths_belong_to_columns_and_are_told_once() -> None:
    app = GridApp(sample())
    async with app.run_test(size=SIZE) as pilot:
        app.grid.arrangement = HIDDEN
        x = next(at.x + at.width - 1 for at in app.grid._places if at.column == 3)
        await drag(pilot, (x, 0), (x + 5, 0))
        assert dict(app.grid.arrangement.widths) == {"w52": 12}
        assert arranged(app) == 1
        app.grid.move_to(0, 1)
        await pilot.press("ctrl+shift+right")
        assert dict(app.grid.arrangement.widths) == {"w52": 12, "region": 7}
        assert arranged(app) == 2
        await pilot.double_click(Grid, offset=(x + 6, 0))
        assert dict(app.grid.arrangement.widths) == {"region": 7}
        assert arranged(app) == 3


async def test_an_arrangement_comes_before_the_model() -> None:
    grid = Grid()
    wanted = Arrangement((Sort("w49", True),), frozenset({"region"}), "w49", (("note", 5),))
    grid.arrangement = wanted
    grid.model = sample()
    assert grid.arrangement == wanted
    assert grid.shown_columns.columns == (0, 2, 3, 4, 5, 6)
    assert grid.shown_columns.frozen == 2
    assert grid._widths[6] == 5
    numbers = [float(grid.model.raw(row, 2)) for row in grid.view.rows(range(40))]
    assert numbers == sorted(numbers, reverse=True)
    grid.model = Lists(())
    grid.model = sample()
    assert grid.arrangement == wanted


async def test_a_table_without_columns_has_none_to_arrange() -> None:
    app = GridApp(Lists((), ()))
    async with app.run_test(size=SIZE) as pilot:
        app.grid.action_hide_columns()
        app.grid.action_show_columns()
        app.grid.action_freeze()
        await pilot.press("ctrl+o", "f12")
        assert app.grid.arrangement == Arrangement()
        assert not arranged(app)


async def test_filter_expressions_as_one_types() -> None:
    app = GridApp(sample())
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("ctrl+f", *"region=ea")
        assert "No row matches the filter." in "\n".join(lines(app))
        await pilot.press(*"st")
        assert set(column(app, 1)) == {"East"}
        assert "10 of 40 rows" in lines(app)[-1]
        await pilot.press(*" and week 49>")
        assert len(app.grid.view) == 40, "half a condition hides nothing"
        assert lines(app)[-1].rstrip().endswith("! Week 49 > what?")
        await pilot.press(*"500%")
        assert 0 < len(app.grid.view) < 10
        assert all(float(number) > 5 for number in column(app, 2))
        await pilot.press("enter")
        assert "Filter: region=east and week 49>500%" in lines(app)[-1]
        await pilot.press("ctrl+f", "home", "x")
        assert len(app.grid.view) == 40
        assert lines(app)[-1].rstrip().endswith("! There is no column xregion: Region?")
        await pilot.press("escape")
        assert "40 of 40 rows" in lines(app)[-1]


async def test_what_is_wrong_with_a_filter_leaves_room_to_type() -> None:
    app = GridApp(sample())
    async with app.run_test(size=(50, 12)) as pilot:
        await pilot.press("ctrl+f", *"regoinregoinregoinregoin=")
        await pilot.pause()
        editor = app.grid.editor
        assert editor is not None
        assert editor.region.width >= 15
        bar = lines(app)[-1]
        assert bar[editor.region.right :].startswith(" ! There is no column")
        assert bar.rstrip().endswith("…")


# -- another size ----------------------------------------------------------------------------


@pytest.mark.parametrize("wanted", [Arrangement(), HIDDEN, Arrangement(frozen="w49")])
@pytest.mark.parametrize("cell", [(0, 0), (20, 5), (39, 6)])
async def test_another_size_keeps_cell_and_selection(
    cell: tuple[int, int], wanted: Arrangement
) -> None:
    app = GridApp(sample())
    async with app.run_test(size=(160, 50)) as pilot:
        grid = app.grid
        grid.arrangement = wanted
        grid.move_to(*cell)
        await pilot.press("shift+up", "shift+left", "shift+left")
        area = grid.area
        for size in ((80, 24), (30, 8), (160, 50), (40, 50), (160, 10), (20, 6), (80, 24)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert (grid.row, grid.column) == cell
            assert grid.area == area
            region = grid._region_of(grid._spot)
            assert region is not None, size
            assert region.right <= grid.inner.width
            assert all(len(line) <= size[0] for line in lines(app))
        await pilot.press("ctrl+c")
        assert len(app.clipboard.splitlines()) == len(area.rows)


async def test_another_size_keeps_what_is_being_typed() -> None:
    app = GridApp(sample())
    async with app.run_test(size=(160, 50)) as pilot:
        app.grid.move_to(30, 5)
        await pilot.press("4", "2")
        for size in ((40, 12), (20, 6), (120, 40)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            editor = app.grid.editor
            assert editor is not None
            assert editor.value == "42"
            region = app.grid._region_of(app.grid._spot)
            assert region is not None
            assert editor.region.y == app.grid.region.y + region.y
        await pilot.press("enter")
        assert edits(app) == [(30, 5, "42", "edit")]
