"""The price bound: by hand, above every plan whatever the prices, and near it at the right ones."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver import Problem, solve
from solver.backends import Stop
from solver.certify import Search
from solver.guess import guess_prices
from solver.price_bound import price_bound
from solver.prices import Prices
from tests.solver.problems import Cap, Kept, Promo, Team, Visit, make_problem
from tests.solver.strategies import plans
from tests.solver.test_families import everything
from tests.solver.test_freedom import several_families
from tests.solver.test_properties import few


def prices(problem: Problem, supply: float = 0.0, money: float = 0.0, hour: float = 0.0) -> Prices:
    """The same price everywhere."""
    teams = np.full(len(problem.teams.names), hour)
    budgets = np.full(len(problem.budgets), money)
    return Prices(np.full(problem.supply.shape, supply), budgets, teams, 0.0 * teams)


def test_goods_by_hand() -> None:
    # 100 asked for at 10, 60 there: at 10 a unit 600, at 4 it is 60 x 4 + 100 x 6.
    problem = make_problem([100.0], supply=[60.0])
    assert price_bound(problem, prices(problem, 10.0)) == pytest.approx(600.0)
    assert price_bound(problem, prices(problem, 4.0)) == pytest.approx(840.0)
    # Stock may be kept at 2 a week: the first week's price is raised to 10 - 2.
    two = make_problem([0.0, 100.0], supply=[30.0, 30.0], holding=2.0)
    given_ = Prices(np.array([[0.0, 10.0]]), np.zeros(0), np.zeros(0), np.zeros(0))
    assert price_bound(two, given_) == pytest.approx(30.0 * 8.0 + 30.0 * 10.0)


def test_money_by_hand() -> None:
    # 400 x / (100 + x) less 1.25 x is best at 100 (sqrt(3.2) - 1); 50 are worth 0.25 each.
    problem = make_problem([100.0], promos=(Promo(),), caps=(Cap(50.0),))
    spend = 100.0 * (np.sqrt(3.2) - 1.0)
    best = 1000.0 + 400.0 * spend / (100.0 + spend) - 1.25 * spend + 0.25 * 50.0
    assert price_bound(problem, prices(problem, 0.0, 0.25)) == pytest.approx(best)
    # A minimum of 300 at -0.5: 400 x / (100 + x) less x / 2.
    forced = make_problem([100.0], promos=(Promo(),), caps=(Cap(minimum=300.0),))
    spend = 100.0 * (np.sqrt(8.0) - 1.0)
    best = 1000.0 + 400.0 * spend / (100.0 + spend) - 0.5 * spend - 0.5 * 300.0
    assert price_bound(forced, prices(forced, 0.0, -0.5)) == pytest.approx(best)


def test_hours_by_hand() -> None:
    # 500 n / (1 + n) less 60 an hour and visit: 250 - 60, 333 - 120, 375 - 180; three hours.
    problem = make_problem([100.0], visits=(Visit(team=0),), teams=(Team(hours=3.0),))
    best = 1000.0 + 1000.0 / 3.0 - 120.0 + 3.0 * 60.0
    assert price_bound(problem, prices(problem, hour=60.0)) == pytest.approx(best)


def test_an_s_shaped_curve_is_taken_as_it_is() -> None:
    # Nothing or beyond the inflection: no line above the curve, so the bound is the optimum.
    problem = make_problem([100.0], promos=(Promo(shape=3.0),))
    result = solve(problem)
    assert price_bound(problem, prices(problem)) == pytest.approx(result.objective, rel=1e-6)


def at(supply: list[float], problem: Problem) -> Prices:
    """Prices of one product's supply, nothing else priced."""
    none = np.zeros(len(problem.teams.names))
    return Prices(np.array([supply]), np.zeros(len(problem.budgets)), none, none)


