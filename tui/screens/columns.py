"""The columns of a table as a list: which are shown, where, which stay, what orders the rows."""

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from kamplan.words import _, mark
from tui.grid.arrangement import (
    Arrangement,
    freeze_up_to,
    frozen_columns,
    move_column,
    ordered_columns,
    show_columns,
    toggle_column,
)
from tui.grid.cells import clean, cut
from tui.grid.model import GridColumn
from tui.grid.painter import sort_signs
from tui.screens.dialog import Dialog
from tui.screens.dialogs import CLOSE

TITLE, STANDING = 26, 10
"""Cells for a column's heading, and for whether it is shown."""


class ChooseColumns(Dialog[Arrangement | None]):
    """Letters are commands; None where it was called off."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *CLOSE,
        Binding("space", "show_or_hide", mark("Show or hide the column"), id="columns.toggle"),
        Binding("f", "freeze", mark("Freeze columns up to here"), id="columns.freeze"),
        Binding("s", "sort", mark("Sort by the column: up, down, out"), id="columns.sort"),
        Binding("left_square_bracket,left", "move(-1)", mark("Move left"), id="columns.left"),
        Binding("right_square_bracket,right", "move(1)", mark("Move right"), id="columns.right"),
        Binding("a", "restore", mark("All as the sheet comes"), id="columns.restore"),
        # Not the list's own: there a click is the same as Enter.
        Binding("enter", "take", mark("Take it"), id="columns.take", priority=True),
        Binding("f12", "take", mark("Take it"), id="columns.take_too", show=False),
    ]

    def __init__(self, title: str, columns: Sequence[GridColumn], wanted: Arrangement) -> None:
        super().__init__()
        self._title, self._columns = title, columns
        self.wanted = wanted
        "As it would be taken now."

    def compose(self) -> ComposeResult:
        """Title, list, keys."""
        with Vertical(classes="dialog -columns"):
            yield Static(Text(self._title, style="bold"), markup=False)
            yield OptionList(*self._options(), compact=True)
            words = _(
                "Space shows or hides · f freezes up to here\n"
                "s sorts: up, down, out · [ ] move · a as it comes\n"
                "Enter takes it · Esc leaves all as it was"
            )
            yield Static(Text(words), id="hint", markup=False)

    def on_mount(self) -> None:
        """Ready for the keyboard."""
        listed = self.query_one(OptionList)
        listed.highlighted = 0
        listed.focus()

    # -- the list ----------------------------------------------------------------------------

    def _options(self) -> list[Option]:
        """A line for every column, in the order wanted."""
        order = ordered_columns(self._columns, self.wanted.order)
        shown = set(show_columns(self._columns, self.wanted).columns)
        frozen = frozen_columns(self._columns, self.wanted)
        signs = sort_signs(self.wanted.sort)
        lines = []
        for place, column in enumerate(order):
            name = clean(self._columns[column].title or self._columns[column].id)
            standing = (_("frozen") if place < frozen else "") if column in shown else _("hidden")
            text = Text("✓ " if column in shown else "  ", no_wrap=True)
            text.append(cut(name, TITLE) + " ", style="" if column in shown else "dim")
            text.append(cut(standing, max(STANDING, cell_len(standing))) + " ")
            lines.append(Option(text.append(signs.get(self._columns[column].id, ""))))
        return lines

    @property
    def _here(self) -> int:
        """The column under the cursor."""
        place = self.query_one(OptionList).highlighted or 0
        return ordered_columns(self._columns, self.wanted.order)[place]

    def _want(self, wanted: Arrangement) -> None:
        """Show another arrangement; the cursor stays on its column."""
        column, listed = self._here, self.query_one(OptionList)
        self.wanted = wanted
        listed.set_options(self._options())
        listed.highlighted = ordered_columns(self._columns, wanted.order).index(column)

    # -- commands ----------------------------------------------------------------------------

    def action_show_or_hide(self) -> None:
        """Show the column, or hide it."""
        self._want(toggle_column(self._columns, self.wanted, self._here))

    @on(OptionList.OptionSelected)
    def _clicked(self) -> None:
        self.action_show_or_hide()

    def action_freeze(self) -> None:
        """Keep the columns up to here in sight, or no longer."""
        self._want(freeze_up_to(self._columns, self.wanted, self._here))

    def action_sort(self) -> None:
        """Order by the column, behind those that do so already: up, down, out."""
        self._want(self.wanted.with_sort(self._columns[self._here].id, add=True))

    def action_move(self, step: int) -> None:
        """Move the column."""
        self._want(move_column(self._columns, self.wanted, self._here, step))

    def action_restore(self) -> None:
        """All columns as the sheet comes; widths stay as they were drawn."""
        self._want(replace(Arrangement(), widths=self.wanted.widths))

    def action_take(self) -> None:
        """Close with what is wanted."""
        self.dismiss(self.wanted)
