"""F3, ctrl+g: a form that draws a response curve as one answers."""

from pathlib import Path

import pytest
from textual.widgets import Static

from kamplan.desk import Desk
from kamplan.words import use_language
from tests.desk.desks import assert_whole, value
from tests.plan.folders import Files
from tests.tui.apps import LARGE, SMALL, User, at_work, lines_of, tiny
from tui.screens.judging import Answer, JudgeResponse

ANSWERS = ("80", "88", "100", "107.6923076923077", "120")
JUDGED: Files = {
    "judgements.csv": "curve,judge,none,half,present,plus_half,saturation\n"
    "shelf,Wang,90,95,100,104,110\n",
    "promotions.csv": "account,mechanic,present,max_uplift,half_spend,curve\n"
    "a,display,8,,,shelf\nb,display,,0.4,8,\n",
    "budgets.csv": "name,where,max\neast,region=East,60\n",
}


def form(user: User) -> JudgeResponse:
    screen = user.app.screen
    assert isinstance(screen, JudgeResponse)
    return screen


async def drawn(user: User) -> str:
    """The chart when it is that of the answers."""
    await user.until(lambda: not [w for w in user.app.workers if w.group == "judge"])
    return str(form(user).query_one("#chart", Static).content)


async def hint(user: User) -> str:
    """What is said when everything that was asked for is looked at."""
    await user.until(lambda: not [w for w in user.app.workers if w.group in ("judge", "edit")])
    return " ".join(str(form(user).query_one("#hint", Static).content).split())


