"""The price bound: at prices for what accounts share, each account's best answer is its own, and
their sum is no less than any plan.

Lagrangian relaxation (Geoffrion 1974). Nothing is asked of the prices but their signs, so they may
come from a guess, from a linear program, or from another scenario; the curves are the true ones,
S-shaped and judged ones too, visits are whole.
"""

from functools import cached_property

import numpy as np

from solver.priced_rules import PricedRules, priced_rules
from solver.prices import Prices
from solver.problem import Floats, Ints, Problem
from solver.responses import Responses

# How far to go from prices towards others: the bound is convex between them.
STEPS = (1.0, 0.75, 0.5, 0.25, 0.1)


def price_bound(problem: Problem, prices: Prices) -> float:
    """Money that no plan exceeds, at any prices of supply, money, hours and rules.

        sum over supply of price times units + sum over limits of price times limit
        + sum over accounts of the best answer at those prices

    Rules about single accounts' stock and calendars are left out, which only raises it.
    """
    return Answers(problem, prices).bound


def closest_between(problem: Problem, near: Prices, far: Prices) -> Prices:
    """The prices with the lowest bound of those on the way from `near` to `far`."""
    mixed = [near, *(near.towards(far, part) for part in STEPS)]
    return min(mixed, key=lambda prices: price_bound(problem, prices))


class Answers:
    """What each account does by itself at given prices."""

    def __init__(self, problem: Problem, prices: Prices) -> None:
        self.problem, self.prices = problem, prices
        self.curves = Responses.of_promotions(problem.promotions)[:, None]

    @cached_property
    def rules(self) -> PricedRules:
        """What the rules take off at their prices."""
        return priced_rules(self.problem, self.prices)

    @cached_property
    def supply(self) -> Floats:
        """[P, T] the prices, raised to where keeping a unit for a later week, or to the end, gains
        nothing."""
        problem, found = self.problem, self.prices.supply.copy()
        kept = problem.holding[:, None] + self.rules.stock
        found[:, -1] = np.maximum(found[:, -1], -kept[:, -1] - problem.write_down)
        for week in range(problem.shape[2] - 2, -1, -1):
            found[:, week] = np.maximum(found[:, week], found[:, week + 1] - kept[:, week])
        return found

    @cached_property
    def earned(self) -> Floats:
        """[A, P, T] money that a unit sold earns, what it counts for rules included, above the
        price of the supply it takes; -inf where none can be there."""
        problem = self.problem
        before = problem.margin[:, :, None] - self.rules.units
        each, rows = before - self.supply[None, :, :], problem.account_stock
        if rows is not None:
            # Sold from what came in any week before; what was there already is counted apart.
            weeks = problem.shape[2]
            for account, product, lead in zip(rows.account, rows.product, rows.lead, strict=True):
                cell = account, product
                price = self.supply[product] + self.rules.shipped[cell]
                cheapest = np.minimum.accumulate(price)[: max(weeks - int(lead), 0)]
                each[cell] = -np.inf
                each[cell][int(lead) :] = before[cell][int(lead) :] - cheapest
        return each

    @cached_property
    def kept(self) -> Floats:
        """[A, P, T] money for a unit asked for without promotion: a unit that earns less than its
        price is not served, unless goodwill makes that dearer."""
        return np.maximum(self.earned, -self.problem.goodwill[:, None, None])

    @cached_property
    def worth(self) -> Floats:
        """[J, T] money that an uplift of 1 earns."""
        problem, promotions = self.problem, self.problem.promotions
        served, lost = np.maximum(self.earned, 0.0), self.kept
        if np.any(promotions.borrowed > 0.0):
            lost = lost[promotions.account]
            net = promotions.net_of_borrowed(lost, problem.beyond[promotions.account])
            served = served[promotions.account] - (lost - net)
            net = served * problem.baseline[promotions.account]
        else:
            net = (served * problem.baseline)[promotions.account]
        return np.asarray(np.einsum("jpt,jp->jt", net, promotions.covers))

    @cached_property
    def cost(self) -> Floats:
        """[J, T] money that a unit of spend costs."""
        return self.problem.spend_cost + self.rules.spend

    @cached_property
    def spend(self) -> Floats:
        """[J, T] money that each promotion-week spends; 0 where it costs nothing, as it then
        knows no end."""
        problem, active = self.problem, self.problem.promotions.active
        pays = active & (self.worth > 0.0) & (self.cost > 0.0)
        with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
            target = np.where(pays, self.cost / np.where(pays, self.worth, 1.0), np.inf)
            spend = np.where(pays, self.curves.effort_at_slope(target), 0.0)
        return np.where(self.curves.bent, spend, np.maximum(spend, problem.least_spend))

    @cached_property
    def _by_visits(self) -> Floats:
        """[K, numbers] money that each number of visits earns, from the least on."""
        problem, visits = self.problem, self.problem.visits
        steps = np.arange(int((visits.maximum - visits.minimum).max(initial=0)) + 1)
        number = visits.minimum[:, None] + steps
        curves = Responses.of_visits(visits)[:, None]
        change = curves.value(number.astype(float)) - curves.value(visits.present[:, None])
        worth = (problem.baseline * self.kept).sum(axis=(1, 2))[visits.account]
        each = visits.cost + self.rules.visits
        earned = worth[:, None] * change - each[:, None] * number
        return np.where(number <= visits.maximum[:, None], earned, -np.inf)

    @cached_property
    def visits(self) -> Ints:
        """[K] visits that each account is worth."""
        return np.asarray(self.problem.visits.minimum + self._by_visits.argmax(axis=1))

    @cached_property
    def bound(self) -> float:
        """What all of it comes to."""
        problem = self.problem
        goods = (self.supply * problem.supply).sum() + self.supply[:, 0] @ problem.opening
        bought = (np.maximum(self.supply - problem.extra_cost, 0.0) * problem.extra).sum()
        return float(
            goods
            + bought
            + self.rules.limits
            + (problem.baseline * self.kept).sum()
            + self._by_spends()
            + self._by_visits.max(axis=1).sum()
            + self._at_accounts()
        )

    def _by_spends(self) -> float:
        active = self.problem.promotions.active
        if np.any(self.cost[active] < 0.0):
            return float("inf")
        free = (self.cost <= 0.0) & (self.worth > 0.0)
        earned = self.worth * self.curves.value(self.spend) - self.cost * self.spend
        return float(np.where(free, self.worth * self.curves.most, earned)[active].sum())

    def _at_accounts(self) -> float:
        """What goods that accounts have already, or that are on their way, could add at most."""
        rows, problem = self.problem.account_stock, self.problem
        if rows is None:
            return 0.0
        units = rows.opening + rows.transit.sum(axis=1)
        each = problem.margin[:, :, None] - self.rules.units
        dearest = np.abs(each[rows.account, rows.product]).max(axis=1)
        return float(units @ (dearest + problem.goodwill[rows.account]))
