"""The workspace: one file that keeps plans, their scenarios, runs and the journal of changes.

Every method is one transaction: done whole or not at all, and read from one moment. Every
failure is a PlanError with one of the codes named workspace-..., of edits also edit-...
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from kamplan.plan import Plan
from kamplan.plan.entries import Entry
from kamplan.store import history, plans
from kamplan.store.edits import Edited, make_edit
from kamplan.store.faults import refuse
from kamplan.store.history import History, Noted, Undone
from kamplan.store.journal import read_entries, user_name
from kamplan.store.mirror import Mirror, put_mirror, read_mirror
from kamplan.store.opening import Opened
from kamplan.store.past import PAGE, Bookmark, Page, read_page
from kamplan.store.records import JournalRecord, RecordedRecord, RunRecord, ScenarioRecord
from kamplan.store.rows import check_rows, sql_table
from kamplan.store.runs import Run, add_run, read_runs, result_text, select_runs


class Workspace(Opened):
    """Plans, their scenarios, runs and the journal in an open workspace.

    Where a plan's name is None, the only plan is meant.
    """

    def plan_names(self) -> list[str]:
        """The names of the plans, in order."""
        with self._reading() as session:
            return plans.list_names(session)

    def plan_version(self, name: str | None = None) -> int:
        """The version of a plan: counted up by every change."""
        with self._reading() as session:
            return plans.find_plan(session, self.where, name).version or 0

    def save_plan(
        self,
        plan: Plan,
        scenarios: Mapping[str, str],
        recorded: Mapping[str, str],
        replace: bool = False,
        version: int | None = None,
    ) -> None:
        """Keep a plan with its scenario files and recorded values, under its settings' name.

        `replace`: in place of the plan of that name, whose runs stay. `version`: refuse if
        the plan in the workspace is no longer the one with this version. Raises PlanError,
        also where a cell that must be given is not.
        """
        check_rows(plan)
        with self._writing() as session:
            record = plans.put_plan(session, self.where, plan, replace, version)
            plans.put_texts(session, plans.id_of(record), ScenarioRecord, scenarios)
            plans.put_texts(session, plans.id_of(record), RecordedRecord, recorded)

    def load_plan(self, name: str | None = None) -> Plan:
        """A plan as it was saved; None: the only one. Raises PlanError."""
        with self._reading() as session:
            record = plans.find_plan(session, self.where, name)
            return plans.read_plan(session, self.where, record)

    def load_scenarios(self, name: str | None = None) -> dict[str, str]:
        """The scenario files of a plan by name, as they were written."""
        with self._reading() as session:
            record = plans.find_plan(session, self.where, name)
            return plans.read_texts(session, plans.id_of(record), ScenarioRecord)

    def load_recorded(self, name: str | None = None) -> dict[str, str]:
        """The files of recorded values of a plan by name, as they were written."""
        with self._reading() as session:
            record = plans.find_plan(session, self.where, name)
            return plans.read_texts(session, plans.id_of(record), RecordedRecord)

    def delete_plan(self, name: str) -> None:
        """Remove a plan with its scenarios and runs; the journal keeps what happened."""
        with self._writing() as session:
            plans.remove_plan(session, plans.find_plan(session, self.where, name))

    def edit(
        self,
        entries: Sequence[Entry],
        what: str,
        name: str | None = None,
        reverses: int | None = None,
    ) -> Edited:
        """Change single values of a plan, in order, all of them or none.

        `what`: what the journal calls it. `reverses`: the edit that these entries undo or make
        again, where `what` is "undo" or "redo". Raises PlanError with a fault for each value
        that is not what its entry expects; ValueError for no entries.
        """
        if reverses is not None and what not in (history.UNDO, history.REDO):
            raise ValueError(f"{what} reverses no edit")
        with self._writing() as session:
            record = plans.find_plan(session, self.where, name, to_change=True)
            return make_edit(session, self.where, record, entries, what, reverses)

    def undo(self, name: str | None = None) -> Undone:
        """Undo the user's latest edit. Raises PlanError, also where others built on it."""
        return self._reverse(name, history.UNDO)

    def redo(self, name: str | None = None) -> Undone:
        """Make the edit again that the user undid last. Raises PlanError, as `undo` does."""
        return self._reverse(name, history.REDO)

    def _reverse(self, name: str | None, what: str) -> Undone:
        with self._writing() as session:
            record = plans.find_plan(session, self.where, name, to_change=True)
            plan_id, connection = plans.id_of(record), session.connection()
            found = history.read_history(connection, plan_id, user_name(), limit=1)
            steps = found.undo if what == history.UNDO else found.redo
            if not steps:
                code = "nothing-to-undo" if what == history.UNDO else "nothing-to-redo"
                raise refuse(code, self.where)
            (step,) = steps
            entries = read_entries(connection, plan_id, step.edit)
            entries = history.take_back(entries) if what == history.UNDO else entries
            edited = make_edit(session, self.where, record, entries, what, step.edit)
            return Undone(edited, step, entries)

    def history(self, name: str | None = None, limit: int | None = history.STEPS) -> History:
        """The edits of a plan that the user can undo and make again.

        `limit`: how many of each, the next ones; None: all, which can be a million.
        """
        with self._reading() as session:
            plan_id = plans.id_of(plans.find_plan(session, self.where, name))
            return history.read_history(session.connection(), plan_id, user_name(), limit)

    def past(self, name: str | None = None, at: Bookmark | None = None, size: int = PAGE) -> Page:
        """Everybody's edits of a plan, newest first: `size` of them, or at the end fewer.

        `at`: where the page before this one ended. However long the past, a page takes no longer.
        """
        with self._reading() as session:
            plan_id = plans.id_of(plans.find_plan(session, self.where, name))
            return read_page(session.connection(), plan_id, user_name(), at, size)

    def entries_of(self, edit: int, name: str | None = None) -> tuple[Entry, ...]:
        """The entries of an edit of a plan, in their order; nothing where there is none."""
        with self._reading() as session:
            plan_id = plans.id_of(plans.find_plan(session, self.where, name))
            return read_entries(session.connection(), plan_id, edit)

    def entries_since(
        self, version: int, name: str | None = None
    ) -> list[tuple[Noted, tuple[Entry, ...]]] | None:
        """The edits of a plan since a version, in order, for a plan in memory to take over.

        None where it was not changed by edits alone, and must be loaded again.
        """
        with self._reading() as session:
            record = plans.find_plan(session, self.where, name)
            plan_id, now = plans.id_of(record), record.version or 0
            return history.read_since(session.connection(), plan_id, version, now)

    def mirror(self, name: str | None = None) -> Mirror:
        """What was last written of a plan to its plan folder."""
        with self._reading() as session:
            plan_id = plans.id_of(plans.find_plan(session, self.where, name))
            return read_mirror(session.connection(), plan_id)

    def set_mirror(self, version: int, digests: Mapping[str, str], name: str | None = None) -> None:
        """Keep what was written to the plan folder; this is no change of the plan."""
        with self._writing() as session:
            plan_id = plans.id_of(plans.find_plan(session, self.where, name))
            put_mirror(session.connection(), plan_id, version, digests)

    def record_run(self, run: Run, result: Mapping[str, Any], name: str | None = None) -> int:
        """Keep a run and its result, which holds no NaN; returns the run's id."""
        return self.record_text(run, result_text(result), name)

    def record_text(self, run: Run, result: str, name: str | None = None) -> int:
        """Keep a run and its result as `result_text` writes it; returns the run's id."""
        with self._writing() as session:
            record = plans.find_plan(session, self.where, name)
            return add_run(session, plans.id_of(record), run, result)

    def runs(self, name: str | None = None, scenario: str | None = None) -> list[Run]:
        """The runs of a plan, or of one of its scenarios, the newest first."""
        with self._reading() as session:
            record = plans.find_plan(session, self.where, name)
            return read_runs(session, select_runs(plans.id_of(record), scenario))

    def load_result(self, run_id: int) -> dict[str, Any]:
        """The result of a run. Raises PlanError where there is no such run."""
        with self._reading() as session:
            record = session.get(RunRecord, run_id)
            if record is None:
                raise refuse("workspace-run-unknown", self.where, str(run_id))
            result: dict[str, Any] = json.loads(record.result)
            return result

    def journal(self, limit: int = 100) -> list[JournalRecord]:
        """The latest changes, the newest first."""
        stored = sql_table(JournalRecord)
        statement = select(JournalRecord).order_by(stored.c.id.desc()).limit(limit)
        with self._reading() as session:
            return list(session.scalars(statement))
