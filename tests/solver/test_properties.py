"""What holds for every plan, on small ones drawn at random.

Two solves of related problems may each miss their best by their gap: comparisons of
objectives allow the gap of both, comparisons of an objective with a bound none.
"""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from solver import Problem, Result, solve
from tests.effort import examples
from tests.solver.strategies import GAP, plans

# No tracing of failing lines: it runs the solver many times over for a guess.
few = settings(
    max_examples=examples(10),
    deadline=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
)
more_money = st.integers(1, 300)


def size(*results: Result) -> float:
    """The largest objective, at least 1: what gaps are shares of."""
    return max(1.0, *(abs(result.objective or 0.0) for result in results))


def assert_no_worse(wider: Result, narrower: Result) -> None:
    """More freedom: the bound stays above what was reached, the plan falls by the gap at most."""
    assert wider.objective is not None
    assert wider.bound is not None
    assert narrower.objective is not None
    assert wider.bound >= narrower.objective - 1e-8 * size(wider, narrower)
    assert wider.objective >= narrower.objective - GAP * size(wider, narrower)


@few
@given(problem=plans())
def test_every_plan_is_proven_and_keeps_every_rule(problem: Problem) -> None:
    result = solve(problem)
    assert result.status == "optimal"
    assert result.gap is not None
    assert result.gap <= GAP
    assert result.evaluation is not None
    assert result.evaluation.breaks == ()
    assert result.evaluation.contribution == result.objective


@few
@given(problem=plans(lowest_margin=-20))
def test_every_plan_is_proven_where_some_sales_lose_money(problem: Problem) -> None:
    assert solve(problem).status == "optimal"


@few
@given(problem=plans())
def test_no_more_is_sold_than_has_come(problem: Problem) -> None:
    result = solve(problem)
    assert result.evaluation is not None
    arrived = problem.opening[:, None] + np.cumsum(problem.supply, axis=1)
    sold = np.cumsum(result.evaluation.sold.sum(axis=0), axis=1)
    assert np.all(sold <= arrived * (1.0 + 1e-6) + 1e-6)
    assert np.all(result.evaluation.sold <= result.evaluation.demand + 1e-6)


@few
@given(problem=plans(), step=more_money)
def test_more_budget_never_makes_a_plan_worse(problem: Problem, step: int) -> None:
    (budget,) = problem.budgets
    wider = replace(problem, budgets=(replace(budget, maximum=budget.maximum + step),))
    assert_no_worse(solve(wider), solve(problem))


@few
@given(problem=plans(), step=st.integers(1, 5))
def test_more_hours_never_make_a_plan_worse(problem: Problem, step: int) -> None:
    wider = replace(problem, teams=replace(problem.teams, hours=problem.teams.hours + step))
    assert_no_worse(solve(wider), solve(problem))


@few
@given(problem=plans(), step=st.integers(1, 100), data=st.data())
def test_more_supply_that_costs_nothing_to_keep_never_makes_a_plan_worse(
    problem: Problem, step: int, data: st.DataObject
) -> None:
    _, P, T = problem.shape
    free = replace(problem, holding=np.zeros(P), write_down=np.zeros(P))
    supply = free.supply.copy()
    supply[data.draw(st.integers(0, P - 1)), data.draw(st.integers(0, T - 1))] += step
    assert_no_worse(solve(replace(free, supply=supply)), solve(free))


@few
@given(problem=plans())
def test_wider_visit_bounds_never_make_a_plan_worse(problem: Problem) -> None:
    wider = replace(problem, visits=replace(problem.visits, maximum=problem.visits.maximum + 2))
    assert_no_worse(solve(wider), solve(problem))


@few
@given(problem=plans(), data=st.data())
def test_the_order_of_accounts_does_not_change_the_objective(
    problem: Problem, data: st.DataObject
) -> None:
    A = problem.shape[0]
    order = np.array(data.draw(st.permutations(range(A))))
    place = np.argsort(order)
    shuffled = replace(
        problem,
        accounts=tuple(problem.accounts[a] for a in order),
        tier=tuple(problem.tier[a] for a in order),
        baseline=problem.baseline[order],
        margin=problem.margin[order],
        net_price=problem.net_price[order],
        promotions=replace(problem.promotions, account=place[problem.promotions.account]),
        visits=replace(problem.visits, account=place[problem.visits.account]),
    )
    first, second = solve(problem), solve(shuffled)
    assert first.objective == pytest.approx(second.objective, abs=GAP * size(first, second))


@few
@given(problem=plans(), unit=st.sampled_from([100.0, 0.01]))
def test_the_unit_of_money_scales_the_objective(problem: Problem, unit: float) -> None:
    (budget,) = problem.budgets
    other = replace(
        problem,
        margin=problem.margin * unit,
        net_price=problem.net_price * unit,
        holding=problem.holding * unit,
        write_down=problem.write_down * unit,
        promotions=replace(problem.promotions, half_spend=problem.promotions.half_spend * unit),
        visits=replace(problem.visits, cost=problem.visits.cost * unit),
        budgets=(replace(budget, maximum=budget.maximum * unit),),
    )
    first, second = solve(problem), solve(other)
    assert first.objective is not None
    assert second.objective is not None
    # An objective below 1 has its gap as an amount and not as a share.
    allowed = GAP * max(size(first), size(second) / unit)
    assert second.objective / unit == pytest.approx(first.objective, abs=allowed)


@few
@given(problem=plans())
def test_holding_the_visits_of_the_plan_changes_nothing(problem: Problem) -> None:
    result = solve(problem)
    assert result.decisions is not None
    visits = result.decisions.visits
    held = replace(problem, visits=replace(problem.visits, minimum=visits, maximum=visits))
    again = solve(held)
    assert again.objective == pytest.approx(result.objective, abs=GAP * size(result))


@few
@given(problem=plans())
def test_no_simple_policy_that_keeps_the_rules_beats_the_bound(problem: Problem) -> None:
    result = solve(problem)
    assert result.bound is not None
    for policy in result.policies:
        if not policy.evaluation.breaks:
            assert policy.evaluation.contribution <= result.bound + 1e-8 * size(result)
