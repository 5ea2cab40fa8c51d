"""What one more is worth, against solving again with one more.

Ten accounts, three products, six weeks. Visits are held where money and stock are asked
about, as the worth is defined; hours are asked about with visits free.

Tolerance: both objectives are good to the target gap of their size, and the worth is read
off tangents around the plan, good to 2 % for one unit here (half spends of 100 and more).
"""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from solver import Problem, Result, solve
from tests.solver.problems import Cap, Fill, Promo, Team, Visit, make_problem

GAP = 1e-6
A, P, T = 10, 3, 6
SEEDS = (1, 2, 3)
CURVED = 0.02


@cache
def medium_plan(seed: int) -> Problem:
    """Everything is short: a total budget, a forced one, stock in the peak, hours."""
    rng = np.random.default_rng(seed)
    baseline = rng.uniform(20.0, 150.0, (A, P, T)) * np.linspace(0.7, 1.5, T)
    promos = tuple(
        Promo(a, top=rng.uniform(0.2, 0.8), half=rng.uniform(100.0, 600.0)) for a in range(A)
    )
    visits = tuple(
        Visit(
            a,
            maximum=8,
            present=2.0,
            cost=rng.uniform(5.0, 40.0),
            top=rng.uniform(0.1, 0.4),
            half=rng.uniform(1.0, 4.0),
            team=a % 2,
        )
        for a in range(A)
    )
    return make_problem(
        baseline,
        margin=rng.uniform(3.0, 20.0, (A, P)),
        supply=baseline.sum(axis=0) * rng.uniform(0.8, 1.15, (P, T)),
        opening=20.0,
        holding=0.3,
        write_down=[0.0, 2.0, 5.0],
        promos=promos,
        visits=visits,
        teams=(Team("north", 14.0), Team("south", 12.0)),
        caps=(Cap(4000.0), Cap(minimum=1200.0, name="launch", rows=(0,))),
        fills=(Fill(0.85, accounts=(1,)),),
        target_gap=GAP,
    )


@cache
def solved(seed: int) -> Result:
    """Its plan."""
    return solve(medium_plan(seed))


@cache
def held(seed: int) -> Problem:
    """The problem with the visits of its plan."""
    problem, decisions = medium_plan(seed), solved(seed).decisions
    assert decisions is not None
    rows = replace(problem.visits, minimum=decisions.visits, maximum=decisions.visits)
    return replace(problem, visits=rows)


def objective(problem: Problem) -> float:
    """Objective of the plan of a problem."""
    value = solve(problem).objective
    assert value is not None
    return value


def noise(seed: int) -> float:
    """Money by which two objectives may differ for their gaps alone."""
    return 2.0 * GAP * abs(solved(seed).objective or 0.0)


def worth_of(seed: int, rule: str, *key: str) -> tuple[float, float]:
    """(gained by one more, lost by one less)."""
    found = next(w for w in solved(seed).worth if (w.rule, w.key) == (rule, key))
    return found.value, found.value if found.left is None else found.left


def with_budget(problem: Problem, name: str, step: float) -> Problem:
    """Its limits moved."""
    budgets = tuple(
        replace(
            b,
            maximum=b.maximum + step,
            minimum=b.minimum + step if b.minimum > 0.0 else 0.0,
        )
        if b.name == name
        else b
        for b in problem.budgets
    )
    return replace(problem, budgets=budgets)


def with_supply(problem: Problem, product: int, week: int, step: float) -> Problem:
    """One cell of supply moved."""
    supply = problem.supply.copy()
    supply[product, week] += step
    return replace(problem, supply=supply)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("rule", "name"), [("budget", "total"), ("budget_min", "launch")])
def test_worth_of_money_is_what_solving_again_gains(seed: int, rule: str, name: str) -> None:
    here = objective(held(seed))
    # Ten steps of one: the curve bends little over them, and the gaps weigh a tenth.
    more = (objective(with_budget(held(seed), name, 10.0)) - here) / 10.0
    less = (here - objective(with_budget(held(seed), name, -10.0))) / 10.0
    value, left = worth_of(seed, rule, name)
    assert value == pytest.approx(more, rel=CURVED, abs=noise(seed) / 10.0 + 0.02)
    assert left == pytest.approx(less, rel=CURVED, abs=noise(seed) / 10.0 + 0.02)
    assert value <= 1e-6 if rule == "budget_min" else value >= -1e-6


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("product", "week"), [(0, 0), (1, 2), (2, 4), (2, 5)])
def test_worth_of_a_case_is_what_solving_again_gains(seed: int, product: int, week: int) -> None:
    here = objective(held(seed))
    more = objective(with_supply(held(seed), product, week, 1.0)) - here
    less = here - objective(with_supply(held(seed), product, week, -1.0))
    value, left = worth_of(seed, "supply", f"p{product + 1}", f"w{week + 1}")
    assert value == pytest.approx(more, rel=CURVED, abs=noise(seed))
    assert left == pytest.approx(less, rel=CURVED, abs=noise(seed))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("team", [0, 1])
