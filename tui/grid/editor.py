"""The line of text laid over a cell, and the note beside it."""

from collections.abc import Iterable

from rich.cells import cell_len
from rich.text import Text
from textual import on
from textual.binding import Binding, BindingType
from textual.events import Key
from textual.geometry import Region
from textual.widget import Widget
from textual.widgets import Input, Static

from kamplan.words import plain
from tui.grid.clipboard import one_line

OVER = """
    dock: top;
    layer: grid-over;
    display: none;
"""
"""Docked in a layer of its own, so that it takes no room from the screen, whatever its layout."""


def lay(widget: Widget, region: Region) -> None:
    """Put a docked widget on a region of its screen."""
    widget.styles.offset = region.offset - widget.screen.content_region.offset
    widget.styles.width, widget.styles.height = region.size
    widget.display = True


def _editing_keys(bindings: Iterable[BindingType]) -> dict[str, str]:
    """The keys of an Input and their actions, but the one that leaves it."""
    return {
        binding.key: binding.action
        for binding in Binding.make_bindings(bindings)
        if binding.action != "submit"
    }


EDITING_KEYS = _editing_keys(Input.BINDINGS)


class Editor(Input, can_focus=False):
    """An Input that is told its keys by the grid.

    The grid keeps the focus. All keys come to it, in the order they were pressed, however
    fast: none can overtake another on its way to a widget that is still being opened.
    """

    DEFAULT_CSS = f"""
    Editor {{
        {OVER}
        background: $surface-lighten-1;
        color: $foreground;
        text-style: bold;
        &.-refused {{ background: $error-muted; color: $text-error; }}
        &.-bar {{ background: $panel; color: $foreground; }}
        &:ansi.-refused {{ background: ansi_default; color: ansi_red; }}
    }}
    """

    def __init__(self) -> None:
        super().__init__(compact=True, select_on_focus=False)
        self.cursor_blink = False
        self.has_focus = True

    @on(Input.Changed)
    @on(Input.Submitted)
    @on(Input.Blurred)
    def _keep(self, event: Input.Changed | Input.Submitted | Input.Blurred) -> None:
        """What is typed into a cell is no business of the screen's inputs."""
        event.stop()

    def begin(self, text: str) -> None:
        """Start with a text, the cursor behind it."""
        self.value = text
        self.cursor_position = len(text)

    async def take(self, key: Key) -> bool:
        """Take a key that edits the text; False when it is none of those."""
        if key.is_printable and key.character:
            self.insert_line(key.character)
            return True
        action = EDITING_KEYS.get(key.key)
        if action is None:
            return False
        await self.run_action(action)
        return True

    def action_paste(self) -> None:
        """Insert the clipboard, without its line ends."""
        self.insert_line(self.app.clipboard)

    def insert_line(self, text: str) -> None:
        """Put a text in place of what is selected."""
        self.replace(one_line(text), *self.selection)

    @property
    def wanted_width(self) -> int:
        """Cells that show the whole text with the cursor behind it."""
        return cell_len(self.value) + 1


class Note(Static, can_focus=False):
    """A reason, beside the cell it is about."""

    DEFAULT_CSS = f"""
    Note {{
        {OVER}
        height: auto;
        background: $error-muted;
        color: $text-error;
        padding: 0 1;
        &:ansi {{ background: ansi_red; color: ansi_bright_white; }}
    }}
    """

    def __init__(self) -> None:
        super().__init__(markup=False)

    def say(self, reason: str, cell: Region, within: Region, cursor: Region) -> None:
        """Show a reason near a cell, where it hides neither that nor the cursor."""
        text = plain(reason)
        width = min(cell_len(text) + 2, within.width)
        height = len(Text(text).wrap(self.app.console, max(width - 2, 1)))
        x = max(min(cell.x, within.right - width), within.x)
        tops = (cell.bottom, cell.y - height, cursor.bottom, cursor.y - height, within.y)
        regions = [Region(x, top, width, height) for top in tops]
        free = [
            region
            for region in regions
            if within.contains_region(region)
            and not region.overlaps(cell)
            and not region.overlaps(cursor)
        ]
        self.update(text)
        lay(self, (free or regions[-1:])[0])
