"""F6 Plan: the sheets hold the figures of the document that `kamplan solve --json` prints."""

from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from kamplan.formulation import TOTAL
from kamplan.report.explained import explain_document
from kamplan.report.visits import visits_document
from kamplan.store import Workspace
from tests.desk.desks import SHORT
from tests.plan.folders import edited
from tests.tui.apps import WIDE, Held, User, at_work, festival, tiny, tiny_with
from tui.sheets.visit_weeks import HOURS

Document = dict[str, Any]


def document(folder: Path, scenario: str = "base") -> Document:
    """The last answer of a scenario as it was recorded: as `kamplan solve --json` prints it."""
    with Workspace.open(folder / ".kamplan" / "plan.kamplan") as workspace:
        run = workspace.runs(scenario=scenario)[0]
        assert run.id is not None
        return workspace.load_result(run.id)


def amount(value: float) -> str:
    """A number without decimals."""
    return f"{0.0 if abs(value) < 0.5 else value:,.0f}"


async def check_plan(user: User, wanted: Document) -> None:
    """All sheets of F6 hold what a document does."""
    check_spend(user, wanted)
    await user.press("ctrl+pagedown")
    check_visits(user, wanted)
    await user.press("ctrl+pagedown")
    check_visit_weeks(user, wanted)
    await user.press("ctrl+pagedown")
    check_goods(user, wanted)
    await user.press("ctrl+pagedown")
    check_units(user, wanted)
    await user.press("ctrl+pagedown")
    check_worth(user, wanted)
    await user.press("ctrl+pagedown")
    check_binding(user, wanted)
    await user.press("ctrl+pagedown")
    check_money_left(user, wanted)
    await user.press("ctrl+pagedown")
    check_money_line(user, wanted)
    await user.press("ctrl+pagedown")
    check_policies(user, wanted)
    await user.press("ctrl+pagedown")
    assert user.rows() == []
    await user.press("ctrl+pagedown")
    assert user.rows() == [(each["rule"], tuple(each["key"])) for each in wanted["broken"]]
    await user.press("ctrl+pagedown")


def check_spend(user: User, wanted: Document) -> None:
    spend: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    for entry in wanted["promotion"]:
        spend[entry["account"], entry["mechanic"]][entry["week"]] = entry["spend"]
    for key in user.rows():
        assert isinstance(key, tuple)
        assert user.cell(key, "total") == amount(sum(spend[key].values()))
        for week in user.snapshot.plan.weeks:
            assert user.cell(key, week) == amount(spend[key].get(week, 0.0))
    assert set(spend) <= set(user.rows())


def check_visits(user: User, wanted: Document) -> None:
    assert user.rows() == [(each["account"], each["kind"]) for each in wanted["visits"]]
    for entry in wanted["visits"]:
        key = entry["account"], entry["kind"]
        assert user.cell(key, "planned") == amount(entry["visits"])
        change = entry["visits"] - float(user.cell(key, "present"))
        assert user.cell(key, "change") == (f"{change:+,.0f}" if change else "0")


def check_visit_weeks(user: User, wanted: Document) -> None:
    solved = user.snapshot.with_plan()
    assert solved is not None
    found = visits_document(solved, None)
    for entry in found["visits"]:
        key = entry["account"], entry["kind"]
        for week, number in zip(found["weeks"], entry["by_week"], strict=True):
            assert user.cell(key, week) == (str(number) if number else "·")
    for team in found["teams"]:
        for place, week in enumerate(found["weeks"]):
            assert float(user.cell((HOURS, team["team"]), week)) == pytest.approx(
                team["used"][place]
            )
            sign = "refused: " if team["over"][place] else ": "
            assert user.note((HOURS, team["team"]), week).startswith(sign)


def check_units(user: User, wanted: Document) -> None:
    entries = {
        (entry["account"], entry["product"], entry["week"]): entry for entry in wanted["stock"]
    }
    for key in user.rows():
        assert isinstance(key, tuple)
        mine = [entries[*key, week] for week in user.snapshot.plan.weeks if (*key, week) in entries]
        assert user.cell(key, "total") == amount(sum(entry["sold"] for entry in mine))
        assert user.cell(key, "lost") == amount(sum(entry["lost"] for entry in mine))
        for entry in mine:
            assert user.cell(key, entry["week"]) == amount(entry["sold"])


def check_goods(user: User, wanted: Document) -> None:
    sold: dict[tuple[str, str], float] = defaultdict(float)
    lost: dict[tuple[str, str], float] = defaultdict(float)
    for entry in wanted["stock"]:
        sold[entry["product"], entry["week"]] += entry["sold"]
        lost[entry["product"], entry["week"]] += entry["lost"]
    worth = {
        tuple(entry["key"].values()): entry["value"]
        for entry in wanted["worth"]
        if entry["rule"] == "supply"
    }
    assert set(user.rows()) == {key for key in sold if sold[key] + lost[key] > 0.0}
    shortest = [round(lost[key], 6) for key in user.rows()]  # type: ignore[index]
    assert shortest == sorted(shortest, reverse=True)
    for key in user.rows():
        assert isinstance(key, tuple)
        asked = sold[key] + lost[key]
        assert user.cell(key, "sold") == amount(sold[key])
        assert user.cell(key, "lost") == amount(lost[key])
        assert user.cell(key, "asked") == amount(asked)
        assert user.cell(key, "fill").endswith(f" {sold[key] / asked:.1%}")
        assert user.cell(key, "worth") == (f"{worth[key]:,.2f}" if key in worth else "")


