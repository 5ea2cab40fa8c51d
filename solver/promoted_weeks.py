"""Weeks in which a plan promotes, and how it stands to the calendar's rules.

Shares no code with the model.
"""

import numpy as np

from solver.amounts import Amount
from solver.problem import Bools, Decisions, Ints, Problem
from solver.rules import CalendarRule

# Less money in a week is none.
NOTHING = 1e-9


def weeks_on(problem: Problem, rule: CalendarRule, decisions: Decisions) -> Bools:
    """[T] weeks in which any of a rule's promotions gets money; False where it does not look."""
    on = np.zeros(problem.shape[2], dtype=bool)
    on[rule.weeks] = (decisions.spend[rule.rows][:, rule.weeks] > NOTHING).any(axis=0)
    return on


def switches_of(problem: Problem, decisions: Decisions) -> Ints:
    """[S] 1 where a plan promotes, in the order in which the rules look at their weeks."""
    active = problem.promotions.active
    parts = [np.zeros(0, dtype=np.int64)]
    for rule in problem.calendar:
        used = rule.weeks[active[rule.rows][:, rule.weeks].any(axis=0)]
        parts.append(weeks_on(problem, rule, decisions)[used].astype(np.int64))
    return np.concatenate(parts)


def calendar_amounts(problem: Problem, decisions: Decisions) -> list[Amount]:
    """Every rule of the calendar, week by week."""
    found: list[Amount] = []
    for rule in problem.calendar:
        on = weeks_on(problem, rule, decisions)
        spent = decisions.spend[rule.rows].sum(axis=0)
        for week in np.flatnonzero(on):
            key = (*rule.key, problem.weeks[week])
            short, size = rule.least_spend - float(spent[week]), rule.least_spend
            found.append(Amount("promo_least", key, short, size, rule.price))
        if rule.most_weeks is not None:
            over = float(on.sum()) - rule.most_weeks
            found.append(Amount("promo_weeks", rule.key, over, 1.0, rule.price))
        found += _run_amounts(problem, rule, on)
        found += _gap_amounts(problem, rule, on)
    return found


def _run_amounts(problem: Problem, rule: CalendarRule, on: Bools) -> list[Amount]:
    """Every stretch of one week more than may be on in a row, all of it on."""
    found: list[Amount] = []
    if rule.longest is None:
        return found
    for last in range(rule.longest, len(on)):
        first = last - rule.longest
        if on[first : last + 1].all():
            key = (*rule.key, problem.weeks[first], problem.weeks[last])
            found.append(Amount("promo_run", key, 1.0, 1.0, rule.price))
    return found


def _gap_amounts(problem: Problem, rule: CalendarRule, on: Bools) -> list[Amount]:
    """A run ended, and another week on before the pause is over."""
    found: list[Amount] = []
    looked_at = np.isin(np.arange(len(on)), rule.weeks)
    for week in range(len(on) - 1):
        if not on[week] or on[week + 1] or not looked_at[week + 1]:
            continue
        for later in range(week + 2, min(week + rule.gap, len(on) - 1) + 1):
            if on[later]:
                key = (*rule.key, problem.weeks[week], problem.weeks[later])
                found.append(Amount("promo_gap", key, 1.0, 1.0, rule.price))
    return found
