"""What the user wishes, whatever plan is open: language, theme, details, where one left off."""

import asyncio
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from textual import work

from kamplan.exchange.glance import Glance
from kamplan.user.beginning import Beginning
from kamplan.words import Words, _, use_language
from tui.hearing import Hearing
from tui.themes import OWN, known_theme, theme_choices

if TYPE_CHECKING:
    from kamplan.desk import Desk
    from kamplan.plan import Fault
    from kamplan.user.settings import UserSettings
    from tui.kept import Kept
    from tui.open_plan import Host
    from tui.solving import Solver


class Remembering(Hearing):
    """Wishes are heard, fulfilled at once, and kept for the next time."""

    def __init__(
        self,
        open_desk: "Callable[[], Desk]",
        solvers: "Sequence[Solver]",
        glance: Glance | None = None,
        host: "Host | None" = None,
        begin: Beginning | None = None,
    ) -> None:
        self.begin = Beginning() if begin is None else begin
        # A tour begins at the accounts, wherever the plan was left.
        wishes = None if self.begin.tour else self.begin.wishes
        super().__init__(open_desk, solvers, glance, host, wishes)
        self._kept: Kept | None = None
        for theme in OWN:
            self.register_theme(theme)
        self.theme = known_theme(self.begin.wishes.theme)

    @property
    def settings(self) -> "UserSettings":
        """What is kept of the user; known once a mode is shown."""
        assert self._kept is not None
        return self._kept.settings

    def remember(self, settings: "UserSettings") -> None:
        """Keep other settings, from now on and for the next time."""
        if self._kept is not None and settings != self._kept.settings:
            self._kept.change(settings)

    async def _open(self) -> "tuple[Fault, ...]":
        loaded = await asyncio.to_thread(import_module, "tui.kept")
        kept: Kept = await asyncio.to_thread(loaded.Kept, self.begin.settings, self._complain)
        self._kept = kept
        faults = await super()._open()
        if kept.trouble and not faults:
            self._complain(kept.trouble)
        return faults

    def _complain(self, trouble: str) -> None:
        self.say(trouble, wrong=True)

    async def on_unmount(self) -> None:
        """Leave no wish unwritten."""
        if self._kept is not None:
            await self._kept.write()

    def left_at(self, mode: str, sheet: str) -> None:
        """Remember where one is: the plan is opened there again."""
        if self._kept is not None and self.begin.plan:
            self.remember(self.settings.with_place(self.begin.plan, mode, sheet))

    # -- language and theme ------------------------------------------------------------------

    def action_language(self) -> None:
        """English or Chinese: the other one."""
        chosen = use_language("en" if Words.language == "zh" else "zh")
        self.remember(self.settings.but(language=chosen))
        if self.sheet_screen is not None:
            self.sheet_screen.translate()

    def action_use_theme(self, name: str) -> None:
        """Another theme, from now on."""
        self.theme = known_theme(name)
        self.remember(self.settings.but(theme=self.theme))

    def action_change_theme(self) -> None:
        """Choose a theme; what is pointed at is shown."""
        self._ask_theme()

    @work(group="ask")
    async def _ask_theme(self) -> None:
        from tui.screens.dialogs import Choose

        before, title = self.theme, _("Which theme?")
        choices = theme_choices()
        chosen = await self.ask(Choose(title, choices, before, self._show_theme))
        self.action_use_theme(before if chosen is None else chosen)

    def _show_theme(self, name: str) -> None:
        self.theme = name
