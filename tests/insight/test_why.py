"""Why a number is what it is: each reason shown by a plan that is solved by hand.

Account a sells 100 units at a margin of 10. Money x lifts that by 0.4 x / (100 + x): it earns
400 x / (100 + x), and a unit more brings 40000 / (100 + x)^2. At b the lift is 0.15: it earns
150 x / (100 + x), and the first unit brings 1.5.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kamplan.formulation import formulate
from kamplan.insight.marginal import money_prices, money_returns, visit_prices, visit_returns
from kamplan.insight.why import Why
from kamplan.plan import Plan
from kamplan.planning import open_source
from kamplan.shipped import find_shipped
from kamplan.whatif.figures import Solved
from solver import solve
from tests.plan.folders import write_folder

FILES = {
    "plan.toml": 'name = "Why"\nfirst_week = "2026-W49"\nweeks = 1\n\n[solve]\ngap = 1e-7\n',
    "accounts.csv": "account,team\na,t\nb,t\n",
    "products.csv": "product,price,cost\np,20,10\n",
    "demand.csv": "account,product,week,units\na,p,2026-W49,100\nb,p,2026-W49,100\n",
    "supply.csv": "product,week,units\np,opening,1000\n",
    "promotions.csv": "account,mechanic,max_uplift,half_spend\na,flyer,0.4,100\nb,flyer,0.15,100\n",
    "visits.csv": None,
    "teams.csv": None,
    "budgets.csv": None,
    "service.csv": None,
}
BUDGET = FILES["plan.toml"] + "\n[promotion]\nbudget = 50\n"


def solved_of(folder: Path, **files: str) -> Solved:
    """The plan with some tables in place of its own, solved as closely as can be."""
    changed = {
        f"{name}.{'toml' if name == 'plan' else 'csv'}": each for name, each in files.items()
    }
    return solved(open_source(write_folder(folder, {**FILES, **changed})).plan)


def solved(plan: Plan, gap: float = 1e-7) -> Solved:
    problem = replace(formulate(plan), target_gap=gap)
    result = solve(problem)
    assert result.status == "optimal"
    return Solved("base", plan, problem, result)


# Money


def test_money_is_spent_until_a_unit_brings_what_it_costs(tmp_path: Path) -> None:
    # 40000 / (100 + x)^2 = 1 at x = 100; at b 15000 / (100 + x)^2 = 1 at 22.47.
    why = Why(solved_of(tmp_path)).spend(0, 0)
    assert why.spend == pytest.approx(100.0, rel=1e-2)
    assert (why.reason, why.budgets, why.rules) == ("returns", (), ())
    assert why.returns == pytest.approx(1.0, rel=1e-2)
    assert (why.price, why.at_margin) == (1.0, True)


def test_a_budget_that_is_spent_has_a_price(tmp_path: Path) -> None:
    # All 50 go to a: 40000 / 150^2 = 1.7778 a unit, 1 of its own and 0.7778 of the budget. The
    # first unit at b would bring 1.5: more than it costs, less than at a.
    asked = Why(solved_of(tmp_path, plan=BUDGET))
    here, elsewhere = asked.spend(0, 0), asked.spend(1, 0)
    assert (here.spend, elsewhere.spend) == pytest.approx((50.0, 0.0), abs=1e-4)
    assert here.returns == pytest.approx(16.0 / 9.0, rel=1e-3)
    assert here.price == pytest.approx(16.0 / 9.0, rel=1e-2)
    assert here.budgets == (("total", pytest.approx(7.0 / 9.0, rel=2e-2)),)
    assert (here.reason, here.at_margin) == ("budget", True)
    assert elsewhere.returns == pytest.approx(1.5, rel=1e-3)
    assert (elsewhere.reason, elsewhere.at_margin) == ("budget", False)
    # a takes the next unit, b is next in line.
    assert [each.account for each in asked.money_line] == ["a", "b"]


def test_a_least_spend_makes_money_cheaper(tmp_path: Path) -> None:
    # b must have 50, where a unit brings 15000 / 150^2 = 0.6667: a third is given by the rule.
    budgets = "name,where,min\nfloor,account=b,50\n"
    why = Why(solved_of(tmp_path, budgets=budgets)).spend(1, 0)
    assert why.spend == pytest.approx(50.0)
    assert why.returns == pytest.approx(2.0 / 3.0, rel=1e-3)
    assert why.price == pytest.approx(2.0 / 3.0, rel=1e-2)
    assert why.budgets == (("floor", pytest.approx(-1.0 / 3.0, rel=2e-2)),)
    assert why.at_margin


def test_goods_that_are_short_take_the_return(tmp_path: Path) -> None:
    # All 150 units are sold anyway, b's margin being a's: a unit of p is worth 10, and what money
    # would sell is taken from b. Were they free, the first unit would bring 4.
    supply = "product,week,units\np,opening,150\n"
    why = Why(solved_of(tmp_path, supply=supply)).spend(0, 0)
    assert (why.spend, why.reason) == (pytest.approx(0.0), "goods")
    assert why.returns == pytest.approx(0.0, abs=1e-6)
    assert why.if_free == pytest.approx(4.0, rel=1e-3)
    assert why.goods == (("p", pytest.approx(10.0)),)


def test_what_is_not_sold_costs_money_to_keep(tmp_path: Path) -> None:
    # A unit that is left is written down by 4: selling it brings 14, and money 1.4 times as much.
    products = "product,price,cost,salvage\np,20,10,6\n"
    why = Why(solved_of(tmp_path, products=products)).spend(0, 0)
    assert why.spend == pytest.approx(100.0 * (np.sqrt(5.6) - 1.0), rel=1e-2)
    assert why.returns == pytest.approx(1.0, rel=1e-2)


def test_a_lock_holds_money(tmp_path: Path) -> None:
    locks = "name,decision,where,names,weeks,value\npin a,spend,account=a,flyer,2026-W49,20\n"
    asked = Why(solved_of(tmp_path, locks=locks))
    why = asked.spend(0, 0)
    assert why.spend == pytest.approx(20.0)
    assert (why.reason, why.rules) == ("lock", (("lock", ("pin a",)),))
    # 40000 / 120^2
    assert why.returns == pytest.approx(25.0 / 9.0, rel=1e-3)
    # What is held is in no line.
    assert [each.account for each in asked.money_line] == ["b"]


def test_the_calendar_holds_money(tmp_path: Path) -> None:
    calendar = "name,where,weeks,most_weeks\nquiet,account=a,2026-W49,0\n"
    why = Why(solved_of(tmp_path, calendar=calendar)).spend(0, 0)
    assert (why.spend, why.reason) == (0.0, "calendar")
    assert why.rules == (("promo_weeks", ("quiet", "a")),)


def test_the_calendars_least_spend_holds_money_up(tmp_path: Path) -> None:
    # The best is 100; a promoted week takes 150 at least, which still earns 400 * 0.6 - 150 = 90.
    calendar = "name,where,least_spend\nloud,account=a,150\n"
    why = Why(solved_of(tmp_path, calendar=calendar)).spend(0, 0)
    assert why.spend == pytest.approx(150.0)
    assert (why.reason, why.rules) == ("calendar", (("promo_least", ("loud", "a")),))


def test_a_mechanic_that_is_not_offered(tmp_path: Path) -> None:
    toml = FILES["plan.toml"].replace("weeks = 1", "weeks = 2")
    promotions = "account,mechanic,max_uplift,half_spend,weeks\na,flyer,0.4,100,2026-W49\n"
    why = Why(solved_of(tmp_path, plan=toml, promotions=promotions))
    assert why.spend(0, 1).reason == "closed"
    assert why.best_week(0) == 0


# Visits: the first at a brings 1000 * 0.5 / 2 = 250, then 83.33, 41.67, 25.

VISITS = "account,kind,min,max,hours,cost,max_change,half_visits\na,rep,{},{},1,{},0.5,1\n"


def test_visits_end_where_another_brings_less_than_it_costs(tmp_path: Path) -> None:
    why = Why(solved_of(tmp_path, visits=VISITS.format(0, 4, 50))).visits(0)
    assert (why.visits, why.reason, why.cost, why.price) == (2, "returns", 50.0, 50.0)
    assert why.returns == pytest.approx(1000.0 * 0.5 * (3 / 4 - 2 / 3))


@pytest.mark.parametrize(
    ("least", "most", "cost", "hours", "reason"),
    [(0, 2, 10, 9, "most"), (0, 4, 10, 2, "hours"), (3, 4, 50, 9, "least")],
)
def test_what_else_holds_visits(
    tmp_path: Path, least: int, most: int, cost: int, hours: int, reason: str
) -> None:
    teams = f"team,week,hours\nt,2026-W49,{hours}\n"
    why = Why(solved_of(tmp_path, visits=VISITS.format(least, most, cost), teams=teams)).visits(0)
    assert why.reason == reason


def test_hours_have_a_price(tmp_path: Path) -> None:
    # Two hours for a and b alike: one each brings 250 and 125. A second at a would bring 83.33,
    # and has to bring its cost of 10 and its hour, which is worth what is given up for it.
    teams = "team,week,hours\nt,2026-W49,2\n"
    visits = VISITS.format(0, 4, 10) + "b,rep,0,4,1,10,0.25,1\n"
    found = solved_of(tmp_path, visits=visits, teams=teams)
    why = Why(found).visits(0)
    assert (why.visits, why.reason, why.team, why.hours) == (1, "hours", "t", 1.0)
    assert why.returns == pytest.approx(1000.0 * 0.5 * (2 / 3 - 1 / 2))
    assert why.returns <= why.price
    # The last visit of each is worth its price.
    assert visit_prices(found).tolist() == pytest.approx([why.price] * 2)
    assert why.price <= 125.0


def test_a_lock_holds_visits(tmp_path: Path) -> None:
    locks = "name,decision,where,names,weeks,value\nheld,visits,account=a,rep,,3\n"
    why = Why(solved_of(tmp_path, visits=VISITS.format(0, 4, 50), locks=locks)).visits(0)
    assert (why.visits, why.reason, why.rules) == (3, "lock", (("lock", ("held",)),))


# Goods


def test_goods_go_where_they_bring_most(tmp_path: Path) -> None:
    # 150 units for 200, b's margin 8: a gets 100, b 50. One more is sold to b and earns 8.
    supply = "product,week,units\np,opening,150\n"
    accounts = "account,discount\na,\nb,0.1\n"
    nothing = "account,mechanic,max_uplift,half_spend\na,flyer,0,100\n"
    asked = Why(solved_of(tmp_path, supply=supply, accounts=accounts, promotions=nothing))
    first, second = asked.units(0, 0, 0), asked.units(1, 0, 0)
    assert (first.sold, first.reason, first.rank, first.line) == (100.0, "served", 1, 2)
    assert (second.sold, second.lost) == pytest.approx((50.0, 50.0))
    assert (second.reason, second.rank, second.waiting) == ("goods", 2, ("b",))
    assert (first.worth, second.worth, second.goods) == pytest.approx((10.0, 8.0, 8.0))


def test_credit_holds_goods(tmp_path: Path) -> None:
    # b may owe 1200: 60 units at 20.
    accounts = "account,settlement,credit_days,credit_limit\na,,,\nb,credit,14,1200\n"
    nothing = "account,mechanic,max_uplift,half_spend\na,flyer,0,100\n"
    why = Why(solved_of(tmp_path, accounts=accounts, promotions=nothing)).units(1, 0, 0)
    assert why.sold == pytest.approx(60.0)
    assert (why.reason, why.rules) == ("credit", (("credit", ("b", "2026-W49")),))


def test_a_lock_holds_goods(tmp_path: Path) -> None:
    locks = "name,decision,where,names,weeks,value\nheld,units,account=b,p,2026-W49,30\n"
    why = Why(solved_of(tmp_path, locks=locks)).units(1, 0, 0)
    assert why.sold == pytest.approx(30.0)
    assert (why.reason, why.rules) == ("lock", (("lock", ("held",)),))


# What always holds


def test_at_the_best_plan_the_next_unit_brings_the_same_everywhere() -> None:
    """The shipped plan: several budgets, least spends, short and ample goods."""
    found = solved(open_source(find_shipped("spring_festival")).plan, gap=1e-4)
    assert found.result.decisions is not None
    share = money_returns(found) / money_prices(found)
    spent = found.result.decisions.spend > 1.0
    assert share[spent] == pytest.approx(1.0, abs=0.1)
    assert share[~spent].max() <= 1.05
    # No visit more brings what it has to, where there may be one: but for hours being priced as
    # if visits could be divided.
    visits, rows = found.result.decisions.visits, found.problem.visits
    more = visits < rows.maximum
    assert (visit_returns(found)[more] <= visit_prices(found)[more] * 1.1).all()
