"""The top line: plan, active scenario, how it stands, and whether everything is saved."""

from rich.cells import cell_len
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.reactive import reactive

from kamplan.desk import Standing
from kamplan.whatif.scenario import BASE
from kamplan.words import _, mark, plain
from tui.panels.line import Line
from tui.panels.outcome import name_and_outcome, outcomes
from tui.snapshot import Snapshot

MARGINS = 7
"""cells beside the four parts of the line."""


class ActiveScenario(Line):
    """The active scenario; a click chooses another."""

    async def on_click(self, event: events.Click) -> None:
        """Choose another."""
        event.stop()
        await self.run_action("screen.choose_scenario")


class TitleBar(Horizontal):
    """Redrawn with every snapshot."""

    snapshot: reactive[Snapshot | None] = reactive(None, always_update=True)

    def compose(self) -> ComposeResult:
        """Plan, scenario, outcome, saved."""
        yield Line(id="plan", markup=False)
        yield ActiveScenario(id="active", markup=False)
        yield Line(id="outcome", markup=False)
        yield Line(id="saved", markup=False)

    def watch_snapshot(self, snapshot: Snapshot | None) -> None:
        """Draw."""
        if snapshot is None:
            return
        active, whole = f"▸ {plain(snapshot.active)} ▾", plain(snapshot.state.name)
        saved = _saved(snapshot)
        room = self.app.size.width - cell_len(active) - cell_len(saved) - MARGINS
        name, outcome = name_and_outcome(whole, outcomes(snapshot), room)
        about = _plan_about(snapshot)
        self._say("#plan", Text(name, "bold"), about if name == whole else f"{whole}. {about}")
        scenario = self.query_one("#active", Line)
        scenario.set_class(snapshot.active != BASE, "-scenario")
        self._say("#active", Text(active), _scenario_about(snapshot))
        self._say("#outcome", Text(outcome, no_wrap=True), _outcome_about(snapshot))
        self._say("#saved", Text(saved), _saved_about(snapshot))

    def _say(self, part: str, text: Text, about: str) -> None:
        line = self.query_one(part, Line)
        line.show(text)
        line.tooltip = Text(about)

    def on_resize(self) -> None:
        """There is room for more, or for less."""
        self.watch_snapshot(self.snapshot)


ABOUT = {
    Standing.UNSOLVED: mark("The active scenario has no answer yet. F9 solves it."),
    Standing.SOLVED: mark("The best plan, proven to within the gap."),
    Standing.INFEASIBLE: mark("No plan keeps every rule; F5 shows which conflict."),
    Standing.STOPPED: mark("The solve was stopped early; no plan is better by more than the gap."),
    Standing.STALE: mark("The answer is of older inputs. F9 solves it again."),
    Standing.FAULTY: mark("The scenario cannot be applied to the plan; F5 shows why."),
    Standing.FAILED: mark("The solver failed; F5 shows why."),
}
"""What it means how a scenario stands."""


def _plan_about(snapshot: Snapshot) -> str:
    settings = snapshot.plan.settings
    return _(
        "The plan that is open: {accounts} accounts, {weeks} weeks from {first}.",
        accounts=f"{len(snapshot.plan['accounts']):,}",
        weeks=settings.weeks,
        first=settings.first_week,
    )


def _scenario_about(snapshot: Snapshot) -> str:
    if snapshot.active == BASE:
        return _("Edits change the plan itself. Click or ctrl+e: another scenario.")
    return _("Edits become changes of this scenario. Click or ctrl+e: another one.")


def _outcome_about(snapshot: Snapshot) -> str:
    """What the middle of the line means."""
    if snapshot.running:
        return _("A solve is under way: how far it is. Esc stops it and keeps its best plan.")
    if snapshot.exploring is not None:
        return _("Many what-ifs are being solved. Esc stops them and keeps what is finished.")
    return _(ABOUT[snapshot.standing(snapshot.active)])


def _saved_about(snapshot: Snapshot) -> str:
    if snapshot.unwritten:
        return _("Saved in the workspace, but not in the plan folder") + ": ctrl+s"
    return _("Every edit is saved as it is made; ctrl+z takes it back.")


def _saved(snapshot: Snapshot) -> str:
    if snapshot.saving or snapshot.recording:
        return _("saving ...")
    return "! " + _("not in the folder") if snapshot.unwritten else "✓ " + _("saved")
