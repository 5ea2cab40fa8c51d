"""S-shaped responses: envelopes, hulls, and plans against exact dynamic programming."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solver import Problem, evaluate, solve
from solver.curves import inflection, response, slope, touch
from solver.intervals import hull_edge
from tests.effort import examples
from tests.solver.brute_force import adbudg, best_of_all_visits, plan_values
from tests.solver.problems import Cap, Fill, Promo, Team, Visit, make_problem

few = settings(max_examples=examples(32), deadline=None, derandomize=True)
shapes = st.floats(1.01, 8.0)
ratios = st.floats(0.0, 3.0)


# Curves


@few
@given(shape=shapes, ratio=st.floats(0.01, 5.0))
def test_a_curve_turns_at_its_inflection(shape: float, ratio: float) -> None:
    half = np.array([40.0])
    turn = inflection(half, np.array([shape]))[0]
    curve = np.array([1.0]), half, np.array([shape])
    step = 1e-4 * half
    before, here, after = (slope(np.array([ratio]) * half + d, *curve)[0] for d in (-step, 0, step))
    at = ratio * half[0]
    if at < turn - 2 * step[0]:
        assert before <= here <= after
    elif at > turn + 2 * step[0]:
        assert before >= here >= after


@few
@given(shape=shapes, low=ratios, width=st.floats(0.01, 10.0))
def test_the_envelope_is_above_the_curve_and_no_higher_than_needed(
    shape: float, low: float, width: float
) -> None:
    top, half, c = np.array([0.5]), np.array([40.0]), np.array([shape])
    ends = np.array([low * 40.0]), np.array([(low + width) * 40.0])
    at = touch(*ends, top, half, c)
    spends = np.linspace(ends[0][0], ends[1][0], 2001)
    values = response(spends, top, half, c)
    floor, reached = response(ends[0], top, half, c), response(at, top, half, c)
    line = (reached - floor) / np.maximum(at - ends[0], 1e-300)
    envelope = np.where(
        spends < at[0], floor + line * (spends - ends[0][0]), response(spends, top, half, c)
    )
    assert np.all(envelope >= values - 1e-9)
    # On both sides of the touching point it is as low as it can be: the curve itself beyond,
    # and before it a line between two points of the curve.
    assert np.allclose(line * (at - ends[0]) + floor, reached)
    # No concave function above the curve is lower: slopes fall all the way.
    steps = np.diff(envelope)
    assert np.all(np.diff(steps) <= 1e-9 * top[0])


@pytest.mark.parametrize("shape", [50.0, 400.0])
def test_a_curve_as_steep_as_a_step_does_not_overflow(shape: float) -> None:
    curve = np.array([1.0]), np.array([100.0]), np.array([shape])
    for spend in (0.0, 1.0, 99.0, 101.0, 1e9, 1e300):
        value, steep = response(np.array([spend]), *curve)[0], slope(np.array([spend]), *curve)[0]
        assert 0.0 <= value <= 1.0
        assert np.isfinite(steep)
    assert touch(np.zeros(1), np.full(1, np.inf), *curve)[0] == pytest.approx(100.0, rel=0.2)


@few
@given(values=st.lists(st.floats(0.0, 10.0), min_size=1, max_size=9), at=st.floats(0.0, 1.0))
def test_the_hull_of_whole_numbers(values: list[float], at: float) -> None:
    last = len(values) - 1
    number = at * last
    steep, start = hull_edge(lambda n: np.array(values)[n.astype(int)], 0, last, number)
    for n, value in enumerate(values):
        assert start + steep * n >= value - 1e-9
    highest = max(
        (
            (values[i] * (j - number) + values[j] * (number - i)) / (j - i)
            for i in range(last + 1)
            for j in range(i + 1, last + 1)
            if i <= number <= j
        ),
        default=values[0],
    )
    assert start + steep * number == pytest.approx(highest, abs=1e-9)


# Plans


def single_budget(seed: int, count: int, gap: float) -> Problem:
    """Accounts with one S-shaped curve each and half of what their half-spends sum to."""
    dice = np.random.default_rng(seed)
    size = 100.0 * np.exp(dice.uniform(0.0, 3.0, count))
    promos = tuple(
        Promo(
            row,
            top=float(dice.uniform(0.1, 0.6)),
            half=float(size[row] * dice.uniform(0.2, 1.5)),
            shape=float(dice.uniform(1.5, 4.0)),
        )
        for row in range(count)
    )
    return make_problem(
        size[:, None],
        margin=dice.uniform(3.0, 12.0, (count, 1)),
        promos=promos,
        caps=(Cap(sum(promo.half for promo in promos) / 2.0),),
        target_gap=gap,
    )


def best_of_a_grid(problem: Problem, steps: int) -> float:
    """The best plan that spends in `steps` equal parts of the budget: dynamic programming."""
    (budget,), rows = problem.budgets, problem.promotions
    spend = np.linspace(0.0, budget.maximum, steps + 1)
    best = np.zeros(steps + 1)
    for row in range(len(rows)):
        account = rows.account[row]
        money = problem.margin[account, 0] * problem.baseline[account, 0, 0]
        gain = (
            money * adbudg(spend, rows.max_uplift[row], rows.half_spend[row], rows.shape[row])
            - spend
        )
        new = np.full(steps + 1, -np.inf)
        for part in range(steps + 1):
            new[part:] = np.maximum(new[part:], best[: steps + 1 - part] + gain[part])
        best = new
    return float((problem.margin[:, :, None] * problem.baseline).sum() + best.max())


@pytest.mark.parametrize("seed", range(8))
def test_a_single_budget_is_the_best_of_dynamic_programming(seed: int) -> None:
    problem = single_budget(seed, 12, 1e-6)
    result = solve(problem)
    assert result.status == "optimal"
    assert result.objective is not None
    assert result.bound is not None
    least = best_of_a_grid(problem, 1500)
    gain = least - float((problem.margin[:, :, None] * problem.baseline).sum())
    assert result.bound >= least - 1e-9 * least
    assert result.objective >= least - 1e-5 * gain
    # A grid of 1,500 spends is within a thousandth of the best.
    assert result.objective <= least + 5e-3 * gain


@pytest.mark.parametrize("seed", range(6))
def test_scarce_goods_and_two_products(seed: int) -> None:
    dice = np.random.default_rng(seed)
    problem = make_problem(
        dice.uniform(50.0, 150.0, (2, 2, 1)),
        margin=dice.uniform(4.0, 12.0, (2, 2)),
        supply=dice.uniform(120.0, 260.0, (2, 1)),
        promos=(
            Promo(0, top=0.8, half=float(dice.uniform(60.0, 200.0)), shape=2.5),
            Promo(1, top=0.7, half=float(dice.uniform(60.0, 200.0)), shape=3.5, covers=(1,)),
        ),
        caps=(Cap(float(dice.uniform(100.0, 300.0))),),
        target_gap=1e-6,
    )
    budget = problem.budgets[0].maximum
    spends = np.linspace(0.0, budget, 241)
    grid = np.array([(one, other) for one in spends for other in spends if one + other <= budget])
    values = plan_values(problem, grid[:, :, None], np.zeros((len(grid), 0)))
    result = solve(problem)
    assert result.status == "optimal"
    assert result.objective is not None
    assert result.objective >= values.max() - 1e-6 * abs(values.max())
    assert result.bound is not None
    assert result.bound >= values.max() - 1e-9 * abs(values.max())
    assert result.objective <= values.max() * 1.002


@pytest.mark.parametrize("seed", range(6))
def test_s_shaped_visits_are_the_best_of_enumeration(seed: int) -> None:
    dice = np.random.default_rng(seed)
    visits = tuple(
        Visit(
            row, 0, int(dice.integers(4, 9)), present=float(dice.integers(0, 4)),
            hours=float(dice.integers(1, 4)), cost=float(dice.uniform(0.0, 20.0)),
            top=float(dice.uniform(0.2, 0.8)), half=float(dice.uniform(1.5, 5.0)),
            shape=float(dice.uniform(1.5, 6.0)), team=0,
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


def test_promotions_visits_and_a_service_rule_together() -> None:
    problem = make_problem(
        [[100.0, 140.0], [90.0, 60.0]],
        margin=[9.0, 6.0],
        supply=[150.0, 230.0],
        promos=(Promo(0, half=120.0, shape=2.5), Promo(1, half=80.0, top=0.6, shape=1.8)),
        visits=(Visit(0, shape=3.0, half=2.0, team=0), Visit(1, shape=1.0, cost=5.0, team=0)),
        teams=(Team(hours=5.0),),
        caps=(Cap(200.0),),
        fills=(Fill(0.8, accounts=(1,)),),
        target_gap=1e-5,
    )
    result = solve(problem)
    assert result.status == "optimal"
    assert result.decisions is not None
    assert not evaluate(problem, result.decisions).breaks


def test_forced_money_is_spent_where_it_does_most() -> None:
    # 100 must be spent in all; on one account it is past both half-spends, split it is not.
    problem = make_problem(
        [[100.0], [100.0]],
        margin=[[2.0], [2.0]],
        promos=(Promo(0, top=0.3, half=60.0, shape=4.0), Promo(1, top=0.3, half=60.0, shape=4.0)),
        caps=(Cap(minimum=100.0, maximum=100.0),),
        target_gap=1e-6,
    )
    result = solve(problem)
    assert result.decisions is not None
    assert sorted(result.decisions.spend.ravel().tolist()) == pytest.approx([0.0, 100.0], abs=1e-3)
    reached = float(adbudg(np.array(100.0), 0.3, 60.0, 4.0))
    assert result.objective == pytest.approx(400.0 + 200.0 * reached - 100.0, rel=1e-6)


@pytest.mark.parametrize("shape", [1.0000001, 1.01, 20.0, 50.0])
def test_any_shape_is_proven(shape: float) -> None:
    problem = make_problem(
        [[100.0], [80.0], [60.0]],
        margin=[[9.0], [8.0], [7.0]],
        promos=tuple(Promo(row, top=0.9, half=90.0, shape=shape) for row in range(3)),
        caps=(Cap(170.0),),
        target_gap=1e-5,
    )
    result = solve(problem)
    assert result.status == "optimal"
    assert result.objective is not None
    assert result.objective >= best_of_a_grid(problem, 1700) * (1.0 - 1e-5)


def test_more_money_never_lowers_bound_or_plan() -> None:
    before = solve(single_budget(3, 12, 1e-5))
    rich = single_budget(3, 12, 1e-5)
    last = before.objective
    assert last is not None
    for more in (1.05, 1.3, 2.0):
        (cap,) = rich.budgets
        problem = make_problem(
            rich.baseline,
            margin=rich.margin,
            promos=tuple(
                Promo(
                    row,
                    top=float(rich.promotions.max_uplift[row]),
                    half=float(rich.promotions.half_spend[row]),
                    shape=float(rich.promotions.shape[row]),
                )
                for row in range(12)
            ),
            caps=(Cap(cap.maximum * more),),
            target_gap=1e-5,
        )
        result = solve(problem)
        assert result.bound is not None
        assert result.objective is not None
        assert result.bound >= last - 1e-9 * abs(last)
        assert result.objective >= last - 1e-5 * abs(last)
        last = result.objective


@pytest.mark.parametrize("limit", [0.0, 1e-3, 0.05])
def test_stopped_in_time_with_what_is_proven_by_then(limit: float) -> None:
    problem = replace(single_budget(5, 40, 1e-9), time_limit=limit)
    result = solve(problem)
    assert result.status in ("feasible", "stopped", "optimal")
    if result.objective is not None and result.bound is not None:
        assert result.bound >= result.objective
        assert result.decisions is not None
        assert not evaluate(problem, result.decisions).breaks


def test_rules_that_no_branch_can_keep() -> None:
    problem = make_problem(
        [[100.0], [80.0]],
        supply=[50.0],
        promos=(Promo(0, shape=2.0), Promo(1, shape=3.0)),
        caps=(Cap(50.0),),
        fills=(Fill(0.9),),
    )
    result = solve(problem)
    assert result.status == "infeasible"
    assert {each.rule for each in result.conflict} >= {"min_fill"}


def test_one_more_of_money_is_worth_what_a_plan_with_it_gains() -> None:
    problem = single_budget(1, 12, 1e-7)
    result = solve(problem)
    (worth,) = [each for each in result.worth if each.rule == "budget"]
    more = replace(problem.budgets[0], maximum=problem.budgets[0].maximum + 1.0)
    richer = solve(replace(problem, budgets=(more,)))
    assert richer.objective is not None
    assert result.objective is not None
    gained = richer.objective - result.objective
    # Held on the sides of the plan, it gains no more than a plan that is free to change them.
    assert worth.value <= gained + 1e-6 * result.objective
    assert worth.value == pytest.approx(gained, rel=0.05)


def test_an_hour_more_is_worth_visits_that_a_branch_left_out() -> None:
    problem = make_problem(
        [100.0],
        margin=10.0,
        visits=(Visit(0, 0, 8, hours=1.0, cost=1.0, top=0.9, half=4.0, shape=3.0, team=0),),
        teams=(Team(hours=5.0),),
        target_gap=1e-7,
    )
    result = solve(problem)
    (worth,) = [each for each in result.worth if each.rule == "visit_hours"]
    richer = solve(replace(problem, teams=replace(problem.teams, hours=np.array([6.0]))))
    assert richer.objective is not None
    assert result.objective is not None
    assert worth.value == pytest.approx(richer.objective - result.objective, rel=1e-6)


@pytest.mark.parametrize("share", [1.02, 1.05, 1.3])
def test_a_small_account_that_only_uplift_can_serve(share: float) -> None:
    problem = make_problem(
        [[10_000.0], [10.0]],
        margin=[10.0, 1.0],
        promos=(
            Promo(0, top=0.4, half=5_000.0, shape=2.5),
            Promo(1, top=0.8, half=100.0, shape=3.0),
        ),
        caps=(Cap(6_000.0),),
        fills=(Fill(share, accounts=(1,)),),
        target_gap=1e-3,
    )
    result = solve(problem)
    assert result.status == "optimal"
    assert result.evaluation is not None
    assert result.evaluation.sold[1].sum() >= 10.0 * share * (1.0 - 1e-5)
    needed = 100.0 * ((share - 1.0) / (1.8 - share)) ** (1.0 / 3.0)
    assert result.decisions is not None
    assert result.decisions.spend[1, 0] == pytest.approx(needed, rel=1e-3)
