"""Visits laid out over the weeks: by hand, by brute force on tiny teams, and what always holds."""

from itertools import product
from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kamplan.insight.even_visits import lay_out, rhythms_of
from kamplan.insight.visit_calendar import visit_calendar
from kamplan.planning import solve_scenario
from solver.problem import Floats, Ints
from tests.insight import by_hand
from tests.whatif.solving import solve_one, source_of

WEEKS = 13


def one_team(planned: list[int], hours: list[float], room: list[float]) -> Ints:
    """The visits of a team."""
    mine = np.zeros(len(planned), dtype=np.int64)
    return lay_out(np.array(planned), np.array(hours), mine, np.array([room]))


def off_even(visits: Ints) -> float:
    """How far a layout is from even shares at most, in visits."""
    weeks = visits.shape[1]
    even = visits.sum(axis=1)[:, None] * np.arange(1, weeks + 1) / weeks
    return float(np.abs(np.cumsum(visits, axis=1) - even).max(initial=0.0))


def over(visits: Ints, hours: Floats, room: Floats) -> float:
    """Hours above those that are there, in all weeks."""
    return float(np.maximum(hours @ visits - room, 0.0).sum())


def even_layouts(planned: int, weeks: int) -> list[tuple[int, ...]]:
    """Every even layout of a row, found by trying them all."""
    found = product(range(planned + 1), repeat=weeks)
    return [each for each in found if sum(each) == planned and off_even(np.array([each])) < 1.0]


# By hand


def test_rhythms_by_hand() -> None:
    # Two visits in four weeks: every other week, in the second and fourth or the first and third.
    assert rhythms_of(4)[2].tolist() == [[0, 1, 0, 1], [0, 1, 0, 1], [1, 0, 1, 0], [1, 0, 1, 0]]
    # One visit: in any week.
    assert sorted(rhythms_of(3)[1].tolist()) == [[0, 0, 1], [0, 1, 0], [1, 0, 0]]


def test_a_calendar_by_hand(tmp_path: Path) -> None:
    calendar = visit_calendar(by_hand.solve(tmp_path))
    assert calendar is not None
    assert (calendar.account, calendar.kind) == (("a", "b", "c"), ("rep", "rep", "boss"))
    assert calendar.teams == ("t", "u")
    # b's one visit of 2 hours goes first, where t has 4 hours, not 3; a has 1.5 in each week.
    # c is visited three times in two weeks by nobody's team.
    assert calendar.visits.tolist() == [[1, 1], [1, 0], [1, 2]]
    assert calendar.used.tolist() == [[3.5, 1.5], [0.0, 0.0]]
    # u has no row for the second week, and so no hours.
    assert calendar.available.tolist() == [[4.0, 3.0], [10.0, 0.0]]
    assert not calendar.over.any()
    assert calendar.rows_of(0).tolist() == [0, 1]
    assert calendar.rows_of(-1).tolist() == [2]


def test_what_is_over_is_told(tmp_path: Path) -> None:
    # The hours are enough in all, and two visits are even only as one each week: 1.5 above 0.5.
    teams = "team,week,hours\nt,2026-W52,7\nt,2026-W53,0.5\n"
    calendar = visit_calendar(by_hand.solve(tmp_path, teams=teams))
    assert calendar is not None
    assert calendar.visits[:2].tolist() == [[1, 1], [1, 0]]
    assert calendar.over.tolist() == [[0.0, 1.0]]


def test_a_short_week_is_left_out_where_evenness_allows() -> None:
    # Two visits in four weeks, the second of which has no hours. The rhythm 1, 0, 1, 0 avoids it.
    assert one_team([2], [1.0], [1.0, 0.0, 1.0, 1.0]).tolist() == [[1, 0, 1, 0]]
    # Three in four, no hours in the first: no rhythm has 0, 1, 1, 1 but one. Two rows take it.
    assert one_team([3, 3], [1, 1], [0, 9, 9, 9]).tolist() == [[0, 1, 1, 1], [0, 1, 1, 1]]
    # Three in four, no hours in the first two: one visit has to be made by the second week,
    # since none of 1.5 is too few.
    assert one_team([3], [1.0], [0.0, 0.0, 9.0, 9.0])[0, :2].sum() == 1


def test_teams_without_hours_have_no_limit_and_are_level(tmp_path: Path) -> None:
    solved = solve_one(source_of(tmp_path, teams="team,week,hours\n"))
    calendar = visit_calendar(solved)
    assert calendar is not None
    assert np.isinf(calendar.available).all()
    assert not calendar.over.any()


def test_without_a_plan(tmp_path: Path) -> None:
    assert visit_calendar(solve_scenario(by_hand.source(tmp_path), "none")) is None


# What always holds

teams = st.integers(1, 20).flatmap(
    lambda rows: st.tuples(
        st.lists(st.integers(0, 40), min_size=rows, max_size=rows),
        st.lists(st.sampled_from([0.0, 0.75, 1.0, 1.5, 2.37]), min_size=rows, max_size=rows),
        st.lists(st.floats(0.0, 30.0), min_size=WEEKS, max_size=WEEKS),
    )
)


@given(teams)
def test_every_visit_is_laid_out_evenly(
    team: tuple[list[int], list[float], list[float]],
) -> None:
    planned, hours, room = team
    visits = one_team(planned, hours, room)
    assert visits.min() >= 0
    assert visits.sum(axis=1).tolist() == planned
    assert off_even(visits) < 1.0
    assert np.array_equal(visits, one_team(planned, hours, room))


@given(st.integers(0, 60), st.integers(0, WEEKS - 1), st.data())
def test_spans_of_as_many_weeks_differ_by_a_visit_at_most(
    planned: int, begin: int, data: st.DataObject
) -> None:
    row = planned // WEEKS + rhythms_of(WEEKS)[planned % WEEKS, begin]
    span = data.draw(st.integers(1, WEEKS))
    sums = np.convolve(row, np.ones(span, dtype=np.int64), "valid")
    assert sums.max() - sums.min() <= 1


@given(teams)
def test_weeks_are_as_level_as_stated(team: tuple[list[int], list[float], list[float]]) -> None:
    """Without a limit: the bound of even_visits, in which all hours there are the same."""
    planned, hours = np.array(team[0]), np.array(team[1])
    visits = lay_out(planned, hours, np.zeros(len(planned), int), np.full((1, WEEKS), np.inf))
    load = hours @ visits
    part = planned / WEEKS - planned // WEEKS
    bound = (hours**2 * WEEKS * part * (1 - part)).sum()
    assert ((load - load.mean()) ** 2).sum() <= bound + 1e-6


# Brute force


def test_as_little_is_over_as_can_be_in_tiny_teams() -> None:
    rng = np.random.default_rng(7)
    best = 0
    for _ in range(CASES := 150):
        weeks, rows = int(rng.integers(2, 5)), int(rng.integers(1, 4))
        planned = rng.integers(0, 5, rows)
        hours = rng.choice([1.0, 1.5, 2.0], rows)
        room = rng.multinomial(4, np.ones(weeks) / weeks) / 4 * (hours @ planned) * 1.2
        least = min(
            over(np.array(choice), hours, room)
            for choice in product(*(even_layouts(int(n), weeks) for n in planned))
        )
        found = over(one_team(planned.tolist(), hours.tolist(), room.tolist()), hours, room)
        assert least - 1e-9 <= found <= least + hours.max() + 1e-9
        best += found <= least + 1e-9
    assert best >= 0.95 * CASES
