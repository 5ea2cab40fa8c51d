"""The relaxation that is named makes a plan possible, and a smaller one does not.

A family of rules is tested by one line in CASES (and one in relaxing.WAYS).
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

import solver.relax
from solver import Problem, Result, Warehouse, solve
from solver.backends import Stop
from solver.goals import CLOSE
from solver.model import build_model
from solver.relax import find_conflict, rounded_up
from tests.solver.problems import (
    Calendar,
    Cap,
    Fair,
    Fill,
    Held,
    Kept,
    Promo,
    Team,
    Visit,
    make_problem,
)
from tests.solver.relaxing import WAYS, relaxed

A_LITTLE_LESS = 0.99

CASES: dict[str, Callable[[], Problem]] = {
    "a minimum above what another budget allows": lambda: make_problem(
        [100.0], promos=(Promo(),), caps=(Cap(200.0), Cap(minimum=300.0, name="launch"))
    ),
    "a minimum for weeks in which nothing runs": lambda: make_problem(
        [100.0, 100.0], promos=(Promo(weeks=(0,)),), caps=(Cap(minimum=50.0, weeks=(1,)),)
    ),
    "a minimum above the maximum of one budget": lambda: make_problem(
        [100.0], promos=(Promo(),), caps=(Cap(200.0, minimum=260.0),)
    ),
    "two minimums above one maximum": lambda: make_problem(
        [[100.0], [80.0]],
        promos=(Promo(0), Promo(1)),
        caps=(Cap(100.0), Cap(minimum=70.0, rows=(0,), name="a"), Cap(minimum=60.0, rows=(1,))),
    ),
    "fewest visits above the hours": lambda: make_problem(
        [100.0], visits=(Visit(minimum=3, hours=2.0, team=0),), teams=(Team(hours=4.0),)
    ),
    "fewest visits above the hours of the peak": lambda: make_problem(
        [100.0, 100.0],
        visits=(Visit(minimum=3, team=0),),
        teams=(Team(peak_hours=1.0),),
        peak=(1,),
    ),
    "hours that whole visits cannot use": lambda: make_problem(
        [100.0],
        visits=(Visit(present=3.0, team=0),),
        teams=(Team(hours=2.6),),
        fills=(Fill(0.98),),
    ),
    "a promise that takes more visits than there are hours": lambda: make_problem(
        [[100.0], [80.0]],
        visits=(
            Visit(0, maximum=8, half=2.0, hours=2.0, team=0),
            Visit(1, maximum=8, half=2.0, hours=3.0, team=0),
        ),
        teams=(Team(hours=7.0),),
        fills=(Fill(1.3, accounts=(0,), name="a"), Fill(1.25, accounts=(1,), name="b")),
    ),
    "more promised in all than there is": lambda: make_problem(
        [[100.0], [60.0]], supply=[120.0], fills=(Fill(0.9),)
    ),
    "more promised to each account than there is": lambda: make_problem(
        [[100.0], [60.0]],
        supply=[120.0],
        fills=tuple(Fill(0.9, accounts=(a,), cell=(f"a{a + 1}",)) for a in (0, 1)),
    ),
    "more promised in each week than there is": lambda: make_problem(
        [100.0, 80.0],
        supply=[50.0, 60.0],
        fills=tuple(Fill(0.8, weeks=(t,), cell=(f"w{t + 1}",)) for t in (0, 1)),
    ),
    "more promised than promotion can bring": lambda: make_problem(
        [100.0], promos=(Promo(),), caps=(Cap(100.0),), fills=(Fill(1.5),)
    ),
    "more promised than may be owed": lambda: make_problem(
        [100.0, 100.0], credit={0: (1500.0, 2)}, fills=(Fill(0.9),)
    ),
    "stock that has no room": lambda: make_problem(
        [10.0, 10.0], supply=[60.0, 0.0], warehouse=Warehouse(np.array([2.0]), 70.0)
    ),
    "a lock on money above the budget": lambda: make_problem(
        [100.0], promos=(Promo(),), caps=(Cap(50.0),), held=(Held("spend", 80.0, 80.0),)
    ),
    "a lock on visits above the hours": lambda: make_problem(
        [100.0], visits=(Visit(team=0),), teams=(Team(hours=2.0),), held=(Held("visits", 3.0, 3.0),)
    ),
    "no worse than stock allows": lambda: make_problem(
        [100.0], supply=[70.0], held=(Held("units", 90.0, family="no_worse"),)
    ),
    "a promise above a lock": lambda: make_problem(
        [[100.0], [100.0]],
        fills=(Fill(0.9, accounts=(0,)),),
        held=(Held("units", most=60.0, cells=(0,)),),
    ),
    "a promise to one that is unfair to another": lambda: make_problem(
        [[100.0], [100.0]],
        supply=[100.0],
        fills=(Fill(0.9, accounts=(0,)),),
        fair=(Fair(0.2, accounts=(1,)),),
    ),
    "money for more weeks than the calendar has": lambda: make_problem(
        [100.0] * 3,
        promos=(Promo(),),
        caps=tuple(Cap(minimum=50.0, weeks=(t,), name=f"w{t}") for t in range(3)),
        calendar=(Calendar(most_weeks=2),),
    ),
    "more promised than may be drained from an account": lambda: make_problem(
        [100.0], supply=[30.0], kept=(Kept(opening=100.0, least_end=100.0),), fills=(Fill(0.5),)
    ),
    "an S-shaped curve that promises too much, and its envelope too": lambda: make_problem(
        [[100.0], [80.0]],
        supply=[200.0],
        promos=(Promo(0, shape=2.0), Promo(1, shape=3.0)),
        caps=(Cap(50.0),),
        fills=(Fill(1.1),),
    ),
    "an S-shaped curve that only its envelope could serve": lambda: make_problem(
        [100.0], promos=(Promo(shape=3.0),), caps=(Cap(60.0),), fills=(Fill(1.1),)
    ),
    "S-shaped curves that share a budget": lambda: make_problem(
        [[100.0], [80.0], [60.0]],
        promos=tuple(Promo(a, shape=2.5, half=60.0 + 20.0 * a) for a in range(3)),
        caps=(Cap(90.0),),
        fills=tuple(Fill(1.1, accounts=(a,), name=f"f{a}") for a in range(3)),
    ),
    "S-shaped visits that take more hours than there are": lambda: make_problem(
        [100.0],
        visits=(Visit(maximum=8, half=4.0, shape=3.0, hours=2.0, team=0),),
        teams=(Team(hours=5.0),),
        fills=(Fill(1.2),),
    ),
}


@pytest.fixture(scope="module")
def answers() -> dict[str, tuple[Problem, Result]]:
    """Every case with its answer, solved once."""
    problems = {name: make() for name, make in CASES.items()}
    return {name: (problem, solve(problem)) for name, problem in problems.items()}


@pytest.mark.parametrize("name", CASES)
def test_what_is_named_is_enough_and_a_little_less_is_not(
    name: str, answers: dict[str, tuple[Problem, Result]]
) -> None:
    problem, result = answers[name]
    assert result.status == "infeasible"
    assert any(each.amount > 0.0 for each in result.conflict)
    assert result.conflict_gap is not None
    assert result.conflict_gap <= 2.0 * CLOSE
    assert solve(relaxed(problem, result.conflict)).status in ("optimal", "feasible")
    assert solve(relaxed(problem, result.conflict, A_LITTLE_LESS)).status == "infeasible"


def test_every_family_that_can_be_relaxed_is_among_the_cases() -> None:
    there = {
        slack.rule[0]
        for make in CASES.values()
        for slack in build_model(make(), elastic=True).slacks
    }
    assert there | {"kept"} == set(WAYS)


def amounts(problem: Problem) -> dict[str, float]:
    """What each rule would have to give, by family and key."""
    return {
        "/".join((each.rule, *each.key)): each.amount
        for each in solve(problem).conflict
        if each.amount
    }


def test_what_an_s_shaped_curve_really_lacks() -> None:
    # f(60) = 0.4 * 0.6^3 / (1 + 0.6^3) = 7.1053 % of 100; 10 % are promised. The envelope is a
    # line to its touching point 100 * 2^(1/3) = 126, where 26.7 % are reached: 12.7 % at 60.
    problem = CASES["an S-shaped curve that only its envelope could serve"]()
    lifted = 100.0 * 0.4 * 0.6**3 / (1.0 + 0.6**3)
    (found,) = amounts(problem).values()
    assert found == pytest.approx(10.0 - lifted, rel=1e-4)
    # The budget takes part: with more of it, nothing else would have to give.
    assert ("budget", 0.0) in {(each.rule, each.amount) for each in solve(problem).conflict}


def test_what_two_s_shaped_curves_lack_is_the_least_of_a_grid() -> None:
    # 50 to share between two curves: f is convex there, so that one gets all or both some.
    spends = np.linspace(0.0, 50.0, 5001)
    first, second = spends / 100.0, (50.0 - spends) / 100.0
    lifted = 40.0 * first**2 / (1.0 + first**2) + 32.0 * second**3 / (1.0 + second**3)
    problem = CASES["an S-shaped curve that promises too much, and its envelope too"]()
    assert amounts(problem)["min_fill/service"] == pytest.approx(18.0 - lifted.max(), rel=1e-3)


def test_the_least_of_all_whole_visits_is_found() -> None:
    # Enumerated: visits n, m of 2 and 3 hours within 7, or more hours at their share of 7.
    least = min(
        max(130.0 - 100.0 - 50.0 * n / (2 + n), 0.0) / 100.0
        + max(100.0 - 80.0 - 40.0 * m / (2 + m), 0.0) / 80.0
        + max(2 * n + 3 * m - 7, 0) / 7.0
        for n in range(9)
        for m in range(9)
    )
    problem = CASES["a promise that takes more visits than there are hours"]()
    scale = {"min_fill/a": 100.0, "min_fill/b": 80.0, "visit_hours/north": 7.0}
    found = sum(amount / scale[name] for name, amount in amounts(problem).items())
    assert found == pytest.approx(least, rel=1e-3)


def test_hours_give_by_whole_visits() -> None:
    # 3 visits of 2 hours at least in 4: 2 hours, and not a trifle more.
    assert amounts(CASES["fewest visits above the hours"]()) == {"visit_hours/north": 2.0}


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (2.0, 2.0),
        (2.0 * (1.0 + 1e-9), 2.0),
        (100.0 / 3.0, 33.334),
        (123456.7, 123460.0),
        (1e-7 / 3.0, 3.3334e-8),
        (99999.9, 100000.0),
    ],
)
def test_amounts_are_rounded_up_to_five_digits(amount: float, shown: float) -> None:
    assert rounded_up(amount) == pytest.approx(shown, rel=1e-12)


def test_the_unit_of_goods_and_money_does_not_change_the_shares() -> None:
    problem = CASES["S-shaped curves that share a budget"]()
    wanted = dict(amounts(problem))
    for units in (1e-4, 1e5):
        other = replace(
            problem,
            baseline=problem.baseline * units,
            supply=problem.supply * units,
            margin=problem.margin / units,
        )
        found = {name: amount / units for name, amount in amounts(other).items()}
        assert sum(found.values()) == pytest.approx(sum(wanted.values()), rel=2e-3)


def test_what_is_known_when_the_time_is_up_does_and_says_how_far_it_is_from_the_least(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    problem = CASES["S-shaped curves that share a budget"]()
    _, least = find_conflict(problem, Stop())
    monkeypatch.setattr(solver.relax, "SECONDS", 0.0)
    conflict, gap = find_conflict(problem, Stop())
    assert least is not None
    assert gap is not None
    assert gap > least + CLOSE
    assert solve(relaxed(problem, conflict)).status in ("optimal", "feasible")
