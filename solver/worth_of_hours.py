"""What one more hour of a team is worth: whole visits, since half a visit is none."""

import numpy as np

from solver.backends import Outcome
from solver.certify import Search
from solver.model.visits import visit_change
from solver.problem import Bools, Decisions, Floats, Ints, Problem
from solver.result import Worth
from solver.worth import Standing, solve_with_demand, tidy, true_value

HOURS = ("visit_hours", "peak_hours")


def worth_of_hours(
    search: Search,
    decisions: Decisions,
    team: int,
    base: Standing,
    worth: Floats,
    relaxed_duals: Floats,
) -> list[Worth]:
    """The worth of an hour of a team, and of an hour in the peak, where these are limited.

    `value` is what the best visits that fit into one more hour gain, confirmed by a re-solve;
    `per_hour` what an hour is worth where visits can be divided. `worth` [K] is the money a
    change of 1 in demand earns (see ranking.change_worth). Raises TimeUp.
    """
    problem, visits = search.problem, search.problem.visits
    teams, name = problem.teams, (problem.teams.names[team],)
    mine = visits.team == team
    used = float(visits.hours[mine] @ decisions.visits[mine])
    found, size = [], base.objective
    for rule in HOURS:
        row = search.model.rules.get((rule, name))
        if row is None:
            continue
        share = problem.peak_share
        horizon = teams.hours[team] + 1.0
        # An hour more in the peak is an hour more of the horizon, too.
        peak = teams.peak_hours[team] + (1.0 if rule == "peak_hours" else 0.0)
        room = min(horizon, peak / share if share > 0.0 else np.inf) - used
        more = _more_visits(problem, decisions.visits, mine, room)
        per_hour = float(relaxed_duals[row])
        beside = search.model.rules.get(("visit_hours", name))
        if rule == "peak_hours" and beside is not None:
            per_hour += float(relaxed_duals[beside])
        value = _best_visits(search, decisions.visits, more, base, worth, name)
        found.append(Worth(rule, name, tidy(value, size), per_hour=tidy(per_hour, size)))
    return found


def _more_visits(problem: Problem, held: Ints, mine: Bools, room: float) -> Ints:
    """[K] visits more of each row that fit the room, in hours; 0 for other teams' rows."""
    rows = problem.visits
    with np.errstate(divide="ignore", invalid="ignore"):
        fit = np.floor((room + 1e-9) / rows.hours)
    fit = np.where(rows.hours > 0.0, fit, 0.0)
    return np.where(mine, np.clip(fit, 0, rows.maximum - held), 0).astype(np.int64)


def _best_visits(
    search: Search, held: Ints, more: Ints, base: Standing, worth: Floats, team: tuple[str, ...]
) -> float:
    """Objective gained by the row whose further visits promise most; 0 where none gains."""
    problem, session, model = search.problem, search.session, search.model
    number = held.astype(float)
    step = visit_change(problem, number + more) - visit_change(problem, number)
    promise = worth * step - problem.visits.cost * more
    candidates = np.flatnonzero((more > 0) & (promise > 0.0))
    if not len(candidates):
        return 0.0
    row = candidates[[np.argmax(promise[candidates])]]
    rules = [model.rules[rule, team] for rule in HOURS if (rule, team) in model.rules]
    limits = [session.row_bounds(rule) for rule in rules]
    for rule, (lower, _) in zip(rules, limits, strict=True):
        session.set_row_bounds(rule, lower, np.inf)
    _hold(search, row, held[row] + more[row])
    try:
        optimal = solve_with_demand(search) is Outcome.OPTIMAL
        gain = true_value(search) - base.true_value if optimal else 0.0
    finally:
        _hold(search, row, held[row])
        for rule, (lower, upper) in zip(rules, limits, strict=True):
            session.set_row_bounds(rule, lower, upper)
    return max(gain, 0.0)


def _hold(search: Search, row: Ints, number: Ints) -> None:
    """Hold one row of visits at a number; lines that are right only elsewhere are switched off."""
    visits = search.cuts.within.least.copy()
    visits[row] = number
    search.cuts.narrow(search.cuts.within.with_visits(visits, visits))
