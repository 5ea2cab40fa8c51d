"""What the program keeps of the user's wishes: changed at once, written a moment later."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from kamplan.messages import fault_text
from kamplan.plan import PlanError
from kamplan.user.keeping import read_settings, write_changes
from kamplan.user.settings import UserSettings

LATER = 0.5
"""seconds without a change until what was changed is written."""


class Kept:
    """The user's settings, and the file they are kept in; without a file only while it runs."""

    def __init__(self, file: Path | None, tell: Callable[[str], None]) -> None:
        """Read the file; may wait for the disk. `tell` is given what is wrong, in words."""
        self._file, self._tell = file, tell
        self.trouble = ""
        """why nothing is kept, in words; empty where it is."""
        self.settings = self._read()
        self._written = self.settings
        self._writing = asyncio.Lock()
        self._due: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def _read(self) -> UserSettings:
        if self._file is None:
            return UserSettings()
        try:
            return read_settings(self._file)
        except PlanError as error:
            self.trouble = fault_text(error.faults[0])
            return UserSettings()

    def change(self, settings: UserSettings) -> None:
        """Hold other settings, and write them when nothing more has changed for a moment."""
        self.settings = settings
        if self._due is not None:
            self._due.cancel()
        self._due = asyncio.get_running_loop().call_later(LATER, self._begin)

    def _begin(self) -> None:
        task = asyncio.get_running_loop().create_task(self.write())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def write(self) -> None:
        """Write what was changed and is not written yet; told once where that cannot be."""
        if self._due is not None:
            self._due.cancel()
        async with self._writing:
            before, now = self._written, self.settings
            if self._file is None or self.trouble or before is now:
                return
            try:
                await asyncio.to_thread(write_changes, self._file, before, now)
            except PlanError as error:
                self.trouble = fault_text(error.faults[0])
                self._tell(self.trouble)
            else:
                self._written = now
