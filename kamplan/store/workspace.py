"""The workspace: one file that keeps plans, their scenarios, runs and the journal of changes.

Every method is one transaction: done whole or not at all, and read from one moment. Every
failure is a PlanError with one of the codes named workspace-...
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from kamplan.plan import Plan
from kamplan.store import plans
from kamplan.store.faults import failures_as_faults, refuse
from kamplan.store.place import (
    BUSY_MS,
    Place,
    connect,
    find_place,
    for_writing,
    has_header,
    keep_write_ahead_log,
)
from kamplan.store.records import JournalRecord, RecordedRecord, RunRecord, ScenarioRecord
from kamplan.store.rows import check_rows, sql_table
from kamplan.store.runs import Run, add_run, read_runs, select_runs
from kamplan.store.schema import (
    REVISION,
    bring_up_to_date,
    make_file,
    make_tables,
    read_revision,
)


class Workspace:
    """An open workspace; close it, or use it in a `with`. Threads may share it."""

    def __init__(self, place: Place, busy_ms: int) -> None:
        self.where = place.where
        """path or address, as messages show it."""
        self.engine = connect(place, busy_ms)
        self._place = place
        self._file_id = _file_id(place.file)

    @classmethod
    def open(
        cls, path_or_url: str | Path, create: bool = False, busy_ms: int = BUSY_MS
    ) -> "Workspace":
        """Open a workspace; an older schema is brought up to date.

        `create`: make its file first where there is none. `busy_ms`: how long to wait for
        another process. Raises PlanError.
        """
        place = find_place(path_or_url)
        with failures_as_faults(place.where, place.file):
            if create and place.file is not None and not place.file.exists():
                return cls.create(path_or_url, busy_ms)
            _check_file(place)
            workspace = cls(place, busy_ms)
            try:
                workspace._check_schema(busy_ms)
            except BaseException:
                workspace.close()
                raise
            return workspace

    @classmethod
    def create(cls, path_or_url: str | Path, busy_ms: int = BUSY_MS) -> "Workspace":
        """Make a workspace and open it. Raises PlanError, also where there is one already."""
        place = find_place(path_or_url)
        with failures_as_faults(place.where, place.file):
            if place.file is not None:
                make_file(place, busy_ms)
            else:
                make_tables(place)
        return cls.open(path_or_url, busy_ms=busy_ms)

    def _check_schema(self, busy_ms: int) -> None:
        with self.engine.connect() as connection:
            revision = read_revision(connection)
        if revision is None:
            raise refuse("workspace-not", self.where)
        if revision != REVISION:
            bring_up_to_date(self._place, busy_ms)
        if self._place.file is not None:
            keep_write_ahead_log(self.engine)

    def close(self) -> None:
        """Close every connection; what was saved is then in the one file."""
        self.engine.dispose()

    def __enter__(self) -> "Workspace":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @contextmanager
    def _reading(self) -> Iterator[Session]:
        with (
            failures_as_faults(self.where, self._place.file),
            Session(self.engine, expire_on_commit=False) as session,
        ):
            yield session

    @contextmanager
    def _writing(self) -> Iterator[Session]:
        """A transaction that holds the workspace from before its first look at it."""
        with (
            failures_as_faults(self.where, self._place.file),
            Session(for_writing(self.engine), expire_on_commit=False) as session,
            session.begin(),
        ):
            if _file_id(self._place.file) != self._file_id:
                # Deleted or put in place anew: what is written now would be lost.
                raise refuse("workspace-missing", self.where)
            yield session

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

    def record_run(self, run: Run, result: Mapping[str, Any], name: str | None = None) -> int:
        """Keep a run and its result, which holds no NaN; returns the run's id."""
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


def _check_file(place: Place) -> None:
    """Refuse what is no workspace before the database touches it."""
    if place.file is None:
        return
    if not place.file.exists():
        raise refuse("workspace-missing", place.where)
    if not place.file.is_file() or not has_header(place.file):
        raise refuse("workspace-not", place.where)


def _file_id(file: Path | None) -> tuple[int, int] | None:
    if file is None or not file.exists():
        return None
    found = file.stat()
    return found.st_dev, found.st_ino
