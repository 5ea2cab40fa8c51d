"""The JSON documents that commands print. Keys are a contract: add, never rename.

NaN and Infinity never appear: what is not there is null.
"""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kamplan.explore.causes import Causes
from kamplan.insight.groups import compare_groups
from kamplan.messages import fault_text, missed_text, place_of, remedy_of, what_of
from kamplan.plan import Fault
from kamplan.planning import Checked, Source
from kamplan.report.decisions import LISTS, decision_lists
from kamplan.report.rounded import rounding_status
from kamplan.updates import Update
from kamplan.whatif.comparison import compare_figures, compare_inputs
from kamplan.whatif.figures import Solved
from solver import Binding, Relaxation, Result, Worth

SOLVE, EXPLAIN, COMPARE, CHECK, VALIDATE = (
    f"kamplan.{name}/1" for name in ("solve", "explain", "compare", "check", "validate")
)
WORTH_KEYS = {
    "budget": ("budget",),
    "budget_min": ("budget",),
    "supply": ("product", "week"),
    "warehouse": ("week",),
    "credit": ("account", "week"),
    "visit_hours": ("team",),
    "peak_hours": ("team",),
}

Document = dict[str, Any]


def dumps(document: Document) -> str:
    """JSON text; raises ValueError for NaN or Infinity, which would be a defect."""
    return json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1)


