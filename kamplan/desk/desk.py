"""The desk: every edit is checked, committed with its journal entry, and then shown.

All methods may wait for the disk; an interface calls them one at a time from a thread beside
its own. `state` is immutable and may be read from anywhere.
"""

import contextlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from kamplan.desk import plan_folder, scenarios
from kamplan.desk.answers import Answer, Standing, standing
from kamplan.desk.blocks import Block, change_blocks
from kamplan.desk.keeping import answer_of, answer_text, load_answers
from kamplan.desk.publishing import publish_entries
from kamplan.desk.state import DeskState, Typed, load_state
from kamplan.desk.typing import check_made, entries_of
from kamplan.exchange.suffixes import is_workbook
from kamplan.plan import Fault, PlanError
from kamplan.plan.entries import SCENARIO, WHOLE, Entry
from kamplan.store import Edited, History, Workspace, is_workspace
from kamplan.store.place import SUFFIX
from kamplan.whatif.authoring import set_cells
from kamplan.whatif.figures import Solved


class Desk:
    """One plan of a workspace or of a plan folder, open for editing. Close it after use."""

    def __init__(
        self, workspace: Workspace, plan_name: str | None = None, folder: Path | None = None
    ) -> None:
        self.workspace, self.folder = workspace, folder
        self.state = load_state(workspace, plan_name)
        self.unwritten: tuple[Fault, ...] = ()
        """why edits that are committed are not in the plan folder; empty where they are."""

    @classmethod
    def open(cls, path: Path, plan_name: str | None = None) -> "Desk":
        """Open a plan folder or a workspace. Raises PlanError."""
        if is_workbook(path):
            raise PlanError([Fault("book-edited", str(path))])
        if is_workspace(path) or (path.suffix == SUFFIX and not path.is_dir()):
            workspace, folder = Workspace.open(path), None
        else:
            workspace, folder = plan_folder.open_folder(path), path
        try:
            desk = cls(workspace, plan_name, folder)
            desk.write_back()
        except BaseException:
            workspace.close()
            raise
        return desk

    def close(self) -> None:
        """Write what is still to be written into the folder, and close the workspace."""
        self.write_back()
        self.workspace.close()

    def activate(self, name: str) -> DeskState:
        """Make another scenario the one that is shown and edited. Raises PlanError."""
        self.state = self.state.activate(name)
        return self.state

    def type_cells(self, cells: Sequence[Typed], what: str = "edit") -> DeskState:
        """Put typed texts into cells. Raises PlanError; nothing has been changed then."""
        return self.make(entries_of(self.state.plan, cells), what)

    def make(self, entries: Sequence[Entry], what: str) -> DeskState:
        """Make entries in the active scenario's plan. Raises PlanError."""
        if not entries:
            return self.state
        state = self.state
        if state.current is None or state.inherited is None:
            return self._commit(entries, what)
        changed = check_made(state.current, entries)
        text = set_cells(
            state.texts[state.active], state.active, state.base, state.inherited, state.current,
            entries,
        )  # fmt: skip
        return self._commit_text(text, what, lambda new: replace(new, current=changed))

    def change_blocks(self, blocks: Sequence[Block], text: str) -> DeskState:
        """Change numbers by a percentage or an amount, as "+10%". Raises PlanError."""
        entries, scenario_text = change_blocks(self.state, blocks, text)
        if not entries:
            return self.state
        changed = check_made(self.state.plan, entries)
        if scenario_text is None:
            return self._commit(entries, "change")
        return self._commit_text(scenario_text, "change", lambda new: replace(new, current=changed))

    def take_back(self, cells: Sequence[Typed]) -> DeskState:
        """Give cells back the value the active scenario inherits. Raises PlanError.

        With base active there is nothing to take back to: every cell gets its text, which is
        what nothing in it means.
        """
        state = self.state
        if state.inherited is None:
            return self.type_cells(cells, "clear")
        return self.make(scenarios.entries_back(state, cells), "take back")

    def publish(self, solved: Solved) -> int:
        """Make a solved plan the published one; how many values changed. Raises PlanError,
        ValueError where there is no plan.

        Whatever scenario is active: what was handed out belongs to the plan itself.
        """
        entries = publish_entries(self.state.base, solved)
        if entries:
            check_made(self.state.base, entries)
            self._commit(entries, "publish")
        return len(entries)

    def undo(self) -> tuple[DeskState, str]:
        """Take the last edit back; returns what it was, too. Raises PlanError."""
        undone = self.workspace.undo(self.state.name)
        return self._after(undone.edited, undone.entries), undone.step.what

    def redo(self) -> tuple[DeskState, str]:
        """Make the edit again that was taken back last. Raises PlanError."""
        redone = self.workspace.redo(self.state.name)
        return self._after(redone.edited, redone.entries), redone.step.what

    def history(self) -> History:
        """What can be undone and redone."""
        return self.workspace.history(self.state.name)

    def refresh(self) -> bool:
        """Take in what others have changed; True where there was something. Raises PlanError."""
        state = self.state
        since = self.workspace.entries_since(state.version, state.name)
        if since is None:
            self._reload()
            return True
        if not since:
            return False
        entries = [entry for _, made in since for entry in made]
        self.state = state.absorb(entries, since[-1][0].version)
        return True

    def edit_scenarios(self, change: "scenarios.Change", what: str = "scenario") -> DeskState:
        """Create, copy, rename, describe or delete scenarios. Raises PlanError."""
        entries, active = change(self.state)
        if not entries:
            return self.state
        state = self._commit(entries, what)
        if active is not None and (active != state.active or state.lost):
            # A copy of one that cannot be applied is made all the same, and shown as such.
            with contextlib.suppress(PlanError):
                self.state = state.activate(active)
        return self.state

    def keep(self, solved: Solved, base: DeskState) -> Answer:
        """Record an answer in the workspace; `base` is the state it was solved from."""
        answer = answer_of(solved, base)
        self.record(answer)
        return answer

    def record(self, answer: Answer, text: str | None = None) -> None:
        """Record an answer, which is whole, in the workspace; `text` as `answer_text` writes it,
        where it is there already. Raises PlanError."""
        text = answer_text(answer) if text is None else text
        self.workspace.record_text(answer.run, text, self.state.name)

    def answers(self, names: Collection[str] | None = None) -> dict[str, Answer]:
        """The last recorded answer of every scenario, or of some, whole where it still holds."""
        wanted = self.state.names if names is None else names
        return load_answers(self.workspace, self.state, wanted)

    def answers_again(self, known: Mapping[str, Answer]) -> dict[str, Answer]:
        """Recorded answers that hold, of scenarios whose known ones do not."""
        older = (Standing.STALE, Standing.UNSOLVED)
        state = self.state
        names = [name for name in state.names if standing(state, name, known.get(name)) in older]
        found = self.answers(names) if names else {}
        return {name: answer for name, answer in found.items() if answer.solved is not None}

    def write_back(self) -> None:
        """Write edits into the plan folder; `unwritten` says why where that cannot be."""
        if self.folder is None:
            return
        try:
            plan_folder.write_back(self.workspace, self.folder, self.state)
            self.unwritten = ()
        except PlanError as error:
            self.unwritten = error.faults

    def _commit_text(
        self, text: str, what: str, then: Callable[[DeskState], DeskState]
    ) -> DeskState:
        """Commit the active scenario's new file; `then` gives the plan it is known to make."""
        state, active = self.state, self.state.active
        if text == state.texts[active]:
            return state
        entry = Entry(SCENARIO, (active,), WHOLE, state.texts[active], text)
        edited = self._edit([entry], what)
        if edited.before != state.version:
            return self._after(edited, [entry])
        new = replace(state, texts={**state.texts, active: text}, version=edited.version)
        self.state = then(new)
        return self.state

    def _commit(self, entries: Sequence[Entry], what: str) -> DeskState:
        return self._after(self._edit(entries, what), entries)

    def _edit(self, entries: Sequence[Entry], what: str) -> Edited:
        try:
            return self.workspace.edit(entries, what, self.state.name)
        except PlanError:
            # Someone else was quicker: show what they did beside the refusal.
            self.refresh()
            raise

    def _after(self, edited: Edited, entries: Sequence[Entry]) -> DeskState:
        if edited.before == self.state.version:
            self.state = self.state.absorb(entries, edited.version)
        else:
            self.refresh()
        return self.state

    def _reload(self) -> None:
        name, active = self.state.name, self.state.active
        fresh = load_state(self.workspace, name)
        self.state = fresh.activate_again(active)
