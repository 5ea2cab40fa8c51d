"""The program: modes, keys, and what they do. Screens draw snapshots of its session."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.command import CommandPalette, Provider

from kamplan.words import _, mark
from tui.helping import help_text
from tui.modes import AREAS, SCREENS, screen_of
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
        """A dialog belongs to its mode."""
        return action != "switch_mode" or len(self.screen_stack) == 1

    async def action_switch_mode(self, mode: str) -> None:
        """Show another mode, with what is still being typed; stay where that is refused."""
        if self.sheet_screen is not None and self.sheet_screen.grid.finish_edit():
            await super().action_switch_mode(mode)

    async def go_to_account(self, account: str) -> None:
        """Show an account among all, even where a filter leaves it out."""
        if await self.go_to_sheet("accounts", "accounts") and self.sheet_screen is not None:
            grid = self.sheet_screen.grid
            if not grid.move_to_key((account,)):
                grid.filter_by("")
                grid.move_to_key((account,))

    def action_command_palette(self) -> None:
        """Every action by its name."""
        if not isinstance(self.screen, CommandPalette):
            from tui.palette.palette import Palette

            self.push_screen(Palette())

    def action_help(self) -> None:
        """Help for the panel that has the keyboard; a second F1 closes it."""
        from tui.screens.dialogs import Reading

        if isinstance(self.screen, Reading):
            self.screen.dismiss(None)
        else:
            self.push_screen(Reading(_("Help"), help_text(self)))
