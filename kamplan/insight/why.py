"""Why an account gets what it gets, and who is next in line for money.

Everything is read off the plan and its prices; nothing is solved again.
"""

from functools import cached_property
from typing import Literal

import numpy as np

from kamplan.insight.goods import DUST, line_for
from kamplan.insight.holding import Holding
from kamplan.insight.marginal import (
    MONEY_RULES,
    money_prices,
    money_returns,
    money_worths,
    pursued,
    visit_prices,
    visit_returns,
)
from kamplan.insight.reasons import (
    NEAR,
    SpendReason,
    UnitReason,
    VisitReason,
    WhySpend,
    WhyUnits,
    WhyVisits,
)
from kamplan.whatif.figures import Solved
from solver.problem import Floats
from solver.rules import RuleName

# Money in a week that is only rounding, as a share of a half-spend.
NOTHING = 1e-6
# A price of money this small is none.
FREE = 1e-12
HELD = ("closed", "lock", "calendar", "kept")
"""Reasons for which the next unit of money goes elsewhere whatever it would bring."""


class Why:
    """Asks one solved scenario that has a plan."""

    def __init__(self, solved: Solved) -> None:
        evaluation, decisions = solved.result.evaluation, solved.result.decisions
        assert evaluation is not None
        assert decisions is not None
        self.solved, self.problem = solved, pursued(solved)
        self.evaluation, self.decisions = evaluation, decisions
        self.holding = Holding(self.problem, decisions, evaluation.sold)
        self.worth = {(item.rule, item.key): item.value for item in solved.result.worth}
        self._money = money_worths(solved.result)

    @cached_property
    def _returns(self) -> tuple[Floats, Floats, Floats]:
        """[J, T] returns, returns if goods were free, and prices."""
        solved = self.solved
        return money_returns(solved), money_returns(solved, True), money_prices(solved)

    @cached_property
    def _visits(self) -> tuple[Floats, Floats]:
        """[K] returns and prices of the next visit."""
        return visit_returns(self.solved), visit_prices(self.solved)

    # -- money -------------------------------------------------------------------------------

    def spend(self, row: int, week: int) -> WhySpend:
        """Of a row of promotions and a week."""
        problem, promotions = self.problem, self.problem.promotions
        returns, free, price = (float(each[row, week]) for each in self._returns)
        rules = self._rules_of_spend(row, week)
        budgets = self._budgets(row, week)
        return WhySpend(
            problem.accounts[promotions.account[row]],
            promotions.mechanic[row],
            problem.weeks[week],
            float(self.decisions.spend[row, week]),
            returns,
            free,
            problem.spend_cost,
            price,
            self._spend_reason(row, week, rules, budgets),
            budgets,
            tuple(rules),
            self._goods(row, week),
        )

    def _spend_reason(
        self, row: int, week: int, rules: list[RuleName], budgets: tuple[tuple[str, float], ...]
    ) -> SpendReason:
        problem = self.problem
        if not problem.promotions.active[row, week]:
            return "closed"
        if rules:
            return _holder(rules[0][0])
        returns, free, price = (float(each[row, week]) for each in self._returns)
        spent = self.decisions.spend[row, week] > NOTHING * problem.promotions.half_spend[row]
        if returns > price * (1.0 + NEAR) or (spent and returns < price * (1.0 - NEAR)):
            return "gap"
        if any(value > 0.0 for _, value in budgets) and returns > problem.spend_cost:
            return "budget"
        return "goods" if free > price and not spent else "returns"

    def _rules_of_spend(self, row: int, week: int) -> list[RuleName]:
        problem, decisions = self.problem, self.decisions
        cell = row * len(problem.weeks) + week
        found = self.holding.totals("spend", cell) + self.holding.calendar(row, week)
        least = float(problem.least_spend[row, week])
        if least > 0.0 and decisions.spend[row, week] <= least * (1.0 + NOTHING):
            account = problem.accounts[problem.promotions.account[row]]
            found.append(("kept_spend", (account, problem.promotions.mechanic[row])))
        return found

    def _budgets(self, row: int, week: int) -> tuple[tuple[str, float], ...]:
        found = []
        for budget in self.problem.budgets:
            if budget.selects[row, week]:
                for rule in MONEY_RULES:
                    value = self._money.get((rule, budget.name), 0.0)
                    if value:
                        found.append((budget.name, value))
        return tuple(sorted(found, key=lambda each: -each[1]))

    def _goods(self, row: int, week: int) -> tuple[tuple[str, float], ...]:
        problem = self.problem
        found = []
        for product in np.flatnonzero(problem.promotions.covers[row]).tolist():
            key = (problem.products[product], problem.weeks[week])
            value = self.worth.get(("supply", key), 0.0)
            asked = problem.baseline[problem.promotions.account[row], product, week] > 0.0
            if value > 0.0 and asked and self.evaluation.lost[:, product, week].sum() > DUST:
                found.append((key[0], value))
        return tuple(found)

    @cached_property
    def _shares(self) -> Floats:
        """[J, T] what the next unit brings as a share of what it has to; -1 where it may not."""
        returns, _, price = self._returns
        share = returns / np.maximum(price, FREE)
        return np.where(self.problem.promotions.active, share, -1.0)

    def best_week(self, row: int) -> int:
        """The week in which a row's next unit of money would bring most of what it has to."""
        return int(np.argmax(self._shares[row]))

    @cached_property
    def money_line(self) -> tuple[WhySpend, ...]:
        """Where each account's next unit of money would go, the nearest to getting it first.

        Accounts whose money is all held by rules of its own, or brings nothing, are left out.
        """
        best: dict[int, WhySpend] = {}
        for place in np.argsort(-self._shares, axis=None, kind="stable").tolist():
            row, week = divmod(place, self._shares.shape[1])
            account = int(self.problem.promotions.account[row])
            if self._shares[row, week] <= 0.0 or len(best) == len(self.problem.accounts):
                break
            if account not in best and (why := self.spend(row, week)).reason not in HELD:
                best[account] = why
        return tuple(best.values())

    # -- visits ------------------------------------------------------------------------------

    def visits(self, row: int) -> WhyVisits:
        """Of a row of visits."""
        problem, rows = self.problem, self.problem.visits
        returns, price = (float(each[row]) for each in self._visits)
        rules = self.holding.totals("visits", row)
        team = int(rows.team[row])
        return WhyVisits(
            problem.accounts[rows.account[row]],
            rows.kind[row],
            int(self.decisions.visits[row]),
            int(rows.minimum[row]),
            int(rows.maximum[row]),
            returns,
            float(rows.cost[row]),
            price,
            float(rows.hours[row]),
            problem.teams.names[team] if team >= 0 else "",
            self._visit_reason(row, rules),
            tuple(rules),
        )

    def _visit_reason(self, row: int, rules: list[RuleName]) -> VisitReason:
        rows, number = self.problem.visits, int(self.decisions.visits[row])
        if rules:
            return _only_total(rules[0][0])
        returns, price = (float(each[row]) for each in self._visits)
        if number >= rows.maximum[row]:
            return "most"
        if returns > float(rows.cost[row]) and (price > rows.cost[row] or self._no_hours(row)):
            return "hours"
        if number == rows.minimum[row] > 0:
            return "least"
        return "returns" if returns <= price * (1.0 + NEAR) else "gap"

    def _no_hours(self, row: int) -> bool:
        """Whether the team has too few hours left for another visit."""
        problem, rows = self.problem, self.problem.visits
        team = int(rows.team[row])
        if team < 0:
            return False
        mine = rows.team == team
        used = float(rows.hours[mine] @ self.decisions.visits[mine]) + float(rows.hours[row])
        teams = problem.teams
        return bool(used > teams.hours[team] or used * problem.peak_share > teams.peak_hours[team])

    # -- goods -------------------------------------------------------------------------------

    def units(self, account: int, product: int, week: int) -> WhyUnits:
        """Of an account, a product and a week."""
        problem, evaluation = self.problem, self.evaluation
        line = line_for(self.solved, product, week)
        assert line is not None
        place = np.flatnonzero(line.account == account)
        cell = int(np.ravel_multi_index((account, product, week), problem.shape))
        rules = self.holding.totals("units", cell)
        worth = line.worth[place[0]] if len(place) else np.nan
        key = (problem.products[product], problem.weeks[week])
        return WhyUnits(
            problem.accounts[account],
            *key,
            float(evaluation.sold[account, product, week]),
            float(evaluation.lost[account, product, week]),
            int(place[0]) + 1 if len(place) else 0,
            len(line.account),
            float(worth),
            self.worth.get(("supply", key), np.nan),
            *self._unit_reason(account, product, week, rules),
            tuple(problem.accounts[line.account[at]] for at in np.flatnonzero(line.lost > DUST)),
        )

    def _unit_reason(
        self, account: int, product: int, week: int, rules: list[RuleName]
    ) -> tuple[UnitReason, tuple[RuleName, ...]]:
        problem = self.problem
        if rules:
            return _only_total(rules[0][0]), tuple(rules)
        if self.evaluation.lost[account, product, week] <= DUST:
            return "served", ()
        # Credit counts what was invoiced in the weeks before a payment: the limit of one of them.
        last = week + max(int(problem.credit_weeks[account]), 1)
        name = problem.accounts[account]
        limits = tuple(
            ("credit", (name, each))
            for each in problem.weeks[week:last]
            if self.worth.get(("credit", (name, each)), 0.0) > 0.0
        )
        return ("credit", limits) if limits else ("goods", ())


def _only_total(family: str) -> Literal["lock", "kept"]:
    """Which kind of total that is held a family is."""
    return "lock" if family == "lock" else "kept"


def _holder(family: str) -> Literal["lock", "calendar", "kept"]:
    """The same, of money: the calendar's rules are about it alone."""
    return "calendar" if family.startswith("promo") else _only_total(family)
