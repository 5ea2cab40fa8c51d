"""The plans that a proposal is read from: one after another in one solver, each with its proof."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING

from kamplan.budgeting.entries import Limit, line_name, with_lines, without_total
from kamplan.budgeting.groups import Group
from kamplan.plan import Plan
from kamplan.planning import solve_plan
from kamplan.whatif.figures import Solved
from kamplan.whatif.scenario import Scenario
from solver import Report, Worth

if TYPE_CHECKING:
    from solver import LiveSolver

Solve = Callable[[Plan, str], Solved]
"""A plan and what it is called -> its answer."""


def solving(
    stop: Event | None = None,
    report: Report | None = None,
    told: Callable[[str], None] | None = None,
    solver: "LiveSolver | None" = None,
) -> Solve:
    """Solves plans, each from where the ones before stood; `told` hears of each as it begins."""
    from solver import LiveSolver

    live = solver or LiveSolver()

    def solve(plan: Plan, name: str) -> Solved:
        if told is not None:
            told(name)
        return solve_plan(plan, Scenario(name, ()), stop, live, report)

    return solve


@dataclass(frozen=True)
class AtLines:
    """A plan whose groups are held to lines, and what one more in each line is worth."""

    lines: Mapping[str, float]
    """money, by the groups' names."""
    plan: Plan
    solved: Solved
    worth: Mapping[str, Worth]
    """by the groups' names; a line whose worth is not known is not in it."""

    def gains(self, name: str) -> float | None:
        """Objective gained by one more unit of money in a line."""
        worth = self.worth.get(name)
        return None if worth is None else worth.value

    def gives_up(self, name: str) -> float | None:
        """Objective lost by one unit less."""
        worth = self.worth.get(name)
        if worth is None:
            return None
        return worth.value if worth.left is None else worth.left


def at_lines(
    plan: Plan,
    lines: Mapping[str, float],
    groups: Sequence[Group],
    solve: Solve,
    name: str,
    held: Mapping[str, float] | None = None,
) -> AtLines:
    """Solve with each line as the most its group may spend; those in `held` neither less.

    Where every group has a line the total is taken away: it could only hide what a line is
    worth. Lines above the total in sum are for the caller to bring below it first.
    """
    held = held or {}
    limits = {each: Limit(most, each in held) for each, most in lines.items()}
    changed = with_lines(plan, limits, groups)
    if all(group.name in lines for group in groups if group.promoted):
        changed = without_total(changed)
    solved = solve(changed, name)
    known = {worth.key: worth for worth in solved.result.worth if worth.rule == "budget"}
    worth = {}
    for group in groups:
        budget = line_name(changed, group) if group.name in lines else None
        if budget is not None and (budget,) in known:
            worth[group.name] = known[budget,]
    return AtLines(lines, changed, solved, worth)
