"""The planner's desk: one plan and its scenarios, open for editing, with answers and undo."""

from kamplan.desk.answers import Answer, Standing
from kamplan.desk.desk import Desk
from kamplan.desk.state import DeskState, Typed

__all__ = ["Answer", "Desk", "DeskState", "Standing", "Typed"]
