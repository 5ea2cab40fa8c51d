"""Failures of the database and the disk as faults that say what to do."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError

from kamplan.plan import Fault, PlanError

# The low byte of an SQLite error code is its kind, the rest says more about it.
KIND = 0xFF
CODES = {
    sqlite3.SQLITE_BUSY: "workspace-locked",
    sqlite3.SQLITE_LOCKED: "workspace-locked",
    sqlite3.SQLITE_READONLY: "workspace-read-only",
    sqlite3.SQLITE_PERM: "workspace-read-only",
    sqlite3.SQLITE_NOTADB: "workspace-not",
    sqlite3.SQLITE_CANTOPEN: "workspace-disk",
    sqlite3.SQLITE_CORRUPT: "workspace-disk",
    sqlite3.SQLITE_FULL: "workspace-disk",
    sqlite3.SQLITE_IOERR: "workspace-disk",
}
FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)


def refuse(code: str, where: str, value: str = "", **values: object) -> PlanError:
    """The error with one fault of a workspace; `where` is its path or address."""
    return PlanError([Fault(code, where, value=value, values=values)])


@contextmanager
def failures_as_faults(where: str, file: Path | None) -> Iterator[None]:
    """Raise PlanError for what the database, the disk or another user is to blame for."""
    try:
        yield
    except StaleDataError as error:
        raise refuse("workspace-changed", where) from error
    except DBAPIError as error:
        raise _database_fault(error, where, file) or error from error
    except sqlite3.Error as error:
        raise _sqlite_fault(error, where, file) or error from error
    except UnicodeEncodeError as error:
        # A file name that is not text reaches us as half a character.
        raise refuse("not-text", where, repr(error.object)) from error
    except OSError as error:
        code = "workspace-read-only" if error.errno in FORBIDDEN else "workspace-disk"
        raise refuse(code, where, reason=error.strerror or str(error)) from error


def _database_fault(error: DBAPIError, where: str, file: Path | None) -> PlanError | None:
    if isinstance(error.orig, sqlite3.Error):
        return _sqlite_fault(error.orig, where, file)
    if isinstance(error, IntegrityError):
        # On a server two can give a new plan the same name at the same time.
        return refuse("workspace-changed", where)
    if isinstance(error, OperationalError):
        return refuse("workspace-disk", where, reason=str(error.orig).partition("\n")[0])
    return None


def _sqlite_fault(error: sqlite3.Error, where: str, file: Path | None) -> PlanError | None:
    kind = getattr(error, "sqlite_errorcode", 0) & KIND
    code = CODES.get(kind)
    if code is None:
        return None
    if kind == sqlite3.SQLITE_CANTOPEN and file is not None and file.is_file():
        # The file is there; its lock files could not be made beside it.
        code = "workspace-read-only"
    return refuse(code, where, reason=str(error))
