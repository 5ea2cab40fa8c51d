"""Goods by product and week, and who is in line for them."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kamplan.insight.goods import goods_by_week, line_for, shortages
from kamplan.insight.why import Why
from kamplan.planning import solve_scenario
from kamplan.report.explained import next_in_line
from kamplan.whatif.figures import Solved, figure, select
from tests.insight import by_hand
from tests.whatif.solving import document_of, solve_one, source_of


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> Solved:
    """The plan by hand."""
    return by_hand.solve(tmp_path_factory.mktemp("plan"))


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Solved:
    """The tiny plan with little of one product."""
    text = '[[change]]\ntable = "supply"\nfield = "units"\nscale = 0.6\n'
    return solve_one(source_of(tmp_path_factory.mktemp("tiny"), {"short": text}), "short")


def test_by_hand(solved: Solved) -> None:
    goods = goods_by_week(solved)
    assert goods is not None
    # Nobody asks for q.
    assert len(goods) == 2
    assert (goods.product.tolist(), goods.week.tolist()) == ([0, 0], [0, 1])
    assert goods.asked.tolist() == pytest.approx([14, 5])
    assert goods.sold.tolist() == pytest.approx([10, 5])
    assert goods.lost.tolist() == pytest.approx([4, 0])
    assert goods.stock.tolist() == pytest.approx([0, 1])
    assert goods.fill.tolist() == pytest.approx([10 / 14, 1])
    # One more in the first week is sold to b; in the second it is held and written down.
    assert goods.worth.tolist() == pytest.approx([3, -1.5])


def test_the_line_by_hand(solved: Solved) -> None:
    line = line_for(solved, 0, 0)
    assert line is not None
    # a earns more; c is not in the line.
    assert line.account.tolist() == [0, 1]
    assert line.sold.tolist() == pytest.approx([8, 2])
    assert line.lost.tolist() == pytest.approx([0, 4])
    assert line.worth.tolist() == pytest.approx([4, 3])
    # c would earn as much as a and come before b, but takes up no place.
    assert line.rank.tolist() == [1, 2]
    assert solved.result.rank is not None
    assert solved.result.rank[:, 0, 0].tolist() == [1, 3, 2]
    nobody = line_for(solved, 1, 0)
    assert nobody is not None
    assert nobody.account.tolist() == []


def test_who_waits_is_not_served_in_full(solved: Solved) -> None:
    # a gets all of its 8, b 2 of 6.
    (item,) = shortages(solved)
    assert (item.product, item.week) == ("p", solved.problem.weeks[0])
    assert item.waiting.tolist() == [1]


def test_the_line_goes_by_rank_not_by_the_order_of_accounts(tmp_path: Path) -> None:
    head, a, b, c = by_hand.FILES["accounts.csv"].splitlines()
    turned = by_hand.solve(tmp_path, accounts="\n".join([head, c, b, a]))
    line = line_for(turned, 0, 0)
    assert line is not None
    assert [turned.problem.accounts[account] for account in line.account] == ["a", "b"]
    assert line.sold.tolist() == pytest.approx([8, 2])
    assert (np.diff(line.rank) > 0).all()


def test_the_most_lost_first(tiny: Solved) -> None:
    goods = goods_by_week(tiny)
    assert goods is not None
    assert (np.diff(goods.lost) <= 1e-6).all()
    assert goods.lost[0] > 0
    # What loses nothing is in the order of products and weeks.
    kept = goods.lost < 1e-6
    pairs = list(zip(goods.product[kept], goods.week[kept], strict=True))
    assert pairs == sorted(pairs)


def test_product_weeks_are_the_figures(tiny: Solved) -> None:
    goods, evaluation = goods_by_week(tiny), tiny.result.evaluation
    assert goods is not None
    assert evaluation is not None
    for row in range(len(goods)):
        product = tiny.problem.products[goods.product[row]]
        week = tiny.problem.weeks[goods.week[row]]
        chosen = select(tiny.plan, {"product": product, "week": week}, "")
        assert goods.sold[row] == pytest.approx(figure(tiny, "units_sold", chosen))
        assert goods.lost[row] == pytest.approx(figure(tiny, "units_lost", chosen), abs=1e-9)
        assert goods.fill[row] == pytest.approx(figure(tiny, "fill_rate", chosen))
    assert goods.asked.sum() == pytest.approx(evaluation.demand.sum())
    assert goods.sold.sum() == pytest.approx(evaluation.units_sold)


def test_lines_add_up_to_their_product_week(tiny: Solved) -> None:
    goods, entries = goods_by_week(tiny), document_of(tiny)["stock"]
    assert goods is not None
    for row in range(len(goods)):
        product, week = int(goods.product[row]), int(goods.week[row])
        line = line_for(tiny, product, week)
        assert line is not None
        assert line.sold.sum() == pytest.approx(goods.sold[row])
        assert line.lost.sum() == pytest.approx(goods.lost[row], abs=1e-9)
        wanted = {
            entry["account"]: entry["sold"]
            for entry in entries
            if (entry["product"], entry["week"])
            == (tiny.problem.products[product], tiny.problem.weeks[week])
        }
        names = [tiny.problem.accounts[account] for account in line.account]
        assert dict(zip(names, line.sold, strict=True)) == pytest.approx(wanted)


def test_every_list_has_the_same_ranks(solved: Solved) -> None:
    first = solved.problem.weeks[0]
    listed = {entry["account"]: entry["rank"] for entry in document_of(solved)["stock"]
              if (entry["product"], entry["week"]) == ("p", first)}  # fmt: skip
    assert listed == {"a": 1, "b": 2}
    (short,) = next_in_line(solved)
    assert [(each["account"], each["rank"]) for each in short["accounts"]] == [("b", 2)]
    each = [Why(solved).units(account, 0, 0) for account in range(3)]
    assert [(why.rank, why.line) for why in each] == [(1, 2), (2, 2), (0, 2)]


def test_worths_and_ranks_that_are_not_known(solved: Solved) -> None:
    without = replace(solved, result=replace(solved.result, worth=(), rank=None, unit_worth=None))
    goods, line = goods_by_week(without), line_for(without, 0, 0)
    assert goods is not None
    assert line is not None
    assert np.isnan(goods.worth).all()
    assert np.isnan(line.worth).all()
    assert (line.account.tolist(), line.rank.tolist()) == ([0, 1], [1, 2])


def test_without_a_plan(tmp_path: Path) -> None:
    none = solve_scenario(by_hand.source(tmp_path), "none")
    assert goods_by_week(none) is None
    assert line_for(none, 0, 0) is None


def test_nobody_asks_for_anything(tmp_path: Path) -> None:
    goods = goods_by_week(by_hand.solve(tmp_path, demand="account,product,week,units\n"))
    assert goods is not None
    assert len(goods) == 0
    assert goods.fill.tolist() == goods.worth.tolist() == []
