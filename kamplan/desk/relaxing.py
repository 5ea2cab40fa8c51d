"""Rules of a scenario relaxed as one edit: its own changes, or the plan's where it is base."""

from collections.abc import Sequence

from kamplan.desk.desk import Desk
from kamplan.desk.typing import check_made
from kamplan.insight.relaxing import Proposal, together


def relax(desk: Desk, scenario: str, chosen: Sequence[Proposal]) -> int:
    """Make proposals; how many values changed. The active scenario stays the one it was.

    Raises PlanError.
    """
    entries, before = together(chosen), desk.state.active
    desk.activate(scenario)
    try:
        check_made(desk.state.plan, entries)
        desk.make(entries, "relax")
    finally:
        if desk.state.active == scenario != before:
            desk.activate(before)
    return len(entries)
