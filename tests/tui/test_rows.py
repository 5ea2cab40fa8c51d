"""Rows added, copied and removed at the keyboard, in the plan and in scenarios."""

from pathlib import Path

from kamplan.words import use_language
from tests.desk.desks import value
from tests.plan.folders import edited
from tests.tui.apps import User, at_work, lines_of, tiny, tiny_with
from tui.screens.row_form import RowForm

KEPT = 'description = "kept"\n'
NO_B = edited("budgets.csv", "tier=A|B", "tier=A")
"""No rule is about tier B, so that account b can go."""


def form(user: User) -> RowForm:
    """The form that is open."""
    assert isinstance(user.app.screen, RowForm)
    return user.app.screen


def wrong(user: User) -> dict[str, str]:
    """What the form says is wrong, by column."""
    found = {field.column: field._wrong for field in form(user)._fields if field._wrong}
    foot = form(user).query_one("#hint")
    return {**found, **({"": str(foot.content)} if foot.display else {})}  # type: ignore[attr-defined]


async def to_sheet(user: User, mode: str, sheet: str) -> None:
    """A mode and a sheet of it."""
    await user.press(mode)
    while user.screen.sheet_id != sheet:
        await user.press("ctrl+pagedown")


# Adding


async def test_a_new_account_is_typed_into_a_form_and_stood_on(tmp_path: Path) -> None:
    folder = tiny(tmp_path / "plan")
    async with at_work(folder) as user:
        await user.press("insert")
        assert "New row: Accounts" in user.dialog
        await user.write("c", "tab")
        await user.write("Gamma", "enter")
        assert user.dialog == ""
        assert user.grid.cursor_key == ("c",)
        assert user.said == "Rows added: 1. ctrl+z takes them back."
        assert lines_of(folder / "accounts.csv")[-1].startswith("c,Gamma,")
        await user.press("ctrl+z")
        assert user.rows() == [("a",), ("b",)]
        assert "adding rows" in user.said


