"""Tabs on one line: modes, and the sheets of a mode."""

from collections.abc import Sequence

from rich.text import Text
from textual import events
from textual.containers import HorizontalScroll
from textual.message import Message
from textual.widgets import Static


class Tab(Static):
    """One tab; a click chooses it."""

    def __init__(self, id_: str, label: str, active: bool, tooltip: str = "") -> None:
        super().__init__(markup=False)
        self.key, self._label = id_, label
        self.set_class(active, "-active")
        self.label(label, tooltip)

    def label(self, label: str, tooltip: str) -> None:
        """What it says."""
        self._label = label
        self.tooltip = Text(tooltip) if tooltip else None
        self._draw()

    def activate(self, active: bool) -> None:
        """The one that is shown, or not."""
        self.set_class(active, "-active")
        self._draw()

    def _draw(self) -> None:
        """In brackets where it is active: colour is not the only sign."""
        left, right = "[]" if self.has_class("-active") else "  "
        self.update(Text(f"{left}{self._label}{right}", no_wrap=True))

    def on_click(self, event: events.Click) -> None:
        """Choose it."""
        event.stop()
        tabs = self.parent
        assert isinstance(tabs, Tabs)
        tabs.post_message(Tabs.Chosen(tabs, self.key))


class Tabs(HorizontalScroll, can_focus=False):
    """A line of tabs, one of them active."""

    class Chosen(Message):
        """A tab was clicked."""

        def __init__(self, tabs: "Tabs", key: str) -> None:
            self.tabs, self.key = tabs, key
            super().__init__()

        @property
        def control(self) -> "Tabs":
            """The line of tabs it stands in."""
            return self.tabs

    def __init__(self, labels: Sequence[tuple[str, str, str]], active: str, **more: str) -> None:
        """`labels`: key, label, tooltip."""
        super().__init__(
            *(Tab(key, label, key == active, tip) for key, label, tip in labels),
            id=more.get("id"),
            classes=more.get("classes"),
        )

    def on_resize(self) -> None:
        """Which one is active must be seen, however little room there is."""
        for tab in self.query(Tab):
            if tab.has_class("-active"):
                tab.scroll_visible(animate=False)

    def relabel(self, labels: Sequence[tuple[str, str, str]]) -> None:
        """The same tabs in other words."""
        for tab, (_key, label, tooltip) in zip(self.query(Tab), labels, strict=True):
            tab.label(label, tooltip)

    def activate(self, key: str) -> None:
        """Mark another one."""
        for tab in self.query(Tab):
            tab.activate(tab.key == key)
            if tab.key == key:
                tab.scroll_visible(animate=False)
