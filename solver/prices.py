"""Prices for what accounts share: they meet through nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from solver.problem import Floats, Problem
from solver.rules import RuleName


@dataclass(frozen=True)
class Prices:
    """What a unit of supply, of money and an hour are worth beyond their cost."""

    supply: Floats
    """[P, T] money a unit."""
    budgets: Floats
    """[B] money a unit of money in each budget: above 0 at its maximum, below at its minimum."""
    hours: Floats
    """[G] money an hour of a team."""
    peak_hours: Floats
    """[G] money an hour in the peak."""
    rules: Mapping[RuleName, float] = field(default_factory=dict)
    """money for one more of the limit of every other rule: above 0 where it is the most there may
    be, below where it is asked for; those without one have none."""

    @classmethod
    def nothing(cls, problem: Problem, rules: Mapping[RuleName, float] | None = None) -> "Prices":
        """Everything is free but for the rules that are given."""
        teams = np.zeros(len(problem.teams.names))
        budgets = np.zeros(len(problem.budgets))
        return cls(np.zeros(problem.supply.shape), budgets, teams, teams, rules or {})

    def fit(self, problem: Problem) -> bool:
        """Whether they are prices of what this problem has."""
        return (
            self.supply.shape == problem.supply.shape
            and len(self.budgets) == len(problem.budgets)
            and len(self.hours) == len(problem.teams.names)
        )

    def of(self, problem: Problem, rule: RuleName) -> float:
        """Money for one more of a rule's limit: 0 or more for the most there may be, 0 or less for
        what is asked for."""
        family, key = rule
        if family == "supply":
            at = problem.products.index(key[0]), problem.weeks.index(key[1])
            return float(self.supply[at])
        if family in ("budget", "budget_min"):
            names = [budget.name for budget in problem.budgets]
            price = float(self.budgets[names.index(key[0])])
            return max(price, 0.0) if family == "budget" else min(price, 0.0)
        if family in ("visit_hours", "peak_hours"):
            of_teams = self.hours if family == "visit_hours" else self.peak_hours
            return float(of_teams[problem.teams.names.index(key[0])])
        return self.rules.get(rule, 0.0)

    def towards(self, other: "Prices", part: float) -> "Prices":
        """Prices that are a part of the way from these to others."""

        def mixed(near: Floats, far: Floats) -> Floats:
            return (1.0 - part) * near + part * far

        rules = {
            name: (1.0 - part) * self.rules.get(name, 0.0) + part * other.rules.get(name, 0.0)
            for name in {**self.rules, **other.rules}
        }
        return Prices(
            mixed(self.supply, other.supply),
            mixed(self.budgets, other.budgets),
            mixed(self.hours, other.hours),
            mixed(self.peak_hours, other.peak_hours),
            rules,
        )
