"""What a plan decides, as the lists of a document: one entry a number."""

from typing import Any

import numpy as np

from kamplan.insight.ranks import listed_cells, served_ranks
from solver import Problem, Result

Entries = list[dict[str, Any]]

LISTS = ("promotion", "visits", "stock", "extra_supply", "account_stock", "broken")


def decision_lists(problem: Problem, result: Result) -> dict[str, Entries]:
    """Every list of LISTS for the plan of a result that has one."""
    assert result.evaluation is not None
    return {
        "promotion": _promotion(problem, result),
        "visits": _visits(problem, result),
        "stock": _stock(problem, result),
        "extra_supply": _extra_supply(problem, result),
        "account_stock": _account_stock(problem, result),
        "broken": [
            {
                "rule": broken.rule,
                "key": list(broken.key),
                "amount": broken.amount,
                "cost": broken.cost,
            }
            for broken in result.evaluation.broken
        ],
    }


def _extra_supply(problem: Problem, result: Result) -> Entries:
    assert result.decisions is not None
    bought = result.decisions.extra
    return [
        {
            "product": problem.products[product],
            "week": problem.weeks[week],
            "units": float(bought[product, week]),
            "cost": float(bought[product, week] * problem.extra_cost[product, week]),
        }
        for product, week in np.argwhere(bought > 1e-9)
    ]


def _promotion(problem: Problem, result: Result) -> Entries:
    assert result.decisions is not None
    spend, promotions = result.decisions.spend, problem.promotions
    return [
        {
            "account": problem.accounts[promotions.account[row]],
            "mechanic": promotions.mechanic[row],
            "week": problem.weeks[week],
            "spend": float(spend[row, week]),
        }
        for row, week in zip(*np.nonzero(spend > 1e-9), strict=True)
    ]


def _visits(problem: Problem, result: Result) -> Entries:
    assert result.decisions is not None
    visits = problem.visits
    return [
        {
            "account": problem.accounts[visits.account[row]],
            "kind": visits.kind[row],
            "visits": int(number),
        }
        for row, number in enumerate(result.decisions.visits)
    ]


def _stock(problem: Problem, result: Result) -> Entries:
    assert result.evaluation is not None
    assert result.decisions is not None
    listed = listed_cells(problem.baseline, result.decisions.shipped)
    cells = np.nonzero(listed)
    columns = (
        result.decisions.shipped[cells],
        result.evaluation.sold[cells],
        result.evaluation.lost[cells],
    )
    ranks: list[int | None] = [None] * len(cells[0])
    if result.rank is not None:
        ranks = served_ranks(result.rank, listed)[cells].tolist()
    return [
        {
            "account": problem.accounts[a],
            "product": problem.products[p],
            "week": problem.weeks[t],
            "shipped": shipped,
            "sold": sold,
            "lost": lost,
            "rank": rank,
        }
        for a, p, t, shipped, sold, lost, rank in zip(
            *(axis.tolist() for axis in cells),
            *(column.tolist() for column in columns),
            ranks,
            strict=True,
        )
    ]


def _account_stock(problem: Problem, result: Result) -> Entries:
    """Where the goods of tracked accounts are at the end of each week."""
    assert result.evaluation is not None
    rows, at = problem.account_stock, result.evaluation.at_accounts
    if rows is None or at is None:
        return []
    return [
        {
            "account": problem.accounts[account],
            "product": problem.products[product],
            "week": week,
            "units": there,
            "on_the_way": moving,
        }
        for row, (account, product) in enumerate(zip(rows.account, rows.product, strict=True))
        for week, there, moving in zip(
            problem.weeks, at.there[row].tolist(), at.on_the_way[row].tolist(), strict=True
        )
    ]
