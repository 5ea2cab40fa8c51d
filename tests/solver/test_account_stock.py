"""Stock at accounts: on its way, there, sold on. Every expected number is worked out by hand."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings

from solver import Decisions, Problem, evaluate, solve
from tests.effort import examples
from tests.solver.problems import Fill, Kept, make_problem, row_dual
from tests.solver.strategies import plans

PATIENT = settings(max_examples=examples(10), deadline=None)


def test_hand_solved_account_stock_and_its_dual() -> None:
    # 50 arrive in week 1 and take a week to the account that asks for 100 in week 2: shipped at
    # once, on their way at the end of week 1 at 1 each: 50 x 10 - 50.
    problem = make_problem([0.0, 100.0], supply=[50.0, 0.0], holding=1.0, kept=(Kept(lead=1),))
    result = solve(problem)
    assert result.objective == pytest.approx(450.0)
    assert result.decisions is not None
    assert result.decisions.shipped[0, 0].tolist() == pytest.approx([50.0, 0.0])
    assert result.decisions.sold[0, 0].tolist() == pytest.approx([0.0, 50.0])
    # A unit more in week 1 earns 10 and is a week on its way; one in week 2 comes too late and
    # is kept. A unit more at the account in week 2 earns 10.
    assert row_dual(problem, ("supply", ("p1", "w1"))) == pytest.approx(9.0)
    late = next(item for item in result.worth if item.key == ("p1", "w2"))
    assert late.value == pytest.approx(-1.0)
    assert row_dual(problem, ("account_stock", ("a1", "p1", "w2"))) == pytest.approx(10.0)
    assert result.unit_worth is not None
    assert result.unit_worth[0, 0, 0] == pytest.approx(9.0)


def test_three_weeks_of_a_lead_of_one() -> None:
    # Sold: 100 of the opening, then what was shipped a week before; what is shipped last is
    # what must be left. 3000, less 100 on their way at each of three ends of week.
    problem = make_problem(
        [100.0, 100.0, 100.0],
        supply=[100.0, 100.0, 100.0],
        holding=1.0,
        kept=(Kept(lead=1, opening=100.0, least_end=100.0),),
    )
    result = solve(problem)
    assert result.objective == pytest.approx(2700.0)
    assert result.evaluation is not None
    assert result.evaluation.account_stock_cost == pytest.approx(300.0)
    at = result.evaluation.at_accounts
    assert at is not None
    assert at.there[0].tolist() == pytest.approx([0.0, 0.0, 0.0])
    assert at.on_the_way[0].tolist() == pytest.approx([100.0, 100.0, 100.0])


def test_hand_solved_account_end_and_its_dual() -> None:
    # 50 there and 80 to come, 50 to be left: 80 sold, 50 kept at 1. One more to be left is one
    # less sold and one more kept.
    problem = make_problem(
        [100.0], supply=[80.0], holding=1.0, kept=(Kept(opening=50.0, least_end=50.0),)
    )
    assert solve(problem).objective == pytest.approx(750.0)
    assert row_dual(problem, ("account_end", ("a1", "p1"))) == pytest.approx(-11.0)
    drained = Decisions(
        np.zeros((0, 1)),
        np.zeros(0, dtype=np.int64),
        np.full((1, 1, 1), 80.0),
        sold=np.full((1, 1, 1), 100.0),
    )
    (broken,) = evaluate(problem, drained).breaks
    assert (broken.rule, broken.amount) == ("account_end", pytest.approx(20.0))


def test_hand_solved_band_least_and_its_dual() -> None:
    # 100 in week 1 for 30 a week: at 2 a unit-week outside 20..40. Kept in the warehouse or
    # there it costs nothing: 30 sold a week; shipped so that 20 to 40 are left each week.
    problem = make_problem(
        [30.0, 30.0], supply=[100.0, 0.0], kept=(Kept(least=20.0, most=40.0, price=2.0),)
    )
    assert solve(problem).objective == pytest.approx(600.0)
    # With 70 in all only 10 are left at the end: 10 short of 20, or ten sold less for 100.
    short = replace(problem, supply=np.array([[70.0, 0.0]]))
    result = solve(short)
    assert result.objective == pytest.approx(600.0 - 20.0)
    assert result.evaluation is not None
    assert [(b.rule, b.key, b.amount) for b in result.evaluation.broken] == [
        ("band_least", ("a1", "p1", "w2"), pytest.approx(10.0))
    ]
    assert row_dual(short, ("band_least", ("a1", "p1", "w2"))) == pytest.approx(-2.0)


def test_hand_solved_band_most_and_its_dual() -> None:
    # 110 there at once: 80 and 50 are left, 40 and 10 too many.
    full = make_problem(
        [30.0, 30.0], supply=[0.0, 0.0], kept=(Kept(opening=110.0, most=40.0, price=2.0),)
    )
    assert solve(full).objective == pytest.approx(600.0 - 100.0)
    assert row_dual(full, ("band_most", ("a1", "p1", "w1"))) == pytest.approx(2.0)


@pytest.mark.parametrize("lead", [0, 1, 2])
@pytest.mark.parametrize("write_down", [0.0, 5.0])
def test_nothing_is_gained_by_loading(lead: int, write_down: float) -> None:
    # 100 units nobody asks for: two ends of week at 1, and written down, wherever they are.
    problem = make_problem(
        [0.0, 0.0],
        supply=[100.0, 0.0],
        holding=1.0,
        write_down=write_down,
        kept=(Kept(lead=lead),),
    )
    assert solve(problem).objective == pytest.approx(-200.0 - 100.0 * write_down)
    loaded = Decisions(np.zeros((0, 2)), np.zeros(0, dtype=np.int64), np.array([[[100.0, 0.0]]]))
    evaluation = evaluate(problem, loaded)
    assert evaluation.contribution == pytest.approx(-200.0 - 100.0 * write_down)


def test_what_is_on_its_way_from_before_arrives() -> None:
    # 40 arrive in week 2 from before: a week on their way at 1 each.
    problem = make_problem(
        [0.0, 100.0], supply=[0.0, 0.0], holding=1.0, kept=(Kept(lead=2, transit=(0.0, 40.0)),)
    )
    assert solve(problem).objective == pytest.approx(400.0 - 40.0)


def test_credit_counts_what_is_shipped_or_on_consignment_what_is_sold() -> None:
    # 1,000 owed at most over one week at 20 a unit: 50 shipped in a week. Of the 80 asked for
    # in week 2 the rest is shipped ahead; on consignment that does not help.
    problem = make_problem(
        [0.0, 80.0], supply=[200.0, 0.0], credit={0: (1000.0, 1)}, kept=(Kept(),)
    )
    assert solve(problem).objective == pytest.approx(800.0)
    there = replace(
        problem,
        account_stock=make_problem([0.0, 80.0], kept=(Kept(consignment=True),)).account_stock,
    )
    assert solve(there).objective == pytest.approx(500.0)


def test_who_keeps_no_stock_is_served_as_ever() -> None:
    # The tracked account orders a week ahead; the other is served from the same warehouse.
    problem = make_problem(
        [[0.0, 100.0], [0.0, 100.0]],
        margin=[10.0, 4.0],
        supply=[60.0, 80.0],
        kept=(Kept(account=0, lead=1),),
    )
    result = solve(problem)
    assert result.objective == pytest.approx(600.0 + 320.0)


def test_a_rule_may_keep_goods_back() -> None:
    # A promise for the second week holds 30 back, though the first asks for all 100.
    problem = make_problem(
        [100.0, 100.0],
        supply=[0.0, 0.0],
        kept=(Kept(opening=100.0),),
        fills=(Fill(0.3, weeks=(1,)),),
    )
    result = solve(problem)
    assert result.status == "optimal"
    assert result.decisions is not None
    assert result.decisions.sold[0, 0].tolist() == pytest.approx([70.0, 30.0])


@PATIENT
@given(problem=plans())
def test_without_a_lead_it_is_as_if_no_stock_were_tracked(problem: Problem) -> None:
    # At the account a unit costs what it costs in the warehouse, so nothing changes.
    accounts, products, _ = problem.shape
    rows = tuple(Kept(a, p) for a in range(accounts) for p in range(products))
    quiet = make_problem(problem.baseline, holding=problem.holding, kept=rows)
    tracked = replace(problem, account_stock=quiet.account_stock)
    plain, kept = solve(problem), solve(tracked)
    assert plain.objective is not None
    assert kept.objective is not None
    allowed = 2.0 * problem.target_gap * max(abs(plain.objective), 1.0)
    assert kept.objective == pytest.approx(plain.objective, abs=allowed)


@pytest.mark.parametrize("seed", range(12))
def test_against_every_way_to_ship_and_sell(seed: int) -> None:
    """Goods flow, so whole numbers have a whole best plan: all of them are tried."""
    rng = np.random.default_rng(seed)
    weeks, lead = 4, int(rng.integers(0, 3))
    demand, supply = rng.integers(0, 4, weeks), rng.integers(0, 4, weeks)
    margin, holding, cost = (float(n) for n in rng.integers([1, 0, 2], [9, 3, 5]))
    opening, write_down = int(rng.integers(0, 4)), float(rng.integers(0, 3))
    least_end = int(rng.integers(0, opening + 1))
    problem = make_problem(
        demand,
        margin=margin,
        supply=supply,
        holding=holding,
        write_down=write_down,
        kept=(Kept(opening=float(opening), lead=lead, cost=cost, least_end=float(least_end)),),
    )

    @cache
    def best(week: int, stock: int, there: int, way: tuple[int, ...]) -> float:
        """Most to be earned from a week on; `way` is what arrives in the weeks to come."""
        if week == weeks:
            left = there + sum(way)
            return -np.inf if left < least_end else -write_down * (left + stock)
        have, found = stock + int(supply[week]), -np.inf
        for sent in range(have + 1):
            coming = (*way, sent)
            here = there + coming[0]
            for sold in range(min(here, int(demand[week])) + 1):
                kept, left, moving = have - sent, here - sold, coming[1:]
                paid = holding * (kept + sum(moving)) + cost * left
                value = margin * sold - paid + best(week + 1, kept, left, moving)
                found = max(found, value)
        return found

    wanted = best(0, 0, opening, (0,) * lead)
    result = solve(problem)
    if np.isinf(wanted):
        assert result.status == "infeasible"
    else:
        assert result.objective == pytest.approx(wanted, rel=1e-6, abs=1e-6)
