"""F3 Accounts: every sheet edited as a spreadsheet is, and what stands in the workspace then."""

from pathlib import Path

from kamplan.desk import Desk
from kamplan.store import Workspace
from tests.desk.desks import assert_whole, value
from tests.plan.folders import Files
from tests.tui.apps import SMALL, WIDE, User, at_work, lines_of, tiny


def stored(user: User, table: str, key: str, column: str) -> float | str:
    """A cell of the plan on the screen."""
    return value(user.snapshot.state.base, table, key, column)


def assert_kept(folder: Path) -> None:
    """A desk opened afterwards finds the same in workspace and folder."""
    desk = Desk.open(folder)
    assert_whole(desk)
    desk.close()


async def test_typing_replaces_a_cell_and_is_in_the_workspace_at_once(tmp_path: Path) -> None:
    folder = tiny(tmp_path / "plan")
    async with at_work(folder) as user:
        await user.go_to(("a",), "name")
        await user.write("一二三", "enter")
        assert user.grid.cursor_key == ("b",)
        assert stored(user, "accounts", "a", "name") == "一二三"
        assert user.cell(("a",), "name") == "一二三"
        assert user.title.endswith("✓ saved")
        with Workspace.open(folder / ".kamplan" / "plan.kamplan") as workspace:
            last = workspace.journal()[0]
            assert (last.what, last.old, last.new) == ("edit", "Alpha", "一二三")
            assert value(workspace.load_plan(), "accounts", "a", "name") == "一二三"
        assert lines_of(folder / "accounts.csv")[1].startswith("a,一二三,A,")
    assert_kept(folder)


async def test_a_refused_value_stays_with_its_reason_and_changes_nothing(tmp_path: Path) -> None:
    folder = tiny(tmp_path / "plan")
    async with at_work(folder) as user:
        before = user.snapshot.state
        await user.press("ctrl+pagedown")
        await user.go_to(("a", "display"), "max_uplift")
        await user.write("-1", "enter")
        assert user.grid.editor is not None
        assert user.grid.editor.value == "-1"
        assert any("the number is below 0" in line for line in user.lines())
        assert user.snapshot.state is before
        # What the rest of the plan refuses is said, too, and the cell shows the old value again.
        await user.press("backspace", "backspace", *"0.6", "enter")
        assert stored(user, "promotions", "a display", "max_uplift") == 0.6
        await user.press("ctrl+pageup")
        await user.go_to(("a",), "tier")
        before = user.snapshot.state
        await user.write("C", "enter")
        assert user.snapshot.state is before
        said = " ".join(user.lines())
        assert 'budgets.csv row 3, column where: "A": no row has this tier.' in said
        assert user.cell(("a",), "tier") == "A"
    assert_kept(folder)


async def test_undo_and_redo_go_through_every_edit_also_after_a_restart(tmp_path: Path) -> None:
    folder = tiny(tmp_path / "plan")
    async with at_work(folder) as user:
        await user.go_to(("a",), "name")
        await user.write("One", "enter")
        await user.write("Two", "enter")
        await user.press("f4")
        await user.press("ctrl+z")
        assert user.said == "Undone: edit. ctrl+y makes it again."
        assert stored(user, "accounts", "b", "name") == "Beta"
        await user.press("ctrl+z")
        assert stored(user, "accounts", "a", "name") == "Alpha"
        await user.press("ctrl+z")
        assert user.said.startswith("There is nothing to undo")
        await user.press("ctrl+y", "ctrl+y")
        assert user.said == "Made again: edit."
        assert stored(user, "accounts", "b", "name") == "Two"
    async with at_work(folder) as user:
        await user.press("ctrl+z")
        assert stored(user, "accounts", "b", "name") == "Beta"
    assert_kept(folder)


