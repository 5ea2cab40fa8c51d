"""The past of the plan on the desk: everybody's edits, newest first, and every value of one."""

from kamplan.desk.desk import Desk
from kamplan.plan.entries import Entry
from kamplan.store import Bookmark, Page, PastEdit

__all__ = ["Bookmark", "Page", "PastEdit", "read_edit", "read_past"]


def read_past(desk: Desk, at: Bookmark | None = None) -> Page:
    """The newest edits, or those before where an earlier page ended. Raises PlanError."""
    return desk.workspace.past(desk.state.name, at)


def read_edit(desk: Desk, edit: int) -> tuple[Entry, ...]:
    """Every value that an edit changed. Raises PlanError."""
    return desk.workspace.entries_of(edit, desk.state.name)
