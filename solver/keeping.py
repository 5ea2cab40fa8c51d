"""Which rules a plan keeps, from its decisions alone, and what it costs to break those with a
price.

Shares no code with the model: every rule is worked out here a second time.
"""

import numpy as np

from solver.amounts import Amount, Break
from solver.at_accounts import AtAccounts
from solver.problem import Decisions, Floats, Problem
from solver.promoted_weeks import calendar_amounts

# A rule counts as kept within this share of its size: the solver's own tolerance is 1e-7
# of scaled rows.
TOLERANCE = 1e-6
# A rule with a price is asked what it really costs: beneath this it is rounding of sums.
PRICED_TOLERANCE = 1e-9


def check_rules(
    problem: Problem,
    decisions: Decisions,
    demand: Floats,
    sold: Floats,
    stock: Floats,
    at_accounts: AtAccounts | None,
) -> tuple[tuple[Break, ...], tuple[Break, ...]]:
    """Hard rules, and rules with a price, that are not kept."""
    amounts = [
        *rule_amounts(problem, decisions, sold, stock, at_accounts),
        *_bound_amounts(problem, decisions),
        *_flow_amounts(problem, decisions, demand, stock),
    ]
    hard, priced = [], []
    for rule, key, amount, size, price in amounts:
        if price is not None:
            if amount > PRICED_TOLERANCE * max(size, 1.0):
                priced.append(Break(rule, key, float(amount), float(amount * price)))
        elif amount > TOLERANCE * max(size, 1.0):
            hard.append(Break(rule, key, float(amount)))
    return tuple(hard), tuple(priced)


def rule_amounts(
    problem: Problem,
    decisions: Decisions,
    sold: Floats,
    stock: Floats,
    at_accounts: AtAccounts | None,
) -> list[Amount]:
    """How a plan stands to each rule that a planner has set, and could relax."""
    return [
        *_budget_amounts(problem, decisions),
        *_hour_amounts(problem, decisions),
        *_fill_amounts(problem, sold),
        *_fairness_amounts(problem, sold),
        *_warehouse_amounts(problem, stock),
        *_credit_amounts(problem, decisions, sold),
        *_total_amounts(problem, decisions, sold),
        *calendar_amounts(problem, decisions),
        *_account_amounts(problem, at_accounts),
    ]


def _budget_amounts(problem: Problem, decisions: Decisions) -> list[Amount]:
    found: list[Amount] = []
    for budget in problem.budgets:
        spent = float(decisions.spend[budget.selects].sum())
        key, price = (budget.name,), budget.price
        if np.isfinite(budget.maximum):
            above = spent - budget.maximum
            found.append(Amount("budget", key, above, budget.maximum, price))
        below = budget.minimum - spent
        found.append(Amount("budget_min", key, below, budget.minimum, price))
    return found


def _fairness_amounts(problem: Problem, sold: Floats) -> list[Amount]:
    found: list[Amount] = []
    for rule in problem.fairness:
        for product in rule.products.tolist():
            asked = problem.baseline[:, product, rule.weeks].sum(axis=1)
            served = sold[:, product, rule.weeks].sum(axis=1)
            if asked.sum() <= 0.0:
                continue
            least = served.sum() / asked.sum() - rule.spread
            for account in rule.accounts[asked[rule.accounts] > 0.0].tolist():
                key = (rule.name, problem.accounts[account], problem.products[product])
                short = float(least * asked[account] - served[account])
                found.append(Amount("fairness", key, short, float(asked[account]), rule.price))
    return found


def _warehouse_amounts(problem: Problem, stock: Floats) -> list[Amount]:
    rule = problem.warehouse
    if rule is None:
        return []
    over = rule.volume @ np.maximum(stock, 0.0) - rule.capacity
    return [
        Amount("warehouse", (week,), float(amount), rule.capacity, rule.price)
        for week, amount in zip(problem.weeks, over, strict=True)
    ]


def _hour_amounts(problem: Problem, decisions: Decisions) -> list[Amount]:
    found: list[Amount] = []
    for team, name in enumerate(problem.teams.names):
        mine = problem.visits.team == team
        hours = float(problem.visits.hours[mine] @ decisions.visits[mine])
        for rule, used, limit in (
            ("visit_hours", hours, float(problem.teams.hours[team])),
            ("peak_hours", hours * problem.peak_share, float(problem.teams.peak_hours[team])),
        ):
            if np.isfinite(limit):
                found.append(Amount(rule, (name,), used - limit, limit))
    return found


def _fill_amounts(problem: Problem, sold: Floats) -> list[Amount]:
    found: list[Amount] = []
    units, baseline = sold.ravel(), problem.baseline.ravel()
    for rule in problem.fill_rules:
        wanted = rule.share * float(baseline[rule.cells].sum())
        short = wanted - float(units[rule.cells].sum())
        key = (rule.name, *rule.cell)
        found.append(Amount("min_fill", key, short, wanted, rule.price))
    return found


