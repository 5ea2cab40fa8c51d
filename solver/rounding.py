"""Controlled rounding: the plan in whole steps of money and whole cases, every rule kept.

One mixed-integer program over the plans next to the one that was found (see model.whole); after
Cox (1987), "A constructive procedure for unbiased controlled rounding", JASA 82: every spend
goes to one of its two neighbours, so that the totals still fit.
"""

import time
from dataclasses import replace

import numpy as np

from solver.aims import pursue
from solver.backends import Outcome, Session, Stop
from solver.evaluate import evaluate
from solver.goals import NOTHING, overruns
from solver.model import Model, build_model
from solver.problem import Decisions, Floats, Ints, Problem
from solver.reading import demand_of
from solver.result import Relaxation, Rounded, SolverTrouble

# Time for a rounding, and again for why there is none.
SECONDS = 60.0
# How close the sum of what rules would have to give is to the least, as a share of it.
CLOSE = 0.01


def round_plan(problem: Problem, decisions: Decisions, stop: Stop) -> Rounded:
    """The best plan next to `decisions` in whole steps and cases that keeps every hard rule.

    Best by the problem's first aim, within its target gap of all roundings. Where there is none,
    which rules stand in its way; where the solver fails, why: the plan itself stands.
    """
    if stop.now:
        return Rounded(stopped=True)
    try:
        return _round(problem, decisions, stop)
    except SolverTrouble as trouble:
        return Rounded(trouble=str(trouble))


def _round(problem: Problem, decisions: Decisions, stop: Stop) -> Rounded:
    stated = problem
    if problem.aims:
        problem = pursue(problem, problem.aims[0], problem.targets)
    outcome, model, values = _search(problem, decisions, stop, elastic=False)
    if outcome is Outcome.INFEASIBLE:
        outcome, model, values = _search(problem, decisions, stop, elastic=True)
        if values is None:
            return Rounded(stopped=True)
        return Rounded(conflict=_relaxations(model, _read(model, values)))
    if values is None:
        return Rounded(stopped=True)
    found = _read(model, values)
    evaluation = evaluate(stated, found)
    if evaluation.breaks:
        worst = evaluation.breaks[0]
        raise SolverTrouble(f"the rounded plan breaks {worst.rule} {worst.key}: {worst.amount:g}")
    return Rounded(found, evaluation)


def _search(
    problem: Problem, near: Decisions, stop: Stop, elastic: bool
) -> tuple[Outcome, Model, Floats | None]:
    """(how it ended, the model, its solution if there is one)."""
    model = build_model(problem, elastic, near)
    deadline = min(stop.deadline, time.monotonic() + SECONDS)
    session = Session(model, replace(stop, deadline=deadline))
    session.set_whole(model.whole, True)
    gap = CLOSE if elastic else problem.target_gap
    outcome = session.solve(mip_gap=gap, presolve=True)
    if elastic and outcome is Outcome.INFEASIBLE:
        raise SolverTrouble("no rounding exists even where every rule gives")
    return outcome, model, session.values() if session.has_plan else None


def _read(model: Model, values: Floats) -> Decisions:
    """The plan a solution stands for, its whole numbers made exact."""
    problem = model.problem
    assert problem.rounding is not None
    step, case = problem.rounding.step, problem.rounding.case_units
    spend = _multiples(model.spend, values, step)
    visits = np.rint(values[model.visits]).astype(np.int64)
    extra = _multiples(model.extra, values, case[:, None])
    lost = np.where(model.lost >= 0, values[model.lost], 0.0)
    sold = np.maximum(demand_of(model, values) - lost, 0.0)
    shipped = np.rint(sold / case[:, None]) * case[:, None]
    rows = problem.account_stock
    if rows is None:
        return Decisions(spend, visits, shipped, extra)
    mine = rows.account, rows.product
    shipped[mine] = _multiples(model.shipped, values, case[rows.product, None])
    return Decisions(spend, visits, shipped, extra, sold)


def _multiples(columns: Ints, values: Floats, step: Floats | float) -> Floats:
    found = np.where(columns >= 0, values[columns], 0.0)
    return np.asarray(np.rint(found / step) * step)


def _relaxations(model: Model, decisions: Decisions) -> tuple[Relaxation, ...]:
    """By how much a rounding breaks each rule, the largest share of what it demands first."""
    found = [
        (amount / max(abs(model.limit[rule]), 1.0), Relaxation(*rule, amount, model.limit[rule]))
        for rule, amount in overruns(model.problem, decisions).items()
    ]
    found = [each for each in found if each[0] > NOTHING]
    return tuple(each for _, each in sorted(found, key=lambda each: -each[0]))
