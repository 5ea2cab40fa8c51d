"""What went wrong, above the status line: where, what and the remedy of each fault."""

from collections.abc import Sequence
from typing import ClassVar, Literal

from rich.table import Table
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from kamplan.messages import place_of, remedy_of, what_of
from kamplan.plan import Fault
from kamplan.words import _, mark
from tui.panels.line import Line

Source = Literal["edit", "solve", "files"]
TITLES: dict[Source, str] = {
    "edit": mark("Not done"),
    "solve": mark("Not solved"),
    "files": mark("Saved in the workspace, but not in the plan folder"),
}
MOST = 200
"""Faults that are shown; of more, only how many."""


class FaultPanel(Vertical):
    """Hidden until something is wrong. The grid keeps the keyboard; ! leads here."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", mark("Close"), id="faults.close", show=False)
    ]

    class Chosen(Message):
        """A fault was chosen: its cell is wanted."""

        def __init__(self, fault: Fault) -> None:
            self.fault = fault
            super().__init__()

    class Closed(Message):
        """It had the keyboard, which goes back."""

    def __init__(self) -> None:
        super().__init__()
        self.source: Source = "edit"
        self.faults: tuple[Fault, ...] = ()
        self.number = 0
        """counts what has been shown up: what was begun before it says nothing about it."""
        self.display = False

    def compose(self) -> ComposeResult:
        """What it is about, and the faults."""
        yield Line(id="faults-title", markup=False)
        yield OptionList(id="faults", compact=True)

    def show(self, faults: Sequence[Fault], source: Source) -> None:
        """Faults, in place of those that were shown."""
        self.source, self.faults = source, tuple(faults)
        self.number += 1
        self.display = bool(faults)
        self.fit()
        self.redraw()

    def fit(self) -> None:
        """Take no more than a quarter of the screen: 6 of 24 lines, with the title."""
        self.query_one(OptionList).styles.max_height = self.screen.size.height // 4 - 1

    def redraw(self) -> None:
        """Say it in the language that is used now."""
        title = f"! {_(TITLES[self.source])} · " + _("! leads here, Enter to the cell, Esc closes")
        self.query_one("#faults-title", Line).show(Text(title, no_wrap=True, overflow="ellipsis"))
        listed = self.query_one(OptionList)
        listed.clear_options()
        listed.add_options([Option(_told(fault)) for fault in self.faults[:MOST]])
        if (more := len(self.faults) - MOST) > 0:
            listed.add_option(Option(Text(_("... and {count} more", count=more))))
        listed.highlighted = 0 if self.faults else None

    def clear(self, source: Source, begun: int | None = None) -> None:
        """What was wrong is right now; `begun`: as something shows that began at that number."""
        if self.source == source and begun in (None, self.number):
            self.close()

    def close(self) -> None:
        """Hide it, and give the keyboard back where it has it."""
        had = self.query_one(OptionList).has_focus
        self.faults = ()
        self.display = False
        if had:
            self.post_message(self.Closed())

    def action_close(self) -> None:
        """Hide it."""
        self.close()

    @on(OptionList.OptionSelected)
    def _choose(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        # A click may come when what was listed is right by now.
        if event.option_index < min(len(self.faults), MOST):
            self.post_message(self.Chosen(self.faults[event.option_index]))


def _told(fault: Fault) -> Table:
    """Three lines, or more where they are long; the words stand under each other."""
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column(ratio=1)
    where = place_of(fault)
    for label, text in (
        (_("where:"), where),
        (_("what:"), what_of(fault)),
        (_("remedy:"), remedy_of(fault)),
    ):
        if text:
            table.add_row(Text(label), Text(text, style="bold" if text is where else ""))
    return table
