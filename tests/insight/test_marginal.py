"""What the next unit of money, and the next visit, brings: by hand, where an account keeps stock
and where goodwill is lost."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kamplan.insight.marginal import money_prices, money_returns, money_worths, visit_returns
from kamplan.planning import open_source
from kamplan.whatif.figures import Solved
from solver.result import Worth
from tests.plan.folders import Files, write_folder
from tests.whatif.solving import solve_one

VISITS = "account,kind,present,min,max,hours,cost,max_change,half_visits\na,rep,2,2,2,1,30,0.5,3\n"
FILES: Files = {
    "plan.toml": 'name = "Marginal"\nfirst_week = "2026-W40"\nweeks = 3\n[solve]\ngap = 1e-8\n',
    "accounts.csv": "account,goodwill\na,0\n",
    "products.csv": "product,price,cost\np,20,10\n",
    "demand.csv": "account,product,week,units\n"
    + "".join(f"a,p,2026-W{week},100\n" for week in (40, 41, 42)),
    "promotions.csv": "account,mechanic,max_uplift,half_spend\na,d,0.5,50\n",
    "supply.csv": "product,week,units\np,opening,2000\n",
    "visits.csv": VISITS,
    "teams.csv": None,
    "budgets.csv": None,
    "service.csv": None,
}


def solved_with(folder: Path, **files: str) -> Solved:
    """The plan with some of its files different."""
    source = open_source(
        write_folder(folder, {**FILES, **{f"{n}.csv": t for n, t in files.items()}})
    )
    return solve_one(source)


def test_an_account_that_keeps_stock_answers_as_one_that_keeps_none(tmp_path: Path) -> None:
    plain = solved_with(tmp_path / "plain")
    stock = "account,product,opening\na,p,50\n"
    kept = solved_with(tmp_path / "kept", account_stock=stock)
    for returns in (money_returns, visit_returns):
        assert returns(kept) == pytest.approx(returns(plain), rel=1e-6)
    # Nothing keeps it from being spent until a unit of money brings what it costs.
    assert money_returns(kept) == pytest.approx(np.ones((1, 3)), rel=1e-3)
    # Of 300 units that earn 10.
    assert visit_returns(kept) == pytest.approx([300 * 10 * visit_step()])
    assert money_returns(kept, goods_free=True) == pytest.approx(money_returns(kept))


def visit_step() -> float:
    """What a third visit changes, by hand: 0.5 n / (n + 3) where 2 are made now, so that the
    change is of demand as it was with those."""
    return 0.5 * (3 / 6 - 2 / 5)


def test_goods_that_run_out_at_an_account_are_worth_what_they_cost(tmp_path: Path) -> None:
    # 200 units for 300 asked for: an uplift brings nothing, goods would bring 10 each.
    supply = "product,week,units\np,opening,150\n"
    stock = "account,product,opening\na,p,50\n"
    kept = solved_with(tmp_path, account_stock=stock, supply=supply)
    assert money_returns(kept) == pytest.approx(np.zeros((1, 3)), abs=1e-6)
    assert visit_returns(kept) == pytest.approx([0.0], abs=1e-6)


def test_no_goodwill_hangs_on_an_uplift(tmp_path: Path) -> None:
    locks = "name,decision,where,value\nnone,spend,,0\n"
    solved = solved_with(tmp_path, accounts="account,goodwill\na,4\n", locks=locks)
    # 0.5 / 50 of 100 units that earn 10, not 14.
    assert money_returns(solved) == pytest.approx(np.full((1, 3), 10.0), rel=1e-3)
    assert visit_returns(solved) == pytest.approx([300 * 10 * visit_step()])


def test_a_visit_that_brings_demand_nobody_serves_costs_goodwill(tmp_path: Path) -> None:
    supply = "product,week,units\np,opening,200\n"
    solved = solved_with(tmp_path, accounts="account,goodwill\na,4\n", supply=supply)
    assert visit_returns(solved) == pytest.approx([-4 * 300 * visit_step()])
    again = solved_with(
        tmp_path / "more",
        accounts="account,goodwill\na,4\n",
        supply=supply,
        visits=VISITS.replace("2,2,2,1", "2,3,3,1"),
    )
    assert again.result.objective is not None
    assert solved.result.objective is not None
    gained = again.result.objective - solved.result.objective + 30
    assert gained == pytest.approx(float(visit_returns(solved)[0]))


def test_money_where_more_is_demanded_is_one_less_demanded(tmp_path: Path) -> None:
    budgets = "name,where,min,max\nall,,,20\nleast,,5,\n"
    solved = solved_with(tmp_path, budgets=budgets)
    worth = (
        Worth("budget", ("all",), 8.8, 9.5),
        Worth("budget_min", ("least",), -480.85, -9.67),
        Worth("budget_min", ("other",), -2.0),
    )
    result = replace(solved.result, worth=worth)
    assert money_worths(result) == {
        ("budget", "all"): 8.8,
        ("budget_min", "least"): -9.67,
        ("budget_min", "other"): -2.0,
    }
    prices = money_prices(replace(solved, result=result))
    assert prices == pytest.approx(np.full((1, 3), 1 + 8.8 - 9.67))
