"""F4 Guardrails: every rule as a sentence, switched, priced, and gone to."""

from pathlib import Path

from tests.desk.desks import value
from tests.tui.apps import WIDE, User, at_work, tiny

RULES: dict[str, str] = {
    "budgets.csv": "name,where,mechanics,weeks,min,max,price\n"
    "east,region=East,,,,60,\n"
    "shows,tier=A|B,display,2026-W53,5,40,2\n",
    "service.csv": "name,where,products,weeks,min_fill,each\n"
    "fair,,,,0.3,account\npeas,tier=A,p,2026-W52..2026-W53,0.1,\n",
    "calendar.csv": "name,where,mechanics,most_weeks,longest\ncalm,,,2,1\n",
    "fairness.csv": "name,spread\nalike,0.9\n",
    "locks.csv": "name,decision,where,names,value\nheld,visits,account=b,rep,3\n",
    "no_worse.csv": "name,decision,where,share\nfloor,spend,tier=A,0.5\n",
    "published_spend.csv": "account,mechanic,week,spend\na,display,2026-W52,10\n",
}


async def to_guardrails(user: User) -> None:
    """F4 and its third sheet."""
    await user.press("f4", "ctrl+pagedown", "ctrl+pagedown")


async def to_rule(user: User, key: object) -> None:
    """The cursor on a rule."""
    await user.press("ctrl+home", *["down"] * user.rows().index(key))


async def test_sentences_and_how_the_plan_stands(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan", RULES), size=WIDE) as user:
        await to_guardrails(user)
        kinds = [key[0] for key in user.rows()]
        assert kinds == ["total", "budgets", "budgets", "teams", "service", "service", "calendar",
                         "fairness", "locks", "no_worse"]  # fmt: skip
        east = ("budgets", ("east",))
        assert user.cell(east, "rule") == "Accounts of region East may spend at most 60 EUR"
        assert (user.cell(east, "price"), user.cell(east, "stands")) == ("hard", "")
        assert user.cell(("budgets", ("shows",)), "price") == "2.00"
        await user.press("f9")
        await user.solved()
        assert user.cell(("locks", ("held",)), "stands") == "■ binding"
        assert user.cell(east, "stands") != ""
        await to_rule(user, east)
        assert "Accounts of region East may spend at most 60 EUR" in user.side
        await user.press("space")
        assert user.cell(east, "stands") == "○ switched off"


async def test_space_switches_and_undo_takes_it_back(tmp_path: Path) -> None:
    folder = tiny(tmp_path / "plan", RULES)
    async with at_work(folder) as user:
        await to_guardrails(user)
        east = ("budgets", ("east",))
        await to_rule(user, east)
        await user.press("space")
        assert value(user.snapshot.state.base, "budgets", "east", "active") == 0
        assert user.cell(east, "on") == "–"
        assert user.grid.cursor_key == east
        assert "active" in (folder / "budgets.csv").read_text("utf-8").splitlines()[0]
        await user.press("ctrl+z")
        assert user.cell(east, "on") == "✓"
        assert "active" not in (folder / "budgets.csv").read_text("utf-8")
        # Those that are selected go the way of the first.
        await user.press("shift+down", "space")
        assert user.snapshot.state.base["budgets"]["active"].tolist() == [0, 0]
        await to_rule(user, ("total", ()))
        await user.press("space")
        assert "Only rules of tables" in user.said


async def test_p_sets_a_price_and_takes_it_away(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan", RULES)) as user:
        await to_guardrails(user)
        await to_rule(user, ("budgets", ("east",)))
        await user.press("p", *"x", "enter")
        assert "not a number" in user.dialog
        await user.press("backspace", *"1.5", "enter")
        assert value(user.snapshot.state.base, "budgets", "east", "price") == 1.5
        await user.press("p", "backspace", "delete", "enter")
        assert user.cell(("budgets", ("east",)), "price") == "hard"
        await to_rule(user, ("teams", ("t",)))
        await user.press("p")
        assert not user.dialog
        assert "always hard" in user.said


async def test_enter_goes_to_where_a_rule_stands(tmp_path: Path) -> None:
    limited = "account,name,tier,region,team,settlement,credit_days,credit_limit\n"
    limited += "a,Alpha,A,East,t,credit,14,9000\nb,Beta,B,West,t,,,\n"
    files = {**RULES, "accounts.csv": limited}
    async with at_work(tiny(tmp_path / "plan", files)) as user:
        for rule, sheet, key in (
            (("total", ()), "plan", "promotion.budget"),
            (("budgets", ("shows",)), "budgets", ("shows",)),
            (("teams", ("t",)), "teams", ("t",)),
            (("locks", ("held",)), "locks", ("held",)),
        ):
            await user.press("f4")
            await user.screen.choose_sheet("guardrails")
            await user.rest()
            await to_rule(user, rule)
            await user.press("enter")
            assert (user.screen.sheet_id, user.grid.cursor_key) == (sheet, key)
            # Letters are texts again.
            assert not user.dialog
        await user.screen.choose_sheet("guardrails")
        await user.rest()
        await to_rule(user, ("credit", ()))
        await user.press("e")
        assert (user.screen.mode, user.screen.sheet_id) == ("accounts", "accounts")


async def test_n_goes_to_the_sheet_of_a_kind(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan", RULES)) as user:
        await to_guardrails(user)
        await user.press("n")
        assert "What kind of rule?" in user.dialog
        await user.press("down", "down", "enter")
        assert user.screen.sheet_id == "service"


async def test_in_a_scenario_it_becomes_a_change(tmp_path: Path) -> None:
    files = {**RULES, "scenarios/mine.toml": "description = 'x'\n"}
    folder = tiny(tmp_path / "plan", files)
    async with at_work(folder) as user:
        await user.press("ctrl+e", "down", "enter")
        assert user.snapshot.active == "mine"
        await to_guardrails(user)
        await to_rule(user, ("calendar", ("calm",)))
        await user.press("space")
        assert user.snapshot.state.plan["calendar"]["active"].tolist() == [0]
        assert user.snapshot.state.base["calendar"]["active"].tolist() == [1]
        assert "active" in (folder / "scenarios" / "mine.toml").read_text("utf-8")