async def test_a_block_is_pasted_whole_or_not_at_all(tmp_path: Path) -> None:
    folder = tiny(tmp_path / "plan")
    async with at_work(folder) as user:
        await user.press(*["ctrl+pagedown"] * 3)
        await user.go_to(("p",), "price")
        await user.paste("1,200.5\t70\n55\t31\n")
        for key, price, cost in (("p", 1200.5, 70.0), ("q", 55.0, 31.0)):
            assert stored(user, "products", key, "price") == price
            assert stored(user, "products", key, "cost") == cost
        before = user.snapshot.state
        await user.paste("1\t2\n3\tmany\n")
        assert user.snapshot.state is before
        assert any("many" in line for line in user.lines())
        await user.press("escape", "ctrl+z")
        assert stored(user, "products", "q", "cost") == 30.0
        assert stored(user, "products", "p", "price") == 100.0
    assert_kept(folder)


async def test_fill_down_copy_and_paste(tmp_path: Path) -> None:
    folder = tiny(tmp_path / "plan")
    async with at_work(folder) as user:
        await user.press(*["ctrl+pagedown"] * 3)
        await user.go_to(("p",), "cost")
        await user.press("shift+down", "ctrl+d")
        assert stored(user, "products", "q", "cost") == 60.0
        await user.press("ctrl+c", "right", "ctrl+v")
        assert user.column == "retail_price"
        assert stored(user, "products", "p", "retail_price") == 60.0
        assert stored(user, "products", "q", "retail_price") == 60.0
    assert_kept(folder)


async def test_a_block_is_changed_by_a_percentage(tmp_path: Path) -> None:
    folder = tiny(tmp_path / "plan")
    async with at_work(folder) as user:
        await user.press(*["ctrl+pagedown"] * 3)
        await user.go_to(("p",), "price")
        await user.press("shift+down", "shift+right", "%")
        assert "Change by an amount, cells: 4" in user.dialog
        await user.write("10%", "enter")
        assert '! "10%": this is not a change' in user.dialog
        await user.press("home", "+", "enter")
        assert user.dialog == ""
        assert user.said == "Changed by +10%, cells: 4."
        # 100, 60, 50, 30 and a tenth more of each
        for key, column, now in (
            ("p", "price", 110.0), ("p", "cost", 66.0), ("q", "price", 55.0), ("q", "cost", 33.0),
        ):  # fmt: skip
            assert stored(user, "products", key, column) == now
        await user.press("ctrl+z")
        assert stored(user, "products", "q", "cost") == 30.0
        await user.press("%", "escape")
        assert user.dialog == ""
        # A text has no tenth.
        await user.press("home", "right", "%")
        assert user.said == "! Only numbers can be changed by an amount."
    assert_kept(folder)


async def test_an_edit_lands_on_its_row_whatever_the_order(tmp_path: Path) -> None:
    folder = tiny(tmp_path / "plan")
    async with at_work(folder) as user:
        await user.press("ctrl+pagedown", "right", "right", "ctrl+o", "ctrl+o")
        assert user.column == "max_uplift"
        assert user.rows() == [("a", "display"), ("b", "display"), ("a", "tasting")]
        await user.press("ctrl+f", *"display", "enter")
        assert user.rows() == [("a", "display"), ("b", "display")]
        await user.go_to(("b", "display"), "max_uplift")
        await user.write("0.9", "enter")
        assert stored(user, "promotions", "b display", "max_uplift") == 0.9
        assert stored(user, "promotions", "a display", "max_uplift") == 0.5
        # The rows stay where they are until they are sorted again.
        assert user.rows() == [("a", "display"), ("b", "display")]
    assert_kept(folder)


async def test_every_sheet_is_edited(tmp_path: Path) -> None:
    folder = tiny(tmp_path / "plan")
    async with at_work(folder) as user:
        for table, key, column, text in (
            ("accounts", "b", "discount", "15%"),
            ("promotions", "b display", "half_spend", "9.5"),
            ("visits", "a rep", "max", "7"),
            ("products", "q", "salvage", "12"),
        ):
            await user.go_to(tuple(key.split()), column)
            await user.write(text, "enter")
            wanted = 0.15 if text == "15%" else float(text)
            assert stored(user, table, key, column) == wanted
            await user.press("ctrl+pagedown")
        # Demand has its weeks side by side; a week without a row is empty and can be filled.
        await user.go_to(("b", "p"), "2027-W01")
        assert user.cell(("b", "p"), "2027-W01") == ""
        await user.write("7", "tab")
        assert stored(user, "demand", "b p 2027-W01", "units") == 7.0
        # 5 in W53 and 7 in W01
        assert user.cell(("b", "p"), "total") == "12"
        await user.press("left", "delete")
        assert stored(user, "demand", "b p 2027-W01", "units") == 0.0
        await user.press("ctrl+z", "ctrl+z")
        assert user.cell(("b", "p"), "2027-W01") == ""
        assert ("b", "p", "2027-W01") not in user.snapshot.state.base["demand"].places
    assert_kept(folder)


