"""F4 Budgets & limits: money, goods, hours and settings, and how the plan uses them."""

from pathlib import Path

import pytest

from kamplan.budgeting.standing import attributes
from kamplan.formulation import TOTAL
from kamplan.insight.usage import budget_takers, budget_use, team_use
from kamplan.whatif.figures import figure, select
from kamplan.whatif.scenario import parse_scenario
from tests.desk.desks import SHORT, value
from tests.tui.apps import (
    LARGE,
    WIDE,
    User,
    at_work,
    festival,
    lines_of,
    steps,
    tiny,
    tiny_with,
)
from tests.tui.test_scenarios import TOO_MUCH


async def to_sheet(user: User, number: int) -> None:
    """F4 and a sheet of it."""
    await user.press("f4", *["ctrl+pagedown"] * number)


async def test_the_budget_of_the_whole_plan_and_the_cap_of_one(tmp_path: Path) -> None:
    folder = tiny(tmp_path / "plan")
    async with at_work(folder) as user:
        await to_sheet(user, 0)
        assert user.rows() == [TOTAL, ("east",), ("shows",)]
        await user.go_to(TOTAL, "max")
        assert user.cell(TOTAL, "max") == "100"
        await user.write("1,200", "enter")
        assert user.snapshot.state.base.settings.promotion.budget == 1200
        assert "budget = 1200" in lines_of(folder / "plan.toml")
        await user.write("55", "enter")
        assert value(user.snapshot.state.base, "budgets", "east", "max") == 55.0
        assert lines_of(folder / "budgets.csv")[1] == "east,region=East,,,55"
        # Nothing in the cell: no limit.
        await user.go_to(TOTAL, "max")
        await user.press("delete")
        assert user.snapshot.state.base.settings.promotion.budget is None
        await user.press("ctrl+z", "ctrl+z", "ctrl+z")
        assert user.snapshot.state.base.settings.promotion.budget == 100
        assert value(user.snapshot.state.base, "budgets", "east", "max") == 60.0


