"""F7 Compare: scenarios side by side."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import ClassVar

from textual.binding import Binding, BindingType

from kamplan.desk import Standing
from kamplan.words import _, mark, plain
from tui.exploring import KINDS, Kind
from tui.screens.sheet_screen import SheetScreen, marked
from tui.sheets.bridges import bridge_sheet, unknown_bridges
from tui.sheets.comparisons import (
    figures_sheet,
    gainers_sheet,
    groups_sheet,
    inputs_sheet,
    worths_sheet,
)
from tui.sheets.explored import frontier_sheet, regret_sheet, tornado_sheet
from tui.sheets.sheet import Sheet, SheetKind
from tui.snapshot import Snapshot
from tui.words import EXPLORATIONS

Make = Callable[[Snapshot, Sheet | None], Sheet]


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


EXPLORED: dict[Kind, Make] = {
    "frontier": frontier_sheet,
    "tornado": tornado_sheet,
    "regret": regret_sheet,
}
ASKED = {
    "frontier": mark("What would more or less budget bring to {names}? ctrl+t works it out."),
    "tornado": mark("Which uncertain input moves {names} most? ctrl+t works it out."),
    "regret": mark(
        "What if another future comes than the one planned for? ctrl+t works it out for {names}. "
        "Choose others with Space in F5."
    ),
}


def _title(kind: Kind) -> str:
    return _(EXPLORATIONS[kind])


def _not_explored(kind: Kind, snapshot: Snapshot) -> str:
    if snapshot.exploring is not None and snapshot.exploring.kind == kind:
        return _("Being worked out ... {step}", step=snapshot.exploring.step)
    names = ", ".join(plain(name) for name in snapshot.to_explore(kind))
    asked = _(ASKED[kind], names=names)
    if kind not in snapshot.explored:
        return asked
    return asked + "\n\n" + _("What was worked out last is of other inputs or scenarios.")


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
            ("state", "answers", "compared", "bridges", "differences"),
            slow=True,
        ),
        SheetKind("inputs", lambda: _("Inputs changed"), inputs_sheet, _same, slow=True),
        SheetKind(
            "groups",
            lambda: _("By group"),
            groups_sheet,
            _nothing,
            ("answers", "compared", "differences"),
            slow=True,
        ),
        SheetKind("gainers", lambda: _("Who gains and loses"), gainers_sheet, _nothing, slow=True),
        SheetKind("worth", lambda: _("Worth of one more"), worths_sheet, _nothing, slow=True),
        *(
            SheetKind(
                kind,
                partial(_title, kind),
                make,
                partial(_not_explored, kind),
                ("state", "compared", "explored", "exploring", "differences"),
                slow=True,
            )
            for kind, make in EXPLORED.items()
        ),
    ]

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+t", "explore", mark("Work out"), id="compare.explore"),
        Binding("ctrl+n", "differences", mark("Only what differs"), id="compare.differences"),
        Binding("w", "send", mark("To a file"), id="compare.send"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._differences = False

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Greyed out where nothing is worked out by a key."""
        if action == "explore" and self.sheet_id not in KINDS:
            return None
        return super().check_action(action, parameters)

    def sheet_labels(self) -> list[tuple[str, str, str]]:
        """Marked where only what differs is shown."""
        labels = super().sheet_labels()
        return marked(labels, "≠", _("Only what differs.")) if self._differences else labels

    def action_differences(self) -> None:
        """Show only what differs, or everything."""
        self._differences = not self._differences
        self.relabel_sheets()
        self.say(_("Only what differs.") if self._differences else _("Everything."))
        if self.kamplan.snapshot is not None:
            self.show(self.kamplan.snapshot)

    def action_explore(self) -> None:
        """Work out what the sheet shows: frontier, tornado or regret."""
        snapshot = self.kamplan.snapshot
        kind = next((kind for kind in KINDS if kind == self.sheet_id), None)
        if kind is None:
            self.say(_("Frontier, Tornado and Regret are worked out by this key."), wrong=True)
        elif snapshot is not None and kind == "regret" and len(snapshot.to_explore(kind)) < 2:
            self.say(_("Two scenarios are needed: make one in F5."), wrong=True)
        elif not self.kamplan.session.explorations.begin(kind):
            self.say(_("Something is being explored; escape stops it."), wrong=True)

    def show(self, snapshot: Snapshot) -> None:
        """Draw; and have worked out what the bridge has to tell."""
        super().show(replace(snapshot, differences=True) if self._differences else snapshot)
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
                self.kamplan.session.solves.bridge(*pair)

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
