"""Terms of many groups of cells at once are those of each."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver import Problem
from solver.decided import Decided
from solver.model import Model, build_model
from solver.model.account_stock import shipped_terms, shipped_terms_by
from solver.model.sales import sold_terms, sold_terms_of
from tests.solver.problems import Promo, make_problem
from tests.solver.strategies import plans
from tests.solver.test_coordinate import few
from tests.solver.test_freedom import several_families


def summed(model: Model, terms: tuple[Any, Any, float]) -> tuple[Any, float]:
    """[columns] coefficients, and the constant."""
    columns, coefficients, constant = terms
    there = columns >= 0
    found = np.bincount(columns[there], coefficients[there], len(model.columns))
    return found, constant


@few
@given(problem=plans(), seed=st.integers(0, 99), borrowed=st.integers(0, 4), many=st.booleans())
def test_groups_at_once(problem: Problem, seed: int, borrowed: int, many: bool) -> None:
    dice = np.random.default_rng(seed)
    count = len(problem.promotions)
    promotions = replace(
        problem.promotions,
        borrowed=dice.uniform(0.0, 0.9, count) * (borrowed > 0),
        borrowed_weeks=np.full(count, borrowed),
        covers=dice.uniform(size=problem.promotions.covers.shape) < 0.7,
    )
    problem = replace(problem, promotions=promotions)
    if many:
        problem = several_families(problem, 0.3)
    decided = Decided.nothing(problem)
    refused = (dice.uniform(size=problem.shape) < 0.2) & ~problem.tracked[:, :, None]
    model = build_model(problem, decided=replace(decided, refused=refused))
    group = dice.integers(-1, 4, problem.shape)
    cells = np.arange(group.size).reshape(group.shape)
    for number, terms in enumerate(shipped_terms_by(model, group, 4)):
        alone = shipped_terms(model, cells[group == number])
        mine, theirs = summed(model, terms), summed(model, alone)
        assert mine[0] == pytest.approx(theirs[0], rel=1e-9, abs=1e-9)
        assert mine[1] == pytest.approx(theirs[1])


def test_an_uplift_counts_less_what_is_borrowed_for_it() -> None:
    problem = make_problem([[100.0, 80.0, 50.0]], promos=(Promo(borrowed=0.4, borrowed_weeks=2),))
    model = build_model(problem)
    group = np.array([[[0, 0, 1]]])
    (first, second) = (summed(model, each) for each in shipped_terms_by(model, group, 2))
    unit = model.uplift_unit[0]
    uplift = model.uplift[0]
    # 100 lifted in the first week: 20 less in each of the next two, one of them in its group.
    assert first[0][uplift[0]] == pytest.approx((100.0 - 20.0) / unit[0])
    assert second[0][uplift[0]] == pytest.approx(-20.0 / unit[0])
    assert second[0][uplift[1]] == pytest.approx(-16.0 / unit[1])
    assert (first[1], second[1]) == (180.0, 50.0)


def test_selections_that_overlap() -> None:
    dice = np.random.default_rng(5)
    problem = make_problem(dice.uniform(10.0, 90.0, (30, 4)), promos=tuple(map(Promo, range(30))))
    model = build_model(problem)
    each = [np.flatnonzero(np.arange(120) // 4 == account) for account in range(30)]
    nested = [np.arange(number) for number in (3, 50, 120)]
    selections = [*nested, *each, *each[:12], np.zeros(0, dtype=np.int64)]
    for cells, terms in zip(selections, sold_terms_of(model, selections), strict=True):
        mine, theirs = summed(model, terms), summed(model, sold_terms(model, cells))
        assert mine[0] == pytest.approx(theirs[0], rel=1e-9)
        assert mine[1] == pytest.approx(theirs[1])
