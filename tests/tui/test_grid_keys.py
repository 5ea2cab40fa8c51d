"""Moving and selecting with real keys."""

import pytest

from tests.tui.grid_app import COLUMNS, GridApp, Lists, sample
from tui.grid import Grid
from tui.grid.cursor import Spot
from tui.grid.keys import BINDINGS
from tui.grid.messages import CursorMoved, SelectionChanged

SIZE = (80, 24)
LAST = Spot(39, 6)


def at(app: GridApp) -> tuple[int, int]:
    """Where the cursor stands."""
    return app.grid.row, app.grid.column


MOVES = [
    ((5, 3), ["up"], (4, 3)),
    ((5, 3), ["down"], (6, 3)),
    ((5, 3), ["left"], (5, 2)),
    ((5, 3), ["right"], (5, 4)),
    ((0, 0), ["up", "left"], (0, 0)),
    ((39, 6), ["down", "right"], (39, 6)),
    ((5, 3), ["home"], (5, 0)),
    ((5, 3), ["end"], (5, 6)),
    ((5, 3), ["ctrl+home"], (0, 0)),
    ((5, 3), ["ctrl+end"], (39, 6)),
    ((0, 3), ["pagedown"], (20, 3)),
    ((0, 3), ["pagedown", "pagedown"], (39, 3)),
    ((39, 3), ["pageup"], (19, 3)),
    ((5, 3), ["ctrl+down"], (39, 3)),
    ((5, 3), ["ctrl+up"], (0, 3)),
    ((0, 1), ["ctrl+down"], (2, 1)),
    ((2, 1), ["ctrl+down"], (4, 1)),
    ((4, 1), ["ctrl+up"], (2, 1)),
    ((0, 0), ["ctrl+right"], (0, 6)),
    ((3, 2), ["ctrl+left"], (3, 0)),
    ((5, 3), ["tab"], (5, 4)),
    ((5, 6), ["tab"], (6, 0)),
    ((39, 6), ["tab"], (39, 6)),
    ((5, 3), ["shift+tab"], (5, 2)),
    ((5, 0), ["shift+tab"], (4, 6)),
    ((0, 0), ["shift+tab"], (0, 0)),
    ((5, 0), ["enter"], (6, 0)),
    ((5, 5), ["tab", "tab", "enter"], (7, 5)),
]


async def test_moves() -> None:
    app = GridApp(sample())
    async with app.run_test(size=SIZE) as pilot:
        for start, keys, end in MOVES:
            app.grid.move_to(*start)
            await pilot.press(*keys)
            if app.grid.editing:
                await pilot.press("escape")
            assert at(app) == end, (start, keys)
            assert app.grid.area.size == 1


RANGES = [
    (["shift+down", "shift+down", "shift+right"], (5, 3, 7, 4)),
    (["shift+up", "shift+left"], (4, 2, 5, 3)),
    (["shift+down", "shift+up", "shift+up"], (4, 3, 5, 3)),
    (["shift+home"], (5, 0, 5, 3)),
    (["shift+end"], (5, 3, 5, 6)),
    (["ctrl+shift+home"], (0, 0, 5, 3)),
    (["ctrl+shift+end"], (5, 3, 39, 6)),
    (["shift+pagedown"], (5, 3, 25, 3)),
    (["shift+pageup"], (0, 3, 5, 3)),
    (["ctrl+shift+down"], (5, 3, 39, 3)),
    (["ctrl+shift+up"], (0, 3, 5, 3)),
    (["ctrl+a"], (0, 0, 39, 6)),
    (["ctrl+space"], (0, 3, 39, 3)),
    (["ctrl+@"], (0, 3, 39, 3)),
    (["shift+space"], (5, 0, 5, 6)),
    (["shift+right", "ctrl+space"], (0, 3, 39, 4)),
    (["shift+space", "shift+down"], (5, 0, 6, 6)),
    (["shift+down", "escape"], (5, 3, 5, 3)),
    (["shift+down", "down"], (6, 3, 6, 3)),
]


async def test_ranges() -> None:
    app = GridApp(sample())
    async with app.run_test(size=SIZE) as pilot:
        for keys, selected in RANGES:
            app.grid.move_to(5, 3)
            await pilot.press(*keys)
            area = app.grid.area
            assert (area.top, area.left, area.bottom, area.right) == selected, keys
            assert at(app) == (5, 3) or keys[-1] == "down"
            assert len(app.grid.selected) == area.size


