"""What the planner's rules, at their prices, take off a unit of what is decided.

A rule "sum of a x <= limit" at a price adds price (limit - sum of a x) to what is maximised: limits
earn, and what counts against them costs. Rules that ask for something have prices below 0: what
counts for them earns.
"""

from dataclasses import dataclass

import numpy as np

from solver.prices import Prices
from solver.problem import Floats, Problem
from solver.rules import RuleName, TotalRule


@dataclass(frozen=True)
class PricedRules:
    """Money that rules take off a unit, and what their limits are worth."""

    units: Floats
    """[A, P, T] a unit sold."""
    shipped: Floats
    """[A, P, T] a unit shipped to an account that keeps stock."""
    spend: Floats
    """[J, T] a unit of money."""
    visits: Floats
    """[K] a visit."""
    stock: Floats
    """[P, T] a unit in stock at the end of a week."""
    limits: float
    """all limits at their prices."""


def priced_rules(problem: Problem, prices: Prices) -> PricedRules:
    """All rules but those about single accounts' stock and calendars, which have no price."""
    return _Pricing(problem, prices).total()


class _Pricing:
    """The sums, rule by rule."""

    def __init__(self, problem: Problem, prices: Prices) -> None:
        self.problem, self.prices, self.limits = problem, prices, 0.0
        self.units = np.zeros(problem.shape)
        self.shipped = np.zeros(problem.shape)
        self.spend = np.zeros(problem.promotions.active.shape)
        self.visits = np.zeros(len(problem.visits))
        self.stock = np.zeros(problem.supply.shape)

    def total(self) -> PricedRules:
        self._budgets()
        self._hours()
        if self.prices.rules:
            self._fill()
            self._fairness()
            self._totals()
            self._warehouse()
            self._credit()
        return PricedRules(
            self.units, self.shipped, self.spend, self.visits, self.stock, self.limits
        )

    def _at_most(self, rule: RuleName, limit: float, soft: float | None = None) -> float:
        """The price of a rule with an upper limit, which then counts: 0 or more, and no more than
        it costs to break it."""
        found = max(self.prices.rules.get(rule, 0.0), 0.0)
        return self._counted(found, limit, soft)

    def _at_least(self, rule: RuleName, limit: float, soft: float | None = None) -> float:
        """The same with a lower limit: 0 or less."""
        found = min(self.prices.rules.get(rule, 0.0), 0.0)
        return self._counted(found, limit, soft)

    def _counted(self, price: float, limit: float, soft: float | None) -> float:
        if price == 0.0 or not np.isfinite(limit):
            return 0.0
        if soft is not None:
            price = float(np.clip(price, -soft, soft))
        self.limits += price * limit
        return price

    def _budgets(self) -> None:
        for budget, price in zip(self.problem.budgets, self.prices.budgets.tolist(), strict=True):
            most = np.isfinite(budget.maximum) and price > 0.0
            least = budget.minimum > 0.0 and price < 0.0
            if most or least:
                limit = budget.maximum if most else budget.minimum
                self.spend += budget.selects * self._counted(price, limit, budget.price)

    def _hours(self) -> None:
        visits, teams = self.problem.visits, self.problem.teams
        hour = np.zeros(len(teams.names) + 1)
        for found, share, limit in (
            (self.prices.hours, 1.0, teams.hours),
            (self.prices.peak_hours, self.problem.peak_share, teams.peak_hours),
        ):
            price = np.where(np.isfinite(limit), np.maximum(found, 0.0), 0.0)
            self.limits += float(price @ np.where(np.isfinite(limit), limit, 0.0))
            # The last stands for no team.
            hour[:-1] += share * price
        self.visits += visits.hours * hour[visits.team]

    def _fill(self) -> None:
        units, baseline = self.units.reshape(-1), self.problem.baseline.ravel()
        for rule in self.problem.fill_rules:
            name = ("min_fill", (rule.name, *rule.cell))
            if name in self.prices.rules:
                wanted = rule.share * float(baseline[rule.cells].sum())
                units[rule.cells] += self._at_least(name, wanted, rule.price)

    def _fairness(self) -> None:
        problem = self.problem
        for rule in problem.fairness:
            for product in rule.products.tolist():
                asked = problem.baseline[:, product, rule.weeks].sum(axis=1)
                for account in rule.accounts.tolist():
                    key = (rule.name, problem.accounts[account], problem.products[product])
                    if ("fairness", key) in self.prices.rules:
                        mine = float(asked[account])
                        price = self._at_least(("fairness", key), -rule.spread * mine, rule.price)
                        self.units[account, product, rule.weeks] += price
                        self.units[:, product, rule.weeks] -= price * mine / asked.sum()

    def _totals(self) -> None:
        decided = {"spend": self.spend, "visits": self.visits, "units": self.units}
        for rule in self.problem.totals:
            of = decided[rule.decision].reshape(-1)
            of[rule.cells] += self._at_least((_family(rule), rule.key), rule.least, rule.price)
            of[rule.cells] += self._at_most(("lock_most", rule.key), rule.most, rule.price)

    def _warehouse(self) -> None:
        rule = self.problem.warehouse
        if rule is not None:
            for week, name in enumerate(self.problem.weeks):
                price = self._at_most(("warehouse", (name,)), rule.capacity, rule.price)
                self.stock[:, week] += price * rule.volume

    def _credit(self) -> None:
        problem, rows = self.problem, self.problem.account_stock
        when_shipped = problem.tracked
        if rows is not None:
            when_shipped[rows.account[rows.on_consignment], rows.product[rows.on_consignment]] = (
                False
            )
        for account in problem.owing.tolist():
            limit, over = float(problem.credit_limit[account]), int(problem.credit_weeks[account])
            for week, name in enumerate(problem.weeks):
                price = self._at_most(("credit", (problem.accounts[account], name)), limit)
                owed = price * problem.net_price[account][:, None]
                weeks = slice(max(week - over + 1, 0), week + 1)
                shipped = when_shipped[account][:, None]
                self.shipped[account, :, weeks] += np.where(shipped, owed, 0.0)
                self.units[account, :, weeks] += np.where(shipped, 0.0, owed)


def _family(rule: TotalRule) -> str:
    return "lock_least" if rule.family == "lock" else rule.family
