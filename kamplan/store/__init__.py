"""The workspace: plans, scenarios, runs and the journal in one database."""

from kamplan.store.place import is_workspace
from kamplan.store.runs import Run
from kamplan.store.workspace import Workspace

__all__ = ["Run", "Workspace", "is_workspace"]
