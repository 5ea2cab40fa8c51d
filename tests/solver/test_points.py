"""Judged points: hulls against every pair of points, and plans against exact optima.

With whole efforts in the points and a whole budget some best plan spends whole amounts: the
profit is linear between points, so at a corner of what the budget allows at most one spend
lies between two points, and it is the budget less the others. Dynamic programming over whole
amounts is therefore exact.
"""

from dataclasses import replace
from itertools import combinations_with_replacement

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solver import Problem, evaluate, solve
from solver.problem import Floats
from solver.responses import Responses
from tests.effort import examples
from tests.solver.brute_force import best_of_all_visits, plan_values, through
from tests.solver.problems import (
    Calendar,
    Cap,
    Fill,
    Points,
    Promo,
    Team,
    Visit,
    make_decisions,
    make_problem,
)

few = settings(max_examples=examples(48), deadline=None, derandomize=True)
steps = st.lists(
    st.tuples(st.floats(0.05, 3.0), st.sampled_from([0.0, 0.0, 0.1, 0.5, 1.0, 4.0])),
    min_size=1,
    max_size=6,
).filter(lambda each: any(rise > 0.0 for _, rise in each))
ends = st.tuples(st.floats(0.0, 12.0), st.floats(0.01, 12.0))


def points_of(widths_and_rises: list[tuple[float, float]]) -> Floats:
    """[N, 2] points from (0, 0) on."""
    return np.vstack([np.zeros((1, 2)), np.cumsum(np.array(widths_and_rises), axis=0)])


def curve_of(points: Floats, top: float = 0.5, half: float = 40.0) -> Responses:
    rows = make_problem(
        promos=(Promo(points=tuple(map(tuple, points[1:])), top=top, half=half),)
    ).promotions
    return Responses.of_promotions(rows)


# Curves


@few
@given(given_steps=steps, interval=ends, at=st.floats(0.0, 1.0))
def test_the_envelope_is_the_highest_line_between_two_places(
    given_steps: list[tuple[float, float]], interval: tuple[float, float], at: float
) -> None:
    points = points_of(given_steps)
    curve = curve_of(points)
    low, high = 40.0 * interval[0], 40.0 * (interval[0] + interval[1])
    x = low + at * (high - low)
    inside = 40.0 * points[(40.0 * points[:, 0] > low) & (40.0 * points[:, 0] < high), 0]
    places = np.array([low, *inside, high])
    heights = 0.5 * through(points, places / 40.0)
    best = max(
        heights[i]
        if places[i] == places[j]
        else heights[i] + (heights[j] - heights[i]) * (x - places[i]) / (places[j] - places[i])
        for i, j in combinations_with_replacement(range(len(places)), 2)
        if places[i] <= x <= places[j] and (places[i] < places[j] or places[i] == x)
    )
    one = np.array([low]), np.array([high])
    line = curve.line(np.array([x]), *one, curve.touch(*one))
    assert line.height(np.array([x]))[0] == pytest.approx(best, abs=1e-9)
    # As a cut it is valid: no place of the curve lies above it.
    assert np.all(line.start + line.slope * places >= heights - 1e-9)


@few
@given(given_steps=steps, x=st.floats(0.0, 15.0))
def test_values_and_the_least_effort_that_reaches_them(
    given_steps: list[tuple[float, float]], x: float
) -> None:
    points = points_of(given_steps)
    curve = curve_of(points)
    level = curve.value(np.array([40.0 * x]))
    assert level[0] == pytest.approx(0.5 * float(through(points, np.array(x))), abs=1e-12)
    effort = curve.effort_for(level)
    assert effort[0] <= 40.0 * x * (1.0 + 1e-9) + 1e-9
    assert curve.value(effort)[0] == pytest.approx(level[0], abs=1e-9)
    assert np.isinf(curve.effort_for(curve.most * 1.01)[0])


