"""A first guess at the prices of supply, money and hours: where everything starts.

Accounts meet only through a few prices, so subgradient steps on those get near them in
numpy before the linear program is solved at all. Nothing is proven by a guess and nothing
depends on it but time.
"""

import numpy as np

from solver.model.visits import visit_change
from solver.priced_rules import priced_rules
from solver.prices import Prices
from solver.problem import Budget, Floats, Ints, Problem
from solver.reading import rows_by_account
from solver.responses import Responses

# A small program is solved from anywhere in less time than a good guess takes.
STEPS_SMALL, STEPS_LARGE, LARGE = 30, 160, 10_000
# First step of a supply price as a share of the product's margin, of a price of money, and of
# a price of hours as a share of what they bring in.
SUPPLY_STEP = 0.15
MONEY_STEP = 0.4
HOURS_STEP = 0.3
# From prices of a problem that is much the same: so many steps, and the first so much smaller.
STEPS_NEAR, SMALLER = 40, 0.1


def guess_prices(problem: Problem, near: Prices | None = None) -> Prices:
    """Adaptive subgradient steps (Duchi, Hazan and Singer 2011) from free supply, money and hours,
    or from prices that are `near`; the mean of the second half of them.

    The price of cumulative supply up to each week is kept >= 0; a unit's price in a week is
    the sum of those from that week on, less what it costs to hold it to the end. Other rules'
    prices stay what they are.
    """
    start = near or Prices.nothing(problem)
    market, budgets, teams = _Market(problem, start), problem.budgets, problem.teams
    kept = problem.holding[:, None] * np.arange(problem.shape[2], 0, -1)[None, :]
    kept = kept + problem.write_down[:, None]
    arrived = problem.opening[:, None] + np.cumsum(problem.supply, axis=1)
    margin = np.maximum(np.abs(problem.margin).mean(axis=0), 1e-9)[:, None]
    hour, part = market.worth_of_hours(), 1.0 if near is None else SMALLER
    supply = _Steps(_scarcity(start.supply + kept), part * SUPPLY_STEP * margin)
    money = _Steps(start.budgets, part * MONEY_STEP)
    hours = _Steps(start.hours, part * HOURS_STEP * hour)
    peak = _Steps(start.peak_hours, part * HOURS_STEP * hour)
    least_seen = np.maximum(arrived, 1.0) * 1e-3
    steps = STEPS_LARGE if problem.baseline.size > LARGE else STEPS_SMALL
    steps = steps if near is None else STEPS_NEAR
    found: list[Prices] = []
    for step in range(steps):
        dear = np.cumsum(supply.price[:, ::-1], axis=1)[:, ::-1] - kept
        prices = Prices(dear, money.price, hours.price, peak.price)
        if step >= steps // 2:
            found.append(prices)
        spend, visits, sold = market.answer(prices)
        supply.move((np.cumsum(sold, axis=1) - arrived) / least_seen)
        spent = (market.selects @ spend.ravel()).tolist()
        over = [_over(*pair) for pair in zip(budgets, spent, strict=True)]
        money.move(np.array(over), *_ends(problem))
        used = market.hours_of(visits)
        hours.move(_excess(used, teams.hours))
        peak.move(_excess(used * problem.peak_share, teams.peak_hours))

    def mean(values: list[Floats]) -> Floats:
        return np.asarray(np.mean(values, axis=0))

    return Prices(
        mean([each.supply for each in found]),
        mean([each.budgets for each in found]),
        mean([each.hours for each in found]),
        mean([each.peak_hours for each in found]),
        start.rules,
    )


def _scarcity(dear: Floats) -> Floats:
    """[P, T] prices of cumulative supply that come to these from each week on; none below 0."""
    return np.maximum(dear - np.append(dear[:, 1:], np.zeros((len(dear), 1)), axis=1), 0.0)


class _Steps:
    """Prices that rise with what is asked for beyond the limit, each by steps of its own."""

    def __init__(self, start: Floats, first: Floats | float) -> None:
        self.price, self._seen, self._first = start, np.zeros_like(start), first

    def move(self, over: Floats, low: Floats | float = 0.0, high: Floats | float = np.inf) -> None:
        """One step; `over` in any unit, > 0 where there is too little."""
        self._seen = self._seen + over**2
        step = self._first * over / np.sqrt(self._seen + 1e-12)
        self.price = np.clip(self.price + step, low, high)


