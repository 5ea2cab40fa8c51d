"""An open workspace: its file or server, its schema, and transactions on it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import event
from sqlmodel import Session

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
from kamplan.store.schema import (
    REVISION,
    bring_up_to_date,
    make_file,
    make_tables,
    read_revision,
)


class Opened:
    """An open workspace; close it, or use it in a `with`. Threads may share it."""

    def __init__(self, place: Place, busy_ms: int) -> None:
        self.where = place.where
        """path or address, as messages show it."""
        self.engine = connect(place, busy_ms)
        if place.file is not None:
            event.listen(self.engine, "connect", _write_through)
        self._place = place
        self._file_id = _file_id(place.file)

    @classmethod
    def open(cls, path_or_url: str | Path, create: bool = False, busy_ms: int = BUSY_MS) -> Self:
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
    def create(cls, path_or_url: str | Path, busy_ms: int = BUSY_MS) -> Self:
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

    def __enter__(self) -> Self:
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


def _write_through(connection: sqlite3.Connection, _record: Any) -> None:
    """Let a transaction end only when it is on the disk, so that no loss of power undoes it."""
    connection.execute("PRAGMA synchronous = FULL")


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
