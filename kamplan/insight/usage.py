"""How far limits are used: promotion money by budget, and hours by team."""

from dataclasses import dataclass

import numpy as np

from kamplan.whatif.figures import Solved


@dataclass(frozen=True)
class Use:
    """One limit and what the plan takes of it."""

    name: str
    planned: float
    """money, or hours."""
    cap: float | None
    """None: no limit."""

    @property
    def left(self) -> float | None:
        """What remains under the cap; None without one."""
        return None if self.cap is None else self.cap - self.planned


def budget_use(solved: Solved) -> dict[str, Use]:
    """Budget -> promotion money planned and allowed; empty where there is no plan."""
    decisions = solved.result.decisions
    if decisions is None:
        return {}
    found = {}
    for budget in solved.problem.budgets:
        planned = float(decisions.spend[budget.selects].sum())
        cap = float(budget.maximum) if np.isfinite(budget.maximum) else None
        found[budget.name] = Use(budget.name, planned, cap)
    return found


def budget_takers(solved: Solved, name: str | None) -> list[tuple[str, float]]:
    """(account, money) of a budget, or of the whole plan for None, the largest first."""
    decisions, problem = solved.result.decisions, solved.problem
    if decisions is None:
        return []
    budget = next((each for each in problem.budgets if each.name == name), None)
    if name is not None and budget is None:
        return []
    spend = decisions.spend if budget is None else decisions.spend * budget.selects
    money = np.bincount(
        problem.promotions.account, weights=spend.sum(axis=1), minlength=len(problem.accounts)
    )
    return [
        (problem.accounts[place], float(money[place]))
        for place in np.argsort(-money, kind="stable")
        if money[place] >= 0.5
    ]


def team_use(solved: Solved) -> dict[str, Use]:
    """Team -> visit hours planned and available over the horizon; empty without a plan."""
    decisions, problem = solved.result.decisions, solved.problem
    if decisions is None:
        return {}
    hours = problem.visits.hours * decisions.visits
    found = {}
    for place, name in enumerate(problem.teams.names):
        planned = float(hours[problem.visits.team == place].sum())
        cap = float(problem.teams.hours[place])
        found[name] = Use(name, planned, cap if np.isfinite(cap) else None)
    return found
