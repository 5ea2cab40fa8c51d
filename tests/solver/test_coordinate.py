"""Prices first, then small programs: the same answers as from one program that holds everything."""

from dataclasses import replace
from threading import Event
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import solver.certify
import solver.coordinate
from solver import Budget, FillRule, LiveSolver, Problem, Result, TotalRule, evaluate, solve
from solver.backends import Outcome, Session, Stop
from solver.certify import Search
from solver.coordinate import search_for
from solver.decided import Decided
from solver.deciding import decide
from solver.guess import guess_prices, move_prices
from solver.price_bound import closest_between, price_bound
from solver.prices import Prices
from tests.effort import examples
from tests.solver.problems import Cap, Fill, Promo, Team, Visit, make_problem
from tests.solver.strategies import GAP, plans
from tests.solver.test_families import everything
from tests.solver.test_freedom import several_families

few = settings(
    max_examples=examples(15),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(autouse=True)
def _however_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solver.coordinate, "LARGE", -1)


def in_one(problem: Problem) -> Result:
    """The answer of one program that holds everything."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(solver.coordinate, "LARGE", 10**9)
        return solve(problem)


def many_accounts(seed: int = 0, accounts: int = 40, shape: float = 1.0) -> Problem:
    """Two promotions each, stock short in the middle, money for half, visits with few hours."""
    dice = np.random.default_rng(seed)
    products, weeks = 3, 6
    size = 10.0 ** dice.uniform(0.5, 2.0, accounts)
    baseline = size[:, None, None] * dice.uniform(0.5, 1.5, (accounts, products, weeks))
    supply = baseline.sum(axis=0) * np.array([1.2, 1.1, 0.8, 0.8, 1.0, 1.1])
    margin = dice.uniform(5.0, 15.0, (accounts, products))
    earned = (margin[:, :, None] * baseline).sum(axis=1).mean(axis=1)
    promos = tuple(
        Promo(
            a,
            top=dice.uniform(0.2, 0.5),
            half=0.15 * earned[a] * dice.uniform(0.5, 1.5),
            shape=shape,
        )
        for a in range(accounts)
        for _ in range(2)
    )
    visits = tuple(
        Visit(a, maximum=4, present=1.0, cost=2.0, top=0.1, team=a % 2) for a in range(accounts)
    )
    return make_problem(
        baseline,
        margin=margin,
        supply=supply,
        holding=0.2,
        promos=promos,
        visits=visits,
        teams=(Team("north", 25.0), Team("south", 30.0)),
        caps=(Cap(0.5 * float(earned.sum())),),
        target_gap=GAP,
    )


def agree(one: Result, other: Result) -> None:
    """Two proofs of the same problem do not contradict each other, but for what rules allow."""
    assert one.objective is not None
    assert other.objective is not None
    assert one.bound is not None
    assert other.bound is not None
    size = max(abs(one.objective), 1.0)
    assert one.bound >= other.objective - 1e-6 * size
    assert other.bound >= one.objective - 1e-6 * size


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("shape", [0.7, 1.0, 2.5])
def test_it_proves_what_one_program_proves(seed: int, shape: float) -> None:
    problem = many_accounts(seed, shape=shape)
    found = solve(problem)
    # So few S-shaped curves may leave more than the gap between what prices and plans can say.
    assert (found.algorithm, found.reason) == ("prices", "large") or shape > 1.0
    assert found.status == "optimal"
    agree(found, in_one(problem))
    assert found.decisions is not None
    assert evaluate(problem, found.decisions).objective == pytest.approx(found.objective)


def test_most_of_the_plan_is_numbers() -> None:
    problem = many_accounts()
    search = search_for(problem, Stop()).search
    assert search.decided is not None
    free = search.session.highs.getNumCol()
    assert free < 0.4 * len(search.model.columns)


@few
@given(problem=plans(), many=st.booleans())
def test_any_small_plan(problem: Problem, many: bool) -> None:
    if many:
        # A calendar is left to one program.
        problem = replace(several_families(problem, 0.3, least_end=5.0), calendar=())
    found, whole = solve(problem), in_one(problem)
    agree(found, whole)
    assert found.status == whole.status
    if not many:
        assert found.gap is not None
        assert found.gap <= GAP


def test_every_family_at_once() -> None:
    agree(solve(everything()), in_one(everything()))


def test_a_calendar_is_left_to_one_program() -> None:
    found = solve(several_families(many_accounts(accounts=4), 0.3))
    assert (found.algorithm, found.reason) == ("direct", "calendar")


def test_rules_have_prices() -> None:
    # Served at a loss of up to all that others would pay, as promised; one more unit promised
    # costs what the same rule costs in one program.
    dear = many_accounts()
    margin = dear.margin.copy()
    margin[:10] = 1.0
    cells = np.arange(dear.baseline.size).reshape(dear.shape)[:10].ravel()
    problem = replace(dear, margin=margin, fill_rules=(FillRule("key", (), 0.95, cells),))
    found, whole = solve(problem), in_one(problem)
    assert found.algorithm == "prices"
    agree(found, whole)
    assert [each.rule for each in found.binding] == [each.rule for each in whole.binding]
    mine, theirs = (
        next(each.price for each in result.binding if each.rule == "min_fill")
        for result in (found, whole)
    )
    assert mine == pytest.approx(theirs, rel=0.05)


def test_what_one_more_is_worth() -> None:
    problem = many_accounts()
    found, whole = solve(problem), in_one(problem)
    mine = {(each.rule, each.key): each.value for each in found.worth}
    theirs = {(each.rule, each.key): each.value for each in whole.worth}
    assert mine.keys() == theirs.keys()
    for rule, value in theirs.items():
        if rule[0] != "visit_hours":
            assert mine[rule] == pytest.approx(value, rel=0.1, abs=0.05), rule


def test_what_the_first_money_is_worth() -> None:
    problem = many_accounts()
    budget = replace(problem.budgets[0], maximum=0.0)
    shut = replace(problem, budgets=(budget,))
    mine, theirs = (
        next(each.value for each in result.worth if each.rule == "budget")
        for result in (solve(shut), in_one(shut))
    )
    assert mine == pytest.approx(theirs, rel=0.02)
    assert mine > 0.5


def test_who_is_served_first() -> None:
    found, whole = solve(many_accounts()), in_one(many_accounts())
    assert np.allclose(found.unit_worth, whole.unit_worth)
    assert np.array_equal(found.rank, whole.rank)


@pytest.mark.parametrize("minimum", [0.0, 300.0])
def test_what_cannot_be_kept_is_found_by_one_program(minimum: float) -> None:
    problem = many_accounts()
    every = problem.budgets[0].selects
    more = Budget("more", every, 2.0 * problem.budgets[0].maximum + minimum, np.inf)
    found = solve(replace(problem, budgets=(*problem.budgets, more)))
    assert found.status == "infeasible"
    assert (found.algorithm, found.reason) == ("direct", "unsettled")
    assert {each.rule for each in found.conflict} == {"budget", "budget_min"}


def test_a_promise_that_guessed_prices_would_refuse() -> None:
    problem = make_problem(
        [[100.0], [100.0]],
        margin=[10.0, 1.0],
        supply=[100.0],
        fills=(Fill(0.9, accounts=(1,)),),
        promos=(Promo(0), Promo(1)),
    )
    found = solve(problem)
    assert found.status == "optimal"
    agree(found, in_one(problem))


# -- what-ifs --------------------------------------------------------------------------------


def changed(problem: Problem) -> dict[str, Problem]:
    """Each change moves a limit that binds, or what is asked for."""
    budget, supply, demand = problem.budgets[0], problem.supply.copy(), problem.baseline.copy()
    supply[0, 2] *= 0.7
    demand[0] *= 1.2
    lock = TotalRule("lock", ("first",), "spend", np.array([0]), 20.0, 20.0)
    hours = replace(problem.teams, hours=0.8 * problem.teams.hours)
    return {
        "money": replace(problem, budgets=(replace(budget, maximum=0.8 * budget.maximum),)),
        "a product-week": replace(problem, supply=supply),
        "demand": replace(problem, baseline=demand),
        "prices": replace(problem, margin=1.1 * problem.margin),
        "a lock": replace(problem, totals=(lock,)),
        "a target": replace(problem, fill_rules=(FillRule("most", (), 0.98, np.arange(60)),)),
        "hours": replace(problem, teams=hours),
        "all supply": replace(problem, supply=0.95 * problem.supply),
        "fewer budgets": replace(problem, budgets=()),
    }


@pytest.mark.parametrize("name", changed(many_accounts()))
def test_a_changed_plan_is_that_of_a_new_solver(name: str) -> None:
    live = LiveSolver()
    live.solve(many_accounts())
    problem = changed(many_accounts())[name]
    found = live.solve(problem)
    assert found.status == "optimal"
    agree(found, solve(problem))
    # And back: nothing of the change is left.
    agree(live.solve(many_accounts()), solve(many_accounts()))


def test_near_prices_are_where_a_changed_plan_starts() -> None:
    # Next to the best bound, and to that of a guess from nothing.
    problem = many_accounts()
    live = LiveSolver()
    live.solve(problem)
    (warm_start,) = live._warm_starts
    new = changed(problem)["money"]
    best = solve(new).objective
    assert best is not None
    moved = move_prices(new, warm_start.prices)
    assert moved is not None
    near = price_bound(new, moved)
    assert best - 1e-6 * best <= near <= 1.002 * best
    assert near == pytest.approx(price_bound(new, guess_prices(new)), rel=1e-5)


def test_prices_of_quite_another_plan_are_given_up() -> None:
    problem = many_accounts()
    live = LiveSolver()
    live.solve(problem)
    dearer = replace(problem, margin=100.0 * problem.margin)
    found = live.solve(dearer)
    assert found.status == "optimal"
    agree(found, in_one(dearer))


def test_a_stop_while_the_whole_program_is_made_keeps_the_plan(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Prices do not settle; everything in one program, and told to stop before that is there.
    monkeypatch.setattr(solver.coordinate, "MOST_ROUNDS", 1)
    flag, build = Event(), solver.certify.build_model

    def told(*args: Any, **more: Any) -> Any:
        if more["decided"] is None:
            flag.set()
        return build(*args, **more)

    monkeypatch.setattr(solver.certify, "build_model", told)
    found = solve(replace(many_accounts(), target_gap=1e-12), flag)
    assert flag.is_set()
    assert found.status == "feasible"
    assert found.algorithm == "prices"


# -- stopping --------------------------------------------------------------------------------


def test_a_stop_after_the_first_round_keeps_its_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = replace(many_accounts(), target_gap=1e-9)
    run, runs, flag = Search.run, [], Event()

    def once(search: Search) -> object:
        found = run(search)
        runs.append(search)
        flag.set()
        return found

    monkeypatch.setattr(Search, "run", once)
    found = solve(problem, flag)
    assert len(runs) == 1
    assert found.status == "feasible"
    assert found.decisions is not None


@pytest.mark.parametrize("limit", [0.0, 0.001, 0.02, 0.1])
def test_little_time_gives_a_checked_plan_or_none(limit: float) -> None:
    found = solve(replace(many_accounts(), time_limit=limit))
    assert found.status in ("optimal", "feasible", "stopped")
    assert found.bound is not None
    if found.decisions is not None:
        assert not evaluate(many_accounts(), found.decisions).breaks


# -- the parts -------------------------------------------------------------------------------


def test_what_is_clear_is_decided() -> None:
    # 10, 5 and 1 a unit at a price of 5: served, left open, refused.
    problem = make_problem(
        [[100.0], [100.0], [100.0]], margin=[10.0, 5.0, 1.0], supply=[150.0], promos=(Promo(0),)
    )
    prices = Prices(np.array([[5.0]]), np.zeros(0), np.zeros(0), np.zeros(0))
    decided = decide(problem, prices, 0.0, 0.1)
    assert decided.served[:, 0, 0].tolist() == [True, False, False]
    assert decided.refused[:, 0, 0].tolist() == [False, False, True]
    # 40 x 5 x 100 / (100 + x)^2 = 1
    assert decided.held[0, 0]
    assert decided.spend[0, 0] == pytest.approx(100.0 * (np.sqrt(2.0) - 1.0))


def test_more_is_left_open_where_there_is_too_little() -> None:
    # At a price of 1 both would be served in full: 200 of 150.
    problem = make_problem([[100.0], [100.0]], margin=[10.0, 5.0], supply=[150.0])
    prices = Prices(np.array([[1.0]]), np.zeros(0), np.zeros(0), np.zeros(0))
    served = decide(problem, prices, 0.0, 0.1).served[:, 0, 0]
    assert served.tolist() == [True, False]


def test_numbers_count_in_rows_as_columns_would() -> None:
    problem = many_accounts()
    whole = in_one(problem)
    assert whole.decisions is not None
    decided = decide(problem, guess_prices(problem), 0.1, 0.1)
    held = replace(decided, spend=whole.decisions.spend)
    open_cells = replace(held, served=held.served & False, refused=held.refused & False)
    search = Search(replace(problem, target_gap=1e-6), Stop(), decided=open_cells)
    found = search.run()
    assert found.value == pytest.approx(whole.objective, rel=1e-4)
    held_spends = held.held
    assert found.decisions is not None
    assert np.array_equal(found.decisions.spend[held_spends], held.spend[held_spends])


def test_a_restricted_program_proves_nothing_by_itself() -> None:
    # Everything held at nothing: its optimum is below what the plan can be worth.
    problem = make_problem([100.0], promos=(Promo(),))
    nothing = Decided.nothing(problem)
    held = replace(nothing, held=np.ones_like(nothing.held))
    search = Search(problem, Stop(), decided=held)
    found = search.run()
    best = solve(problem).objective
    assert best is not None
    assert found.bound is not None
    assert search.session.objective < best <= found.bound


def test_values_have_numbers_in_their_places() -> None:
    problem = make_problem([[100.0], [50.0]], promos=(Promo(0), Promo(1)))
    nothing = Decided.nothing(problem)
    mask = np.array([[True], [False]])
    search = Search(
        problem, Stop(), decided=replace(nothing, held=mask, spend=np.full((2, 1), 7.0))
    )
    assert search.refine() is Outcome.OPTIMAL
    values = search.session.values()
    assert values[search.model.spend[0, 0]] == 7.0
    assert isinstance(search.session, Session)
    assert len(values) == len(search.model.columns) == search.session.highs.getNumCol() + 2


def test_prices_of_another_shape_are_not_taken() -> None:
    problem = many_accounts()
    assert guess_prices(problem).fit(problem)
    assert not guess_prices(problem).fit(replace(problem, budgets=()))


def test_the_way_between_prices_never_raises_the_bound() -> None:
    problem = many_accounts()
    guess = guess_prices(problem)
    far = replace(guess, supply=guess.supply + 3.0, budgets=guess.budgets * 0.0)
    least = min(price_bound(problem, prices) for prices in (guess, far))
    for pair in ((guess, far), (far, guess)):
        assert price_bound(problem, closest_between(problem, *pair)) <= least
    # Half way from one week's price to another's is better than either.
    problem = make_problem([100.0, 100.0], supply=[60.0, 0.0], margin=[10.0])
    none = np.zeros(0)
    high, low = (Prices(np.array([[week, week]]), none, none, none) for week in (14.0, 6.0))
    between = closest_between(problem, low, high)
    assert between.supply[0, 0] == pytest.approx(10.0)
    assert price_bound(problem, between) == pytest.approx(600.0)
