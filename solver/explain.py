"""What one more of each limited thing is worth, and who is served first."""

import numpy as np

from solver.backends import Outcome
from solver.certify import LARGE, Search
from solver.model.core import RuleName
from solver.model.visits import visit_change
from solver.problem import Decisions, Floats, Ints, Problem
from solver.result import Worth

# Two worths closer than this share of the objective per unit are the same number.
SAME = 1e-9


def find_worth(search: Search, decisions: Decisions, relaxed_duals: Floats) -> tuple[Worth, ...]:
    """Objective gained by one more, visits held: the dual where its basis outlives a step of
    one both ways, a re-solve each way where it does not. On a large plan a product-week's
    worth is marginal instead: what a small part of a unit gains, a unit.

    `search` stands at the plan's linear program (see Search). Hours are asked for whole
    visits instead: what the best visit that one more hour allows would gain.
    """
    if search.session.solve() is not Outcome.OPTIMAL:
        return ()
    base = search.session.objective
    basis = search.session.basis()
    duals, vertex = search.session.row_duals(), search.session.vertex()
    limits = [
        (rule, row)
        for rule, row in search.model.rules.items()
        if rule[0] in ("budget", "budget_min", "supply")
    ]
    # Asked before anything is solved again: a re-solve moves the basis.
    held = {row: (vertex.holds(row, 1.0), vertex.holds(row, -1.0)) for _, row in limits}
    found = []
    for rule, row in limits:
        if search.stop.now:
            break
        dual, exact = float(duals[row]), all(held[row])
        if rule[0] == "supply" and not exact and len(search.model.columns) > LARGE:
            found.append(Worth(rule[0], rule[1], _tidy(dual, base), marginal=True))
            continue
        found.append(_by_limit(search, rule, row, base, dual, held[row]))
        if not exact:
            search.session.restart_from(basis)
    search.session.solve()
    change_duals = search.session.column_duals()
    for team in range(len(search.problem.teams.names)):
        if search.stop.now:
            break
        found += _by_visit(search, decisions, team, base, change_duals, relaxed_duals)
    return tuple(found)


def _by_limit(
    search: Search, rule: RuleName, row: int, base: float, dual: float, held: tuple[bool, bool]
) -> Worth:
    """The worth of a rule's limit one up and one down; `held`: there the dual is exact."""
    more, less = (
        dual if exact else _moved(search, row, step, base)
        for step, exact in zip((1.0, -1.0), held, strict=True)
    )
    value = dual if more is None else more
    same = less is None or abs(less - value) <= SAME * max(abs(base), 1.0)
    return Worth(rule[0], rule[1], _tidy(value, base), None if same else _tidy(less or 0.0, base))


def _moved(search: Search, row: int, step: float, base: float) -> float | None:
    """Objective gained per unit by moving a row's limits; None where no plan is left."""
    session = search.session
    lower, upper = session.row_bounds(row)
    session.set_row_bounds(row, lower + step, upper + step)
    optimal = session.solve() is Outcome.OPTIMAL
    gained = (session.objective - base) / step if optimal else None
    session.set_row_bounds(row, lower, upper)
    return gained


def _tidy(value: float, base: float) -> float:
    """0 for what is only the solver's tolerance."""
    return 0.0 if abs(value) <= SAME * max(abs(base), 1.0) else value


def _by_visit(
    search: Search,
    decisions: Decisions,
    team: int,
    base: float,
    change_duals: Floats,
    relaxed_duals: Floats,
) -> list[Worth]:
    problem, visits = search.problem, search.problem.visits
    teams, name = problem.teams, (problem.teams.names[team],)
    mine = visits.team == team
    used = float(visits.hours[mine] @ decisions.visits[mine])
    found = []
    for rule in ("visit_hours", "peak_hours"):
        row = search.model.rules.get((rule, name))
        if row is None:
            continue
        share = problem.peak_share
        horizon = teams.hours[team] + 1.0
        # An hour more in the peak is an hour more of the horizon, too.
        peak = teams.peak_hours[team] + (1.0 if rule == "peak_hours" else 0.0)
        room = min(horizon, peak / share if share > 0.0 else np.inf) - used
        fits = mine & (visits.hours <= room + 1e-9) & (decisions.visits < visits.maximum)
        per_hour = float(relaxed_duals[row])
        if rule == "peak_hours" and (beside := search.model.rules.get(("visit_hours", name))):
            per_hour += float(relaxed_duals[beside])
        value = _best_visit(search, decisions.visits, fits, base, change_duals)
        found.append(Worth(rule, name, _tidy(value, base), per_hour=_tidy(per_hour, base)))
    return found


def _best_visit(
    search: Search, held: Ints, fits: np.ndarray, base: float, change_duals: Floats
) -> float:
    """Objective gained by the one visit more that promises most; 0 where none gains."""
    problem, session, model = search.problem, search.session, search.model
    number = held.astype(float)
    step = visit_change(problem, number + 1.0) - visit_change(problem, number)
    promise = change_duals[model.change] * step - problem.visits.cost
    candidates = np.flatnonzero(fits & (promise > 0.0))
    if not len(candidates):
        return 0.0
    best = candidates[np.argmax(promise[candidates])]
    change = visit_change(problem, number)
    for extra in (1.0, 0.0):
        row = np.array([best])
        at, to = number[row] + extra, change[row] + extra * step[row]
        session.set_bounds(model.visits[row], at, at)
        session.set_bounds(model.change[row], to, to)
        if extra:
            gain = session.objective - base if session.solve() is Outcome.OPTIMAL else 0.0
    return max(gain, 0.0)


def rank_accounts(problem: Problem, search: Search) -> tuple[Ints, Floats]:
    """([A, P, T] rank, [A, P, T] worth of a unit delivered) in each product-week.

    A unit delivered earns its margin and eases the service rules it counts for, at their
    prices. Ties go by tier, then by account.
    """
    duals = search.session.row_duals()
    worth = np.repeat(problem.margin[:, :, None], problem.shape[2], axis=2)
    flat = worth.reshape(-1)
    for rule in problem.fill_rules:
        row = search.model.rules.get(("min_fill", (rule.name, *rule.cell)))
        if row is not None:
            # One more unit sold there is one unit less demanded of the others.
            flat[rule.cells] -= duals[row]
    tiers = {name: place for place, name in enumerate(sorted(set(problem.tier)))}
    tier = np.array([tiers[name] if name else len(tiers) for name in problem.tier])
    ids = np.argsort(np.argsort(np.array(problem.accounts)))
    size = max(float(np.abs(worth).max(initial=0.0)), 1.0)
    rounded = np.round(worth / (size * 1e-9))
    order = np.lexsort(
        (
            np.broadcast_to(ids[:, None, None], worth.shape),
            np.broadcast_to(tier[:, None, None], worth.shape),
            -rounded,
        ),
        axis=0,
    )
    rank = np.empty_like(order)
    places = np.broadcast_to(np.arange(1, len(ids) + 1)[:, None, None], worth.shape)
    np.put_along_axis(rank, order, places, axis=0)
    return rank.astype(np.int64), worth
