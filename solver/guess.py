"""A guess at the prices of what accounts share: where every search starts.

The price bound is convex in the prices, and its least is the best proof that prices can give. It
has kinks, where a unit earns just what it costs and an account turns from served to not. With the
kinks rounded off it is smooth, and a quasi-Newton method comes close to the least in some dozens
of looks at all accounts, before any linear program is made. Nothing is proven by a guess and
nothing depends on it but time.
"""

from collections.abc import Callable

import numpy as np
from scipy.optimize import OptimizeResult, minimize
from threadpoolctl import ThreadpoolController

from solver.priced_rules import priced_rules
from solver.prices import Prices
from solver.problem import Floats, Ints, Problem
from solver.reading import rows_by_account
from solver.responses import Responses
from solver.rules import RuleName

# Kinks are rounded off over such a share of a product's margin: wide first, to find the way.
WIDTHS = (0.02, 0.005)
# So many looks at most for each of them, or until a step brings less than such a share: from
# nothing, and from prices that are near; and less of both for a small program, which is solved
# from anywhere in less time.
GUESS, QUICK_GUESS = (120, 1e-8), (30, 1e-7)
MOVE, QUICK_MOVE = (60, 1e-7), (30, 1e-5)
# So many steps that the curvature is read off.
MEMORY = 20
# The least that a unit of money can be made to cost, and by how much a minimum may cheapen it.
LEAST_COST, CHEAPER = 1e-3, 0.9
# No price is higher than so many of its units: where no plan is possible, there is no end to them.
HIGHEST = 1e3
NOTHING = 1e-12
# The arrays are too small for more than one thread: two libraries' threads wait for each other.
_BLAS = ThreadpoolController()


def _never() -> bool:
    return False


def guess_prices(
    problem: Problem, quick: bool = False, stopped: Callable[[], bool] = _never
) -> Prices:
    """Prices near those of the best proof, looked for from free supply, money and hours; the best
    so far once it is `stopped`.

    The bound smoothed (Nesterov 2005), its least found by L-BFGS-B (Byrd, Lu, Nocedal and Zhu
    1995). Rules other than supply, budgets, hours and service have no price.
    """
    effort = QUICK_GUESS if quick else GUESS
    free = Prices.nothing(problem)
    bound = SmoothedBound(problem, free)
    point = bound.point_of(free)
    for width in WIDTHS:
        found = _least(bound, point, width, *effort, stopped)
        if not np.isfinite(found.fun):
            break
        point = found.x
    return bound.prices_at(point)


def move_prices(
    problem: Problem, near: Prices, quick: bool = False, stopped: Callable[[], bool] = _never
) -> Prices | None:
    """The same from the prices of a problem that is much the same, those of other rules as they
    are; None where so few looks are not enough, and it is not much the same."""
    bound = SmoothedBound(problem, near)
    effort = QUICK_MOVE if quick else MOVE
    found = _least(bound, bound.point_of(near), WIDTHS[-1], *effort, stopped)
    return bound.prices_at(found.x) if found.success else None


def _least(
    bound: "SmoothedBound",
    start: Floats,
    width: float,
    looks: int,
    close: float,
    stopped: Callable[[], bool],
) -> OptimizeResult:
    def go_on(_: Floats) -> None:
        if stopped():
            raise StopIteration

    with _BLAS.limit(limits=1, user_api="blas"):
        return minimize(
            bound.at,
            start,
            args=(width,),
            method="L-BFGS-B",
            jac=True,
            callback=go_on,
            bounds=np.stack([np.zeros(len(start)), bound.most], axis=1),
            options={"maxfun": looks, "maxcor": MEMORY, "ftol": close},
        )


