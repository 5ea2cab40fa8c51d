"""The keys and actions that arrange a table: order of rows, and which columns are where."""

from dataclasses import replace

from kamplan.words import _
from tui.grid.arrangement import Arrangement, freeze_up_to
from tui.grid.messages import ArrangeColumns, Arranged
from tui.grid.seeking import GridSeeking


class GridArranging(GridSeeking):
    """Sorts, hides, freezes. What is hidden is out of every selection, copy, paste and fill."""

    def rearrange(self, arrangement: Arrangement) -> None:
        """Take an arrangement that the user chose."""
        before = self._arrangement
        if arrangement == before:
            return
        self.arrangement = arrangement
        self.post_message(Arranged(self))
        if arrangement.frozen != before.frozen and self._columns.frozen < self._shown.frozen:
            self._complain(
                _(
                    "There is room for {count} columns that stay; more do in a wider terminal.",
                    count=self._columns.frozen,
                )
            )

    def action_sort(self, column: int | None = None, add: bool = False) -> None:
        """Order by a column, the cursor's if none is given: up, down, then as in the file.

        add: behind the columns that order the rows already.
        """
        if not self._model.columns:
            return
        name = self._model.columns[self.cursor_column if column is None else column].id
        known = replace(self._arrangement, sort=self.sort)
        self.rearrange(known.with_sort(name, add))

    def action_hide_columns(self) -> None:
        """Hide the columns of the selection."""
        if not self._model.columns:
            return
        columns = [self._model.columns[self._column(place)] for place in self.area.columns]
        if keys := [column.title for column in columns if column.frozen]:
            self._complain(_("{column} says what a row is, and stays.", column=keys[0]))
        elif len(columns) == len(self._shown):
            self._complain(_("One column stays."))
        else:
            hidden = self._arrangement.hidden | {column.id for column in columns}
            self.rearrange(replace(self._arrangement, hidden=hidden))

    def action_show_columns(self) -> None:
        """Show all columns again."""
        self.rearrange(replace(self._arrangement, hidden=frozenset()))

    def action_freeze(self) -> None:
        """Keep the columns up to the cursor's in sight while others scroll; or no longer."""
        columns = self._model.columns
        if columns:
            self.rearrange(freeze_up_to(columns, self._arrangement, self.cursor_column))

    def action_arrange(self) -> None:
        """Let the screen show all columns, to choose among them."""
        if self.finish_edit():
            self.post_message(ArrangeColumns(self))
