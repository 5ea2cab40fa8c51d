"""The keys that matter here, in the user's language, as many as there is room for."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding
from textual.events import Resize
from textual.screen import Screen

from kamplan.words import _
from tui.palette.actions import LONGER
from tui.panels.parts import Part, PartsLine

FIRST = (
    "app.help",
    "screen.activate",
    "screen.toggle_branch",
    "screen.switch_rule",
    "screen.edit_rule",
    "screen.create",
    "screen.solve",
    "screen.relax",
    "screen.price_rule",
    "screen.new_rule",
    "screen.next_levels",
    "screen.compare",
    "edit",
    "change_by",
    "screen.duplicate",
    "screen.delete",
    "fill('down')",
    "screen.choose_scenario",
    "filter",
    "screen.undo",
    "find",
    "sort",
)
"""Actions in the order in which they are given room."""
LAST = "arrange"
"""The one that others go before: those of the mode are needed more often."""


@dataclass(frozen=True)
class Key:
    """A key that can be pressed now, or could where it makes sense."""

    part: Part
    action: str
    off: bool


class KeyBar(PartsLine):
    """The keys of the focused panel, the screen and the program; what can be done comes first."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"key-bar--key", "key-bar--words"}
    GAP = 1
    _off: frozenset[str] = frozenset()
    """Keys that stand there, but cannot be used now."""

    def on_mount(self) -> None:
        """Other keys may matter whenever something has another focus, or has changed."""
        self.screen.bindings_updated_signal.subscribe(self, self._bindings_changed)

    def _bindings_changed(self, screen: Screen[object]) -> None:
        if screen.app.app_focus and screen is self.screen:
            self._tell()

    def on_resize(self, event: Resize) -> None:
        """Room for more, or for fewer."""
        self._tell()

    def _tell(self) -> None:
        keys = list(self._fitting())
        self._off = frozenset(key.part.key for key in keys if key.off)
        self.put([key.part for key in keys])

    def _fitting(self) -> Iterator[Key]:
        """As many as there is room for, those that are needed most first."""
        found: dict[str, Key] = {}
        for _node, binding, enabled, tooltip in self.screen.active_bindings.values():
            if binding.show and binding.action not in found:
                found[binding.action] = self._translated(binding, enabled, tooltip)
        room = self.size.width
        for key in sorted(found.values(), key=_rank):
            room -= key.part.width
            if room < 0:
                return
            room -= self.GAP
            yield key

    def _translated(self, binding: Binding, enabled: bool, tooltip: str) -> Key:
        words, display = _(binding.description), self.app.get_key_display(binding)
        name = LONGER.get(binding.action if "." in binding.action else f"screen.{binding.action}")
        longest = _(name) if name else _(tooltip) if tooltip else words
        # Grey is not the only sign that it cannot be used now.
        said = words if enabled else f"({words})"
        shown = ((display, "key-bar--key"), (f" {said}", "key-bar--words"))
        return Key(Part(binding.key, shown, f"{display}: {longest}"), binding.action, not enabled)

    def choose(self, part: Part) -> None:
        """As if the key were pressed."""
        if part.key in self._off:
            self.app.bell()
        else:
            self.app.simulate_key(part.key)


def _rank(key: Key) -> tuple[bool, int]:
    action = key.action.removeprefix("grid.")
    places = [place for place, each in enumerate(FIRST) if action in (each, each.split(".")[-1])]
    others = len(FIRST) + (action == LAST)
    return key.off, places[0] if places else others
