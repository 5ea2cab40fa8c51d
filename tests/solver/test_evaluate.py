"""A plan recomputed from its decisions: money by hand, and every kind of break."""

from dataclasses import replace

import numpy as np
import pytest

from solver import Break, Decisions, Problem, evaluate
from tests.solver.problems import (
    Cap,
    Fill,
    Promo,
    Team,
    Visit,
    make_decisions,
    make_problem,
)


def guarded_problem() -> Problem:
    """Two accounts, two weeks, with a rule of every family. Spend 100 gives uplift 0.2."""
    return make_problem(
        [[100.0, 100.0], [50.0, 50.0]],
        margin=[10.0, 4.0],
        net_price=[30.0, 20.0],
        supply=[200.0, 150.0],
        opening=10.0,
        holding=0.5,
        write_down=2.0,
        promos=(Promo(account=0, weeks=(0,)),),
        visits=(Visit(account=1, minimum=1, maximum=3, cost=20.0, hours=2.0, team=0),),
        teams=(Team(hours=5.0, peak_hours=2.5),),
        caps=(Cap(150.0, minimum=40.0),),
        fills=(Fill(0.9, accounts=(0,), name="key"),),
        peak=(0,),
    )


def kept_decisions() -> Decisions:
    """Spend 100, one visit: demand 120, 100 and 62.5, 62.5; all but 12.5 of the last served."""
    return make_decisions(
        guarded_problem(),
        spend=[[100.0, 0.0]],
        visits=[1],
        shipped=[[120.0, 100.0], [62.5, 50.0]],
    )


def only_break(decisions: Decisions, problem: Problem | None = None) -> Break:
    """The one rule that is broken."""
    (found,) = evaluate(problem or guarded_problem(), decisions).breaks
    return found


def test_money_by_hand() -> None:
    found = evaluate(guarded_problem(), kept_decisions())
    assert found.breaks == ()
    # change(1) = 0.5 * 1 / 2 = 0.25
    assert found.demand[:, 0].tolist() == [[120.0, 100.0], [62.5, 62.5]]
    assert found.lost[:, 0].tolist() == [[0.0, 0.0], [0.0, 12.5]]
    # 210 - 182.5 = 27.5, then + 150 - 150.
    assert found.stock[0].tolist() == [27.5, 27.5]
    assert found.margin == 220.0 * 10.0 + 112.5 * 4.0
    assert found.revenue == 220.0 * 30.0 + 112.5 * 20.0
    assert found.promo_spend == 100.0
    assert found.visit_cost == 20.0
    assert found.holding_cost == 0.5 * (27.5 + 27.5)
    assert found.write_down == 2.0 * 27.5
    assert found.contribution == 2650.0 - 100.0 - 20.0 - 27.5 - 55.0
    assert (found.visits, found.visit_hours) == (1, 2.0)
    assert found.units_sold == 332.5
    assert found.fill_rate == 332.5 / 345.0


def test_nothing_asked_for_counts_as_filled() -> None:
    problem = make_problem([0.0])
    assert evaluate(problem, make_decisions(problem)).fill_rate == 1.0


def test_two_products_are_priced_and_covered_each_for_itself() -> None:
    problem = make_problem(
        [[[100.0], [10.0]]],
        margin=[[1.0, 100.0]],
        supply=[[100.0], [20.0]],
        holding=[1.0, 7.0],
        promos=(Promo(covers=(1,)),),
    )
    decisions = make_decisions(problem, spend=100.0, shipped=[[[100.0], [12.0]]])
    found = evaluate(problem, decisions)
    assert found.demand.ravel().tolist() == pytest.approx([100.0, 12.0])
    assert found.contribution == pytest.approx(100.0 + 1200.0 - 100.0 - 8.0 * 7.0)


def test_a_budget_overspent_is_a_break() -> None:
    decisions = replace(kept_decisions(), spend=np.array([[170.0, 0.0]]))
    found = only_break(decisions)
    assert (found.rule, found.key) == ("budget", ("total",))
    assert found.amount == pytest.approx(20.0)


def test_a_budget_not_reached_is_a_break() -> None:
    shipped = kept_decisions().shipped.copy()
    shipped[0, 0, 0] = 100.0
    decisions = replace(kept_decisions(), spend=np.array([[30.0, 0.0]]), shipped=shipped)
    assert only_break(decisions) == Break("budget_min", ("total",), 10.0)


