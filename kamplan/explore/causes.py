"""Why one scenario earns more than another: a bridge by what was changed, which adds up exactly.

First the plan of the one is held, its goods shared out anew, while volumes, goods and terms become
those of the other, one after another. Then it is planned anew: that is re-allocation. Then budgets,
hours and rules become those of the other, each with a new best plan. Every step is the difference
between two plans, so that all of them add up to the difference between the first and the last.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kamplan.explore.exploration import Answers
from kamplan.plan import Plan, check_plan
from kamplan.pool import Task
from kamplan.whatif.blending import Group, blend, changed_groups
from kamplan.whatif.committed import Committed
from kamplan.whatif.comparison import bridge
from kamplan.whatif.figures import Solved
from kamplan.whatif.scenario import Scenario
from solver import Evaluation

HELD: tuple[Group, ...] = ("range", "demand", "supply", "terms")
"""groups that change under a plan that is held; the others change what may be planned."""
REALLOCATION = "reallocation"
Ask = Callable[[Mapping[str, Task]], Answers[str]]


@dataclass(frozen=True)
class Step:
    """What some changes did to the contribution."""

    causes: tuple[str, ...]
    """groups of inputs, mostly one: more where the plan between them is none; or reallocation."""
    change: float
    """money."""
    terms: tuple[tuple[str, float], ...]
    """the same by what contribution is made of; adds up to it."""


@dataclass(frozen=True)
class Causes:
    """From one contribution to the other."""

    scenario: str
    before: float
    after: float
    steps: tuple[Step, ...]
    terms: tuple[tuple[str, float], ...]
    """the whole difference by what contribution is made of."""


def find_causes(ask: Ask, first: Solved, each: Solved) -> Causes | None:
    """The bridge between two answers; None where one has no plan."""
    before, after = first.result.evaluation, each.result.evaluation
    if before is None or after is None:
        return None
    groups = _causes(first.plan, each.plan)
    stages = _stages(first, each, [group for group in groups if group in HELD], groups)
    answers = ask({stage.name: stage.task for stage in stages if stage.task is not None})
    if not answers.complete:
        # Stopped on the way: what all changes did together is known all the same.
        stages = [_Stage(each.scenario, tuple(groups), None)]
    steps: list[Step] = []
    now = before
    waiting: list[str] = []
    for stage in stages:
        waiting += stage.causes
        then = after if stage.task is None else _evaluation(answers.solved.get(stage.name))
        if then is None:
            # No plan there: what was changed is told together with what comes next.
            continue
        terms = bridge(now, then).steps
        steps.append(Step(tuple(waiting), then.contribution - now.contribution, terms))
        now, waiting = then, []
    whole = bridge(before, after)
    return Causes(each.scenario, whole.before, whole.after, tuple(steps), whole.steps)


def _causes(before: Plan, after: Plan) -> list[Group]:
    """Groups that differ; what only goes with accounts, products and weeks is not counted twice."""
    groups = changed_groups(before, after)
    if "range" not in groups:
        return groups
    return ["range", *changed_groups(blend(before, after, ["range"]), after)]


@dataclass(frozen=True)
class _Stage:
    """A plan on the way, and what was changed to get there."""

    name: str
    causes: tuple[str, ...]
    task: Task | None
    """None: it is the last one, and known."""


def _stages(first: Solved, each: Solved, held: list[Group], groups: list[Group]) -> list[_Stage]:
    committed = Committed.of(first)
    done: list[Group] = []
    stages: list[_Stage] = []
    waiting: tuple[str, ...] = ()

    def add(causes: tuple[str, ...], hold: bool, last: bool) -> None:
        nonlocal waiting
        plan = each.plan if last and not hold else blend(first.plan, each.plan, done)
        if not (last and not hold) and _is_wrong(plan):
            waiting += causes
            return
        name = f"{first.scenario} to {each.scenario}: {' '.join(causes)}"
        task = None if last and not hold else Task(
            Scenario(name, ()), committed if hold else None, plan
        )  # fmt: skip
        stages.append(_Stage(name, (*waiting, *causes), task))
        waiting = ()

    others = [group for group in groups if group not in held]
    for group in held:
        done.append(group)
        add((group,), hold=True, last=False)
    if held or not others:
        add((REALLOCATION,), hold=False, last=not others)
    for place, group in enumerate(others):
        done.append(group)
        add((group,), hold=False, last=place == len(others) - 1)
    return stages


def _is_wrong(plan: Plan) -> bool:
    return bool(check_plan(plan))


def _evaluation(solved: Solved | None) -> Evaluation | None:
    """None where there is no plan, or a held one breaks rules: that is none, either."""
    evaluation = None if solved is None else solved.result.evaluation
    return None if evaluation is None or evaluation.breaks else evaluation