def _credit_amounts(problem: Problem, decisions: Decisions, sold: Floats) -> list[Amount]:
    found: list[Amount] = []
    units, rows = sold.copy(), problem.account_stock
    if rows is not None:
        mine = rows.account[~rows.on_consignment], rows.product[~rows.on_consignment]
        units[mine] = decisions.shipped[mine]
    for account, limit in enumerate(problem.credit_limit.tolist()):
        over = int(problem.credit_weeks[account])
        if not np.isfinite(limit) or over == 0:
            continue
        invoiced = problem.net_price[account] @ units[account]
        for week, name in enumerate(problem.weeks):
            owed = float(invoiced[max(week + 1 - over, 0) : week + 1].sum())
            key = (problem.accounts[account], name)
            found.append(Amount("credit", key, owed - limit, limit))
    return found


def _total_amounts(problem: Problem, decisions: Decisions, sold: Floats) -> list[Amount]:
    found: list[Amount] = []
    decided = {"spend": decisions.spend, "visits": decisions.visits, "units": sold}
    for rule in problem.totals:
        total = float(decided[rule.decision].ravel()[rule.cells].sum())
        family = "lock_least" if rule.family == "lock" else rule.family
        for name, amount, limit in (
            (family, rule.least - total, rule.least),
            ("lock_most", total - rule.most, rule.most),
        ):
            if np.isfinite(limit):
                found.append(Amount(name, rule.key, amount, abs(limit), rule.price))
    return found


def _bound_amounts(problem: Problem, decisions: Decisions) -> list[Amount]:
    found: list[Amount] = []
    visits, promotions = problem.visits, problem.promotions
    outside = np.maximum(decisions.visits - visits.maximum, visits.minimum - decisions.visits)
    for row in np.flatnonzero(outside > 0):
        key = (problem.accounts[visits.account[row]], visits.kind[row])
        found.append(Amount("visit_bounds", key, float(outside[row]), 1.0))
    below = np.where(problem.least_spend > 0.0, problem.least_spend - decisions.spend, 0.0)
    for row, week in zip(*np.nonzero(below > 0.0), strict=True):
        key = (problem.accounts[promotions.account[row]], promotions.mechanic[row])
        size = float(problem.least_spend[row, week])
        found.append(Amount("kept_spend", key, float(below[row, week]), size))
    wrong = (decisions.spend < 0.0) | ((decisions.spend > 0.0) & ~promotions.active)
    for row in np.flatnonzero(wrong.any(axis=1)):
        key = (problem.accounts[promotions.account[row]], promotions.mechanic[row])
        amount = float(np.abs(decisions.spend[row][wrong[row]]).sum())
        found.append(Amount("spend", key, amount, 1.0))
    return found


def _flow_amounts(
    problem: Problem, decisions: Decisions, demand: Floats, stock: Floats
) -> list[Amount]:
    found: list[Amount] = []
    bought = bought_of(problem, decisions)
    arrived = problem.opening[:, None] + np.cumsum(problem.supply + bought, axis=1)
    outside = np.maximum(bought - problem.extra, -bought)
    for product, week in zip(*np.nonzero(outside > 0.0), strict=True):
        key = (problem.products[product], problem.weeks[week])
        amount, size = float(outside[product, week]), float(problem.extra[product, week])
        found.append(Amount("extra_supply", key, amount, size))
    for product, week in zip(*np.nonzero(stock < 0.0), strict=True):
        key = (problem.products[product], problem.weeks[week])
        size = float(arrived[product, week])
        found.append(Amount("supply", key, -float(stock[product, week]), size))
    beyond = decisions.shipped - np.maximum(demand, 0.0)
    # Where the account keeps stock it may get more than it sells.
    beyond[problem.tracked] = 0.0
    over = np.maximum(beyond, -decisions.shipped)
    for account, product, week in zip(*np.nonzero(over > TOLERANCE), strict=True):
        cell = (problem.accounts[account], problem.products[product], problem.weeks[week])
        size = float(demand[account, product, week])
        found.append(Amount("demand", cell, float(over[account, product, week]), size))
    return found


def _account_amounts(problem: Problem, at: AtAccounts | None) -> list[Amount]:
    found: list[Amount] = []
    rows = problem.account_stock
    if rows is None or at is None:
        return found
    near = at.there + at.on_the_way
    for row, (account, product) in enumerate(zip(rows.account, rows.product, strict=True)):
        key = (problem.accounts[account], problem.products[product])
        least, price = float(rows.least_end[row]), float(rows.price[row])
        size = float(near[row].max())
        if least > 0.0:
            found.append(Amount("account_end", key, least - float(near[row, -1]), least))
        for week, name in enumerate(problem.weeks):
            units = float(near[row, week])
            here = (*key, name)
            found.append(Amount("account_stock", here, -float(at.there[row, week]), size))
            low, high = float(rows.band_least[row, week]), float(rows.band_most[row, week])
            found.append(Amount("band_least", here, low - units, low, price))
            if np.isfinite(high):
                found.append(Amount("band_most", here, units - high, high, price))
    return found


def bought_of(problem: Problem, decisions: Decisions) -> Floats:
    """[P, T] units bought on top."""
    return decisions.extra if decisions.extra.size else np.zeros(problem.supply.shape)