@few
@given(given_steps=steps, target=st.floats(1e-3, 0.2))
def test_the_effort_that_a_price_asks_for(
    given_steps: list[tuple[float, float]], target: float
) -> None:
    points = points_of(given_steps)
    effort = curve_of(points).effort_at_slope(np.array([target]))[0]
    worth = 0.5 * through(points, points[:, 0]) - target * 40.0 * points[:, 0]
    gained = 0.5 * float(through(points, np.array(effort / 40.0))) - target * effort
    assert gained == pytest.approx(worth.max(), abs=1e-9)


@few
@given(given_steps=steps, x=st.floats(0.0, 15.0))
def test_a_side_is_a_stretch_without_a_turn_upwards(
    given_steps: list[tuple[float, float]], x: float
) -> None:
    points = points_of(given_steps)
    (low,), (high,) = curve_of(points).side(np.array([40.0 * x]))
    assert low <= 40.0 * x * (1.0 + 1e-9)
    assert 40.0 * x <= high
    spends = np.linspace(low, min(high, 40.0 * points[-1, 0] + 80.0), 400)
    chords = through(points, spends / 40.0)
    assert np.all(np.diff(np.diff(chords)) <= 1e-9)


def test_a_curve_is_bent_where_it_lies_below_its_envelope() -> None:
    judged: list[Points] = [
        ((1.0, 1.0),),
        ((1.0, 1.0), (2.0, 1.5), (3.0, 1.6)),
        ((1.0, 0.0), (2.0, 1.0)),
        ((1.0, 0.3), (2.0, 0.6), (3.0, 0.9)),
        ((1.0, 1.0), (2.0, 1.1), (3.0, 2.0)),
        None,
    ]
    promos = tuple(Promo(points=points) for points in judged)
    curves = Responses.of_promotions(make_problem(promos=promos).promotions)
    assert curves.bent.tolist() == [False, False, True, False, True, False]
    # Indexed, rows stay what they are.
    assert curves[np.array([2, 0])].bent.tolist() == [True, False]


# Plans


def random_points(dice: np.random.Generator, kind: str) -> tuple[tuple[int, float], ...]:
    """Whole efforts up to 20, effects that rise to 1 in the way that is asked for."""
    count = int(dice.integers(1, 6))
    efforts = np.sort(dice.choice(np.arange(1, 21), count, replace=False))
    widths = np.diff(efforts, prepend=0)
    slopes = dice.uniform(0.05, 1.0, count) ** 2
    slopes = {"concave": -np.sort(-slopes), "convex": np.sort(slopes), "mixed": slopes}[kind]
    if kind == "mixed" and count > 2:
        slopes[int(dice.integers(count - 1))] = 0.0
    effects = np.cumsum(slopes * widths)
    effects = effects / effects[-1]
    return tuple(zip(efforts.tolist(), effects.tolist(), strict=True))


def judged_budget(seed: int, kind: str, count: int, gap: float = 1e-9) -> Problem:
    """Accounts with one judged curve each; efforts are money."""
    dice = np.random.default_rng(seed)
    promos = tuple(
        Promo(row, top=float(dice.uniform(0.05, 0.6)), half=1.0, points=random_points(dice, kind))
        for row in range(count)
    )
    return make_problem(
        dice.uniform(10.0, 40.0, (count, 1)),
        margin=dice.uniform(1.0, 6.0, (count, 1)),
        promos=promos,
        caps=(Cap(float(dice.integers(5, 8 * count))),),
        target_gap=gap,
    )


def best_whole_spends(problem: Problem) -> float:
    """The best plan, by dynamic programming over whole amounts of money."""
    (budget,), rows = problem.budgets, problem.promotions
    steps = int(budget.maximum)
    spend = np.arange(steps + 1.0)
    best = np.zeros(steps + 1)
    for row, account in enumerate(rows.account):
        money = problem.margin[account, 0] * problem.baseline[account, 0, 0]
        effort = spend / rows.half_spend[row]
        gain = money * rows.max_uplift[row] * through(rows.points[row], effort) - spend
        best = np.array(
            [max(best[total - part] + gain[part] for part in range(total + 1)) for total in
             range(steps + 1)]
        )  # fmt: skip
    return float((problem.margin[:, :, None] * problem.baseline).sum() + best.max())


