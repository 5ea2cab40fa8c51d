"""Which rules of the planner's hold a single decision where it is, read off the plan itself."""

from collections import defaultdict
from dataclasses import replace

from kamplan.plan.held import Decision
from solver.problem import Decisions, Floats, Problem
from solver.promoted_weeks import calendar_amounts
from solver.rules import CalendarRule, RuleName, TotalRule

# A total this close to its limit, as a share of it, is at it.
AT = 1e-6
# Money on trial, as a share of a half-spend: less than any promotion is worth.
TRIAL = 1e-3


class Holding:
    """Asks the rules of one plan; there can be thousands, so they are looked up by what they
    hold."""

    def __init__(self, problem: Problem, decisions: Decisions, sold: Floats) -> None:
        """`sold` [A, P, T] units."""
        self.problem, self.decisions = problem, decisions
        self._values = {"spend": decisions.spend, "visits": decisions.visits, "units": sold}
        self._single: dict[tuple[Decision, int], list[TotalRule]] = defaultdict(list)
        self._several: list[TotalRule] = []
        for rule in problem.totals:
            if len(rule.cells) == 1:
                self._single[rule.decision, int(rule.cells[0])].append(rule)
            else:
                self._several.append(rule)
        self._calendar: dict[int, list[CalendarRule]] = defaultdict(list)
        for dates in problem.calendar:
            for row in dates.rows.tolist():
                self._calendar[row].append(dates)

    def totals(self, decision: Decision, cell: int) -> list[RuleName]:
        """Locks that a decision counts for, and what it must not be less than where it is at that.

        `cell` is its flat position among the decisions of its kind.
        """
        mine = [*self._single.get((decision, cell), ())]
        mine += [each for each in self._several if each.decision == decision and cell in each.cells]
        return [(each.family, each.key) for each in mine if self._holds(each)]

    def _holds(self, rule: TotalRule) -> bool:
        if rule.family == "lock":
            return True
        total = float(self._values[rule.decision].ravel()[rule.cells].sum())
        return total <= rule.least * (1.0 + AT) + AT

    def calendar(self, row: int, week: int) -> list[RuleName]:
        """Rules of the calendar that money on trial in a week without any would break, and those
        whose least spend a promoted week is at."""
        mine = tuple(each for each in self._calendar.get(row, ()) if week in each.weeks)
        if not mine:
            return []
        decisions = self.decisions
        if decisions.spend[row, week] > 0.0:
            return [("promo_least", each.key) for each in mine if self._at_least(each, week)]
        spend = decisions.spend.copy()
        least = max(each.least_spend for each in mine)
        half = float(self.problem.promotions.half_spend[row])
        spend[row, week] = max(least, TRIAL * half)
        tried = replace(decisions, spend=spend)
        one = replace(self.problem, calendar=mine)
        before, after = (
            [(each.rule, each.key) for each in calendar_amounts(one, plan) if each.amount > 0.0]
            for plan in (decisions, tried)
        )
        return list(
            dict.fromkeys((rule, key[:2]) for rule, key in after if (rule, key) not in before)
        )

    def _at_least(self, rule: CalendarRule, week: int) -> bool:
        spent = float(self.decisions.spend[rule.rows, week].sum())
        return rule.least_spend > 0.0 and spent <= rule.least_spend * (1.0 + AT)
