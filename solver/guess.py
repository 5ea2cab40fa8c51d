"""A first guess at the prices of supply and money: where tangents and basis should start.

Accounts meet only through a few prices, so subgradient steps on those get near them in
numpy before the linear program is solved at all. Nothing is proven by a guess and nothing
depends on it but time.
"""

import numpy as np

from solver.prices import Prices
from solver.problem import Budget, Floats, Problem
from solver.reading import rows_by_account
from solver.responses import Responses

# A small program is solved from anywhere in less time than a good guess takes.
STEPS_SMALL, STEPS_LARGE, LARGE = 30, 250, 10_000
# First step of a supply price as a share of the product's margin, and of a price of money.
SUPPLY_STEP = 0.15
MONEY_STEP = 0.4


class _Market:
    """What all accounts ask for at given prices, quickly: each one's promotions side by side."""

    def __init__(self, problem: Problem) -> None:
        promotions = problem.promotions
        self.problem = problem
        self.curves = Responses.of_promotions(promotions)[:, None]
        rows = rows_by_account(promotions.account, problem.shape[0])
        account, slot = np.nonzero(rows >= 0)
        self._slot = np.empty(len(promotions), dtype=np.int64)
        self._slot[rows[account, slot]] = slot
        self._covers = np.zeros((*rows.shape, problem.shape[1]))
        """[A, promotions of one account, P]"""
        self._covers[promotions.account, self._slot] = promotions.covers
        self._covered = np.ascontiguousarray(self._covers.transpose(0, 2, 1))

    def spend(self, prices: Prices) -> Floats:
        """[J, T] money that pays at these prices."""
        problem, promotions = self.problem, self.problem.promotions
        earned = np.maximum(problem.margin[:, :, None] - prices.supply[None, :, :], 0.0)
        worth = np.matmul(self._covers, earned * problem.baseline)[promotions.account, self._slot]
        worth = np.maximum(worth * (1.0 - promotions.borrowed)[:, None], 1e-12)
        target = np.maximum(problem.spend_cost + prices.money(problem), 1e-3) / worth
        return np.where(promotions.active, self.curves.effort_at_slope(target), 0.0)

    def sold(self, prices: Prices, spend: Floats) -> Floats:
        """[P, T] units that are worth serving at these prices."""
        problem, account = self.problem, self.problem.promotions.account
        uplift = np.zeros((*self._covers.shape[:2], problem.shape[2]))
        uplift[account, self._slot] = self.curves.value(spend)
        asked = np.matmul(self._covered, uplift)
        asked += 1.0
        asked *= problem.baseline * (problem.margin[:, :, None] > prices.supply[None, :, :])
        return np.asarray(asked.sum(axis=0))


def guess_prices(problem: Problem) -> Prices:
    """Adaptive subgradient steps from free supply and free money, visits as they are now.

    The price of cumulative supply up to each week is kept >= 0; a unit's price in a week is
    the sum of those from that week on, less what it costs to hold it to the end.
    """
    budgets, market = problem.budgets, _Market(problem)
    kept = problem.holding[:, None] * np.arange(problem.shape[2], 0, -1)[None, :]
    kept = kept + problem.write_down[:, None]
    arrived = problem.opening[:, None] + np.cumsum(problem.supply, axis=1)
    scale = np.maximum(np.abs(problem.margin).mean(axis=0), 1e-9)[:, None]
    scarcity, cap_price = np.zeros(problem.supply.shape), np.zeros(len(budgets))
    seen_scarcity, seen_money = np.zeros_like(scarcity), np.zeros_like(cap_price)
    least_seen = np.maximum(arrived, 1.0) * 1e-3
    free = np.zeros(len(problem.teams.names))
    mean = Prices(np.zeros_like(scarcity), np.zeros(len(budgets)), free, free)
    steps = STEPS_LARGE if problem.baseline.size > LARGE else STEPS_SMALL
    for step in range(steps):
        supply = np.cumsum(scarcity[:, ::-1], axis=1)[:, ::-1] - kept
        prices = Prices(supply, cap_price, free, free)
        if step >= steps // 2:
            share = 1.0 / (steps - steps // 2)
            mean = Prices(
                mean.supply + share * supply, mean.budgets + share * cap_price, free, free
            )
        spend = market.spend(prices)
        left = arrived - np.cumsum(market.sold(prices, spend), axis=1)
        seen_scarcity += (left / least_seen) ** 2
        scarcity = np.maximum(
            scarcity - SUPPLY_STEP * scale * (left / least_seen) / np.sqrt(seen_scarcity + 1e-12),
            0.0,
        )
        over = np.array([_over(budget, spend) for budget in budgets])
        seen_money += over**2
        cap_price = cap_price + MONEY_STEP * over / np.sqrt(seen_money + 1e-12)
        cap_price = _signed(problem, cap_price)
    return mean


def _over(budget: Budget, spend: Floats) -> float:
    """How far a budget is overspent (> 0) or its minimum missed (< 0), as a share of it."""
    spent = float(spend[budget.selects].sum())
    most, least = budget.maximum, budget.minimum
    size = max(most if np.isfinite(most) else least, 1e-9)
    if np.isfinite(most) and (spent > most or least <= 0.0):
        return (spent - most) / size
    return (spent - least) / size if spent < least else 0.0


def _signed(problem: Problem, price: Floats) -> Floats:
    """A cap's price is at least 0, a minimum's at most 0."""
    low = [0.0 if budget.minimum <= 0.0 else -0.9 for budget in problem.budgets]
    high = [np.inf if np.isfinite(budget.maximum) else 0.0 for budget in problem.budgets]
    return np.clip(price, low, high) if len(price) else price
