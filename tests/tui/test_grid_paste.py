"""Blocks: copy, paste and fill, and why they are refused whole."""

from textual import events

from tests.tui.grid_app import GridApp, sample
from tests.tui.test_grid_typing import SIZE, edits, note
from tui.grid.messages import Copied, Edited, Refused


def told(app: GridApp) -> list[str]:
    """The reasons the screen heard."""
    return [said.reason for said in app.said if isinstance(said, Refused)]


async def test_a_block_from_a_spreadsheet_goes_into_the_cells_from_the_first_selected_on() -> None:
    app = GridApp(sample())
    async with app.run_test(size=SIZE) as pilot:
        app.grid.move_to(1, 2)
        app.post_message(events.Paste("1\t2\r3\t4\r"))
        await pilot.pause()
        assert edits(app) == [
            *((1, 2, "1", "paste"), (1, 3, "2", "paste")),
            *((2, 2, "3", "paste"), (2, 3, "4", "paste")),
        ]
        assert len([said for said in app.said if isinstance(said, Edited)]) == 1
        area = app.grid.area
        assert (area.top, area.left, area.bottom, area.right) == (1, 2, 2, 3)
        assert app.grid.summary.total == 10


async def test_what_is_copied_can_be_pasted() -> None:
    app = GridApp(sample())
    async with app.run_test(size=SIZE) as pilot:
        app.grid.move_to(1, 1)
        await pilot.press("shift+right", "shift+down", "ctrl+c")
        assert app.clipboard == "West\t37\n华东\t74"
        assert [said.count for said in app.said if isinstance(said, Copied)] == [4]
        assert app.grid.area.size == 4
        app.grid.move_to(10, 1)
        await pilot.press("ctrl+v")
        assert [app.grid.model.raw(row, 1) for row in (10, 11)] == ["West", "华东"]
        assert [app.grid.model.raw(row, 2) for row in (10, 11)] == ["37", "74"]


async def test_one_value_fills_a_range_and_a_row_repeats_in_it() -> None:
    app = GridApp(sample())
    async with app.run_test(size=SIZE) as pilot:
        app.grid.move_to(1, 2)
        await pilot.press("shift+down", "shift+down", "shift+right")
        app.post_message(events.Paste("7"))
        await pilot.pause()
        assert [edit[:3] for edit in edits(app)] == [
            (row, column, "7") for row in (1, 2, 3) for column in (2, 3)
        ]
        app.said.clear()
        app.post_message(events.Paste("8\t9\n"))
        await pilot.pause()
        assert [edit[2] for edit in edits(app)] == ["8", "9"] * 3


async def test_a_block_that_does_not_fit_the_range_starts_at_its_first_cell() -> None:
    app = GridApp(sample())
    async with app.run_test(size=SIZE) as pilot:
        app.grid.move_to(1, 2)
        await pilot.press("shift+down", "shift+down", "shift+right")
        app.post_message(events.Paste("1\n2"))
        await pilot.pause()
        assert [edit[:3] for edit in edits(app)] == [(1, 2, "1"), (2, 2, "2")]


async def test_short_rows_of_a_block_change_no_more_than_they_have() -> None:
    app = GridApp(sample())
    async with app.run_test(size=SIZE) as pilot:
        app.grid.move_to(1, 2)
        app.post_message(events.Paste("1\t2\n3"))
        await pilot.pause()
        assert [edit[:3] for edit in edits(app)] == [(1, 2, "1"), (1, 3, "2"), (2, 2, "3")]


async def test_quoted_cells_keep_their_line_ends() -> None:
    app = GridApp(sample())
    async with app.run_test(size=SIZE) as pilot:
        app.grid.move_to(1, 6)
        app.post_message(events.Paste('"two\nlines, ""quoted"""\r\nplain'))
        await pilot.pause()
        assert [edit[2] for edit in edits(app)] == ['two\nlines, "quoted"', "plain"]


