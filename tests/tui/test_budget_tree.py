"""F4 Tree: branches open and fold, amounts become budgets."""

from pathlib import Path

from kamplan.desk import Standing
from tests.desk.desks import value
from tests.tui.apps import WIDE, User, at_work, festival, tiny

WHOLE: tuple[tuple[str, str], ...] = ()
EAST, WEST = (("region", "East"),), (("region", "West"),)
EAST_A = (*EAST, ("tier", "A"))
ALPHA = (*EAST_A, ("account", "a"))


async def to_tree(user: User) -> None:
    """F4 and its second sheet."""
    await user.press("f4", "ctrl+pagedown")


async def to_limit(user: User, key: object, column: str) -> None:
    """The cursor on an amount; from the right, as the names open with what leads there."""
    at = [each.id for each in user.grid.model.columns].index(column)
    last = len(user.grid.model.columns) - 1
    down = user.rows().index(key)
    await user.press("ctrl+home", *["down"] * down, "end", *["left"] * (last - at))
    assert (user.grid.cursor_key, user.column) == (key, column)


def names(user: User) -> list[str]:
    """The first column, as it is shown."""
    model = user.grid.model
    return [model.text(row, 0).strip() for row in range(len(model))]


async def test_branches_open_and_fold(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan")) as user:
        await to_tree(user)
        assert names(user) == [
            "▾ whole plan", "▸ region East", "▸ region West", "▾ other budgets", "shows",
        ]  # fmt: skip
        await user.press("down", "enter")
        assert user.rows()[1:3] == [EAST, EAST_A]
        await user.press("space")
        assert user.rows()[1:3] == [EAST, WEST]
        # Right opens what is folded, and goes on where it is open; left folds, then goes up.
        await user.press("right", "down", "right")
        assert user.rows()[1:4] == [EAST, EAST_A, ALPHA]
        await user.press("right")
        assert user.column == "planned"
        await user.press("left", "left")
        assert ALPHA not in user.rows()
        await user.press("left")
        assert user.grid.cursor_key == EAST
        # All of a level.
        await user.press("*")
        assert (*WEST, ("tier", "B")) in user.rows()
        await user.press("*")
        assert user.rows()[1:3] == [EAST, WEST]
        await user.press("ctrl+home", "enter")
        assert names(user) == ["▸ whole plan", "▾ other budgets", "shows"]
        await user.press("down", "left")
        assert names(user) == ["▸ whole plan", "▸ other budgets"]
        # Fast keys go where they are meant to.
        await user.press("ctrl+home")
        user.burst("enter", "down", "enter", "down", "enter")
        await user.rest()
        assert user.rows()[:4] == [WHOLE, EAST, EAST_A, ALPHA]


async def test_levels_in_another_order(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan")) as user:
        await to_tree(user)
        await user.press("o")
        assert user.rows()[1] == (("tier", "A"),)
        await user.press("ctrl+b")
        assert "Which level comes first" in user.dialog
        labels = [str(each.prompt) for each in user.app.screen.query_one("OptionList").options]
        await user.press("home", *["down"] * labels.index("x_city"), "enter")
        assert names(user)[1:3] == ["▸ x_city Hangzhou", "▸ x_city Leipzig"]


async def test_an_amount_makes_a_budget_and_emptying_takes_it_away(tmp_path: Path) -> None:
    folder = tiny(tmp_path / "plan")
    async with at_work(folder) as user:
        await to_tree(user)
        assert user.cell(EAST, "most") == "60"
        await to_limit(user, EAST, "most")
        await user.write("1,075", "enter")
        assert value(user.snapshot.state.base, "budgets", "east", "max") == 1075
        await to_limit(user, WEST, "least")
        await user.write("5", "enter")
        assert user.cell(WEST, "least") == "5"
        assert "region = West,region=West" in (folder / "budgets.csv").read_text("utf-8")
        await to_limit(user, WEST, "least")
        await user.press("delete")
        assert user.cell(WEST, "least") == ""
        assert "region = West" not in (folder / "budgets.csv").read_text("utf-8")
        await user.press("ctrl+z")
        assert user.cell(WEST, "least") == "5"
        await to_limit(user, WHOLE, "most")
        await user.write("300", "enter")
        assert user.snapshot.state.base.settings.promotion.budget == 300
        await to_limit(user, WHOLE, "most")
        await user.write("x", "enter")
        assert "not a number" in user.seen
        await user.press("escape")


async def test_in_a_scenario_it_is_marked_and_taken_back(tmp_path: Path) -> None:
    files = {"scenarios/mine.toml": "description = 'x'\n"}
    async with at_work(tiny(tmp_path / "plan", files)) as user:
        await user.press("ctrl+e", "down", "enter")
        await to_tree(user)
        await to_limit(user, EAST, "most")
        await user.write("70", "enter")
        assert user.note(EAST, "most") == "changed: inherited: 60"
        assert value(user.snapshot.state.base, "budgets", "east", "max") == 60
        await to_limit(user, WEST, "most")
        await user.write("9", "enter")
        assert user.note(WEST, "most") == "changed: inherited: nothing"
        await to_limit(user, EAST, "most")
        await user.press("delete")
        assert user.cell(EAST, "most") == "60"
        await to_limit(user, WEST, "most")
        await user.press("delete")
        assert user.cell(WEST, "most") == ""
        assert user.snapshot.state.plan["budgets"]["name"].tolist() == ["east", "shows"]


async def test_other_budgets_and_a_change_by_an_amount(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan")) as user:
        await to_tree(user)
        shows = user.rows()[-1]
        await to_limit(user, shows, "most")
        await user.write("44", "enter")
        assert value(user.snapshot.state.base, "budgets", "shows", "max") == 44
        await to_limit(user, EAST, "most")
        await user.press("%", *"+10%", "enter")
        assert value(user.snapshot.state.base, "budgets", "east", "max") == 66
        await to_limit(user, WEST, "most")
        await user.press("%")
        assert "Only numbers" in user.said


async def test_what_is_planned_left_and_worth(tmp_path: Path) -> None:
    async with at_work(festival(tmp_path / "plan", "base"), size=WIDE) as user:
        await to_tree(user)
        plan, solved = user.snapshot.plan, user.snapshot.with_plan()
        assert solved is not None
        assert solved.result.decisions is not None
        east = plan["accounts"]["region"][solved.problem.promotions.account] == "East"
        spent = float(solved.result.decisions.spend[east].sum())
        assert user.cell(EAST, "planned") == f"{spent:,.0f}"
        assert user.cell(EAST, "left") == f"{80_000 - spent:,.0f}"
        assert user.cell(EAST, "used").endswith(f"{spent / 80_000:.1%}")
        worths = {each.key[0]: each.value for each in solved.result.worth if each.rule == "budget"}
        assert user.cell(WHOLE, "worth") == f"{worths['total']:.2f}"
        assert user.cell(EAST, "worth") == ""
        await user.press("down")
        assert "accounts: 6" in user.side
        assert "Accounts of region East may spend at most 80,000 CNY" in user.side
        await to_limit(user, EAST, "most")
        await user.write("81000", "enter")
        assert user.snapshot.standing("base") is Standing.STALE
        at = [each.id for each in user.grid.model.columns].index("planned")
        look = user.grid.model.look(1, at)
        assert look is not None
        assert look.dim


async def test_what_is_left_fits_its_column_also_below_zero(tmp_path: Path) -> None:
    """170,000 are planned; 120,000 are allowed afterwards, and more digits are typed then."""
    async with at_work(festival(tmp_path / "plan", "base")) as user:
        await to_tree(user)
        await to_limit(user, WHOLE, "most")
        await user.write("120000", "enter")
        assert user.cell(WHOLE, "left") == "-50,000"
        await user.press("end")
        assert "-50,000" in user.seen
        assert "###" not in user.seen
        await to_limit(user, WHOLE, "most")
        await user.write("1234567.25", "enter")
        assert "1,234,567.25" in user.seen
        await user.press("end")
        assert "1,064,567" in user.seen
