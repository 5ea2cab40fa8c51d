"""Where models of this kind go wrong: extreme numbers, empty things, names, odd curves."""

from dataclasses import replace
from math import sqrt

import numpy as np
import pytest

from solver import Aim, Evaluation, Problem, SolverTrouble, evaluate, solve
from solver.problem import Floats
from tests.effort import EFFORT, examples
from tests.solver.problems import (
    Cap,
    Fill,
    Promo,
    Team,
    Visit,
    make_decisions,
    make_problem,
)
from tests.solver.test_freedom import several_families


@pytest.mark.parametrize("shape", [0.3, 0.5, 0.8, 1.0])
def test_curves_of_every_concave_shape_are_proven(shape: float) -> None:
    problem = make_problem(
        [[100.0, 60.0], [80.0, 120.0]],
        margin=[10.0, 6.0],
        promos=(Promo(0, shape=shape), Promo(1, half=40.0, top=0.9, shape=shape)),
        caps=(Cap(250.0),),
        target_gap=1e-5,
    )
    result = solve(problem)
    assert result.status == "optimal"
    assert result.gap is not None
    assert result.gap <= 1e-5


@pytest.mark.parametrize("shape", [0.5, 0.8])
def test_a_bent_curve_is_spent_on_until_its_slope_has_fallen(shape: float) -> None:
    # No closed form: the best of a fine grid of spends.
    spends = np.linspace(0.0, 400.0, 400_001)
    power = spends**shape
    values = 1000.0 * (1.0 + 0.4 * power / (100.0**shape + power)) - spends
    result = solve(make_problem([100.0], promos=(Promo(shape=shape),), target_gap=1e-6))
    assert result.objective == pytest.approx(values.max(), rel=2e-6)


@pytest.mark.parametrize("shape", [0.5, 0.8, 1.0, 2.0])
@pytest.mark.parametrize("gap", [1e-4, 1e-6])
def test_where_money_is_free_a_curve_is_spent_on_to_its_end(shape: float, gap: float) -> None:
    # No spend gets the whole uplift of 0.4, and nothing says where to stop.
    problem = make_problem(
        [[416.0, 436.0]],
        promos=(Promo(half=659.0, top=0.4, shape=shape), Promo(half=137.0, top=0.3)),
        target_gap=gap,
        aims=(Aim("units", units=1.0),),
    )
    result = solve(problem)
    assert result.objective is not None
    assert result.bound is not None
    assert result.status in ("optimal", "feasible")
    # The bound is right, and as near as spends may come.
    assert result.bound >= 852.0 * 1.7 * (1.0 - 1e-9)
    assert result.objective == pytest.approx(852.0 * 1.7, rel=5e-4)


@pytest.mark.parametrize("shape", [0.2, 0.3, 0.5, 0.8])
@pytest.mark.parametrize("half", [1.0, 100.0])
def test_no_money_for_a_curve_that_rises_steeply_from_nothing(shape: float, half: float) -> None:
    # The slope at 0 is infinite: tangents close in on a spend that must stay 0.
    problem = make_problem(
        [100.0], promos=(Promo(half=half, shape=shape),), caps=(Cap(0.0),), target_gap=1e-3
    )
    assert solve(problem).objective == pytest.approx(1000.0)


def test_nor_in_weeks_in_which_the_curve_does_not_run() -> None:
    problem = make_problem([[100.0, 100.0, 100.0]], promos=(Promo(shape=0.7),), caps=(Cap(0.0),))
    active = np.array([[True, False, False]])
    problem = replace(problem, promotions=replace(problem.promotions, active=active))
    result = solve(problem)
    assert result.status == "optimal"
    assert {each.rule for each in result.worth} >= {"supply", "budget"}


def test_an_all_zero_baseline_is_worth_nothing() -> None:
    problem = make_problem(
        np.zeros((2, 2, 2)),
        supply=0.0,
        promos=(Promo(),),
        visits=(Visit(cost=1.0),),
        caps=(Cap(100.0),),
        fills=(Fill(0.9),),
    )
    result = solve(problem)
    assert result.status == "optimal"
    assert result.objective == 0.0
    assert result.decisions is not None
    assert result.decisions.spend.sum() == 0.0
    assert result.decisions.visits.tolist() == [0]


def test_one_account_one_product_one_week_and_nothing_to_decide() -> None:
    result = solve(make_problem([7.0], margin=3.0, supply=[5.0]))
    assert result.status == "optimal"
    assert result.objective == pytest.approx(15.0)
    (supply,) = result.worth
    assert supply.value == pytest.approx(3.0)
    assert {policy.name for policy in result.policies} == {"equal", "sales", "tier"}