EXACT: dict[str, tuple[Problem, list[float]]] = {
    # 30 there and 60 arriving of the 100 asked for.
    "opening": (make_problem([100.0], opening=30.0, supply=[60.0]), [10.0]),
    # 60 there, 20 more bought at 4.
    "extra": (make_problem([100.0], supply=[60.0], extra=20.0, extra_cost=4.0), [10.0]),
    # Better served at a loss of 1 than not at all.
    "goodwill": (make_problem([100.0], margin=[-1.0], goodwill=3.0), [0.0]),
    # 50 left, written down and held: the price is raised to what that costs.
    "write-down": (
        make_problem([100.0], supply=[150.0], write_down=2.0, holding=0.5), [-10.0]
    ),
    # Half of each uplift is missing in the week after, or beyond the end.
    "borrowed": (
        make_problem([100.0, 100.0], promos=(Promo(borrowed=0.5, borrowed_weeks=1),)), [0.0, 0.0]
    ),
    # Only what the account has can be sold: without it goodwill would be lost.
    "at accounts": (
        make_problem(
            [10.0], margin=[5.0], supply=[0.0], goodwill=3.0, kept=(Kept(opening=10.0),)
        ),
        [20.0],
    ),
    # Nothing arrives before the end.
    "under way": (
        make_problem(
            [10.0], margin=[5.0], supply=[0.0], goodwill=3.0, kept=(Kept(opening=4.0, lead=2),)
        ),
        [0.0],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", EXACT)
def test_at_the_right_prices_it_is_the_plan(name: str) -> None:
    problem, supply = EXACT[name]
    result = solve(problem)
    assert price_bound(problem, at(supply, problem)) == pytest.approx(result.objective, rel=1e-6)


def test_prices_of_the_wrong_sign_prove_nothing_wrong() -> None:
    # More hours than anybody needs at less than nothing; a minimum at more than nothing.
    problem = make_problem(
        [100.0],
        promos=(Promo(),),
        caps=(Cap(minimum=10.0),),
        visits=(Visit(team=0),),
        teams=(Team(hours=1000.0),),
    )
    best = solve(problem).objective
    assert best is not None
    for hour, money in ((-5.0, 0.0), (0.0, 1.0), (-5.0, 1.0)):
        assert np.inf > price_bound(problem, prices(problem, 0.0, money, hour)) >= best * (1 - 1e-9)


def test_hours_of_the_peak_by_hand() -> None:
    # One week of two: half of each visit of two hours; 30 of the 60 an hour of the peak.
    problem = make_problem(
        [50.0, 50.0], visits=(Visit(hours=2.0, team=0),), teams=(Team(peak_hours=3.0),), peak=(1,)
    )
    none = np.zeros(1)
    priced = Prices(np.zeros(problem.supply.shape), np.zeros(0), none, np.array([60.0]))
    best = 1000.0 + 1000.0 / 3.0 - 2.0 * 60.0 + 3.0 * 60.0
    assert price_bound(problem, priced) == pytest.approx(best)


def drawn(problem: Problem, seed: int) -> Prices:
    """Prices of any size and sign."""
    rng = np.random.default_rng(seed)
    teams = len(problem.teams.names)
    return Prices(
        rng.uniform(-2.0, 12.0, problem.supply.shape),
        rng.uniform(-0.9, 2.0, len(problem.budgets)),
        rng.uniform(-5.0, 60.0, teams),
        rng.uniform(-5.0, 60.0, teams),
    )


def bent(problem: Problem, shape: float, borrowed: float) -> Problem:
    """Every promotion with another shape, some of it borrowed from weeks that have enough."""
    rows = problem.promotions
    count = len(rows)
    return replace(
        problem,
        baseline=problem.baseline + 20.0,
        promotions=replace(
            rows,
            max_uplift=0.2 * rows.max_uplift,
            shape=np.full(count, shape),
            borrowed=np.full(count, borrowed),
            borrowed_weeks=np.full(count, 2, dtype=np.int64),
        ),
    )


@few
@given(
    problem=plans(),
    seed=st.integers(0, 999),
    shape=st.sampled_from([0.6, 1.0, 2.5]),
    borrowed=st.sampled_from([0.0, 0.5]),
)
def test_no_plan_is_worth_more_at_any_prices(
    problem: Problem, seed: int, shape: float, borrowed: float
) -> None:
    problem = bent(problem, shape, borrowed)
    problem = replace(problem, goodwill=np.arange(problem.shape[0], dtype=float))
    best = solve(problem).objective
    for each in (drawn(problem, seed), guess_prices(problem)):
        if best is not None:
            assert price_bound(problem, each) >= best - 1e-9 * abs(best)


@few
@given(problem=plans(), seed=st.integers(0, 999))
def test_nor_with_every_other_family(problem: Problem, seed: int) -> None:
    _, products, weeks = problem.shape
    full = replace(
        several_families(problem, 0.3, least_end=5.0, transit=(3.0,)),
        extra=np.full((products, weeks), 10.0),
        extra_cost=np.full((products, weeks), 2.0),
    )
    best = solve(full).objective
    assert best is not None
    for each in (drawn(full, seed), guess_prices(full)):
        assert price_bound(full, each) >= best - 1e-9 * abs(best)


def test_nor_with_every_family_at_once() -> None:
    problem = everything()
    best = solve(problem).objective
    assert best is not None
    for seed in range(50):
        assert price_bound(problem, drawn(problem, seed)) >= best


@few
@given(problem=plans())
def test_the_prices_of_the_plan_prove_it(problem: Problem) -> None:
    # Visits taken out: held ones have no price. Nor has a budget of 0 that shuts a steep curve.
    promotions = replace(problem.promotions, shape=np.ones(len(problem.promotions)))
    nobody = make_problem([1.0]).visits
    problem = replace(problem, visits=nobody, promotions=promotions, target_gap=1e-5)
    search = Search(problem, Stop())
    found = search.run()
    assert found.value is not None
    allowed = 1e-3 * max(abs(found.value), 1.0)
    assert price_bound(problem, search.prices()) <= found.value + allowed