class _Market:
    """What all accounts ask for at given prices, quickly: each one's promotions side by side."""

    def __init__(self, problem: Problem, prices: Prices) -> None:
        promotions, visits = problem.promotions, problem.visits
        self.problem = problem
        self._rules = priced_rules(problem, Prices.nothing(problem, prices.rules))
        self._margin = problem.margin[:, :, None] - self._rules.units
        self.curves = Responses.of_promotions(promotions)[:, None]
        selects = [budget.selects.ravel() for budget in problem.budgets]
        self.selects = np.array(selects, dtype=float).reshape(len(selects), promotions.active.size)
        """[B, J * T] what counts in each budget."""
        rows = rows_by_account(promotions.account, problem.shape[0])
        account, slot = np.nonzero(rows >= 0)
        self._slot = np.empty(len(promotions), dtype=np.int64)
        self._slot[rows[account, slot]] = slot
        self._covers = np.zeros((*rows.shape, problem.shape[1]))
        """[A, promotions of one account, P]"""
        self._covers[promotions.account, self._slot] = promotions.covers
        self._covered = np.ascontiguousarray(self._covers.transpose(0, 2, 1))
        steps = np.arange(int((visits.maximum - visits.minimum).max(initial=0)) + 1)
        numbers = np.minimum(visits.minimum[:, None] + steps, visits.maximum[:, None])
        self._numbers = numbers.astype(float)
        """[K, steps] visits to choose from."""
        self._changes = np.stack(
            [visit_change(problem, number) for number in self._numbers.T], axis=1
        )

    def answer(self, prices: Prices) -> tuple[Floats, Ints, Floats]:
        """([J, T] money that pays, [K] visits that do, [P, T] units worth serving)."""
        problem, promotions, visits = self.problem, self.problem.promotions, self.problem.visits
        earned = np.maximum(self._margin - prices.supply, 0.0)
        each = earned * problem.baseline
        worth = np.matmul(self._covers, each)[promotions.account, self._slot]
        worth = np.maximum(worth * (1.0 - promotions.borrowed)[:, None], 1e-12)
        money = (prices.budgets @ self.selects).reshape(worth.shape) + self._rules.spend
        target = np.maximum(problem.spend_cost + money, 1e-3) / worth
        spend = np.where(promotions.active, self.curves.effort_at_slope(target), 0.0)

        uplift = np.zeros((*self._covers.shape[:2], problem.shape[2]))
        uplift[promotions.account, self._slot] = self.curves.value(spend)
        asked = np.matmul(self._covered, uplift)
        asked += 1.0
        chosen = np.zeros(len(visits), dtype=np.int64)
        if len(visits):
            per_hour = prices.hours + problem.peak_share * prices.peak_hours
            cost = visits.cost + visits.hours * np.append(per_hour, 0.0)[visits.team]
            cost = cost + self._rules.visits
            by_change = each.sum(axis=(1, 2))[visits.account][:, None]
            best = (by_change * self._changes - cost[:, None] * self._numbers).argmax(axis=1)
            rows = np.arange(len(visits))
            chosen = self._numbers[rows, best].astype(np.int64)
            change = self._changes[rows, best]
            asked += np.bincount(visits.account, change, problem.shape[0])[:, None, None]
        asked *= problem.baseline * (earned > 0.0)
        return spend, chosen, np.asarray(asked.sum(axis=0))

    def hours_of(self, visits: Ints) -> Floats:
        """[G] hours that visits take."""
        rows, teams = self.problem.visits, self.problem.teams
        used = np.bincount(
            rows.team + 1, weights=rows.hours * visits, minlength=len(teams.names) + 1
        )
        # Before the first come those of no team.
        return np.asarray(used[1:])

    def worth_of_hours(self) -> Floats:
        """[G] money that an hour brings in on average, if all that may be visited is."""
        rows, problem = self.problem.visits, self.problem
        each = (np.maximum(problem.margin, 0.0)[:, :, None] * problem.baseline).sum(axis=(1, 2))
        teams = len(problem.teams.names) + 1
        gained = (self._changes[:, -1] - self._changes[:, 0]) * each[rows.account]
        money = np.bincount(rows.team + 1, weights=gained, minlength=teams)
        taken = rows.hours * (rows.maximum - rows.minimum)
        hours = np.bincount(rows.team + 1, weights=taken, minlength=teams)
        return np.asarray((money / np.where(hours > 0.0, hours, 1.0))[1:])


def _excess(used: Floats, limit: Floats) -> Floats:
    """[G] how far hours are over their limit, as a share of it; 0 where there is none."""
    limited = np.isfinite(limit)
    size = np.maximum(np.where(limited, limit, 1.0), 1e-9)
    return np.where(limited, (used - np.where(limited, limit, 0.0)) / size, 0.0)


def _over(budget: Budget, spent: float) -> float:
    """How far a budget is overspent (> 0) or its minimum missed (< 0), as a share of it."""
    most, least = budget.maximum, budget.minimum
    size = max(most if np.isfinite(most) else least, 1e-9)
    if np.isfinite(most) and (spent > most or least <= 0.0):
        return (spent - most) / size
    return (spent - least) / size if spent < least else 0.0


def _ends(problem: Problem) -> tuple[Floats, Floats]:
    """([B], [B]) between which prices stay: a cap's is at least 0, a minimum's at most 0."""
    low = [0.0 if budget.minimum <= 0.0 else -0.9 for budget in problem.budgets]
    high = [np.inf if np.isfinite(budget.maximum) else 0.0 for budget in problem.budgets]
    return np.array(low), np.array(high)