def test_a_promotion_that_lifts_nothing_gets_nothing() -> None:
    promos = (Promo(top=0.0), Promo(covers=(), mechanic="none"))
    result = solve(make_problem([100.0], promos=promos))
    assert result.objective == pytest.approx(1000.0)


def test_money_forced_into_a_promotion_that_lifts_nothing_is_spent() -> None:
    result = solve(make_problem([100.0], promos=(Promo(top=0.0),), caps=(Cap(minimum=30.0),)))
    assert result.objective == pytest.approx(1000.0 - 30.0)


def test_a_team_nobody_belongs_to_and_a_budget_over_nothing_are_harmless() -> None:
    problem = make_problem([100.0], teams=(Team(hours=0.0),), caps=(Cap(0.0),))
    result = solve(problem)
    assert result.status == "optimal"
    assert result.objective == pytest.approx(1000.0)


@pytest.mark.parametrize("promos", [(), (Promo(weeks=()),)])
def test_money_demanded_where_none_can_be_spent_is_infeasible(promos: tuple[Promo, ...]) -> None:
    result = solve(make_problem([100.0], promos=promos, caps=(Cap(minimum=50.0),)))
    assert result.status == "infeasible"
    (broken,) = result.conflict
    assert (broken.rule, broken.key) == ("budget_min", ("total",))
    assert broken.amount == pytest.approx(50.0)


def test_names_that_differ_only_in_their_marks_stay_apart() -> None:
    # a-1 may have 20 and a_1 80; one product is short, the other is not.
    problem = make_problem(
        [[[100.0], [50.0]], [[100.0], [50.0]]],
        accounts=("a-1", "a_1"),
        products=("p-1", "p_1"),
        supply=[[500.0], [90.0]],
        promos=(Promo(0, covers=(0,)), Promo(1, covers=(0,))),
        caps=(Cap(20.0, name="b-1", rows=(0,)), Cap(80.0, name="b_1", rows=(1,))),
        fills=(Fill(0.9, (0,), (1,), name="f-1"), Fill(0.8, (1,), (1,), name="f_1")),
        teams=(Team("t-1", 3.0), Team("t_1", 4.0)),
    )
    result = solve(problem)
    assert result.decisions is not None
    assert result.decisions.spend.ravel().tolist() == pytest.approx([20.0, 80.0])
    worth = {(w.rule, w.key): w.value for w in result.worth}
    assert worth["supply", ("p-1", "w1")] == 0.0
    assert worth["supply", ("p_1", "w1")] == pytest.approx(10.0)
    assert worth["budget", ("b-1",)] > worth["budget", ("b_1",)] > 0.0
    assert {("visit_hours", ("t-1",)), ("visit_hours", ("t_1",))} <= worth.keys()


@pytest.mark.parametrize("money", [1e-6, 1e-3, 1.0, 1e3, 1e4, 1e5, 1e7])
def test_the_best_spend_is_found_in_any_unit_of_money(money: float) -> None:
    # W = 1000 * 100 units of money, half = 10,000: x* = sqrt(half top W) - half = 10,000.
    W, half = 1e5 * money, 1e4 * money
    problem = make_problem([1000.0], margin=100.0 * money, promos=(Promo(half=half),))
    spend = sqrt(half * 0.4 * W) - half
    best = W * (1.0 + 0.4 * spend / (half + spend)) - spend
    result = solve(problem)
    assert result.status == "optimal"
    # The gap counts an objective below 1 as 1.
    assert result.objective == pytest.approx(best, rel=1e-6, abs=problem.target_gap)
    assert result.bound is not None
    assert result.bound >= best * (1.0 - 1e-9)


def test_a_plan_with_very_large_and_very_small_accounts_is_proven() -> None:
    # Baselines from 1e-3 to 1e6 cases, margins from 1e-3 to 1e3, spends up to millions.
    problem = make_problem(
        [[1e-3], [1.0], [1e3], [1e6]],
        margin=[1e3, 1.0, 10.0, 1e-3],
        supply=[5e5],
        promos=(Promo(0, half=0.1), Promo(1, half=1.0), Promo(2, half=1e4), Promo(3, half=1e3)),
        caps=(Cap(5e3),),
        target_gap=1e-5,
    )
    result = solve(problem)
    assert result.status == "optimal"
    assert result.evaluation is not None
    assert result.evaluation.breaks == ()


@pytest.mark.parametrize("units", [1e-6, 1e-3, 1e3, 1e6])
def test_the_unit_of_goods_does_not_change_the_plan(units: float) -> None:
    # A case is split into smaller units, each earning less.
    problem = make_problem(
        [[100.0, 150.0], [80.0, 90.0]],
        margin=[10.0, 7.0],
        supply=[150.0, 260.0],
        holding=0.5,
        write_down=1.0,
        promos=(Promo(0), Promo(1)),
        caps=(Cap(150.0),),
        target_gap=1e-6,
    )
    other = replace(
        problem,
        baseline=problem.baseline * units,
        supply=problem.supply * units,
        margin=problem.margin / units,
        holding=problem.holding / units,
        write_down=problem.write_down / units,
    )
    assert solve(other).objective == pytest.approx(solve(problem).objective, rel=3e-6)


