"""Aims one after another: each is given up by no more than half of the gap for those after it.

What an aim comes to is what is maximised: goodwill and the prices of broken rules are off it.
"""

import time
from collections.abc import Callable
from dataclasses import replace

from solver.aims import pursue
from solver.evaluate import evaluate
from solver.policies import apply_policies
from solver.problem import Problem
from solver.result import Result, Seconds, Stage, Status, relative_gap
from solver.rules import Aim, Target

# Each search, and what the next may give up of its aim, takes this part of the gap: together
# they stay within it.
PART = 0.49


def solve_in_order(problem: Problem, solve: Callable[[Problem], Result]) -> Result:
    """Pursue the first aim; then the next among the plans that keep what was reached; and so on.

    Objective, bound, gap and what one more is worth are the first aim's; decisions are those
    of the last stage that came to a plan.
    """
    started, targets = time.monotonic(), problem.targets
    gap = problem.target_gap * (1.0 if len(problem.aims) == 1 else PART)
    found: list[Result] = []
    for aim in problem.aims:
        limit = problem.time_limit
        if found and limit is not None:
            limit = max(limit - (time.monotonic() - started), 0.0)
        stage = replace(pursue(problem, aim, targets), target_gap=gap, time_limit=limit)
        result = solve(stage)
        if result.decisions is None:
            break
        # As stated: what the solver has seen is the aim written as contribution.
        result = replace(result, evaluation=evaluate(problem, result.decisions))
        found.append(result)
        if result.status != "optimal":
            break
        reached = _value(result, aim)
        slack = PART * problem.target_gap * max(abs(reached), 1.0)
        targets = (*targets, Target(aim, reached - slack, net=True))
    return _joined(problem, found) if found else result


def _value(result: Result, aim: Aim) -> float:
    assert result.evaluation is not None
    return result.evaluation.net_value_of(aim)


def _joined(problem: Problem, found: list[Result]) -> Result:
    first, last = found[0], found[-1]
    assert last.evaluation is not None
    objective, bound = last.evaluation.objective, first.bound
    bound = None if bound is None else max(bound, objective)
    gap = None if bound is None else relative_gap(bound, objective)
    done = len(found) == len(problem.aims) and last.status == "optimal"
    proven = gap is not None and gap <= problem.target_gap
    status: Status = "optimal" if done and proven else "feasible"
    stages = tuple(
        Stage(aim.name, value, None if result.bound is None else max(result.bound, value))
        for aim, result in zip(problem.aims, found, strict=False)
        for value in (_value(last, aim),)
    )
    times = [result.seconds for result in found]
    return replace(
        last,
        status=status,
        objective=objective,
        bound=bound,
        gap=gap,
        rank=first.rank,
        unit_worth=first.unit_worth,
        demand_worth=first.demand_worth,
        worth=first.worth,
        binding=first.binding,
        policies=apply_policies(problem, last.evaluation.promo_spend),
        stages=stages,
        seconds=Seconds(
            sum(each.build for each in times),
            sum(each.solve for each in times),
            sum(each.read for each in times),
        ),
        rounds=sum(result.rounds for result in found),
        cuts=sum(result.cuts for result in found),
        searched=any(result.searched for result in found),
    )
