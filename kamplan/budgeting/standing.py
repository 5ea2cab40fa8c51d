"""What a solved plan proposes beside the lines that stand today; nothing is solved for it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kamplan.budgeting.entries import bounds_of, line_name
from kamplan.budgeting.groups import find_groups
from kamplan.budgeting.last import Origin, last_lines
from kamplan.budgeting.proposal import Line, lines_from
from kamplan.plan import Plan
from kamplan.whatif.figures import Solved


@dataclass(frozen=True)
class Standing:
    """A proposed line, and the group's line of today."""

    line: Line
    budget: str | None
    """the budget that is the group's line; None where there is none."""
    least: float | None
    """what it demands; None: nothing."""
    most: float | None
    """what it allows; None: no limit."""
    worth: float | None
    """objective gained by one more in it; None where it is no limit of the solved plan."""


def attributes(plan: Plan) -> list[str]:
    """Columns of accounts that tell some of them apart, the usual ones first."""
    usual = ("tier", "region", "team", "account", "segment", "channel", "manager", "parent")
    own = [name for name in plan["accounts"].own if name not in usual]
    cells = plan.account_columns
    return [name for name in (*usual, *own) if len(set(cells[name].tolist())) > 1] or ["account"]


def standing_lines(plan: Plan, by: str, solved: Solved) -> tuple[list[Standing], Origin]:
    """A line for each group of a solved plan, and where last quarter's come from.

    `plan` is the plan as it stands now: its lines, and what it knows of last quarter. Empty where
    the solved one has no plan, or the attribute is not there.
    """
    if by not in solved.plan.account_columns or by not in plan.account_columns:
        return [], "none"
    now = {group.name: group for group in find_groups(plan, by)}
    last = last_lines(plan, list(now.values()))
    found = []
    gains = {worth.key[0]: worth.value for worth in solved.result.worth if worth.rule == "budget"}
    for line in lines_from(solved, find_groups(solved.plan, by), last):
        group = now.get(line.group.name)
        least, most = (0.0, np.inf) if group is None else bounds_of(plan, group)
        named = line_name(solved.plan, line.group)
        found.append(
            Standing(
                line,
                None if group is None else line_name(plan, group),
                least or None,
                float(most) if np.isfinite(most) else None,
                None if named is None else gains.get(named),
            )
        )
    return found, last.origin


def total_of(found: Sequence[Standing]) -> tuple[float | None, float]:
    """(last quarter's lines in sum, None where one is not known; the proposed ones)."""
    last = [each.line.last for each in found]
    known = [each for each in last if each is not None]
    return sum(known) if len(known) == len(last) else None, sum(e.line.proposed for e in found)
