"""Stock at accounts from the plan folder: days, defaults, and a folder that is solved."""

from pathlib import Path

import numpy as np
import pytest

from kamplan.exchange.folder import read_plan
from kamplan.formulation import formulate
from kamplan.planning import open_source, solve_scenario
from kamplan.report.documents import solve_document
from kamplan.restoring import restore_solved
from tests.plan.folders import write_folder

STOCK = "account,product,opening,lead_weeks,min_days,max_days,cost,price\n"
TRANSIT = "account,product,week,units\n"


def test_days_are_counted_in_the_baseline_to_come(tmp_path: Path) -> None:
    # a asks for 10, 20 and 0 of p. After week 1 the coming two have 10 on the mean, 10 / 7 a
    # day; after week 2 only the last, which asks for nothing; after the last all three: 10.
    folder = write_folder(
        tmp_path / "plan",
        {
            "account_stock.csv": STOCK + "a,p,6,1,7,14,2,\nb,q,,,,,,5\n",
            "in_transit.csv": TRANSIT + "a,p,2026-W52,3\n",
        },
    )
    rows = formulate(read_plan(folder)).account_stock
    assert rows is not None
    assert rows.band_least[0].tolist() == pytest.approx([10.0, 0.0, 10.0])
    assert rows.band_most[0].tolist() == pytest.approx([20.0, 0.0, 20.0])
    assert rows.transit[0].tolist() == [3.0, 0.0, 0.0]
    # Twice its cost where no price is given; at least what a unit costs in the warehouse.
    assert rows.cost.tolist() == [2.0, 0.0]
    assert rows.price.tolist() == [4.0, 5.0]
    # The opening, where less than the least of the band; without a band the opening.
    assert rows.least_end.tolist() == pytest.approx([6.0, 0.0])
    assert np.isinf(rows.band_most[1]).all()


def test_a_plan_with_stock_at_accounts_is_solved_and_restored(tmp_path: Path) -> None:
    folder = write_folder(
        tmp_path / "plan",
        {
            "account_stock.csv": STOCK + "a,p,12,1,,,,\n",
            "in_transit.csv": TRANSIT + "a,p,2026-W52,3\n",
            "service.csv": None,
        },
    )
    solved = solve_scenario(open_source(folder))
    assert solved.result.status == "optimal"
    document = solve_document(solved)
    there = {entry["week"]: entry for entry in document["account_stock"]}
    sold = {e["week"]: e for e in document["stock"] if (e["account"], e["product"]) == ("a", "p")}
    # 12 there and 3 arriving, less what is sold; a week later what was shipped has arrived.
    first, second = "2026-W52", "2026-W53"
    assert there[first]["units"] == pytest.approx(15.0 - sold[first]["sold"])
    arrived = there[first]["units"] + sold[first]["shipped"] - sold[second]["sold"]
    assert there[second]["units"] == pytest.approx(arrived)
    last = there["2027-W01"]
    assert last["units"] + last["on_the_way"] >= 12.0 - 1e-6
    money = document["totals"]
    parts = ("promo_spend", "visit_cost", "holding_cost", "write_down", "account_stock_cost")
    assert document["contribution"] == pytest.approx(
        money["margin"] - sum(money[name] for name in parts)
    )
    again = restore_solved(solved.plan, "base", document)
    assert again.result.evaluation is not None
    assert again.result.evaluation.contribution == pytest.approx(document["contribution"])