class SmoothedBound:
    """The price bound without its kinks, and how it changes with each price.

    A point is one number of 0 or more for each limit, in units in which 1 is a lot: the price of
    cumulative supply up to each week, of each budget's maximum, of its minimum, of the hours of
    each team over the horizon and in the peak, and of each service rule. A unit's price in a week
    is the sum of those from that week on, less what it costs to hold it to the end. Visits are
    taken as divisible, stock at accounts as the supplier's, goodwill as nothing.
    """

    def __init__(self, problem: Problem, start: Prices) -> None:
        self.problem = problem
        self._market = _Market(problem)
        rules = problem.fill_rules
        self._fill: list[RuleName] = [("min_fill", (rule.name, *rule.cell)) for rule in rules]
        self._others = {name: p for name, p in start.rules.items() if name[0] != "min_fill"}
        self._rules = priced_rules(problem, Prices.nothing(problem, self._others))
        self._cells = np.concatenate([np.zeros(0, np.int64), *(rule.cells for rule in rules)])
        self._rule = np.repeat(np.arange(len(rules)), [len(rule.cells) for rule in rules])
        kept = problem.holding[:, None] + self._rules.stock
        self._kept = _from_each(kept) + problem.write_down[:, None]
        self._margin = problem.margin[:, :, None] - self._rules.units
        self._size = np.maximum(np.abs(problem.margin).mean(axis=0), NOTHING)
        self._limits()

    def _limits(self) -> None:
        """What each price is of: limit, highest price, and the unit it is counted in."""
        problem, budgets, rules = self.problem, self.problem.budgets, self.problem.fill_rules
        hours, peak = problem.teams.hours, problem.teams.peak_hours
        highest = np.array([budget.maximum for budget in budgets])
        lowest = np.array([budget.minimum for budget in budgets])
        wanted = _sums(self._rule, problem.baseline.ravel()[self._cells], len(rules))
        wanted *= np.array([rule.share for rule in rules])
        to_break = np.array([np.inf if each.price is None else each.price for each in budgets])
        to_fail = np.array([np.inf if each.price is None else each.price for each in rules])
        one, hour = np.ones(len(budgets)), np.maximum(self._market.worth_of_hours(), NOTHING)
        products = np.unravel_index(self._cells, problem.shape)[1]
        size = _sums(self._rule, self._size[products], len(rules))
        size /= np.maximum(np.bincount(self._rule, minlength=len(rules)), 1)
        limits = [problem.supply.ravel(), highest, -lowest, hours, peak, -wanted]
        most = [
            np.full(problem.supply.size, np.inf),
            np.where(np.isfinite(highest), to_break, 0.0),
            np.where(lowest > 0.0, np.minimum(to_break, CHEAPER), 0.0),
            np.where(np.isfinite(hours), np.inf, 0.0),
            np.where(np.isfinite(peak), np.inf, 0.0),
            to_fail,
        ]
        units = [np.repeat(self._size, problem.shape[2]), one, one, hour, hour, size]
        self._ends = np.cumsum([len(limit) for limit in limits])[:-1]
        self._unit = np.maximum(np.concatenate(units), NOTHING)
        self.most = np.minimum(np.concatenate(most) / self._unit, HIGHEST)
        limit = np.where(self.most > 0.0, np.concatenate(limits), 0.0)
        self._limit = limit[self._ends[0] :]

    def point_of(self, prices: Prices) -> Floats:
        """The point at which prices are."""
        scarce = prices.supply + self._kept
        scarce = scarce - np.append(scarce[:, 1:], np.zeros((len(scarce), 1)), axis=1)
        parts = [scarce.ravel(), prices.budgets, -prices.budgets, prices.hours, prices.peak_hours]
        parts.append(np.array([-prices.rules.get(name, 0.0) for name in self._fill]))
        return np.asarray(np.clip(np.concatenate(parts) / self._unit, 0.0, self.most))

    def prices_at(self, point: Floats) -> Prices:
        """The prices at a point."""
        scarce, most, least, hours, peak, fill = np.split(point * self._unit, self._ends)
        supply = _from_each(scarce.reshape(self.problem.supply.shape)) - self._kept
        service = dict(zip(self._fill, (-fill).tolist(), strict=True))
        service = {name: price for name, price in service.items() if price < 0.0}
        return Prices(supply, most - least, hours, peak, {**self._others, **service})

    def at(self, point: Floats, width: float) -> tuple[float, Floats]:
        """(smoothed bound in money, how it changes with each number of the point); `width` is the
        share of a product's margin over which kinks are rounded off."""
        problem, market = self.problem, self._market
        prices = point * self._unit
        scarce, most, least, hours, peak, fill = np.split(prices, self._ends)
        supply = _from_each(scarce.reshape(problem.supply.shape)) - self._kept
        earned = self._margin - supply
        if len(fill):
            eased = _sums(self._cells, fill[self._rule], problem.baseline.size)
            earned += eased.reshape(problem.shape)
        served = _round_off(earned, width * self._size[None, :, None])
        gain = supply - problem.extra_cost
        bought = _round_off(gain, width * self._size[:, None]) * problem.extra
        cost = market.money(most - least) + self._rules.spend + problem.spend_cost
        hour = hours + problem.peak_share * peak
        worth, asked, spent, used = market.answer(
            earned, np.maximum(cost, LEAST_COST), hour, self._rules.visits
        )
        sold = np.multiply(asked, served, out=asked)
        arrived = problem.supply + bought
        arrived[:, 0] += problem.opening
        stock = np.cumsum(arrived - sold.sum(axis=0), axis=1)
        got = _sums(self._rule, sold.ravel()[self._cells], len(fill))
        use = [spent, -spent, used, problem.peak_share * used, -got]
        left = np.concatenate([stock.ravel(), self._limit - np.concatenate(use)])
        goods = (supply * problem.supply).sum() + supply[:, 0] @ problem.opening
        goods += (gain * problem.extra).sum()
        limits = self._limit @ prices[self._ends[0] :] + self._rules.limits
        return float(goods + limits + worth), left * self._unit


