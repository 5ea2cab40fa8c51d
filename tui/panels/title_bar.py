"""The top line: plan, active scenario, how it stands, and whether everything is saved."""

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.reactive import reactive

from kamplan.whatif.scenario import BASE
from kamplan.words import _, plain
from tui.panels.line import Line
from tui.snapshot import Snapshot
from tui.words import EXPLORATIONS, progress_text, standing_text


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
        active = snapshot.active
        self.query_one("#plan", Line).show(Text(plain(snapshot.state.name), style="bold"))
        scenario = self.query_one("#active", Line)
        scenario.show(Text(f"▸ {plain(active)} ▾"))
        scenario.set_class(active != BASE, "-scenario")
        scenario.tooltip = Text(
            _("Edits change the plan itself. Click or ctrl+e: another scenario.")
            if active == BASE
            else _("Edits become changes of this scenario. Click or ctrl+e: another one.")
        )
        self.query_one("#outcome", Line).show(Text(_outcome(snapshot), no_wrap=True))
        self.query_one("#saved", Line).show(Text(_saved(snapshot)))


def _outcome(snapshot: Snapshot) -> str:
    """The solve that was begun first, or how the active scenario stands and what it earns."""
    if snapshot.running:
        first, *others = snapshot.running
        text = "⟳ " + plain(first.scenario)
        if first.progress is not None:
            text += " · " + progress_text(first.progress)
        more = len(others) + len(snapshot.waiting)
        return text + (f" (+{more})" if more else "")
    if snapshot.exploring is not None:
        title = _(EXPLORATIONS[snapshot.exploring.kind])
        return f"⟳ {title} {snapshot.exploring.step}".rstrip()
    text = standing_text(snapshot.standing(snapshot.active))
    answer = snapshot.answers.get(snapshot.active)
    if answer is not None and answer.run.objective is not None:
        currency = plain(snapshot.plan.settings.currency)
        text += " · " + f"{answer.run.objective:,.0f} {currency}".strip()
        if answer.run.gap is not None:
            text += " · " + _("gap {gap}", gap=f"{answer.run.gap:.2%}")
    return text


def _saved(snapshot: Snapshot) -> str:
    if snapshot.saving or snapshot.recording:
        return _("saving ...")
    return "! " + _("not in the folder") if snapshot.unwritten else "✓ " + _("saved")
