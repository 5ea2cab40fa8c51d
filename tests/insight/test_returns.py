"""What the next step of money or visits brings, worked out by hand."""

from dataclasses import replace
from pathlib import Path

import pytest

from kamplan.insight.levers import promotion_lever, visit_lever
from kamplan.insight.marginal import unit_returns
from kamplan.insight.returns import (
    Return,
    promotion_return,
    round_step,
    visit_return,
)
from kamplan.planning import solve_scenario
from tests.insight import by_hand

# In the first week goods are short: one more is worth the 3 that b earns with it. In the second
# one is left, which costs 0.5 to hold and 1 to write down: one less is worth 1.5.
PROMOTIONS = "account,mechanic,max_uplift,half_spend\na,display,0.5,10\nb,display,0.4,20\n"
FREE = "name,where,min,max\nall,,,20\n"


def test_a_unit_of_demand_is_worth_what_it_earns_less_the_goods_it_takes(tmp_path: Path) -> None:
    solved = by_hand.solve(tmp_path)
    a, b = unit_returns(solved)[:2]
    assert a[0] == pytest.approx([4 - 3, 4 + 1.5])
    assert b[0] == pytest.approx([3 - 3, 3 + 1.5])
    # After a restart, what a unit delivered is worth is no longer known: its margin is.
    again = replace(solved, result=replace(solved.result, unit_worth=None, demand_worth=None))
    assert unit_returns(again)[0, 0] == pytest.approx(a[0])


def test_without_money_the_first_step_in_the_best_week(tmp_path: Path) -> None:
    solved = by_hand.solve(tmp_path, promotions=PROMOTIONS, budgets=FREE)
    # f(0.5) = 0.25 / 10.5, of 8 units worth 1, or of 2 units worth 5.5: less than the money.
    assert promotion_return(solved, "a", "display") == Return(
        0.5, pytest.approx(0.25 / 10.5 * 11), 0, "2026-W53"
    )
    # f(1) = 0.4 * 1 / 21, of 3 units worth 4.5.
    found = promotion_return(solved, "b", "display")
    assert found is not None
    assert found.step == 1.0
    assert found.brings == pytest.approx(0.4 / 21 * 3 * 4.5)


def test_with_money_the_next_step_in_the_weeks_that_have_some(tmp_path: Path) -> None:
    solved = by_hand.solve(
        tmp_path,
        promotions="account,mechanic,max_uplift,half_spend,weeks\na,display,0.5,10,2026-W53\n",
        budgets="name,where,min,max\nmust,tier=A,10,10\n",
    )
    # f(10) = 0.25, f(10.5) = 0.5 * 10.5 / 20.5. Of 6 units 5.5 are asked for: one less is half of
    # one that is left, at 1.5, and half of one that b earns 3 with: 0.75, of the 4 that a earns.
    assert promotion_return(solved, "a", "display") == Return(
        0.5, pytest.approx((0.5 * 10.5 / 20.5 - 0.25) * 2 * 3.25), 1
    )


def test_what_is_borrowed_is_taken_off(tmp_path: Path) -> None:
    columns = "account,mechanic,max_uplift,half_spend,borrowed,borrowed_weeks\n"
    promotions = f"{columns}a,display,0.5,10,0.5,1\n"
    solved = by_hand.solve(tmp_path, promotions=promotions, budgets=FREE)
    # First week: 8 (1 - 0.5 * 5.5) is a loss. Second: 2 (5.5 - 0.5 * 4), the margin later on.
    found = promotion_return(solved, "a", "display")
    assert found == Return(0.5, pytest.approx(0.25 / 10.5 * 2 * 3.5), 0, "2026-W53")


def test_the_next_visit(tmp_path: Path) -> None:
    columns = "account,kind,present,min,max,hours,cost,max_change,half_visits\n"
    solved = by_hand.solve(tmp_path, visits=f"{columns}a,rep,2,2,2,1.5,3,0.4,2\n")
    # 0.4 (3 / 5 - 2 / 4) = 0.04 of 8 units worth 1 and 2 worth 5.5.
    assert visit_return(solved, "a", "rep") == Return(
        1.0, pytest.approx(0.04 * 19), 0, cost=3.0, hours=1.5
    )


def test_without_a_plan_or_a_row_nothing_is_said(tmp_path: Path) -> None:
    none = solve_scenario(by_hand.source(tmp_path), "none")
    assert none.result.decisions is None
    assert promotion_return(none, "a", "display") is None
    assert visit_return(none, "a", "rep") is None
    assert promotion_return(None, "a", "display") is None
    assert visit_return(None, "a", "rep") is None
    solved = by_hand.solve(tmp_path / "other")
    assert promotion_return(solved, "a", "tasting") is None
    assert visit_return(solved, "new", "rep") is None


@pytest.mark.parametrize(
    ("most", "step"),
    [(1.0, 1.0), (1.99, 1.0), (2.0, 2.0), (40.0, 20.0), (999.0, 500.0), (0.3, 0.2)],
)
def test_steps_are_round(most: float, step: float) -> None:
    assert round_step(most) == pytest.approx(step)


def test_a_curve_of_the_table_alone(tmp_path: Path) -> None:
    plan = by_hand.source(tmp_path, promotions=PROMOTIONS).plan
    curve = promotion_lever(plan, 1)
    assert (curve.account, curve.lever) == ("b", "display")
    assert curve.planned == curve.present == ()
    # Half again beyond the half spend: 0.4 * 30 / 50.
    assert curve.line[0] == (0.0, 0.0)
    assert curve.line[-1] == (30.0, pytest.approx(0.24))
    visits = visit_lever(plan, 2)
    assert [effort for effort, _level in visits.line] == [0.0, 1.0, 2.0, 3.0]
    assert visits.present == ((3.0, 0.0),)
    assert visits.planned == ()


def test_planned_points_stand_on_the_curve_as_it_is_now(tmp_path: Path) -> None:
    budgets = "name,where,min,max\nmust,tier=A,10,10\n"
    weeks = "account,mechanic,max_uplift,half_spend,weeks\na,display,0.5,10,2026-W53\n"
    solved = by_hand.solve(tmp_path, promotions=weeks, budgets=budgets)
    assert promotion_lever(solved.plan, 0, solved).planned == ((pytest.approx(10.0), 0.25),)
    later = by_hand.source(tmp_path / "later", promotions=weeks.replace("0.5", "0.8")).plan
    assert promotion_lever(later, 0, solved).planned == ((pytest.approx(10.0), 0.4),)


def test_a_curve_of_judged_points(tmp_path: Path) -> None:
    promotions = "account,mechanic,max_uplift,half_spend,curve\na,display,0.5,10,slow\n"
    curves = "curve,point,effort,effect\nslow,1,0.5,0.1\nslow,2,2,1\n"
    plan = by_hand.source(tmp_path, promotions=promotions, curves=curves).plan
    levels = dict(promotion_lever(plan, 0).line)
    # To the last point, 20, and half again.
    assert max(levels) == 30.0
    assert levels[15.0] == pytest.approx(0.5 * (0.1 + 0.9 * 2 / 3))
    assert levels[30.0] == 0.5
