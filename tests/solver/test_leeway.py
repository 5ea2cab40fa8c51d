"""What one more is worth where money stands on the convex part of a curve.

By hand on the curve, and against solving again. A worth is that of efforts on their side of the
inflection: a plan that changes sides for one more may gain more, and lose less by one less.
"""

from dataclasses import replace

import numpy as np
import pytest

from solver import Problem, Result, Worth, solve
from solver.curves import inflection
from solver.problem import Bools
from tests.solver.brute_force import adbudg, through
from tests.solver.problems import Cap, Fill, Points, Promo, Visit, make_problem

TOP, HALF = 1.5, 151.0


def found(result: Result, rule: str, *key: str) -> Worth:
    """The worth of a rule."""
    return next(each for each in result.worth if (each.rule, each.key) == (rule, key))


def left(worth: Worth) -> float:
    """What one less costs."""
    return worth.value if worth.left is None else worth.left


def one_curve(shape: float, *caps: Cap, half: float = HALF) -> Problem:
    """One account, 7 money a unit, 1,000 units in its better week."""
    promo = Promo(top=TOP, half=half, shape=shape)
    return make_problem([1000.0, 700.0], margin=7.0, promos=(promo,), caps=caps)


def gained(shape: float, before: float, after: float, half: float = HALF) -> float:
    """7,000 (f(after) - f(before)) less the money."""
    low, high = (float(adbudg(np.array(x), TOP, half, shape)) for x in (before, after))
    return 7000.0 * (high - low) - (after - before)


@pytest.mark.parametrize("shape", [1.5, 2.0, 3.0, 5.0])
@pytest.mark.parametrize("budget", [20.0, 40.0, 41.5])
def test_a_budget_that_is_spent_where_the_curve_is_convex(shape: float, budget: float) -> None:
    # At 3 and 40: 12,038.84 at 39, 12,051.62 at 40, 12,065.06 at 41.
    worth = found(solve(one_curve(shape, Cap(budget))), "budget", "total")
    if gained(shape, 0.0, budget) < 0.0:
        assert worth.value == 0.0
        return
    assert worth.value == pytest.approx(gained(shape, budget, budget + 1.0), abs=1e-4)
    assert left(worth) == pytest.approx(gained(shape, budget - 1.0, budget), abs=1e-4)
    assert worth.holds is None


def test_the_figures_of_the_example() -> None:
    worth = found(solve(one_curve(3.0, Cap(40.0))), "budget", "total")
    assert (worth.value, worth.left) == pytest.approx((13.44, 12.78), abs=0.01)


def test_money_demanded_where_the_curve_is_convex() -> None:
    # A steep curve far off: 4 money bring next to nothing, one more costs nearly 1.
    worth = found(solve(one_curve(3.5, Cap(20.0, minimum=4.0), half=1000.0)), "budget_min", "total")
    assert worth.value == pytest.approx(gained(3.5, 4.0, 5.0, 1000.0), abs=1e-4)
    assert left(worth) == pytest.approx(gained(3.5, 3.0, 4.0, 1000.0), abs=1e-4)
    assert worth.value == pytest.approx(-1.0, abs=1e-3)


def test_the_first_money_of_a_budget_of_nothing() -> None:
    worth = found(solve(one_curve(2.0, Cap(0.0), half=20.0)), "budget", "total")
    assert worth.value == pytest.approx(gained(2.0, 0.0, 1.0, 20.0), abs=1e-4)


def test_goods_that_run_out_where_the_curve_is_convex() -> None:
    # 110 units of 100: f(x) = 0.1 sells them. One more takes what f(x) = 0.11 does.
    problem = make_problem(
        [100.0], margin=20.0, supply=[110.0], promos=(Promo(top=1.0, half=100.0, shape=3.0),)
    )
    worth = found(solve(problem), "supply", "p1", "w1")
    needed = [100.0 * (share / (1.0 - share)) ** (1.0 / 3.0) for share in (0.09, 0.1, 0.11)]
    assert worth.value == pytest.approx(20.0 - (needed[2] - needed[1]), rel=1e-3)
    assert left(worth) == pytest.approx(20.0 - (needed[1] - needed[0]), rel=1e-3)