def test_an_unlimited_budget_and_unlimited_hours_are_no_rules() -> None:
    problem = make_problem(
        [100.0], promos=(Promo(),), visits=(Visit(team=0),), teams=(Team(),), caps=(Cap(),)
    )
    result = solve(problem)
    assert result.status == "optimal"
    assert {w.rule for w in result.worth} == {"supply"}


def test_many_visits_are_proven_too() -> None:
    # 200 possible visits: chords stand only where they are needed. r'(n) W = cost:
    # 0.5 * 10 / (10 + n)^2 * 10000 = 20 at n = 40, the best of the whole numbers around it.
    problem = make_problem([1000.0], visits=(Visit(maximum=200, half=10.0, cost=20.0),))
    result = solve(problem)
    assert result.decisions is not None
    assert result.decisions.visits.tolist() == [40]
    assert result.objective == pytest.approx(10_000.0 * (1.0 + 0.5 * 40.0 / 50.0) - 800.0)


def test_the_empty_plan_of_a_problem_is_valued_as_the_model_values_it() -> None:
    # Nothing to decide but stock: model and evaluation agree on the constant part.
    problem = make_problem([0.0, 0.0], supply=[3.0, 4.0], holding=1.0, write_down=2.0)
    found = evaluate(problem, make_decisions(problem))
    assert solve(problem).objective == pytest.approx(found.contribution)
    assert found.contribution == pytest.approx(-3.0 - 7.0 - 14.0)


def water_filling(worth: Floats, half: Floats, top: Floats, budget: float) -> Floats:
    """The best spends under one budget: where a unit more returns the same for all who get any,
    and no less than 1."""

    def spends(price: float) -> Floats:
        return np.maximum(np.sqrt(worth * top * half / price) - half, 0.0)

    low, high = 0.0, 100.0
    for _ in range(300):
        middle = (low + high) / 2.0
        low, high = (middle, high) if spends(np.exp(middle)).sum() > budget else (low, middle)
    return spends(np.exp(high))


@pytest.mark.parametrize("seed", range(40))
def test_numbers_from_a_millionth_to_a_billion_in_one_plan(seed: int) -> None:
    # Right within its gap, or trouble that is told: never another plan.
    rng = np.random.default_rng(seed)
    count = int(rng.integers(2, 7))
    baseline, margin, half = 10.0 ** rng.uniform(-6.0, 9.0, (3, count))
    top, worth = rng.uniform(0.05, 1.0, count), baseline * margin
    budget = float(water_filling(worth, half, top, np.inf).sum() * rng.uniform(0.05, 0.9))
    problem = make_problem(
        baseline[:, None],
        margin=margin,
        promos=tuple(Promo(a, top=top[a], half=half[a]) for a in range(count)),
        caps=(Cap(budget),),
        target_gap=1e-4,
    )
    spend = water_filling(worth, half, top, budget)
    best = float((worth * (1.0 + top * spend / (half + spend)) - spend).sum())
    try:
        result = solve(problem)
    except SolverTrouble:
        # Money that returns a million times itself is a misplaced point, not a plan.
        assert (worth * top / half).max() > 1e6
        return
    assert result.status == "optimal"
    assert result.bound is not None
    assert result.objective is not None
    assert result.bound >= best * (1.0 - 1e-6)
    assert result.objective >= best - 2e-4 * max(best, 1.0)


@pytest.mark.parametrize("seed", range(examples(16)))
@pytest.mark.parametrize("width", [0.25, 0.5, 1.0])
def test_a_plan_that_is_known_is_not_missed_whatever_its_numbers(seed: int, width: float) -> None:
    # Numbers from 1e-6 to 1e9, to the power of the width; rules that the known plan keeps.
    problem, known = known_plan(np.random.default_rng(seed), width)
    assert known.breaks == ()
    try:
        # What is not proven by then is stopped, and held to the same.
        result = solve(replace(problem, time_limit=3.0 * max(EFFORT, 1.0)))
    except SolverTrouble:
        assert width > 0.25
        return
    assert result.status in ("optimal", "feasible", "stopped")
    if result.bound is not None:
        assert result.bound >= known.objective - 1e-6 * abs(known.objective)
    if result.status == "optimal":
        assert result.objective is not None
        assert result.objective >= known.objective - 2e-3 * abs(known.objective)


