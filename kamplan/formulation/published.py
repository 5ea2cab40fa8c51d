"""The published plan as decisions of today's problem."""

from collections.abc import Sequence

import numpy as np

from kamplan.formulation.placing import index, places
from kamplan.plan.plan import Plan
from solver import Decisions, Problem, TotalRule
from solver.problem import Ints


def published_plan(plan: Plan, problem: Problem) -> Decisions | None:
    """What the published tables hold; None where all are empty.

    Money and units that are not listed are 0, visits the present ones.
    """
    spends, visits, stock = (plan[f"published_{name}"] for name in ("spend", "visits", "stock"))
    if not (len(spends) or len(visits) or len(stock)):
        return None
    weeks = {week: place for place, week in enumerate(problem.weeks)}
    promotions = _pairs(problem, problem.promotions.account, problem.promotions.mechanic)
    spend = np.zeros(problem.promotions.active.shape)
    for row, pair in enumerate(zip(spends["account"], spends["mechanic"], strict=True)):
        spend[promotions[pair], weeks[spends["week"][row]]] = spends["spend"][row]
    rows = _pairs(problem, problem.visits.account, problem.visits.kind)
    number = np.rint(problem.visits.present).astype(np.int64)
    for row, pair in enumerate(zip(visits["account"], visits["kind"], strict=True)):
        number[rows[pair]] = int(visits["visits"][row])
    shipped = np.zeros(problem.shape)
    shipped[
        index(stock["account"], places(plan["accounts"], "account")),
        index(stock["product"], places(plan["products"], "product")),
        index(stock["week"], weeks),
    ] = stock["units"]
    return Decisions(spend, number, shipped)


def _pairs(problem: Problem, account: Ints, names: Sequence[str]) -> dict[tuple[str, str], int]:
    return {
        (problem.accounts[place], name): row
        for row, (place, name) in enumerate(zip(account.tolist(), names, strict=True))
    }


def kept_units(problem: Problem, published: Decisions) -> list[TotalRule]:
    """Nobody gets less of anything in any week than was published."""
    cells = np.flatnonzero((published.shipped > 0.0) & (problem.baseline > 0.0))
    units, found = published.shipped.ravel(), []
    for cell in cells.tolist():
        account, product, week = (int(i) for i in np.unravel_index(cell, problem.shape))
        key = (problem.accounts[account], problem.products[product], problem.weeks[week])
        found.append(TotalRule("kept", key, "units", np.array([cell]), float(units[cell]), np.inf))
    return found