async def test_the_details_follow_the_cursor_where_there_is_room(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan"), size=WIDE) as user:
        assert user.side.startswith("Alpha\n")
        assert "discount: 0.1" in user.side
        assert "Press F9 to solve." in user.side
        await user.press("down")
        assert user.side.startswith("Beta\n")
        # 5 of p at 100, 4 of q at 50, no discount
        assert "p: 5 at 100.00 net" in user.side
        assert "q: 4 at 50.00 net" in user.side
        await user.press("ctrl+l")
        assert user.side == ""
        await user.press("ctrl+l")
        assert user.side.startswith("Beta\n")
        # A sheet of many weeks has nothing to say beside what it shows.
        await user.press(*["ctrl+pagedown"] * 4)
        assert user.side == ""


async def test_the_details_give_way_to_the_grid_unless_asked_for(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan"), size=WIDE) as user:
        assert user.side.startswith("Alpha\n")
        await user.resize(SMALL)
        assert user.side == ""
        await user.press("ctrl+l", "down")
        assert user.side.startswith("Beta\n")
        assert all(len(line) <= 80 for line in user.lines())
        await user.press("ctrl+l")
        assert user.side == ""


async def test_the_selection_is_summed_on_the_status_line(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan")) as user:
        await user.press(*["ctrl+pagedown"] * 3)
        await user.go_to(("p",), "price")
        await user.press("shift+down")
        # 100 + 50
        assert "sum 150 · mean 75" in user.words("#selection")
        await user.press("ctrl+c")
        assert user.said == "2 cells copied."


CURVED: Files = {
    "curves.csv": "curve,point,effort,effect\nslow,1,0.5,0.1\nslow,2,2,1\n",
    "promotions.csv": "account,mechanic,max_uplift,half_spend,curve\na,display,0.5,10,slow\n"
    "a,tasting,0.2,5,\n",
    "visits.csv": "account,kind,present,max,hours,max_change,half_visits,curve\n"
    "a,rep,4,6,2,0.4,2,slow\n",
    "budgets.csv": "name,max\neast,60\n",
}


async def test_judged_points_are_edited_in_a_sheet_of_their_own(tmp_path: Path) -> None:
    folder = tiny(tmp_path / "plan", CURVED)
    async with at_work(folder) as user:
        await user.press(*["ctrl+pagedown"] * 7)
        assert user.rows() == [("slow", "1"), ("slow", "2")]
        await user.go_to(("slow", "1"), "effect")
        before = user.snapshot.state
        await user.write("1.5", "enter")
        assert user.snapshot.state is before
        said = " ".join(user.lines())
        assert "curves.csv row 3, column effect" in said
        assert "more effort would have less effect" in said
        await user.press("escape")
        await user.go_to(("slow", "1"), "effect")
        await user.write("0.3", "enter")
        assert stored(user, "curves", "slow 1", "effect") == 0.3
        assert lines_of(folder / "curves.csv")[1] == "slow,1,0.5,0.3"
        await user.press("ctrl+z")
        assert stored(user, "curves", "slow 1", "effect") == 0.1
    assert_kept(folder)


async def test_beside_an_account_stand_the_points_that_its_rows_follow(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan", CURVED), size=WIDE) as user:
        side = " ".join(user.side.split())
        # 0.5 of 10 money for a tenth of 50 %, twice 10 for all of it.
        assert "display: +5.0% at 5, +50.0% at 20" in side
        assert "tasting: up to +20.0%, half of it at 5 a week" in side
        # 4 visits are 2 half visits: all of 40 %. 1 visit brings a tenth, none nothing.
        assert "-40.0% at 0, -36.0% at 1, 0.0% at 4" in side
