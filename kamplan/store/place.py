"""Where a workspace is, and connections to it."""

import logging
import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from kamplan.store.faults import refuse

SUFFIX = ".kamplan"
HEADER = b"SQLite format 3\0"
ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+_]*://")
PASSWORD = re.compile(r":[^:/]*@")
BUSY_MS = 5000
"""how long to wait for another process, milliseconds."""


@dataclass(frozen=True)
class Place:
    """A workspace's address, and its file where it is one."""

    url: URL
    where: str
    """as it is shown in messages: no password."""
    file: Path | None
    """None on a server."""


def is_workspace(path: Path) -> bool:
    """Whether a path is a file that is, or says it is, a workspace."""
    return path.is_file() and (path.suffix == SUFFIX or has_header(path))


def has_header(path: Path) -> bool:
    """Whether a file begins as an SQLite file does."""
    with path.open("rb") as stream:
        return stream.read(len(HEADER)) == HEADER


def find_place(path_or_url: str | Path) -> Place:
    """Read a path or an address. Raises PlanError for an address that cannot be read."""
    if not (isinstance(path_or_url, str) and ADDRESS.match(path_or_url)):
        path = Path(path_or_url)
        return Place(URL.create("sqlite", database=str(path.absolute())), str(path), path)
    try:
        url = make_url(path_or_url)
    except (ArgumentError, ValueError) as error:
        shown = PASSWORD.sub(":***@", path_or_url)
        raise refuse("workspace-address", shown) from error
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    where = url.render_as_string(hide_password=True)
    if url.get_backend_name() != "sqlite":
        return Place(url, where, None)
    if not url.database or url.database == ":memory:":
        # Every connection to it would be another, empty one.
        raise refuse("workspace-address", path_or_url)
    return Place(url, where, Path(url.database.removeprefix("file:")))


def connect(place: Place, busy_ms: int = BUSY_MS, foreign_keys: bool = True) -> Engine:
    """An engine for a workspace. Raises PlanError where its driver is not installed.

    Transactions begin when they are told to, with the words of the execution option "begin".
    """
    try:
        engine = create_engine(place.url)
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        raise refuse("workspace-driver", place.where, place.url.drivername) from error
    pool = type(engine.pool)
    logging.getLogger(f"{pool.__module__}.{pool.__name__}").addFilter(_is_failure)
    if place.file is not None:
        _prepare_sqlite(engine, busy_ms, foreign_keys)
    return engine


def _is_failure(record: logging.LogRecord) -> bool:
    """Whether what a pool of connections reports is a failure: Ctrl-C while it closes one is
    raised on, and no news."""
    error = record.exc_info[1] if record.exc_info else None
    return error is None or isinstance(error, Exception)


def _prepare_sqlite(engine: Engine, busy_ms: int, foreign_keys: bool) -> None:
    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: Any) -> None:
        # The driver must not begin transactions by itself: it would begin them too late,
        # and not at all before a change of the schema.
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout = {busy_ms:d}")
        connection.execute(f"PRAGMA foreign_keys = {foreign_keys:d}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        words = connection.get_execution_options().get("begin", "BEGIN")
        connection.exec_driver_sql(words)


def for_writing(engine: Engine) -> Engine:
    """The same engine, whose transactions lock the workspace before they read it."""
    return engine.execution_options(begin="BEGIN IMMEDIATE")


def keep_write_ahead_log(engine: Engine) -> None:
    """Let readers and a writer work at the same time; the file remembers it."""
    with closing(engine.raw_connection()) as borrowed:
        connection = borrowed.driver_connection
        assert isinstance(connection, sqlite3.Connection)
        if connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
            return
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            # Readable all the same, without the log; writing will say what is wrong.
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_READONLY:
                raise
