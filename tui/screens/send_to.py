"""The question where something is sent to, and as what."""

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from kamplan.words import _
from tui.screens.dialog import Dialog
from tui.screens.dialogs import CLOSE


class SendTo(Dialog[Path | None]):
    """A path, and what is written there; None where it was called off."""

    BINDINGS: ClassVar[list[BindingType]] = CLOSE

    def __init__(self, choices: Sequence[tuple[str, str, str]]) -> None:
        """`choices`: suffix, label and proposed path of each; the suffix follows the choice."""
        super().__init__()
        self._choices = choices

    def compose(self) -> ComposeResult:
        """What, where, hint."""
        with Vertical(classes="dialog"):
            yield Static(Text(_("Send to a file"), style="bold"), markup=False)
            yield OptionList(*(Option(Text(label)) for _end, label, _path in self._choices),
                             compact=True)  # fmt: skip
            field = Input(self._choices[0][2], select_on_focus=False, compact=True)
            field.cursor_blink = False
            yield field
            yield Static(Text(_("Enter writes it.")), id="hint", markup=False)

    def on_mount(self) -> None:
        """The first choice, or the path where there is only one."""
        listed = self.query_one(OptionList)
        listed.highlighted = 0
        listed.display = len(self._choices) > 1
        (listed if listed.display else self.query_one(Input)).focus()

    @on(OptionList.OptionHighlighted)
    def follow(self, event: OptionList.OptionHighlighted) -> None:
        """The path ends as the choice does; one that was typed keeps its name."""
        field, (suffix, _label, path) = self.query_one(Input), self._choices[event.option_index]
        typed = field.value not in [known for _end, _label, known in self._choices]
        field.value = _ending(field.value, suffix) if typed and field.value else path

    @on(OptionList.OptionSelected)
    def to_path(self) -> None:
        """On to the path."""
        self.query_one(Input).focus()

    @on(Input.Submitted)
    def accept(self, event: Input.Submitted) -> None:
        """Close with the path."""
        text = event.value.strip()
        if text and text.isprintable():
            self.dismiss(Path(text))
            return
        hint = self.query_one("#hint", Static)
        hint.update(Text("! " + _("Type the name of a file.")))
        hint.add_class("-wrong")


def _ending(path: str, suffix: str) -> str:
    """A path that ends as what is written does; one that names no file stays as it is."""
    try:
        return str(Path(path).with_suffix(suffix))
    except ValueError:
        return path
