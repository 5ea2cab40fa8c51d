"""The tour in the program: begun, shown on the mode that is seen, and left."""

from typing import TYPE_CHECKING

from textual import work

from kamplan.words import _
from tui.remembering import Remembering

if TYPE_CHECKING:
    from kamplan.plan import Fault
    from tui.tour.steps import Moment
    from tui.tour.tour import Tour


class Touring(Remembering):
    """Leads through a plan that is there to be tried; every other plan is left alone."""

    tour: "Tour | None" = None
    """None until a mode is shown."""

    @property
    def on_tour(self) -> bool:
        """Whether a tour is on."""
        return self.tour is not None and self.tour.step is not None

    async def _open(self) -> "tuple[Fault, ...]":
        faults = await super()._open()
        if not faults and self.begin.tour:
            await self._begin_tour()
        return faults

    @work(group="ask")
    async def action_tour(self) -> None:
        """From the first step on, where the plan may be changed by it."""
        if self.begin.practice:
            await self._begin_tour()
        else:
            said = _("The tour changes what it leads through: kamplan tui --tour opens a plan.")
            self.say(said, wrong=True)

    async def _begin_tour(self) -> None:
        from tui.tour.tour import Tour

        if not await self.go_to_sheet("accounts", "accounts"):
            return
        moment = self._moment()
        if moment is not None:
            self.remember(self.settings.but(tour_seen=True))
            self.tour = Tour()
            self.tour.begin(moment)
            self.notice()

    def skip_step(self) -> None:
        """On to the next step."""
        moment = self._moment()
        if self.tour is not None and moment is not None:
            self.tour.skip(moment)
            self.notice()

    def leave_tour(self) -> None:
        """No tour any more."""
        if self.tour is not None:
            self.tour.leave()
            self.notice()

    def notice(self) -> None:
        """Something was done, or may be seen otherwise: see what it means for the tour."""
        moment = self._moment()
        if self.tour is None or moment is None or self.sheet_screen is None:
            return
        self.tour.look(moment)
        self.sheet_screen.show_tour(self.tour)

    def _moment(self) -> "Moment | None":
        from tui.tour.steps import Moment

        screen, snapshot = self.sheet_screen, self.snapshot
        if screen is None or snapshot is None or not screen.is_mounted:
            return None
        grid = screen.grid
        cursor = (grid.cursor_key, grid.column)
        return Moment(screen.mode, screen.sheet_id, cursor, snapshot)

    async def go_to_sheet(self, mode: str, sheet: str) -> bool:
        """Show a sheet of a mode; False where one stays because what is typed is refused."""
        if self.sheet_screen is None or not self.sheet_screen.grid.finish_edit():
            return False
        await self.switch_mode(mode)
        await self.sheet_screen.choose_sheet(sheet)
        return True
