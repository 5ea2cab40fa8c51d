"""Credit: an account buys no more than it may owe."""

import numpy as np
import pytest

from solver import evaluate, solve
from tests.solver.problems import Fill, make_decisions, make_problem, row_dual


def test_hand_solved_credit_stops_sales_where_the_limit_is_reached() -> None:
    # Net price 20, limit 1,000 over 2 weeks: 50 units in any two weeks, each earning 10.
    problem = make_problem([40.0, 40.0, 40.0], net_price=20.0, credit={0: (1000.0, 2)})
    result = solve(problem)
    assert result.status == "optimal"
    assert result.evaluation is not None
    sold = result.evaluation.sold[0, 0]
    # 40, 10, 40 is the best: the middle week counts in both windows.
    assert sold.tolist() == pytest.approx([40.0, 10.0, 40.0])
    assert result.objective == pytest.approx(900.0)
    # One more of money of credit in week 2 sells a twentieth of a unit in week 2 alone where
    # week 3 allows it, too: each limit by itself gains nothing, or moves a unit.
    duals = [row_dual(problem, ("credit", ("a1", f"w{week}"))) for week in (1, 2, 3)]
    assert sum(duals) == pytest.approx(10.0 / 20.0)


def test_scarce_goods_go_where_credit_allows() -> None:
    problem = make_problem(
        [[50.0], [50.0]],
        margin=[10.0, 8.0],
        net_price=[20.0, 20.0],
        supply=[60.0],
        credit={0: (600.0, 1)},
    )
    result = solve(problem)
    assert result.evaluation is not None
    assert result.evaluation.sold[:, 0, 0].tolist() == pytest.approx([30.0, 30.0])
    (worth,) = [each for each in result.worth if each.rule == "credit"]
    assert worth.key == ("a1", "w1")
    # A unit moved from the other account gains 2 and takes 20 of credit.
    assert worth.value == pytest.approx(0.1)
    assert result.rank is not None
    # Both are worth the same at these prices; the tie goes by account.
    assert result.rank[:, 0, 0].tolist() == [1, 2]


def test_who_pays_at_once_has_no_limit() -> None:
    problem = make_problem([40.0], credit={0: (100.0, 0)})
    assert solve(problem).objective == pytest.approx(400.0)
    assert not [each for each in solve(problem).worth if each.rule == "credit"]


def test_what_is_owed_is_recomputed() -> None:
    problem = make_problem([40.0, 40.0, 40.0], net_price=20.0, credit={0: (1000.0, 2)})
    found = evaluate(problem, make_decisions(problem, shipped=[40.0, 20.0, 5.0])).breaks
    assert [(each.rule, each.key, each.amount) for each in found] == [
        ("credit", ("a1", "w2"), pytest.approx(200.0))
    ]


def test_a_service_rule_that_credit_forbids_is_named_with_it() -> None:
    problem = make_problem([100.0], net_price=20.0, credit={0: (1000.0, 1)}, fills=(Fill(0.8),))
    result = solve(problem)
    assert result.status == "infeasible"
    conflict = {each.rule: each for each in result.conflict}
    assert set(conflict) == {"min_fill", "credit"}
    relaxed = [each for each in result.conflict if each.amount > 0.0]
    (way,) = relaxed
    if way.rule == "credit":
        assert way.amount == pytest.approx(600.0)
        eased = make_problem([100.0], net_price=20.0, credit={0: (1600.0, 1)}, fills=(Fill(0.8),))
    else:
        assert way.amount == pytest.approx(30.0)
        eased = make_problem([100.0], net_price=20.0, credit={0: (1000.0, 1)}, fills=(Fill(0.5),))
    assert solve(eased).status == "optimal"


@pytest.mark.parametrize("seed", range(5))
def test_against_sharing_by_hand(seed: int) -> None:
    # One week: credit is a cap on units by account, so the best is a greedy pick.
    dice = np.random.default_rng(seed)
    demand, margin = dice.uniform(20.0, 80.0, (4, 1)), dice.uniform(2.0, 12.0, 4)
    price, limit = dice.uniform(15.0, 30.0, 4), dice.uniform(200.0, 1500.0, 4)
    supply = float(dice.uniform(60.0, 180.0))
    problem = make_problem(
        demand, margin=margin, net_price=price, supply=[supply],
        credit={a: (float(limit[a]), 1) for a in range(4)},
    )  # fmt: skip
    left, money = supply, 0.0
    for account in np.argsort(-margin):
        units = min(left, demand[account, 0], limit[account] / price[account])
        left, money = left - units, money + units * margin[account]
    assert solve(problem).objective == pytest.approx(money, rel=1e-6)
