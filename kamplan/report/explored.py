"""What was explored, as JSON documents. Keys are a contract: add, never rename."""

from collections.abc import Sequence

from kamplan.explore.exploration import Finding
from kamplan.explore.flips import Flips
from kamplan.explore.frontier import Frontier, Point
from kamplan.explore.lose import Lost
from kamplan.explore.regret import Outcome, Regret
from kamplan.explore.sweep import Sweep
from kamplan.explore.tornado import End, Tornado
from kamplan.report.documents import Document, conflict_list, problem_list, totals
from kamplan.whatif.figures import Solved
from solver import Break

FRONTIER, SWEEP, TORNADO, REGRET, FLIPS, LOSE = (
    f"kamplan.{name}/1" for name in ("frontier", "sweep", "tornado", "regret", "flips", "lose")
)


def explored_document(schema: str, plan: str, about: Document, found: Finding) -> Document:
    """A finding under its schema, with what all of them say."""
    problems = problem_list(found.faults)
    return {"schema": schema, "plan": plan, **about, "complete": found.complete,
            "problems": problems}  # fmt: skip


def frontier_document(plan: str, found: Frontier) -> Document:
    """Points by rising amount, and where more begins to bring little."""
    elbow = found.elbow
    about = {
        "scenario": found.scenario,
        "of": found.lever.text,
        "now": found.now,
        "points": [_point(point, found.now) for point in found.points],
        "elbow": None if elbow is None else elbow.amount,
    }
    return explored_document(FRONTIER, plan, about, found)


def _point(point: Point, now: float) -> Document:
    share = point.amount / now
    return {"amount": point.amount, "share": share, **_solved(point.solved), "worth": point.worth}


def sweep_document(plan: str, found: Sweep) -> Document:
    """Every combination of values that was solved."""
    about = {
        "scenario": found.scenario,
        "inputs": [{"input": axis.name, "values": list(axis.values)} for axis in found.axes],
        "points": [
            {
                "values": [axis.values[at] for axis, at in zip(found.axes, place, strict=True)],
                **_solved(found.plans.get(place)),
                "problems": problem_list(found.failed.get(place, ())),
            }
            for place in sorted({*found.plans, *found.failed})
        ],
    }
    return explored_document(SWEEP, plan, about, found)


def tornado_document(plan: str, found: Tornado) -> Document:
    """Inputs, the one that matters most first."""
    about = {
        "scenario": found.scenario,
        **_solved(found.base),
        "inputs": [
            {
                "name": bar.input.name,
                "input": bar.input.input,
                "where": bar.input.where,
                "down": _end(bar.down),
                "up": _end(bar.up),
                "swing": bar.swing,
            }
            for bar in found.bars
        ],
    }
    return explored_document(TORNADO, plan, about, found)


def _end(end: End) -> Document:
    return {
        "share": end.share,
        **_solved(end.solved),
        "replanned": end.replanned,
        "held": end.held,
        "breaks": _breaks(end.breaks),
    }


def regret_document(plan: str, found: Regret) -> Document:
    """Plans by futures."""
    about = {
        "futures": [
            {"name": each.scenario, "weight": found.weights.get(each.scenario, 0.0),
             **_solved(each)}
            for each in found.solved
        ],
        "plans": [_regretted(found, plan) for plan in found.best],
        "least_worst_regret": found.least_worst,
        "best_expected": found.best_expected,
    }  # fmt: skip
    return explored_document(REGRET, plan, about, found)


def _regretted(found: Regret, plan: str) -> Document:
    whole = plan in found.plans
    worst = found.worst(plan) if whole else None
    return {
        "name": plan,
        "outcomes": [
            {"future": future, **_outcome(found.outcomes[plan, future])}
            for future in found.best
            if (plan, future) in found.outcomes
        ],
        "worst_future": None if worst is None else worst[0],
        "worst_regret": None if worst is None else worst[1],
        "expected": found.expected(plan) if whole else None,
    }


def _outcome(outcome: Outcome) -> Document:
    return {
        "objective": outcome.value,
        "regret": outcome.regret,
        "regret_at_most": outcome.at_most,
        "breaks": _breaks(outcome.breaks),
    }


def flips_document(plan: str, found: Flips) -> Document:
    """Where accounts drop out."""
    about = {
        "scenario": found.base.scenario,
        "accounts": [
            {
                "account": flip.account,
                "spend": flip.spend,
                "share": flip.share,
                "max_uplift": None if flip.share is None else flip.share * flip.max_uplift,
                "between": [flip.low, flip.high],
                "status": flip.status,
            }
            for flip in found.accounts
        ],
    }
    return explored_document(FLIPS, plan, about, found)


def lost_document(plan: str, found: Lost) -> Document:
    """The plan with and without the accounts."""
    about = {
        "scenario": found.before.scenario,
        "accounts": list(found.accounts),
        "before": _solved(found.before),
        "after": _solved(found.after),
        "change": found.change,
        "own": found.own,
        "regained": found.regained,
        "rules_left_out": [{"table": table, "name": name} for table, name in found.rules],
    }
    return explored_document(LOSE, plan, about, found)


def stopped_document(schema: str, plan: str, scenario: str) -> Document:
    """What is printed where it was stopped before there was anything to explore from."""
    return {
        "schema": schema, "plan": plan, "scenario": scenario, "status": "stopped",
        "complete": False, "problems": [],
    }  # fmt: skip


FROM_NOTHING: dict[str, Document] = {
    TORNADO: {"inputs": []},
    FLIPS: {"accounts": []},
    LOSE: {
        "accounts": [],
        **dict.fromkeys(("before", "after", "change", "own", "regained")),
        "rules_left_out": [],
    },
}
"""What a document of each kind holds where there is no plan to start from."""


def no_plan_document(schema: str, base: Solved) -> Document:
    """The scenario to start from has no plan: why, and nothing explored."""
    return {
        "schema": schema,
        "plan": base.plan.settings.name,
        "scenario": base.scenario,
        **_solved(base),
        **FROM_NOTHING[schema],
        "conflict_gap": base.result.conflict_gap,
        "complete": True,
        "problems": conflict_list(base.result),
    }


def _solved(solved: Solved | None) -> Document:
    """Status, proof and totals of one plan."""
    if solved is None:
        nothing = ("status", "objective", "contribution", "bound", "gap", "totals")
        return dict.fromkeys(nothing)
    result = solved.result
    return {
        "status": result.status,
        "objective": result.objective,
        "contribution": None if result.evaluation is None else result.evaluation.contribution,
        "bound": result.bound,
        "gap": result.gap,
        "totals": totals(result),
    }


def _breaks(breaks: Sequence[Break]) -> list[Document]:
    return [{"rule": each.rule, "key": list(each.key), "amount": each.amount} for each in breaks]
