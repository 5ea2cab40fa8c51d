"""What people do today: the simple rules a plan is compared with.

Each spends in total what the plan spends, evenly over the weeks, visits as often as now,
and serves stock week by week. Rules it breaks are listed, never repaired.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from solver.evaluate import Evaluation, demand_after, evaluate
from solver.problem import Decisions, Floats, Ints, Problem

PolicyName = Literal["last", "equal", "sales", "tier"]


@dataclass(frozen=True)
class Policy:
    """A simple plan and what it comes to."""

    name: PolicyName
    decisions: Decisions
    evaluation: Evaluation


def apply_policies(problem: Problem, total_spend: float) -> tuple[Policy, ...]:
    """The four simple policies; `last` is left out where no plan is published."""
    last = problem.published
    sales = np.einsum("ap,apt->a", problem.net_price, problem.baseline)
    everyone = np.ones(len(problem.accounts))
    plans: list[tuple[PolicyName, Floats, bool]] = [
        ("equal", everyone, False),
        ("sales", sales, False),
        ("tier", sales, True),
    ]
    if last is not None:
        spent = np.bincount(
            problem.promotions.account,
            weights=last.spend.sum(axis=1),
            minlength=len(problem.accounts),
        ).astype(float)
        plans.insert(0, ("last", spent, False))
    found = []
    for name, weight, by_tier in plans:
        decisions = _plan(problem, total_spend, weight, by_tier)
        found.append(Policy(name, decisions, evaluate(problem, decisions)))
    return tuple(found)


def _plan(problem: Problem, total: float, weight: Floats, by_tier: bool) -> Decisions:
    spend = _spread(problem, total, weight)
    visits = np.rint(problem.visits.present).astype(np.int64)
    before = Decisions(spend, visits, np.zeros(problem.shape))
    demand = np.maximum(demand_after(problem, before), 0.0)
    order = _tier_order(problem) if by_tier else [np.arange(len(problem.accounts))]
    return Decisions(spend, visits, _serve(problem, demand, order))


def _spread(problem: Problem, total: float, weight: Floats) -> Floats:
    """[J, T] money by account weight, evenly over the account's mechanics and their weeks."""
    promotions = problem.promotions
    weeks = promotions.active.sum(axis=1)
    usable = weeks > 0
    mechanics = np.bincount(promotions.account[usable], minlength=len(problem.accounts))
    share = np.where(mechanics > 0, np.maximum(weight, 0.0), 0.0)
    if share.sum() <= 0.0:
        return np.zeros(promotions.active.shape)
    by_account = total * share / share.sum()
    row = by_account[promotions.account] / np.maximum(mechanics[promotions.account], 1)
    return np.asarray((row / np.maximum(weeks, 1))[:, None] * promotions.active, dtype=float)


def _tier_order(problem: Problem) -> list[Ints]:
    """Accounts by tier, A first; those without one last."""
    named = sorted(set(problem.tier), key=lambda tier: (tier == "", tier))
    tier = np.array(problem.tier)
    return [np.flatnonzero(tier == name) for name in named]


def _serve(problem: Problem, demand: Floats, order: list[Ints]) -> Floats:
    """[A, P, T] units: each group in turn, in proportion to demand; the unsold is kept."""
    shipped = np.zeros(problem.shape)
    stock = problem.opening.copy()
    for week in range(problem.shape[2]):
        stock = stock + problem.supply[:, week]
        for group in order:
            asked = demand[group, :, week]
            total = asked.sum(axis=0)
            share = np.minimum(1.0, stock / np.where(total > 0.0, total, 1.0))
            shipped[group, :, week] = asked * share
            stock = np.maximum(stock - shipped[group, :, week].sum(axis=0), 0.0)
    return shipped