def known_plan(rng: np.random.Generator, width: float) -> tuple[Problem, Evaluation]:
    """A problem around a plan drawn at random, and the plan."""

    def wide(*shape: int) -> Floats:
        return np.asarray(10.0 ** rng.uniform(-6.0 * width, 9.0 * width, shape))

    A, P, T = int(rng.integers(1, 4)), int(rng.integers(1, 3)), int(rng.integers(1, 4))
    baseline, half = wide(A, P, T), wide(A)
    shapes = rng.choice([0.6, 1.0, 2.0], A)
    supply = baseline.sum(axis=0) * rng.uniform(0.3, 1.3, (P, T))
    hours = wide(A)
    free = make_problem(
        baseline,
        margin=wide(A, P),
        promos=tuple(Promo(a, top=0.5, half=half[a], shape=shapes[a]) for a in range(A)),
        visits=tuple(Visit(a, hours=hours[a], team=0) for a in range(A)),
        teams=(Team(),),
        supply=supply,
        holding=wide(P),
        target_gap=1e-3,
    )
    spend = half[:, None] * rng.uniform(0.0, 2.0, (A, T))
    visits = rng.integers(0, 4, A)
    asked = evaluate(free, make_decisions(free, spend=spend, visits=visits)).demand
    shipped, left = np.zeros((A, P, T)), np.zeros(P)
    for week in range(T):
        left = left + supply[:, week]
        share = np.minimum(1.0, left / asked[:, :, week].sum(axis=0)) * rng.uniform(0.5, 1.0)
        shipped[:, :, week] = asked[:, :, week] * share
        left = left - shipped[:, :, week].sum(axis=0)
    used = float(hours @ visits) * 1.0001
    fills = tuple(
        Fill(0.9 * shipped[a].sum() / baseline[a].sum(), accounts=(a,), cell=(f"a{a + 1}",))
        for a in range(A)
    )
    rules = make_problem(
        baseline,
        promos=tuple(Promo(a) for a in range(A)),
        teams=(Team(hours=used),),
        fills=fills,
        caps=(Cap(spend.sum() * 1.0001, minimum=spend.sum() * 0.5),),
    )
    problem = replace(free, teams=rules.teams, fill_rules=rules.fill_rules, budgets=rules.budgets)
    plan = make_decisions(problem, spend=spend, visits=visits, shipped=shipped)
    return problem, evaluate(problem, plan)


def test_a_plan_that_a_presolve_calls_impossible_is_found() -> None:
    # HiGHS 1.15.1 did so in the second round of its branch and bound.
    problem = make_problem(
        [[31.0, 89.0, 52.0], [58.0, 59.0, 86.0], [15.0, 27.0, 30.0]],
        margin=[1.0, 17.0, 10.0],
        supply=[100.0, 5.0, 85.0],
        holding=0.3,
        write_down=2.0,
        promos=tuple(
            Promo(a, top=top, half=half, shape=0.7)
            for a, (top, half) in enumerate([(0.5, 100.0), (0.9, 20.0), (0.6, 85.0)])
        ),
        visits=tuple(
            Visit(a, present=present, cost=cost, top=top, team=0)
            for a, (present, cost, top) in enumerate(
                [(2.0, 28.0, 0.2), (1.0, 8.0, 0.1), (3.0, 50.0, 0.3)]
            )
        ),
        teams=(Team(hours=0.0),),
        caps=(Cap(161.0),),
        extra=10.0,
        extra_cost=2.0,
        target_gap=1e-4,
    )
    problem = several_families(problem, 0.3, least_end=5.0, transit=(3.0,))
    assert solve(problem).status == "optimal"


@pytest.mark.parametrize(
    ("asked", "write_down", "top", "best"),
    # 20 are at the account; what is not asked for is written down. -41.4 and -0.05, "optimal".
    [(1.0, 2.0, 0.7, 1.0 - 2.0 * 19.0), (10.0, 1.0, 0.9, 10.0 - 1.0 * 10.0)],
)
def test_a_presolve_does_not_hide_the_best_plan(
    asked: float, write_down: float, top: float, best: float
) -> None:
    # HiGHS 1.15.1's fixed a switch, over coefficients of 4e-9 and of 5e-6.
    problem = make_problem(
        [asked, 0.0, 0.0],
        margin=[1.0],
        supply=[0.0, 0.0, 0.0],
        write_down=write_down,
        promos=(Promo(top=top, half=20.0, shape=0.7),),
        visits=(Visit(top=0.0, team=0),),
        teams=(Team(hours=0.0),),
        caps=(Cap(6.0),),
        target_gap=1e-4,
    )
    result = solve(several_families(problem, 0.3, least_end=5.0))
    assert result.objective == pytest.approx(best, abs=1e-6)
