"""Stored answers: from the document of a solve and its plan back to all that was solved.

A document holds what was decided; everything that follows from it is worked out again.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from kamplan.formulation import formulate
from kamplan.plan import Fault, Plan, PlanError
from kamplan.report.documents import SOLVE, WORTH_KEYS
from kamplan.report.rounded import FOUND, STOPPED
from kamplan.whatif.figures import Solved
from solver import (
    Binding,
    Decisions,
    Evaluation,
    Problem,
    Relaxation,
    Result,
    Rounded,
    Seconds,
    Stage,
    Worth,
    evaluate,
)
from solver.policies import apply_policies
from solver.problem import Ints

# Spends too small to be listed move the contribution by less than this share of it.
AGREES = 1e-6


def restore_solved(plan: Plan, scenario: str, document: Mapping[str, Any]) -> Solved:
    """What `solve_document` was made of, `plan` being the one it was made for: with the
    scenario's changes.

    The worth of a unit delivered is None: no document holds it. Accounts that neither ask
    for a product in a week nor get it have the ranks that are left.

    Raises PlanError where the document is not one of this plan.
    """
    try:
        problem = formulate(plan)
        result = _result(problem, document)
        seconds = {str(name): float(value) for name, value in document["seconds"].items()}
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        raise _unfit(f"{type(error).__name__}: {error}") from None
    return Solved(scenario, plan, problem, result, seconds)


def _unfit(reason: str) -> PlanError:
    return PlanError([Fault("answer-unfit", values={"reason": reason})])


def _result(problem: Problem, document: Mapping[str, Any]) -> Result:
    if document["schema"] != SOLVE:
        raise ValueError(document["schema"])
    decisions, evaluation = None, None
    if document["totals"] is not None:
        decisions = _decisions(problem, document)
        evaluation = evaluate(problem, decisions)
        _check(evaluation, float(document["contribution"]))
    seconds, search = document["seconds"], document["search"]
    return Result(
        document["status"],
        document["objective"],
        document["bound"],
        document["gap"],
        decisions,
        evaluation,
        _rank(problem, document["stock"]),
        None,
        None,
        tuple(_worth(entry) for entry in document["worth"]),
        tuple(_binding(entry) for entry in document.get("binding", [])),
        () if evaluation is None else apply_policies(problem, evaluation.promo_spend),
        tuple(_relaxation(entry) for entry in document["problems"]),
        conflict_gap=document.get("conflict_gap"),
        stages=tuple(
            Stage(each["aim"], each["value"], each["bound"]) for each in document.get("aims", [])
        ),
        rounded=_rounded(problem, document.get("rounded")),
        algorithm=search["algorithm"],
        reason=search.get("reason", "small"),
        seconds=Seconds(seconds["build"], seconds["solve"], seconds["read"]),
        rounds=search["rounds"],
        cuts=search["cuts"],
        searched=search["branched"],
    )


def _rounded(problem: Problem, document: Mapping[str, Any] | None) -> Rounded | None:
    """None where no rounding was asked for; documents of earlier versions have none."""
    if document is None:
        return None
    conflict = tuple(_relaxation(entry) for entry in document["problems"])
    if document["status"] != FOUND:
        stopped = document["status"] == STOPPED
        return Rounded(conflict=conflict, stopped=stopped, trouble=document["trouble"])
    decisions = _decisions(problem, document)
    evaluation = evaluate(problem, decisions)
    _check(evaluation, float(document["contribution"]))
    return Rounded(decisions, evaluation)


def _check(evaluation: Evaluation, stored: float) -> None:
    """Raises ValueError where the decisions are not worth on this plan what they were."""
    found = evaluation.contribution
    if not math.isclose(found, stored, rel_tol=AGREES, abs_tol=AGREES):
        raise ValueError(f"contribution {found:.9g}, {stored:.9g} in the document")


def _places(names: Sequence[Any]) -> dict[Any, int]:
    return {name: place for place, name in enumerate(names)}


def _decisions(problem: Problem, document: Mapping[str, Any]) -> Decisions:
    promotions, visits = problem.promotions, problem.visits
    weeks = _places(problem.weeks)
    rows = _places(_pairs(problem, promotions.account, promotions.mechanic))
    spend = np.zeros(promotions.active.shape)
    for entry in document["promotion"]:
        spend[rows[entry["account"], entry["mechanic"]], weeks[entry["week"]]] = entry["spend"]
    rows = _places(_pairs(problem, visits.account, visits.kind))
    number = np.zeros(len(visits), dtype=np.int64)
    for entry in document["visits"]:
        number[rows[entry["account"], entry["kind"]]] = entry["visits"]
    shipped = np.zeros(problem.shape)
    shipped[_cells(problem, document["stock"])] = [entry["shipped"] for entry in document["stock"]]
    sold = np.zeros(problem.shape)
    sold[_cells(problem, document["stock"])] = [entry["sold"] for entry in document["stock"]]
    extra = np.zeros(problem.supply.shape)
    products = _places(problem.products)
    # Documents of earlier versions have no such list.
    for entry in document.get("extra_supply", []):
        extra[products[entry["product"]], weeks[entry["week"]]] = entry["units"]
    return Decisions(spend, number, shipped, extra, sold)


def _pairs(problem: Problem, account: Ints, names: Sequence[str]) -> list[tuple[str, str]]:
    return [(problem.accounts[a], name) for a, name in zip(account.tolist(), names, strict=True)]


def _cells(problem: Problem, stock: Sequence[Mapping[str, Any]]) -> tuple[Ints, Ints, Ints]:
    """Positions in [A, P, T] of the entries of a stock list."""

    def positions(column: str, names: Sequence[str]) -> Ints:
        places = _places(names)
        return np.array([places[entry[column]] for entry in stock], dtype=np.int64)

    return (
        positions("account", problem.accounts),
        positions("product", problem.products),
        positions("week", problem.weeks),
    )


def _rank(problem: Problem, stock: Sequence[Mapping[str, Any]]) -> Ints | None:
    """[A, P, T] ranks as listed, the unlisted accounts of a product-week in the places left."""
    listed = [entry["rank"] for entry in stock]
    if not listed or None in listed:
        return None
    accounts, products, weeks = problem.shape
    rank = np.zeros(problem.shape, dtype=np.int64)
    rank[_cells(problem, stock)] = listed
    for product in range(products):
        for week in range(weeks):
            column = rank[:, product, week]
            left = np.setdiff1d(np.arange(1, accounts + 1), column)
            column[column == 0] = left
    return rank


def _worth(entry: Mapping[str, Any]) -> Worth:
    rule = entry["rule"]
    return Worth(
        rule,
        tuple(entry["key"][name] for name in WORTH_KEYS[rule]),
        entry["value"],
        entry.get("left"),
        entry.get("marginal", False),
        entry.get("per_hour"),
        _holds(entry.get("holds")),
    )


def _binding(entry: Mapping[str, Any]) -> Binding:
    return Binding(
        entry["rule"],
        tuple(entry["key"]),
        entry["rows"],
        entry["price"],
        entry["limit"],
        entry["cost"],
        entry["cost_at_most"],
    )


def _holds(entry: Mapping[str, Any] | None) -> tuple[float, float] | None:
    """Limits between which a worth holds; documents of earlier versions say nothing of them."""
    if entry is None:
        return None
    most = math.inf if entry["to"] is None else entry["to"]
    return entry["from"], most


def _relaxation(entry: Mapping[str, Any]) -> Relaxation:
    limit = math.inf if entry["limit"] is None else entry["limit"]
    return Relaxation(entry["rule"], tuple(entry["key"]), entry["relax_by"], limit)
