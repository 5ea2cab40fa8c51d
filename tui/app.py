"""The program: modes, keys, and what they do. Screens draw snapshots of its session."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.command import Provider
from textual.events import Resize
from textual.geometry import Size

from kamplan.words import _, mark
from tui.helping import help_text
from tui.modes import AREAS, SCREENS, screen_of
from tui.screens.too_small import TooSmall, too_small
from tui.touring import Touring


def everything() -> type[Provider]:
    """What the palette finds; loaded when it is opened for the first time."""
    from tui.palette.palette import Everything

    return Everything


class KamplanApp(Touring):
    """One plan, open for editing and solving."""

    TITLE = "kamplan"
    CSS_PATH = "kamplan.tcss"
    COMMANDS: ClassVar = {everything}
    MODES: ClassVar = {mode: screen_of(mode) for mode in SCREENS}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "help", mark("Help"), id="help", priority=True),
        *(
            Binding(
                key.lower(), f"switch_mode('{name}')", title, id=f"mode.{name}", show=False,
                priority=True,
            )
            for name, (key, title, _help) in AREAS.items()
        ),
        Binding(
            "ctrl+p", "command_palette", mark("Every action by its name"), id="palette", show=False,
            priority=True,
        ),
        Binding("ctrl+q", "quit", mark("Quit"), id="quit", show=False, priority=True),
    ]  # fmt: skip

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A dialog belongs to its mode; where nothing can be read, one can leave."""
        if isinstance(self.screen_stack[-1] if self.screen_stack else None, TooSmall):
            return action == "quit"
        leads_away = action in ("switch_mode", "command_palette")
        return not leads_away or len(self.screen_stack) == 1

    def on_resize(self, event: Resize) -> None:
        """There may be too little room."""
        self.measure(event.size)

    def measure(self, size: Size) -> None:
        """Say so where there is too little room, in place of a picture that nobody can read."""
        if too_small(size) and not isinstance(self.screen, TooSmall):
            self.push_screen(TooSmall())

    async def action_switch_mode(self, mode: str) -> None:
        """Show another mode, with what is still being typed; stay where that is refused."""
        screen = self.sheet_screen
        if screen is None:
            return
        if not screen.grid.finish_edit():
            screen.say_refused()
            return
        await super().action_switch_mode(mode)
        if screen is not self.sheet_screen:
            # What was said there is over when one comes back; nobody sees it go.
            screen.say("")
            screen.grid.hush()

    async def go_to_account(self, account: str) -> None:
        """Show an account among all, even where a filter leaves it out."""
        if await self.go_to_sheet("accounts", "accounts") and self.sheet_screen is not None:
            grid = self.sheet_screen.grid
            if not grid.move_to_key((account,)):
                grid.filter_by("")
                grid.move_to_key((account,))

    def action_command_palette(self) -> None:
        """Every action by its name."""
        from tui.palette.palette import Palette

        self.push_screen(Palette())

    def action_help(self) -> None:
        """Help for the panel that has the keyboard; a second F1 closes it."""
        from tui.screens.dialogs import Reading

        if isinstance(self.screen, Reading):
            self.screen.dismiss(None)
        else:
            self.push_screen(Reading(_("Help"), help_text(self)))