@pytest.mark.parametrize("kind", ["concave", "convex", "mixed"])
@pytest.mark.parametrize("seed", range(12))
def test_a_single_budget_is_the_best_of_dynamic_programming(seed: int, kind: str) -> None:
    problem = judged_budget(seed, kind, 4 + seed)
    best = best_whole_spends(problem)
    result = solve(problem)
    assert result.status == "optimal"
    assert result.objective == pytest.approx(best, rel=1e-8)
    assert result.bound is not None
    assert result.bound >= best - 1e-9 * best


@pytest.mark.parametrize("seed", range(6))
def test_a_proof_that_is_let_off_early_still_holds(seed: int) -> None:
    problem = judged_budget(100 + seed, "mixed", 10, gap=0.02)
    best = best_whole_spends(problem)
    result = solve(problem)
    assert result.bound is not None
    assert result.objective is not None
    assert result.bound >= best - 1e-9 * best
    assert best * (1.0 - 0.02) <= result.objective <= best * (1.0 + 1e-9)


@pytest.mark.parametrize("seed", range(6))
def test_points_and_formulas_under_one_budget_with_scarce_goods(seed: int) -> None:
    dice = np.random.default_rng(seed)
    problem = make_problem(
        dice.uniform(50.0, 150.0, (2, 2, 1)),
        margin=dice.uniform(4.0, 12.0, (2, 2)),
        supply=dice.uniform(120.0, 260.0, (2, 1)),
        promos=(
            Promo(0, top=0.8, half=100.0, points=((0.5, 0.05), (1.0, 0.6), (1.5, 0.65), (2, 1))),
            Promo(1, top=0.7, half=float(dice.uniform(60.0, 200.0)), shape=3.5, covers=(1,)),
        ),
        caps=(Cap(float(dice.integers(100, 300))),),
        target_gap=1e-6,
    )
    budget = problem.budgets[0].maximum
    spends = np.linspace(0.0, budget, 241)
    grid = np.array([(one, other) for one in spends for other in spends if one + other <= budget])
    values = plan_values(problem, grid[:, :, None], np.zeros((len(grid), 0)))
    result = solve(problem)
    assert result.status == "optimal"
    assert result.objective is not None
    assert result.bound is not None
    assert result.objective >= values.max() - 1e-6 * abs(values.max())
    assert result.bound >= values.max() - 1e-9 * abs(values.max())
    assert result.objective <= values.max() * 1.002


@pytest.mark.parametrize("kind", ["concave", "convex", "mixed"])
@pytest.mark.parametrize("seed", range(6))
def test_visits_are_the_best_of_enumeration(seed: int, kind: str) -> None:
    dice = np.random.default_rng(seed)
    visits = tuple(
        Visit(
            row, 0, int(dice.integers(4, 9)), present=float(dice.integers(0, 4)),
            hours=float(dice.integers(1, 4)), cost=float(dice.uniform(0.0, 20.0)),
            top=float(dice.uniform(0.2, 0.8)), half=float(dice.uniform(0.2, 0.8)), team=0,
            points=random_points(dice, kind),
        )
        for row in range(4)
    )  # fmt: skip
    problem = make_problem(
        dice.uniform(50.0, 150.0, (4, 1)),
        margin=dice.uniform(2.0, 8.0, (4, 1)),
        supply=[float(dice.uniform(300.0, 600.0))],
        visits=visits,
        teams=(Team(hours=float(dice.integers(8, 20))),),
        target_gap=1e-7,
    )
    best = best_of_all_visits(problem)
    result = solve(problem)
    assert result.status == "optimal"
    assert result.objective == pytest.approx(best, rel=1e-6)
    assert result.bound is not None
    assert result.bound >= best * (1.0 - 1e-9)


