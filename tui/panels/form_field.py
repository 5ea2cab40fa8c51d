"""One line of a form: a heading, a field with names to choose from, and what is wrong with it."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.cells import set_cell_size
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.suggester import Suggester
from textual.widgets import Input, Static

from kamplan.words import mark, plain

Complete = Callable[[str], Sequence[str]]
"""Names that fit what is typed so far."""
LABEL = 18
"""Cells of a heading."""


class Names(Suggester):
    """Shows the rest of the first name that begins with what is typed."""

    def __init__(self, complete: Complete) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._complete = complete

    async def get_suggestion(self, value: str) -> str | None:
        """The name, or nothing."""
        fitting = self._complete(value)
        return next((name for name in fitting if name.startswith(value)), None)


class FieldInput(Input):
    """Up and down go through the names that fit; without any, to the next field."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "choose(1)", mark("Next name"), id="field.next", show=False),
        Binding("up", "choose(-1)", mark("Previous name"), id="field.previous", show=False),
    ]

    def __init__(self, value: str, placeholder: str, complete: Complete) -> None:
        super().__init__(
            value,
            placeholder,
            suggester=Names(complete),
            select_on_focus=True,
            compact=True,
        )
        self.cursor_blink = False
        self._complete = complete
        self._from, self._at, self._chosen = "", -1, ""

    def action_choose(self, step: int) -> None:
        """Take the next name that fits what was typed, or the one before."""
        if self.value != self._chosen or self._at < 0:
            self._from, self._at = self.value, -1 if step > 0 else 0
        names = [name for name in self._complete(self._from) if name != self._from]
        if not names:
            self.screen.focus_next() if step > 0 else self.screen.focus_previous()
            return
        self._at = (self._at + step) % len(names)
        self._chosen = self.value = names[self._at]
        self.cursor_position = len(self.value)


class FormField(Vertical):
    """What is typed for a column."""

    def __init__(
        self,
        column: str,
        title: str,
        help_: str,
        *,
        value: str = "",
        default: str = "",
        needed: bool = False,
        complete: Complete = lambda _text: (),
    ) -> None:
        super().__init__()
        self.column = column
        self._title, self._help, self._default = title, help_, default
        self._value, self._needed, self._complete = value, needed, complete
        self.touched = False
        """Whether something was typed, so that what is wrong with it is told."""
        self._wrong = ""

    def compose(self) -> ComposeResult:
        """Heading and field, and below them what there is to say."""
        sign = "* " if self._needed else "  "
        with Horizontal():
            yield Static(Text(set_cell_size(sign + self._title, LABEL)), markup=False)
            yield FieldInput(self._value, self._default, self._complete)
        hint = Static(classes="hint", markup=False)
        hint.display = False
        yield hint

    @property
    def field(self) -> FieldInput:
        """Where it is typed."""
        return self.query_one(FieldInput)

    @property
    def text(self) -> str:
        """What is typed."""
        return self.field.value

    def complain(self, reason: str) -> None:
        """Say what is wrong, or with nothing that nothing is."""
        self._wrong = reason
        self.tell()

    def tell(self) -> None:
        """Below the field: what is wrong; where it has the keyboard, names or what it means."""
        hint = self.query_one(".hint", Static)
        lines = [f"! {self._wrong}"] if self._wrong else []
        if self.field.has_focus and (advice := self._names() or ("" if lines else self._help)):
            lines.append(advice)
        hint.set_class(bool(self._wrong), "-wrong")
        hint.update(Text("\n".join(lines)))
        hint.display = bool(lines)

    def _names(self) -> str:
        names = [name for name in self._complete(self.text) if name != self.text]
        return "↓ " + "  ".join(map(plain, names)) if names else ""

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        if event.value != self._value:
            self.touched = True
        self.tell()
