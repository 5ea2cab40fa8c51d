"""The file of the user's settings: read, and changed without losing what others wrote in it."""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomlkit
from filelock import FileLock
from pydantic import ValidationError
from tomlkit.exceptions import ParseError

from kamplan.plan.faults import Fault, PlanError
from kamplan.user.settings import MOST_PLANS, Change, UserSettings, differences

PATIENCE = 5.0
"""seconds that a program waits for another to be done with the file."""


def read_settings(file: Path) -> UserSettings:
    """What the file says; the defaults where there is none. Raises PlanError."""
    return _settings_of(file, _read(file))


def write_changes(file: Path, before: UserSettings, after: UserSettings) -> None:
    """Write into the file what was changed, and nothing else. Raises PlanError.

    What another program has written meanwhile stays, as do comments and what is not known
    here. A file that cannot be read is left as it is.
    """
    changes = differences(before, after)
    if not changes:
        return
    try:
        # What the name stands for is replaced, not a link to it.
        target = Path(os.path.realpath(file))
        target.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(target.with_suffix(".lock"), timeout=PATIENCE):
            text = _read(file)
            _settings_of(file, text)
            _replace(target, _changed(text, changes))
    except OSError as error:
        fault = Fault("settings-unwritten", str(file), values={"reason": str(error)})
        raise PlanError([fault]) from error


def _read(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except FileNotFoundError:
        return ""
    except (OSError, ValueError) as error:
        raise PlanError([_broken(file, str(error))]) from error


def _settings_of(file: Path, text: str) -> UserSettings:
    try:
        return UserSettings.model_validate(tomlkit.parse(text).unwrap())
    except ParseError as error:
        raise PlanError([_broken(file, str(error))]) from error
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(map(str, first["loc"]))
        raise PlanError([_broken(file, first["msg"], key)]) from error


def _broken(file: Path, reason: str, key: str = "") -> Fault:
    return Fault("settings-broken", str(file), column=key, values={"reason": reason})


def _changed(text: str, changes: Mapping[Change, Any]) -> str:
    """The file's text after changes; what was changed last stands last in its table."""
    document = tomlkit.parse(text)
    for (*tables, name), value in changes.items():
        inner: Any = document
        for table in tables:
            inner = inner.setdefault(table, tomlkit.table(is_super_table=True))
        if tables or value is None:
            inner.pop(name, None)
        if value is not None:
            inner[name] = _without_nothing(value)
    plans = document.get("plans", {})
    for oldest in list(plans)[:-MOST_PLANS]:
        del plans[oldest]
    return tomlkit.dumps(document)


def _without_nothing(value: Any) -> Any:
    """TOML has no word for nothing: it is left out."""
    if isinstance(value, dict):
        return {name: _without_nothing(each) for name, each in value.items() if each is not None}
    return value


def _replace(target: Path, text: str) -> None:
    """Write the whole file or none of it. Raises OSError."""
    handle, made = tempfile.mkstemp(dir=target.parent, prefix=".settings-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as part:
            part.write(text)
        os.replace(made, target)
    except BaseException:
        os.unlink(made)
        raise