def test_a_bundle_worked_by_hand() -> None:
    # Profit 20 per 100 % at most: nothing below 4, all of it at 5, and a second curve that
    # brings 2 for each unit up to 3. With 5 to spend: 20 - 5 = 15 beats 6 - 3 = 3; with 4 the
    # first is out of reach and 3 are spent on the second: 6 - 3 = 3.
    def with_budget(money: float) -> Problem:
        return make_problem(
            [[10.0], [10.0]],
            margin=[2.0, 1.0],
            promos=(
                Promo(0, top=1.0, half=1.0, points=((4.0, 0.0), (5.0, 1.0))),
                Promo(1, top=0.6, half=3.0, points=((1.0, 1.0),)),
            ),
            caps=(Cap(money),),
        )

    rich, poor = solve(with_budget(5.0)), solve(with_budget(4.0))
    assert rich.objective == pytest.approx(30.0 + 15.0)
    assert rich.decisions is not None
    assert rich.decisions.spend.ravel().tolist() == pytest.approx([5.0, 0.0])
    assert poor.objective == pytest.approx(30.0 + 3.0)
    assert poor.decisions is not None
    assert poor.decisions.spend.ravel().tolist() == pytest.approx([0.0, 3.0])
    # Held on its side of the turn: the fifth unit finds nothing to do where the plan stands.
    (worth,) = [each for each in poor.worth if each.rule == "budget"]
    assert worth.value == pytest.approx(0.0, abs=1e-6)


@pytest.mark.parametrize("width", [1e-3, 1e-6, 1e-9])
@pytest.mark.parametrize("start", [0.0, 2.0])
def test_a_step_is_taken_where_it_pays(width: float, start: float) -> None:
    # All of 0.5 x 100 x 10 = 500 at 2 half-spends of 60, nothing before; beside it a curve
    # that brings 300 for 150. 200 pay for the step and 80 of the other, 160 for the other,
    # 100 only if the step stands at nothing.
    for budget in (200.0, 160.0, 100.0):
        step = 60.0 * (start + width)
        points = ((start, 0.0), (start + width, 1.0)) if start else ((width, 1.0),)
        problem = make_problem(
            [[100.0], [100.0]],
            margin=10.0,
            promos=(
                Promo(0, top=0.5, half=60.0, points=points),
                Promo(1, top=0.3, half=150.0, points=((1.0, 1.0),)),
            ),
            caps=(Cap(budget),),
            target_gap=1e-7,
        )
        result = solve(problem)
        rest = min(budget - step, 150.0)
        both = 500.0 - step + 2.0 * rest - rest if rest >= 0.0 else 0.0
        alone = min(budget, 150.0)
        assert result.status == "optimal"
        assert result.objective == pytest.approx(2000.0 + max(both, alone), rel=1e-6)


@pytest.mark.parametrize("points", [
    ((0.5, 0.0), (1.0, 0.0), (1.5, 1.0)), ((1e-6, 1e-6), (1.0, 1.0)), ((1.0, 1.0), (50.0, 1.0)),
    ((1.0, 0.5), (2.0, 0.5), (3.0, 0.5), (4.0, 1.0)), ((1.0, 1.0),), ((1e-9, 0.5), (1e9, 1.0)),
])  # fmt: skip
def test_flat_and_degenerate_points_against_a_fine_grid(points: Points) -> None:
    problem = make_problem(
        [[100.0], [80.0]],
        margin=10.0,
        promos=tuple(Promo(row, top=0.6, half=40.0, points=points) for row in range(2)),
        caps=(Cap(130.0),),
        target_gap=1e-6,
    )
    spends = np.unique(np.append(np.linspace(0.0, 130.0, 521), 40.0 * np.array(points)[:, 0]))
    grid = np.array([(a, b) for a in spends for b in spends if a + b <= 130.0])
    values = plan_values(problem, grid[:, :, None], np.zeros((len(grid), 0)))
    result = solve(problem)
    assert result.status == "optimal"
    assert result.objective is not None
    assert result.bound is not None
    assert result.bound >= values.max() * (1.0 - 1e-9)
    assert result.objective >= values.max() * (1.0 - 1e-6)
    assert result.objective <= values.max() * (1.0 + 1e-6)


