"""Editing in a mode's grid: what was typed goes to the desk, and its verdict comes back."""

import asyncio
from collections.abc import Sequence
from typing import cast

from textual import on, work

from kamplan.messages import reason_of
from kamplan.plan.faults import PlanError
from kamplan.plan.typed import parse_change
from kamplan.words import _
from tui.grid import Grid
from tui.grid.messages import ChangeBy, Edited, TakeBack
from tui.grid.model import CellText
from tui.screens.dialogs import AskText
from tui.screens.working import WorkingScreen, reason
from tui.sheets.sheet import Act, Sheet


class EditingScreen(WorkingScreen):
    """A sheet says what its cells mean for the plan."""

    @property
    def sheet(self) -> Sheet | None:
        """What the grid shows."""
        raise NotImplementedError

    @on(Edited)
    def _edited(self, event: Edited) -> None:
        self._commit(event, sheet_of(event.grid).edit(event.cells, event.what))

    @work(group="edit", description="commit edits", exit_on_error=True)
    async def _commit(self, event: Edited, act: Act) -> None:
        begun = self.told
        faults = await self.kamplan.edit(act)
        shown = self.kamplan.sheet_screen
        if not faults:
            # Else what was there before would be seen until the sheet is made.
            if shown is not None and shown.grid is event.grid:
                await shown.drawn()
            event.grid.settle(event.cells)
            self.accept(begun)
            return
        if shown is not None:
            shown.refuse(faults)
        if shown is None or shown.grid is not event.grid:
            # Another sheet is shown by now.
            event.grid.settle(event.cells)
            return
        # The reason stands beside the cell, which may move as the panel comes.
        await shown.laid_out()
        event.grid.reject(event.cells, reason(faults))

    async def drawn(self) -> None:
        """Wait until the sheet that is shown is made from what there is."""
        raise NotImplementedError

    async def settled(self) -> None:
        """Wait until everything that was typed is committed or refused, and shown."""
        await self.committed()
        await self.drawn()

    async def committed(self) -> None:
        """Wait until everything that was typed is committed or refused."""
        while self.grid.pending or (self.kamplan.snapshot and self.kamplan.snapshot.saving):
            await asyncio.sleep(0.01)

    @on(TakeBack)
    def _take_back(self, event: TakeBack) -> None:
        self._commit_back(sheet_of(event.grid).take_back(event.cells))

    @work(group="edit", description="take edits back", exit_on_error=True)
    async def _commit_back(self, act: Act) -> None:
        begun = self.told
        if faults := await self.kamplan.edit(act):
            self.refuse(faults)
        else:
            self.accept(begun)

    @on(ChangeBy)
    def _change_by(self, event: ChangeBy) -> None:
        self._ask_change(event.grid, event.cells)

    @work(group="ask", description="change by")
    async def _ask_change(self, grid: Grid, cells: Sequence[CellText]) -> None:
        count = sheet_of(grid).changeable(cells)
        if not count:
            self.say(_("Only numbers can be changed by an amount."), wrong=True)
            return
        text = await self.kamplan.ask(
            AskText(
                _("Change by an amount, cells: {count}", count=f"{count:,}"),
                _("+10% or -5%, *0.7, +200 or -50"),
                check=check_change,
            )
        )
        if text is None:
            return
        # Others may have changed the table while the question stood.
        await self.drawn()
        begun, count = self.told, sheet_of(grid).changeable(cells)
        if not count:
            self.say(_("What was selected is no longer there."), wrong=True)
            return
        version = self._version
        if faults := await self.kamplan.edit(sheet_of(grid).change(cells, text)):
            self.refuse(faults)
            return
        self.accept(begun)
        if self._version == version:
            self.say(_("{change} leaves these numbers as they are.", change=text))
        else:
            said = _("Changed by {change}, cells: {count}.", change=text, count=f"{count:,}")
            self.say(said)

    @property
    def _version(self) -> int:
        """Counts edits of the plan."""
        snapshot = self.kamplan.snapshot
        return 0 if snapshot is None else snapshot.state.version


def sheet_of(grid: Grid) -> Sheet:
    """What a grid shows; it may no longer be the grid that is shown."""
    return cast("Sheet", grid.model)


def check_change(text: str) -> str | None:
    """Why a text is no change; None where it is one."""
    try:
        parse_change(text)
    except PlanError as error:
        return reason_of(error.faults[0])
    return None
