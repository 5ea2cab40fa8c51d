"""What a solution of the linear model says, in units, and who has which rows."""

import numpy as np

from solver.model import Model
from solver.prices import Prices
from solver.problem import Floats, Ints, Problem
from solver.responses import Responses


def changes_of(problem: Problem, row: int | Ints, numbers: Floats) -> Floats:
    """Change of baseline of one visit row at several numbers of visits, or of each of several
    rows at a number of its own, share."""
    curve = Responses.of_visits(problem.visits)[row]
    return np.asarray(curve.value(numbers) - curve.value(problem.visits.present[row]))


def demand_of(model: Model, values: Floats) -> Floats:
    """[A, P, T] units asked for at the uplifts and visit changes of a solution."""
    problem, promotions = model.problem, model.problem.promotions
    change = values[model.change] / model.change_unit
    by_account = np.bincount(problem.visits.account, change, problem.shape[0])
    demand = problem.baseline * (1.0 + by_account[:, None, None]) + lifted_of(model, values)
    uplift = np.where(model.uplift >= 0, values[model.uplift] / model.uplift_unit, 0.0)
    for row in np.flatnonzero(promotions.borrowed > 0.0):
        account, covered = promotions.account[row], promotions.covers[row]
        share = promotions.borrowed[row] / promotions.borrowed_weeks[row]
        lifted = share * uplift[row] * problem.baseline[account, covered]
        for step in range(1, min(int(promotions.borrowed_weeks[row]), problem.shape[2] - 1) + 1):
            demand[account, covered, step:] -= lifted[:, :-step]
    return demand


def lifted_of(model: Model, values: Floats) -> Floats:
    """[A, P, T] units of uplift in a solution."""
    problem, promotions = model.problem, model.problem.promotions
    uplift = np.where(model.uplift >= 0, values[model.uplift] / model.uplift_unit, 0.0)
    lifted = uplift[:, None, :] * promotions.covers[:, :, None]
    return np.asarray(problem.baseline * _by_account(lifted, promotions.account, problem.shape[0]))


def _by_account(values: Floats, account: Ints, accounts: int) -> Floats:
    """[A, ...] sums over the rows of each account."""
    found = np.zeros((accounts, *values.shape[1:]))
    if len(account):
        order = np.argsort(account, kind="stable")
        present, first = np.unique(account[order], return_index=True)
        found[present] = np.add.reduceat(values[order], first, axis=0)
    return found


def prices_of(model: Model, duals: Floats) -> Prices:
    """What the rows' duals say of supply, money, hours and rules; 0 where there is no limit."""
    problem = model.problem

    def price(family: str, *key: str) -> float:
        row = model.rules.get((family, key))
        return 0.0 if row is None else float(duals[row])

    def of_teams(family: str) -> Floats:
        return np.array([price(family, name) for name in problem.teams.names])

    def of_budget(name: str) -> float:
        return price("budget", name) + price("budget_min", name)

    own = {"supply", "budget", "budget_min", "visit_hours", "peak_hours"}
    supply = [[price("supply", name, week) for week in problem.weeks] for name in problem.products]
    return Prices(
        np.array(supply),
        np.array([of_budget(budget.name) for budget in problem.budgets]),
        of_teams("visit_hours"),
        of_teams("peak_hours"),
        {
            rule: float(duals[row])
            for rule, row in model.rules.items()
            if rule[0] not in own and duals[row] != 0.0
        },
    )


def rows_by_account(account: Ints, accounts: int) -> Ints:
    """[A, most rows of one account] rows that belong to each account, -1 where fewer."""
    order = np.argsort(account, kind="stable")
    count = np.bincount(account, minlength=accounts)
    table = np.full((accounts, int(count.max(initial=0))), -1, dtype=np.int64)
    start = np.concatenate([[0], np.cumsum(count)[:-1]])
    position = np.arange(len(account)) - start[account[order]]
    table[account[order], position] = order
    return table


def within_supply(problem: Problem, shipped: Floats, bought: Floats) -> Floats:
    """[A, P, T] shipments, a trifle less of each in weeks in which they come to more than there
    is: next to very large numbers the solver drops very small coefficients. What goes to accounts
    whose stock is tracked stays as it is."""
    kept, left = shipped.copy(), problem.opening.copy()
    fixed = np.where(problem.tracked[:, :, None], shipped, 0.0).sum(axis=0)
    for week in range(problem.shape[2]):
        left = left + problem.supply[:, week] + bought[:, week] - fixed[:, week]
        sent = np.where(problem.tracked, 0.0, shipped[:, :, week]).sum(axis=0)
        short = sent > np.maximum(left, 0.0)
        share = np.where(short, np.maximum(left, 0.0) / np.where(short, sent, 1.0), 1.0)
        kept[:, :, week] = np.where(problem.tracked, kept[:, :, week], kept[:, :, week] * share)
        left = left - sent * share
    return kept
