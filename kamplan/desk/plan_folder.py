"""A plan folder open on the desk: its workspace inside it, and edits written back as text.

The workspace lives in the folder's own .kamplan folder, which keeps itself out of git. It is
where edits are committed; the files follow. A file that someone else has changed in the
meantime is never written over.
"""

import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock

from kamplan.desk.state import DeskState, load_state
from kamplan.editor_schema import bring_schema
from kamplan.exchange.encoding import decode
from kamplan.exchange.folder import SCENARIOS, SETTINGS, settings_text, table_text
from kamplan.plan import ROWS, Fault, PlanError
from kamplan.plan import entries as kinds
from kamplan.plan.entries import Entry
from kamplan.planning import Source, open_source
from kamplan.store import Mirror, Workspace

INSIDE = ".kamplan"
FILE = "plan.kamplan"
LOCK = "folder.lock"
PATIENCE = 30.0
"""seconds that a program waits for another to be done with the folder's files."""
ABSENT = "-"
"""the "digest" of a file that is not there."""


def open_folder(folder: Path) -> Workspace:
    """The workspace of a plan folder, with the folder's plan in it. Raises PlanError."""
    place = folder / INSIDE / FILE
    source = None if place.exists() else open_source(folder)
    if source is not None:
        _make_room(place.parent)
    with _alone(folder):
        # Another program may have been quicker.
        workspace = (Workspace.open if place.exists() else Workspace.create)(place)
    try:
        _bring_up_to_date(workspace, folder, source)
    except BaseException:
        workspace.close()
        raise
    return workspace


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """While no other program reads or writes the folder's files. Raises PlanError."""
    lock = FileLock(folder / INSIDE / LOCK, timeout=PATIENCE)
    try:
        lock.acquire()
    except OSError as error:
        values = {"reason": error.strerror or str(error)}
        raise PlanError([Fault("cannot-write", str(lock.lock_file), values=values)]) from None
    try:
        yield
    finally:
        lock.release()


def _make_room(inside: Path) -> None:
    try:
        inside.mkdir(exist_ok=True)
        (inside / ".gitignore").write_text("*\n", encoding="utf-8")
    except OSError as error:
        values = {"reason": error.strerror or str(error)}
        raise PlanError([Fault("cannot-write", str(inside), values=values)]) from None


def _bring_up_to_date(workspace: Workspace, folder: Path, source: Source | None) -> None:
    """Take in what was changed in the folder, unless the same was edited here, too."""
    if workspace.plan_names() and not _changed_outside(workspace, folder):
        return
    with _alone(folder):
        names = workspace.plan_names()
        if not names:
            _take_in(workspace, folder, source or open_source(folder))
            return
        name, outside = names[0], _changed_outside(workspace, folder)
        edited = unwritten_files(workspace, name, workspace.mirror(name))
        if both := sorted(outside & edited):
            values = {"files": ", ".join(both), "workspace": str(folder / INSIDE / FILE)}
            raise PlanError([Fault("folder-and-desk", str(folder), values=values)])
        if edited:
            _write_files(workspace, folder, load_state(workspace, name))
        if outside:
            _take_in(workspace, folder, open_source(folder))


def _changed_outside(workspace: Workspace, folder: Path) -> set[str]:
    """Files that hold what the desk did not put there."""
    known = workspace.mirror(workspace.plan_names()[0]).digests
    found = digest_files(folder)
    return {file for file in {*found, *known} if _differ(file, found, known)}


def _differ(file: str, found: Mapping[str, str], known: Mapping[str, str]) -> bool:
    """Whether a file holds what was not put there by the desk."""
    return found.get(file, ABSENT) not in known.get(file, ABSENT).split()


def _take_in(workspace: Workspace, folder: Path, source: Source) -> None:
    names, name = workspace.plan_names(), source.plan.settings.name
    digests = digest_files(folder)
    for old in names:
        if old != name:
            workspace.delete_plan(old)
    workspace.save_plan(source.plan, source.scenarios, source.recorded, replace=name in names)
    workspace.set_mirror(workspace.plan_version(name), digests, name)


