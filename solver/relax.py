"""Why no plan exists: the rules that cannot all be kept, and how little would have to give.

The same search as for a plan, on the true curves and with whole visits: what it maximises is
minus the sum of the relaxations (see goals.LeastRelaxation).
"""

import time
from dataclasses import replace
from math import ceil, floor, log10

import numpy as np

from solver.backends import Outcome, Stop
from solver.certify import Certificate, Search
from solver.goals import NOTHING, LeastRelaxation, overruns
from solver.problem import Floats, Ints, Problem
from solver.result import Relaxation, SolverTrouble
from solver.rules import RuleName

# Once divisible visits on the envelopes are known, whole visits and the true curves are
# searched for so long: what is known by then is a relaxation that does, if not the smallest.
SECONDS = 30.0
# Amounts are rounded up to so many digits: never less than it takes.
DIGITS = 5
# What an amount is above a round one, as a share of it, that is only the solver's tolerance.
ROUND = 1e-7


def find_conflict(problem: Problem, stop: Stop) -> tuple[tuple[Relaxation, ...], float | None]:
    """Give every rule a way out, and use it as little as possible in all.

    The sum that is minimised counts each rule's relaxation as a share of what it demands.
    Rules with a price in that optimum take part in the conflict (the prices are a Farkas
    certificate); those with an amount are the smallest relaxation. With it comes the share
    of that sum by which it may be above the least possible. ((), None) where the solver was
    stopped first.
    """
    if stop.now:
        return (), None
    search = Search(problem, stop, LeastRelaxation())
    outcome = search.refine()
    if outcome is Outcome.INFEASIBLE:
        raise SolverTrouble("no plan exists even where every rule gives")
    if outcome is Outcome.STOPPED:
        return (), None
    assert search.best.bound is not None
    divisible = search.best.bound
    search.stop = search.session.stop = replace(stop, deadline=time.monotonic() + SECONDS)
    best = search.run()
    if best.decisions is None:
        return (), None
    return _relaxations(search, best, divisible), _gap(best)


def _gap(best: Certificate) -> float:
    assert best.bound is not None
    assert best.value is not None
    least, found = max(-best.bound, 0.0), max(-best.value, 0.0)
    return max(found - least, 0.0) / found if found > 0.0 else 0.0


def _relaxations(search: Search, best: Certificate, divisible: float) -> tuple[Relaxation, ...]:
    assert best.decisions is not None
    assert best.value is not None
    problem, model = search.problem, search.model
    amounts = overruns(problem, best.decisions)
    scales = {slack.rule: slack.scale for slack in model.slacks}
    # Held visits take the prices of what holds them: with divisible ones they are known.
    shares = np.abs(search.duals[: len(model.rows)])
    nothing = NOTHING * model.whole_share
    if divisible < -nothing and len(best.relaxed_duals):
        shares = np.maximum(shares, np.abs(best.relaxed_duals[: len(model.rows)]))
    whole = best.value < divisible - nothing
    found = []
    for rule, row in model.rules.items():
        scale = scales.get(rule, max(abs(model.limit[rule]), 1.0))
        amount = amounts.get(rule, 0.0)
        given = rounded_up(amount) if amount > NOTHING * scale else 0.0
        priced = shares[row] * scale > nothing
        priced |= whole and _too_tight(problem, rule, best.decisions.visits)
        if priced or given:
            found.append(Relaxation(rule[0], rule[1], given, model.limit[rule]))
    found.sort(key=lambda each: -each.amount / scales.get((each.rule, each.key), 1.0))
    return tuple(found)


def rounded_up(amount: float) -> float:
    """The next number of DIGITS digits that is no less, but for the solver's tolerance."""
    places = DIGITS - 1 - floor(log10(amount))
    step = 10.0 ** abs(places)
    parts = amount * step if places >= 0 else amount / step
    parts = float(ceil(parts * (1.0 - ROUND)))
    return parts / step if places >= 0 else parts * step


def _too_tight(problem: Problem, rule: RuleName, visits: Ints | Floats) -> bool:
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
