"""What a plan is worth and which rules it breaks, from its decisions alone.

Shares no code with the model: the curves, the stock and every rule are worked out here a
second time, so that a mistake in one shows against the other.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from solver.amounts import Amount, Break
from solver.at_accounts import (
    AtAccounts,
    cost_at_accounts,
    stock_at_accounts,
    units_sold,
)
from solver.keeping import TOLERANCE, bought_of, check_rules
from solver.problem import Aim, Bools, Decisions, Floats, Problem
from solver.rules import CONTRIBUTION


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
    """money lost on what is left at the end, in the warehouse and at accounts."""
    account_stock_cost: float
    """what stock at accounts and on its way to them costs."""
    at_accounts: AtAccounts | None
    """where the goods of tracked accounts are; None where none is tracked."""
    kept_at: Floats
    """[A] what stock at the account and on its way costs, its write-down included, money."""
    extra_cost: float
    """what supply bought on top costs more."""
    borrowed: Floats
    """[A] margin of the units borrowed from beyond the last week, money."""
    contribution: float
    """margin less promo_spend, visit_cost, holding_cost, account_stock_cost, write_down,
    extra_cost and borrowed_cost."""
    revenue: float
    """net value of what is sold."""
    visits: int
    visit_hours: float
    goodwill_cost: float
    """what units that fall short of the unpromoted demand cost in goodwill, money."""
    aim: Aim
    """what is maximised: the problem's first aim, contribution where it has none."""
    breaks: tuple[Break, ...]
    """hard rules that are not kept: the plan is none."""
    broken: tuple[Break, ...] = ()
    """rules with a price that are not kept."""

    @property
    def broken_cost(self) -> float:
        """What the broken rules cost, money."""
        return sum(broken.cost for broken in self.broken)

    @property
    def objective(self) -> float:
        """What is maximised: the first aim, less goodwill and the prices of broken rules."""
        return self.net_value_of(self.aim)

    def net_value_of(self, aim: Aim) -> float:
        """What an aim says of the plan, less goodwill and the prices of broken rules."""
        return self.value_of(aim) - self.goodwill_cost - self.broken_cost

    def value_of(self, aim: Aim) -> float:
        """What an aim says of the plan."""
        return (
            aim.contribution * self.contribution
            + aim.revenue * self.revenue
            + aim.units * self.units_sold
            - aim.spend * self.promo_spend
        )

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
    sold = units_sold(problem, decisions, demand)
    at_accounts = stock_at_accounts(problem, decisions, sold)
    lost = np.maximum(demand - sold, 0.0)
    bought = bought_of(problem, decisions)
    arrived = problem.opening[:, None] + np.cumsum(problem.supply + bought, axis=1)
    stock = arrived - np.cumsum(decisions.shipped.sum(axis=0), axis=1)
    margin = float(np.einsum("ap,apt->", problem.margin, sold))
    promo_spend = float(decisions.spend.sum())
    visit_cost = float(problem.visits.cost @ decisions.visits)
    kept = np.maximum(stock, 0.0)
    holding_cost = float(problem.holding @ kept.sum(axis=1))
    kept_there, left_there = cost_at_accounts(problem, at_accounts)
    account_stock_cost = float(kept_there.sum())
    write_down = float(problem.write_down @ kept[:, -1] + left_there.sum())
    extra_cost = float((problem.extra_cost * bought).sum())
    borrowed = borrowed_from_beyond(problem, decisions)
    paid = (
        problem.spend_cost * promo_spend
        + visit_cost
        + holding_cost
        + write_down
        + extra_cost
        + account_stock_cost
    )
    breaks, broken = check_rules(problem, decisions, demand, sold, stock, at_accounts)
    missed = [
        Break("target", each.key, each.amount)
        for each in target_amounts(problem, decisions)
        if each.amount > TOLERANCE * max(each.size, 1.0)
    ]
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
        account_stock_cost=account_stock_cost,
        at_accounts=at_accounts,
        kept_at=kept_there + left_there,
        extra_cost=extra_cost,
        borrowed=borrowed,
        contribution=margin - paid - float(borrowed.sum()),
        revenue=float(np.einsum("ap,apt->", problem.net_price, sold)),
        aim=problem.aims[0] if problem.aims else CONTRIBUTION,
        visits=int(decisions.visits.sum()),
        visit_hours=float(problem.visits.hours @ decisions.visits),
        goodwill_cost=_goodwill_cost(problem, decisions, lost),
        breaks=(*breaks, *missed),
        broken=broken,
    )