def test_hours_over_the_limit_are_a_break() -> None:
    # 3 visits of 2 hours against 5; half of them, 3 hours, in the peak of 1 of 2 weeks.
    problem = guarded_problem()
    roomy = replace(problem, teams=replace(problem.teams, peak_hours=np.array([9.0])))
    decisions = replace(kept_decisions(), visits=np.array([3]))
    assert only_break(decisions, roomy) == Break("visit_hours", ("north",), 1.0)


def test_peak_hours_over_the_limit_are_a_break() -> None:
    problem = guarded_problem()
    roomy = replace(problem, teams=replace(problem.teams, hours=np.array([9.0])))
    decisions = replace(kept_decisions(), visits=np.array([3]))
    assert only_break(decisions, roomy) == Break("peak_hours", ("north",), 0.5)


@pytest.mark.parametrize(("visits", "amount"), [(0, 1.0), (5, 2.0)])
def test_visits_outside_their_bounds_are_a_break(visits: int, amount: float) -> None:
    problem = replace(
        guarded_problem(),
        teams=replace(
            guarded_problem().teams, hours=np.array([np.inf]), peak_hours=np.array([np.inf])
        ),
    )
    shipped = kept_decisions().shipped.copy()
    shipped[1] = 50.0
    decisions = replace(kept_decisions(), visits=np.array([visits]), shipped=shipped)
    assert only_break(decisions, problem) == Break("visit_bounds", ("a2", "rep"), amount)


def test_a_service_promise_not_kept_is_a_break() -> None:
    # 0.9 * 200 = 180 are owed, 175 sold.
    shipped = kept_decisions().shipped.copy()
    shipped[0, 0] = [75.0, 100.0]
    found = only_break(replace(kept_decisions(), shipped=shipped))
    assert found == Break("min_fill", ("key",), 5.0)


def test_shipping_more_than_there_is_is_a_break() -> None:
    # Week 1 has 210 and ships 250 of 300; week 2 brings 150 and ships nothing.
    problem = replace(guarded_problem(), baseline=guarded_problem().baseline * 2.0)
    problem = replace(problem, fill_rules=())
    decisions = replace(kept_decisions(), shipped=np.array([[[150.0, 0.0]], [[100.0, 0.0]]]))
    assert only_break(decisions, problem) == Break("supply", ("p1", "w1"), 40.0)


def test_shipping_more_than_is_asked_for_is_a_break_and_not_a_sale() -> None:
    shipped = kept_decisions().shipped.copy()
    shipped[1, 0, 1] = 70.0
    decisions = replace(kept_decisions(), shipped=shipped)
    assert only_break(decisions) == Break("demand", ("a2", "p1", "w2"), 7.5)
    assert evaluate(guarded_problem(), decisions).sold[1, 0, 1] == 62.5


def test_shipping_less_than_nothing_is_a_break() -> None:
    shipped = kept_decisions().shipped.copy()
    shipped[1, 0, 1] = -5.0
    assert only_break(replace(kept_decisions(), shipped=shipped)).rule == "demand"


def test_spend_in_a_week_without_the_promotion_is_a_break() -> None:
    decisions = replace(kept_decisions(), spend=np.array([[100.0, 7.0]]))
    found = [b for b in evaluate(guarded_problem(), decisions).breaks if b.rule == "spend"]
    assert found == [Break("spend", ("a1", "display"), 7.0)]


def test_negative_spend_is_a_break() -> None:
    # Curves of shape 1 keep the arithmetic alone from hiding it.
    problem = replace(guarded_problem(), budgets=(), fill_rules=())
    shipped = kept_decisions().shipped.copy()
    shipped[0, 0] = 0.0
    decisions = replace(kept_decisions(), spend=np.array([[-3.0, 0.0]]), shipped=shipped)
    assert only_break(decisions, problem) == Break("spend", ("a1", "display"), 3.0)


def test_amounts_within_the_solver_s_tolerance_are_no_break() -> None:
    decisions = replace(kept_decisions(), spend=np.array([[150.0 + 1e-5, 0.0]]))
    assert evaluate(guarded_problem(), decisions).breaks == ()