def test_judged_points_at_a_turn_upwards() -> None:
    # 1,000 money for 100 %: 0.1 by the first 50, 0.5 by the next: 2 and 10 less the money.
    points = ((0.5, 0.1), (1.0, 0.6), (2.0, 1.0))
    problem = make_problem([100.0], promos=(Promo(top=1.0, points=points),), caps=(Cap(50.0),))
    worth = found(solve(problem), "budget", "total")
    assert (worth.value, left(worth)) == pytest.approx((9.0, 1.0), abs=1e-4)


def test_what_no_plan_can_have_one_more_of_is_left_out() -> None:
    result = solve(one_curve(3.0, Cap(40.0, minimum=40.0)))
    assert found(result, "budget", "total").value == pytest.approx(gained(3.0, 40.0, 41.0))
    assert not [each for each in result.worth if each.rule == "budget_min"]


def test_one_more_of_what_is_not_used_up_is_worth_nothing_and_it_is_said_how_far() -> None:
    caps = (Cap(40.0), Cap(60.0, name="roomy"))
    worth = found(solve(one_curve(3.0, *caps)), "budget", "roomy")
    assert worth.value == 0.0
    assert worth.holds == pytest.approx((40.0, np.inf))


POINTS: Points = ((0.3, 0.05), (0.7, 0.4), (1.0, 0.5), (1.5, 0.85), (3.0, 1.0))


def mixed_plan(seed: int) -> Problem:
    """Few accounts, most of them with a curve that is convex somewhere, short of money."""
    dice = np.random.default_rng(seed)
    A, P, T = (int(dice.integers(1, most)) for most in (5, 3, 4))
    baseline = dice.uniform(20.0, 200.0, (A, P, T))
    promos = tuple(
        Promo(
            a,
            top=float(dice.uniform(0.3, 1.5)),
            half=float(dice.uniform(20.0, 250.0)),
            shape=float(dice.choice([1.0, 1.5, 2.0, 3.0, 4.0])),
            covers=(0,) if dice.random() < 0.3 else None,
            points=POINTS if dice.random() < 0.2 else None,
        )
        for a in range(A)
    )
    caps = [Cap(A * float(dice.uniform(10.0, 60.0)))]
    if dice.random() < 0.5:
        caps.append(Cap(minimum=float(dice.uniform(3.0, 15.0)), name="launch", rows=(0,)))
    if dice.random() < 0.4:
        half = tuple(range((A + 1) // 2))
        caps.append(Cap(float(dice.uniform(10.0, 60.0)), name="east", rows=half))
    return make_problem(
        baseline,
        margin=dice.uniform(3.0, 15.0, (A, P)),
        holding=0.1,
        promos=promos,
        visits=(Visit(0, 3, 3, present=2.0, shape=2.0, cost=3.0),),
        caps=tuple(caps),
        fills=(Fill(0.8, accounts=(0,)),),
        target_gap=1e-8,
    )


def sides(problem: Problem, result: Result) -> tuple[Bools, Bools]:
    """(spends above nothing, spends beyond the inflection), judged points by their pieces."""
    assert result.decisions is not None
    rows, spend = problem.promotions, result.decisions.spend
    beyond = spend > inflection(rows.half_spend, rows.shape)[:, None]
    for row in np.flatnonzero(rows.points.any(axis=(1, 2)) if rows.points.size else []):
        beyond[row] = through(rows.points[row], spend[row] / rows.half_spend[row]) > 0.5
    return spend > 1e-6, beyond


def moved(problem: Problem, worth: Worth, step: float) -> Problem:
    """With a budget's limit moved."""
    end = "maximum" if worth.rule == "budget" else "minimum"
    return replace(
        problem,
        budgets=tuple(
            replace(each, **{end: getattr(each, end) + step}) if each.name == worth.key[0] else each
            for each in problem.budgets
        ),
    )


@pytest.mark.parametrize("seed", range(24))
def test_worth_of_money_is_what_solving_again_gains(seed: int) -> None:
    problem = mixed_plan(seed)
    result = solve(problem)
    assert result.objective is not None
    size = 2e-8 * abs(result.objective)
    for worth in result.worth:
        if worth.rule not in ("budget", "budget_min"):
            continue
        for step, said in ((1.0, worth.value), (-1.0, left(worth))):
            there = moved(problem, worth, step)
            again = solve(there)
            assert again.objective is not None
            really = again.objective - result.objective
            # What is said is gained by a plan.
            assert step * said <= really + size + 0.01 * abs(really)
            same = zip(sides(problem, result), sides(there, again), strict=True)
            if all(np.array_equal(*each) for each in same):
                assert said == pytest.approx(step * really, rel=0.02, abs=size + 1e-3)
