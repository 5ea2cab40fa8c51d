"""Figures by tier, region, product, week and account, of one plan or between two."""

from collections.abc import Sequence
from typing import Literal, get_args

import numpy as np

from kamplan.insight.accounts import account_figures
from kamplan.whatif.comparison import Difference
from kamplan.whatif.figures import Solved
from kamplan.whatif.scenario import Figure

Axis = Literal["tier", "region", "product", "week", "account"]
AXES: tuple[Axis, ...] = get_args(Axis)


def compare_groups(before: Solved, after: Solved, axes: Sequence[Axis] = AXES) -> list[Difference]:
    """Every figure of two scenarios that have plans, as far as it can be split. Groups that only
    one of them has are left out."""
    found = []
    for axis in axes:
        one, other = grouped_figures(before, axis), grouped_figures(after, axis)
        for group, figures in one.items():
            if group in other:
                title = f"{axis} = {group}"
                found += [
                    Difference(name, title, value, other[group][name])
                    for name, value in figures.items()
                ]
    return found


def grouped_figures(solved: Solved, axis: Axis) -> dict[str, dict[Figure, float]]:
    """group -> figure -> value, for the groups of an axis in order, of a scenario with a plan.

    Contribution and visits belong to accounts, money to accounts and weeks.
    """
    evaluation, decisions, problem = (
        solved.result.evaluation,
        solved.result.decisions,
        solved.problem,
    )
    assert evaluation is not None
    assert decisions is not None
    names: list[str]
    if axis in ("product", "week"):
        names = list(problem.products if axis == "product" else problem.weeks)
        others = (0, 2) if axis == "product" else (0, 1)
        sums = {name: values.sum(axis=others) for name, values in _goods(solved).items()}
        if axis == "week":
            sums["promo_spend"] = decisions.spend.sum(axis=0)
    else:
        each = account_figures(solved)
        assert each is not None
        cells = solved.plan.account_columns[axis].tolist()
        names = sorted(set(cells) - {""}) if axis != "account" else cells
        places = {name: place for place, name in enumerate(names)}
        owner = np.array([places.get(cell, len(names)) for cell in cells])
        by_account: dict[Figure, np.ndarray] = {
            name: values.sum(axis=(1, 2)) for name, values in _goods(solved).items()
        }
        by_account |= {"contribution": each.contribution, "promo_spend": each.spend,
                       "visits": each.visits}  # fmt: skip
        sums = {
            name: np.bincount(owner, values, len(names) + 1)[: len(names)]
            for name, values in by_account.items()
        }
    asked = sums["units_sold"] + sums["units_lost"]
    sums["fill_rate"] = np.divide(
        sums["units_sold"], asked, out=np.ones_like(asked), where=asked > 0.0
    )
    return {
        group: {name: float(values[at]) for name, values in sums.items()}
        for at, group in enumerate(names)
    }


def _goods(solved: Solved) -> dict[Figure, np.ndarray]:
    """[A, P, T] of every figure of goods."""
    evaluation = solved.result.evaluation
    assert evaluation is not None
    return {
        "revenue": solved.problem.net_price[:, :, None] * evaluation.sold,
        "units_sold": evaluation.sold,
        "units_lost": evaluation.lost,
    }
