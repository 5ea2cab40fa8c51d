"""What every dialog is."""

from typing import Generic, TypeVar

from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen

from tui.screens.departing import Departing

R = TypeVar("R")


class Dialog(ModalScreen[R], Departing, Generic[R]):
    """Lies over a mode, and closes once."""

    def dismiss(self, result: R | None = None) -> AwaitComplete:
        """Close it, unless it was closed: Textual would close what lies under it."""
        return super().dismiss(result) if self.is_active else AwaitComplete()
