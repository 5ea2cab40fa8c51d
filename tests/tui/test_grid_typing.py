"""Typing into cells: nothing typed is lost, nothing refused gets in."""

import pytest
from textual import events
from textual.app import ComposeResult
from textual.geometry import Offset
from textual.widgets import Button

from tests.tui.grid_app import GridApp, Lists, sample
from tui.grid import CellText
from tui.grid.cursor import Spot
from tui.grid.editor import Editor, Note
from tui.grid.messages import ChangeBy, Edited, Refused, TakeBack

SIZE = (80, 24)


def edits(app: GridApp) -> list[tuple[int, int, str, str]]:
    """The cells the grid handed over, and how they came about."""
    return [
        (cell.row, cell.column, cell.text, said.what)
        for said in app.said
        if isinstance(said, Edited)
        for cell in said.cells
    ]


def note(app: GridApp) -> str:
    """The reason that is shown; empty when none is."""
    notes = [note for note in app.screen.query(Note) if note.display]
    return str(notes[0].visual) if notes else ""


def at(app: GridApp) -> tuple[int, int]:
    """Where the cursor stands."""
    return app.grid.row, app.grid.column


TYPED = [
    (["5", "enter"], "5", (2, 2)),
    (["5", "tab"], "5", (1, 3)),
    (["5", "shift+tab"], "5", (1, 1)),
    (["5", "up"], "5", (0, 2)),
    (["5", "down"], "5", (2, 2)),
    (["5", "right"], "5", (1, 3)),
    (["5", "left"], "5", (1, 1)),
    (["5", "home", "left", "1", "enter"], "15", (2, 2)),
    (["f2", "8", "enter"], "378", (2, 2)),
    (["enter", "8", "enter"], "378", (2, 2)),
    (["f2", "left", "8", "enter"], "387", (2, 2)),
    (["f2", "backspace", "down"], "3", (2, 2)),
    (["5", "f2", "left", "1", "enter"], "15", (2, 2)),
    (["backspace", "9", "enter"], "9", (2, 2)),
    (["5", "pagedown"], "5", (21, 2)),
    (["5", "ctrl+home"], "5", (0, 0)),
    (["1", "2", "ctrl+u", "7", "enter"], "7", (2, 2)),
]


async def test_a_text_is_taken() -> None:
    model = sample()
    app = GridApp(model)
    async with app.run_test(size=SIZE) as pilot:
        for keys, text, end in TYPED:
            app.grid.model = model
            app.said.clear()
            app.grid.move_to(1, 2)
            await pilot.press(*keys)
            assert edits(app) == [(1, 2, text, "edit")], keys
            assert at(app) == end, keys
            assert app.grid.model.raw(1, 2) == text
            assert not app.grid.editing


async def test_an_emptied_cell_is_cleared() -> None:
    app = GridApp(sample())
    async with app.run_test(size=SIZE) as pilot:
        app.grid.move_to(1, 2)
        await pilot.press("backspace", "enter")
        assert edits(app) == [(1, 2, "", "clear")]


@pytest.mark.parametrize(
    "keys", [["5", "escape"], ["f2", "enter"], ["f2", "8", "backspace", "tab"]]
)
async def test_nothing_is_changed(keys: list[str]) -> None:
    app = GridApp(sample())
    async with app.run_test(size=SIZE) as pilot:
        app.grid.move_to(1, 2)
        await pilot.press(*keys)
        assert edits(app) == []
        assert app.grid.model.raw(1, 2) == "37"


@pytest.mark.parametrize("settles", [True, False])
async def test_a_burst_of_keys_fills_cells_in_order(settles: bool) -> None:
    app = GridApp(sample(), settles)
    async with app.run_test(size=SIZE) as pilot:
        app.grid.move_to(1, 2)
        await pilot.pause()
        texts = ["5", "71", "9", "-", "1234"]
        keys = [key for text in texts for key in (*text, "enter", "escape")]
        for key in keys:
            app.post_message(events.Key(key, key if len(key) == 1 else None))
        await pilot.pause()
        assert [edit[2] for edit in edits(app)] == ["5", "71", "9", "1234"]
        assert [edit[0] for edit in edits(app)] == [1, 2, 3, 4]


async def test_a_burst_from_another_language_and_tabs() -> None:
    app = GridApp(sample())
    async with app.run_test(size=SIZE) as pilot:
        app.grid.move_to(1, 1)
        await pilot.pause()
        for key in ["华", "南", "tab", "4", "tab", "6", "enter", "北", "enter"]:
            app.post_message(events.Key(key, key if len(key) == 1 else None))
        await pilot.pause()
        assert [edit[:3] for edit in edits(app)] == [
            *((1, 1, "华南"), (1, 2, "4"), (1, 3, "6"), (2, 1, "北"))
        ]


