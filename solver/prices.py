"""Prices for what accounts share: they meet through nothing else."""

from dataclasses import dataclass

import numpy as np

from solver.problem import Floats, Problem

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

    def fit(self, problem: Problem) -> bool:
        """Whether they are prices of what this problem has."""
        return (
            self.supply.shape == problem.supply.shape
            and len(self.budgets) == len(problem.budgets)
            and len(self.hours) == len(problem.teams.names)
        )

    def towards(self, other: "Prices", part: float) -> "Prices":
        """Prices that are a part of the way from these to others."""
        mixed = (
            (1.0 - part) * getattr(self, name) + part * getattr(other, name)
            for name in ("supply", "budgets", "hours", "peak_hours")
        )
        return Prices(*mixed)

    def money(self, problem: Problem) -> Floats:
        """[J, T] money a unit of money: the sum over the budgets it counts in."""
        total = np.zeros(problem.promotions.active.shape)
        for budget, price in zip(problem.budgets, self.budgets.tolist(), strict=True):
            total += price * budget.selects
        return total

    def worth_of_uplift(self, problem: Problem) -> Floats:
        """[J, T] money that an uplift of 1 earns above the price of the supply it takes."""
        earned = np.maximum(problem.margin[:, :, None] - self.supply[None, :, :], 0.0)
        return np.asarray(
            np.einsum(
                "jpt,jp->jt",
                (earned * problem.baseline)[problem.promotions.account],
                problem.promotions.covers,
            )
            * (1.0 - problem.promotions.borrowed)[:, None]
        )
