"""Why no plan exists: the rules that cannot all be kept, and how little would have to give."""

import numpy as np

from solver.backends import Outcome, Session, Stop
from solver.cuts import Cuts
from solver.model import build_model
from solver.problem import Problem
from solver.result import Relaxation

MOST_ROUNDS = 30


def find_conflict(problem: Problem, stop: Stop) -> tuple[Relaxation, ...]:
    """Give every rule a way out, and use it as little as possible in all.

    The sum that is minimised counts each rule's relaxation as a share of what it demands.
    Rules with a price in that optimum take part in the conflict (the prices are a Farkas
    certificate); those with an amount are the smallest relaxation. Empty where the solver
    was stopped first.
    """
    model = build_model(problem, elastic=True)
    session = Session(model, stop)
    cuts = Cuts(model, session)
    cuts.add_first()
    for _ in range(MOST_ROUNDS):
        if session.solve() is not Outcome.OPTIMAL:
            return ()
        if cuts.add_violated(session.values(), 0.0).added == 0:
            break
    values, duals = session.values(), session.row_duals()
    amounts = {slack.rule: float(values[slack.column]) for slack in model.slacks}
    scales = {slack.rule: slack.scale for slack in model.slacks}
    found = []
    for rule, row in model.rules.items():
        amount = amounts.get(rule, 0.0)
        scale = scales.get(rule, 1.0)
        priced = abs(duals[row]) * scale > 1e-6
        if rule in scales and (priced or amount > 1e-6 * scale):
            lower, upper = session.row_bounds(row)
            limit = lower if np.isfinite(lower) else upper
            found.append(Relaxation(rule[0], rule[1], amount if amount > 1e-6 * scale else 0.0, limit))
    found.sort(key=lambda relaxation: -relaxation.amount / scales[relaxation.rule, relaxation.key])
    return tuple(found)