async def test_a_refused_text_stays_with_its_reason_until_it_is_mended() -> None:
    app = GridApp(sample())
    async with app.run_test(size=SIZE) as pilot:
        app.grid.move_to(1, 2)
        await pilot.press("5", "x", "enter")
        assert app.grid.editing
        assert note(app) == "5x is no number."
        assert [said.reason for said in app.said if isinstance(said, Refused)] == [note(app)]
        await pilot.press("y")
        assert note(app) == "5xy is no number."
        await pilot.press("backspace", "backspace")
        assert note(app) == ""
        await pilot.press("enter")
        assert edits(app) == [(1, 2, "5", "edit")]
        await pilot.press("-", "3", "enter", "escape")
        assert note(app) == ""
        assert not app.grid.editing
        assert len(edits(app)) == 1


async def test_a_locked_cell_says_so() -> None:
    app = GridApp(sample())
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("x")
        assert note(app) == "This cell cannot be edited."
        await pilot.press("escape")
        assert note(app) == ""
        await pilot.press("f2")
        assert note(app)
        await pilot.press("down")
        assert note(app) == ""
        assert edits(app) == []


async def test_pending_texts_show_until_they_are_settled() -> None:
    app = GridApp(sample(), settles=False)
    async with app.run_test(size=SIZE) as pilot:
        app.grid.move_to(1, 2)
        await pilot.press("5", "enter")
        grid = app.grid
        assert " 5…" in grid.render_line(2).text
        assert [cell.text for cell in grid.pending] == ["5"]
        first = grid.pending
        await pilot.press("up", "f2", "1", "enter")
        assert " 51…" in grid.render_line(2).text
        assert isinstance(grid.model, Lists)
        grid.model = grid.model.with_cells(first)
        grid.settle(first)
        assert " 51…" in grid.render_line(2).text, "a later text is not given up for an earlier"
        second = grid.pending
        grid.model = grid.model.with_cells(second)
        grid.settle(second)
        assert " 51▪" in grid.render_line(2).text
        assert grid.pending == ()


async def test_a_rejected_text_is_marked_until_the_next_move() -> None:
    app = GridApp(sample(), settles=False)
    async with app.run_test(size=SIZE) as pilot:
        app.grid.move_to(1, 2)
        await pilot.press("5", "enter")
        app.grid.reject(app.grid.pending, "The plan is locked.")
        await pilot.pause()
        assert " 5!" in app.grid.render_line(2).text
        assert note(app) == "The plan is locked."
        await pilot.press("down")
        assert " 37 " in app.grid.render_line(2).text
        assert note(app) == ""


async def test_a_reason_does_not_lie_on_the_cell_one_types_in() -> None:
    app = GridApp(sample(), settles=False)
    async with app.run_test(size=SIZE) as pilot:
        app.grid.move_to(3, 2)
        await pilot.press("5", "enter", "6")
        app.grid.reject(app.grid.pending, "The plan is locked.")
        await pilot.pause()
        await pilot.pause()
        note = app.query_one(Note).region
        assert not note.overlaps(app.query_one(Editor).region)
        assert app.grid.editor
        assert app.grid.editor.value == "6"


async def test_a_long_reason_in_the_first_row_covers_neither_cell_nor_cursor() -> None:
    app = GridApp(sample(), settles=False)
    async with app.run_test(size=(50, 14)) as pilot:
        app.grid.move_to(0, 2)
        await pilot.press("5", "enter")
        app.grid.reject(app.grid.pending, "a reason of many words " * 4)
        await pilot.pause()
        await pilot.pause()
        note = app.query_one(Note).region
        assert note.height == 2
        for row in (0, 1):
            cell = app.grid._region_of(Spot(row, 2))
            assert cell is not None
            assert not note.overlaps(cell)


async def test_the_terminal_cursor_is_where_an_input_method_types() -> None:
    app = GridApp(sample())
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("down", "right")
        cell = app.grid._region_of(app.grid._spot)
        assert cell is not None
        assert app.cursor_position == cell.offset + Offset(1, 0)
        await pilot.press("华", "南")
        await pilot.pause()
        assert app.cursor_position == cell.offset + Offset(1 + 4 + 1, 0)


async def test_cells_without_keys_are_those_of_the_present_model() -> None:
    app = GridApp(sample(), settles=False)
    async with app.run_test(size=SIZE) as pilot:
        app.grid.move_to(1, 2)
        await pilot.press("5", "enter")
        app.grid.settle([CellText(1, 2, "5")])
        assert app.grid.pending == ()


async def test_a_fitted_column_grows_with_its_values() -> None:
    app = GridApp(sample())
    async with app.run_test(size=SIZE) as pilot:
        app.grid.move_to(1, 2)
        await pilot.press(*"1234567890", "enter")
        assert "1,234,567,890▪" in app.grid.render_line(2).text


async def test_del_and_percent_are_handed_to_the_screen() -> None:
    app = GridApp(sample(), settles=False)
    async with app.run_test(size=SIZE) as pilot:
        app.grid.move_to(2, 1)
        await pilot.press("shift+left", "shift+down", "delete", "percent_sign")
        for kind in (TakeBack, ChangeBy):
            said = next(said for said in app.said if isinstance(said, kind))
            cells = [(cell.row, cell.column, cell.text) for cell in said.cells]
            assert cells == [(2, 1, "华东"), (3, 1, "")]
        await pilot.press("home", "delete")
        assert note(app) == "No selected cell can be edited."


