"""The scenarios as a tree: which builds on which, how each stands, and what it changes."""

from collections.abc import Sequence
from dataclasses import replace

from rich.text import Text

from kamplan.desk import Standing
from kamplan.insight.relaxing import proposals
from kamplan.messages import fault_text
from kamplan.plan import PlanError
from kamplan.report.relaxed import proposal_text
from kamplan.report.tables import relaxation_lines
from kamplan.whatif.authoring import describe_changes
from kamplan.whatif.changes import apply_scenario
from kamplan.whatif.comparison import compare_inputs
from kamplan.whatif.scenario import BASE, ScenarioFile, parse_scenario
from kamplan.wording.changes import change_text, input_where, value_text
from kamplan.words import _, plain
from tui.grid.model import GridColumn, Look
from tui.plots.told import Told
from tui.sheets.course_side import course_parts
from tui.sheets.rows_sheet import RowsSheet, Shown, number, words
from tui.sheets.sheet import Sheet, difference
from tui.snapshot import Snapshot
from tui.words import age_text, standing_text

MOST_CHANGES = 60


class ScenarioList(RowsSheet):
    """The list, and what each scenario changes once that has been asked for."""

    def __init__(
        self,
        columns: Sequence[GridColumn],
        rows: Sequence[Sequence[Shown]],
        names: Sequence[str],
        snapshot: Snapshot,
        before: Sheet | None,
    ) -> None:
        super().__init__(columns, rows, names, lambda row: self._told(names[row]))
        self.snapshot = snapshot
        self._changes: dict[str, Text] = {}
        if isinstance(before, ScenarioList) and before.snapshot.state is snapshot.state:
            self._changes = before._changes

    def _told(self, name: str) -> Told:
        """Everything about one scenario: state, its solve, why it has no plan, what it changes."""
        if name not in self._changes:
            self._changes[name] = _changes_text(self.snapshot, name)
        why = Text()
        _append_outcome(why, self.snapshot, name)
        head, course = _state_text(self.snapshot, name), course_parts(self.snapshot, name)
        return [head, *course, why, Text("\n"), self._changes[name]]


def scenario_sheet(snapshot: Snapshot, before: Sheet | None) -> Sheet:
    """One row a scenario, those that build on another under it."""
    columns = [
        GridColumn("scenario", _("scenario"), 20, frozen=True),
        GridColumn("chosen", "", 1, help=_("✓: chosen with Space for F7 Compare.")),
        GridColumn("state", _("state"), 15),
        GridColumn("contribution", _("contribution"), 13, number=True),
        GridColumn("versus", _("against base"), 13, number=True),
        GridColumn("gap", _("gap"), 9, number=True),
        GridColumn("age", _("last run"), 13),
        GridColumn("changes", _("changes"), 8, number=True),
        GridColumn("description", _("description"), 40),
    ]
    base = snapshot.answers.get(BASE)
    base_value = None if base is None else base.run.objective
    rows, keys = [], []
    for name, depth in _tree(snapshot):
        answer = snapshot.answers.get(name)
        run = None if answer is None else answer.run
        value = None if run is None else run.objective
        # Of older inputs there is nothing to be held against.
        known = value is not None and base_value is not None and _holds(snapshot, BASE, name)
        versus = value - base_value if known and value is not None and base_value else None
        file = _file(snapshot, name)
        look = Look("total") if name == snapshot.active else None
        rows.append(
            [
                words(_label(snapshot, name, depth), look),
                words("✓" if name in snapshot.compared else ""),
                words(_state(snapshot, name)),
                number(value),
                number(None if name == BASE else versus, difference),
                number(None if run is None else run.gap, lambda gap: f"{gap:.3%}"),
                words("" if run is None else age_text(run.started)),
                number(None if file is None or name == BASE else len(file.change)),
                words("" if file is None else file.description),
            ]
        )
        keys.append(name)
    return ScenarioList(columns, rows, keys, snapshot, before)


def _holds(snapshot: Snapshot, *names: str) -> bool:
    """Whether the answers to scenarios are those to their inputs as they are now."""
    return all(snapshot.standing(name) in (Standing.SOLVED, Standing.STOPPED) for name in names)


def _label(snapshot: Snapshot, name: str, depth: int) -> str:
    signs = "▸ " if name == snapshot.active else ""
    return ("└" + "─" * (2 * depth - 1) + " " if depth else "") + signs + plain(name)


