"""Proposed budget lines written into the plan or the active scenario, as one edit."""

from collections.abc import Sequence

from kamplan.budgeting.entries import Limit, set_lines
from kamplan.budgeting.groups import find_groups
from kamplan.budgeting.proposal import Line
from kamplan.desk.desk import Desk


def accept_lines(desk: Desk, by: str, lines: Sequence[Line], held: bool = False) -> int:
    """Make proposed lines the budgets of their groups; how many values changed. Raises PlanError.

    `held`: neither less; so are lines that were locked. Groups that no selection finds, and those
    that are not there any more, are left out.
    """
    groups = [each for each in find_groups(desk.state.plan, by) if each.can_be_selected]
    limits = {line.group.name: Limit(line.proposed, held or line.locked) for line in lines}
    entries = set_lines(desk.state.plan, limits, groups)
    desk.make(entries, "budget lines")
    return len(entries)