class TwoWidgets(GridApp):
    """A grid, and somewhere else to go."""

    def compose(self) -> ComposeResult:
        yield from super().compose()
        yield Button("elsewhere")


async def test_leaving_the_grid_commits_what_is_valid() -> None:
    app = TwoWidgets(sample())
    async with app.run_test(size=SIZE) as pilot:
        app.grid.move_to(1, 2)
        await pilot.press("5")
        app.query_one(Button).focus()
        await pilot.pause()
        assert edits(app) == [(1, 2, "5", "edit")]
        assert not app.query_one(Editor).display


async def test_leaving_the_grid_gives_up_what_is_refused_and_tells_why() -> None:
    app = TwoWidgets(sample())
    async with app.run_test(size=SIZE) as pilot:
        app.grid.move_to(1, 2)
        await pilot.press("x")
        app.query_one(Button).focus()
        await pilot.pause()
        assert edits(app) == []
        assert not app.grid.editing
        assert [said.reason for said in app.said if isinstance(said, Refused)] == [note(app)]


async def test_the_terminal_losing_the_focus_is_no_reason_to_stop() -> None:
    app = GridApp(sample())
    async with app.run_test(size=SIZE) as pilot:
        app.grid.move_to(1, 2)
        await pilot.press("5")
        app.post_message(events.AppBlur())
        await pilot.pause()
        app.post_message(events.AppFocus())
        await pilot.pause()
        await pilot.press("6", "enter")
        assert edits(app) == [(1, 2, "56", "edit")]


async def test_keys_of_the_screen_find_the_text_committed() -> None:
    app = GridApp(sample())
    async with app.run_test(size=SIZE) as pilot:
        app.grid.move_to(1, 2)
        await pilot.press("5", "f8")
        assert edits(app) == [(1, 2, "5", "edit")]
        assert app.theme == "textual-light"


async def test_a_screen_can_ask_for_the_edit_to_be_finished() -> None:
    app = GridApp(sample())
    async with app.run_test(size=SIZE) as pilot:
        app.grid.move_to(1, 2)
        assert app.grid.finish_edit()
        await pilot.press("x")
        assert not app.grid.finish_edit()
        await pilot.press("backspace", "4")
        assert app.grid.finish_edit()
        await pilot.pause()
        assert edits(app) == [(1, 2, "4", "edit")]


async def test_a_row_that_goes_while_it_is_edited() -> None:
    app = GridApp(sample())
    async with app.run_test(size=SIZE) as pilot:
        app.grid.move_to(1, 2)
        await pilot.press("5")
        app.grid.model = Lists(sample().rows[3:])
        await pilot.pause()
        await pilot.press("enter")
        assert edits(app) == []
        assert "5 was not taken" in note(app)


async def test_another_model_under_the_editor_changes_nothing() -> None:
    app = GridApp(sample())
    async with app.run_test(size=SIZE) as pilot:
        app.grid.move_to(4, 2)
        await pilot.press("5")
        app.grid.model = Lists(sample().rows[2:])
        await pilot.pause()
        await pilot.press("6", "enter")
        assert edits(app) == [(2, 2, "56", "edit")]


async def test_the_editor_lies_over_its_cell_and_grows_inside_the_grid() -> None:
    app = GridApp(sample())
    async with app.run_test(size=SIZE) as pilot:
        app.grid.move_to(3, 6)
        await pilot.press("f2")
        await pilot.pause()
        editor = app.query_one(Editor)
        cell = app.grid._region_of(app.grid._spot)
        assert cell is not None
        assert editor.region.y == cell.y
        assert editor.region.right <= app.grid.inner.width
        assert editor.region.width == len("a note that is too long to be seen") + 1
        app.post_message(events.Paste("0123456789" * 6))
        await pilot.pause()
        assert editor.region.x >= 0
        assert editor.region.width == app.grid.inner.width
        await pilot.resize_terminal(60, 20)
        await pilot.pause()
        assert app.query_one(Editor).region.right <= app.grid.inner.width
        app.grid.scroll_to(y=10, animate=False)
        await pilot.pause()
        assert not editor.display
        await pilot.press("x")
        await pilot.pause()
        assert editor.display


async def test_the_text_of_the_editor_is_no_news_to_the_screen() -> None:
    heard: list[object] = []

    class Listening(GridApp):
        def on_input_changed(self, event: object) -> None:
            heard.append(event)

    app = Listening(sample())
    async with app.run_test(size=SIZE) as pilot:
        app.grid.move_to(1, 2)
        await pilot.press("5", "enter")
        await pilot.pause()
        assert heard == []


async def test_what_lies_over_a_grid_goes_with_it() -> None:
    app = GridApp(sample())
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("x", "right", "x")
        await app.grid.remove()
        await pilot.pause()
        assert not app.query(Editor)
        assert not app.query(Note)