def _sums(places: Ints, values: Floats, count: int) -> Floats:
    """[count] sums of the values in each place."""
    return np.asarray(np.bincount(places, values, count), dtype=float)


def _from_each(values: Floats) -> Floats:
    """[P, T] sums from each week on."""
    return np.asarray(np.cumsum(values[:, ::-1], axis=1)[:, ::-1])


def _round_off(value: Floats, width: Floats) -> Floats:
    """Take away what is below 0 of a value, in place, the kink a parabola from -width to width;
    returns its slope. Large arrays are made once: to fetch memory takes longer than to fill it."""
    slope = value * (0.5 / width)
    slope += 0.5
    np.clip(slope, 0.0, 1.0, out=slope)
    curved = slope**2
    curved *= width
    value -= width
    np.maximum(value, 0.0, out=value)
    value += curved
    return slope


class _Market:
    """What all accounts do by themselves, quickly: each one's promotions side by side."""

    def __init__(self, problem: Problem) -> None:
        promotions = problem.promotions
        self.problem = problem
        self._curves = Responses.of_promotions(promotions)[:, None]
        selects = [budget.selects.ravel() for budget in problem.budgets]
        self._selects = np.array(selects, dtype=float).reshape(len(selects), promotions.active.size)
        """[B, J * T] what counts in each budget."""
        rows = rows_by_account(promotions.account, problem.shape[0])
        account, slot = np.nonzero(rows >= 0)
        self._slot = np.empty(len(promotions), dtype=np.int64)
        self._slot[rows[account, slot]] = slot
        self._covers = np.zeros((*rows.shape, problem.shape[1]))
        """[A, promotions of one account, P] what an uplift of 1 lifts in the end."""
        lasting = (1.0 - promotions.borrowed)[:, None] * promotions.covers
        self._covers[promotions.account, self._slot] = lasting
        self._covered = np.ascontiguousarray(self._covers.transpose(0, 2, 1))
        self._visits = Responses.of_visits(problem.visits)
        self._present = self._visits.value(problem.visits.present)

    def money(self, budgets: Floats) -> Floats:
        """[J, T] what a unit of money costs at prices of budgets."""
        money = budgets @ self._selects
        return np.asarray(money.reshape(self.problem.promotions.active.shape))

    def answer(
        self, earned: Floats, cost: Floats, hour: Floats, visit: Floats
    ) -> tuple[float, Floats, Floats, Floats]:
        """(money that accounts come to, [A, P, T] units asked for, [B] money spent in each
        budget, [G] hours used), where units earn `earned`, money costs `cost`, an hour of a team
        `hour` and a visit `visit` beside its cost."""
        problem, promotions, visits = self.problem, self.problem.promotions, self.problem.visits
        each = earned * problem.baseline
        worth = np.matmul(self._covers, each)[promotions.account, self._slot]
        target = cost / np.maximum(worth, NOTHING)
        spend = np.where(promotions.active, self._curves.effort_at_slope(target), 0.0)
        level = self._curves.value(spend)
        uplift = np.zeros((*self._covers.shape[:2], problem.shape[2]))
        uplift[promotions.account, self._slot] = level
        asked = np.matmul(self._covered, uplift)
        asked += 1.0
        money = each.sum() + float((worth * level - cost * spend).sum())
        used = np.zeros(len(problem.teams.names))
        if len(visits):
            costs = visits.cost + visit + visits.hours * np.append(hour, 0.0)[visits.team]
            by_change = each.sum(axis=(1, 2))[visits.account]
            target = costs / np.maximum(by_change, NOTHING)
            number = self._visits.effort_at_slope(np.maximum(target, NOTHING))
            number = np.clip(number, visits.minimum, visits.maximum)
            change = self._visits.value(number) - self._present
            asked += _sums(visits.account, change, problem.shape[0])[:, None, None]
            money += float(by_change @ change - costs @ number)
            used = self._of_teams(visits.hours * number)
        asked *= problem.baseline
        return money, asked, self._selects @ spend.ravel(), used

    def _of_teams(self, values: Floats) -> Floats:
        """[G] sums over the visits of each team."""
        rows, teams = self.problem.visits, len(self.problem.teams.names)
        # Before the first come those of no team.
        return _sums(rows.team + 1, values, teams + 1)[1:]

    def worth_of_hours(self) -> Floats:
        """[G] money that an hour brings in on average, if all that may be visited is."""
        rows, problem = self.problem.visits, self.problem
        each = (np.maximum(problem.margin, 0.0)[:, :, None] * problem.baseline).sum(axis=(1, 2))
        ends = (rows.maximum.astype(float), rows.minimum.astype(float))
        high, low = (self._visits.value(end) for end in ends)
        hours = self._of_teams(rows.hours * (rows.maximum - rows.minimum))
        money = self._of_teams((high - low) * each[rows.account])
        return np.asarray(money / np.where(hours > 0.0, hours, 1.0))
