"""Numbers of a plan pinned and let go again, as edits like any other."""

from collections.abc import Mapping

from kamplan.desk.desk import Desk
from kamplan.desk.typing import check_made
from kamplan.plan.pins import Pinned, pin_entries, unpin_entries


def pin(desk: Desk, values: Mapping[Pinned, float | None]) -> int:
    """Hold numbers at values in the active scenario, or let them go where they have none, as one
    edit; how many locks changed. Raises PlanError."""
    plan = desk.state.plan
    wanted = {held: value for held, value in values.items() if value is not None}
    entries = [
        *pin_entries(plan, wanted),
        *unpin_entries(plan, [held for held in values if held not in wanted]),
    ]
    if entries:
        check_made(plan, entries)
        desk.make(entries, "pin" if wanted else "unpin")
    return len(entries)
