"""The frontier: what a plan comes to with less and more of one thing, every point proven."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kamplan.explore.exploration import Exploration, varied
from kamplan.explore.levers import BUDGET, Lever
from kamplan.plan import Fault, PlanError
from kamplan.whatif.figures import Solved


@dataclass(frozen=True, eq=False)
class Point:
    """One amount, and the best plan with it."""

    amount: float
    """money, hours or units."""
    solved: Solved | None
    """None where it could not be solved."""
    faults: tuple[Fault, ...] = ()
    """why."""
    worth: float | None = None
    """what one more is worth there, objective; None: not known."""

    @property
    def value(self) -> float | None:
        """The objective; None without a plan."""
        return None if self.solved is None else self.solved.result.objective


@dataclass(frozen=True, eq=False)
class Frontier:
    """Points by rising amount."""

    scenario: str
    lever: Lever
    now: float
    """the amount in the plan; what it uses where there is no limit."""
    points: tuple[Point, ...]
    complete: bool
    """False where it was stopped before every point was solved."""

    @property
    def solved(self) -> list[Solved]:
        """The plan of every point that has one."""
        return [point.solved for point in self.points if point.solved is not None]

    @property
    def faults(self) -> list[Fault]:
        """Why points could not be solved."""
        return [fault for point in self.points for fault in point.faults]

    @property
    def elbow(self) -> Point | None:
        """Where more begins to bring little: the point furthest above the straight line between
        the first and the last (Satopää, Albrecht, Irwin and Raghavan 2011). None for fewer than
        three points, where it was stopped, or where none is above it by more than is proven."""
        if not self.complete:
            return None
        points = [(each, each.value) for each in self.points if each.value is not None]
        if len(points) < 3:
            return None
        amounts = np.array([each.amount for each, _ in points])
        values = np.array([value for _, value in points], dtype=float)
        chord = np.interp(amounts, amounts[[0, -1]], values[[0, -1]])
        above = values - chord
        at = int(np.argmax(above))
        solved = points[at][0].solved
        assert solved is not None
        unsure = (solved.result.gap or 0.0) * max(abs(values[at]), 1.0)
        return points[at][0] if above[at] > unsure else None


def find_frontier(
    exploration: Exploration, scenario: str, lever: Lever, shares: Sequence[float]
) -> Frontier:
    """Solve a scenario with shares of what there is of a lever. Raises PlanError."""
    base = exploration.scenario(scenario)
    plan = exploration.plan_of(base)
    now = lever.amount(plan)
    if now is None:
        now = _used(exploration, scenario, lever)
    if now is None:
        return Frontier(scenario, lever, 0.0, (), complete=False)
    if now <= 0.0:
        raise PlanError([Fault("lever-nothing", value=lever.text)])
    amounts = [float(share * now) for share in sorted(set(shares))]
    answers = exploration.solve(
        {amount: varied(base, scenario, lever.changes(plan, amount, now)) for amount in amounts}
    )
    points = []
    for amount in amounts:
        solved = answers.solved.get(amount)
        if solved is not None:
            points.append(Point(amount, solved, worth=lever.worth(solved)))
        elif amount in answers.failed:
            points.append(Point(amount, None, answers.failed[amount]))
    return Frontier(scenario, lever, now, tuple(points), answers.complete)


def _used(exploration: Exploration, scenario: str, lever: Lever) -> float | None:
    """What the plan spends without a limit; None where it was stopped before that is known.
    Raises PlanError where there is none to start from."""
    nothing = PlanError([Fault("lever-nothing", value=lever.text)])
    if lever.text != BUDGET:
        raise nothing
    solved = exploration.base(scenario)
    if solved is None or solved.result.status == "stopped":
        return None
    if solved.result.evaluation is None:
        raise nothing
    return solved.result.evaluation.promo_spend
