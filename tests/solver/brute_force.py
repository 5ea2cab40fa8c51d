"""Plans valued and searched without the solver: nothing here is shared with its model.

Sharing stock is a greedy pick. Supply carries over and all of it is taken, so a case sold in
week t earns its margin and saves what holding it from the end of week t and writing it down
would have cost: a gain that does not depend on when it arrived. What limits sales is only
that up to every week no more is sold than has come, and for limits nested like these taking
the largest gains first is exact.
"""

from itertools import pairwise, product

import numpy as np

from solver import Problem
from solver.problem import Floats, Ints


def adbudg(effort: Floats, top: float, half: float, shape: float) -> Floats:
    """top x^c / (d^c + x^c)."""
    power = np.power(effort, shape)
    return np.asarray(top * power / (half**shape + power))


def through(points: Floats, effort: Floats) -> Floats:
    """Level on the straight lines through [N, 2] points, added up piece by piece."""
    found = np.zeros_like(np.asarray(effort, dtype=float))
    for (here, low), (there, high) in pairwise(points):
        if there > here:
            found = found + (high - low) * np.clip((effort - here) / (there - here), 0.0, 1.0)
    return found


def demand_at(problem: Problem, spend: Floats, visits: Floats) -> Floats:
    """[N, A, P, T] units asked for at [N, J, T] spends and [N, K] visits."""
    factor = np.ones((len(spend), *problem.shape))
    promos, rows = problem.promotions, problem.visits
    for j, account in enumerate(promos.account):
        if promos.points[j].any():
            effort = spend[:, j] / promos.half_spend[j]
            lift = promos.max_uplift[j] * through(promos.points[j], effort)
        else:
            lift = adbudg(spend[:, j], promos.max_uplift[j], promos.half_spend[j], promos.shape[j])
        factor[:, account] += lift[:, None, :] * promos.covers[j][None, :, None]
    for k, account in enumerate(rows.account):
        curve = (float(rows.max_change[k]), float(rows.half_visits[k]), float(rows.shape[k]))
        if rows.points[k].any():
            number = np.append(visits[:, k], rows.present[k]) / curve[1]
            reached = curve[0] * through(rows.points[k], number)
            change = reached[:-1] - reached[-1]
        else:
            change = adbudg(visits[:, k], *curve) - adbudg(rows.present[k], *curve)
        factor[:, account] += change[:, None, None]
    return np.asarray(problem.baseline * factor)


def plan_values(problem: Problem, spend: Floats, visits: Floats) -> Floats:
    """[N] contribution of plans whose stock is shared in the best way."""
    demand = demand_at(problem, spend, visits)
    money = -spend.sum(axis=(1, 2)) - visits @ problem.visits.cost
    _, products, _ = problem.shape
    for p in range(products):
        money = money + _best_sharing(problem, p, demand[:, :, p, :])
    return np.asarray(money)


def _best_sharing(problem: Problem, p: int, demand: Floats) -> Floats:
    """[N] money one product makes: sales less holding and write-down."""
    accounts, _, weeks = problem.shape
    arrived = problem.opening[p] + np.cumsum(problem.supply[p])
    left = np.full((len(demand), weeks), arrived)
    money = np.full(
        len(demand),
        -problem.holding[p] * arrived.sum() - problem.write_down[p] * arrived[-1],
    )
    saved = problem.holding[p] * (weeks - np.arange(weeks)) + problem.write_down[p]
    gain = problem.margin[:, p][:, None] + saved[None, :]
    cells = sorted(product(range(accounts), range(weeks)), key=lambda cell: -gain[cell])
    for a, t in cells:
        if gain[a, t] <= 0.0:
            break
        sold = np.minimum(demand[:, a, t], left[:, t:].min(axis=1))
        left[:, t:] -= sold[:, None]
        money += gain[a, t] * sold
    return money


def visit_choices(problem: Problem) -> Ints:
    """[N, K] every whole choice of visits that fits the hours, peak weeks included."""
    rows, teams = problem.visits, problem.teams
    ranges = [range(a, b + 1) for a, b in zip(rows.minimum, rows.maximum, strict=True)]
    choices = np.array(list(product(*ranges)), dtype=np.int64).reshape(-1, len(rows))
    for g in range(len(teams.names)):
        hours = choices @ np.where(rows.team == g, rows.hours, 0.0)
        fits = (hours <= teams.hours[g] + 1e-9) & (
            hours * problem.peak_share <= teams.peak_hours[g] + 1e-9
        )
        choices, hours = choices[fits], hours[fits]
    return choices


def best_plan_value(problem: Problem, most: float, points: int = 7, rounds: int = 30) -> float:
    """The best value found over all visits and spends in [0, `most`] under one total budget.

    With the visits given, the value is concave in the spends: a grid around the best point
    that halves each round closes in on it. Every plan tried keeps the rules, so the answer
    is never above the truth; it may be a little below.
    """
    choices = visit_choices(problem).astype(float)
    places = np.argwhere(problem.promotions.active)
    limit = min([budget.maximum for budget in problem.budgets], default=np.inf)
    steps = np.array(list(product(np.linspace(-1.0, 1.0, points), repeat=len(places))))
    centre = np.full((len(choices), len(places)), most / 2.0)
    width, best = most / 2.0, np.full(len(choices), -np.inf)
    visits = np.repeat(choices, len(steps), axis=0)
    for _ in range(rounds):
        tried = np.clip(centre[:, None, :] + width * steps[None], 0.0, most)
        total = tried.sum(axis=2, keepdims=True)
        tried = tried * np.minimum(1.0, limit / np.maximum(total, 1e-300))
        flat = tried.reshape(-1, len(places))
        spend = np.zeros((len(flat), *problem.promotions.active.shape))
        spend[:, places[:, 0], places[:, 1]] = flat
        values = plan_values(problem, spend, visits).reshape(len(choices), -1)
        top = values.argmax(axis=1)
        rows = np.arange(len(choices))
        better = values[rows, top] >= best
        best = np.maximum(best, values[rows, top])
        centre = np.where(better[:, None], tried[rows, top], centre)
        width *= 0.6
    return float(best.max())


def best_of_all_visits(problem: Problem) -> float:
    """Contribution of the best whole visits that fit the hours of the only team; no promotion."""
    rows = problem.visits
    menus = [range(int(a), int(b) + 1) for a, b in zip(rows.minimum, rows.maximum, strict=True)]
    choices = np.array(list(product(*menus)), dtype=float)
    choices = choices[choices @ rows.hours <= problem.teams.hours[0] + 1e-9]
    spend = np.zeros((len(choices), 0, problem.shape[2]))
    return float(plan_values(problem, spend, choices).max())
