"""The program: modes, keys, and what they do. Screens draw snapshots of its session."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.command import CommandPalette

from kamplan.words import Words, _, mark, use_language
from tui.commands import Actions
from tui.hearing import Hearing
from tui.helping import help_text
from tui.modes import AREAS, SCREENS, screen_of


class KamplanApp(Hearing):
    """One plan, open for editing and solving."""

    TITLE = "kamplan"
    CSS_PATH = "kamplan.tcss"
    COMMANDS: ClassVar = {Actions}
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

    def action_command_palette(self) -> None:
        """Every action by its name."""
        if not isinstance(self.screen, CommandPalette):
            words = _("Type what is to be done ...")
            self.push_screen(CommandPalette(placeholder=words, id="--command-palette"))

    def action_help(self) -> None:
        """Help for the panel that has the keyboard; a second F1 closes it."""
        from tui.screens.dialogs import Reading

        if isinstance(self.screen, Reading):
            self.screen.dismiss(None)
        else:
            self.push_screen(Reading(_("Help"), help_text(self)))

    def action_language(self) -> None:
        """English or Chinese: the other one."""
        use_language("en" if Words.language == "zh" else "zh")
        if self.sheet_screen is not None:
            self.sheet_screen.translate()
