"""The command palette: everything the program does, in the user's language."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider

from kamplan.words import _, mark
from tui.modes import AREAS

if TYPE_CHECKING:
    from tui.app import KamplanApp

ACTIONS = (
    ("screen.solve", mark("Solve the active scenario"), "F9"),
    ("screen.solve_all", mark("Solve all scenarios that are not solved as they stand"), "shift+F9"),
    ("screen.stop", mark("Stop the solve and keep its best plan"), "Esc"),
    ("screen.choose_scenario", mark("Choose the active scenario"), "ctrl+e"),
    ("screen.undo", mark("Undo the last edit"), "ctrl+z"),
    ("screen.redo", mark("Redo what was undone"), "ctrl+y"),
    ("screen.history", mark("History: who changed what, and the way back"), "ctrl+u"),
    ("app.language", mark("Switch to Chinese / 切换到中文"), ""),
    ("app.change_theme", mark("Choose a theme: dark, light and others"), ""),
    ("screen.toggle_side", mark("Show or hide the details of the selected row"), "ctrl+l"),
    ("screen.next_sheet(1)", mark("Next sheet of this mode"), "ctrl+PageDown"),
    ("app.help", mark("Help for this panel"), "F1"),
    ("app.quit", mark("Quit; everything is saved"), "ctrl+q"),
)


class Actions(Provider):
    """Actions with their keys; the grid's own when it has the keyboard."""

    def _commands(self) -> Iterator[tuple[str, str, str]]:
        """Action, name, key."""
        for name, (key, title, _help) in AREAS.items():
            yield f"app.switch_mode('{name}')", _("Go to {mode}", mode=_(title)), key
        for action, title, key in ACTIONS:
            yield action, _(title), key
        screen = self.screen
        focused = screen.focused
        for node, binding, enabled, _tip in screen.active_bindings.values():
            if enabled and binding.description and node in (focused, screen):
                place = "focused" if node is focused else "screen"
                yield f"{place}.{binding.action}", _(binding.description), binding.key

    async def discover(self) -> Hits:
        """Everything, when nothing is typed yet."""
        for action, name, key in self._commands():
            yield DiscoveryHit(name, self._runner(action), help=key or None)

    async def search(self, query: str) -> Hits:
        """What fits the typed text best."""
        matcher = self.matcher(query)
        for action, name, key in self._commands():
            if (score := matcher.match(name)) > 0:
                yield Hit(score, matcher.highlight(name), self._runner(action), help=key or None)

    def _runner(self, action: str):  # type: ignore[no-untyped-def]
        app = cast("KamplanApp", self.app)
        screen = self.screen

        async def run() -> None:
            if action.startswith("focused."):
                await app.run_action(action.removeprefix("focused."), screen.focused)
            else:
                await app.run_action(action, screen)

        return run