async def test_budgets_are_renamed_and_moved_as_their_rules_allow(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan")) as user:
        await to_sheet(user, 0)
        await user.go_to(("east",), "name")
        await user.write("sunrise", "enter")
        assert ("sunrise",) in user.snapshot.state.base["budgets"].places
        await user.go_to(("sunrise",), "where")
        before = user.snapshot.state
        await user.write("region=Nowhere", "enter")
        assert user.snapshot.state is before
        assert any("Nowhere" in line and "no row has this region" in line for line in user.lines())


async def test_what_is_planned_and_left_is_what_the_plan_uses(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan"), size=WIDE) as user:
        await to_sheet(user, 0)
        assert user.cell(("east",), "planned") == ""
        assert "Press F9" in user.side
        await user.press("f9")
        await user.solved()
        solved = user.snapshot.with_plan()
        assert solved is not None
        for name, use in budget_use(solved).items():
            key = name if name == TOTAL else (name,)
            assert user.cell(key, "planned") == f"{use.planned:,.0f}"
            assert use.cap is not None
            assert user.cell(key, "left") == f"{use.left:,.0f}"
            assert user.cell(key, "used").endswith(f"{use.planned / use.cap:.1%}")
        names = {"a": "Alpha", "b": "Beta"}
        for account, money in budget_takers(solved, None):
            assert f"{money:,.0f}  {names[account]}" in user.side
        await user.press(*["ctrl+pagedown"] * 4)
        use = team_use(solved)["t"]
        assert use.cap is not None
        assert f"planned: {use.planned:,.0f} h" in user.side
        assert f"left: {use.cap - use.planned:,.0f} h" in user.side


async def test_supply_and_hours_are_heat_maps_that_are_edited(tmp_path: Path) -> None:
    folder = tiny(tmp_path / "plan")
    async with at_work(folder) as user:
        await to_sheet(user, 3)
        assert user.rows() == [("p",), ("q",)]
        look = user.grid.model.look(0, 2)
        assert look is not None
        # 12 of at most 15
        assert look.heat == pytest.approx(0.8)
        await user.go_to(("q",), "2026-W52")
        assert user.cell(("q",), "2026-W52") == ""
        await user.write("6", "tab")
        assert value(user.snapshot.state.base, "supply", "q 2026-W52", "units") == 6.0
        assert user.cell(("q",), "total") == "26"
        await user.write("-3", "enter")
        assert user.grid.editor is not None
        assert user.cell(("q",), "2026-W53") == "20"
        await user.press("escape", "shift+right", "%")
        await user.write("-50%", "enter")
        # The week without a row has nothing to be halved.
        assert user.cell(("q",), "2026-W53") == "10"
        assert user.cell(("q",), "2027-W01") == ""
        await user.press("ctrl+pagedown")
        await user.go_to(("t",), "2026-W53")
        await user.write("2.5", "enter")
        assert value(user.snapshot.state.base, "teams", "t 2026-W53", "hours") == 2.5


async def test_a_total_is_not_added_to_what_it_is_the_total_of(tmp_path: Path) -> None:
    """A row of weeks adds up to its total, also where the total is selected with it."""
    folder = tiny(tmp_path / "plan")
    async with at_work(folder) as user:
        await to_sheet(user, 3)
        total = user.cell(("p",), "total")
        assert float(total) > 0
        await user.press("home", *["shift+right"] * (len(user.grid.model.columns) - 1))
        assert f"sum {total} " in user.words("#selection")
        # Alone it is a number like any other.
        await user.press("end", "shift+down")
        totals = sum(float(user.cell(key, "total")) for key in user.rows())
        assert f"sum {totals:g} " in user.words("#selection")
        # The same of the totals of a solved plan.
        await user.press("f9")
        await user.solved()
        await user.press("f6")
        await user.press("ctrl+home", *["shift+right"] * 9)
        spent = user.cell(user.rows()[0], "total").replace(",", "")
        assert user.grid.summary.total == pytest.approx(float(spent), abs=2.0)


async def test_settings_are_edited_and_a_bad_one_is_refused(tmp_path: Path) -> None:
    folder = tiny(tmp_path / "plan")
    async with at_work(folder) as user:
        await to_sheet(user, 11)
        before = user.snapshot.state
        for name, text, said in (
            ("solve.gap", "much", "this is not a number"),
            ("weeks", "2.5", "not a whole number"),
            ("first_week", "2026-49", "ISO week"),
            ("peak.weeks", "2026-W01", "outside the plan's horizon"),
            ("name", "", ""),
        ):
            await user.go_to(name, "value")
            await user.press("backspace", *text, "enter")
            assert user.snapshot.state is before, name
            assert said in " ".join(user.lines()), name
            await user.press("escape")
        await user.go_to("solve.gap", "value")
        await user.write("1%", "enter")
        assert user.snapshot.state.base.settings.solve.gap == 0.01
        await user.go_to("name", "value")
        await user.write("Tiny 二", "enter")
        assert user.snapshot.state.name == "Tiny 二"
        assert user.title.startswith("Tiny 二  ")
        await user.press("f3")
        assert user.title.startswith("Tiny 二  ")
    async with at_work(folder) as user:
        assert user.title.startswith("Tiny 二  ")


async def test_limits_of_a_scenario_are_its_changes(tmp_path: Path) -> None:
    folder = tiny_with(tmp_path / "plan", {"short": SHORT})
    async with at_work(folder) as user:
        await user.press("ctrl+e", "down", "enter")
        await to_sheet(user, 0)
        await user.go_to(TOTAL, "max")
        await user.write("80", "enter")
        assert user.note(TOTAL, "max") == "changed: inherited: 100"
        await user.press(*["ctrl+pagedown"] * 3)
        assert user.note(("p",), "2026-W52") == "changed: inherited: 12"
        assert user.note(("p",), "opening") == ": "
        assert user.snapshot.state.base.settings.promotion.budget == 100
        changes = parse_scenario("short", user.snapshot.state.texts["short"]).change
        assert [(change.table, change.field) for change in changes] == [
            ("supply", "units"),
            ("plan", "promotion.budget"),
        ]
        await user.press(*["ctrl+pageup"] * 3, "up", "up", "delete")
        assert user.note(TOTAL, "max") == ""
        assert lines_of(folder / "scenarios" / "short.toml") == SHORT.splitlines()


async def test_the_details_of_supply_say_who_is_in_line(tmp_path: Path) -> None:
    async with at_work(festival(tmp_path / "plan", "base"), size=WIDE) as user:
        await to_sheet(user, 3)
        assert "line of accounts" not in user.side
        await user.go_to(("gift-box",), "2027-W04")
        solved = user.snapshot.with_plan()
        assert solved is not None
        worth = {item.key: item.value for item in solved.result.worth if item.rule == "supply"}
        gain = worth["gift-box", "2027-W04"]
        assert user.side.startswith(f"One more unit gains {gain:,.2f}.")
        assert "Served in this order:" in user.side
        assert "九桥量贩" in user.side
        await user.press("home")
        assert "With the cursor on a week: who is served" in user.side.replace("\n", " ")


async def to_proposal(user: User, by: str) -> None:
    """F4, the proposal by an attribute."""
    await user.press("f4", "ctrl+b")
    choices = attributes(user.snapshot.plan)
    at = choices.index(user.snapshot.lines_by)
    await user.press(*steps(at, choices.index(by), "up", "down"), "enter")
    assert user.grid.id == "grid-proposal"


async def test_proposed_lines_are_what_the_plan_spends(tmp_path: Path) -> None:
    async with at_work(festival(tmp_path / "plan", "base"), size=WIDE) as user:
        await to_proposal(user, "region")
        solved = user.snapshot.with_plan()
        assert solved is not None
        assert user.rows() == ["East", "North", "South", "West"]
        for name in user.rows():
            chosen = select(solved.plan, {"region": str(name)}, "")
            spent = figure(solved, "promo_spend", chosen)
            assert user.cell(name, "proposed") == f"{spent:,.0f}"
            earned = figure(solved, "contribution", chosen)
            assert user.cell(name, "contribution") == f"{earned:,.0f}"
        assert (user.cell("East", "most"), user.cell("West", "most")) == ("80,000", "")
        assert user.cell("East", "last") == "80,000"
        assert "accounts: 6" in user.side
        assert "budget: east" in user.side
        await user.press("ctrl+b", "escape")
        assert user.grid.id == "grid-proposal"


async def test_lines_are_accepted_locked_and_taken_back(tmp_path: Path) -> None:
    folder = festival(tmp_path / "plan", "base")
    before = lines_of(folder / "budgets.csv")
    async with at_work(folder) as user:
        await to_proposal(user, "region")
        found = {str(key): user.cell(key, "proposed") for key in user.rows()}
        await user.go_to("South", "proposed")
        await user.press("ctrl+g")
        assert "1 values changed" in user.said
        base = user.snapshot.state.base
        assert f"{value(base, 'budgets', 'south', 'max'):,.0f}" == found["South"]
        assert lines_of(folder / "budgets.csv") != before
        await user.press("ctrl+z")
        assert lines_of(folder / "budgets.csv") == before
        await user.press("ctrl+a", "ctrl+w")
        base = user.snapshot.state.base
        for name in ("east", "north", "south", "west-least"):
            least, most = (value(base, "budgets", name, column) for column in ("min", "max"))
            assert least == most
        assert user.cell("East", "held") == "locked"
        await user.press("ctrl+z")
        assert lines_of(folder / "budgets.csv") == before


async def test_lines_accepted_in_a_scenario_are_its_changes(tmp_path: Path) -> None:
    folder = tiny_with(tmp_path / "plan", {"short": SHORT})
    async with at_work(folder) as user:
        await user.press("ctrl+e", "down", "enter")
        await user.press("f4", "ctrl+g")
        assert "Select lines" in user.said
        assert "Press F9" in user.seen
        await user.press("f9")
        await user.solved()
        await to_proposal(user, "tier")
        await user.press("ctrl+a", "ctrl+g")
        assert "budgets" in user.snapshot.state.texts["short"]
        assert lines_of(folder / "budgets.csv")[1] == "east,region=East,,,,60"


async def test_a_limit_that_was_edited_is_told_alike_everywhere(tmp_path: Path) -> None:
    async with at_work(festival(tmp_path / "plan", "base"), size=LARGE) as user:
        solved = user.snapshot.with_plan()
        assert solved is not None
        planned = budget_use(solved)["north"].planned
        await to_sheet(user, 0)
        await user.go_to(("north",), "max")
        await user.write("9000", "enter")
        left = f"{9000 - planned:,.0f}"
        assert user.cell(("north",), "left") == left
        assert user.cell(("north",), "used").endswith(f"{planned / 9000:.1%}")
        await user.screen.choose_sheet("tree")
        await user.rest()
        assert user.cell((("region", "North"),), "left") == left
        await user.screen.choose_sheet("guardrails")
        await user.rest()
        rule = ("budgets", ("north",))
        assert "9,000" in user.cell(rule, "rule")
        # Nobody has asked the plan to keep that.
        assert user.cell(rule, "stands") == ""
        assert "■" in user.cell(("budgets", ("tier-a",)), "stands")
        await user.go_to(rule, "rule")
        assert "Changed since the plan was solved" in user.side
        await user.press("ctrl+z")
        assert user.cell(rule, "stands").startswith("✓")


async def test_where_no_plan_keeps_every_rule_the_details_say_so(tmp_path: Path) -> None:
    async with at_work(tiny_with(tmp_path / "plan", {"much": TOO_MUCH}), size=LARGE) as user:
        await user.press("f5")
        await user.go_to("much", "scenario")
        await user.press("enter", "f9")
        await user.solved()
        await user.press("f4")
        for sheet in ("budgets", "tree", "supply", "teams"):
            await user.screen.choose_sheet(sheet)
            await user.rest()
            assert "No plan keeps every rule of much" in user.side, sheet
            assert "F9" not in user.side
        await user.press("f3")
        await user.screen.choose_sheet("promotions")
        await user.rest()
        assert "F9" not in user.side