def check_worth(user: User, wanted: Document) -> None:
    entries = {(entry["rule"], tuple(entry["key"].values())): entry for entry in wanted["worth"]}
    assert set(user.rows()) == set(entries)
    for key, entry in entries.items():
        assert user.cell(key, "value") == f"{entry['value']:,.2f}"
        assert user.cell(key, "left") == (f"{entry['left']:,.2f}" if "left" in entry else "")
        hour = entry.get("per_hour")
        assert user.cell(key, "hour") == ("" if hour is None else f"{hour:,.2f}")


def check_binding(user: User, wanted: Document) -> None:
    entries = {(entry["rule"], tuple(entry["key"])): entry for entry in wanted["binding"]}
    assert user.rows() == list(entries)
    for key, entry in entries.items():
        assert user.cell(key, "price") == f"{entry['price']:,.2f}"
        for column, name in (("cost", "cost"), ("most", "cost_at_most")):
            cost = entry[name]
            assert user.cell(key, column) == ("" if cost is None else f"{cost:,.2f}")


def check_money_left(user: User, wanted: Document) -> None:
    solved = user.snapshot.with_plan()
    assert solved is not None
    entries = {entry["budget"]: entry for entry in explain_document(solved)["money_left"]}
    assert user.rows() == list(entries)
    # The next unit of money is not called what the next unit of goods is.
    (title,) = (each.title for each in user.grid.model.columns if each.id == "returns")
    assert title == "brings"
    for budget, entry in entries.items():
        assert user.cell(budget, "left") == amount(entry["left"])
        assert user.cell(budget, "returns") == f"{entry['returns']:,.2f}"
        assert user.cell(budget, "account") == entry["account"]


def check_money_line(user: User, wanted: Document) -> None:
    solved = user.snapshot.with_plan()
    assert solved is not None
    entries = explain_document(solved)["money_line"]
    assert user.rows() == [entry["account"] for entry in entries]
    for place, entry in enumerate(entries, 1):
        key = entry["account"]
        assert user.cell(key, "place") == str(place)
        assert (user.cell(key, "mechanic"), user.cell(key, "week")) == (
            entry["mechanic"],
            entry["week"],
        )
        assert user.cell(key, "returns") == f"{entry['returns']:,.2f}"
        assert user.cell(key, "price") == f"{entry['price']:,.2f}"
        assert user.cell(key, "takes") == ("takes it" if entry["at_margin"] else "waits")


def check_policies(user: User, wanted: Document) -> None:
    assert user.rows() == ["plan", *(policy["name"] for policy in wanted["policies"])]
    assert user.cell("plan", "contribution") == amount(wanted["contribution"])
    for policy in wanted["policies"]:
        assert user.cell(policy["name"], "contribution") == amount(policy["contribution"])
        assert user.cell(policy["name"], "gain") == f"{policy['gain']:+,.0f}"
        assert user.cell(policy["name"], "breaks") == str(len(policy["breaks"]))
    sheet = user.screen.sheet
    assert sheet is not None
    assert str(sheet.side(0, 0)) == "It keeps every rule."


async def test_the_sheets_hold_what_the_document_does(tmp_path: Path) -> None:
    folder = festival(tmp_path / "plan", "base", "gift-box-30")
    async with at_work(folder) as user:
        await user.press("f6")
        await check_plan(user, document(folder))
        await user.press("ctrl+e", *["down"] * 3, "enter")
        assert user.snapshot.active == "gift-box-30"
        await check_plan(user, document(folder, "gift-box-30"))


