"""Rules that hold a plan back, and what they cost: by hand, and against a solve without them."""

from dataclasses import replace
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from hypothesis import given

import solver.binding
from kamplan.exchange.folder import read_plan
from kamplan.formulation import formulate
from solver import Aim, Binding, Problem, Progress, Target, solve
from solver.model import build_model
from solver.without import has_rule, rule_of, without
from tests.plan.folders import write_folder
from tests.solver.problems import (
    Calendar,
    Cap,
    Fill,
    Promo,
    Team,
    Visit,
    make_problem,
)
from tests.solver.strategies import GAP, plans
from tests.solver.test_families import everything
from tests.solver.test_freedom import calendar, every_account, fairness
from tests.solver.test_properties import few, size

NO_RULE = {"supply", "account_stock"}
"""families that balance stock."""


def explained(problem: Problem) -> dict[tuple[str, ...], Binding]:
    """The binding rules by family and name."""
    result = solve(problem, explain=True)
    return {(each.rule, *each.key): each for each in result.binding}


def test_hand_solved_budget() -> None:
    # 400 x / (100 + x) - x: 83.33 at 50, 100 at its best, 100; the unit after 50 brings 0.766.
    problem = make_problem([100.0], promos=(Promo(),), caps=(Cap(50.0),))
    (budget,) = explained(problem).values()
    assert (budget.rule, budget.key, budget.rows, budget.limit) == ("budget", ("total",), 1, 50.0)
    assert budget.price == pytest.approx(400.0 * (51.0 / 151.0 - 50.0 / 150.0) - 1.0, rel=1e-3)
    assert budget.cost == pytest.approx(100.0 - 400.0 * 50.0 / 150.0 + 50.0, rel=1e-4)
    assert budget.cost_at_most == pytest.approx(budget.cost, abs=0.01)


def test_hand_solved_service() -> None:
    # Each unit for the second account loses 2 that the first would earn 10 with: 30 units at 12.
    fill = Fill(0.3, accounts=(1,), name="starved")
    problem = make_problem([[100.0], [100.0]], margin=[10.0, -2.0], supply=[100.0], fills=(fill,))
    (rule,) = explained(problem).values()
    assert (rule.rule, rule.key, rule.limit) == ("min_fill", ("starved",), 30.0)
    assert rule.price == pytest.approx(12.0)
    assert rule.cost == pytest.approx(360.0)


def test_a_rule_that_is_repeated_is_one_rule() -> None:
    # Two accounts are starved at 12 and at 11 a unit; the rule as a whole costs both.
    fills = tuple(
        Fill(0.3, accounts=(a,), name="starved", cell=(f"a{a + 1}",)) for a in range(1, 3)
    )
    problem = make_problem(
        [[100.0], [100.0], [100.0]], margin=[10.0, -2.0, -1.0], supply=[100.0], fills=fills
    )
    (rule,) = explained(problem).values()
    assert (rule.key, rule.rows, rule.limit) == (("starved",), 2, None)
    assert rule.price == pytest.approx(12.0)
    assert rule.cost == pytest.approx(30.0 * 12.0 + 30.0 * 11.0)


def test_hand_solved_hours_with_whole_visits() -> None:
    # 500 n / (1 + n): 250 for one visit of two hours, 333.33 for two, 400 for the four there
    # may be. Three hours: one visit; none of the hours is worth anything by itself.
    problem = make_problem([100.0], visits=(Visit(hours=2.0, team=0),), teams=(Team(hours=3.0),))
    (hours,) = explained(problem).values()
    assert (hours.rule, hours.key, hours.limit) == ("visit_hours", ("north",), 3.0)
    assert hours.cost == pytest.approx(150.0)
    # Divisible, n = 1.5 lies on the chord from 250 to 333.33: 83.33 a visit of two hours.
    assert hours.price == pytest.approx(83.333 / 2.0, rel=1e-3)


