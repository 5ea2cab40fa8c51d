"""What is done twice, too early, or while somebody else does something, ends well."""

import asyncio
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from rich.text import Text
from textual.await_complete import AwaitComplete
from textual.widgets import Input, OptionList

from kamplan.desk import Desk, DeskState, Standing, scenarios
from kamplan.desk.rows import remove_rows
from kamplan.plan import Fault, PlanError
from kamplan.plan.entries import Entry
from kamplan.user.beginning import Beginning
from kamplan.user.wishes import Wishes
from solver import SolverTrouble
from tests.desk.desks import SHORT, value
from tests.plan.folders import edited
from tests.tui.apps import Held, User, at_work, tiny, tiny_with
from tests.tui.test_scenarios import TOO_MUCH
from tui import solving
from tui.palette.places import Accounts
from tui.screens import judging
from tui.screens.dialogs import Confirm, Reading
from tui.screens.history import HistoryScreen

SPENT = 0.3
"""seconds that a slow desk takes."""
ANSWERS = {"spend": "5", "none": "60", "half": "80", "plus_half": "110", "saturation": "130"}


@contextmanager
def slow_desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every edit takes a while."""
    make = Desk.make

    def slow(self: Desk, entries: Sequence[Entry], what: str) -> DeskState:
        time.sleep(SPENT)
        return make(self, entries, what)

    with monkeypatch.context() as patch:
        patch.setattr(Desk, "make", slow)
        yield


def answer_all(user: User) -> None:
    """Fill in a form of judgement."""
    for name, text in ANSWERS.items():
        user.app.screen.query_one(f"#judge-{name}", Input).value = text


async def new_budget_typed(user: User) -> None:
    """A form with the name of a new budget in it."""
    await user.press("f4", "insert")
    await user.write("new", "tab")


async def enter_and_wait(user: User) -> None:
    """Take the form, and stop in the middle of what the slow desk does."""
    user.burst("enter")
    await asyncio.sleep(SPENT / 2)


async def dialogs_gone(user: User) -> None:
    """Wait until no dialog lies over the mode."""
    await user.until(lambda: len(user.app.screen_stack) == 1)
    await user.rest()


# Twice


async def test_answers_are_taken_once_however_often_they_are_given(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan")) as user:
        await user.screen.choose_sheet("promotions")
        await user.press("ctrl+g")
        answer_all(user)
        await user.rest()
        user.burst("ctrl+g", "ctrl+g", "ctrl+g")
        await user.until(lambda: len(user.snapshot.state.base["judgements"]))
        await user.rest()
        # A key that comes after the form is closed asks anew.
        if user.dialog:
            await user.press("escape")
        await dialogs_gone(user)
        assert len(user.snapshot.plan["judgements"]) == 1


async def test_a_row_is_made_once_however_often_enter_is_pressed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with at_work(tiny(tmp_path / "plan")) as user:
        await new_budget_typed(user)
        with slow_desk(monkeypatch):
            await enter_and_wait(user)
            user.burst("enter")
            await dialogs_gone(user)
        assert user.grid.cursor_key == ("new",)
        assert user.said.startswith("Rows added: 1")


async def test_an_edit_that_was_asked_for_is_made_though_its_form_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted = asyncio.Event()
    async with at_work(tiny(tmp_path / "plan")) as user:
        await new_budget_typed(user)
        monkeypatch.setattr(user.app.session, "_painted", painted.wait)
        user.burst("enter")
        await user.until(lambda: user.snapshot.saving)
        user.burst("escape")
        await user.until(lambda: len(user.app.screen_stack) == 1)
        painted.set()
        # Nothing waits for it for ever.
        await user.press("f9")
        await user.solved()
        assert ("new",) in user.rows()


async def test_a_dialog_that_is_closed_before_it_was_there_is_gone(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan")) as user:
        user.app.push_screen(Reading("Title", Text("text")))
        user.app.push_screen(Confirm("Sure?", "Yes"))
        user.app.screen.dismiss(None)
        await user.until(lambda: len(user.app.screen_stack) == 2)
        await user.rest()
        assert user.app.is_running
        await user.press("escape")


async def test_a_question_is_asked_once_however_often_its_key_is_pressed(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan")) as user:
        for _time in range(3):
            user.screen.action_history()
        await user.until(lambda: user.dialog)
        await user.rest()
        assert len(user.app.screen_stack) == 2
        await user.press("escape")
        assert not user.dialog


async def test_who_leaves_as_a_question_comes_takes_nothing_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asking, leaving = asyncio.Event(), asyncio.Event()
    dismiss = HistoryScreen.dismiss

    async def look(_act: object) -> tuple[tuple[()], tuple[()]]:
        asking.set()
        await leaving.wait()
        return (), ()

    def leave(self: HistoryScreen, result: None = None) -> AwaitComplete:
        leaving.set()
        return dismiss(self, result)

    async with at_work(tiny(tmp_path / "plan")) as user:
        await user.go_to(("a",), "name")
        await user.press("c", "enter")
        await user.press("ctrl+u")
        history = user.app.screen
        assert isinstance(history, HistoryScreen)
        await user.until(lambda: history.grid.cursor_row is not None)
        monkeypatch.setattr(user.app.session, "look", look)
        monkeypatch.setattr(HistoryScreen, "dismiss", leave)
        user.burst("enter")
        await user.until(asking.is_set)
        user.burst("ctrl+u", "f6")
        await user.until(lambda: user.app.current_mode == "plan")


async def test_nothing_is_asked_over_another_mode(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with at_work(tiny(tmp_path / "plan")) as user:
        await user.go_to(("a",), "name")
        with slow_desk(monkeypatch):
            user.burst("c", "enter", "ctrl+u", "f6")
            await user.until(lambda: user.app.current_mode == "plan")
            assert user.snapshot.saving
            await user.rest()
        assert user.snapshot.plan["accounts"]["name"][0] == "c"
        assert not user.dialog


async def test_a_fault_that_is_right_by_now_leads_nowhere(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan")) as user:
        panel = user.screen.panel
        user.screen.refuse([Fault("scenario-lost", "scenarios/x.toml")])
        await user.rest()
        listed = panel.query_one(OptionList)
        listed.action_select()
        panel.close()
        await user.rest()
        assert user.app.is_running


async def test_a_form_that_was_covered_meanwhile_closes_when_it_is_seen_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with at_work(tiny(tmp_path / "plan")) as user:
        await new_budget_typed(user)
        with slow_desk(monkeypatch):
            await enter_and_wait(user)
            await user.pilot.resize_terminal(40, 10)
            await asyncio.sleep(SPENT)
            assert len(user.app.screen_stack) == 3
        await user.pilot.resize_terminal(80, 24)
        await dialogs_gone(user)
        assert user.grid.cursor_key == ("new",)


# Too early


async def test_what_is_judged_is_what_was_typed_last(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan")) as user:
        await user.screen.choose_sheet("promotions")
        await user.go_to(("a", "display"), "present")
        await user.press("5", "enter")
        await user.go_to(("a", "display"), "present")
        await user.press("8", "ctrl+g")
        assert user.app.screen.query_one("#judge-spend", Input).value == "8"
        answer_all(user)
        user.app.screen.query_one("#judge-spend", Input).value = "8"
        await user.press("ctrl+g")
        assert value(user.snapshot.state.base, "promotions", "a display", "present") == 8


async def test_an_answer_counts_as_typed_where_enter_follows_at_once(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan")) as user:
        await user.screen.choose_sheet("promotions")
        await user.press("ctrl+g")
        none = user.app.screen.query_one("#judge-none", Input)
        none.focus()
        user.burst("5", "enter")
        await user.rest()
        user.app.screen.query_one("#judge-curve", Input).focus()
        await user.press("end", "x")
        assert none.value == "5"


async def test_a_form_that_is_left_while_its_curve_is_drawn_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawing, gone = threading.Event(), threading.Event()

    def slow_draw(*given: object) -> Text:
        drawing.set()
        gone.wait(10.0)
        return Text("drawn")

    async def slow_to_go(_self: Input) -> None:
        # Its neighbours are gone by now, and the form waits for it.
        gone.set()
        await asyncio.sleep(SPENT)

    async with at_work(tiny(tmp_path / "plan")) as user:
        await user.screen.choose_sheet("promotions")
        await user.press("ctrl+g")
        await user.rest()
        monkeypatch.setattr(judging, "draw", slow_draw)
        monkeypatch.setattr(judging.Answer, "on_unmount", slow_to_go, raising=False)
        user.burst("5")
        await user.until(drawing.is_set)
        user.burst("escape")
        await user.until(gone.is_set)
        await dialogs_gone(user)
        assert user.app.is_running


async def test_a_mode_that_was_never_shown_is_gone_to_from_a_rule(tmp_path: Path) -> None:
    limited = {
        "accounts.csv": "account,name,tier,region,team,settlement,credit_days,credit_limit\n"
        "a,Alpha,A,East,t,credit,30,5000\nb,Beta,B,West,t,cash,,\n"
    }
    begin = Beginning(wishes=Wishes(mode="limits", sheet="guardrails"))
    async with at_work(tiny(tmp_path / "plan", limited), begin=begin) as user:
        assert user.screen.mode == "limits"
        await user.go_to(("credit", ()), "rule")
        await user.press("enter")
        assert (user.screen.mode, user.screen.sheet_id) == ("accounts", "accounts")


async def test_a_slow_sheet_keeps_what_was_typed_until_it_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with at_work(tiny(tmp_path / "plan")) as user:
        await user.press("f9")
        await user.solved()
        await user.press("f6")
        kind = next(each for each in user.screen.kinds if each.id == "spend")
        make = kind.make
        monkeypatch.setitem(
            kind.__dict__, "make", lambda *given: (time.sleep(SPENT), make(*given))[1]
        )
        grid = user.grid
        at = next(
            place
            for place, column in enumerate(grid.model.columns)
            if column.id.startswith("20") and grid.model.editable(0, place)
        )
        await user.go_to(user.rows()[0], grid.model.columns[at].id)
        user.burst("1", "1", "enter")
        seen, end = [], time.monotonic() + 3 * SPENT
        while time.monotonic() < end:
            seen.append(grid._text(0, at))
            await asyncio.sleep(0.005)
        after = seen[seen.index("11") :]
        assert set(after) == {"11"}


async def test_a_file_that_cannot_be_or_has_no_name_is_told(tmp_path: Path) -> None:
    async with at_work(tiny_with(tmp_path / "plan", {"short": SHORT})) as user:
        await user.press("f7", "w")
        await user.press("tab")
        user.app.screen.query_one(Input).value = "/"
        await user.press("shift+tab", "down")
        assert user.app.screen.query_one(Input).value == "/"
        await user.press("escape", "w")
        await user.press("tab")
        await user.rest()
        user.app.screen.query_one(Input).value = str(tmp_path / f"{'a' * 300}.csv")
        await user.press("enter")
        await user.until(lambda: isinstance(user.app.screen, Reading))
        await user.rest()
        assert "File name too long" in user.seen


async def test_a_fault_list_keeps_the_keys_of_scenarios_to_itself(tmp_path: Path) -> None:
    wrong = '[[change]]\ntable = "supply"\nwhere = { product = "z" }\nfield = "units"\nset = 3\n'
    async with at_work(tiny_with(tmp_path / "plan", {"bad": wrong, "short": SHORT})) as user:
        await user.press("f5")
        await user.go_to("bad", "scenario")
        await user.press("f9")
        await user.solved()
        await user.go_to("short", "scenario")
        await user.press("!", "delete")
        assert user.dialog == ""
        await user.press("enter")
        assert user.snapshot.active == "base"
        assert user.grid.cursor_key == "bad"


async def test_where_a_filter_leaves_no_scenario_no_key_means_base(tmp_path: Path) -> None:
    async with at_work(tiny_with(tmp_path / "plan", {"short": SHORT})) as user:
        await user.press("f5")
        await user.go_to("short", "scenario")
        await user.press("enter")
        await user.press("ctrl+f", *"zzz", "enter")
        assert user.rows() == []
        await user.press("enter", "f9")
        assert user.snapshot.active == "short"
        assert user.said == "! There is no scenario here to solve."
        assert not user.snapshot.running


async def test_a_ninth_scenario_is_refused_with_a_word(tmp_path: Path) -> None:
    async with at_work(
        tiny_with(tmp_path / "plan", {f"s{number}": SHORT for number in range(9)})
    ) as user:
        await user.press("f5", "ctrl+home", "down")
        for _number in range(9):
            await user.press("space", "down")
        assert len(user.snapshot.compared) == 8
        assert user.said == "! At most 8 scenarios can be compared."


async def test_the_palette_does_not_lead_away_from_under_a_form(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan")) as user:
        await user.press("f4", "insert", "ctrl+p")
        assert len(user.app.screen_stack) == 2


# While somebody else does something


async def test_a_change_is_of_what_was_selected_whatever_goes_meanwhile(tmp_path: Path) -> None:
    budgets = (
        "name,where,mechanics,weeks,min,max\n"
        "odd1,region=East;tier=A,display,2026-W52..2026-W53,,40\n"
        "odd2,region=East;tier=A,tasting,2026-W52..2026-W53,,50\n"
        "odd3,region=East;tier=A,display,2026-W53..2027-W01,,60\n"
    )
    folder = tiny(tmp_path / "plan", {"budgets.csv": budgets})
    async with at_work(folder) as user:
        await user.press("f4")
        await user.screen.choose_sheet("tree")
        await user.rest()
        for gone, chosen, left in (
            ("odd1", "odd2", {"odd2": 55.0, "odd3": 60.0}),
            ("odd3", "odd3", {"odd2": 55.0}),
        ):
            key = next(key for key in user.rows() if getattr(key, "name", "") == chosen)
            await user.go_to(key, "most")
            await user.press("%")
            other = Desk.open(folder)
            remove_rows(other, "budgets", [(gone,)])
            other.close()
            await user.until(lambda left=left: len(user.snapshot.plan["budgets"]) == len(left))
            await user.press(*"+10%", "enter")
            table = user.snapshot.plan["budgets"]
            assert dict(zip(table["name"], table["max"].tolist(), strict=True)) == left
        assert user.said == "! What was selected is no longer there."


async def test_a_scenario_that_is_gone_is_told_and_nothing_typed_for_it_changes_the_plan(
    tmp_path: Path,
) -> None:
    folder = tiny_with(tmp_path / "plan", {"short": SHORT})
    async with at_work(folder) as user:
        await user.press("f5")
        await user.go_to("short", "scenario")
        await user.press("enter", "f4")
        await user.go_to(("east",), "max")
        await user.press(*"77")
        other = Desk.open(folder)
        other.edit_scenarios(scenarios.delete("short"))
        other.close()
        await user.until(lambda: user.snapshot.active == "base")
        await user.rest()
        assert "gone, or can no longer be applied" in user.said
        assert user.screen.panel.display
        # The rest of what is typed belongs to it.
        await user.press(*"88", "enter")
        assert value(user.snapshot.state.base, "budgets", "east", "max") == 60
        assert not user.grid.editing
        assert "7788 was not taken" in user.seen


async def test_an_edit_for_a_scenario_that_is_gone_by_then_is_refused(tmp_path: Path) -> None:
    folder = tiny_with(tmp_path / "plan", {"short": SHORT})
    async with at_work(folder) as user:
        await user.screen.activate("short")
        other = Desk.open(folder)
        other.edit_scenarios(scenarios.delete("short"))
        other.close()
        session = user.app.session
        assert session._desk is not None
        session._desk.refresh()
        done: list[str] = []
        faults = await session.edit(lambda desk: done.append(desk.state.active))
        assert [fault.code for fault in faults] == ["scenario-lost"]
        assert done == []


async def test_undoing_the_active_scenario_away_is_told(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan")) as user:
        await user.press("f5", "n", *"new", "enter")
        await user.press("f4", "ctrl+z")
        assert user.snapshot.active == "base"
        assert [fault.code for fault in user.screen.panel.faults] == ["scenario-lost"]
        # Deleting it was asked for: nothing is to be told.
        await user.press("f5", "n", *"other", "enter")
        await user.press("delete", "down", "enter")
        assert user.snapshot.active == "base"
        assert not user.screen.panel.display


# Solves


async def test_a_scenario_edited_while_it_is_solved_is_solved_again(tmp_path: Path) -> None:
    held = Held()
    async with at_work(tiny(tmp_path / "plan"), held) as user:
        await user.press("f4", "f9")
        await user.press("f9")
        assert user.said == "It is being solved already, from these inputs."
        await user.go_to(("east",), "max")
        await user.press(*"50", "enter", "f9")
        assert user.snapshot.waiting == ("base",)
        assert user.snapshot.running[0].scenario == "base"
        # The first may end because it is stopped, or because it is let go.
        held.let_go()
        held.let_go()
        await user.solved()
        assert held.begun == ["base", "base"]
        assert user.snapshot.standing("base") is Standing.SOLVED


async def test_a_scenario_relaxed_while_it_is_solved_is_solved_again(tmp_path: Path) -> None:
    held = Held()
    async with at_work(tiny_with(tmp_path / "plan", {"much": TOO_MUCH}), held) as user:
        held.let_go()
        await user.press("f5")
        await user.go_to("much", "scenario")
        await user.press("f9")
        await user.solved()
        await user.press("f9", "x", "enter")
        held.let_go()
        held.let_go()
        await user.solved()
        assert user.cell("much", "state") == "● solved"


async def test_a_renamed_scenario_keeps_its_place_and_the_answer_on_its_way(
    tmp_path: Path,
) -> None:
    folder, held = tiny_with(tmp_path / "plan", {"short": SHORT}), Held()
    async with at_work(folder, held) as user:
        await user.press("f5")
        await user.go_to("short", "scenario")
        await user.press("space", "f9")
        await user.press("r", *"scarce", "enter")
        assert user.snapshot.compared == ("scarce",)
        assert user.cell("scarce", "state") == "⟳ solving ..."
        held.let_go()
        await user.solved()
        assert user.cell("scarce", "state") == "● solved"
        await user.press("ctrl+z")
        assert user.cell("short", "state") == "● solved"
        await user.press("ctrl+y")
    # What was recorded under either name is found by its inputs.
    async with at_work(folder) as user:
        await user.press("f5")
        assert user.cell("scarce", "state") == "● solved"
        await user.press("ctrl+z")
        assert user.cell("short", "state") == "● solved"


async def test_undoing_a_renaming_keeps_the_active_scenario_and_what_is_compared(
    tmp_path: Path,
) -> None:
    folder = tiny_with(tmp_path / "plan", {"short": SHORT})
    async with at_work(folder) as user, at_work(folder) as other:
        await user.press("f5")
        await user.go_to("short", "scenario")
        await user.press("space", "enter", "r", *"scarce", "enter")
        for keys, name in (("ctrl+z", "short"), ("ctrl+y", "scarce"), ("ctrl+z", "short")):
            await user.press(keys)
            assert user.snapshot.active == name
            assert user.snapshot.compared == (name,)
            assert "Not done" not in user.seen
        # Also where somebody else gives it another name.
        await other.press("f5")
        await other.go_to("short", "scenario")
        await other.press("r", *"theirs", "enter")
        await user.until(lambda: user.snapshot.active == "theirs")
        assert user.snapshot.compared == ("theirs",)


async def test_undoing_brings_the_answer_back(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan")) as user:
        await user.press("f4", "f9")
        await user.solved()
        first = user.snapshot.answers["base"].run.objective
        await user.go_to(("east",), "max")
        await user.press("5", "enter", "f9")
        await user.solved()
        assert user.snapshot.answers["base"].run.objective != first
        await user.press("ctrl+z")
        assert user.snapshot.standing("base") is Standing.SOLVED
        assert user.snapshot.answers["base"].run.objective == first
        await user.press("ctrl+y")
        assert user.snapshot.standing("base") is Standing.SOLVED
        assert user.snapshot.answers["base"].run.objective != first


async def test_a_defect_behind_a_solve_ends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*given: object) -> None:
        raise RuntimeError("out of order")

    monkeypatch.setattr(solving, "cost_of_pins", broken)
    monkeypatch.setattr("threading.excepthook", lambda args: None)
    async with at_work(tiny(tmp_path / "plan")) as user:
        await user.press("f9")
        await user.solved()
        assert user.snapshot.standing("base") is Standing.FAILED
        assert "out of order" in user.said


async def test_a_failed_solve_stays_failed_until_something_changes(tmp_path: Path) -> None:
    held = Held()
    async with at_work(tiny_with(tmp_path / "plan", {"short": SHORT}), held) as user:
        held.trouble = SolverTrouble("worn out")
        held.let_go()
        await user.press("f5")
        await user.go_to("short", "scenario")
        await user.press("f9")
        await user.solved()
        assert user.cell("short", "state") == "! could not be solved"
        await user.press("enter")
        assert user.cell("short", "state") == "! could not be solved"


async def test_the_keyboard_comes_back_from_faults_that_are_over(tmp_path: Path) -> None:
    held = Held()
    async with at_work(tiny(tmp_path / "plan"), held) as user:
        held.trouble = SolverTrouble("worn out")
        held.let_go()
        await user.press("f4", "f9")
        await user.solved()
        await user.press("!", "f9")
        held.let_go()
        await user.solved()
        assert not user.screen.panel.display
        assert user.screen.focused is user.grid


async def test_a_tornado_of_what_has_no_plan_says_so(tmp_path: Path) -> None:
    async with at_work(tiny_with(tmp_path / "plan", {"much": TOO_MUCH})) as user:
        await user.screen.activate("much")
        await user.press("f7")
        await user.screen.choose_sheet("tornado")
        await user.press("ctrl+t")
        await user.until(lambda: user.snapshot.exploring is None)
        await user.rest()
        assert [fault.code for fault in user.screen.panel.faults] == ["tornado-no-plan"]


async def test_answers_that_cannot_be_read_do_not_keep_the_plan_from_opening(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreadable(self: Desk) -> None:
        raise PlanError([Fault("workspace-run-unknown", "x", value="3")])

    monkeypatch.setattr(Desk, "answers", unreadable)
    async with at_work(tiny(tmp_path / "plan")) as user:
        assert user.screen.panel.display
        assert user.rows() == [("a",), ("b",)]


# What stands where


async def test_rows_are_put_in_order_again_when_other_answers_come(tmp_path: Path) -> None:
    less = '[[change]]\ntable = "supply"\nwhere = { product = "p" }\nfield = "units"\nscale = 0.1\n'
    async with at_work(tiny_with(tmp_path / "plan", {"less": less})) as user:
        await user.press("f4")
        await user.screen.choose_sheet("supply")
        await user.go_to(("p",), "total")
        await user.press("ctrl+o", "ctrl+o")
        assert user.rows() == [("p",), ("q",)]
        await user.screen.activate("less")
        await user.rest()
        assert user.rows() == [("q",), ("p",)]
        # An edit moves no row: one goes on typing below.
        await user.go_to(("p",), "2026-W52")
        await user.press(*"900", "enter")
        assert user.rows() == [("q",), ("p",)]


async def test_columns_stay_where_they_are_while_one_edits(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan")) as user:
        await user.press("f4")
        before = [column.id for column in user.grid.model.columns]
        await user.go_to(("shows",), "price")
        await user.press("7", "enter")
        assert [column.id for column in user.grid.model.columns] == before


async def test_accounts_are_found_whatever_words_their_names_are(tmp_path: Path) -> None:
    named = edited("accounts.csv", "Alpha", "Count")
    async with at_work(tiny(tmp_path / "plan", named)) as user:
        accounts = Accounts(user.snapshot.plan["accounts"], str)
        for typed, found in (
            ("count", ["Go to account Count"]),
            ("go to account beta", ["Go to account Beta"]),
            ("beta zed", []),
        ):
            names = [entry.names[0] for entry in accounts.entries(typed.split())]
            assert names == found


async def test_what_keeps_one_from_going_on_is_said(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan")) as user:
        await user.press("f4")
        await user.go_to(("east",), "max")
        for key in ("f6", "f9"):
            await user.press(*"much", key)
            assert user.screen.mode == "limits"
            assert user.said == "! What is being typed is refused; Esc gives it up."
            await user.press("escape")
        # Who undoes once too often has done nothing wrong.
        await user.press("ctrl+z")
        assert user.said.startswith("There is nothing to undo")
        assert not user.screen.panel.display


async def test_what_is_solved_from_the_same_inputs_is_not_begun_again(tmp_path: Path) -> None:
    held = Held()
    folder = tiny_with(tmp_path / "plan", {"short": SHORT, "other": SHORT})
    async with at_work(folder, held) as user:
        await user.press("f5")
        await user.go_to("short", "scenario")
        await user.press("f9")
        await user.go_to("other", "scenario")
        await user.press("d", *"words", "enter")
        await user.go_to("short", "scenario")
        await user.press("f9")
        assert user.said == "It is being solved already, from these inputs."
        # Stopped by hand it may be begun again at once.
        await user.press("escape")
        await user.press("f9")
        assert user.said != "It is being solved already, from these inputs."
        held.let_go()
        held.let_go()
        await user.solved()
        assert user.cell("short", "state") == "● solved"


async def test_an_answer_to_inputs_that_are_gone_takes_the_place_of_none_that_holds(
    tmp_path: Path,
) -> None:
    held = Held()
    async with at_work(tiny(tmp_path / "plan"), held) as user:
        held.let_go()
        await user.press("f4", "f9")
        await user.solved()
        first = user.snapshot.answers["base"]
        await user.go_to(("east",), "max")
        await user.press("5", "enter", "f9")
        await user.press("ctrl+z")
        held.let_go()
        await user.solved()
        assert user.snapshot.standing("base") is Standing.SOLVED
        assert user.snapshot.solved("base") is not None
        assert user.snapshot.answers["base"].run.objective == first.run.objective


async def test_of_solves_that_were_begun_again_only_the_last_is_recorded(tmp_path: Path) -> None:
    held = Held()
    async with at_work(tiny(tmp_path / "plan"), held) as user:
        await user.press("f4", "f9")
        for most in ("41", "42"):
            await user.go_to(("east",), "max")
            await user.press(*most, "enter", "f9")
        for _turn in range(3):
            held.let_go()
        await user.solved()
        assert user.app.session._desk is not None
        runs = user.app.session._desk.workspace.runs("Tiny")
        assert [run.status for run in runs] == ["optimal"]