async def test_the_details_say_who_is_served_first(tmp_path: Path) -> None:
    folder = festival(tmp_path / "plan", "base", "gift-box-30")
    async with at_work(folder, size=WIDE) as user:
        await user.press("f6", *["ctrl+pagedown"] * 3)
        key = user.rows()[0]
        line = sorted(
            (entry["rank"], entry["account"], entry["sold"], entry["sold"] + entry["lost"])
            for entry in document(folder)["stock"]
            if (entry["product"], entry["week"]) == key and entry["sold"] + entry["lost"] > 0.0
        )
        accounts = user.snapshot.plan["accounts"]
        names = dict(zip(accounts["account"], accounts["name"], strict=True))
        told = user.side.split("\n\n")[1].splitlines()
        for (rank, account, sold, asked), first, second in zip(
            line, told[::2], told[1::2], strict=True
        ):
            assert first == f"{rank:>3} {names[account]}"
            assert f" {amount(sold)} / {amount(asked)}" in second
        # Rules that a policy breaks are named.
        await user.press(*["ctrl+pagedown"] * 6)
        await user.press("down")
        policy = document(folder)["policies"][0]
        assert len(user.side.splitlines()) == 2 + len(policy["breaks"])
        for broken in policy["breaks"]:
            assert f"by {amount(broken['amount'])}" in user.side
        # What is copied has every digit.
        await user.press(*["ctrl+pagedown"] * 3)
        await user.press("right", "right", "right", "ctrl+c")
        assert user.column == "total"
        entries = document(folder)["promotion"]
        key = user.rows()[0]
        total = sum(e["spend"] for e in entries if (e["account"], e["mechanic"]) == key)
        assert float(user.app.clipboard) == pytest.approx(total, rel=1e-11)
        # What is read only takes no text.
        await user.press(*["ctrl+pagedown"] * 2, "5", "enter")
        assert user.grid.editor is None


async def test_without_a_plan_every_sheet_says_what_to_press(tmp_path: Path) -> None:
    async with at_work(tiny_with(tmp_path / "plan", {"short": SHORT})) as user:
        await user.press("f6")
        for _ in user.screen.kinds:
            assert user.rows() == []
            assert "There is no plan of base yet. Press F9 to solve it." in user.seen
            await user.press("ctrl+pagedown")
        await user.press("f9")
        await user.solved()
        assert len(user.rows()) == 3
        await user.press("ctrl+e", "down", "enter")
        assert "There is no plan of short yet." in user.seen
        # A plan of older inputs stays, and is marked.
        await user.press("ctrl+e", "up", "enter", "f4")
        await user.go_to(TOTAL, "max")
        await user.write("10", "enter")
        await user.press("f6")
        assert "↻ stale" in user.title
        assert len(user.rows()) == 3


ROUNDED = edited("plan.toml", "budget = 100", "budget = 100\nstep = 7\n\n[solve]\nround = true\n")


async def test_the_plan_in_whole_steps_and_cases(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan", ROUNDED)) as user:
        await user.press("f6", "f9")
        await user.solved()
        wanted = document(tmp_path / "plan")
        check_spend(user, wanted)
        await user.press("ctrl+n")
        rounded = wanted["rounded"]
        assert f"{rounded['contribution']:,.0f}" in user.said
        assert "less than the plan" in user.said
        assert "≈Spend" in user.seen
        check_spend(user, rounded)
        # Published is what is shown.
        await user.press("ctrl+k")
        published = user.snapshot.plan["published_spend"]["spend"].tolist()
        assert sorted(published) == sorted(entry["spend"] for entry in rounded["promotion"])
        await user.press("ctrl+n")
        assert "≈" not in user.seen
        check_spend(user, wanted)


async def test_without_a_rounding_it_is_said_why(tmp_path: Path) -> None:
    async with at_work(tiny(tmp_path / "plan")) as user:
        await user.press("f6", "ctrl+n")
        assert "≈" not in user.seen
        await user.press("f9")
        await user.solved()
        await user.press("ctrl+n")
        assert "Rounding is off" in user.said
        assert "solve.round" in user.seen
        assert user.rows() == []
        await user.press("ctrl+k")
        assert "There is no plan to publish." in user.said


async def test_what_rules_cost_is_worked_out_when_it_is_asked_for(tmp_path: Path) -> None:
    held = Held()
    tight = edited("plan.toml", "budget = 100", "budget = 20")
    async with at_work(tiny(tmp_path / "plan", tight), held, size=WIDE) as user:
        await user.press("f6", "f9")
        await user.press("ctrl+t")
        assert "is being solved" in user.said
        held.let_go()
        await user.solved()
        before = document(tmp_path / "plan")["binding"]
        assert before
        assert {entry["cost"] for entry in before} == {None}
        await user.press("ctrl+t")
        held.let_go()
        await user.solved()
        wanted = document(tmp_path / "plan")
        assert None not in {entry["cost"] for entry in wanted["binding"]}
        # The sheet was opened by asking.
        check_binding(user, wanted)
        assert "What rules cost" not in user.said


async def test_who_is_next_in_line_stands_beside_what_is_short(tmp_path: Path) -> None:
    folder = festival(tmp_path / "plan", "base", "gift-box-30")
    async with at_work(folder) as user:
        await user.press("ctrl+e", *["down"] * 3, "enter", "f6", *["ctrl+pagedown"] * 3)
        solved = user.snapshot.with_plan()
        assert solved is not None
        names = dict(
            zip(solved.plan["accounts"]["account"], solved.plan["accounts"]["name"], strict=True)
        )
        lines = {
            (each["product"], each["week"]): each["accounts"]
            for each in explain_document(solved)["next_in_line"]
        }
        assert lines
        for key in user.rows():
            assert isinstance(key, tuple)
            waiting = lines.get(key, [])
            assert user.cell(key, "next") == (names[waiting[0]["account"]] if waiting else "")
