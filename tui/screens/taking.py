"""Dialogs that close when what they ask for could be done, and stay open where it was refused."""

from typing import Generic, TypeVar

from textual import work

from tui.screens.dialog import Dialog

R = TypeVar("R")


class Taking(Dialog[R | None], Generic[R]):
    """Tried once at a time, however often the key is pressed."""

    def __init__(self) -> None:
        super().__init__()
        self._trying = False
        self._taken: R | None = None

    async def attempt(self) -> R | None:
        """Do what is asked for; what the dialog closes with, None where it was refused."""
        raise NotImplementedError

    def action_take(self) -> None:
        """Try it, unless it is being tried."""
        if not self._trying:
            self._trying = True
            self._take()

    @work(group="edit", description="take what a dialog asks for")
    async def _take(self) -> None:
        self._taken = await self.attempt()
        self._trying = self._taken is not None
        if self.app.screen is self:
            self._close()

    def on_screen_resume(self) -> None:
        """What lay over it meanwhile is gone: only the uppermost screen can be closed."""
        self._close()

    def _close(self) -> None:
        taken, self._taken = self._taken, None
        if taken is not None:
            self.dismiss(taken)
