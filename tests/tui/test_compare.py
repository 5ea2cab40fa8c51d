"""F7 Compare: the sheets hold the figures of the document that `kamplan compare --json` prints."""

from collections.abc import Hashable
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from kamplan.formulation import TOTAL
from kamplan.planning import open_source
from kamplan.report.documents import compare_document
from kamplan.report.tables import figure_text, quantity
from tests.desk.desks import SHORT
from tests.explore.bridges import causes_of
from tests.tui.apps import LARGE, SMALL, WIDE, Held, User, at_work, festival, tiny_with
from tui.grid.arrangement import Sort

Document = dict[str, Any]


def document(user: User, folder: Path, *names: str) -> Document:
    """What `kamplan compare --json` prints for answers that are there."""
    solved = [user.snapshot.solved(name) for name in names]
    found = [each for each in solved if each is not None]
    source = open_source(folder)
    return compare_document(source, found, causes_of(source, found))


def check_figures(user: User, wanted: Document) -> None:
    first = wanted["versus"]
    for delta in wanted["delta"]:
        name = delta["scenario"]
        figures = [figure for figure in delta["figures"] if not figure["group"]]
        assert {figure["name"] for figure in figures} == set(user.rows()) - {
            "status",
            "gap",
            "solved by",
        }
        for figure in figures:
            key = figure["name"]
            assert user.cell(key, first) == figure_text(key, figure["before"])
            assert user.cell(key, name) == figure_text(key, figure["after"])
            change = figure_text(key, figure["change"], change=True)
            assert user.cell(key, f"{name} +") == change
    for scenario in wanted["scenarios"]:
        assert user.cell("status", scenario["name"]) == "optimal"
        assert user.cell("gap", scenario["name"]) == f"{scenario['gap']:.4%}"
        assert user.cell("solved by", scenario["name"]) == "one program"


def check_bridge(user: User, wanted: Document) -> None:
    for bridge in wanted["bridge"]:
        assert f"Bridge from {wanted['versus']} to {bridge['scenario']}" in user.side
        for value in (bridge["before"], bridge["after"]):
            assert f"{value:,.0f}  " in user.side
        for step in bridge["terms"]:
            if abs(step["change"]) >= 0.5:
                assert f"{step['change']:+,.0f}  " in user.side


async def check_bridge_sheet(user: User, wanted: Document) -> None:
    await user.until(lambda: len(user.snapshot.bridges) == len(wanted["bridge"]))
    await user.rest()
    keys = []
    for bridge in wanted["bridge"]:
        name = bridge["scenario"]
        ends = {"before": bridge["before"], "after": bridge["after"]}
        for end, value in ends.items():
            assert user.cell((name, end), "change") == f"{value:,.0f}"
        for step in bridge["steps"]:
            key = name, step["name"]
            assert user.cell(key, "change") == f"{step['change']:+,.0f}"
            for term in step["terms"]:
                shown = "0" if abs(term["change"]) < 0.5 else f"{term['change']:+,.0f}"
                assert user.cell(key, term["name"]) == shown
        keys += [(name, "before"), *((name, s["name"]) for s in bridge["steps"]), (name, "after")]
    assert user.rows() == keys


def check_inputs(user: User, wanted: Document) -> None:
    keys = [
        (change["scenario"], change["table"], tuple(change["key"]), change["field"])
        for change in wanted["inputs_changed"]
    ]
    assert user.rows() == keys
    for key, change in zip(keys, wanted["inputs_changed"], strict=True):
        # Numbers are written alike, their change included.
        for side, text in (("before", change["old"]), ("after", change["new"])):
            assert user.cell(key, side).replace(",", "") == quantity(text)
        if key[1] == "supply":
            moved = float(change["new"]) - float(change["old"])
            assert user.cell(key, "change") == f"{moved:+,.10g}"


def check_groups(user: User, wanted: Document) -> None:
    """The same as in the document, but for accounts, which have a sheet of their own."""
    (delta,) = wanted["delta"]
    name = delta["scenario"]
    groups = {f["group"] for f in delta["figures"] if f["group"]}
    groups = {group for group in groups if not group.startswith("account = ")}
    assert set(user.rows()) == {(name, group) for group in groups}
    shown = [each.id for each in user.grid.model.columns]
    for figure in delta["figures"]:
        if figure["group"] in groups and figure["name"] in shown:
            key, column = (name, figure["group"]), figure["name"]
            assert user.cell(key, column) == figure_text(column, figure["after"])
            change = figure_text(column, figure["change"], change=True)
            assert user.cell(key, f"{column} +") == change


def check_gainers(user: User, wanted: Document) -> None:
    """Changes of the accounts add up to those of the plans, but for what no account causes."""
    name = wanted["delta"][0]["scenario"]
    totals = {
        figure["name"]: figure["change"]
        for figure in wanted["delta"][0]["figures"]
        if not figure["group"]
    }
    for column, total in (
        ("spend", totals["promo_spend"]),
        ("sold", totals["units_sold"]),
        ("visits", totals["visits"]),
    ):
        shown = sum(float(user.cell(key, column).replace(",", "")) for key in user.rows())
        assert shown == pytest.approx(total, abs=0.5 * len(user.rows()) + 0.5)
    assert {key[0] for key in user.rows()} == {name}  # type: ignore[index]


