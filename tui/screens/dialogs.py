"""Small questions: a text, a choice, yes or no; and what is wrong, where, and what to do."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.events import Click
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from kamplan.messages import place_of, remedy_of, what_of
from kamplan.plan import Fault
from kamplan.words import _, mark
from tui.prose import Sentences
from tui.screens.dialog import Dialog

Check = Callable[[str], str | None]
CLOSE: list[BindingType] = [
    Binding("escape", "dismiss(None)", mark("Close"), id="dialog.close", show=False)
]


class AskText(Dialog[str | None]):
    """One line of text; None where it was called off."""

    BINDINGS: ClassVar[list[BindingType]] = CLOSE

    def __init__(self, title: str, hint: str, value: str = "", check: Check | None = None) -> None:
        super().__init__()
        self._title, self._hint, self._value, self._check = title, hint, value, check

    def compose(self) -> ComposeResult:
        """Question, field, hint."""
        with Vertical(classes="dialog"):
            yield Static(Text(self._title, style="bold"), markup=False)
            field = Input(self._value, select_on_focus=True, compact=True)
            field.cursor_blink = False
            field.tooltip = Text(_("Enter takes it, Esc leaves everything as it is."))
            yield field
            yield Static(Text(self._hint), id="hint", markup=False)

    @on(Input.Submitted)
    def accept(self, event: Input.Submitted) -> None:
        """Close with the text, unless it is refused."""
        reason = self._check(event.value) if self._check is not None else None
        if reason is None:
            self.dismiss(event.value)
            return
        hint = self.query_one("#hint", Static)
        hint.update(Text("! " + reason))
        hint.add_class("-wrong")


class Choose(Dialog[str | None]):
    """One of several; None where it was called off."""

    BINDINGS: ClassVar[list[BindingType]] = CLOSE

    def __init__(
        self,
        title: str,
        choices: Sequence[tuple[str, str]],
        at: str = "",
        pointed: Callable[[str], object] | None = None,
    ) -> None:
        """`choices`: key and label. `at`: the one that is marked first. `pointed` is told
        which one is marked, whenever that changes."""
        super().__init__()
        self._title, self._choices, self._at, self._pointed = title, choices, at, pointed

    def compose(self) -> ComposeResult:
        """Question and list."""
        with Vertical(classes="dialog"):
            yield Static(Text(self._title, style="bold"), markup=False)
            options = [Option(Text(label, no_wrap=True)) for _key, label in self._choices]
            yield _list_of(*options)

    def on_mount(self) -> None:
        """Mark the present one."""
        keys = [key for key, _label in self._choices]
        listed = self.query_one(OptionList)
        listed.highlighted = keys.index(self._at) if self._at in keys else 0
        listed.focus()

    @on(OptionList.OptionHighlighted)
    def point(self, event: OptionList.OptionHighlighted) -> None:
        """Another one is marked."""
        if self._pointed is not None:
            self._pointed(self._choices[event.option_index][0])

    @on(OptionList.OptionSelected)
    def accept(self, event: OptionList.OptionSelected) -> None:
        """Close with the choice."""
        self.dismiss(self._choices[event.option_index][0])


class Confirm(Dialog[bool]):
    """Yes or no; no is the first."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(False)", mark("Close"), id="dialog.no", show=False)
    ]

    def __init__(self, question: str, yes: str) -> None:
        super().__init__()
        self._question, self._yes = question, yes

    def compose(self) -> ComposeResult:
        """Question and the two answers."""
        with Vertical(classes="dialog"):
            yield Static(Text(self._question), markup=False)
            yield _list_of(Option(Text(_("No, leave it"))), Option(Text(self._yes)))

    def on_mount(self) -> None:
        """Ready for the keyboard."""
        listed = self.query_one(OptionList)
        listed.highlighted = 0
        listed.focus()

    @on(OptionList.OptionSelected)
    def accept(self, event: OptionList.OptionSelected) -> None:
        """Close with the answer."""
        self.dismiss(event.option_index == 1)


class Reading(Dialog[None]):
    """A text to read: help, or what is wrong."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *CLOSE,
        Binding("enter,f1,q", "dismiss(None)", mark("Close"), id="reading.close", show=False),
    ]

    def __init__(self, title: str, text: Text) -> None:
        super().__init__()
        self._title, self._text = title, text

    def compose(self) -> ComposeResult:
        """Title, text, how to close."""
        with Vertical(classes="dialog -wide"):
            yield Static(Text(self._title, style="bold"), markup=False)
            with VerticalScroll():
                yield Sentences(self._text)
            yield Closing()


class Closing(Static):
    """How to close a dialog; a click does it."""

    def __init__(self) -> None:
        super().__init__(Text(_("Esc closes")), classes="close", markup=False)
        self.tooltip = Text(_("Esc, Enter or a click here closes it."))

    async def on_click(self, event: Click) -> None:
        """Close it."""
        event.stop()
        await self.run_action("screen.dismiss(None)")


def _list_of(*options: Option) -> OptionList:
    """Answers to choose from."""
    listed = OptionList(*options, compact=True)
    listed.tooltip = Text(_("Enter or a click chooses, Esc leaves everything as it is."))
    return listed


def faults_text(faults: Sequence[Fault], most: int = 30) -> Text:
    """Where, what, remedy of each."""
    text = Text()
    for fault in faults[:most]:
        place = place_of(fault)
        if place:
            text.append(place + "\n", style="bold")
        text.append(what_of(fault) + "\n")
        text.append("→ " + remedy_of(fault) + "\n\n")
    if len(faults) > most:
        text.append(_("... and {count} more like these", count=len(faults) - most))
    return text
