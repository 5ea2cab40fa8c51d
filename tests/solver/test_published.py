"""Published examples. Their data may not be shipped: KAMPLAN_TEST_DATA names the folder."""

import csv
import os
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from solver import solve
from tests.solver.brute_force import plan_values
from tests.solver.problems import Cap, Points, Promo, Team, Visit, make_problem

FOLDER = Path(os.environ.get("KAMPLAN_TEST_DATA", "nowhere"))


@pytest.mark.skipif(
    not (FOLDER / "callplan_cpex.csv").is_file(), reason="KAMPLAN_TEST_DATA holds no such file"
)
def test_two_accounts_of_a_call_planning_example() -> None:
    """Responses judged at no calls, -50 %, +50 % and saturation (CALLPLAN, Lodish 1971)."""
    with (FOLDER / "callplan_cpex.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    sales = np.array([float(row["current_sales"]) for row in rows])
    margin = np.array([float(row["margin"]) for row in rows])
    hours = [float(row["hours_per_call"]) for row in rows]
    problem = make_problem(
        sales[:, None],
        margin=margin[:, None],
        visits=tuple(judged(at, row) for at, row in enumerate(rows)),
        teams=(Team(hours=16.0),),
        target_gap=1e-9,
    )
    choices = np.array(list(product(range(9), repeat=2)), dtype=float)
    choices = choices[choices @ np.array(hours) <= 16.0]
    values = plan_values(problem, np.zeros((len(choices), 0, 1)), choices)
    present = values[(choices == 4.0).all(axis=1)][0]
    assert present == pytest.approx(39.0)
    result = solve(problem)
    assert result.objective == pytest.approx(values.max(), rel=1e-9)
    assert result.objective > 39.0
    assert result.decisions is not None
    assert result.decisions.visits.tolist() == choices[values.argmax()].astype(int).tolist()


def judged(account: int, row: dict[str, str]) -> Visit:
    """The curve through the present sales whose steepness fits the other answers."""
    calls = float(row["current_calls"])
    low, high = float(row["index_no_calls"]), float(row["index_saturation"])
    numbers = np.array([0.5, 1.0, 1.5]) * calls
    answers = np.array([float(row["index_minus50"]), 1.0, float(row["index_plus50"])])
    share = (answers - low) / (high - low)
    odds = np.log(share / (1.0 - share))
    shape = float(np.polyfit(np.log(numbers), odds, 1)[0])
    half = calls * float(np.exp(-odds[1] / shape))
    return Visit(
        account, 0, 8, calls, float(row["hours_per_call"]), top=high - low, half=half,
        shape=shape, team=0,
    )  # fmt: skip


@pytest.mark.skipif(
    not (FOLDER / "supersuds_tv_spots.csv").is_file(), reason="KAMPLAN_TEST_DATA holds no such file"
)
@pytest.mark.parametrize("as_visits", [False, True])
def test_spots_for_three_products(as_visits: bool) -> None:
    """Five commercials, each curve S-shaped (Hillier and Lieberman): 7 at (2, 0, 3).

    The table is profit net of 1 a spot. What a spot brings before that is put on judged points,
    once as money spent, where half a spot can be bought, and once as whole visits.
    """
    with (FOLDER / "supersuds_tv_spots.csv").open(encoding="utf-8") as file:
        rows = [[float(cell) for cell in row.values()] for row in csv.DictReader(file)]
    spots, profit = np.array(rows)[:, 0], np.array(rows)[:, 1:]
    payoff = profit + spots[:, None]
    curves: list[Points] = [tuple(zip(spots[1:], column[1:], strict=True)) for column in payoff.T]
    spends = tuple(Promo(at, top=1.0, half=1.0, points=curve) for at, curve in enumerate(curves))
    visits = tuple(
        Visit(at, maximum=3, cost=1.0, top=1.0, half=1.0, team=0, points=curve)
        for at, curve in enumerate(curves)
    )
    # A baseline of one unit that earns 1 makes uplift money; 3 of the value are the baseline's.
    problem = make_problem(
        np.ones((3, 1)),
        margin=1.0,
        promos=() if as_visits else spends,
        caps=() if as_visits else (Cap(5.0),),
        visits=visits if as_visits else (),
        teams=(Team(hours=5.0),),
        target_gap=1e-9,
    )
    choices = [each for each in product(range(4), repeat=3) if sum(each) <= 5]
    best = max(choices, key=lambda each: sum(profit[n, at] for at, n in enumerate(each)))
    assert best == (2, 0, 3)
    result = solve(problem)
    assert result.status == "optimal"
    assert result.objective == pytest.approx(3.0 + 7.0, abs=1e-7)
    assert result.bound == pytest.approx(3.0 + 7.0, abs=1e-7)
    assert result.decisions is not None
    planned = result.decisions.visits if as_visits else result.decisions.spend[:, 0]
    assert planned.tolist() == pytest.approx([2.0, 0.0, 3.0], abs=1e-6)