def _state(snapshot: Snapshot, name: str) -> str:
    running = snapshot.running_of(name)
    if running is not None:
        return "⟳ " + (_("stopping ...") if running.stopping else _("solving ..."))
    if name in snapshot.waiting:
        return "… " + _("waiting")
    return standing_text(snapshot.standing(name))


def _file(snapshot: Snapshot, name: str) -> ScenarioFile | None:
    text = snapshot.state.texts.get(name)
    try:
        return None if text is None else parse_scenario(name, text)
    except PlanError:
        return None


def _tree(snapshot: Snapshot) -> list[tuple[str, int]]:
    """Scenarios in the order of a tree, with their depth; what extends nothing known is base's."""
    names = snapshot.state.names
    children: dict[str, list[str]] = {}
    for name in names:
        if name != BASE:
            file = _file(snapshot, name)
            parent = BASE if file is None or file.extends not in names else file.extends
            children.setdefault(parent or BASE, []).append(name)
    found: list[tuple[str, int]] = []

    def walk(name: str, depth: int) -> None:
        found.append((name, depth))
        for child in children.get(name, []):
            walk(child, depth + 1)

    walk(BASE, 0)
    listed = {name for name, _depth in found}
    # Files that extend each other in a circle hang from nowhere; they must still be seen.
    return found + [(name, 1) for name in names if name not in listed]


def _state_text(snapshot: Snapshot, name: str) -> Text:
    """What a scenario is about, and how it stands."""
    text = Text()
    text.append(plain(name) + "\n", style="bold")
    file = _file(snapshot, name)
    if file is not None and file.description:
        text.append(plain(file.description) + "\n")
    return text.append(_state(snapshot, name) + "\n")


def _append_outcome(text: Text, snapshot: Snapshot, name: str) -> None:
    """Why a scenario has no plan, where it has none."""
    refusal = snapshot.refusals.get(name)
    if refusal is not None:
        for fault in refusal.faults:
            text.append("\n" + fault_text(fault) + "\n")
        if refusal.trouble:
            text.append(
                "\n" + _("The solver failed: {reason}", reason=plain(refusal.trouble)) + "\n"
            )
    elif snapshot.standing(name) is Standing.FAULTY:
        for fault in snapshot.state.find_faults(name):
            text.append("\n" + fault_text(fault) + "\n")
    solved = snapshot.solved(name)
    if solved is not None and solved.result.status == "infeasible":
        text.append("\n" + _("These rules cannot all be kept") + "\n", style="bold")
        for line in relaxation_lines(solved.result.conflict):
            text.append(f"· {line}\n")
        if found := proposals(solved):
            text.append("\n" + _("Together this makes a plan possible") + "\n", style="bold")
            for item in found:
                text.append(f"· {proposal_text(item)}\n")
            text.append(_("x relaxes them.") + "\n")


def _changes_text(snapshot: Snapshot, name: str) -> Text:
    """What a scenario changes: as written, and each value before and after."""
    text = Text()
    if name == BASE:
        return text.append(_("The plan itself. With base active, edits change the plan."))
    text.append(_("What it changes") + "\n", style="bold")
    state = snapshot.state
    try:
        scenario = state.scenario(name)
        if name == state.active and state.inherited is not None:
            before, after = state.inherited, state.plan
        else:
            before = apply_scenario(state.base, replace(scenario, files=scenario.files[:-1]))
            after = apply_scenario(before, replace(scenario, files=scenario.files[-1:]))
    except PlanError:
        return text
    for fact in describe_changes(scenario.own, before):
        text.append("· " + change_text(fact) + "\n")
    changes = compare_inputs(before, after)
    if not changes:
        todo = (
            _("Nothing yet. Edit any cell in any mode.")
            if name == state.active
            else _("Nothing yet. Make it active (Enter) and edit any cell.")
        )
        return text.append(todo + "\n")
    text.append("\n" + _("Values, before -> after") + "\n", style="bold")
    for change in changes[:MOST_CHANGES]:
        old, new = (
            value_text(change.table, change.field, each) for each in (change.old, change.new)
        )
        text.append(f"{input_where(change)}\n    {old} -> {new}\n")
    if len(changes) > MOST_CHANGES:
        text.append(_("... and {count} more", count=len(changes) - MOST_CHANGES))
    return text
