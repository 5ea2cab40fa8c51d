"""Rules with a price: kept where that is cheaper, broken and paid for where not."""

import numpy as np
import pytest

from solver import evaluate, solve
from tests.solver.problems import Cap, Fill, Promo, make_decisions, make_problem


@pytest.mark.parametrize(
    ("price", "objective", "short"),
    # 50 units for the poor account cost 9 each; at 3 they are paid for, at 20 served.
    [(3.0, 1000.0 - 150.0, 50.0), (20.0, 550.0, 0.0), (None, 550.0, 0.0)],
)
def test_a_service_rule_is_broken_where_its_price_is_lower(
    price: float | None, objective: float, short: float
) -> None:
    problem = make_problem(
        [[100.0], [100.0]],
        margin=[10.0, 1.0],
        supply=[100.0],
        fills=(Fill(0.5, accounts=(1,), price=price),),
    )
    result = solve(problem)
    assert result.status == "optimal"
    assert result.objective == pytest.approx(objective)
    assert result.evaluation is not None
    assert sum(broken.amount for broken in result.evaluation.broken) == pytest.approx(short)
    assert result.evaluation.objective == pytest.approx(objective)
    assert result.evaluation.breaks == ()


def test_a_priced_budget_is_overspent_until_the_next_unit_returns_one_and_its_price() -> None:
    # margin 10 x 100 units: 1000 money of uplift top 0.4 -> f(x) = 400 x / (100 + x); f' =
    # 40000 / (100 + x)^2 = 1.2 at x = 182.57; the cap is 50.
    problem = make_problem([100.0], promos=(Promo(),), caps=(Cap(50.0, price=0.2),))
    result = solve(problem)
    spend = np.sqrt(40000.0 / 1.2) - 100.0
    assert result.decisions is not None
    # The plan is proven to 1e-7 of its worth, the spend to the root of that.
    assert result.decisions.spend.sum() == pytest.approx(spend, rel=1e-2)
    best = 1000.0 + 400.0 * spend / (100.0 + spend) - spend - 0.2 * (spend - 50.0)
    assert result.objective == pytest.approx(best, rel=1e-6)
    assert result.bound == pytest.approx(best, rel=1e-6)


def test_a_priced_least_spend_is_missed_where_that_is_cheaper() -> None:
    # No uplift at all: 80 must be spent, or 0.3 paid for each that is not.
    promos, least = (Promo(top=0.0),), 80.0
    cheap = make_problem([100.0], promos=promos, caps=(Cap(minimum=least, price=0.3),))
    assert solve(cheap).objective == pytest.approx(1000.0 - 24.0)
    dear = make_problem([100.0], promos=promos, caps=(Cap(minimum=least, price=1.5),))
    assert solve(dear).objective == pytest.approx(1000.0 - 80.0)


def test_priced_rules_make_no_plan_impossible() -> None:
    # More than all demand is asked for, at no supply.
    problem = make_problem([100.0], supply=[0.0], fills=(Fill(2.0, price=1.0),))
    result = solve(problem)
    assert result.status == "optimal"
    assert result.objective == pytest.approx(-200.0)


def test_a_conflict_of_hard_rules_leaves_the_priced_ones_out() -> None:
    problem = make_problem(
        [100.0], supply=[50.0], fills=(Fill(0.8), Fill(0.9, price=1.0, name="soft"))
    )
    result = solve(problem)
    assert result.status == "infeasible"
    names = {item.key[0]: item.amount for item in result.conflict if item.rule == "min_fill"}
    assert names == {"service": pytest.approx(30.0, rel=1e-4)}


def test_the_price_of_a_broken_rule_is_recomputed() -> None:
    problem = make_problem([100.0], fills=(Fill(0.8, price=3.0),))
    evaluation = evaluate(problem, make_decisions(problem, shipped=[60.0]))
    assert evaluation.broken_cost == pytest.approx(60.0)
    assert evaluation.objective == pytest.approx(evaluation.contribution - 60.0)
