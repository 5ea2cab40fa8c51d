"""Plans held in other futures: by hand, and between what any plan can be worth."""

from dataclasses import replace
from threading import Event

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver import Problem, SolverTrouble, hold_decisions, solve
from solver.rules import Aim
from tests.solver.problems import Cap, Fill, Promo, Team, Visit, make_problem
from tests.solver.strategies import GAP, plans
from tests.solver.test_freedom import several_families
from tests.solver.test_properties import few


def one_week(**changes: object) -> Problem:
    """Two accounts; the first is promoted."""
    return make_problem(
        [[100.0], [50.0]], margin=[10.0, 20.0], supply=[120.0], promos=(Promo(0),),
        visits=(Visit(1, maximum=3, present=1, cost=5.0, top=0.3, half=1.0),), **changes,
    )  # fmt: skip


def test_goods_are_shared_out_anew_by_hand() -> None:
    # 100 of 100 + 100 gives uplift 0.4 x 0.5 = 0.2: 120 asked for at 10. Three visits in place of
    # one: 0.3 (3/4 - 1/2) = 0.075: 53.75 asked for at 20. Of 120 those go first, 66.25 follow.
    held = hold_decisions(one_week(), np.array([[100.0]]), np.array([3]))
    assert held.allowed
    assert held.evaluation.sold.ravel() == pytest.approx([66.25, 53.75])
    # 662.5 + 1075 - 100 - 3 x 5
    assert held.objective == pytest.approx(1622.5)


def test_service_binds_and_what_cannot_be_served_is_told() -> None:
    served = replace(one_week(), fill_rules=one_week(fills=(Fill(0.9, accounts=(0,)),)).fill_rules)
    held = hold_decisions(served, np.array([[100.0]]), np.array([3]))
    # 90 of the baseline's 100 for the first, 30 are left at 20.
    assert held.evaluation.sold.ravel() == pytest.approx([90.0, 30.0])
    assert held.allowed
    short = replace(served, supply=np.array([[80.0]]))
    held = hold_decisions(short, np.array([[100.0]]), np.array([3]))
    assert not held.allowed
    (broken,) = held.evaluation.breaks
    assert broken.rule == "min_fill"
    # Without the rule the dear ones go first.
    assert held.evaluation.sold.ravel() == pytest.approx([26.25, 53.75])


def test_money_and_people_that_are_not_there_are_told() -> None:
    poor = replace(one_week(), budgets=one_week(caps=(Cap(60.0),)).budgets)
    held = hold_decisions(poor, np.array([[100.0]]), np.array([3]))
    assert [each.rule for each in held.evaluation.breaks] == ["budget"]
    assert held.evaluation.breaks[0].amount == pytest.approx(40.0)
    tired = make_problem([[50.0]], visits=(Visit(0, team=0, hours=2.0),), teams=(Team(hours=5.0),))
    held = hold_decisions(tired, np.zeros((0, 1)), np.array([4]))
    assert [each.rule for each in held.evaluation.breaks] == ["visit_hours"]
    # More visits than the plan there knows of.
    held = hold_decisions(tired, np.zeros((0, 1)), np.array([9]))
    assert {each.rule for each in held.evaluation.breaks} == {"visit_hours", "visit_bounds"}


def test_the_first_aim_is_what_is_made_the_most_of() -> None:
    # In units the two are worth the same; in money the second is worth twice.
    units = replace(one_week(), aims=(Aim("units", units=1.0),))
    held = hold_decisions(units, np.array([[100.0]]), np.array([1]))
    assert held.objective == pytest.approx(120.0)
    # What units do not care for goes where it earns most: the dear ones first.
    assert held.evaluation.sold.ravel() == pytest.approx([70.0, 50.0])


def test_stopped_it_says_so() -> None:
    stop = Event()
    stop.set()
    with pytest.raises(SolverTrouble, match="stopped"):
        hold_decisions(one_week(), np.array([[100.0]]), np.array([3]), stop)


@few
@given(problem=plans(), many=st.booleans(), tenths=st.integers(3, 14))
def test_between_what_it_was_and_what_any_plan_is(
    problem: Problem, many: bool, tenths: int
) -> None:
    if many:
        problem = several_families(problem, 0.3, least_end=5.0)
    result = solve(problem)
    decisions = result.decisions
    assert decisions is not None
    assert result.objective is not None
    assert result.bound is not None
    size = max(abs(result.objective), 1.0)
    # Its own plan is worth at least what it was, and no more than any.
    own = hold_decisions(problem, decisions.spend, decisions.visits)
    assert own.allowed
    assert own.objective >= result.objective - 1e-5 * size
    assert own.objective <= result.bound + 1e-5 * size
    # In another future: no more than the best plan there.
    future = replace(problem, supply=problem.supply * tenths / 10.0)
    best = solve(future)
    held = hold_decisions(future, decisions.spend, decisions.visits)
    assert best.bound is not None
    if held.allowed:
        assert held.objective <= best.bound + GAP * max(abs(best.bound), 1.0)
    assert held.evaluation.objective == held.objective
    assert (held.decisions.spend == decisions.spend).all()
    assert (held.decisions.visits == decisions.visits).all()