async def test_the_cursor_stays_in_sight() -> None:
    app = GridApp(sample(1000))
    async with app.run_test(size=(50, 12)) as pilot:
        for key in ("ctrl+end", "ctrl+home", "pagedown", "end", "ctrl+down", "shift+pageup"):
            await pilot.press(key)
            area = app.grid.area
            far = Spot(area.top if key == "shift+pageup" else app.grid.row, app.grid.column)
            assert app.grid._region_of(far) is not None, key


async def test_tab_stays_in_a_grid_that_takes_texts_and_leaves_another() -> None:
    app = GridApp(sample())
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("tab")
        assert app.focused is app.grid
        app.grid.read_only = True
        await app.mount(Grid(id="other"))
        await pilot.press("tab")
        assert app.focused is app.query_one("#other")


async def test_a_model_without_editable_cells_is_read_only() -> None:
    class Locked(Lists):
        def editable(self, row: int, column: int) -> bool:
            return False

    app = GridApp(Locked(sample().rows))
    async with app.run_test(size=SIZE) as pilot:
        assert app.grid.read_only
        await pilot.press("x", "z")
        assert app.letters == 1
        app.grid.model = sample()
        assert not app.grid.read_only
        await pilot.press("right", "z", "escape")
        assert app.letters == 1


async def test_escape_is_left_to_the_screen_when_one_cell_is_selected() -> None:
    app = GridApp(sample())
    async with app.run_test(size=SIZE) as pilot:
        assert "escape" not in app.screen.active_bindings
        await pilot.press("shift+down")
        assert app.screen.active_bindings["escape"].node is app.grid


async def test_columns_are_drawn_narrower_and_wider() -> None:
    app = GridApp(sample())
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("right", "ctrl+shift+right", "ctrl+shift+right")
        assert app.grid._widths[1] == 8
        await pilot.press(*["ctrl+shift+left"] * 9)
        assert app.grid._widths[1] == 3
        app.grid.model = sample(12)
        assert app.grid._widths[1] == 3


async def test_the_screen_hears_where_the_cursor_is() -> None:
    app = GridApp(sample())
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("down", "right", "shift+down")
        moves = [(said.row, said.column) for said in app.said if isinstance(said, CursorMoved)]
        assert moves == [(0, 0), (1, 0), (1, 1)]
        assert isinstance(app.said[-1], SelectionChanged)
        assert app.said[-1].control is app.grid


async def test_the_summary_counts_adds_and_averages_numbers() -> None:
    rows = [("a", "East", "10", "", "x", "1.5", ""), ("b", "", "2", "", "", "0.25", "")]
    app = GridApp(Lists(rows, COLUMNS))
    async with app.run_test(size=SIZE) as pilot:
        assert str(app.grid.summary) == ""
        await pilot.press("ctrl+a")
        summary = app.grid.summary
        # 10 + 2 + 1.5 + 0.25; x is no number, texts of other columns do not count
        assert (summary.cells, summary.numbers, summary.total) == (14, 4, 13.75)
        assert str(summary) == "14 cells · 4 numbers · sum 13.75 · mean 3.44"
        await pilot.press("ctrl+home", "shift+down")
        assert str(app.grid.summary) == "2 cells"


async def test_a_large_selection_is_summed_by_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    app = GridApp(sample())
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("ctrl+a")
        by_cells = app.grid.summary
        monkeypatch.setattr("tui.grid.rows.MANY_CELLS", 5)
        assert app.grid.summary == by_cells


def test_every_key_has_a_name_words_and_a_tooltip() -> None:
    ids = [binding.id for binding in BINDINGS]  # type: ignore[union-attr]
    assert len(ids) == len(set(ids))
    for binding in BINDINGS:
        assert binding.id.startswith("grid.")  # type: ignore[union-attr]
        assert binding.description  # type: ignore[union-attr]
        assert binding.tooltip  # type: ignore[union-attr]
        action = binding.action.partition("(")[0]  # type: ignore[union-attr]
        assert hasattr(Grid, f"action_{action}")
    shown = [binding.key for binding in BINDINGS if binding.show]  # type: ignore[union-attr]
    assert shown == ["f2", "ctrl+d", "percent_sign", "ctrl+f", "slash", "ctrl+o", "f12"]