def test_hand_solved_promoted_weeks() -> None:
    # Each of two weeks gains 100 at its best.
    problem = make_problem([100.0, 100.0], promos=(Promo(),), calendar=(Calendar(most_weeks=1),))
    weeks = explained(problem)["promo_weeks", "calendar"]
    assert (weeks.limit, weeks.rows) == (1.0, 1)
    assert weeks.cost == pytest.approx(100.0, rel=1e-4)


def test_a_rule_of_the_first_aim() -> None:
    # Revenue: 20 a unit, and money costs nothing but the target: 900 of contribution.
    aims = (Aim("revenue", revenue=1.0), Aim("contribution", contribution=1.0))
    target = Target(Aim("contribution", contribution=1.0), 1080.0)
    problem = make_problem(
        [100.0], promos=(Promo(),), targets=(target,), caps=(Cap(400.0),), aims=aims
    )
    found = explained(problem)
    # 400 x / (100 + x) - x = 80 at x = 161.8 and not beyond: 20 (100 + 40 x / (100 + x)).
    spend = (220.0 + np.sqrt(220.0**2 - 4.0 * 8000.0)) / 2.0
    less = 800.0 * (400.0 / 500.0 - spend / (100.0 + spend))
    assert found["target", "contribution"].cost == pytest.approx(less, rel=5e-3)
    assert ("budget", "total") not in found


def test_the_dearest_first_and_what_does_not_bind_left_out() -> None:
    caps = (Cap(50.0, name="tight"), Cap(60.0, name="loose"), Cap(45.0, rows=(0,), name="first"))
    problem = make_problem(
        [[100.0], [300.0]], promos=(Promo(0), Promo(1)), caps=(*caps, Cap(1e6, name="never"))
    )
    result = solve(problem, explain=True)
    names = [each.key[0] for each in result.binding]
    assert names == ["tight"]
    assert solve(make_problem([100.0]), explain=True).binding == ()


def test_costs_change_the_order() -> None:
    # 400 x / (100 + x) - x: at 50 a unit more gains 0.78 and the best 16.67; at 150 a unit
    # less gains 0.36 and the best 10. Times their limits it is 38.9 and 54.
    caps = (Cap(50.0, rows=(0,), name="most"), Cap(minimum=150.0, rows=(1,), name="least"))
    problem = make_problem([[100.0], [100.0]], promos=(Promo(0), Promo(1)), caps=caps)
    assert [each.key for each in solve(problem).binding] == [("least",), ("most",)]
    found = solve(problem, explain=True).binding
    assert [each.key for each in found] == [("most",), ("least",)]
    assert [each.cost for each in found] == pytest.approx([50.0 / 3.0, 10.0], rel=1e-3)


def test_without_asking_prices_are_known_and_costs_are_not() -> None:
    problem = make_problem([100.0], promos=(Promo(),), caps=(Cap(50.0),))
    with_costs, without_costs = solve(problem, explain=True), solve(problem)
    (priced,) = without_costs.binding
    assert (priced.cost, priced.cost_at_most) == (None, None)
    assert with_costs.binding[0].price == pytest.approx(priced.price)
    for name in ("status", "objective", "bound", "worth"):
        assert getattr(with_costs, name) == getattr(without_costs, name)


@pytest.mark.parametrize("family", sorted({name for name, _ in build_model(everything()).rules}))
def test_each_family_can_be_taken_out(family: str) -> None:
    problem = everything()
    names = {rule for rule in build_model(problem).rules if rule[0] == family}
    assert has_rule(family) == (family not in NO_RULE)
    if family in NO_RULE:
        with pytest.raises(KeyError):
            without(problem, family, ())
        return
    for name in names:
        rule = rule_of(*name)
        before = set(build_model(problem).rules)
        left = set(build_model(without(problem, family, rule)).rules)
        gone = {each for each in before if each[0] == family and rule_of(*each) == rule}
        # A budget's or a rule's other limits stay.
        assert left == before - gone


def rich(problem: Problem) -> Problem:
    """Several families at once."""
    return replace(
        problem,
        fairness=(fairness(problem, 0.1, None),),
        fill_rules=every_account(problem, 0.2, 3.0),
        calendar=calendar(problem, most_weeks=1, least_spend=5.0),
    )


