"""The top line: plan, active scenario, how it stands, and whether everything is saved."""

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.reactive import reactive

from kamplan.desk import Standing
from kamplan.whatif.scenario import BASE
from kamplan.words import _, mark, plain
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
        plan = self.query_one("#plan", Line)
        plan.show(Text(plain(snapshot.state.name), style="bold"))
        plan.tooltip = Text(_plan_about(snapshot))
        scenario = self.query_one("#active", Line)
        scenario.show(Text(f"▸ {plain(active)} ▾"))
        scenario.set_class(active != BASE, "-scenario")
        scenario.tooltip = Text(
            _("Edits change the plan itself. Click or ctrl+e: another scenario.")
            if active == BASE
            else _("Edits become changes of this scenario. Click or ctrl+e: another one.")
        )
        outcome, saved = self.query_one("#outcome", Line), self.query_one("#saved", Line)
        outcome.show(Text(_outcome(snapshot), no_wrap=True))
        outcome.tooltip = Text(_outcome_about(snapshot))
        saved.show(Text(_saved(snapshot)))
        saved.tooltip = Text(_saved_about(snapshot))


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
