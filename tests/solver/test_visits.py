"""Visits: whole numbers, a team's hours, and their even share in the peak.

One visit row, W = 1000 over the horizon, change(n) = 0.5 n / (1 + n): the first visits bring
250, 83 1/3, 41 2/3 and 25.
"""

import pytest

from solver import Result, Worth, solve
from tests.solver.problems import Team, Visit, make_problem


def value(visits: int) -> float:
    """Contribution with a number of free visits."""
    return 1000.0 * (1.0 + 0.5 * visits / (1.0 + visits))


def worth_of(result: Result, rule: str) -> Worth:
    """Worth of an hour of the only team."""
    return next(w for w in result.worth if w.rule == rule)


def test_hand_solved_visit_hours() -> None:
    # 5 hours, 2 a visit: 2 visits, and the half visit left could not be made.
    visits = (Visit(hours=2.0, team=0),)
    result = solve(make_problem([100.0], visits=visits, teams=(Team(hours=5.0),)))
    assert result.decisions is not None
    assert result.decisions.visits.tolist() == [2]
    assert result.objective == pytest.approx(value(2))
    # Divisible visits stand at 2.5: an hour is half of the third visit.
    assert worth_of(result, "visit_hours").per_hour == pytest.approx((value(3) - value(2)) / 2.0)


def test_hand_solved_peak_hours() -> None:
    # One of four weeks is the peak: a quarter of n visits of 2 hours fits 1.2 hours, n <= 2.4.
    problem = make_problem(
        [25.0] * 4,
        visits=(Visit(hours=2.0, team=0),),
        teams=(Team(peak_hours=1.2),),
        peak=(2,),
    )
    result = solve(problem)
    assert result.decisions is not None
    assert result.decisions.visits.tolist() == [2]
    assert result.objective == pytest.approx(value(2))
    # An hour of the peak is 4 of the horizon, each half of the third visit.
    assert worth_of(result, "peak_hours").per_hour == pytest.approx(
        4.0 * (value(3) - value(2)) / 2.0
    )


@pytest.mark.parametrize("hours", [2.0, 2.5])
def test_an_hour_more_is_worth_the_visit_it_allows(hours: float) -> None:
    result = solve(make_problem([100.0], visits=(Visit(team=0),), teams=(Team(hours=hours),)))
    assert worth_of(result, "visit_hours").value == pytest.approx(value(3) - value(2))


def test_an_hour_more_in_the_peak_is_worth_the_visit_it_allows() -> None:
    # Every week is the peak: hours of the peak are hours of the horizon.
    problem = make_problem(
        [50.0, 50.0], visits=(Visit(team=0),), teams=(Team(peak_hours=2.0),), peak=(0, 1)
    )
    assert worth_of(solve(problem), "peak_hours").value == pytest.approx(value(3) - value(2))


def test_an_hour_is_worth_nothing_where_it_is_too_short_for_a_visit() -> None:
    visits = (Visit(hours=3.0, team=0),)
    result = solve(make_problem([100.0], visits=visits, teams=(Team(hours=3.5),)))
    assert worth_of(result, "visit_hours").value == 0.0


def test_a_visit_is_made_only_where_it_earns_its_cost() -> None:
    # 250 and 83.3 pay for 60, 41.7 does not.
    result = solve(make_problem([100.0], visits=(Visit(cost=60.0),)))
    assert result.decisions is not None
    assert result.decisions.visits.tolist() == [2]
    assert result.objective == pytest.approx(value(2) - 2.0 * 60.0)


@pytest.mark.parametrize(
    ("minimum", "maximum", "cost", "expected"), [(3, 4, 500.0, 3), (0, 1, 0.0, 1)]
)
def test_hand_solved_visit_bounds(minimum: int, maximum: int, cost: float, expected: int) -> None:
    visits = (Visit(minimum=minimum, maximum=maximum, cost=cost),)
    result = solve(make_problem([100.0], visits=visits))
    assert result.decisions is not None
    assert result.decisions.visits.tolist() == [expected]
    assert result.objective == pytest.approx(value(expected) - cost * expected)


def test_the_baseline_belongs_to_the_present_visits() -> None:
    # 3 visits at present: none of them loses change(3) = 0.375 of every week's baseline.
    visits = (Visit(maximum=0, present=3.0),)
    result = solve(make_problem([60.0, 40.0], visits=visits))
    assert result.objective == pytest.approx(1000.0 * (1.0 - 0.375))


def test_whole_visits_are_searched_where_rounding_is_not_the_best() -> None:
    # 4 hours. First account: one visit of 3 hours brings 90, 30 an hour. Second: visits of 2
    # hours bring 50 and 49.0, 25 an hour. Divisible visits take the first account, whole ones
    # the second twice.
    visits = (
        Visit(account=0, hours=3.0, maximum=1, team=0),
        Visit(account=1, hours=2.0, maximum=2, team=0, top=1.0, half=100.0),
    )
    problem = make_problem([[36.0], [505.0]], visits=visits, teams=(Team(hours=4.0),))
    result = solve(problem)
    assert result.decisions is not None
    assert result.decisions.visits.tolist() == [0, 2]
    assert result.objective == pytest.approx(360.0 + 5050.0 * (1.0 + 2.0 / 102.0))
    assert result.searched


def test_teams_do_not_share_their_hours() -> None:
    visits = (Visit(account=0, team=0), Visit(account=1, team=1))
    teams = (Team("north", 1.0), Team("south", 3.0))
    result = solve(make_problem([[100.0], [100.0]], visits=visits, teams=teams))
    assert result.decisions is not None
    assert result.decisions.visits.tolist() == [1, 3]


def test_visits_without_a_team_take_nobodys_hours() -> None:
    visits = (Visit(account=0, team=0), Visit(account=1, team=-1))
    teams = (Team(hours=1.0),)
    result = solve(make_problem([[100.0], [100.0]], visits=visits, teams=teams))
    assert result.decisions is not None
    assert result.decisions.visits.tolist() == [1, 4]


def test_two_kinds_of_visit_compete_for_the_same_hours() -> None:
    # The second kind changes half as much: 250, 83.3, 41.7 against 125, 41.7. Three hours.
    visits = (Visit(team=0, kind="rep"), Visit(team=0, kind="technical", top=0.25))
    result = solve(make_problem([100.0], visits=visits, teams=(Team(hours=3.0),)))
    assert result.decisions is not None
    assert result.decisions.visits.tolist() == [2, 1]
