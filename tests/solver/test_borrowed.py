"""Borrowed uplift: what a promotion sells now is missing in the weeks after."""

from itertools import product

import numpy as np
import pytest

from solver import Aim, Decisions, Problem, Target, evaluate, solve
from solver.backends import as_arrays
from solver.model import build_model
from solver.reading import demand_of
from tests.solver.brute_force import adbudg
from tests.solver.problems import Cap, Fill, Promo, Visit, make_decisions, make_problem


def promo(**more: float) -> Promo:
    """Half of the uplift is taken from the two weeks after."""
    return Promo(top=0.6, half=50.0, borrowed=0.5, borrowed_weeks=2, **more)  # type: ignore[arg-type]


def test_demand_by_hand() -> None:
    # 50 in week 1 of 4: +30 units, 7.5 of them from each of the weeks 2 and 3.
    problem = make_problem([100.0, 80.0, 60.0, 90.0], promos=(promo(),))
    spend = np.array([[50.0, 0.0, 0.0, 0.0]])
    found = evaluate(problem, make_decisions(problem, spend=spend))
    assert found.demand[0, 0].tolist() == pytest.approx([130.0, 72.5, 52.5, 90.0])
    assert found.borrowed_cost == 0.0


def test_what_is_borrowed_from_beyond_the_end_is_charged() -> None:
    # 50 in week 3 of 3: +18 units on 60, 4.5 from each of two weeks that are not there.
    problem = make_problem([100.0, 80.0, 60.0], margin=10.0, promos=(promo(),))
    decisions = make_decisions(problem, spend=[[0.0, 0.0, 50.0]], shipped=[100.0, 80.0, 78.0])
    found = evaluate(problem, decisions)
    assert found.borrowed_cost == pytest.approx(90.0)
    assert found.contribution == pytest.approx(2580.0 - 50.0 - 90.0)
    assert not found.breaks


def test_only_covered_products_are_borrowed_from() -> None:
    problem = make_problem(
        [[[100.0, 100.0, 100.0], [50.0, 50.0, 50.0]]],
        promos=(Promo(top=0.6, half=50.0, covers=(1,), borrowed=0.5, borrowed_weeks=1),),
    )
    found = evaluate(problem, make_decisions(problem, spend=[[50.0, 0.0, 0.0]]))
    assert found.demand[0, 0].tolist() == [100.0, 100.0, 100.0]
    assert found.demand[0, 1].tolist() == pytest.approx([65.0, 42.5, 50.0])


def test_the_model_counts_demand_as_the_evaluation_does() -> None:
    dice = np.random.default_rng(1)
    problem = make_problem(
        dice.uniform(20.0, 90.0, (2, 2, 6)),
        promos=(
            Promo(0, top=0.5, half=40.0, borrowed=0.6, borrowed_weeks=3),
            Promo(0, top=0.4, half=30.0, covers=(1,), mechanic="flyer", weeks=(1, 2, 4)),
            Promo(1, top=0.7, half=60.0, shape=2.0, borrowed=0.3, borrowed_weeks=9),
        ),
        visits=(Visit(0, 0, 4, 2.0),),
    )
    model = build_model(problem)
    promotions = problem.promotions
    spend = np.where(promotions.active, dice.uniform(0.0, 80.0, promotions.active.shape), 0.0)
    values = np.zeros(len(model.columns))
    for row in range(3):
        uplift = adbudg(
            spend[row], promotions.max_uplift[row], promotions.half_spend[row],
            promotions.shape[row],
        )  # fmt: skip
        there = promotions.active[row]
        values[model.uplift[row, there]] = (uplift * model.uplift_unit[row])[there]
    found = evaluate(problem, make_decisions(problem, spend=spend, visits=[2]))
    assert np.allclose(demand_of(model, values), found.demand)
    # The objective: everything sold at its margin, less what is taken from beyond the end.
    objective = as_arrays(model)
    columns = model.uplift[model.uplift >= 0]
    earned = objective.offset_ + float(np.array(objective.col_cost_)[columns] @ values[columns])
    worth = float((problem.margin[:, :, None] * found.demand).sum()) - found.borrowed_cost
    assert earned == pytest.approx(worth)


