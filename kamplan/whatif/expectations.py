"""Expectations: what a scenario must come to, against what it did."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any, get_args

from kamplan.plan import Plan
from kamplan.plan.faults import Fault, PlanError, nearest
from kamplan.whatif.figures import Solved, check_split, everything, figure, select
from kamplan.whatif.recorded import Recorded
from kamplan.whatif.scenario import (
    Expect,
    Figure,
    Limits,
    Order,
    Range,
    Rule,
    Scenario,
    locate,
)

RANGES = tuple(name for name in Expect.model_fields if name in (*get_args(Figure), "gap"))


@dataclass(frozen=True)
class Missed:
    """One expectation that was not met: message id and the values its words need."""

    code: str
    values: dict[str, Any] = field(default_factory=dict)


def check_expectations(
    solved: Solved,
    scenario: Scenario,
    recorded: Recorded | None,
    others: Mapping[str, Solved],
) -> list[Missed]:
    """Everything that is not as expected. `others` holds the scenarios that rules refer to.

    Raises PlanError where an expectation cannot be read, such as a metric split by product
    that belongs to no product.
    """
    expect = scenario.own.expect
    missed = [*_check_status(solved, expect, recorded)]
    if solved.result.evaluation is None:
        return missed
    if recorded is not None and recorded.objective is not None:
        missed += _check_record(solved, expect, recorded)
    for name in RANGES:
        wanted = getattr(expect, name)
        if wanted is not None:
            missed += _check_range(solved, name, wanted, recorded)
    for number, rule in enumerate(expect.rule, start=1):
        missed += _check_rule(solved, rule, f"rule {number}", others)
    for order in expect.order:
        missed += check_order(order, others)
    return missed


def expectation_faults(plan: Plan, scenario: Scenario, names: Collection[str]) -> list[Fault]:
    """Everything wrong with a scenario's rules and orders, whatever it comes to.

    `plan` has the scenario's changes; `names` are the scenarios there are.
    """
    faults: list[Fault] = []
    file, expect = f"scenarios/{scenario.name}.toml", scenario.own.expect
    parts: list[tuple[str, Rule | Order, tuple[str, ...]]] = [
        (f"expect rule {number}", rule, () if rule.versus is None else (rule.versus,))
        for number, rule in enumerate(expect.rule, start=1)
    ]
    parts += [
        (f"expect order {number}", order, order.scenarios)
        for number, order in enumerate(expect.order, start=1)
    ]
    for place, part, others in parts:
        try:
            check_split(part.metric, select(plan, part.where, file), file)
        except PlanError as error:
            faults += (replace(fault, column=place) for fault in error.faults)
        for other in others:
            if other not in names:
                values = {"nearest": nearest(other, names)}
                faults.append(Fault("scenario-unknown", file, None, place, other, values))
    return list(locate(faults, scenario.texts))


def _check_status(solved: Solved, expect: Expect, recorded: Recorded | None) -> list[Missed]:
    got = solved.result.status
    if expect.feasible is not None and (got != "infeasible") != expect.feasible:
        return [Missed("feasible" if expect.feasible else "not-infeasible", {"got": got})]
    if expect.feasible is not None and expect.status is None:
        return []
    wanted = expect.status or (recorded.status if recorded else "optimal")
    code = "status-moved" if expect.status is None and recorded else "status"
    return [] if got == wanted else [Missed(code, {"wanted": wanted, "got": got})]


def _check_record(solved: Solved, expect: Expect, recorded: Recorded) -> list[Missed]:
    """The objective must not have moved by more than two proofs can differ, or as allowed."""
    got, then = solved.result.objective, recorded.objective
    assert got is not None
    assert then is not None
    allowed = 2.0 * solved.problem.target_gap
    for wanted in (expect.contribution, expect.objective):
        if wanted is not None and wanted.within is not None:
            allowed = wanted.within
    if abs(got - then) <= allowed * max(abs(then), 1.0):
        return []
    return [Missed("moved", {"then": then, "got": got, "within": allowed})]


def _check_range(
    solved: Solved, name: str, wanted: Range | Limits, recorded: Recorded | None
) -> list[Missed]:
    got = _value(solved, name)
    missed = _outside(name, "", got, wanted.min, wanted.max)
    then = recorded.totals.get(name) if recorded and name != "contribution" else None
    within = wanted.within if isinstance(wanted, Range) else None
    if within is not None and then is not None and abs(got - then) > within * max(abs(then), 1e-9):
        values = {"name": name, "then": then, "got": got, "within": within}
        missed.append(Missed("metric-moved", values))
    return missed


def _value(solved: Solved, name: str) -> float:
    if name == "gap":
        return float(solved.result.gap if solved.result.gap is not None else "inf")
    metric: Figure = next(known for known in get_args(Figure) if known == name)
    return figure(solved, metric, everything(solved.plan))


def _outside(
    name: str, group: str, got: float, least: float | None, most: float | None
) -> list[Missed]:
    # A figure on its limit is met: the solver keeps its rules to one part in a million.
    slack = 1e-6 * max(abs(got), 1.0)
    values = {"name": name, "where": group, "got": got}
    if least is not None and got < least - slack:
        return [Missed("below", {**values, "wanted": least})]
    if most is not None and got > most + slack:
        return [Missed("above", {**values, "wanted": most})]
    return []


def _check_rule(
    solved: Solved, rule: Rule, place: str, others: Mapping[str, Solved]
) -> list[Missed]:
    file = f"scenarios/{solved.scenario}.toml"
    selection = select(solved.plan, rule.where, file)
    check_split(rule.metric, selection, file)
    got = figure(solved, rule.metric, selection)
    group = ", ".join(f"{name} = {value}" for name, value in rule.where.items())
    missed = _outside(rule.metric, group, got, rule.min, rule.max)
    if rule.versus is None:
        return missed
    other = others.get(rule.versus)
    if other is None:
        raise PlanError([Fault("scenario-unknown", file, None, place, rule.versus)])
    if other.result.evaluation is None:
        return [*missed, Missed("versus-none", {"other": rule.versus})]
    against = figure(other, rule.metric, select(other.plan, rule.where, file))
    change = (got - against) / max(abs(against), 1e-9)
    values = {"name": rule.metric, "where": group, "other": rule.versus, "got": got}
    values |= {"against": against, "change": change}
    if rule.max_drop is not None and change < -rule.max_drop - 1e-9:
        missed.append(Missed("dropped", {**values, "wanted": rule.max_drop}))
    if rule.max_rise is not None and change > rule.max_rise + 1e-9:
        missed.append(Missed("rose", {**values, "wanted": rule.max_rise}))
    if rule.min_drop is not None and change > -rule.min_drop + 1e-9:
        missed.append(Missed("not-dropped", {**values, "wanted": rule.min_drop}))
    if rule.min_rise is not None and change < rule.min_rise - 1e-9:
        missed.append(Missed("not-risen", {**values, "wanted": rule.min_rise}))
    return missed


def check_order(order: Order, others: Mapping[str, Solved]) -> list[Missed]:
    """Every step of an order that falls, by more than two proofs can differ."""
    group = ", ".join(f"{name} = {value}" for name, value in order.where.items())
    without = [name for name in order.scenarios if others[name].result.evaluation is None]
    if without:
        return [Missed("versus-none", {"other": name}) for name in dict.fromkeys(without)]
    missed = []
    for first, second in pairwise(order.scenarios):
        before, after = others[first], others[second]
        least, got = (
            figure(each, order.metric, select(each.plan, order.where, f"scenarios/{name}.toml"))
            for name, each in ((first, before), (second, after))
        )
        least += order.by * abs(least)
        if got < least - _room(order, before, after) * max(abs(least), 1.0):
            values = {"name": order.metric, "where": group, "first": first, "second": second}
            missed.append(Missed("out-of-order", {**values, "got": got, "wanted": least}))
    return missed


def _room(order: Order, before: Solved, after: Solved) -> float:
    """What is maximised may be proven to within a gap only; every other figure is held as it is."""
    if order.where or order.metric not in ("objective", "contribution"):
        return 1e-6
    gaps = (before.problem.target_gap, after.problem.target_gap)
    proven = (before.result.gap, after.result.gap)
    return 1e-6 + sum(
        gap if found is None else found for gap, found in zip(gaps, proven, strict=True)
    )