async def test_keys_are_taken_in_the_order_pressed_however_fast(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan")) as user:
        await user.press("insert")
        user.burst(*"c", "tab", *"Gamma", "tab", *"B", "shift+tab", "end", *"!", "enter")
        await user.until(lambda: user.dialog == "")
        await user.rest()
        assert user.grid.cursor_key == ("c",)
        assert user.cell(("c",), "name") == "Gamma!"
        assert user.cell(("c",), "tier") == "B"


async def test_what_is_wrong_stands_under_its_field_until_it_is_right(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan")) as user:
        await to_sheet(user, "f3", "promotions")
        await user.press("ctrl+n")
        # Nothing is told of fields in which nothing was typed.
        assert wrong(user) == {}
        await user.write("c")
        assert "no such account" in wrong(user)["account"]
        await user.press("enter")
        assert set(wrong(user)) == {"account", "mechanic", "max_uplift", "half_spend"}
        assert user.snapshot.state.base["promotions"].keys() == [
            ("a", "display"),
            ("a", "tasting"),
            ("b", "display"),
        ]
        await user.press("backspace")
        await user.write("b", "tab")
        await user.write("tasting", "tab")
        await user.write("0.3", "tab")
        await user.write("x")
        assert set(wrong(user)) == {"half_spend"}
        assert "not a number" in user.seen
        await user.press("backspace")
        await user.write("1,000", "enter")
        assert user.dialog == ""
        assert user.grid.cursor_key == ("b", "tasting")
        assert value(user.snapshot.state.base, "promotions", "b tasting", "half_spend") == 1000


async def test_escape_leaves_the_form_and_nothing_is_made(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan")) as user:
        await user.press("insert")
        await user.write("c", "escape")
        assert user.dialog == ""
        assert user.rows() == [("a",), ("b",)]


async def test_names_are_offered_and_taken(tmp_path: Path) -> None:
    accounts = "account,name\nnorth-mart,N\nnorth-west,W\npark,P\n"
    demand = "account,product,week,units\npark,p,2026-W52,5\n"
    rules: dict[str, str | bytes | None] = dict.fromkeys(
        ("budgets.csv", "service.csv", "promotions.csv", "visits.csv")
    )
    files = {"accounts.csv": accounts, "demand.csv": demand, **rules}
    async with at_work(tiny(tmp_path / "plan", files)) as user:
        await to_sheet(user, "f3", "demand")
        await user.press("insert")
        await user.write("nor")
        assert "↓ north-mart north-west" in user.seen
        # → takes the rest of the first name; ↓ goes through all that fit what was typed.
        await user.press("right")
        assert form(user).typed == {"account": "north-mart"}
        await user.press(*["backspace"] * 6)
        await user.press("down", "down")
        assert form(user).typed == {"account": "north-west"}
        await user.press("up")
        assert form(user).typed == {"account": "north-mart"}
        await user.press("tab", "down")
        assert form(user).typed["product"] == "p"
        await user.press("tab")
        # Numbers have no names: down goes on.
        await user.write("12", "down")
        await user.write("2026-W53")
        await user.press("enter")
        assert user.grid.cursor_key == ("north-mart", "p")
        assert user.cell(("north-mart", "p"), "2026-W53") == "12"
        assert user.cell(("north-mart", "p"), "2026-W52") == ""


async def test_what_only_the_whole_plan_can_say_keeps_the_form_open(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan")) as user:
        await to_sheet(user, "f3", "in_transit")
        assert "Insert or ctrl+n adds one" in user.seen
        await user.press("insert")
        await user.write("a", "tab")
        await user.write("p", "tab")
        await user.write("4", "tab")
        await user.write("2026-W52", "enter")
        assert "product" in wrong(user)
        assert len(user.snapshot.state.base["in_transit"]) == 0
        await user.press("escape")
        assert user.dialog == ""


async def test_a_new_row_that_a_filter_hides_is_told_and_a_sort_is_kept(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan")) as user:
        await user.press("ctrl+o", "ctrl+o")
        assert user.rows() == [("b",), ("a",)]
        await user.press("insert")
        await user.write("c", "enter")
        assert (user.rows()[0], user.grid.cursor_key) == (("c",), ("c",))
        await user.press("ctrl+f")
        await user.write("alpha", "enter")
        await user.press("insert")
        await user.write("d", "enter")
        assert "the filter hides" in user.said
        assert user.rows() == [("a",)]


async def test_with_a_scenario_active_new_rows_are_its_changes(tmp_path: Path) -> None:
    async with at_work(tiny_with(tmp_path / "plan", {"kept": KEPT})) as user:
        await user.press("f5", "down", "enter")
        await to_sheet(user, "f4", "teams")
        await user.press("insert")
        await user.write("u", "tab")
        await user.write("5", "enter")
        assert user.grid.cursor_key == ("u",)
        assert user.cell(("u",), "2027-W01") == "5"
        assert len(user.snapshot.state.base["teams"]) == 3
        assert len(user.snapshot.plan["teams"]) == 6
        assert user.note(("u",), "2027-W01").startswith("changed")


# Copying


async def test_one_row_is_copied_under_a_proposed_name(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan")) as user:
        await user.press("ctrl+t")
        assert "Copy of a" in user.dialog
        await user.press("down", "enter")
        assert form(user).typed == {"account": "a-2"}
        await user.press("enter")
        assert user.said == "Rows added: 1. ctrl+z takes them back."
        assert user.grid.cursor_key == ("a-2",)
        assert user.cell(("a-2",), "discount") == "0.1"
        assert user.cell(("a-2",), "x_city") == "Hangzhou"


async def test_a_copy_brings_along_what_hangs_on_the_row(tmp_path: Path) -> None:
    folder = tiny(tmp_path / "plan")
    async with at_work(folder) as user:
        await user.press("ctrl+t")
        assert "With Demand 3 · Promotions 2 · Visits 1" in user.seen
        await user.press("escape")
        assert user.dialog == ""
        assert user.rows() == [("a",), ("b",)]
        await user.press("ctrl+t", "enter")
        await user.write("new", "enter")
        assert user.grid.cursor_key == ("new",)
        assert user.said == "Rows added: 7. ctrl+z takes them back."
        assert len([line for line in lines_of(folder / "demand.csv") if line[:4] == "new,"]) == 3
        await user.press("ctrl+z")
        assert user.rows() == [("a",), ("b",)]
        assert len(user.snapshot.state.base["demand"]) == 5


async def test_what_must_differ_is_asked_for(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan")) as user:
        await to_sheet(user, "f3", "promotions")
        await user.go_to(("a", "tasting"), "max_uplift")
        await user.press("ctrl+t")
        assert form(user).typed == {"account": "a", "mechanic": "tasting"}
        await user.press("enter")
        assert "such a row already" in wrong(user)["account"]
        await user.write("b", "enter")
        assert user.grid.cursor_key == ("b", "tasting")
        assert user.cell(("b", "tasting"), "weeks") == "2026-W53..2027-W01"


async def test_several_rows_are_copied_all_or_none(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan")) as user:
        await user.press("shift+down", "ctrl+t")
        assert "Copy of 2 rows" in user.dialog
        await user.press("down", "enter")
        assert user.dialog == ""
        assert user.rows() == [("a",), ("b",), ("a-2",), ("b-2",)]
        assert user.said.startswith("Rows added: 2")
        await to_sheet(user, "f3", "promotions")
        await user.press("shift+down", "ctrl+t")
        assert "Copy of 2 rows" in user.dialog
        # Both are of a; each keeps its own mechanic.
        assert form(user).typed == {"account": "a"}
        assert "each its own" in user.seen
        await user.write("b", "enter")
        assert "such a row already" in str(wrong(user))
        await user.press("backspace")
        await user.write("a-2", "enter")
        assert user.said.startswith("Rows added: 2")
        assert ("a-2", "tasting") in user.rows()
        await user.press("ctrl+z", "ctrl+z")
        assert len(user.snapshot.state.base["accounts"]) == 2


async def test_a_line_across_the_weeks_is_copied_with_all_of_them(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan")) as user:
        await to_sheet(user, "f4", "teams")
        await user.press("ctrl+t")
        await user.press("enter")
        assert user.grid.cursor_key == ("t-2",)
        assert [user.cell(("t-2",), week) for week in ("2026-W52", "2026-W53", "2027-W01")] == [
            *("6", "4", "6"),
        ]


# Removing


async def test_what_hangs_on_a_row_is_told_and_goes_with_it(tmp_path: Path) -> None:
    folder = tiny(tmp_path / "plan", NO_B)
    async with at_work(folder) as user:
        await user.go_to(("b",), "name")
        await user.press("ctrl+x")
        assert "takes rows with it: Demand 2 · Promotions 1 · Visits 1." in user.dialog
        # No is the first answer.
        await user.press("enter")
        assert user.rows() == [("a",), ("b",)]
        await user.press("ctrl+delete")
        await user.press("down", "enter")
        assert user.rows() == [("a",)]
        assert user.said == "Rows removed: 5. ctrl+z brings them back."
        assert not [line for line in lines_of(folder / "demand.csv") if line.startswith("b,")]
        await user.press("ctrl+z")
        assert user.rows() == [("a",), ("b",)]
        assert len(user.snapshot.state.base["demand"]) == 5


async def test_rows_nothing_hangs_on_go_without_a_question(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan")) as user:
        await to_sheet(user, "f3", "demand")
        await user.press("shift+down", "ctrl+x")
        assert user.dialog == ""
        # a of p in two weeks, a of q in one.
        assert user.said.startswith("Rows removed: 3")
        assert user.rows() == [("b", "p"), ("b", "q")]
        assert user.grid.cursor_key == ("b", "p")


async def test_selections_left_empty_are_told_and_nothing_is_removed(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan", NO_B)) as user:
        before = user.snapshot.state
        await user.press("ctrl+x")
        await user.press("down", "enter")
        assert user.snapshot.state is before
        assert [fault.file for fault in user.screen.panel.faults] == [
            *("budgets.csv", "budgets.csv", "service.csv"),
        ]
        # Straight to the budget that would select nobody.
        await user.press("!", "enter")
        assert (user.screen.sheet_id, user.grid.cursor_key) == ("budgets", ("east",))


async def test_the_budget_of_the_whole_plan_is_no_row(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan")) as user:
        await to_sheet(user, "f4", "budgets")
        await user.press("ctrl+x")
        assert "no row here to remove" in user.said
        await user.press("ctrl+t")
        assert "no row here to copy" in user.said
        await user.press("ctrl+a", "ctrl+x")
        assert user.said.startswith("Rows removed: 2")


async def test_sheets_without_rows_of_a_table_have_no_such_keys(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan")) as user:
        await to_sheet(user, "f4", "plan")
        assert user.screen.check_action("add_row", ()) is False
        await user.press("insert", "ctrl+x", "ctrl+t")
        assert user.dialog == ""
        # A cell that is being typed in takes its keys for itself.
        await to_sheet(user, "f3", "accounts")
        await user.go_to(("a",), "name")
        await user.press("f2", "ctrl+x")
        assert user.rows() == [("a",), ("b",)]


async def test_forms_and_questions_speak_chinese(tmp_path: Path) -> None:
    use_language("zh")
    try:
        async with at_work(tiny(tmp_path / "plan", NO_B)) as user:
            await user.press("insert")
            assert "New row" not in user.dialog
            await user.press("enter")
            assert "单元格为空" in user.seen or "空" in user.seen
            await user.press("escape", "down", "ctrl+x")
            assert "Removing" not in user.dialog
    finally:
        use_language("en")
