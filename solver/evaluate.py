"""What a plan is worth and which rules it breaks, from its decisions alone.

Shares no code with the model: the curves, the stock and every rule are worked out here a
second time, so that a mistake in one shows against the other.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from solver.problem import Bools, Decisions, Floats, Problem

# A rule counts as kept within this share of its size: the solver's own tolerance is 1e-7
# of scaled rows.
TOLERANCE = 1e-6


@dataclass(frozen=True)
class Break:
    """A rule that a plan does not keep."""

    rule: str
    """family: budget, budget_min, visit_hours, peak_hours, visit_bounds, min_fill, credit,
    supply, extra_supply, demand, spend."""
    key: tuple[str, ...]
    amount: float
    """by how much, in the rule's unit, > 0."""


@dataclass(frozen=True)
class Evaluation:
    """A plan recomputed. Money is the plan's currency, units are cases."""

    demand: Floats
    """[A, P, T] units asked for at the plan's spends and visits."""
    sold: Floats
    """[A, P, T] units."""
    lost: Floats
    """[A, P, T] units asked for and not served."""
    stock: Floats
    """[P, T] units in the warehouse at the end of the week."""
    margin: float
    """money earned by what is sold, before everything below."""
    promo_spend: float
    visit_cost: float
    holding_cost: float
    write_down: float
    extra_cost: float
    """what supply bought on top costs more."""
    borrowed: Floats
    """[A] margin of the units borrowed from beyond the last week, money."""
    contribution: float
    """margin less promo_spend, visit_cost, holding_cost, write_down, extra_cost and
    borrowed_cost."""
    revenue: float
    """net value of what is sold."""
    visits: int
    visit_hours: float
    breaks: tuple[Break, ...]

    @property
    def borrowed_cost(self) -> float:
        """Margin of the units that promotion takes from weeks beyond the last."""
        return float(self.borrowed.sum())

    @property
    def units_sold(self) -> float:
        """Cases sold over the horizon."""
        return float(self.sold.sum())

    @property
    def fill_rate(self) -> float:
        """Sold / (sold + lost), 1 where nothing was asked for."""
        asked = float(self.sold.sum() + self.lost.sum())
        return float(self.sold.sum()) / asked if asked > 0.0 else 1.0


def evaluate(problem: Problem, decisions: Decisions) -> Evaluation:
    """Recompute money, units, hours, stock and every rule. Shapes as in Problem."""
    demand = demand_after(problem, decisions)
    sold = np.minimum(decisions.shipped, np.maximum(demand, 0.0))
    lost = np.maximum(demand - sold, 0.0)
    bought = bought_of(problem, decisions)
    arrived = problem.opening[:, None] + np.cumsum(problem.supply + bought, axis=1)
    stock = arrived - np.cumsum(decisions.shipped.sum(axis=0), axis=1)
    margin = float(np.einsum("ap,apt->", problem.margin, sold))
    promo_spend = float(decisions.spend.sum())
    visit_cost = float(problem.visits.cost @ decisions.visits)
    kept = np.maximum(stock, 0.0)
    holding_cost = float(problem.holding @ kept.sum(axis=1))
    write_down = float(problem.write_down @ kept[:, -1])
    extra_cost = float((problem.extra_cost * bought).sum())
    borrowed = borrowed_from_beyond(problem, decisions)
    paid = promo_spend + visit_cost + holding_cost + write_down + extra_cost
    return Evaluation(
        demand=demand,
        sold=sold,
        lost=lost,
        stock=stock,
        margin=margin,
        promo_spend=promo_spend,
        visit_cost=visit_cost,
        holding_cost=holding_cost,
        write_down=write_down,
        extra_cost=extra_cost,
        borrowed=borrowed,
        contribution=margin - paid - float(borrowed.sum()),
        revenue=float(np.einsum("ap,apt->", problem.net_price, sold)),
        visits=int(decisions.visits.sum()),
        visit_hours=float(problem.visits.hours @ decisions.visits),
        breaks=tuple(_breaks(problem, decisions, demand, sold, stock)),
    )


def bought_of(problem: Problem, decisions: Decisions) -> Floats:
    """[P, T] units bought on top."""
    return decisions.extra if decisions.extra.size else np.zeros(problem.supply.shape)


def demand_after(problem: Problem, decisions: Decisions) -> Floats:
    """[A, P, T] B (1 + sum_k r(n) + sum_m cover f(x)), by ADBUDG (Little 1970), less what was
    borrowed for promotions of the weeks before."""
    lift = np.zeros(problem.shape)
    for row, account in enumerate(problem.promotions.account):
        covered = problem.promotions.covers[row]
        lift[account, covered] += uplift_of(problem, row, decisions.spend[row])
    for row, account in enumerate(problem.visits.account):
        lift[account] += change_of(problem, row, float(decisions.visits[row]))
    demand = problem.baseline * (1.0 + lift)
    for account, covered, week, units in _borrowings(problem, decisions):
        if week < problem.shape[2]:
            demand[account, covered, week] -= units
    return demand


def borrowed_from_beyond(problem: Problem, decisions: Decisions) -> Floats:
    """[A] margin of the units borrowed from the weeks after the last."""
    money = np.zeros(problem.shape[0])
    for account, covered, week, units in _borrowings(problem, decisions):
        if week >= problem.shape[2]:
            money[account] += float(problem.margin[account, covered] @ units)
    return money