async def answer(user: User, *answers: str) -> None:
    """Type answers one after another, faster than they are drawn."""
    for text in answers:
        user.burst(*text, "enter")
    await user.rest()


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_five_answers_make_a_curve_that_a_promotion_follows(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    folder = tiny(tmp_path / "plan")
    async with at_work(folder, size=size) as user:
        await user.press("ctrl+pagedown")
        await user.go_to(("a", "display"), "mechanic")
        await user.press("ctrl+g")
        assert form(user).value("curve") == "a-display"
        assert form(user).value("present") == "100"
        await answer(user, "10", "80")
        assert "Answer for no effort, half of it or +50 %, and saturation" in await hint(user)
        before = await drawn(user)
        await answer(user, "88")
        assert before != await drawn(user)
        # The present answer is known; the last one is taken with Enter.
        await user.press("enter", *ANSWERS[3], "enter", *ANSWERS[4])
        assert "The curve goes through every answer." in await hint(user)
        assert "⣀" in await drawn(user)
        await user.press("enter")
        assert "Judged: a-display" in user.said
        base = user.snapshot.state.base
        assert value(base, "judgements", f"a-display {user_of(user)}", "saturation") == 120
        assert value(base, "promotions", "a display", "present") == 10
        # 40 / 80 of what is sold at none; half-way at the present 10. Shown, not stored.
        assert user.cell(("a", "display"), "max_uplift") == "0.5"
        assert user.cell(("a", "display"), "half_spend") == "10"
        assert "as judged" in user.note(("a", "display"), "half_spend")
        assert lines_of(folder / "promotions.csv")[1].startswith("a,display,,,a-display,10")
        await user.press("ctrl+z")
        assert len(user.snapshot.state.base["judgements"]) == 0
        assert user.cell(("a", "display"), "half_spend") == "10"
        assert user.cell(("a", "display"), "max_uplift") == "0.5"
        assert user.note(("a", "display"), "half_spend") == ""
    desk = Desk.open(folder)
    assert_whole(desk)
    desk.close()


def user_of(user: User) -> str:
    from kamplan.desk.judging import user_name

    return user_name()


async def test_impossible_answers_are_refused_with_the_reason(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan")) as user:
        await user.press("ctrl+pagedown", "ctrl+g")
        state = user.snapshot.state
        await answer(user, "10", "90", "85", "", "105")
        await user.press(*"130")
        assert (
            '! "85": more effort would sell less than the 90 answered for no effort.'
            in await hint(user)
        )
        await user.press("enter")
        assert form(user).focused is form(user).query_one("#judge-half")
        # Mended and spoilt again: told again.
        await user.press(*"95")
        assert "The curve" in await hint(user) or "Misfit" in await hint(user)
        await user.press("backspace", "backspace", *"85")
        assert '! "85": more effort would sell less' in await hint(user)
        await user.press("escape")
        assert user.snapshot.state is state
        assert not isinstance(user.app.screen, JudgeResponse)


async def test_what_is_spent_now_has_to_be_said_or_is_a_share(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan")) as user:
        await user.press("ctrl+a", "ctrl+g", "enter")
        # Both accounts, by the mechanic that was chosen.
        assert form(user).value("curve") == "display"
        form(user).query_one("#judge-none", Answer).focus()
        await answer(user, *ANSWERS)
        assert "speaks of the present effort, and none is given" in await hint(user)
        assert form(user).focused is form(user).query_one("#judge-spend")
        await user.press(*"10%", "ctrl+g")
        base = user.snapshot.state.base
        # A tenth of the baseline's value in a week (test_judge.py).
        assert value(base, "promotions", "a display", "present") == 95.33
        assert value(base, "promotions", "b display", "present") == 23.33
        assert value(base, "promotions", "b display", "curve") == "display"


async def test_another_judge_is_combined_and_told_beside_the_sheet(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan", JUDGED), size=LARGE) as user:
        await user.press("ctrl+pagedown")
        assert "Judged by Wang." in user.side
        await user.press("ctrl+g")
        assert (form(user).value("curve"), form(user).value("spend")) == ("shelf", "8")
        assert form(user).value("none") == ""
        form(user).query_one("#judge-none", Answer).focus()
        await answer(user, *ANSWERS[:4])
        await user.press(*ANSWERS[4])
        assert "The judges differ most about no effort: 80 to 90." in await hint(user)
        assert "○ single judges" in await drawn(user)
        await user.press("enter")
        await user.press(*["ctrl+pageup"] * 2)
        assert user.screen.sheet_id == "judgements"
        assert len(user.rows()) == 2
        assert "rows that follow it: promotions 1, visits 0" in user.side
        # From the sheet of judgements answers of whoever is there are mended.
        await user.press("ctrl+g")
        assert (form(user).value("judge"), form(user).value("none")) == ("Wang", "90")
        assert not form(user).query("#judge-spend")


async def test_a_form_in_chinese_lines_up(tmp_path: Path) -> None:
    use_language("zh")
    try:
        async with at_work(tiny(tmp_path / "plan", JUDGED)) as user:
            await user.press("ctrl+pagedown", "ctrl+g")
            for field in form(user).query(Answer):
                assert field.region.x == form(user).query(Answer).first().region.x
            assert "拟合误差" in await hint(user)
    finally:
        use_language("en")


async def test_it_is_greyed_out_where_nothing_responds(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan")) as user:
        await user.press(*["ctrl+pagedown"] * 3, "ctrl+g")
        assert user.screen.sheet_id == "products"
        assert user.app.screen is user.screen


async def test_answers_given_before_are_there_and_a_curve_can_be_followed_as_it_is(
    tmp_path: Path,
) -> None:
    folder = tiny(tmp_path / "plan", JUDGED)
    async with at_work(folder) as user:
        await user.press("ctrl+pagedown")
        await user.go_to(("b", "display"), "mechanic")
        await user.press("ctrl+g")
        form(user).query_one("#judge-curve", Answer).value = "shelf"
        await user.rest()
        # Others have judged it: nothing has to be answered to follow it.
        assert form(user).value("none") == ""
        form(user).query_one("#judge-judge", Answer).value = "Wang"
        await user.rest()
        assert [form(user).value(name) for name in ("none", "half", "saturation")] == [
            *("90", "95", "110"),
        ]
        form(user).query_one("#judge-judge", Answer).value = "Li"
        await user.rest()
        assert form(user).value("half") == ""
        form(user).query_one("#judge-spend", Answer).focus()
        await user.press(*"12")
        assert "Judged by Wang." in await hint(user)
        await user.press("ctrl+g")
        base = user.snapshot.state.base
        assert value(base, "promotions", "b display", "curve") == "shelf"
        assert value(base, "promotions", "b display", "present") == 12
        assert base["judgements"].keys() == [("shelf", "Wang")]
        assert value(base, "judgements", "shelf Wang", "half") == 95
