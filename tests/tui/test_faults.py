"""What went wrong: where, what and remedy of all of it, and the way to its cell."""

from pathlib import Path

import pytest

from kamplan.desk import Desk
from kamplan.plan import Fault
from kamplan.words import use_language
from solver import SolverTrouble
from tests.desk.desks import cell
from tests.tui.apps import LARGE, Held, User, at_work, tiny, tiny_with
from tui.panels.fault_panel import FaultPanel
from tui.pointing import spot_of

BROKEN = """\
description = "broken"

[[change]]
table = "supply"
where = { product = "plum" }
field = "units"
scale = 0.5
"""


def panel(user: User) -> FaultPanel:
    """The panel of the mode that is shown."""
    return user.screen.panel


def shown(user: User) -> list[str]:
    """The lines of the panel, as they are seen; nothing where it is not."""
    found = panel(user)
    if not found.display:
        return []
    region = found.region
    return [line.strip(" ▌│▎┃▏█") for line in user.lines()[region.y : region.bottom]]


async def paste_over(user: User, text: str) -> None:
    """Paste over the at least and at most of the first two budgets."""
    await user.press("f4")
    await user.go_to(("east",), "min")
    await user.paste(text)


async def test_a_refused_block_tells_every_fault_and_leads_to_its_cell(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan")) as user:
        await paste_over(user, "70\n50\n")
        assert panel(user).faults
        lines = shown(user)
        assert len(lines) == 6
        assert "Not done" in lines[0]
        assert lines[1:5] == [
            "where:  budgets.csv row 2, column min",
            'what:   "70": the minimum is above the maximum 60',
            "remedy: Lower the one or raise the other.",
            "where:  budgets.csv row 3, column min",
        ]
        assert "(+1)" in user.said
        # Typing goes on in the grid; ! leads to the faults, Enter to the cell of one.
        await user.press("home")
        await user.press("!", "down", "enter")
        assert user.grid.cursor_key == ("shows",)
        assert user.column == "min"
        assert user.grid.has_focus
        await user.press("escape")
        assert shown(user) == []


async def test_a_single_cell_keeps_its_note_and_is_told_as_well(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan")) as user:
        await user.press("f4")
        await user.go_to(("east",), "min")
        await user.write("70", "enter")
        assert len(shown(user)) == 4
        assert len([line for line in user.lines() if "60" in line and "70" in line]) >= 1
        # The cell typed again and taken: nothing is wrong any more.
        await user.go_to(("east",), "min")
        await user.write("7", "enter")
        assert shown(user) == []


async def test_an_edit_that_was_under_way_does_not_hide_what_was_refused(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan")) as user:
        await user.press("f4")
        await user.go_to(("east",), "min")
        user.burst(*"70", "enter", *"7", "enter")
        await user.rest()
        assert user.cell(("shows",), "min") == "7"
        assert shown(user) != []


async def test_the_exclamation_mark_is_a_letter_where_nothing_is_wrong(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan")) as user:
        await user.go_to(("a",), "name")
        await user.write("!x!", "enter")
        assert user.cell(("a",), "name") == "!x!"
        await user.press("f4")
        await user.go_to(("east",), "min")
        await user.write("70", "enter")
        await user.go_to(("shows",), "where")
        assert shown(user)
        await user.press("f2")
        await user.write("!")
        assert user.grid.editing
        await user.press("escape")


async def test_a_fault_elsewhere_leads_to_its_mode_and_takes_the_others_along(
    tmp_path: Path,
) -> None:
    files = {"account_stock.csv": "account,product,cost\na,p,1\n"}
    async with at_work(tiny(tmp_path / "plan", files)) as user:
        # Nothing costs less at an account than it does here: of stock at accounts.
        await user.press("ctrl+pagedown", "ctrl+pagedown", "ctrl+pagedown")
        await user.go_to(("p",), "holding_cost")
        await user.write("3", "enter")
        assert [fault.file for fault in panel(user).faults] == ["account_stock.csv"]
        await user.press("!", "enter")
        assert user.screen.sheet_id == "account_stock"
        assert (user.grid.cursor_key, user.column) == (("a", "p"), "cost")
        # From another mode: the panel comes along.
        await user.press("f4")
        user.app.refuse([Fault("below", "demand.csv", 3, "units", "-5", {"limit": "0"})])
        await user.rest()
        await user.press("!", "enter")
        assert (user.screen.mode, user.screen.sheet_id) == ("accounts", "demand")
        assert (user.grid.cursor_key, user.column) == (("a", "p"), "2026-W53")
        assert panel(user).faults
        await user.press("f4")
        assert not panel(user).faults


async def test_a_click_leads_there_as_well(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan")) as user:
        await paste_over(user, "70\n50\n")
        await user.press("home")
        await user.click("#faults", offset=(3, 1))
        assert (user.grid.cursor_key, user.column) == (("east",), "min")


async def test_a_failed_solve_is_told_until_one_succeeds(tmp_path: Path) -> None:
    solver = Held()
    solver.trouble = SolverTrouble("it has lost its way")
    async with at_work(tiny_with(tmp_path / "plan", {"broken": BROKEN}), solver) as user:
        await user.press("f9")
        solver.let_go()
        await user.solved()
        lines = shown(user)
        assert "Not solved" in lines[0]
        assert lines[1] == "where:  base"
        assert "the solver failed: it has lost its way" in lines[2]
        # base is no cell: Enter says so.
        await user.press("!", "enter")
        assert "not a cell" in user.said
        await user.press("escape")
        assert user.grid.has_focus
        await user.press("f9")
        solver.let_go()
        await user.solved()
        assert shown(user) == []
        # A scenario that cannot be applied: its file, and the way to it in F5.
        await user.press("f5", "down", "f9")
        solver.let_go()
        await user.solved()
        assert "scenarios/broken.toml" in shown(user)[1]
        await user.press("!", "enter")
        assert user.grid.cursor_key == "broken"


async def test_escape_hides_what_is_wrong_before_it_stops_a_solve(tmp_path: Path) -> None:
    solver = Held()
    async with at_work(tiny(tmp_path / "plan"), solver) as user:
        await user.press("f9")
        await user.until(lambda: solver.begun)
        user.app.refuse([Fault("no-folder", "x")])
        await user.rest()
        await user.press("escape")
        assert shown(user) == []
        assert user.snapshot.running
        await user.press("escape")
        await user.solved()


async def test_files_that_are_not_written_are_told_until_they_are(tmp_path: Path) -> None:
    folder = tiny(tmp_path / "plan")
    async with at_work(folder) as user:
        before = (folder / "accounts.csv").read_text("utf-8")
        (folder / "accounts.csv").write_text(before + "c,Gamma,A,East,t,,,\n", "utf-8")
        await user.go_to(("a",), "discount")
        await user.write("0.2", "enter")
        assert "plan folder" in shown(user)[0]
        assert shown(user)[1] == "where:  accounts.csv"
        (folder / "accounts.csv").write_text(before, "utf-8")
        await user.write("0.3", "enter")
        assert shown(user) == []


async def test_many_faults_scroll_and_more_room_shows_more(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan")) as user:
        many = [Fault("below", "demand.csv", n, "units", "-5", {"limit": "0"}) for n in range(300)]
        user.app.refuse(many)
        await user.rest()
        assert len(shown(user)) == 6
        await user.press("!", "end")
        assert "100 more" in user.seen
        await user.resize(LARGE)
        assert len(shown(user)) == 12
        use_language("zh")
        user.screen.translate()
        await user.rest()
        assert any(line.startswith("位置：") for line in shown(user))
    use_language("en")


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (Fault("x", "demand.csv", 3, "units"), ("accounts", "demand", ("a", "p"), "2026-W53")),
        (Fault("x", "demand.csv", 3, "product"), ("accounts", "demand", ("a", "p"), "product")),
        (Fault("x", "accounts.csv", 3, "tier"), ("accounts", "accounts", ("b",), "tier")),
        (Fault("x", "accounts.csv", None, "tier", "B"), ("accounts", "accounts", ("b",), "tier")),
        (Fault("x", "accounts.csv", None, "team", "t"), None),
        (
            Fault("x", "demand.csv", None, "account, product, week", "b, q, 2027-W01"),
            ("accounts", "demand", ("b", "q"), "2027-W01"),
        ),
        (Fault("x", "teams.csv", 2, "hours"), ("limits", "teams", ("t",), "2026-W52")),
        (Fault("x", "plan.toml", None, "weeks"), ("limits", "plan", "weeks", "value")),
        (Fault("x", "scenarios/wet.toml", 4, "change"), ("scenarios", "scenarios", "wet", "")),
        (Fault("x", "accounts.csv", 99, "tier"), None),
        (Fault("x", "accounts.csv"), None),
        (Fault("x", "published_stock.csv", 2, "units"), None),
        (Fault("x", "base"), None),
    ],
)
def test_where_cells_of_faults_are_seen(
    tmp_path: Path, fault: Fault, expected: tuple[object, ...] | None
) -> None:
    desk = Desk.open(tiny(tmp_path / "plan"))
    found = spot_of(fault, desk.state.base)
    assert (found and (found.mode, found.sheet, found.key, found.column)) == expected
    desk.close()


async def test_every_sheet_that_is_pointed_at_is_there(tmp_path: Path) -> None:
    from tui.pointing import ACROSS, SHEETS
    from tui.screens.accounts import AccountsScreen
    from tui.screens.limits import LimitsScreen

    assert set(SHEETS["accounts"]) == {kind.id for kind in AccountsScreen.kinds}
    assert set(SHEETS["limits"]) == {kind.id for kind in LimitsScreen.kinds} - {
        *("plan", "proposal", "tree", "guardrails")
    }
    desk = Desk.open(tiny(tmp_path / "plan"))
    desk.type_cells([cell("accounts", "a", "discount", "0.2")])
    assert set(ACROSS) <= set(desk.state.base.tables)
    desk.close()