def check_worth(user: User, wanted: Document) -> None:
    known: dict[tuple[str, Hashable], float] = {}
    for scenario in wanted["scenarios"]:
        for entry in scenario["worth"]:
            key = entry["rule"], tuple(entry["key"].values())
            if key in user.rows():
                assert user.cell(key, scenario["name"]) == f"{entry['value']:,.2f}"
                known[scenario["name"], key] = entry["value"]
            else:
                assert entry["value"] == 0.0
    first, *others = (scenario["name"] for scenario in wanted["scenarios"])
    for name in others:
        for key in user.rows():
            if (first, key) in known and (name, key) in known:
                change = known[name, key] - known[first, key]
                assert user.cell(key, f"{name} +") == f"{change:+,.2f}"


async def test_the_sheets_hold_what_the_document_does(tmp_path: Path) -> None:
    folder = festival(tmp_path / "plan", "base", "gift-box-30")
    async with at_work(folder, size=WIDE) as user:
        wanted = document(user, folder, "base", "gift-box-30")
        await user.press("f7")
        check_figures(user, wanted)
        check_bridge(user, wanted)
        await user.press("ctrl+pagedown")
        await check_bridge_sheet(user, wanted)
        await user.press("ctrl+pagedown")
        check_inputs(user, wanted)
        await user.press("ctrl+pagedown")
        check_groups(user, wanted)
        await user.press("ctrl+pagedown")
        check_gainers(user, wanted)
        await user.press("ctrl+pagedown")
        check_worth(user, wanted)
        # Those that were chosen are compared in their order.
        await user.press("f5", *["down"] * 3, "space", *["up"] * 3, "space")
        await user.press("f7", *["ctrl+pagedown"] * 4)
        wanted = document(user, folder, "gift-box-30", "base")
        assert wanted["versus"] == "gift-box-30"
        check_figures(user, wanted)
        check_bridge(user, wanted)


async def test_only_what_differs_is_shown_where_that_is_wanted(tmp_path: Path) -> None:
    folder = festival(tmp_path / "plan", "base", "gift-box-30")
    async with at_work(folder, size=WIDE) as user:
        await user.press("f5", "space", *["down"] * 3, "space", "f7")
        assert "promo_spend" in user.rows()
        everything = len(user.rows())
        await user.press("ctrl+n")
        assert user.said == "Only what differs."
        # Money, visits and hours are the same in both, and so is how they were solved.
        gone = {"promo_spend", "visits", "visit_hours", "status", "solved by"}
        assert not gone & set(user.rows())
        assert len(user.rows()) == everything - len(gone)
        await user.press(*["ctrl+pagedown"] * 5)
        for key in user.rows():
            assert user.cell(key, "base") != user.cell(key, "gift-box-30")
        await user.press("ctrl+n")
        assert user.said == "Everything."
        cells = [(user.cell(key, "base"), user.cell(key, "gift-box-30")) for key in user.rows()]
        assert any(one == other for one, other in cells)


async def test_without_answers_it_says_what_to_press(tmp_path: Path) -> None:
    async with at_work(tiny_with(tmp_path / "plan", {"short": SHORT})) as user:
        await user.press("f7")
        assert user.said == "Not solved yet: base. F9 solves what is compared."
        for number in range(6):
            words = "No input differs" if number == 2 else "Two solved scenarios are needed."
            assert words in user.seen
            assert "with Space in F5" in user.seen
            await user.press("ctrl+pagedown")
        await user.press(*["ctrl+pagedown"] * 3)
        await user.press("f5", "space", "down", "space", "f7", "f9")
        await user.solved()
        assert user.snapshot.comparison == ("base", "short")
        assert user.cell("status", "base") == user.cell("status", "short") == "optimal"


async def test_a_stale_answer_is_marked_and_an_infeasible_one_named(tmp_path: Path) -> None:
    much = '[[change]]\ntable = "budgets"\nwhere = { name = "east" }\nset = 150\n'
    texts = {
        "short": SHORT,
        "much": much + 'field = "min"\n' + much.replace("150", "200") + 'field = "max"\n',
    }
    async with at_work(tiny_with(tmp_path / "plan", texts)) as user:
        await user.press("shift+f9")
        await user.solved()
        await user.press("f7")
        assert user.cell("status", "much") == "infeasible"
        assert user.cell("contribution", "much") == "–"
        await user.press("f4")
        await user.go_to(TOTAL, "max")
        await user.write("99", "enter")
        await user.press("f7")
        assert "↻ base" in user.seen
        for _ in range(4):
            await user.press("ctrl+pagedown")


