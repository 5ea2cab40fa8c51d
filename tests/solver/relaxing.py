"""A problem after its rules have given way: what a planner does with a conflict."""

from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np

from solver import Problem, Relaxation

Change = Callable[[Problem, Relaxation, float], Problem]


def relaxed(problem: Problem, conflict: Iterable[Relaxation], share: float = 1.0) -> Problem:
    """The problem with every rule of a conflict moved by a share of the amount named."""
    for each in conflict:
        if each.amount:
            problem = WAYS[each.rule](problem, each, share * each.amount)
    return problem


def _budget(problem: Problem, rule: Relaxation, amount: float) -> Problem:
    end, sign = ("maximum", 1.0) if rule.rule == "budget" else ("minimum", -1.0)
    (name,) = rule.key
    budgets = tuple(
        replace(each, **{end: getattr(each, end) + sign * amount}) if each.name == name else each
        for each in problem.budgets
    )
    return replace(problem, budgets=budgets)


def _hours(problem: Problem, rule: Relaxation, amount: float) -> Problem:
    field = "hours" if rule.rule == "visit_hours" else "peak_hours"
    more = np.where(np.array(problem.teams.names) == rule.key[0], amount, 0.0)
    return replace(
        problem,
        teams=replace(problem.teams, **{field: getattr(problem.teams, field) + more}),
    )


def _fill(problem: Problem, rule: Relaxation, amount: float) -> Problem:
    units = problem.baseline.ravel()
    fills = tuple(
        replace(each, share=each.share - amount / units[each.cells].sum())
        if (each.name, *each.cell) == rule.key
        else each
        for each in problem.fill_rules
    )
    return replace(problem, fill_rules=fills)


def _credit(problem: Problem, rule: Relaxation, amount: float) -> Problem:
    # One limit for all weeks of an account: the week that needs most sets it.
    place = problem.accounts.index(rule.key[0])
    limit = problem.credit_limit.copy()
    limit[place] = max(limit[place], rule.limit + amount)
    return replace(problem, credit_limit=limit)


def _warehouse(problem: Problem, rule: Relaxation, amount: float) -> Problem:
    assert problem.warehouse is not None
    room = max(problem.warehouse.capacity, rule.limit + amount)
    return replace(problem, warehouse=replace(problem.warehouse, capacity=room))


def _fairness(problem: Problem, rule: Relaxation, amount: float) -> Problem:
    name, account, product = rule.key
    place = problem.accounts.index(account), problem.products.index(product)
    found = []
    for each in problem.fairness:
        if each.name == name:
            asked = float(problem.baseline[place][each.weeks].sum())
            wider = (amount - rule.limit) / asked
            found.append(replace(each, spread=max(each.spread, wider)))
        else:
            found.append(each)
    return replace(problem, fairness=tuple(found))


def _total(problem: Problem, rule: Relaxation, amount: float) -> Problem:
    end, sign = ("most", 1.0) if rule.rule == "lock_most" else ("least", -1.0)
    family = rule.rule.split("_")[0] if rule.rule.startswith("lock") else rule.rule
    totals = tuple(
        replace(each, **{end: getattr(each, end) + sign * amount})
        if (each.family, each.key) == (family, rule.key)
        else each
        for each in problem.totals
    )
    return replace(problem, totals=totals)


def _weeks(problem: Problem, rule: Relaxation, amount: float) -> Problem:
    calendar = tuple(
        replace(each, most_weeks=int(rule.limit + amount + 1e-9)) if each.key == rule.key else each
        for each in problem.calendar
    )
    return replace(problem, calendar=calendar)


def _end(problem: Problem, rule: Relaxation, amount: float) -> Problem:
    rows = problem.account_stock
    assert rows is not None
    keys = [
        (problem.accounts[a], problem.products[p])
        for a, p in zip(rows.account, rows.product, strict=True)
    ]
    less = np.array([amount if key == rule.key else 0.0 for key in keys])
    return replace(problem, account_stock=replace(rows, least_end=rows.least_end - less))


WAYS: dict[str, Change] = {
    "budget": _budget,
    "budget_min": _budget,
    "visit_hours": _hours,
    "peak_hours": _hours,
    "min_fill": _fill,
    "credit": _credit,
    "warehouse": _warehouse,
    "fairness": _fairness,
    "lock_least": _total,
    "lock_most": _total,
    "no_worse": _total,
    "kept": _total,
    "promo_weeks": _weeks,
    "account_end": _end,
}
"""How each family gives."""
