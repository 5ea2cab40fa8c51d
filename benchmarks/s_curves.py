"""S-shaped curves under one budget: proof and plan beside two ways without one.

60 random instances: 12 and 40 accounts, shapes 1.5 to 4, a budget of half of what the
half-spends sum to. Beside kamplan: SciPy's SLSQP from an equal start, and a greedy rule that
hands out 400 steps of the budget where they bring most a step. Run by `make bench-curves`.
"""

import json
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.optimize import minimize
from wholesale import RESULTS, machine

from solver import Problem, Promotions, Teams, Visits, solve
from solver.curves import response, slope
from solver.problem import Budget, Floats

ACCOUNTS, SEEDS, STEPS = (12, 40), 30, 400
NONE = np.zeros(0)
INDEX = np.zeros(0, dtype=np.int64)


def main() -> None:
    """Solve all three ways, print a line each, store the table."""
    lines = [compare(make(seed, count)) for count in ACCOUNTS for seed in range(SEEDS)]
    worst = {
        "gap_of_gain": max(line["gap_of_gain"] for line in lines),
        "seconds": max(line["seconds"] for line in lines),
        "slsqp_below": max(line["slsqp_below"] for line in lines),
        "greedy_below": max(line["greedy_below"] for line in lines),
    }
    print("accounts  gap/gain   seconds   SLSQP below   greedy below")
    for line in lines:
        print(
            f"{line['accounts']:>8}  {line['gap_of_gain']:8.4%}  {line['seconds']:7.2f}"
            f"  {line['slsqp_below']:11.3%}  {line['greedy_below']:12.3%}"
        )
    print("worst  " + "  ".join(f"{name} {value:.5f}" for name, value in worst.items()))
    found = {"machine": machine(), "worst": worst, "instances": lines}
    path = RESULTS / f"curves-{found['machine']['date'][:19].replace(':', '')}.json"
    path.write_text(json.dumps(found, indent=1) + "\n")
    print(f"stored in {path.relative_to(RESULTS.parent)}")


def make(seed: int, count: int) -> Problem:
    """Accounts with one product, one week and one mechanic each."""
    dice = np.random.default_rng(seed)
    size = 100.0 * np.exp(dice.uniform(0.0, 3.0, count))
    half = size * dice.uniform(0.2, 1.5, count)
    everything = np.ones((count, 1), dtype=bool)
    promotions = Promotions(
        np.arange(count), ("price-off",) * count, dice.uniform(0.1, 0.6, count), half,
        dice.uniform(1.5, 4.0, count), everything, everything,
    )  # fmt: skip
    return Problem(
        accounts=tuple(f"a{number}" for number in range(count)),
        products=("p",),
        weeks=("2026-W01",),
        tier=("A",) * count,
        baseline=size[:, None, None],
        margin=dice.uniform(3.0, 12.0, (count, 1)),
        net_price=np.full((count, 1), 20.0),
        supply=np.full((1, 1), 10.0 * size.sum()),
        opening=np.zeros(1),
        holding=np.zeros(1),
        write_down=np.zeros(1),
        promotions=promotions,
        visits=Visits(INDEX, (), INDEX, NONE, INDEX, INDEX, NONE, NONE, NONE, NONE, NONE),
        teams=Teams((), NONE, NONE),
        budgets=(Budget("total", everything, 0.0, float(half.sum()) / 2.0),),
    )


def compare(problem: Problem) -> dict[str, Any]:
    """Gap as a share of what promotion gains; how far below kamplan's gain the others stay."""
    rows = problem.promotions
    money = (problem.margin * problem.baseline[:, :, 0])[:, 0]
    curve = rows.max_uplift, rows.half_spend, rows.shape
    budget = problem.budgets[0].maximum

    def gain(spend: Floats) -> float:
        return float(money @ response(spend, *curve) - spend.sum())

    started = time.perf_counter()
    result = solve(problem)
    seconds = time.perf_counter() - started
    assert result.objective is not None
    assert result.bound is not None
    best = result.objective - float(money.sum())
    return {
        "accounts": len(money),
        "gap_of_gain": (result.bound - result.objective) / best,
        "seconds": seconds,
        "slsqp_below": 1.0 - slsqp(gain, money, curve, budget) / best,
        "greedy_below": 1.0 - greedy(money, curve, budget) / best,
    }


def slsqp(
    gain: Callable[[Floats], float], money: Floats, curve: tuple[Floats, ...], budget: float
) -> float:
    """The gain of SciPy's local search from equal spends."""
    found = minimize(
        lambda spend: -gain(spend),
        np.full(len(money), budget / len(money)),
        jac=lambda spend: 1.0 - money * slope(spend, *curve),
        bounds=[(0.0, budget)] * len(money),
        constraints={
            "type": "ineq",
            "fun": lambda spend: budget - spend.sum(),
            "jac": lambda spend: -np.ones(len(spend)),
        },
        method="SLSQP",
        options={"maxiter": 1000},
    )
    spend = np.clip(found.x, 0.0, None)
    return gain(spend * min(1.0, budget / max(spend.sum(), 1e-9)))


def greedy(money: Floats, curve: tuple[Floats, ...], budget: float) -> float:
    """The gain of putting money where it brings most a step, in runs of steps of any length.

    Runs, because a single step on an S-shaped curve brings next to nothing.
    """
    spends = np.linspace(0.0, budget, STEPS + 1)
    by_steps = money[:, None] * response(spends, *(part[:, None] for part in curve)) - spends
    at = np.zeros(len(money), dtype=np.int64)
    left = STEPS
    while left:
        best, where, run = 0.0, 0, 0
        for account, steps in enumerate(at):
            more = by_steps[account, steps + 1 : steps + left + 1] - by_steps[account, steps]
            each = more / np.arange(1, left + 1)
            if each.max() > best:
                best, where, run = float(each.max()), account, int(each.argmax()) + 1
        if run == 0:
            break
        at[where] += run
        left -= run
    return float(by_steps[np.arange(len(money)), at].sum())


if __name__ == "__main__":
    main()
