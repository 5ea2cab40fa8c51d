"""The workspace: plans, scenarios, runs and the journal in one database."""

from kamplan.store.edits import Edited
from kamplan.store.history import History, Noted, Step, Undone
from kamplan.store.mirror import Mirror
from kamplan.store.place import is_workspace
from kamplan.store.runs import Run
from kamplan.store.workspace import Workspace

__all__ = [
    "Edited",
    "History",
    "Mirror",
    "Noted",
    "Run",
    "Step",
    "Undone",
    "Workspace",
    "is_workspace",
]
