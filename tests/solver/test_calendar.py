"""The promotion calendar: which weeks are on. By hand, and against every pattern of weeks."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from solver import Budget, LiveSolver, Problem, Result, evaluate, solve
from solver.rules import CalendarRule
from tests.solver.problems import Calendar, Cap, Promo, make_decisions, make_problem

# 1,000 money of uplift 0.4 at half 100: 400 x / (100 + x) - x is best at 100: 100 gained.
# 2,000 money: 800 x / (100 + x) - x is best at 100 (sqrt(8) - 1) = 182.84: 334.31 gained.
SMALL, LARGE = 100.0, 900.0 - 200.0 * np.sqrt(8.0)


def promoted(*demand: float, **rule: object) -> Problem:
    """One account, one promotion, margin 10, and one calendar rule."""
    calendar = (Calendar(**rule),)  # type: ignore[arg-type]
    return make_problem(list(demand), promos=(Promo(),), calendar=calendar)


def weeks_on(result: Result) -> list[bool]:
    """Weeks in which the only promotion gets money."""
    assert result.decisions is not None
    return (result.decisions.spend[0] > 0.0).tolist()


def test_hand_solved_promo_weeks() -> None:
    result = solve(promoted(100.0, 200.0, 100.0, most_weeks=1))
    assert result.status == "optimal"
    assert weeks_on(result) == [False, True, False]
    assert result.objective == pytest.approx(4000.0 + LARGE, rel=1e-6)


def test_hand_solved_promo_run_and_the_pause_after_it() -> None:
    # One week in a row: the first and the third, or the second.
    result = solve(promoted(100.0, 100.0, 100.0, longest=1))
    assert weeks_on(result) == [True, False, True]
    assert result.objective == pytest.approx(3000.0 + 2.0 * SMALL, rel=1e-6)
    assert weeks_on(solve(promoted(100.0, 200.0, 100.0, longest=1))) == [False, True, False]


def test_hand_solved_promo_gap() -> None:
    # A pause of two weeks after a run: not the first and the third.
    result = solve(promoted(200.0, 100.0, 200.0, longest=1, gap=2))
    assert sum(weeks_on(result)) == 1
    assert result.objective == pytest.approx(5000.0 + LARGE, rel=1e-6)
    # Runs may be as long as they like: all three in a row.
    assert weeks_on(solve(promoted(200.0, 100.0, 200.0, gap=2))) == [True, True, True]


@pytest.mark.parametrize("quiet", [0.0, 0.01])
def test_a_week_that_only_keeps_a_run_going_gets_a_little_money(quiet: float) -> None:
    # Nothing is gained in the second week, but without it the third would come too soon.
    result = solve(promoted(200.0, quiet, 200.0, gap=2))
    assert result.status == "optimal"
    assert weeks_on(result) == [True, True, True]
    assert result.objective == pytest.approx(4000.0 + 10.0 * quiet + 2.0 * LARGE, abs=0.02)


def test_hand_solved_promo_least() -> None:
    # 400 x 400 / 500 - 400 is below nothing; 800 x 400 / 500 - 400 = 240 is not.
    result = solve(promoted(100.0, 200.0, least_spend=400.0))
    assert weeks_on(result) == [False, True]
    assert result.objective == pytest.approx(3000.0 + 240.0, rel=1e-6)


def test_a_blackout() -> None:
    result = solve(promoted(200.0, 100.0, weeks=(0,), most_weeks=0))
    assert weeks_on(result) == [False, True]


def test_a_priced_calendar_is_broken_where_that_is_cheaper() -> None:
    # A second week gains 100: paid for at 60, not at 120.
    cheap = solve(promoted(100.0, 100.0, most_weeks=1, price=60.0))
    assert cheap.objective == pytest.approx(2000.0 + 2.0 * SMALL - 60.0, rel=1e-6)
    assert cheap.evaluation is not None
    assert [(b.rule, b.amount, b.cost) for b in cheap.evaluation.broken] == [
        ("promo_weeks", 1.0, 60.0)
    ]
    dear = solve(promoted(100.0, 100.0, most_weeks=1, price=120.0))
    assert dear.objective == pytest.approx(2000.0 + SMALL, rel=1e-6)


def test_money_that_must_be_spent_is_spent_in_the_weeks_there_are() -> None:
    # 500 at least, in one week of two: 400 x 500 / 600 - 500.
    problem = make_problem(
        [100.0, 100.0],
        promos=(Promo(),),
        caps=(Cap(minimum=500.0),),
        calendar=(Calendar(most_weeks=1),),
    )
    result = solve(problem)
    assert result.objective == pytest.approx(2000.0 + 400.0 * 500.0 / 600.0 - 500.0, rel=1e-6)


def test_evaluate_sees_every_rule_of_the_calendar() -> None:
    problem = make_problem(
        [100.0] * 5,
        promos=(Promo(),),
        calendar=(Calendar(least_spend=10.0, most_weeks=3, longest=2, gap=2),),
    )
    plan = make_decisions(problem, spend=[[20.0, 20.0, 20.0, 0.0, 5.0]])
    found = {(each.rule, each.key[2:]): each.amount for each in evaluate(problem, plan).breaks}
    assert found == {
        ("promo_least", ("w5",)): 5.0,
        ("promo_weeks", ()): 1.0,
        ("promo_run", ("w1", "w3")): 1.0,
        ("promo_gap", ("w3", "w5")): 1.0,
    }


def keeps(rule: CalendarRule, on: tuple[bool, ...]) -> bool:
    """Whether a pattern of weeks keeps a rule, written a third time: runs and the pauses
    between them."""
    if rule.most_weeks is not None and sum(on) > rule.most_weeks:
        return False
    text = "".join("x" if week else "." for week in on)
    if rule.longest is not None and any(len(run) > rule.longest for run in text.split(".")):
        return False
    return all(len(pause) >= rule.gap for pause in text.strip(".").split("x") if pause)


def best_of_all_patterns(problem: Problem) -> float:
    """The best plan over every pattern that keeps the rule, each solved without a calendar."""
    (rule,) = problem.calendar
    best = -np.inf
    for on in product([False, True], repeat=problem.shape[2]):
        if not keeps(rule, on):
            continue
        active, mine = problem.promotions.active.copy(), np.zeros_like(problem.promotions.active)
        active[rule.rows] &= np.array(on)[None, :]
        mine[rule.rows] = active[rule.rows]
        least = tuple(
            Budget(f"least{week}", mine & (np.arange(len(on)) == week), rule.least_spend, np.inf)
            for week in np.flatnonzero(on)
            if rule.least_spend > 0.0
        )
        budgets = tuple(replace(b, selects=b.selects & active) for b in problem.budgets)
        plain = replace(
            problem,
            calendar=(),
            promotions=replace(problem.promotions, active=active),
            budgets=(*budgets, *least),
        )
        result = solve(plain)
        if result.objective is not None:
            best = max(best, result.objective)
    return best


@pytest.mark.parametrize("shape", [1.0, 0.6, 2.5])
@pytest.mark.parametrize("seed", range(6))
def test_against_every_pattern_of_weeks(seed: int, shape: float) -> None:
    rng = np.random.default_rng(seed)
    weeks = 5
    problem = make_problem(
        rng.uniform(20.0, 200.0, (2, weeks)),
        margin=rng.uniform(5.0, 15.0, 2),
        supply=rng.uniform(150.0, 400.0, weeks),
        holding=0.1,
        promos=(
            Promo(
                0, top=float(rng.uniform(0.2, 1.0)), half=float(rng.uniform(50, 200)), shape=shape
            ),
            Promo(1, top=0.5, shape=shape),
        ),
        caps=(Cap(float(rng.uniform(150.0, 400.0))),),
        calendar=(
            Calendar(
                rows=(0,),
                least_spend=float(rng.choice([0.0, 60.0])),
                most_weeks=int(rng.integers(1, 4)),
                longest=int(rng.integers(1, 4)),
                gap=int(rng.integers(0, 4)),
            ),
        ),
        target_gap=1e-5,
    )
    result, best = solve(problem), best_of_all_patterns(problem)
    assert result.status == "optimal"
    assert result.objective is not None
    assert result.bound is not None
    size = max(abs(best), 1.0)
    assert result.objective == pytest.approx(best, abs=2.5e-5 * size)
    assert result.bound >= best - 1.1e-5 * size


def test_many_accounts_are_proven() -> None:
    rng = np.random.default_rng(3)
    accounts, weeks = 12, 13
    problem = make_problem(
        rng.uniform(20.0, 200.0, (accounts, weeks)),
        margin=rng.uniform(5.0, 15.0, accounts),
        supply=rng.uniform(900.0, 1500.0, weeks),
        promos=tuple(Promo(a, top=float(rng.uniform(0.2, 1.0))) for a in range(accounts)),
        caps=(Cap(4000.0),),
        calendar=tuple(
            Calendar(
                rows=(a,), most_weeks=4, longest=2, gap=3, least_spend=40.0, account=f"a{a + 1}"
            )
            for a in range(accounts)
        ),
        target_gap=1e-3,
        time_limit=60.0,
    )
    result = solve(problem)
    assert result.status == "optimal"


def test_more_money_is_a_what_if_that_may_spend_it() -> None:
    # How much a week that is on can take is written into the program by the budgets.
    def capped(most: float) -> Problem:
        return make_problem(
            [100.0, 200.0],
            promos=(Promo(),),
            caps=(Cap(most),),
            calendar=(Calendar(most_weeks=1),),
        )

    live = LiveSolver()
    live.solve(capped(20.0))
    assert live.solve(capped(500.0)).objective == pytest.approx(3000.0 + LARGE, rel=1e-6)