def test_forced_money_and_a_service_rule_are_met_on_the_points() -> None:
    # 105 of 100 must be sold: 5 % uplift, half-way up the second piece, at 30 of money.
    points = ((1.0, 0.0), (2.0, 1.0), (4.0, 1.0))
    problem = make_problem(
        [[100.0]],
        margin=0.1,
        promos=(Promo(0, top=0.1, half=20.0, points=points),),
        fills=(Fill(1.05),),
        target_gap=1e-6,
    )
    result = solve(problem)
    assert result.decisions is not None
    assert result.decisions.spend[0, 0] == pytest.approx(30.0, rel=1e-6)
    forced = replace(problem, budgets=make_problem(
        [[100.0]], promos=(Promo(0),), caps=(Cap(minimum=60.0),)
    ).budgets)  # fmt: skip
    result = solve(forced)
    assert result.objective == pytest.approx(0.1 * 110.0 - 60.0, rel=1e-6)


def test_points_borrow_from_later_weeks_like_any_curve() -> None:
    # 10 of money lift week 1 by 50 %; half of that is taken from week 2. Alone the uplift
    # earns 0.5 x 100 x 1 - 25 - 10 = 15.
    problem = make_problem(
        [100.0, 100.0],
        margin=1.0,
        promos=(
            Promo(top=0.5, half=10.0, points=((0.9, 0.1), (1.0, 1.0)), weeks=(0,), borrowed=0.5,
                  borrowed_weeks=1),
        ),
    )  # fmt: skip
    result = solve(problem)
    assert result.objective == pytest.approx(215.0)
    assert result.decisions is not None
    assert evaluate(problem, result.decisions).demand.ravel().tolist() == pytest.approx([150, 75])


def test_more_money_never_lowers_the_bound() -> None:
    problem, last = judged_budget(3, "mixed", 9), -np.inf
    for money in range(5, 60, 6):
        budget = replace(problem.budgets[0], maximum=float(money))
        result = solve(replace(problem, budgets=(budget,)))
        assert result.bound is not None
        assert result.bound >= last - 1e-7 * abs(last)
        last = result.bound


def test_evaluate_reads_off_between_points() -> None:
    # Half-way between (1, 0.2) and (2, 0.8): 0.5 of 40 %; visits 3 instead of 1 between
    # (0, 0) and (4, 1): (0.75 - 0.25) of 20 %.
    problem = make_problem(
        [100.0],
        promos=(Promo(top=0.4, half=50.0, points=((1.0, 0.2), (2.0, 0.8))),),
        visits=(Visit(present=1.0, top=0.2, half=1.0, points=((4.0, 1.0),)),),
    )
    decisions = make_decisions(problem, spend=75.0, visits=3, shipped=130.0)
    assert evaluate(problem, decisions).demand[0, 0, 0] == pytest.approx(100.0 * (1 + 0.2 + 0.1))


def test_a_calendar_leaves_room_for_the_last_point() -> None:
    # Nothing is earned by uplift, and yet 140 must be sold in all: 40 % in the one week that
    # may be on, at 9,000 half-spends of 1.
    problem = make_problem(
        [100.0],
        margin=0.01,
        promos=(Promo(top=1.0, half=1.0, points=((8_000.0, 0.1), (9_000.0, 0.4))),),
        fills=(Fill(1.4),),
        calendar=(Calendar(most_weeks=1),),
        target_gap=1e-6,
    )
    result = solve(problem)
    assert result.status == "optimal"
    assert result.decisions is not None
    assert result.decisions.spend[0, 0] == pytest.approx(9_000.0, rel=1e-5)


@pytest.mark.parametrize("weeks", [1, 2])
def test_weeks_that_are_on_are_the_best_of_all_patterns(weeks: int) -> None:
    # Nothing below 50, all of 40 % at 60: worth 400, 800 and 600 less 60 in the three weeks.
    problem = make_problem(
        [100.0, 200.0, 150.0],
        promos=(Promo(points=((0.5, 0.0), (0.6, 1.0))),),
        calendar=(Calendar(most_weeks=weeks),),
        target_gap=1e-6,
    )
    result = solve(problem)
    assert result.status == "optimal"
    assert result.objective == pytest.approx(4500.0 + (740.0 if weeks == 1 else 1280.0), rel=1e-6)
