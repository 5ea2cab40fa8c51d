"""The promotion calendar: weeks that are on, and what has to hold of them."""

import numpy as np
import pulp

from solver.model.core import Model
from solver.problem import Problem
from solver.responses import Responses
from solver.rules import CalendarRule

# A week counts as promoted from this part of a half-spend on, where that keeps a run going:
# otherwise a week on paper only would do.
TOKEN = 1e-4
# Where no budget says how much can be spent in a week, this many half-spends of every
# promotion can, or ten times what its uplift could bring in.
HALF_SPENDS, RETURNS = 1e3, 10.0


def define_calendar(model: Model) -> None:
    """A switch for each week that a rule looks at, y 0 or 1.

        least y[t]  <=  sum of x[j,t] over the rule's promotions  <=  M y[t]
        sum of y  <=  most weeks
        sum of y[t] .. y[t + longest]  <=  longest
        y[t] - y[t+1] + y[t+k]  <=  1        k = 2 .. gap: a run that ends pauses
        token y[t]  <=  sum of x[j,t]        where there is such a pause

    and tangents to the promotions' curves start at y, not at 1 (see cuts): then what is on by
    half has half the uplift (the perspective of the curve; Frangioni and Gentile 2006). Units:
    money and weeks.
    """
    problem = model.problem
    model.switch = np.full(problem.promotions.active.shape, -1, dtype=np.int64)
    if problem.calendar:
        model.room = most_spend(problem)
    places = []
    for rule in problem.calendar:
        used = np.asarray(problem.promotions.active[rule.rows][:, rule.weeks].any(axis=0))
        columns = model.add_columns("on", used, 0.0, 1.0, integer=True)
        places.append(columns[used])
        on = np.full(problem.shape[2], -1, dtype=np.int64)
        on[rule.weeks] = columns
        _define_spend(model, rule, on)
        _define_weeks(model, rule, on)
    model.on = np.concatenate([np.zeros(0, dtype=np.int64), *places])


def _define_spend(model: Model, rule: CalendarRule, on: np.ndarray) -> None:
    problem = model.problem
    for week in rule.weeks[on[rule.weeks] >= 0].tolist():
        rows = rule.rows[problem.promotions.active[rule.rows, week]]
        columns = np.append(model.spend[rows, week], on[week])
        ones = np.ones(len(rows))
        room = float(model.room[rows, week].sum()) + rule.least_spend
        model.add_row("on", columns, np.append(ones, -room), pulp.LpConstraintLE, 0.0)
        if rule.gap > 1:
            token = TOKEN * float(problem.promotions.half_spend[rows].min())
            model.add_row("on", columns, np.append(ones, -token), pulp.LpConstraintGE, 0.0)
        free = rows[model.switch[rows, week] < 0]
        model.switch[free, week] = on[week]
        if rule.least_spend > 0.0:
            model.add_rule(
                ("promo_least", (*rule.key, problem.weeks[week])),
                columns,
                np.append(ones, -rule.least_spend),
                pulp.LpConstraintGE,
                0.0,
                stated=rule.least_spend,
                price=rule.price,
            )


def _define_weeks(model: Model, rule: CalendarRule, on: np.ndarray) -> None:
    names = model.problem.weeks
    if rule.most_weeks is not None:
        model.add_rule(
            ("promo_weeks", rule.key),
            on[rule.weeks],
            np.ones(len(rule.weeks)),
            pulp.LpConstraintLE,
            float(rule.most_weeks),
            scale=max(float(rule.most_weeks), 1.0),
            price=rule.price,
        )
    for family, start, signs in patterns(rule):
        weeks = start + np.arange(len(signs))
        limit = 1.0 if family == "promo_gap" else float(rule.longest or 0)
        key = (*rule.key, names[start], names[weeks[-1]])
        model.add_rule(
            (family, key), on[weeks], signs, pulp.LpConstraintLE, limit, price=rule.price
        )


def patterns(rule: CalendarRule) -> list[tuple[str, int, np.ndarray]]:
    """(family, first week, a sign a week) of every row about runs and gaps."""
    looked_at = set(rule.weeks.tolist())
    found = []
    for start in rule.weeks.tolist():
        if rule.longest is not None and looked_at.issuperset(
            range(start, start + rule.longest + 1)
        ):
            found.append(("promo_run", start, np.ones(rule.longest + 1)))
        for length in range(3, rule.gap + 2):
            if {start, start + 1, start + length - 1} <= looked_at:
                signs = np.zeros(length)
                signs[[0, 1, -1]] = 1.0, -1.0, 1.0
                found.append(("promo_gap", start, signs))
    return found


def most_spend(problem: Problem) -> np.ndarray:
    """[J, T] money beyond which no plan spends on a promotion in a week."""
    promotions = problem.promotions
    most = np.full(promotions.active.shape, np.inf)
    forced = 0.0
    for budget in problem.budgets:
        if budget.price is None:
            most = np.where(budget.selects, np.minimum(most, budget.maximum), most)
        forced += budget.minimum
    for rule in problem.totals:
        if rule.decision == "spend" and np.isfinite(rule.least):
            forced += rule.least
    each = np.maximum(np.abs(problem.margin), np.abs(problem.beyond))
    lifted = np.einsum(
        "jpt,jp->jt",
        each[promotions.account][:, :, None] * problem.baseline[promotions.account],
        promotions.covers,
    )
    curves = Responses.of_promotions(promotions)
    useful = RETURNS * curves.most[:, None] * lifted
    enough = np.maximum(useful, curves.ample(HALF_SPENDS)[:, None]) + forced
    return np.asarray(np.minimum(most, enough))
