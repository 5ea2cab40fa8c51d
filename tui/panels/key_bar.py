"""The keys that matter here, in the user's language, as many as there is room for."""

from collections.abc import Iterator
from dataclasses import dataclass

from rich.cells import cell_len
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.events import Resize
from textual.widgets import Footer
from textual.widgets._footer import FooterKey

from kamplan.words import _
from tui.palette.actions import LONGER

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
class Shown:
    """A key as it stands in the bar."""

    key: str
    display: str
    "How the key is written."
    words: str
    "In the user's language; in parentheses where it cannot be used now."
    action: str
    off: bool
    tooltip: str

    @property
    def width(self) -> int:
        """Cells that it takes."""
        return cell_len(self.display) + cell_len(self.words) + 2


class KeyBar(Footer):
    """Textual's footer, its words translated as they are shown; what can be done comes first."""

    def __init__(self) -> None:
        super().__init__(compact=True, show_command_palette=False)
        self._room = 0
        self._shown: list[Shown] = []

    def compose(self) -> ComposeResult:
        """The keys of the focused panel, the screen and the program.

        Not bound to the footer, as Textual's are: it would remember every key ever shown.
        """
        self.styles.grid_size_columns = len(self._shown)
        for shown in self._shown:
            key = FooterKey(
                shown.key, shown.display, shown.words, shown.action, shown.off, classes="-compact"
            )
            key.tooltip = Text(shown.tooltip)
            yield key

    async def recompose(self) -> None:
        """Show other keys; the same are told again with every change of focus."""
        keys = list(self._keys())
        if keys != self._shown:
            self._shown = keys
            await super().recompose()

    def _keys(self) -> Iterator[Shown]:
        """As many as there is room for, those that are needed most first."""
        found: dict[str, Shown] = {}
        for _node, binding, enabled, tooltip in self.screen.active_bindings.values():
            if binding.show and binding.action not in found:
                found[binding.action] = self._translated(binding, enabled, tooltip)
        room = self.size.width
        for key in sorted(found.values(), key=_rank):
            room -= key.width
            if room < -1:
                return
            yield key

    def _translated(self, binding: Binding, enabled: bool, tooltip: str) -> Shown:
        words, display = _(binding.description), self.app.get_key_display(binding)
        name = LONGER.get(binding.action if "." in binding.action else f"screen.{binding.action}")
        longest = _(name) if name else _(tooltip) if tooltip else words
        # Grey is not the only sign that it cannot be used now.
        said = words if enabled else f"({words})"
        told = f"{display}: {longest}"
        return Shown(binding.key, display, said, binding.action, not enabled, told)

    async def on_resize(self, event: Resize) -> None:
        """Room for more, or for fewer."""
        if event.size.width != self._room:
            self._room = event.size.width
            await self.recompose()


def _rank(key: Shown) -> tuple[bool, int]:
    action = key.action.removeprefix("grid.")
    places = [place for place, each in enumerate(FIRST) if action in (each, each.split(".")[-1])]
    others = len(FIRST) + (action == LAST)
    return key.off, places[0] if places else others