def _number(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else float(value)


def problem_list(faults: Iterable[Fault]) -> list[Document]:
    """Faults as data and as words."""
    return [
        {
            "id": fault.code,
            "file": fault.file,
            "row": fault.row,
            "column": fault.column,
            "value": fault.value,
            "where": place_of(fault),
            "what": what_of(fault),
            "remedy": remedy_of(fault),
            "message": fault_text(fault),
        }
        for fault in faults
    ]


def failed_document(schema: str, faults: Iterable[Fault]) -> Document:
    """What is printed where there is nothing but problems."""
    return {"schema": schema, "status": None, "problems": problem_list(faults)}


def solve_document(solved: Solved) -> Document:
    """Everything about one solved scenario."""
    result, problem = solved.result, solved.problem
    document: Document = {
        "schema": SOLVE,
        "plan": solved.plan.settings.name,
        "scenario": solved.scenario,
        "currency": solved.plan.settings.currency,
        "status": result.status,
        "objective": _number(result.objective),
        "contribution": None,
        "bound": _number(result.bound),
        "gap": _number(result.gap),
        "seconds": dict(solved.seconds),
        "aims": [
            {"aim": stage.aim, "value": stage.value, "bound": _number(stage.bound)}
            for stage in result.stages
        ],
        "totals": totals(result),
        **{name: [] for name in LISTS},
        "worth": [worth_entry(worth) for worth in result.worth],
        "binding": [binding_entry(binding) for binding in result.binding],
        "policies": [],
        "search": {
            "algorithm": result.algorithm,
            "reason": result.reason,
            "rounds": result.rounds,
            "cuts": result.cuts,
            "branched": result.searched,
        },
        "conflict_gap": _number(result.conflict_gap),
        "problems": conflict_list(result),
    }
    if result.evaluation is not None and result.decisions is not None:
        document["contribution"] = result.evaluation.contribution
        document |= decision_lists(problem, result)
        document["policies"] = _policies(result)
    if result.rounded is not None:
        document["rounded"] = _rounded(solved)
    return document


def _rounded(solved: Solved) -> Document:
    """The plan in whole steps and cases, and what that costs; or what stands in its way."""
    rounded, before = solved.result.rounded, solved.result.evaluation
    assert rounded is not None
    document: Document = {
        "status": rounding_status(rounded),
        "contribution": None,
        "objective": None,
        "cost": None,
        "totals": None,
        **{name: [] for name in LISTS},
        "trouble": rounded.trouble,
        "problems": [conflict_entry(relaxation) for relaxation in rounded.conflict],
    }
    if rounded.evaluation is not None and before is not None:
        result = solved.result.as_rounded()
        document["contribution"] = rounded.evaluation.contribution
        document["objective"] = rounded.evaluation.objective
        document["cost"] = before.contribution - rounded.evaluation.contribution
        document["totals"] = totals(result)
        document |= decision_lists(solved.problem, result)
    return document


def totals(result: Result) -> Document | None:
    """Totals of a plan, None without one."""
    evaluation = result.evaluation
    if evaluation is None:
        return None
    return {
        "promo_spend": evaluation.promo_spend,
        "visits": evaluation.visits,
        "visit_hours": evaluation.visit_hours,
        "visit_cost": evaluation.visit_cost,
        "units_sold": evaluation.units_sold,
        "units_lost": float(evaluation.lost.sum()),
        "fill_rate": evaluation.fill_rate,
        "revenue": evaluation.revenue,
        "margin": evaluation.margin,
        "holding_cost": evaluation.holding_cost,
        "write_down": evaluation.write_down,
        "account_stock_cost": evaluation.account_stock_cost,
        "extra_cost": evaluation.extra_cost,
        "borrowed_cost": evaluation.borrowed_cost,
        "goodwill_cost": evaluation.goodwill_cost,
        "broken_cost": evaluation.broken_cost,
    }


def worth_entry(worth: Worth) -> Document:
    """{rule, key, value}, with `left` where one less is not worth the same."""
    names = WORTH_KEYS[worth.rule]
    entry: Document = {
        "rule": worth.rule,
        "key": dict(zip(names, worth.key, strict=True)),
        "value": worth.value,
    }
    if worth.left is not None:
        entry |= {"left": worth.left, "right": worth.value}
    if worth.marginal:
        entry["marginal"] = True
    if worth.per_hour is not None:
        entry["per_hour"] = worth.per_hour
    if worth.holds is not None:
        entry["holds"] = dict(zip(("from", "to"), map(_number, worth.holds), strict=True))
    return entry


def binding_entry(binding: Binding) -> Document:
    """A rule that holds the plan back, as facts."""
    return {
        "rule": binding.rule,
        "key": list(binding.key),
        "rows": binding.rows,
        "price": binding.price,
        "limit": _number(binding.limit),
        "cost": binding.cost,
        "cost_at_most": _number(binding.cost_at_most),
    }


def conflict_list(result: Result) -> list[Document]:
    """The rules that cannot all be kept; none where there is a plan."""
    return [conflict_entry(relaxation) for relaxation in result.conflict]


def conflict_entry(relaxation: Relaxation) -> Document:
    """One rule of a conflict, as facts."""
    return {
        "id": "conflict",
        "rule": relaxation.rule,
        "key": list(relaxation.key),
        "limit": _number(relaxation.limit),
        "relax_by": relaxation.amount,
    }


def _policies(result: Result) -> list[Document]:
    assert result.objective is not None
    return [
        {
            "name": policy.name,
            "contribution": policy.evaluation.contribution,
            "gain": result.objective - policy.evaluation.objective,
            "breaks": [
                {"rule": broken.rule, "key": list(broken.key), "amount": broken.amount}
                for broken in policy.evaluation.breaks
            ],
        }
        for policy in result.policies
    ]


def compare_document(
    source: Source,
    solved: Sequence[Solved],
    causes: Mapping[str, Causes],
    failed: Mapping[str, Iterable[Fault]] | None = None,
) -> Document:
    """Scenarios side by side, each against the first; `causes` are their bridges, by scenario,
    `failed` is why others were not solved."""
    first = solved[0]
    document: Document = {
        "schema": COMPARE,
        "plan": source.plan.settings.name,
        "currency": source.plan.settings.currency,
        "versus": first.scenario,
        "scenarios": [_scenario_entry(each) for each in solved],
        "inputs_changed": [],
        "delta": [],
        "bridge": [],
        "problems": [
            {**conflict_entry(relaxation), "scenario": each.scenario}
            for each in solved
            for relaxation in each.result.conflict
        ],
    }
    for scenario, faults in (failed or {}).items():
        problems = problem_list(faults)
        document["problems"] += [{**problem, "scenario": scenario} for problem in problems]
    for each in solved[1:]:
        document["inputs_changed"] += [
            {
                "scenario": each.scenario,
                "table": change.table,
                "key": list(change.key),
                "field": change.field,
                "old": change.old,
                "new": change.new,
            }
            for change in compare_inputs(first.plan, each.plan)
        ]
        before, after = first.result.evaluation, each.result.evaluation
        if before is None or after is None:
            continue
        document["delta"].append(
            {
                "scenario": each.scenario,
                "figures": [
                    {
                        "name": difference.name,
                        "group": difference.group,
                        "before": difference.before,
                        "after": difference.after,
                        "change": difference.after - difference.before,
                    }
                    for difference in (*compare_figures(first, each), *compare_groups(first, each))
                ],
            }
        )
        document["bridge"].append(_bridge(causes[each.scenario]))
    return document


def _bridge(causes: Causes) -> Document:
    return {
        "scenario": causes.scenario,
        "before": causes.before,
        "after": causes.after,
        "steps": [
            {
                "name": " ".join(step.causes),
                "causes": list(step.causes),
                "change": step.change,
                "terms": _terms(step.terms),
            }
            for step in causes.steps
        ],
        "terms": _terms(causes.terms),
    }


def _terms(terms: Iterable[tuple[str, float]]) -> list[Document]:
    return [{"name": name, "change": change} for name, change in terms]


def _scenario_entry(solved: Solved) -> Document:
    result = solved.result
    return {
        "name": solved.scenario,
        "status": result.status,
        "objective": _number(result.objective),
        "contribution": result.evaluation.contribution if result.evaluation else None,
        "bound": _number(result.bound),
        "gap": _number(result.gap),
        "seconds": dict(solved.seconds),
        "totals": totals(result),
        "worth": [worth_entry(worth) for worth in result.worth],
    }


def check_document(
    checks: Sequence[Checked], updates: Sequence[Update] = (), written: bool = False
) -> Document:
    """What `kamplan check` found, and what it has recorded or would record."""
    return {
        "schema": CHECK,
        "passed": sum(check.passed for check in checks),
        "failed": sum(not check.passed for check in checks),
        "scenarios": [
            {
                "plan": check.plan,
                "scenario": check.scenario,
                "passed": check.passed,
                "status": check.solved.result.status if check.solved else None,
                "objective": _number(check.solved.result.objective) if check.solved else None,
                "recorded": check.recorded is not None,
                "missed": [missed_text(missed) for missed in check.missed],
                "inputs_changed": [
                    {
                        "table": move.table,
                        "key": move.key,
                        "how": move.how,
                        "fields": list(move.fields),
                        "rows": move.rows,
                    }
                    for move in check.changed
                ],
                "versions_changed": [
                    {"name": name, "then": then, "now": now} for name, then, now in check.versions
                ],
                "problems": problem_list(check.faults),
                "seconds": check.seconds,
            }
            for check in checks
        ],
        "updates": [
            {
                "plan": update.check.plan,
                "scenario": update.check.scenario,
                "values": [
                    {"name": name, "then": then, "now": now} for name, then, now in update.values
                ],
                "written": written,
            }
            for update in updates
        ],
        "problems": [entry for check in checks for entry in problem_list(check.faults)],
    }