def test_worth_of_an_hour_is_what_solving_again_gains(seed: int, team: int) -> None:
    # Every visit takes an hour, so that an hour more is a visit more.
    problem = medium_plan(seed)
    hours = problem.teams.hours.copy()
    hours[team] += 1.0
    more = objective(replace(problem, teams=replace(problem.teams, hours=hours)))
    value, _ = worth_of(seed, "visit_hours", problem.teams.names[team])
    gained = more - (solved(seed).objective or 0.0)
    # The others' visits may move as well when solving again: that can only add.
    assert value <= gained + noise(seed)
    assert value == pytest.approx(gained, rel=0.1, abs=noise(seed))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_plans_are_short_of_everything(seed: int) -> None:
    # Otherwise the comparisons above compare nothing with nothing.
    assert solved(seed).status == "optimal"
    assert worth_of(seed, "budget", "total")[0] > 0.05
    assert worth_of(seed, "budget_min", "launch")[0] < -0.05
    supply = [w.value for w in solved(seed).worth if w.rule == "supply"]
    assert max(supply) > 1.0


@pytest.mark.parametrize("seed", SEEDS)
def test_a_case_that_waits_is_worth_its_holding_cost_less(seed: int) -> None:
    # Stock kept at the end of a week ties the worth of that week to the next.
    problem, result = medium_plan(seed), solved(seed)
    assert result.evaluation is not None
    kept = result.evaluation.stock[:, :-1] > 2.0
    assert kept.any()
    for product, week in zip(*np.nonzero(kept), strict=True):
        name = problem.products[product]
        now, _ = worth_of(seed, "supply", name, f"w{week + 1}")
        later, _ = worth_of(seed, "supply", name, f"w{week + 2}")
        assert now == pytest.approx(later - problem.holding[product], abs=1e-3)


@pytest.mark.parametrize("seed", [0, 1, 2, 46, 66])
def test_goods_are_worth_what_solving_again_gains_also_where_money_moves_with_them(
    seed: int,
) -> None:
    """One more unit of goods moves money along a curve: its first rate is not what it gains."""
    problem = _short_plan(seed)
    result = solve(problem)
    assert result.objective is not None
    for worth in result.worth:
        if worth.rule != "supply":
            continue
        place = problem.products.index(worth.key[0]), problem.weeks.index(worth.key[1])
        left = worth.value if worth.left is None else worth.left
        for step, said in ((1.0, worth.value), (-1.0, left)):
            supply = problem.supply.copy()
            supply[place] += step
            again = solve(replace(problem, supply=supply))
            assert again.objective is not None
            really = (again.objective - result.objective) * step
            assert said == pytest.approx(really, rel=0.02, abs=1e-3)


def _short_plan(seed: int) -> Problem:
    """Few accounts with curves that are concave, short of goods, some of money as well."""
    dice = np.random.default_rng(seed)
    accounts, products, weeks = (int(dice.integers(1, most)) for most in (4, 3, 4))
    baseline = dice.uniform(20.0, 200.0, (accounts, products, weeks))
    promos = tuple(
        Promo(
            a,
            top=float(dice.uniform(0.3, 1.5)),
            half=float(dice.uniform(20.0, 250.0)),
            shape=float(dice.choice([0.7, 1.0, 1.0])),
            covers=(0,) if dice.random() < 0.3 else None,
        )
        for a in range(accounts)
    )
    supply = baseline.sum(axis=0) * dice.uniform(0.9, 1.5, (products, weeks))
    caps = (Cap(accounts * float(dice.uniform(10.0, 60.0))),) if dice.random() < 0.5 else ()
    return make_problem(
        baseline,
        margin=dice.uniform(3.0, 15.0, (accounts, products)),
        holding=0.1,
        supply=supply,
        promos=promos,
        caps=caps,
        target_gap=1e-8,
    )
