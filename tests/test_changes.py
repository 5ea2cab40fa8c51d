"""Changes in words: what scenarios do to a plan, and what an edit did to a scenario's file."""

from collections.abc import Iterator

import pytest

from kamplan.whatif.described import Described
from kamplan.wording.changes import change_text, field_title, file_changes, value_text
from kamplan.words import use_language

OLD = """\
description = "less of it"

[[change]]
table = "budgets"
where = { name = "tier-c-least" }
field = "min"
set = 100

[[change]]
table = "supply"
where = { product = ["p", "q"], week = "2026-W52..2026-W53" }
field = "units"
scale = 0.8
"""
NEW = (
    OLD.replace("set = 100", "set = 200000")
    + """
[[change]]
table = "budgets"
insert = { name = "more", where = "tier=A", max = 5000 }

[[change]]
table = "visits"
where = { account = "a" }
drop = true
"""
)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    use_language("en")
    yield
    use_language("en")


LEAST = Described("budgets", (("name", "tier-c-least"),), "min", "set", "200000", 1)


@pytest.mark.parametrize(
    ("change", "english", "chinese"),
    [
        (
            LEAST,
            "Budgets name=tier-c-least, at least: set to 200,000 (cells: 1)",
            "预算 名称=tier-c-least，下限：设为 200,000（1 个单元格）",
        ),
        (
            Described("plan", (), "promotion.budget", "scale", "1.15", 1),
            "Settings, Promotion budget of the whole plan: × 1.15 (cells: 1)",
            "设置，整个计划的促销预算：× 1.15（1 个单元格）",
        ),
        (
            Described("locks", (("names", "rep"),), "price", "set", "", 2),
            "Locks of=rep, price of breaking: emptied (cells: 2)",
            "锁定 项目=rep，违反代价：清空（2 个单元格）",
        ),
        (
            Described("visits", (("account", "a"),), "", "drop", "", 3),
            "Visits account=a: rows removed (rows: 3)",
            "拜访 客户=a：删除行（3 行）",
        ),
        # What nobody knows is called as it was written.
        (
            Described("nowhere", (), "x_own", "add", "-5", 0),
            "nowhere.csv, x_own: - 5 (cells: 0)",
            "nowhere.csv，x_own：- 5（0 个单元格）",
        ),
    ],
)
def test_a_change(change: Described, english: str, chinese: str) -> None:
    assert change_text(change) == english
    use_language("zh")
    assert change_text(change) == chinese


def test_values_and_titles() -> None:
    assert value_text("budgets", "max", "200000.00000000003") == "200,000"
    assert value_text("accounts", "manager", "2026") == "2026"
    assert value_text("accounts", "discount", None) == "–"
    assert value_text("plan", "name", "2026") == "2026"
    assert value_text("plan", "promotion.budget", "2026") == "2,026"
    assert field_title("plan", "own.setting") == "own.setting"
    assert field_title("accounts", "row") == "whole row"


def test_what_an_edit_did_to_a_file() -> None:
    assert file_changes("s", OLD, NEW) == (
        ("-", "Budgets name=tier-c-least, at least: set to 100"),
        ("+", "Budgets name=tier-c-least, at least: set to 200,000"),
        ("+", "Budgets name=more: row added (where=tier=A; at most=5,000)"),
        ("+", "Visits account=a: rows removed"),
    )
    assert file_changes("s", NEW, OLD)[0] == ("-", file_changes("s", OLD, NEW)[1][1])


def test_a_file_made_described_and_deleted() -> None:
    head = 'extends = "base"\ndescription = "x"\n'
    assert file_changes("s", None, head) == (
        ("+", "the scenario itself"),
        ("+", "description: x"),
        ("+", "extends base"),
    )
    assert file_changes("s", head, head.replace('"x"', '"y"')) == (
        ("-", "description: x"),
        ("+", "description: y"),
    )
    assert file_changes("s", head, None)[0] == ("-", "the scenario itself")
    expected = head + '[expect]\nstatus = "optimal"\n'
    assert file_changes("s", head, expected) == (("+", "what is expected of it"),)


def test_twice_the_same_change_is_two_changes() -> None:
    twice = "\n".join([OLD, OLD.partition("\n")[2]])
    assert len(file_changes("s", OLD, twice)) == 2
    assert {sign for sign, _words in file_changes("s", OLD, twice)} == {"+"}


@pytest.mark.parametrize("new", ["[[change", "x = 1\n", f"# a comment\n{OLD}"])
def test_lines_of_what_cannot_be_told_are_left_to_others(new: str) -> None:
    assert file_changes("s", OLD, new) == ()
