"""Rules that hold a plan back, and what each costs: the plan solved again without it."""

import time
from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from solver.aims import pursue
from solver.backends import Stop
from solver.certify import Certificate, GivenUp, Search
from solver.coordinate import search_for
from solver.problem import Problem
from solver.result import Binding, Result, SolverTrouble, Worth
from solver.warm_start import WarmStart
from solver.without import has_rule, rule_of, without

# A rule that could not move the objective by this share of it is not what holds a plan back.
NOTHING = 1e-7
# How many rules are tried, and for how long: the dearest by their prices first.
MOST, SECONDS = 10, 30.0
MONEY = ("budget", "budget_min")
"""Rules whose worth is priced as that of one more, and of one less."""


def find_binding(search: Search, certificate: Certificate) -> tuple[Binding, ...]:
    """Rules whose limits have a price at the plan, by what their limit would cost at it.

    Prices are the duals at the plan; where visits and switches are held by it, and a rule about
    them says nothing, those with divisible ones.
    """
    model, relaxed = search.model, certificate.relaxed_duals
    duals = np.abs(search.duals[: len(model.rows)])
    if len(relaxed) >= len(duals):
        duals = np.where(duals > 0.0, duals, np.abs(relaxed[: len(duals)]))
    enough = NOTHING * max(abs(certificate.value or 0.0), 1.0)
    rows: dict[tuple[str, tuple[str, ...]], list[tuple[float, float]]] = {}
    for (family, key), row in model.rules.items():
        limit = abs(model.limit[family, key])
        if has_rule(family) and duals[row] * max(limit, 1.0) > enough:
            rows.setdefault((family, rule_of(family, key)), []).append((float(duals[row]), limit))
    found = [
        (
            sum(price * limit for price, limit in each),
            Binding(
                family,
                rule,
                len(each),
                max(price for price, _ in each),
                each[0][1] if len(each) == 1 else None,
            ),
        )
        for (family, rule), each in rows.items()
    ]
    return tuple(each for _, each in sorted(found, key=lambda pair: -pair[0]))


def with_worths(found: Iterable[Binding], worths: Iterable[Worth]) -> tuple[Binding, ...]:
    """Rules priced as one more of them is: at a kink the duals of a plan may lie anywhere between
    what one more brings and what one less costs. Of money a unit less demanded, or more allowed.
    """
    of = {(worth.rule, worth.key): worth for worth in worths if worth.rule in MONEY}
    priced = []
    for binding in found:
        worth = of.get((binding.rule, binding.key))
        if worth is None:
            priced.append(binding)
            continue
        less = worth.value if worth.left is None else worth.left
        gain = -less if binding.rule == "budget_min" else worth.value
        priced.append(replace(binding, price=max(gain, 0.0)))
    return tuple(priced)


def cost_of_rules(
    problem: Problem,
    result: Result,
    stop: Stop,
    warm_starts: Iterable[WarmStart] = (),
) -> tuple[Binding, ...]:
    """The binding rules of a result, the first of them with what they cost, the dearest first.

    A rule costs what the best plan without it is worth more than the plan: at least what the
    plan found is, at most what its bound is. The plan itself is known to each search, so that no
    rule costs less than nothing; they start from the nearest of `warm_starts`.
    """
    assert result.decisions is not None
    done: list[Binding] = []
    stop = replace(stop, deadline=min(stop.deadline, time.monotonic() + SECONDS))
    for binding in result.binding[:MOST]:
        if stop.now:
            break
        done.append(_cost(problem, result, binding, stop, warm_starts))
    done.sort(key=lambda each: -1.0 if each.cost is None else -each.cost)
    return (*done, *result.binding[len(done) :])


def _cost(
    problem: Problem,
    result: Result,
    binding: Binding,
    stop: Stop,
    warm_starts: Iterable[WarmStart],
) -> Binding:
    start = replace(problem, published=result.decisions, rounding=None)
    free = without(start, binding.rule, binding.key)
    if problem.aims:
        free = pursue(free, problem.aims[0], free.targets)
    try:
        best = search_for(free, stop, warm_starts).search.best
    except (GivenUp, SolverTrouble):
        # The plan stands; what this rule costs stays unknown.
        return binding
    assert result.objective is not None
    if best.value is None or best.bound is None:
        return binding
    cost = max(best.value - result.objective, 0.0)
    return replace(binding, cost=cost, cost_at_most=max(best.bound - result.objective, cost))
