"""The snapshot that is shown: whoever changes it shows another one."""

from collections.abc import Callable

from tui.snapshot import Snapshot


class Shown:
    """Held by all who work on what the screens draw."""

    def __init__(self, show: Callable[[Snapshot], None]) -> None:
        self._show = show
        self.snapshot: Snapshot | None = None
        """None until the desk is open."""

    def set(self, snapshot: Snapshot) -> None:
        """Show another one."""
        self.snapshot = snapshot
        self._show(snapshot)