@pytest.mark.parametrize("shape", [1.0, 2.5])
@pytest.mark.parametrize("supply", [None, [120.0, 80.0, 95.0]])
def test_against_a_grid_of_spends(shape: float, supply: list[float] | None) -> None:
    problem = make_problem(
        [100.0, 90.0, 80.0],
        margin=8.0,
        supply=supply,
        promos=(promo(shape=shape),),
        caps=(Cap(120.0),),
        target_gap=1e-6,
    )
    axis = np.linspace(0.0, 120.0, 17)
    best = -np.inf
    for spend in np.array(np.meshgrid(axis, axis, axis)).reshape(3, -1).T:
        if spend.sum() <= 120.0:
            found = evaluate(problem, make_decisions(problem, spend=[spend], shipped=0.0))
            stock, shipped = 0.0, []
            for week in range(3):
                stock += problem.supply[0, week]
                sold = min(stock, max(found.demand[0, 0, week], 0.0))
                shipped.append(sold)
                stock -= sold
            plan = evaluate(problem, make_decisions(problem, spend=[spend], shipped=shipped))
            best = max(best, plan.contribution)
    result = solve(problem)
    assert result.status == "optimal"
    assert result.objective is not None
    assert result.objective >= best - 1e-6 * abs(best)
    assert result.objective <= best + 5e-3 * abs(best)
    assert result.decisions is not None
    assert not evaluate(problem, result.decisions).breaks


def test_a_promotion_that_takes_more_than_it_brings_gets_no_money() -> None:
    problem = make_problem(
        [100.0, 100.0], margin=10.0, promos=(Promo(half=10.0, borrowed=1.0, borrowed_weeks=1),)
    )
    result = solve(problem)
    assert result.decisions is not None
    assert result.decisions.spend.max() == pytest.approx(0.0, abs=1e-6)


def test_money_forced_on_such_a_promotion_still_gives_a_checked_plan() -> None:
    # Supply of week 1 is short, so its uplift sells nothing and takes from week 2.
    problem = make_problem(
        [100.0, 100.0],
        supply=[60.0, 100.0],
        margin=10.0,
        promos=(Promo(top=0.5, half=50.0, weeks=(0,), borrowed=1.0, borrowed_weeks=1),),
        caps=(Cap(minimum=50.0, maximum=50.0),),
        fills=(Fill(0.5),),
    )
    result = solve(problem)
    assert result.evaluation is not None
    assert result.objective == pytest.approx(result.evaluation.contribution)
    assert result.bound is not None
    assert result.bound >= result.objective
    assert not result.evaluation.breaks


def test_no_more_is_lost_than_is_left_to_be_asked_for() -> None:
    # What week 2 has left after the borrowing is all that can be lost there.
    problem = make_problem(
        [[100.0, 10.0], [5.0, 100.0]],
        margin=[9.0, 3.0],
        supply=[160.0, 60.0],
        promos=(Promo(0, top=1.0, half=20.0, weeks=(0,), borrowed=0.1, borrowed_weeks=1),),
    )
    result = solve(problem)
    assert result.evaluation is not None
    assert np.all(result.evaluation.sold >= -1e-9)
    assert isinstance(result.decisions, Decisions)
    assert np.all(result.evaluation.lost <= result.evaluation.demand + 1e-6)


REVENUE, UNITS = Aim("revenue", revenue=1.0), Aim("units", units=1.0)
CONTRIBUTION, SPEND = Aim("contribution", contribution=1.0), Aim("spend", spend=1.0)


def last_week(aims: tuple[Aim, ...], targets: tuple[Target, ...] = ()) -> Problem:
    """One week of 100 units at a price of 10 that cost 9: all of the uplift, 40 % at most and half
    of that for 50, is taken from the week after, which is not there. There are 100 of money."""
    return make_problem(
        [100.0],
        margin=1.0,
        net_price=10.0,
        promos=(Promo(top=0.4, half=50.0, borrowed=1.0, borrowed_weeks=1),),
        caps=(Cap(100.0),),
        aims=aims,
        targets=targets,
        target_gap=1e-5,
    )


