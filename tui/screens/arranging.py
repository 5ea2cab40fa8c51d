"""How a mode's tables are arranged: as they were the last time, and as the user chooses now."""

from typing import ClassVar

from textual import on, work

from kamplan.words import _
from tui.grid import Grid
from tui.grid.arrangement import Arrangement
from tui.grid.messages import ArrangeColumns, Arranged
from tui.panels.sheet_grid import SheetGrid
from tui.screens.columns import ChooseColumns
from tui.screens.editing import EditingScreen

GRID = "grid-"
"""What the id of a sheet's grid begins with."""


class ArrangingScreen(EditingScreen):
    """Grids of sheets, each with the columns and the order that it was left with."""

    mode: ClassVar[str] = ""

    def new_grid(self, sheet: str) -> Grid:
        """The grid of a sheet."""
        grid = SheetGrid(id=GRID + sheet)
        kept = self.kamplan.settings.sheet(f"{self.mode}.{sheet}")
        grid.arrangement = Arrangement.from_plain(kept)
        return grid

    def title_of(self, sheet: str) -> str:
        """What a sheet is called."""
        raise NotImplementedError

    @on(Arranged)
    def _keep_arrangement(self, event: Arranged) -> None:
        sheet = (event.grid.id or "").removeprefix(GRID)
        data = event.grid.arrangement.to_plain()
        settings = self.kamplan.settings.with_sheet(f"{self.mode}.{sheet}", data)
        self.kamplan.remember(settings)

    @on(ArrangeColumns)
    def _arrange(self, event: ArrangeColumns) -> None:
        self._ask_columns(event.grid)

    @work(group="ask", description="arrange columns")
    async def _ask_columns(self, grid: Grid) -> None:
        """Choose which columns are where, and what orders the rows."""
        if not grid.model.columns:
            self.say(_("There are no columns here to arrange."))
            return
        title = _("Columns of {sheet}", sheet=self.title_of((grid.id or "").removeprefix(GRID)))
        dialog = ChooseColumns(title, grid.model.columns, grid.arrangement)
        chosen = await self.kamplan.ask(dialog)
        if chosen is not None:
            grid.rearrange(chosen)
