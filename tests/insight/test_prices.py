"""What one more of each limited thing is worth, plans side by side."""

from dataclasses import replace
from pathlib import Path

import pytest

from kamplan.insight.prices import WorthRow, compare_worth
from kamplan.planning import solve_scenario
from kamplan.whatif.figures import Solved
from solver.result import Worth
from tests.insight import by_hand


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> Solved:
    """The plan by hand."""
    return by_hand.solve(tmp_path_factory.mktemp("plan"))


def worth(solved: Solved, *values: tuple[str, str, float]) -> Solved:
    """The same with other worths."""
    items = tuple(Worth(rule, (key,), value) for rule, key, value in values)
    return replace(solved, result=replace(solved.result, worth=items))


def test_by_hand(solved: Solved, tmp_path: Path) -> None:
    more = by_hand.solve(tmp_path, "more")
    rows = {(row.rule, row.key): row.values for row in compare_worth([solved, more])}
    # One more in the first week still goes to b; with 3 more b still lacks one.
    assert rows["supply", ("p", "2026-W52")] == (pytest.approx(3), pytest.approx(3))
    # Money that must be spent and does nothing costs what it is.
    assert rows["budget_min", ("must",)] == (pytest.approx(-1), pytest.approx(-1))
    # What nobody is short of is worth nothing, and not shown.
    assert ("budget", ("all",)) not in rows
    assert ("visit_hours", ("t",)) not in rows
    assert ("supply", ("q", "2026-W52")) not in rows


def test_the_dearest_first_whichever_plan_it_is_in(solved: Solved) -> None:
    one = worth(solved, ("supply", "p", 2.0), ("budget", "all", 0.5), ("visit_hours", "t", 0.0))
    other = worth(solved, ("budget", "all", -4.0), ("supply", "p", 1.0), ("supply", "q", 3.0))
    assert compare_worth([one, other]) == [
        WorthRow("budget", ("all",), (0.5, -4.0)),
        WorthRow("supply", ("q",), (None, 3.0)),
        WorthRow("supply", ("p",), (2.0, 1.0)),
    ]
    assert [row.values for row in compare_worth([other, one])] == [
        (-4.0, 0.5), (3.0, None), (1.0, 2.0),
    ]  # fmt: skip


def test_a_limit_worth_something_in_one_plan_is_shown_with_the_zero_of_the_other(
    solved: Solved,
) -> None:
    none, some = worth(solved, ("budget", "all", 0.0)), worth(solved, ("budget", "all", 1.5))
    assert compare_worth([none, some, worth(solved)]) == [
        WorthRow("budget", ("all",), (0.0, 1.5, None))
    ]
    assert compare_worth([none, none]) == []


def test_changes_are_against_the_first_plan() -> None:
    row = WorthRow("supply", ("q",), (2.0, 3.5, None))
    assert [row.change(place) for place in range(3)] == [0.0, 1.5, None]
    assert WorthRow("supply", ("q",), (None, 3.5)).change(1) is None


def test_one_name_in_two_rules_is_two_limits(solved: Solved) -> None:
    both = worth(solved, ("budget", "exact", 1.0), ("budget_min", "exact", -2.0))
    assert [row.rule for row in compare_worth([both])] == ["budget_min", "budget"]


def test_without_a_plan(solved: Solved, tmp_path: Path) -> None:
    none = solve_scenario(by_hand.source(tmp_path), "none")
    assert compare_worth([none]) == []
    assert compare_worth([]) == []
    assert {row.values[1] for row in compare_worth([solved, none])} == {None}
