"""Which rules of the planner's hold a single decision where it is, read off the plan itself."""

from dataclasses import replace
from typing import Literal

from solver.problem import Decisions, Floats, Problem
from solver.promoted_weeks import calendar_amounts
from solver.rules import CalendarRule, RuleName

# A total this close to its limit, as a share of it, is at it.
AT = 1e-6
# Money on trial, as a share of a half-spend: less than any promotion is worth.
TRIAL = 1e-3


Decision = Literal["spend", "visits", "units"]


def totals_holding(
    problem: Problem, decisions: Decisions, sold: Floats, decision: Decision, cell: int
) -> list[RuleName]:
    """Locks that a decision counts for, and what it must not be less than where it is at that.

    `cell` is the flat position among the decisions of its kind; `sold` [A, P, T] units.
    """
    values = {"spend": decisions.spend, "visits": decisions.visits, "units": sold}[decision]
    found: list[RuleName] = []
    for rule in problem.totals:
        if rule.decision != decision or cell not in rule.cells:
            continue
        at_least = float(values.ravel()[rule.cells].sum()) <= rule.least * (1.0 + AT) + AT
        if rule.family == "lock":
            found.append(("lock", rule.key))
        elif at_least:
            found.append((rule.family, rule.key))
    return found


def calendar_holding(problem: Problem, decisions: Decisions, row: int, week: int) -> list[RuleName]:
    """Rules of the calendar that money on trial in a week without any would break, and those
    whose least spend a promoted week is at."""
    mine = tuple(r for r in problem.calendar if row in r.rows and week in r.weeks)
    if not mine:
        return []
    if decisions.spend[row, week] > 0.0:
        return [("promo_least", rule.key) for rule in mine if _at_least(rule, decisions, week)]
    spend = decisions.spend.copy()
    least = max(rule.least_spend for rule in mine)
    spend[row, week] = max(least, TRIAL * float(problem.promotions.half_spend[row]))
    tried = Decisions(spend, decisions.visits, decisions.shipped)
    one = replace(problem, calendar=mine)
    before = {(item.rule, item.key) for item in calendar_amounts(one, decisions) if item.amount > 0}
    after = [(item.rule, item.key) for item in calendar_amounts(one, tried) if item.amount > 0]
    broken = [(rule, key[:2]) for rule, key in after if (rule, key) not in before]
    return list(dict.fromkeys(broken))


def _at_least(rule: CalendarRule, decisions: Decisions, week: int) -> bool:
    spent = float(decisions.spend[rule.rows, week].sum())
    return rule.least_spend > 0.0 and spent <= rule.least_spend * (1.0 + AT)
