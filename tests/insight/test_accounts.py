"""What each account gets, asks for and earns; who gains and loses between two plans."""

from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from kamplan.insight.accounts import account_figures, compare_accounts
from kamplan.planning import solve_scenario
from kamplan.whatif.figures import Solved, figure, select
from kamplan.whatif.scenario import Figure
from tests.insight import by_hand
from tests.insight.by_hand import FILES
from tests.whatif.solving import solve_one, source_of

SHORT = '[[change]]\ntable = "supply"\nwhere = { product = "p" }\nfield = "units"\nscale = 0.7\n'
NAMES: dict[str, Figure] = {
    "contribution": "contribution",
    "spend": "promo_spend",
    "visits": "visits",
    "sold": "units_sold",
    "lost": "units_lost",
    "fill": "fill_rate",
}


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> Solved:
    """The plan by hand."""
    return by_hand.solve(tmp_path_factory.mktemp("plan"))


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> tuple[Solved, Solved]:
    """The tiny plan, and with less of one product."""
    source = source_of(tmp_path_factory.mktemp("tiny"), {"short": SHORT})
    return solve_one(source), solve_one(source, "short")


def test_by_hand(solved: Solved) -> None:
    found = account_figures(solved)
    assert found is not None
    assert found.sold.tolist() == pytest.approx([10, 5, 0])
    assert found.lost.tolist() == pytest.approx([0, 4, 0])
    assert found.fill.tolist() == pytest.approx([1, 5 / 9, 1])
    assert found.spend.tolist() == pytest.approx([5, 2, 0])
    assert found.visits.tolist() == [2, 1, 3]
    # 10 * 4 - 5 - 2 * 3; 5 * 3 - 2; nothing.
    assert found.contribution.tolist() == pytest.approx([29, 13, 0])


def test_accounts_and_warehouse_make_the_contribution(
    solved: Solved, tiny: tuple[Solved, Solved]
) -> None:
    for each in (solved, *tiny):
        found, evaluation = account_figures(each), each.result.evaluation
        assert found is not None
        assert evaluation is not None
        warehouse = evaluation.holding_cost + evaluation.write_down
        assert found.contribution.sum() == pytest.approx(evaluation.contribution + warehouse)
        assert found.spend.sum() == pytest.approx(evaluation.promo_spend)
        assert found.visits.sum() == evaluation.visits
        assert found.sold.sum() == pytest.approx(evaluation.units_sold)
        assert found.sold.sum() / (found.sold + found.lost).sum() == pytest.approx(
            evaluation.fill_rate
        )
    evaluation = solved.result.evaluation
    assert evaluation is not None
    assert evaluation.holding_cost + evaluation.write_down == pytest.approx(1.5)


def test_each_figure_is_the_figure_of_its_account(tiny: tuple[Solved, Solved]) -> None:
    for each in tiny:
        found = account_figures(each)
        assert found is not None
        for place, account in enumerate(each.problem.accounts):
            chosen = select(each.plan, {"account": account}, "")
            for field, name in NAMES.items():
                assert getattr(found, field)[place] == pytest.approx(figure(each, name, chosen))


def test_more_goods_are_the_gain_of_who_lost_some(solved: Solved, tmp_path: Path) -> None:
    more = by_hand.solve(tmp_path, "more")
    first, *others = compare_accounts(solved, more)
    # Three units more for b, at 3 each.
    assert (first.account, first.spend, first.visits) == ("b", pytest.approx(0), 0)
    assert (first.contribution, first.sold) == (pytest.approx(9), pytest.approx(3))
    assert [each.account for each in others] == ["a", "c"]
    assert all(each.contribution == pytest.approx(0) for each in others)


def test_there_and_back(solved: Solved, tiny: tuple[Solved, Solved], tmp_path: Path) -> None:
    more = by_hand.solve(tmp_path, "more")
    for one, other in ((solved, more), tiny):
        forth = {each.account: each for each in compare_accounts(one, other)}
        back = {each.account: each for each in compare_accounts(other, one)}
        assert set(forth) == set(back) == set(one.problem.accounts)
        for account, each in forth.items():
            for field in ("contribution", "spend", "visits", "sold"):
                assert getattr(each, field) == -getattr(back[account], field)
        for found in (compare_accounts(one, other), compare_accounts(other, one)):
            gains = [each.contribution for each in found]
            assert gains == sorted(gains, reverse=True)
        for each in compare_accounts(one, one):
            assert [getattr(each, field.name) for field in fields(each)][1:] == [0, 0, 0, 0]


def test_accounts_are_compared_by_name(solved: Solved, tmp_path: Path) -> None:
    """Rows in another order, one account gone and one new."""
    head, a, b, _c = FILES["accounts.csv"].splitlines()
    visits = FILES["visits.csv"].replace("c,boss", "d,boss")
    accounts = "\n".join([head, "d,D,,", b, a])
    turned = by_hand.solve(tmp_path, accounts=accounts, visits=visits)
    assert turned.problem.accounts == ("d", "b", "a")
    found = compare_accounts(solved, turned)
    assert {each.account for each in found} == {"a", "b"}
    for each in found:
        values = [each.contribution, each.spend, each.visits, each.sold]
        assert values == pytest.approx([0, 0, 0, 0], abs=1e-6)


def test_without_a_plan(solved: Solved, tmp_path: Path) -> None:
    none = solve_scenario(by_hand.source(tmp_path), "none")
    assert account_figures(none) is None
    assert compare_accounts(solved, none) == []
    assert compare_accounts(none, solved) == []


def test_nobody_asks_for_anything_or_can_be_visited(tmp_path: Path) -> None:
    empty = {
        "demand": "account,product,week,units\n", "visits": "account,kind,hours\n",
        "promotions": "account,mechanic,max_uplift,half_spend\n", "budgets": "name\n",
    }  # fmt: skip
    found = account_figures(by_hand.solve(tmp_path, **empty))
    assert found is not None
    assert found.fill.tolist() == [1, 1, 1]
    for field in fields(found):
        values = getattr(found, field.name)
        assert values.dtype == np.float64
        assert values.tolist() == [0, 0, 0]
