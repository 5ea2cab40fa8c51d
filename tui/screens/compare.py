"""F7 Compare: scenarios side by side."""

from typing import ClassVar

from kamplan.desk import Standing
from kamplan.words import _, plain
from tui.screens.sheet_screen import SheetScreen
from tui.sheets.bridges import bridge_sheet, unknown_bridges
from tui.sheets.comparisons import figures_sheet, gainers_sheet, inputs_sheet, worths_sheet
from tui.sheets.sheet import SheetKind
from tui.snapshot import Snapshot


def _nothing(snapshot: Snapshot) -> str:
    return _(
        "Two solved scenarios are needed. F9 solves what is compared here; choose scenarios "
        "with Space in F5."
    )


def _no_bridge(snapshot: Snapshot) -> str:
    if unknown_bridges(snapshot):
        return _("Why they differ is being worked out ...")
    return _nothing(snapshot)


def _same(snapshot: Snapshot) -> str:
    return _("No input differs. Choose other scenarios with Space in F5.")


class CompareScreen(SheetScreen):
    """Each scenario against the first."""

    mode = "compare"
    kinds: ClassVar = [
        SheetKind("figures", lambda: _("Figures"), figures_sheet, _nothing, slow=True),
        SheetKind(
            "bridge",
            lambda: _("Bridge"),
            bridge_sheet,
            _no_bridge,
            ("state", "answers", "compared", "bridges"),
            slow=True,
        ),
        SheetKind("inputs", lambda: _("Inputs changed"), inputs_sheet, _same, slow=True),
        SheetKind("gainers", lambda: _("Who gains and loses"), gainers_sheet, _nothing, slow=True),
        SheetKind("worth", lambda: _("Worth of one more"), worths_sheet, _nothing, slow=True),
    ]

    def show(self, snapshot: Snapshot) -> None:
        """Draw; and have worked out what the bridge has to tell."""
        super().show(snapshot)
        self._bridge()

    async def choose_sheet(self, key: str) -> None:
        """Show another sheet, and have worked out what it has to tell."""
        await super().choose_sheet(key)
        self._bridge()

    def _bridge(self) -> None:
        snapshot = self.kamplan.snapshot
        if snapshot is not None and self.sheet_id == "bridge" and self.is_current:
            pair = next(iter(unknown_bridges(snapshot)), None)
            if pair is not None:
                self.kamplan.session.bridge(*pair)

    @property
    def meant(self) -> list[str]:
        """What F9 solves: every compared scenario that is not solved as it stands."""
        snapshot = self.kamplan.snapshot
        if snapshot is None:
            return []
        settled = (Standing.SOLVED, Standing.INFEASIBLE)
        names = snapshot.comparison
        return [name for name in names if snapshot.standing(name) not in settled] or [names[-1]]

    def on_screen_resume(self) -> None:
        """Say what is missing from the comparison."""
        super().on_screen_resume()
        snapshot = self.kamplan.snapshot
        if snapshot is None:
            return
        missing = [name for name in snapshot.comparison if snapshot.solved(name) is None]
        if missing:
            names = ", ".join(plain(name) for name in missing)
            self.say(_("Not solved yet: {names}. F9 solves what is compared.", names=names))
