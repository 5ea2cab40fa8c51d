"""The planner's desk: one plan and its scenarios, open for editing, with answers and undo."""

from kamplan.desk.answers import Answer, Standing
from kamplan.desk.desk import Desk
from kamplan.desk.state import DeskState, Typed
from kamplan.store import Bookmark, PastEdit

__all__ = ["Answer", "Bookmark", "Desk", "DeskState", "PastEdit", "Standing", "Typed"]
