"""Why no plan exists: the rules that cannot all be kept, and how little would have to give."""

import numpy as np

from solver.backends import Outcome, Session, Stop
from solver.cuts import Cuts
from solver.model import Model, build_model
from solver.model.core import RuleName
from solver.model.visits import visit_change
from solver.prices import guess_prices
from solver.problem import Floats, Problem
from solver.result import Relaxation

MOST_ROUNDS = 30
# A sum of relaxations, in shares of what rules demand, that is only the solver's tolerance.
NOTHING = 1e-6


def find_conflict(problem: Problem, stop: Stop) -> tuple[Relaxation, ...]:
    """Give every rule a way out, and use it as little as possible in all.

    The sum that is minimised counts each rule's relaxation as a share of what it demands.
    Rules with a price in that optimum take part in the conflict (the prices are a Farkas
    certificate); those with an amount are the smallest relaxation. Empty where the solver
    was stopped first.
    """
    if stop.now:
        return ()
    model = build_model(problem, elastic=True)
    if stop.now:
        return ()
    session = Session(model, stop)
    cuts = Cuts(model, session)
    cuts.add_first(guess_prices(problem))
    if not _refine(session, cuts):
        return ()
    # Divisible visits could keep every rule: only whole ones cannot.
    whole = session.objective > -NOTHING
    if whole and not _make_whole(problem, model, session, cuts):
        return ()
    values, duals = session.values(), session.row_duals()
    amounts = {slack.rule: float(values[slack.column]) for slack in model.slacks}
    scales = {slack.rule: slack.scale for slack in model.slacks}
    found = []
    for rule, row in model.rules.items():
        amount = amounts.get(rule, 0.0)
        scale = scales.get(rule, 1.0)
        priced = abs(duals[row]) * scale > NOTHING
        priced |= whole and _too_tight(problem, rule, values[model.visits])
        given = amount if amount > NOTHING * scale else 0.0
        if priced or given:
            found.append(Relaxation(rule[0], rule[1], given, model.limit[rule]))
    found.sort(key=lambda each: -each.amount / scales.get((each.rule, each.key), 1.0))
    return tuple(found)


def _refine(session: Session, cuts: Cuts) -> bool:
    for _ in range(MOST_ROUNDS):
        if session.stop.now or session.solve() is not Outcome.OPTIMAL:
            return False
        if cuts.add_violated(session.values(), 0.0).added == 0:
            break
    return session.solve() is Outcome.OPTIMAL


def _make_whole(problem: Problem, model: Model, session: Session, cuts: Cuts) -> bool:
    """Only whole visits cannot keep the rules: relax with them whole, and hold them there."""
    session.set_whole(model.visits, True)
    optimal = session.solve(mip_gap=1e-6) is Outcome.OPTIMAL
    number = np.rint(session.values()[model.visits])
    session.set_whole(model.visits, False)
    change = visit_change(problem, number) * model.change_unit
    session.set_bounds(model.visits, number, number)
    session.set_bounds(model.change, change, change)
    return optimal and _refine(session, cuts)


def _too_tight(problem: Problem, rule: RuleName, visits: Floats) -> bool:
    """Hours that are left, but not enough of them for one visit more."""
    if rule[0] not in ("visit_hours", "peak_hours"):
        return False
    team = problem.teams.names.index(rule[1][0])
    mine = problem.visits.team == team
    used = float(problem.visits.hours[mine] @ visits[mine])
    limit = problem.teams.hours[team]
    if rule[0] == "peak_hours":
        limit = problem.teams.peak_hours[team] / max(problem.peak_share, 1e-12)
    return bool(np.any(mine & (problem.visits.hours > limit - used)))
