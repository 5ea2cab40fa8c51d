"""Weeks moved to the next quarter."""

from datetime import date, timedelta

import pytest

from kamplan.plan.weeks import horizon
from kamplan.rolling.scenarios import move_scenario
from kamplan.rolling.shift import Shift, following


def shifted(first: str, count: int, new: str | None = None, number: int | None = None) -> Shift:
    """From a horizon."""
    return following(horizon(first, count), new, number)


def test_the_next_quarter_follows_across_a_year_of_53_weeks() -> None:
    # 2026 has 53 weeks: by the calendar, W52 begins on 21 December, and thirteen Mondays later
    # is 22 March 2027, the Monday of W12.
    shift = shifted("2026-W41", 13)
    assert (shift.new[0], shift.new[-1]) == ("2027-W01", "2027-W13")
    assert shift.week("2026-W53") == "2027-W13"
    moved = date.fromisocalendar(2026, 52, 1) + timedelta(weeks=13)
    assert moved == date(2027, 3, 22) == date.fromisocalendar(2027, 12, 1)
    assert shift.week("2026-W52") == "2027-W12"
    # Of a year with 52 weeks it is another week.
    assert shifted("2025-W40", 13).week("2025-W52") == "2026-W13"
    for k, week in enumerate(shift.old):
        assert shift.week(week) == shift.new[k]


@pytest.mark.parametrize(
    ("cell", "moved"),
    [
        ("", ""),
        ("2026-W41", "2027-W01"),
        ("2026-W52..2026-W53", "2027-W12..2027-W13"),
        ("2026-W41..2026-W42; 2026-W53", "2027-W01..2027-W02;2027-W13"),
        ("opening", "opening"),
    ],
)
def test_selections_move_part_by_part(cell: str, moved: str) -> None:
    assert shifted("2026-W41", 13).selection(cell) == moved


def test_a_shorter_horizon_cuts_what_is_beyond() -> None:
    shift = shifted("2026-W41", 13, None, 4)
    assert shift.selection("2026-W43..2026-W50") == "2027-W03..2027-W04"
    assert shift.selection("2026-W50") is None
    assert shift.selection("2026-W41;2026-W50") == "2027-W01"
    assert shift.week("2026-W50") is None


def test_weeks_of_scenarios_move_and_nothing_else_does() -> None:
    text = """\
description = "Gift boxes short in 2026-W50"  # as in 2026-W50

[[change]]
table = "supply"
where = { product = "p", week = "2026-W50..2026-W52" }  # the peak
field = "units"
scale = 0.7

[[change]]
table = "budgets"
where = { name = "shows" }
field = "weeks"
set = "2026-W42;2026-W53"

[[change]]
table = "plan"
field = "peak.weeks"
set = "2026-W53"

[[change]]
table = "plan"
field = "weeks"
set = 12

[[change]]
table = "demand"
insert = { account = "2026-W50", product = "p", week = "2026-W41", units = 5 }

[[change]]
table = "supply"
where = { week = ["2026-W41", "opening"] }
field = "units"
set = 1

[[change]]
table = "no_worse"
field = "share"
set = 0.5

[expect]
status = "optimal"

[[expect.rule]]
metric = "fill_rate"
where = { tier = "A", week = "2026-W50" }
min = 0.9
"""
    left: list[str] = []
    moved = move_scenario(text, shifted("2026-W41", 13), left.append)
    wanted = text
    for old, new in (
        ('week = "2026-W50..2026-W52"', 'week = "2027-W10..2027-W12"'),
        ('"2026-W42;2026-W53"', '"2027-W02;2027-W13"'),
        ('set = "2026-W53"', 'set = "2027-W13"'),
        ('week = "2026-W41", units', 'week = "2027-W01", units'),
        ('["2026-W41", "opening"]', '["2027-W01", "opening"]'),
        ('week = "2026-W50" }', 'week = "2027-W10" }'),
        ('[[change]]\ntable = "no_worse"\nfield = "share"\nset = 0.5\n\n', ""),
    ):
        assert old in wanted
        wanted = wanted.replace(old, new)
    assert moved == wanted
    assert left == ["change 7"]


def test_changes_of_weeks_that_are_cut_off_are_left_out() -> None:
    text = (
        '[[change]]\ntable = "supply"\nwhere = { week = "2026-W53" }\nfield = "units"\nset = 1\n'
        '\n[[change]]\ntable = "supply"\nwhere = { week = "2026-W41..2026-W53" }\n'
        'field = "units"\nset = 1\n'
        '\n[expect]\n[[expect.rule]]\nmetric = "revenue"\nwhere = { week = "2026-W53" }\nmin = 1\n'
    )
    left: list[str] = []
    moved = move_scenario(text, shifted("2026-W41", 13, None, 4), left.append)
    assert left == ["change 1", "rule 1"]
    assert moved.count("[[change]]") == 1
    assert '"2027-W01..2027-W04"' in moved
    assert "expect.rule" not in moved
