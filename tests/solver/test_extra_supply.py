"""Extra supply: bought where it earns more than it costs on top."""

import numpy as np
import pytest

from solver import Decisions, evaluate, solve
from tests.solver.problems import make_problem, row_dual


def test_it_is_bought_up_to_what_is_asked_for_and_no_more() -> None:
    # 60 there, 100 asked, 30 to be had at 4 on top of a margin of 10.
    problem = make_problem([100.0], supply=[60.0], extra=[30.0], extra_cost=[4.0])
    result = solve(problem)
    assert result.status == "optimal"
    assert result.objective == pytest.approx(90 * 10 - 30 * 4)
    assert result.decisions is not None
    assert result.decisions.extra.tolist() == [[pytest.approx(30.0)]]
    assert result.evaluation is not None
    assert result.evaluation.extra_cost == pytest.approx(120.0)
    # One more unit arriving saves nothing bought: all 30 are, and ten more are asked for.
    assert row_dual(problem, ("supply", ("p1", "w1"))) == pytest.approx(10.0)


def test_where_some_is_left_to_buy_a_unit_is_worth_what_it_costs_on_top() -> None:
    problem = make_problem([100.0], supply=[60.0], extra=[70.0], extra_cost=[4.0])
    result = solve(problem)
    assert result.objective == pytest.approx(100 * 10 - 40 * 4)
    (worth,) = [each for each in result.worth if each.rule == "supply"]
    assert worth.value == pytest.approx(4.0)


def test_it_is_left_where_it_costs_more_than_it_earns() -> None:
    result = solve(make_problem([100.0], supply=[60.0], extra=[30.0], extra_cost=[10.5]))
    assert result.objective == pytest.approx(600.0)
    assert result.decisions is not None
    assert not result.decisions.extra.any()


def test_it_is_bought_in_the_cheaper_week_and_kept() -> None:
    # In week 1 it costs 2 and 1 to hold, in week 2 it costs 5.
    problem = make_problem(
        [0.0, 100.0], supply=[0.0, 60.0], extra=[25.0, 40.0], extra_cost=[2.0, 5.0], holding=1.0
    )
    result = solve(problem)
    assert result.decisions is not None
    assert result.decisions.extra[0].tolist() == pytest.approx([25.0, 15.0])
    assert result.objective == pytest.approx(1000 - 25 * 2 - 25 * 1 - 15 * 5)


@pytest.mark.parametrize(("bought", "amount"), [(31.0, 1.0), (-2.0, 2.0)])
def test_more_than_there_is_or_less_than_nothing_is_seen(bought: float, amount: float) -> None:
    problem = make_problem([100.0], supply=[60.0], extra=[30.0], extra_cost=[4.0])
    shipped = np.full((1, 1, 1), 50.0)
    decisions = Decisions(
        np.zeros((0, 1)), np.zeros(0, dtype=np.int64), shipped, np.array([[bought]])
    )
    found = {each.rule: each for each in evaluate(problem, decisions).breaks}
    assert found["extra_supply"].amount == pytest.approx(amount)
    assert found["extra_supply"].key == ("p1", "w1")


def test_nothing_bought_may_be_left_unsaid() -> None:
    problem = make_problem([100.0], supply=[60.0], extra=[30.0], extra_cost=[4.0])
    shipped = np.full((1, 1, 1), 60.0)
    decisions = Decisions(np.zeros((0, 1)), np.zeros(0, dtype=np.int64), shipped)
    evaluation = evaluate(problem, decisions)
    assert evaluation.contribution == pytest.approx(600.0)
    assert not evaluation.breaks
