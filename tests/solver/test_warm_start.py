"""A search that starts from where another stood proves what it would from nothing."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver import Aim, LiveSolver, Problem, solve
from solver.backends import Stop
from solver.certify import Search
from solver.coordinate import search_for
from solver.price_bound import price_bound
from solver.prices import Prices
from solver.warm_start import WarmStart, nearest
from tests.effort import examples
from tests.solver.problems import Cap, Held, Promo, make_problem
from tests.solver.strategies import plans
from tests.solver.test_coordinate import agree, few, many_accounts
from tests.solver.test_freedom import several_families


def warm_start_of(problem: Problem) -> WarmStart:
    search = Search(problem, Stop())
    search.run()
    warm_start = search.warm_start()
    assert warm_start is not None
    return warm_start


def started(problem: Problem, warm_start: WarmStart) -> Search:
    """A search that has nothing better to start from."""
    dear = replace(Prices.nothing(problem), hours=np.full(len(problem.teams.names), 1e6))
    dear = replace(dear, supply=np.full(problem.supply.shape, 1e6))
    search = Search(problem, Stop(), prices=dear, warm_start=warm_start)
    search.run()
    return search


def otherwise(problem: Problem, seed: int) -> Problem:
    """Other numbers everywhere: demand that comes and goes, margins, curves, visits, limits."""
    dice = np.random.default_rng(seed)

    def scaled(values: Any, low: float = 0.5, high: float = 1.5) -> Any:
        return values * dice.uniform(low, high, np.shape(values))

    gone = dice.uniform(size=problem.shape) < 0.15
    came = np.where(problem.baseline == 0.0, dice.uniform(0.0, 50.0, problem.shape), 0.0)
    rows, promotions = problem.visits, problem.promotions
    return replace(
        problem,
        baseline=np.where(gone, 0.0, scaled(problem.baseline)) + came,
        margin=scaled(problem.margin),
        supply=scaled(problem.supply),
        holding=scaled(problem.holding),
        promotions=replace(
            promotions,
            half_spend=scaled(promotions.half_spend),
            max_uplift=scaled(promotions.max_uplift),
            shape=dice.choice([0.7, 1.0, 2.0], len(promotions)),
            active=promotions.active & (dice.uniform(size=promotions.active.shape) < 0.9),
        ),
        visits=replace(rows, maximum=rows.minimum + dice.integers(0, 5, len(rows))),
        budgets=tuple(replace(each, maximum=scaled(each.maximum)) for each in problem.budgets),
        teams=replace(problem.teams, hours=scaled(problem.teams.hours)),
    )


@few
@given(problem=plans(), seed=st.integers(0, 999), many=st.booleans())
def test_whatever_has_changed_it_proves_the_same(problem: Problem, seed: int, many: bool) -> None:
    other = otherwise(problem, seed)
    if many:
        problem, other = (several_families(each, 0.3, least_end=5.0) for each in (problem, other))
    warm, cold = started(other, warm_start_of(problem)).best, solve(other)
    assert cold.objective is not None
    assert cold.bound is not None
    assert warm.value is not None
    assert warm.bound is not None
    size = 1e-6 * max(abs(cold.objective), 1.0)
    assert warm.bound >= cold.objective - size
    assert cold.bound >= warm.value - size
    gap = warm.gap()
    assert gap is not None
    # Goodwill beside whole visits can leave a gap, from wherever a search starts.
    assert gap <= (np.inf if many else other.target_gap)


def test_a_solver_that_answers_one_after_another() -> None:
    live, problem = LiveSolver(), many_accounts(accounts=12)
    for seed in range(examples(6)):
        asked = otherwise(problem, seed)
        agree(live.solve(asked), solve(asked))


def test_the_same_again_takes_hardly_a_cut_or_a_pivot() -> None:
    problem = many_accounts(accounts=12)
    warm_start = warm_start_of(problem)
    free = Prices.nothing(problem)
    first = Search(problem, Stop(), prices=free)
    again = Search(problem, Stop(), prices=free, warm_start=warm_start)
    for search in (first, again):
        search.session.solve()
    # A few of the new tangents are closer than the solution was.
    assert again.session.pivots < 0.2 * first.session.pivots
    assert again.run().cuts < 0.2 * first.run().cuts
    assert again.session.row_count < first.session.row_count


def test_the_nearest_has_the_prices_that_prove_most() -> None:
    problem = many_accounts(accounts=12)
    short = replace(problem, supply=problem.supply * 0.6)
    there, far = warm_start_of(problem), warm_start_of(short)
    less = replace(problem, supply=problem.supply * 0.98)
    assert nearest((far, there), less) == (there, price_bound(less, there.prices))
    assert nearest((there, far), replace(problem, supply=problem.supply * 0.62))[0] is far
    # Others prove more.
    assert nearest((far, there), less, price_bound(less, there.prices) - 1.0)[0] is None


def test_another_number_of_anything_has_no_warm_start() -> None:
    there = warm_start_of(many_accounts(accounts=12))
    assert nearest((there,), many_accounts(accounts=13)) == (None, np.inf)
    more = many_accounts(accounts=12)
    more = replace(more, budgets=(*more.budgets, more.budgets[0]))
    assert nearest((there,), more)[0] is None


def test_a_rule_more_or_less() -> None:
    held = (Held("spend", 80.0, 80.0), Held("units", least=30.0))
    one, both, none = (
        make_problem(
            [[100.0, 120.0], [80.0, 60.0]],
            margin=[5.0, 8.0],
            supply=[150.0, 150.0],
            promos=(Promo(0), Promo(1)),
            caps=(Cap(150.0),),
            held=held[:count],
        )
        for count in (1, 2, 0)
    )
    for before, after in ((none, one), (one, both), (both, none), (both, one)):
        found, fresh = started(after, warm_start_of(before)).best, solve(after)
        assert found.value == pytest.approx(fresh.objective, rel=1e-5)


def test_several_aims_start_from_the_time_before() -> None:
    problem = replace(many_accounts(accounts=12), aims=(Aim("units", units=1.0), Aim("money")))
    live = LiveSolver()
    first, again = live.solve(problem), live.solve(problem)
    agree(again, first)
    less = replace(problem, supply=problem.supply * 0.9)
    agree(live.solve(less), solve(less))


def test_beside_a_plan_that_is_near_what_is_served_is_no_column() -> None:
    problem = many_accounts(accounts=12)
    less = replace(problem, supply=problem.supply * 0.97)
    near = search_for(less, Stop(), (warm_start_of(problem),)).search
    whole = search_for(less, Stop()).search
    assert near.decided is not None
    assert whole.decided is None
    assert near.session.highs.getNumCol() < 0.8 * whole.session.highs.getNumCol()
    assert near.best.value == pytest.approx(whole.best.value, rel=problem.target_gap)
    # What one more is worth is worked out as it is with every column.
    live = LiveSolver()
    live.solve(problem)
    found, fresh = (
        {(each.rule, each.key): each for each in result.worth}
        for result in (live.solve(less), solve(less))
    )
    assert found.keys() == fresh.keys()
    for key, worth in found.items():
        if worth.rule == "supply":
            assert not worth.marginal
            assert worth.value == pytest.approx(fresh[key].value, rel=0.05, abs=0.05)


def test_a_plan_that_is_not_near_is_one_program() -> None:
    problem = many_accounts(accounts=12)
    # More has to be lost than there are columns for.
    less = replace(problem, supply=problem.supply * 0.4)
    found = search_for(less, Stop(), (warm_start_of(problem),)).search
    assert found.decided is None
    assert found.best.value == pytest.approx(solve(less).objective, rel=problem.target_gap)


def test_more_than_a_few_are_forgotten() -> None:
    live = LiveSolver()
    for number in range(1, 20):
        live.solve(make_problem([10.0 * number], supply=[50.0], promos=(Promo(),)))
    assert len(live._warm_starts) == 8