def unwritten_files(workspace: Workspace, name: str, mirror: Mirror) -> set[str]:
    """Files whose edits are committed but not yet in the folder, unless all were undone."""
    if mirror.version is None or mirror.version == workspace.plan_version(name):
        return set()
    since = workspace.entries_since(mirror.version, name)
    if since is None:
        return set()
    return files_of(kinds.lasting(entry for _, made in since for entry in made))


def files_of(entries: Iterable[Entry]) -> set[str]:
    """The files of a plan folder that entries change."""
    found = set()
    for entry in entries:
        if entry.table == kinds.SETTINGS:
            found.add(SETTINGS)
        elif entry.table == kinds.SCENARIO:
            found.add(f"{SCENARIOS}/{entry.key[0]}.toml")
        else:
            found.add(f"{entry.table}.csv")
    return found


def digest_files(folder: Path) -> dict[str, str]:
    """Every file of a plan folder and the digest of its content."""
    names = [SETTINGS, *(f"{table}.csv" for table in ROWS)]
    paths = [folder / name for name in names] + sorted((folder / SCENARIOS).glob("*.toml"))
    try:
        return {
            path.relative_to(folder).as_posix(): _digest(path.read_bytes())
            for path in paths
            if path.is_file()
        }
    except OSError as error:
        values = {"reason": error.strerror or str(error)}
        raise PlanError([Fault("cannot-read", str(folder), values=values)]) from None


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def write_back(workspace: Workspace, folder: Path, state: DeskState) -> None:
    """Write what was edited since the folder was last written, each file whole or not at all.

    Raises PlanError before anything is written where a file was changed by someone else.
    """
    if unwritten_files(workspace, state.name, workspace.mirror(state.name)):
        with _alone(folder):
            _write_files(workspace, folder, state)


def _write_files(workspace: Workspace, folder: Path, state: DeskState) -> None:
    name = state.name
    mirror = workspace.mirror(name)
    files = sorted(unwritten_files(workspace, name, mirror))
    # Who knows of newer edits has written them, and will write what came after those.
    if not files or state.version < (mirror.version or 0):
        return
    known, found = mirror.digests, digest_files(folder)
    if faults := [Fault("folder-changed", file) for file in files if _differ(file, found, known)]:
        raise PlanError(faults)
    texts = {file: _text_of(folder, state, file) for file in files}
    after = {
        file: ABSENT if text is None else _digest(text.encode()) for file, text in texts.items()
    }
    # A kill in between must not make our own files look like another's: for that moment
    # both what stands there and what will stand there is known.
    either = {file: f"{found.get(file, ABSENT)} {after[file]}" for file in files}
    workspace.set_mirror(mirror.version or 0, {**known, **either}, name)
    for file, text in texts.items():
        _write(folder / file, text)
    written = {file: digest for file, digest in {**known, **after}.items() if digest != ABSENT}
    workspace.set_mirror(state.version, written, name)
    for file, text in texts.items():
        if file.startswith(f"{SCENARIOS}/"):
            bring_schema(folder, text or "")


def _text_of(folder: Path, state: DeskState, file: str) -> str | None:
    """A file's new text; None where it is to go."""
    if file == SETTINGS:
        before = decode((folder / file).read_bytes()) or ""
        return settings_text(state.base.settings, before)
    if file.startswith(f"{SCENARIOS}/"):
        return state.texts.get(Path(file).stem)
    return table_text(state.base, Path(file).stem)


def _write(path: Path, text: str | None) -> None:
    """Put a file in place; None: remove it. Raises PlanError."""
    part = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    try:
        if text is None:
            path.unlink(missing_ok=True)
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(text.encode())
        if path.exists():
            part.chmod(path.stat().st_mode & 0o777)
        os.replace(part, path)
    except OSError as error:
        values = {"reason": error.strerror or str(error)}
        raise PlanError([Fault("cannot-write", str(path), values=values)]) from None
    finally:
        part.unlink(missing_ok=True)
