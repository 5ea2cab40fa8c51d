"""Whole steps and cases: the plans next to one that was found, as whole numbers."""

import numpy as np
import pulp

from solver.model.account_stock import shipped_terms
from solver.model.core import Model
from solver.model.sales import sold_terms
from solver.model.visits import visit_change
from solver.problem import Bools, Decisions, Floats, Ints
from solver.responses import Responses
from solver.rules import Rounding

# A spend this close to a whole number of steps, as a share of one, is whole.
WHOLE = 1e-6


def define_whole(model: Model, near: Decisions) -> None:
    """Let a plan differ from `near` by rounding only: spends to the step below or above, visits
    not at all, goods to any number of cases.

        x[j,t]          =  lo + step k[j,t]                         k 0 or 1
        u[j,t]          =  f(lo) + (f(lo + step) - f(lo)) k[j,t]
        shipped[a,p,t]  =  case[p] n[a,p,t]                         n whole, >= 0
        z[p,t]          =  case[p] e[p,t]                           e whole, >= 0

    Spends that are whole stay; a week of the calendar may turn off. Uplifts and changes are
    those of the curves, so nothing is left to cuts. Units: money and units of goods.
    """
    rounding = model.problem.rounding
    assert rounding is not None
    low, whole = _nearest_below(near.spend, rounding.step)
    steps = _define_steps(model, rounding.step, low, whole)
    _hold_visits(model, near)
    cases = _define_cases(model, rounding)
    model.whole = np.concatenate([steps[steps >= 0], cases, model.on])


def _nearest_below(spend: Floats, step: float) -> tuple[Floats, Bools]:
    """(the multiple of `step` at or below each spend, True where that is the spend)."""
    number = spend / step
    whole = np.abs(number - np.rint(number)) <= WHOLE
    return np.where(whole, np.rint(number), np.floor(number)) * step, whole


def _define_steps(model: Model, step: float, low: Floats, whole: Bools) -> Ints:
    exists = model.spend >= 0
    curves = Responses.of_promotions(model.problem.promotions)[:, None]
    below, above = (curves.value(each) * model.uplift_unit for each in (low, low + step))
    steps = model.add_columns("steps", exists & ~whole, 0.0, 1.0, integer=True)
    for place in zip(*np.nonzero(exists), strict=True):
        for column, least, more in (
            (model.spend[place], low[place], step),
            (model.uplift[place], below[place], above[place] - below[place]),
        ):
            _equal(model, np.array([column, steps[place]]), np.array([1.0, -more]), least)
    return steps


def _hold_visits(model: Model, near: Decisions) -> None:
    change = visit_change(model.problem, near.visits.astype(float)) * model.change_unit
    columns, values = np.append(model.visits, model.change), np.append(near.visits, change)
    for column, value in zip(columns, values.tolist(), strict=True):
        _equal(model, np.array([column]), np.ones(1), value)


def _define_cases(model: Model, rounding: Rounding) -> Ints:
    problem = model.problem
    may_ship = (problem.baseline > 0.0) | problem.tracked[:, :, None]
    cases = model.add_columns("cases", may_ship, 0.0, np.inf, integer=True)
    for place in zip(*np.nonzero(may_ship), strict=True):
        cell = np.ravel_multi_index(place, problem.shape)[None]
        columns, coefficients, constant = shipped_terms(model, cell)
        case = rounding.case_units[place[1]]
        columns, coefficients = np.append(columns, cases[place]), np.append(coefficients, -case)
        _equal(model, columns, coefficients, -constant)
        if problem.tracked[place[:2]]:
            columns, coefficients, constant = sold_terms(model, cell)
            model.add_row("sold", columns, coefficients, pulp.LpConstraintGE, -constant)
    extra = model.add_columns("extra_cases", model.extra >= 0, 0.0, np.inf, integer=True)
    for place in zip(*np.nonzero(model.extra >= 0), strict=True):
        columns = np.array([model.extra[place], extra[place]])
        _equal(model, columns, np.array([1.0, -rounding.case_units[place[0]]]), 0.0)
    return np.concatenate([cases[cases >= 0], extra[extra >= 0]])


def _equal(model: Model, columns: Ints, coefficients: Floats, value: float) -> None:
    model.add_row("whole", columns, coefficients, pulp.LpConstraintEQ, float(value))
