"""The workspace's schema: which one a workspace has, and bringing an older one up to date."""

import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from kamplan.store.faults import refuse
from kamplan.store.place import Place, connect, for_writing, keep_write_ahead_log

SCRIPTS = Path(__file__).parent / "migrations"
REVISION = "0007"
"""the newest schema; named here so that opening an up-to-date workspace needs no Alembic."""
MARKS = {"alembic_version", "plan", "journal"}
"""tables that every workspace has, and by which it is told from other databases."""


def read_revision(connection: Connection) -> str | None:
    """The schema a database has; None where it is no workspace."""
    if not MARKS.issubset(inspect(connection).get_table_names()):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def upgrade(connection: Connection, scripts: Path = SCRIPTS) -> None:
    """Run every step a database lacks, inside the transaction of the connection."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    # Per cent signs are special in the settings of Alembic.
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def known_revisions(scripts: Path = SCRIPTS) -> list[str]:
    """Every schema this version can read, the newest first."""
    from alembic.script import ScriptDirectory

    return [step.revision for step in ScriptDirectory(str(scripts)).walk_revisions()]


def bring_up_to_date(place: Place, busy_ms: int, scripts: Path = SCRIPTS) -> None:
    """Migrate a workspace, whole or not at all, after a copy of its file is made beside it.

    Raises PlanError where its schema is newer than this version.
    """
    # A step may write a table anew; with foreign keys on, dropping the old one would empty
    # the tables that refer to it.
    engine = connect(place, busy_ms, foreign_keys=False)
    known = known_revisions(scripts)
    try:
        with for_writing(engine).begin() as connection:
            found = read_revision(connection)
            if found not in known:
                raise refuse("workspace-newer", place.where, revision=found)
            if found == known[0]:
                return
            if place.file is not None:
                copy_file(place.file, place.file.with_name(f"{place.file.name}.before-{known[0]}"))
            upgrade(connection, scripts)
            if place.file is not None:
                _check_references(connection, place)
    finally:
        engine.dispose()


def _check_references(connection: Connection, place: Place) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        raise refuse("workspace-disk", place.where, reason=f"{len(broken)} rows without a plan")


def make_file(place: Place, busy_ms: int) -> None:
    """Make a workspace file, whole or not at all. Raises PlanError where there is one."""
    assert place.file is not None
    if os.path.lexists(place.file):
        raise refuse("workspace-there", place.where)
    place.file.parent.mkdir(parents=True, exist_ok=True)
    with _beside(place.file) as made:
        # Made here rather than by SQLite, which would not say why it cannot.
        made.touch()
        engine = connect(Place(place.url.set(database=str(made.absolute())), "", made), busy_ms)
        try:
            keep_write_ahead_log(engine)
            with for_writing(engine).begin() as connection:
                upgrade(connection)
        finally:
            engine.dispose()
        _put(made, place)


def make_tables(place: Place) -> None:
    """Make the tables of a workspace on a server. Raises PlanError where there are some."""
    engine = connect(place)
    try:
        with engine.begin() as connection:
            if MARKS.intersection(inspect(connection).get_table_names()):
                raise refuse("workspace-there", place.where)
            upgrade(connection)
    finally:
        engine.dispose()


def _put(made: Path, place: Place) -> None:
    """Give the finished file its name; someone else may have taken it in the meantime."""
    assert place.file is not None
    for path in _companions(place.file):
        # Left by a file that is gone; its changes would be read into the new one.
        path.unlink(missing_ok=True)
    try:
        os.link(made, place.file)
    except FileExistsError:
        raise refuse("workspace-there", place.where) from None
    except OSError:
        # Some disks know one name a file only.
        if os.path.lexists(place.file):
            raise refuse("workspace-there", place.where) from None
        os.rename(made, place.file)


def copy_file(source: Path, target: Path) -> None:
    """Copy a workspace with what its write-ahead log holds, whole or not at all."""
    with (
        _beside(target) as made,
        closing(sqlite3.connect(source)) as old,
        closing(sqlite3.connect(made)) as new,
    ):
        old.backup(new)
        new.close()
        os.replace(made, target)


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """A name in the same folder for a file in the making, gone afterwards."""
    made = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    try:
        yield made
    finally:
        for left in (made, *_companions(made)):
            left.unlink(missing_ok=True)


def _companions(path: Path) -> list[Path]:
    """The files SQLite keeps beside its own while it works."""
    return [path.with_name(path.name + ending) for ending in ("-wal", "-shm", "-journal")]
