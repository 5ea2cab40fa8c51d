"""Rows added, copied and removed in the sheets of a mode."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType

from kamplan.desk import Desk
from kamplan.desk.adding import faults_of_drafts, own_key
from kamplan.desk.copying import hanging_on
from kamplan.desk.removal import Removal, removal_of
from kamplan.desk.rows import add_rows, copy_rows, faults_of_copies, remove_rows, there
from kamplan.plan import Fault, Plan
from kamplan.plan.entries import Entry, Key
from kamplan.wording.headings import table_name
from kamplan.words import _, mark
from tui.screens.dialogs import Choose, Confirm
from tui.screens.row_fields import (
    WITH,
    copy_choices,
    key_fields,
    removal_question,
    row_fields,
    rows_title,
)
from tui.screens.row_form import RowForm, Typed
from tui.screens.sheet_screen import SheetScreen

Make = Callable[[Desk], Sequence[Entry]]
OWN = {"add_row", "copy_rows", "remove_rows"}


class RowsScreen(SheetScreen):
    """Sheets say which table their rows are of, and by which key."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("insert,ctrl+n", "add_row", mark("New row"), id="rows.add", show=False),
        Binding("ctrl+t", "copy_rows", mark("Copy rows"), id="rows.copy", show=False),
        Binding("ctrl+x,ctrl+delete", "remove_rows", mark("Remove rows"), id="rows.remove",
                show=False),
    ]  # fmt: skip

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only where the sheet's rows are rows of a table."""
        if action in OWN:
            return self.sheet is not None and bool(self.sheet.rows_of)
        return super().check_action(action, parameters)

    # -- adding ------------------------------------------------------------------------------

    @work(group="ask", description="add a row")
    async def action_add_row(self) -> None:
        """Ask for a row, cell by cell, and make it."""
        name = await self._table_to_change()
        if not name:
            return
        table = self._plan[name]
        made: list[Entry] = []

        async def commit(typed: Typed) -> Sequence[Fault]:
            return await self._make(made, lambda desk: add_rows(desk, name, [typed]))

        form = RowForm(
            _("New row: {table}", table=table_name(name)),
            row_fields(self._plan, table),
            lambda typed: faults_of_drafts(self._plan, name, [typed]),
            commit,
        )
        if await self.kamplan.ask(form):
            self._stand_on(made)

    # -- copying -----------------------------------------------------------------------------

    @work(group="ask", description="copy rows")
    async def action_copy_rows(self) -> None:
        """Rows like those that are selected; what must differ is asked for."""
        name = await self._table_to_change()
        keys = self._selected_keys()
        if not name:
            return
        if not keys:
            self.say(_("There is no row here to copy."), wrong=True)
            return
        table = self._plan[name]
        made: list[Entry] = []

        whole = await self._whole_copies(name, keys)
        if whole is None:
            return

        def copy(typed: Typed, desk: Desk) -> Sequence[Entry]:
            return copy_rows(desk, name, keys, typed, whole)

        async def commit(typed: Typed) -> Sequence[Fault]:
            return await self._make(made, partial(copy, typed))

        if len(keys) > 1 and own_key(table):
            if faults := await commit({}):
                self.refuse(faults)
            else:
                self._stand_on(made)
            return
        form = RowForm(
            _("Copy of {what}", what=rows_title(keys)),
            key_fields(self._plan, table, keys),
            lambda typed: faults_of_copies(self._plan, name, keys, typed),
            commit,
        )
        if await self.kamplan.ask(form):
            self._stand_on(made)

    async def _whole_copies(self, name: str, keys: Sequence[Key]) -> bool | None:
        """Whether copies bring along what hangs on rows, asked where anything does; None where
        it was called off."""
        hanging = hanging_on(self._plan, name, keys)
        if not hanging:
            return False
        question = _("Copy of {what}", what=rows_title(keys))
        answer = await self.kamplan.ask(Choose(question, copy_choices(hanging)))
        return None if answer is None else answer == WITH

    # -- removing ----------------------------------------------------------------------------

    @work(group="ask", description="remove rows")
    async def action_remove_rows(self) -> None:
        """Remove the selected rows, with what hangs on them where that is wanted."""
        name = await self._table_to_change()
        keys = self._selected_keys()
        if not name:
            return
        if not keys:
            self.say(_("There is no row here to remove."), wrong=True)
            return

        def find(desk: Desk) -> Removal:
            return removal_of(desk.state.plan, name, there(desk.state.plan[name], keys))

        removal, faults = await self.kamplan.session.look(find)
        if removal is None:
            self.refuse(faults)
            return
        hanging = bool(removal.hanging or removal.shortened)
        if hanging:
            question = removal_question(keys, removal)
            if not await self.kamplan.ask(Confirm(question, _("Yes, remove all"))):
                return
        begun = self.told
        done, faults = await self.kamplan.session.ask(
            lambda desk: remove_rows(desk, name, keys, hanging)
        )
        if done is None:
            self.refuse(faults)
            return
        self.accept(begun)
        count = sum(entry.new is None for entry in done.entries)
        self.say(_("Rows removed: {count}. ctrl+z brings them back.", count=count))

    # -- what they share ---------------------------------------------------------------------

    @property
    def _plan(self) -> Plan:
        assert self.kamplan.snapshot is not None
        return self.kamplan.snapshot.plan

    async def _table_to_change(self) -> str:
        """The table whose rows are shown, when what was typed is settled; nothing otherwise."""
        if not await self.ready() or self.sheet is None:
            return ""
        return self.sheet.rows_of

    def _selected_keys(self) -> list[Key]:
        """The keys of the selected rows; a sheet may show rows that are none of its table."""
        sheet = self.sheet
        if sheet is None:
            return []
        keys = (sheet.key_in_table(row) for row in self.grid.selected_rows)
        return [key for key in keys if key is not None]

    async def _make(self, made: list[Entry], act: Make) -> Sequence[Fault]:
        """Let the desk make rows; keeps what it made in `made`."""
        begun = self.told
        entries, faults = await self.kamplan.session.ask(act)
        if entries is not None:
            made += entries
            self.accept(begun)
        return faults

    def _stand_on(self, made: Sequence[Entry]) -> None:
        """Put the cursor on the first new row, and say how many there are."""
        sheet = self.sheet
        if not made or sheet is None:
            return
        said = _("Rows added: {count}. ctrl+z takes them back.", count=len(made))
        if not self.grid.move_to_key(sheet.key_here(made[0].key)) and self.grid.filter:
            said = _("Rows added: {count}; the filter hides the first of them.", count=len(made))
        self.say(said)