def target_amounts(problem: Problem, decisions: Decisions) -> list[Amount]:
    """How far a plan is below its targets, which are of the problem as stated."""
    if not problem.targets:
        return []
    plan = evaluate(replace(problem.origin or problem, targets=()), decisions)
    return [
        Amount("target", each.key, each.least - reached, abs(each.least))
        for each, reached in (
            (each, plan.net_value_of(each.aim) if each.net else plan.value_of(each.aim))
            for each in problem.targets
        )
    ]


def demand_after(problem: Problem, decisions: Decisions) -> Floats:
    """[A, P, T] B (1 + sum_k r(n) + sum_m cover f(x)), by ADBUDG (Little 1970) or judged points,
    less what was borrowed for promotions of the weeks before."""
    lift = uplift_by_cell(problem, decisions)
    change = changes(problem, decisions)
    lift += np.bincount(problem.visits.account, change, problem.shape[0])[:, None, None]
    demand = problem.baseline * (1.0 + lift)
    for account, covered, week, units in _borrowings(problem, decisions):
        if week < problem.shape[2]:
            demand[account, covered, week] -= units
    return demand


def uplift_by_cell(problem: Problem, decisions: Decisions) -> Floats:
    """[A, P, T] uplift of every account's promotions together, share of baseline."""
    rows, lift = problem.promotions, np.zeros(problem.shape)
    uplift = uplifts(problem, decisions)
    np.add.at(lift, rows.account, np.where(rows.covers[:, :, None], uplift[:, None, :], 0.0))
    return lift


def borrowed_from_beyond(problem: Problem, decisions: Decisions) -> Floats:
    """[A] margin of the units borrowed from the weeks after the last."""
    money = np.zeros(problem.shape[0])
    for account, covered, week, units in _borrowings(problem, decisions):
        if week >= problem.shape[2]:
            money[account] += float(problem.beyond[account, covered] @ units)
    return money


def _borrowings(problem: Problem, decisions: Decisions) -> Iterator[tuple[int, Bools, int, Floats]]:
    """Account, products, week it is taken from, units: for every week of every promotion."""
    rows, uplift = problem.promotions, uplifts(problem, decisions)
    for row in np.flatnonzero(rows.borrowed > 0.0).tolist():
        account, covered = int(rows.account[row]), rows.covers[row]
        units = problem.baseline[account, covered] * uplift[row]
        over = int(rows.borrowed_weeks[row])
        for week in np.flatnonzero(decisions.spend[row] > 0.0):
            for later in range(1, over + 1):
                yield (
                    account,
                    covered,
                    int(week) + later,
                    rows.borrowed[row] * units[:, week] / over,
                )


def uplifts(problem: Problem, decisions: Decisions) -> Floats:
    """[J, T] uplift of every promotion in every week, share of baseline."""
    rows = problem.promotions
    reached = _reached(rows.points, decisions.spend, rows.half_spend[:, None], rows.shape[:, None])
    return rows.max_uplift[:, None] * reached


def changes(problem: Problem, decisions: Decisions) -> Floats:
    """[K] change of baseline, max_change (F(n) - F(present)), share."""
    rows = problem.visits
    numbers = np.stack([decisions.visits.astype(float), rows.present], axis=1)
    reached = _reached(rows.points, numbers, rows.half_visits[:, None], rows.shape[:, None])
    return rows.max_change * (reached[:, 0] - reached[:, 1])


def _reached(points: Floats, effort: Floats, half: Floats, shape: Floats) -> Floats:
    """[rows, ...] share of the most that an effort reaches: read off between judged points where
    a row has them, of ADBUDG where not."""
    # In halves, and by what is missing: a steep curve's powers leave the numbers there are.
    with np.errstate(divide="ignore", over="ignore"):
        found = np.asarray(1.0 / (1.0 + (half / effort) ** shape))
    judged = points.any(axis=(1, 2))
    if judged.any():
        at = (effort / half)[judged]
        found[judged] = 0.0
        for left, right in pairwise(np.moveaxis(points[judged], 1, 0)):
            # Along each piece as far as the effort goes; the last point is repeated.
            width = (right - left)[:, 0, None]
            along = np.clip((at - left[:, 0, None]) / np.where(width > 0.0, width, 1.0), 0.0, 1.0)
            found[judged] += (right - left)[:, 1, None] * along
    return found


def _goodwill_cost(problem: Problem, decisions: Decisions, lost: Floats) -> float:
    """Units lost, the uplift first: what is left of them was asked for without promotion."""
    if not problem.goodwill.any():
        return 0.0
    uplift = problem.baseline * uplift_by_cell(problem, decisions)
    return float(problem.goodwill @ np.maximum(lost - uplift, 0.0).sum(axis=(1, 2)))
