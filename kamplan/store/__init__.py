"""The workspace: plans, scenarios, runs and the journal in one database."""

from kamplan.store.edits import Edited
from kamplan.store.history import History, Noted, Step, Undone
from kamplan.store.mirror import Mirror
from kamplan.store.past import Bookmark, Page, PastEdit
from kamplan.store.place import is_workspace
from kamplan.store.runs import Run, result_text
from kamplan.store.workspace import Workspace

__all__ = [
    "Bookmark",
    "Edited",
    "History",
    "Mirror",
    "Noted",
    "Page",
    "PastEdit",
    "Run",
    "Step",
    "Undone",
    "Workspace",
    "is_workspace",
    "result_text",
]