def test_revenue_is_that_of_the_horizon_whatever_is_taken_from_beyond_it() -> None:
    # All money: 100 of it brings 0.4 x 100 / 150 of 1,000.
    result = solve(last_week((REVENUE,)))
    assert result.status == "optimal"
    assert result.objective == pytest.approx(1000.0 + 1000.0 * 0.4 / 1.5)
    assert result.evaluation is not None
    assert result.evaluation.promo_spend == pytest.approx(100.0)
    # The units that are missing later cost their margin, in the contribution and nowhere else.
    assert result.evaluation.borrowed_cost == pytest.approx(100.0 * 0.4 / 1.5)
    assert result.evaluation.contribution == pytest.approx(100.0 - 100.0)


def test_units_are_those_of_the_horizon() -> None:
    result = solve(last_week((UNITS, CONTRIBUTION)))
    assert result.status == "optimal"
    assert result.objective == pytest.approx(100.0 + 40.0 / 1.5, rel=2e-5)


def test_least_spend_for_a_target_that_borrows_from_beyond_the_end() -> None:
    # 1,150 takes 15 %: 0.4 x / (50 + x) = 0.15 at 30.
    result = solve(last_week((SPEND, CONTRIBUTION), (Target(REVENUE, 1150.0),)))
    assert result.status == "optimal"
    assert result.objective == pytest.approx(-30.0, rel=1e-4)


def test_a_target_is_kept_by_what_is_sold_within_the_horizon() -> None:
    # Promotion earns nothing here, so contribution is best at the 30 that the target takes.
    result = solve(last_week((), (Target(REVENUE, 1150.0),)))
    assert result.status == "optimal"
    assert result.objective == pytest.approx(100.0 - 30.0, rel=1e-4)


def test_of_a_mix_only_the_contribution_pays_for_what_is_taken_from_beyond_the_end() -> None:
    # A unit of uplift earns 10 and counts 2 on top; half a unit is missing later at 10: 7. Of 280
    # x / (100 + x) - x the best is at x = sqrt(28,000) - 100.
    problem = make_problem(
        [100.0],
        promos=(Promo(borrowed=0.5, borrowed_weeks=1),),
        aims=(Aim("weighted", contribution=1.0, units=2.0),),
        target_gap=1e-6,
    )
    result = solve(problem)
    spend = np.sqrt(28000.0) - 100.0
    assert result.objective == pytest.approx(1200.0 + 280.0 * spend / (100.0 + spend) - spend)
    assert result.bound == pytest.approx(result.objective, rel=2e-6)
    assert result.decisions is not None
    assert result.decisions.spend.sum() == pytest.approx(spend, rel=1e-2)


@pytest.mark.parametrize("aim", [REVENUE, UNITS, Aim("weighted", contribution=1.0, revenue=0.3)])
def test_no_plan_on_a_grid_beats_the_bound_of_an_aim(aim: Aim) -> None:
    problem = make_problem(
        [100.0, 90.0],
        margin=8.0,
        net_price=15.0,
        promos=(Promo(top=0.6, half=50.0, borrowed=0.9, borrowed_weeks=3),),
        caps=(Cap(120.0),),
        aims=(aim,),
        target_gap=1e-4,
    )
    result = solve(problem)
    assert result.status == "optimal"
    assert result.bound is not None
    assert result.objective is not None
    best = -np.inf
    for first, second in product(np.linspace(0.0, 120.0, 25), repeat=2):
        if first + second <= 120.0:
            spend = [[first, second]]
            asked = evaluate(problem, make_decisions(problem, spend=spend)).demand[0, 0]
            plan = evaluate(problem, make_decisions(problem, spend=spend, shipped=asked))
            best = max(best, plan.objective)
    assert best <= result.bound * (1.0 + 1e-9)
    assert result.objective >= best * (1.0 - 1e-4)