@few
@given(problem=plans())
def test_a_cost_is_what_a_solve_without_the_rule_gains(problem: Problem) -> None:
    problem = rich(problem)
    result = solve(problem, explain=True)
    for each in result.binding[: solver.binding.MOST]:
        free = solve(without(problem, each.rule, each.key))
        assert free.objective is not None
        assert result.objective is not None
        assert each.cost is not None
        assert each.cost_at_most is not None
        assert 0.0 <= each.cost <= each.cost_at_most
        allowed = 2.0 * GAP * size(free, result)
        assert each.cost == pytest.approx(free.objective - result.objective, abs=allowed)


def hard_work() -> Problem:
    """Three binding rules."""
    caps = tuple(Cap(20.0 + a, rows=(a,), name=f"b{a}") for a in range(3))
    return make_problem(
        [[100.0], [150.0], [200.0]], promos=tuple(Promo(a) for a in range(3)), caps=caps
    )


def test_stopped_the_plan_is_kept_and_costs_are_not_known() -> None:
    flag = Event()

    def stop(told: Progress) -> None:
        if told.stage == "explain":
            flag.set()

    result = solve(hard_work(), flag, stop, explain=True)
    assert result.status == "optimal"
    assert len(result.binding) == 3
    assert {each.cost for each in result.binding} == {None}


def test_only_so_many_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solver.binding, "MOST", 2)
    found = solve(hard_work(), explain=True).binding
    costs = [each.cost for each in found]
    assert [each.key for each in found] == [("b2",), ("b1",), ("b0",)]
    assert costs[2] is None
    assert None not in costs[:2]
    assert costs[0] >= costs[1]  # type: ignore[operator]
    monkeypatch.setattr(solver.binding, "SECONDS", 0.0)
    assert {each.cost for each in solve(hard_work(), explain=True).binding} == {None}


def test_other_plans_are_no_news_of_this_one() -> None:
    told: list[Progress] = []
    result = solve(hard_work(), report=told.append, explain=True)
    last = told[-1]
    assert last.stage == "explain"
    assert (last.value, last.bound) == (result.objective, result.bound)


def test_at_a_kink_a_rule_gains_what_one_more_of_it_is_worth(tmp_path: Path) -> None:
    """Money 50 lifts a's 100 units at 10 by 20, and 50 more by 10: a unit brings 4, then 2. At b it
    brings 0.4, then 0.2, and 50 are demanded."""
    steps = "curve,point,effort,effect\nsteps,1,1,0.6666666666666666\nsteps,2,2,1\n"
    promotions = "account,mechanic,max_uplift,half_spend,curve\n"
    plan = write_folder(
        tmp_path,
        {
            "plan.toml": 'name = "k"\nfirst_week = "2026-W49"\nweeks = 1\n[solve]\ngap = 1e-7\n',
            "accounts.csv": "account\na\nb\n",
            "products.csv": "product,price,cost\np,20,10\n",
            "demand.csv": "account,product,week,units\na,p,2026-W49,100\nb,p,2026-W49,100\n",
            "supply.csv": "product,week,units\np,opening,1000\n",
            "promotions.csv": promotions + "a,flyer,0.3,50,steps\nb,flyer,0.03,50,steps\n",
            "curves.csv": steps,
            "budgets.csv": "name,where,min,max\nmost,account=a,,50\nleast,account=b,50,\n",
            "visits.csv": None,
            "teams.csv": None,
            "service.csv": None,
        },
    )
    result = solve(formulate(read_plan(plan)))
    worths = {each.key[0]: (each.value, each.left) for each in result.worth if each.value}
    assert worths["most"] == pytest.approx((1.0, 3.0), abs=1e-6)
    assert worths["least"] == pytest.approx((-0.8, -0.6), abs=1e-6)
    gains = {each.key[0]: each.price for each in result.binding}
    assert gains == pytest.approx({"most": 1.0, "least": 0.6}, abs=1e-6)
