"""Tabs on one line: modes, and the sheets of a mode."""

from collections.abc import Sequence
from typing import ClassVar

from tui.panels.parts import Part, PartsLine


class Tabs(PartsLine):
    """A line of tabs, one of them active; that one is in sight, however little room there is."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"tabs--tab", "tabs--active"}

    def __init__(self, labels: Sequence[tuple[str, str, str]], active: str, **more: str) -> None:
        """`labels`: key, label, tooltip."""
        super().__init__(id=more.get("id"), classes=more.get("classes"))
        self._labels, self._active = tuple(labels), active
        self._relabel()

    def relabel(self, labels: Sequence[tuple[str, str, str]]) -> None:
        """The same tabs in other words."""
        self._labels = tuple(labels)
        self._relabel()

    def activate(self, key: str) -> None:
        """Mark another one."""
        self._active = key
        self._relabel()

    def _relabel(self) -> None:
        self.put([self._tab(*label) for label in self._labels])

    def _tab(self, key: str, label: str, tooltip: str) -> Part:
        """In brackets where it is active: colour is not the only sign."""
        if key == self._active:
            return Part(key, ((f"[{label}]", "tabs--active"),), tooltip)
        return Part(key, ((f" {label} ", "tabs--tab"),), tooltip)

    @property
    def cut(self) -> int:
        """As little as has the active one in sight, beside the sign that there are more."""
        stop = self.place_of(self._active).stop
        more = self._labels[-1][0] != self._active
        return max(stop + more - self.size.width, 0)