async def test_the_bridge_gives_way_to_a_solve_and_is_taken_up_again(tmp_path: Path) -> None:
    folder = festival(tmp_path / "plan", "base", "gift-box-30")
    solver = Held()
    async with at_work(folder, solver, size=WIDE) as user:
        await user.press("f7", "ctrl+pagedown")
        assert "Two solved scenarios are needed" in user.seen or solver.begun
        await user.press("f5", "space", *["down"] * 3, "space", "f7")
        await user.until(lambda: len(solver.begun) == 1)
        assert "Why they differ is being worked out" in user.seen
        # A solve does not wait for it.
        await user.press("f9")
        await user.until(lambda: solver.begun[1:] == ["gift-box-30"])
        solver.let_go()
        await user.solved()
        await user.until(lambda: len(solver.begun) == 3)
        solver.let_go()
        await user.until(lambda: user.snapshot.bridges)
        await user.rest()
        assert user.rows()[1] == ("gift-box-30", "supply")
        assert "│" in user.cell(("gift-box-30", "supply"), "bar")


async def test_every_difference_is_a_number_to_sort_by(tmp_path: Path) -> None:
    folder = festival(tmp_path / "plan", "base", "gift-box-30")
    async with at_work(folder, size=WIDE) as user:
        await user.press("f7", "ctrl+pagedown")
        await user.until(lambda: user.snapshot.bridges)
        await user.press("ctrl+pageup")
        columns = {0: "gift-box-30 +", 3: "contribution +", 4: "contribution", 5: "gift-box-30 +"}
        columns[2] = "change"
        for number in range(6):
            column = columns.get(number, "change")
            user.grid.sort_by(Sort(column, descending=True))
            await user.rest()
            places = range(len(user.grid.view))
            keys = [user.grid.model.row_key(user.grid.view.row(place)) for place in places]
            shown = [user.cell(key, column).rstrip("%").replace(",", "") for key in keys]
            numbers = [float(text) for text in shown if text not in ("", "–")]
            assert len(numbers) > 2
            # A share stands among amounts: it is shown a hundred times as large.
            assert [n for n in numbers if abs(n) > 1] == sorted(
                (n for n in numbers if abs(n) > 1), reverse=True
            )
            await user.press("ctrl+pagedown")


async def test_beside_the_bridge_it_is_drawn_as_a_waterfall(tmp_path: Path) -> None:
    folder = festival(tmp_path / "plan", "base", "gift-box-30")
    async with at_work(folder, size=WIDE) as user:
        await user.press("f7", "ctrl+pagedown")
        await user.until(lambda: user.snapshot.bridges)
        await user.rest()
        side = user.side.splitlines()
        assert side[0].rstrip() == "From base to gift-box-30"
        for key in user.rows():
            shown = user.cell(key, "change")
            assert any(line.rstrip().endswith(shown) for line in side), shown
        assert {cell_len(line) for line in side if line} == {38}
        await user.press("ctrl+l")
        assert user.side == ""
        await user.resize(SMALL)
        await user.press("ctrl+l")
        assert "From base to gift-box-30" in user.seen


FEW = """\
[[change]]
table = "budgets"
where = { name = "tier-a" }
field = "min"
set = 1500

[[change]]
table = "accounts"
where = { account = "nine-bridges" }
field = "manager"
set = "2026"
"""


async def test_inputs_that_changed_are_told_in_full_and_alike(tmp_path: Path) -> None:
    folder = festival(tmp_path / "plan", "base", "gift-box-30")
    (folder / "scenarios" / "few.toml").write_text(FEW, "utf-8")
    async with at_work(folder, size=LARGE) as user:
        await user.press("f5", "space", "down", "space")
        await user.go_to("few", "scenario")
        await user.press("space", "f7", *["ctrl+pagedown"] * 2)
        # A limit where there was none, and a manager whose name is a number.
        for column, shown in (("min", "1,500"), ("manager", "2026")):
            (key,) = (each for each in user.rows() if each[3] == column)
            assert user.cell(key, "after") == shown
        key = ("budget-15", "plan", (), "promotion.budget")
        shown = [user.cell(key, column) for column in ("before", "after", "change")]
        assert shown == ["170,000", "195,500", "+25,500"]
        assert "Promotion budget of the whole plan" in user.seen


async def test_every_sheet_marks_answers_to_older_inputs(tmp_path: Path) -> None:
    folder = festival(tmp_path / "plan", "base", "gift-box-30")
    async with at_work(folder, size=WIDE) as user:
        await user.press("f5")
        for name in ("base", "gift-box-30"):
            await user.go_to(name, "scenario")
            await user.press("space")
        await user.press("enter", "f4")
        await user.go_to(TOTAL, "max")
        await user.write("150000", "enter")
        await user.press("f7")
        sheets = ("bridge", "groups", "gainers")
        for sheet in sheets:
            await user.screen.choose_sheet(sheet)
            await user.until(user.rows)
            for key in user.rows():
                assert user.cell(key, "scenario") == "↻ gift-box-30", (sheet, key)