def _borrowings(problem: Problem, decisions: Decisions) -> Iterator[tuple[int, Bools, int, Floats]]:
    """Account, products, week it is taken from, units: for every week of every promotion."""
    rows = problem.promotions
    for row in np.flatnonzero(rows.borrowed > 0.0).tolist():
        account, covered = int(rows.account[row]), rows.covers[row]
        units = problem.baseline[account, covered] * uplift_of(problem, row, decisions.spend[row])
        over = int(rows.borrowed_weeks[row])
        for week in np.flatnonzero(decisions.spend[row] > 0.0):
            for later in range(1, over + 1):
                yield (
                    account,
                    covered,
                    int(week) + later,
                    rows.borrowed[row] * units[:, week] / over,
                )


def uplift_of(problem: Problem, row: int, spend: Floats) -> Floats:
    """Uplift of one promotion row for spends of any shape, share of baseline."""
    rows = problem.promotions
    # In half-spends, and by what is missing: a steep curve's powers leave the numbers there are.
    with np.errstate(divide="ignore", over="ignore"):
        missing = (rows.half_spend[row] / np.asarray(spend, dtype=float)) ** rows.shape[row]
    return np.asarray(rows.max_uplift[row] / (1.0 + missing))


def change_of(problem: Problem, row: int, visits: float) -> float:
    """Change of baseline of one visit row, max_change (F(n) - F(present)), share."""
    rows = problem.visits
    numbers = np.array([visits, rows.present[row]])
    with np.errstate(divide="ignore", over="ignore"):
        missing = (rows.half_visits[row] / numbers) ** rows.shape[row]
    reached, present = 1.0 / (1.0 + missing)
    return float(rows.max_change[row] * (reached - present))


def _breaks(
    problem: Problem, decisions: Decisions, demand: Floats, sold: Floats, stock: Floats
) -> list[Break]:
    checks = [
        *_budget_amounts(problem, decisions),
        *_hour_amounts(problem, decisions),
        *_fill_amounts(problem, sold),
        *_credit_amounts(problem, sold),
        *_bound_amounts(problem, decisions),
        *_flow_amounts(problem, decisions, demand, stock),
    ]
    return [
        Break(rule, key, float(amount))
        for rule, key, amount, size in checks
        if amount > TOLERANCE * max(size, 1.0)
    ]


Amount = tuple[str, tuple[str, ...], float, float]
"""rule, key, by how much it is broken (negative: kept), size it is measured against."""


def _budget_amounts(problem: Problem, decisions: Decisions) -> list[Amount]:
    found: list[Amount] = []
    for budget in problem.budgets:
        spent = float(decisions.spend[budget.selects].sum())
        if np.isfinite(budget.maximum):
            found.append(("budget", (budget.name,), spent - budget.maximum, budget.maximum))
        found.append(("budget_min", (budget.name,), budget.minimum - spent, budget.minimum))
    return found


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
                found.append((rule, (name,), used - limit, limit))
    return found


def _fill_amounts(problem: Problem, sold: Floats) -> list[Amount]:
    found: list[Amount] = []
    units, baseline = sold.ravel(), problem.baseline.ravel()
    for rule in problem.fill_rules:
        wanted = rule.share * float(baseline[rule.cells].sum())
        short = wanted - float(units[rule.cells].sum())
        found.append(("min_fill", (rule.name, *rule.cell), short, wanted))
    return found


def _credit_amounts(problem: Problem, sold: Floats) -> list[Amount]:
    found: list[Amount] = []
    for account, limit in enumerate(problem.credit_limit.tolist()):
        over = int(problem.credit_weeks[account])
        if not np.isfinite(limit) or over == 0:
            continue
        invoiced = problem.net_price[account] @ sold[account]
        for week, name in enumerate(problem.weeks):
            owed = float(invoiced[max(week + 1 - over, 0) : week + 1].sum())
            found.append(("credit", (problem.accounts[account], name), owed - limit, limit))
    return found


def _bound_amounts(problem: Problem, decisions: Decisions) -> list[Amount]:
    found: list[Amount] = []
    visits, promotions = problem.visits, problem.promotions
    outside = np.maximum(decisions.visits - visits.maximum, visits.minimum - decisions.visits)
    for row in np.flatnonzero(outside > 0):
        key = (problem.accounts[visits.account[row]], visits.kind[row])
        found.append(("visit_bounds", key, float(outside[row]), 1.0))
    wrong = (decisions.spend < 0.0) | ((decisions.spend > 0.0) & ~promotions.active)
    for row in np.flatnonzero(wrong.any(axis=1)):
        key = (problem.accounts[promotions.account[row]], promotions.mechanic[row])
        amount = float(np.abs(decisions.spend[row][wrong[row]]).sum())
        found.append(("spend", key, amount, 1.0))
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
        found.append(("extra_supply", key, amount, size))
    for product, week in zip(*np.nonzero(stock < 0.0), strict=True):
        key = (problem.products[product], problem.weeks[week])
        found.append(("supply", key, -float(stock[product, week]), arrived[product, week]))
    over = np.maximum(decisions.shipped - np.maximum(demand, 0.0), -decisions.shipped)
    for account, product, week in zip(*np.nonzero(over > TOLERANCE), strict=True):
        cell = (problem.accounts[account], problem.products[product], problem.weeks[week])
        size = float(demand[account, product, week])
        found.append(("demand", cell, float(over[account, product, week]), size))
    return found
