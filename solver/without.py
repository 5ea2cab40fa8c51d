"""A problem without one of the planner's rules, for what the rule costs."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from solver.problem import Problem

Key = tuple[str, ...]

# How many parts of a row's key name the rule; the rest is what it is repeated for.
PARTS = {"warehouse": 0, "kept": 0, "account_end": 2, "band_least": 2, "band_most": 2}


def rule_of(family: str, key: Key) -> Key:
    """The name of the rule that a row of the model belongs to."""
    return key[: PARTS.get(family, 1)]


def without(problem: Problem, family: str, rule: Key) -> Problem:
    """The problem without the limit that a rule sets. Raises KeyError for what is no rule of a
    planner's: stock that is balanced, demand, fewest and most visits."""
    return WAYS[family](problem, rule)


def has_rule(family: str) -> bool:
    """Whether rows of a family are a rule of the planner's."""
    return family in WAYS


def _budget(**end: Any) -> Callable[[Problem, Key], Problem]:
    def lift(problem: Problem, rule: Key) -> Problem:
        budgets = tuple(
            replace(each, **end) if each.name == rule[0] else each for each in problem.budgets
        )
        return replace(problem, budgets=budgets)

    return lift


def _hours(name: str) -> Callable[[Problem, Key], Problem]:
    def lift(problem: Problem, rule: Key) -> Problem:
        hours = getattr(problem.teams, name).copy()
        hours[problem.teams.names.index(rule[0])] = np.inf
        return replace(problem, teams=replace(problem.teams, **{name: hours}))

    return lift


def _named(name: str) -> Callable[[Problem, Key], Problem]:
    """Rules of a kind that have a name of their own."""

    def lift(problem: Problem, rule: Key) -> Problem:
        kept: Any = tuple(each for each in getattr(problem, name) if each.name != rule[0])
        return replace(problem, **{name: kept})

    return lift


def _total(family: str, **ends: Any) -> Callable[[Problem, Key], Problem]:
    def lift(problem: Problem, rule: Key) -> Problem:
        totals = tuple(
            replace(each, **ends)
            if each.family == family and each.key[: len(rule)] == rule
            else each
            for each in problem.totals
        )
        return replace(problem, totals=totals)

    return lift


def _calendar(**limit: Any) -> Callable[[Problem, Key], Problem]:
    def lift(problem: Problem, rule: Key) -> Problem:
        rules = tuple(
            replace(each, **limit) if each.key[0] == rule[0] else each for each in problem.calendar
        )
        return replace(problem, calendar=rules)

    return lift


def _account_stock(name: str, value: float) -> Callable[[Problem, Key], Problem]:
    def lift(problem: Problem, rule: Key) -> Problem:
        rows = problem.account_stock
        assert rows is not None
        account, product = problem.accounts.index(rule[0]), problem.products.index(rule[1])
        limits = getattr(rows, name).copy()
        limits[(rows.account == account) & (rows.product == product)] = value
        return replace(problem, account_stock=replace(rows, **{name: limits}))

    return lift


def _credit(problem: Problem, rule: Key) -> Problem:
    limits = problem.credit_limit.copy()
    limits[problem.accounts.index(rule[0])] = np.inf
    return replace(problem, credit_limit=limits)


def _warehouse(problem: Problem, rule: Key) -> Problem:
    return replace(problem, warehouse=None)


def _target(problem: Problem, rule: Key) -> Problem:
    kept = tuple(each for each in problem.targets if each.aim.name != rule[0])
    return replace(problem, targets=kept)


WAYS: dict[str, Callable[[Problem, Key], Problem]] = {
    "budget": _budget(maximum=np.inf),
    "budget_min": _budget(minimum=0.0),
    "visit_hours": _hours("hours"),
    "peak_hours": _hours("peak_hours"),
    "min_fill": _named("fill_rules"),
    "fairness": _named("fairness"),
    "warehouse": _warehouse,
    "credit": _credit,
    "lock_least": _total("lock", least=-np.inf),
    "lock_most": _total("lock", most=np.inf),
    "no_worse": _total("no_worse", least=-np.inf),
    "kept": _total("kept", least=-np.inf),
    "promo_least": _calendar(least_spend=0.0),
    "promo_weeks": _calendar(most_weeks=None),
    "promo_run": _calendar(longest=None),
    "promo_gap": _calendar(gap=0),
    "target": _target,
    "account_end": _account_stock("least_end", 0.0),
    "band_least": _account_stock("band_least", 0.0),
    "band_most": _account_stock("band_most", np.inf),
}
