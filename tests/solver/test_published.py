"""Published examples. Their data may not be shipped: KAMPLAN_TEST_DATA names the folder."""

import csv
import os
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from solver import solve
from tests.solver.brute_force import plan_values
from tests.solver.problems import Team, Visit, make_problem

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
