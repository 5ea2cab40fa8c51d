"""The palette itself: entries in order, found in both languages."""

from typing import TYPE_CHECKING, cast

from rich.text import Text
from textual.await_complete import AwaitComplete
from textual.command import CommandList, CommandPalette, Hits, Provider
from textual.style import Style
from textual.widgets.option_list import Option

from kamplan.words import _
from tui.palette.actions import action_entries
from tui.palette.places import Accounts, place_entries

if TYPE_CHECKING:
    from tui.app import KamplanApp

MARKED = Style(bold=True, underline=True)
"""what was typed, in what was found."""


class Everything(Provider):
    """One provider for all: they stand in the order in which they are made."""

    async def startup(self) -> None:
        """Gather once what can be found: nothing changes while the palette is open."""
        app = cast("KamplanApp", self.app)
        self._entries = [*place_entries(app), *action_entries(app)]
        self._accounts = (
            Accounts(app.snapshot.plan["accounts"], app.go_to_account) if app.snapshot else None
        )

    async def discover(self) -> Hits:
        """Everything but accounts, when nothing is typed yet."""
        for entry in self._entries:
            yield entry.discovered

    async def search(self, query: str) -> Hits:
        """What has all the words that were typed."""
        words = query.casefold().split()
        accounts = self._accounts.entries(words) if self._accounts is not None else ()
        for entry in [*self._entries, *accounts]:
            if score := entry.score(words):
                yield entry.hit(words, score, MARKED)


class Palette(CommandPalette):
    """Textual's, in the user's language."""

    def __init__(self) -> None:
        super().__init__(placeholder=_("Type what is to be done ..."), id="--command-palette")

    def dismiss(self, result: None = None) -> AwaitComplete:
        """Close it, as every dialog, unless something lies over it or it was closed."""
        return super().dismiss(result) if self.is_active else AwaitComplete()

    def _action_command_list(self, action: str) -> None:
        # A list that is not drawn yet has no pages; Textual would look for one of its lines.
        listed = self.query_one(CommandList)
        if listed.scrollable_content_region or not action.startswith("page"):
            super()._action_command_list(action)

    def _start_no_matches_countdown(self, search_value: str) -> None:
        # Textual would say it in English, half a second later.
        if search_value:
            said = Option(Text(_("Nothing is called that.")), disabled=True, id=self._NO_MATCHES)
            self.query_one(CommandList).add_option(said)
            self._list_visible = True