async def test_a_block_is_refused_whole_and_says_why() -> None:
    app = GridApp(sample())
    async with app.run_test(size=SIZE) as pilot:
        for cell, text, reason in (
            (
                (39, 5),
                "1\t2\t3\n4",
                "Nothing was pasted: the block has 2 × 3 cells, from here on there are 1 × 2.",
            ),
            (
                (8, 0),
                "x\ty\nz\tw",
                "Nothing was changed: 2 of these cells cannot be edited "
                "(Account 8, Account; Account 9, Account).",
            ),
            (
                (8, 2),
                "1\nx\n-2",
                "Nothing was changed: x is no number. "
                "(2 refused: Account 9, Week 49; Account 10, Week 49)",
            ),
            (
                (8, 2),
                "a\nb\nc\nd\n5",
                "Nothing was changed: a is no number. (4 refused: Account 8, Week 49; "
                "Account 9, Week 49; Account 10, Week 49 …)",
            ),
        ):
            app.grid.move_to(*cell)
            app.said.clear()
            app.post_message(events.Paste(text))
            await pilot.pause()
            assert told(app) == [reason]
            assert note(app) == reason
            assert edits(app) == []
            assert app.grid.pending == ()


async def test_cells_that_say_so_already_are_no_reason_to_refuse() -> None:
    app = GridApp(sample())
    async with app.run_test(size=SIZE) as pilot:
        app.grid.move_to(8, 0)
        app.post_message(events.Paste("Account 8\tEast\t1"))
        await pilot.pause()
        assert edits(app) == [(8, 2, "1", "paste")]


async def test_a_block_goes_into_the_rows_that_are_shown() -> None:
    app = GridApp(sample())
    async with app.run_test(size=SIZE) as pilot:
        app.grid.filter_by("East")
        app.grid.move_to(8, 2)
        app.post_message(events.Paste("1\n2"))
        await pilot.pause()
        assert [edit[:3] for edit in edits(app)] == [(8, 2, "1"), (12, 2, "2")]


async def test_a_paste_into_the_editor_stays_in_it() -> None:
    app = GridApp(sample())
    async with app.run_test(size=SIZE) as pilot:
        app.grid.move_to(1, 2)
        await pilot.press("5")
        app.post_message(events.Paste("6\n"))
        await pilot.pause()
        app.copy_to_clipboard("7\r\n")
        await pilot.press("ctrl+v", "enter")
        assert edits(app) == [(1, 2, "567", "edit")]


async def test_an_empty_paste_does_nothing() -> None:
    app = GridApp(sample())
    async with app.run_test(size=SIZE) as pilot:
        app.grid.move_to(1, 2)
        app.post_message(events.Paste(""))
        await pilot.press("ctrl+v")
        assert edits(app) == []


async def test_filling() -> None:
    app = GridApp(sample())
    async with app.run_test(size=SIZE) as pilot:
        for start, keys, filled in (
            ((1, 2), ["shift+down", "shift+down", "ctrl+d"], [(2, 2, "37"), (3, 2, "37")]),
            ((8, 2), ["ctrl+d"], [(8, 2, "59")]),
            (
                (20, 2),
                ["shift+right", "shift+down", "ctrl+r"],
                [(20, 3, "40"), (21, 3, "77")],
            ),
            ((25, 3), ["ctrl+r"], [(25, 3, "25")]),
            ((0, 2), ["ctrl+d"], []),
            ((0, 0), ["ctrl+r"], []),
        ):
            app.said.clear()
            app.grid.move_to(*start)
            await pilot.press(*keys)
            assert [edit[:3] for edit in edits(app)] == filled
            assert {edit[3] for edit in edits(app)} <= {"fill"}
        app.grid.move_to(30, 0)
        await pilot.press("shift+down", "ctrl+d")
        assert "1 of these cells cannot be edited (Account 31, Account)" in note(app)
