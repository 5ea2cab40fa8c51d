"""More freedom never lowers the bound, nor the plan by more than the gap: every family of rules,
on small plans drawn at random; and several families at once keep every rule."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver import (
    Aim,
    CalendarRule,
    FairnessRule,
    FillRule,
    Problem,
    Target,
    TotalRule,
    Warehouse,
    solve,
)
from tests.solver.problems import Kept, make_problem
from tests.solver.strategies import GAP, plans
from tests.solver.test_properties import assert_no_worse, few, size


def every_account(problem: Problem, share: float, price: float | None) -> tuple[FillRule, ...]:
    """A service rule for each account that asks for anything."""
    cells = np.arange(problem.baseline.size).reshape(problem.shape)
    return tuple(
        FillRule("fill", (name,), share, cells[account].ravel(), price)
        for account, name in enumerate(problem.accounts)
        if problem.baseline[account].sum() > 0.0
    )


def fairness(problem: Problem, spread: float, price: float | None) -> FairnessRule:
    """Everybody, every product, all weeks."""
    return FairnessRule("fair", *(np.arange(n) for n in problem.shape), spread, price)


def calendar(problem: Problem, **more: int | float) -> tuple[CalendarRule, ...]:
    """A rule for each promotion."""
    weeks = np.arange(problem.shape[2])
    return tuple(
        CalendarRule(("calendar", f"a{j}"), np.array([j]), weeks, **more)  # type: ignore[arg-type]
        for j in range(len(problem.promotions))
    )


def spent(problem: Problem, most: float) -> TotalRule:
    """All money of the first promotion."""
    cells = np.arange(problem.shape[2])
    return TotalRule("lock", ("first",), "spend", cells, -np.inf, most)


Narrow = Callable[[Problem, int], Problem]
PAIRS: dict[str, tuple[Narrow, Narrow]] = {
    "fairness": (
        lambda p, n: replace(p, fairness=(fairness(p, 0.1, 1.0),)),
        lambda p, n: replace(p, fairness=(fairness(p, 0.1 + n / 10.0, 1.0),)),
    ),
    "price of a service rule": (
        lambda p, n: replace(p, fill_rules=every_account(p, 0.7, 1.0 + n)),
        lambda p, n: replace(p, fill_rules=every_account(p, 0.7, 1.0)),
    ),
    "warehouse": (
        lambda p, n: replace(p, warehouse=Warehouse(np.ones(p.shape[1]), 50.0, 0.5)),
        lambda p, n: replace(p, warehouse=Warehouse(np.ones(p.shape[1]), 50.0 + 10.0 * n, 0.5)),
    ),
    "promoted weeks": (
        lambda p, n: replace(p, calendar=calendar(p, most_weeks=1)),
        lambda p, n: replace(p, calendar=calendar(p, most_weeks=1 + n)),
    ),
    "least spend of a promoted week": (
        lambda p, n: replace(p, calendar=calendar(p, least_spend=20.0 * n)),
        lambda p, n: replace(p, calendar=calendar(p)),
    ),
    "pause": (
        lambda p, n: replace(p, calendar=calendar(p, longest=1, gap=2)),
        lambda p, n: replace(p, calendar=calendar(p, longest=1)),
    ),
    "money held": (
        lambda p, n: replace(p, totals=(spent(p, 10.0),)),
        lambda p, n: replace(p, totals=(spent(p, 10.0 + 20.0 * n),)),
    ),
    "goodwill": (
        lambda p, n: replace(p, goodwill=np.full(p.shape[0], 1.0 + n)),
        lambda p, n: replace(p, goodwill=np.full(p.shape[0], 1.0)),
    ),
}


@pytest.mark.parametrize("family", PAIRS)
@few
@given(problem=plans(), step=st.integers(1, 3))
def test_more_freedom_never_makes_a_plan_worse(family: str, problem: Problem, step: int) -> None:
    narrow, wide = PAIRS[family]
    narrower, wider = solve(narrow(problem, step)), solve(wide(problem, step))
    if narrower.objective is not None:
        assert_no_worse(wider, narrower)


@few
@given(problem=plans(), share=st.integers(1, 9))
def test_a_target_that_is_reached_anyway_changes_nothing(problem: Problem, share: int) -> None:
    free = solve(problem)
    assert free.evaluation is not None
    target = Target(Aim("units", units=1.0), free.evaluation.units_sold * share / 10.0)
    held = solve(replace(problem, targets=(target,)))
    assert held.objective is not None
    assert free.objective is not None
    assert abs(held.objective - free.objective) <= 2.0 * GAP * size(held, free)


def several_families(problem: Problem, spread: float, **kept: Any) -> Problem:
    """The problem with a rule of each of six families; `kept` more of the stock that the first
    account keeps."""
    accounts, products, _ = problem.shape
    rows = tuple(Kept(0, p, opening=20.0, lead=1, **kept) for p in range(products))
    stock = make_problem(problem.baseline, holding=problem.holding, kept=rows).account_stock
    return replace(
        problem,
        fairness=(fairness(problem, spread, 2.0),),
        fill_rules=every_account(problem, 0.5, 3.0),
        warehouse=Warehouse(np.ones(products), 100.0, 1.0),
        calendar=calendar(problem, most_weeks=2, longest=1, least_spend=5.0),
        goodwill=np.arange(accounts, dtype=float),
        account_stock=stock,
    )


@few
@given(problem=plans(), spread=st.integers(0, 5))
def test_several_families_at_once(problem: Problem, spread: int) -> None:
    # Whatever comes of it has been recomputed, and keeps every hard rule.
    result = solve(several_families(problem, spread / 10.0, least_end=5.0))
    assert result.status == "optimal"
    assert result.evaluation is not None
    assert result.evaluation.breaks == ()
    assert result.objective == pytest.approx(result.evaluation.objective)
