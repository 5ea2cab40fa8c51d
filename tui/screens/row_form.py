"""A form for new rows: a field a column, refused with every reason until it is right."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import ClassVar

from rich.text import Text
from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Input, Static

from kamplan.messages import fault_text, reason_of
from kamplan.plan import Fault
from kamplan.words import _
from tui.panels.form_field import FormField
from tui.screens.dialogs import CLOSE
from tui.screens.taking import Taking

Typed = Mapping[str, str]
Check = Callable[[Typed], Sequence[Fault]]
"""What is wrong with what is typed so far. It is asked in a thread."""
Commit = Callable[[Typed], Awaitable[Sequence[Fault]]]
"""Makes the rows; why not, where that is refused."""


ROUND = 9
"""Lines round the fields: border, title, gaps, what is wrong with all of it, keys."""


class RowForm(Taking[bool]):
    """Closes when the rows are made, or when it is left."""

    BINDINGS: ClassVar[list[BindingType]] = CLOSE

    def __init__(
        self, title: str, fields: Sequence[FormField], check: Check, commit: Commit
    ) -> None:
        super().__init__()
        self._title, self._fields, self._check, self._commit = title, fields, check, commit
        self._asked = False
        """Whether it was tried: from then on everything that is wrong is told."""

    def compose(self) -> ComposeResult:
        """Title, fields, what is wrong with all of it, keys."""
        with Vertical(classes="dialog -form"):
            yield Static(Text(self._title, style="bold"), markup=False)
            with VerticalScroll(can_focus=False):
                yield from self._fields
            yield Static(id="hint", markup=False)
            keys = _("Enter: make it   Tab: next field   ↓ ↑: names   → takes one   Esc: leave")
            yield Static(Text(keys), classes="close", markup=False)

    def on_mount(self) -> None:
        """Ready for the keyboard."""
        self.query_one("#hint").display = False
        self._fields[0].field.focus()

    def on_resize(self) -> None:
        """The fields scroll where there is no room for all; the keys stay in sight."""
        self.query_one(VerticalScroll).styles.max_height = max(self.size.height - ROUND, 3)

    @property
    def typed(self) -> dict[str, str]:
        """What is typed, the fields that are empty left out."""
        return {field.column: field.text for field in self._fields if field.text.strip()}

    @on(events.DescendantFocus)
    @on(events.DescendantBlur)
    def _tell_fields(self) -> None:
        for field in self._fields:
            field.tell()

    @on(Input.Changed)
    def _changed(self) -> None:
        self._look()

    @work(group="look", description="look at a new row", exclusive=True)
    async def _look(self) -> None:
        """Find out what is wrong beside the event loop; what is typed on takes its place."""
        self._tell(await asyncio.to_thread(self._check, self.typed))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_take()

    async def attempt(self) -> bool | None:
        """Make the rows, or show everything that speaks against it and go to the first of it."""
        self._asked = True
        typed = self.typed
        faults = await asyncio.to_thread(self._check, typed) or await self._commit(typed)
        if not faults:
            return True
        self._tell(faults)
        wrong = [field for field in self._fields if self._of(field, faults)]
        if wrong:
            wrong[0].field.focus()
        return None

    def _tell(self, faults: Sequence[Fault]) -> None:
        placed: set[Fault] = set()
        for field in self._fields:
            mine = self._of(field, faults)
            placed |= set(mine)
            told = field.touched or self._asked
            words = [reason_of(fault) for fault in mine] if told else []
            field.complain("\n! ".join(words))
        others = [fault_text(fault) for fault in faults if fault not in placed]
        foot = self.query_one("#hint", Static)
        foot.display = bool(others) and self._asked
        foot.update(Text("\n".join(f"! {words}" for words in others)))
        foot.set_class(True, "-wrong")

    def _of(self, field: FormField, faults: Sequence[Fault]) -> list[Fault]:
        """Faults of a field; those of several columns belong to the first that is here."""
        return [fault for fault in faults if self._place_of(fault) == field.column]

    def _place_of(self, fault: Fault) -> str | None:
        names = fault.column.split(", ")
        if "week" in names:
            names.append("weeks")
        return next((each.column for each in self._fields if each.column in names), None)
