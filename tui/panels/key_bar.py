"""The keys that matter here, in the user's language, as many as there is room for."""

from collections.abc import Iterator

from rich.cells import cell_len
from rich.text import Text
from textual.app import ComposeResult
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


class KeyBar(Footer):
    """Textual's footer, its words translated as they are shown; what can be done comes first."""

    def __init__(self) -> None:
        super().__init__(compact=True, show_command_palette=False)
        self._room = 0
        self._shown: list[tuple[str, str, bool]] = []

    def compose(self) -> ComposeResult:
        """The keys of the focused panel, the screen and the program."""
        yield from self._keys()

    async def recompose(self) -> None:
        """Show other keys; the same are told again with every change of focus."""
        keys = [(key.key, key.description, key.has_class("-disabled")) for key in self._keys()]
        if keys != self._shown:
            self._shown = keys
            await super().recompose()

    def _keys(self) -> Iterator[FooterKey]:
        keys = [child for child in super().compose() if isinstance(child, FooterKey)]
        room = self.size.width
        for key in sorted(keys, key=_rank):
            shown = _translated(key)
            room -= cell_len(shown.key_display) + cell_len(shown.description) + 2
            if room < -1:
                return
            yield shown

    async def on_resize(self, event: Resize) -> None:
        """Room for more, or for fewer."""
        if event.size.width != self._room:
            self._room = event.size.width
            await self.recompose()


def _translated(key: FooterKey) -> FooterKey:
    """A key in the user's language. A new one: Textual's own are bound to the footer, which
    remembers every key that it has ever shown."""
    words, off = _(key.description), key.has_class("-disabled")
    # Grey is not the only sign that it cannot be used now.
    said = f"({words})" if off else words
    shown = FooterKey(key.key, key.key_display, said, key.action, disabled=off, classes="-compact")
    shown.tooltip = Text(_tooltip(key, words))
    return shown


def _tooltip(key: FooterKey, words: str) -> str:
    """What the key does, in the longest words there are."""
    tooltip = key.tooltip if isinstance(key.tooltip, str) else ""
    name = LONGER.get(key.action if "." in key.action else f"screen.{key.action}")
    longest = _(name) if name else _(tooltip) if tooltip else words
    return f"{key.key_display}: {longest}"


def _rank(key: FooterKey) -> tuple[bool, int]:
    action = key.action.removeprefix("grid.")
    places = [place for place, each in enumerate(FIRST) if action in (each, each.split(".")[-1])]
    others = len(FIRST) + (action == LAST)
    return key.has_class("-disabled"), places[0] if places else others
