"""The plan folder: plan.toml and one CSV a table, for git and Excel."""

import os
import shutil
import tempfile
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomlkit
from pydantic import ValidationError

from kamplan.exchange.cells import decode, read_table, write_table
from kamplan.plan import REQUIRED, ROWS, Fault, Plan, PlanError, Settings, check_plan, make_plan
from kamplan.plan.faults import nearest

SETTINGS = "plan.toml"
SCENARIOS = "scenarios"


def read_plan(folder: Path, check: bool = True) -> Plan:
    """Read and check a plan folder. Raises PlanError with everything that is wrong."""
    if not folder.is_dir():
        raise PlanError([Fault("no-folder", str(folder))])
    faults: list[Fault] = []
    settings = _read_settings(folder / SETTINGS, faults)
    tables = {}
    for name in ROWS:
        path = folder / f"{name}.csv"
        if path.is_file():
            table = read_table(path, name, faults)
            if table is not None:
                tables[name] = table
        elif name in REQUIRED:
            faults.append(Fault("file-missing", path.name))
    for path in sorted(folder.glob("*.csv")):
        if path.stem not in ROWS:
            values = {"nearest": nearest(path.stem, ROWS), "known": ", ".join(ROWS)}
            faults.append(Fault("table-unknown", path.name, values=values))
    complete = settings is not None and all(name in tables for name in REQUIRED)
    if complete and settings is not None:
        plan = make_plan(settings, tables)
        if check:
            faults += check_plan(plan)
        if not faults:
            return plan
    raise PlanError(sorted(faults, key=lambda fault: (fault.file, fault.row or 0)))


def _read_settings(path: Path, faults: list[Fault]) -> Settings | None:
    if not path.is_file():
        faults.append(Fault("file-missing", path.name))
        return None
    data = read_toml(path, faults)
    return None if data is None else parse_settings(data, faults)


def read_toml(path: Path, faults: list[Fault], file: str = "") -> dict[str, Any] | None:
    """A TOML file as plain data, or None and a fault that says where it cannot be read."""
    file = file or path.name
    text = decode(path.read_bytes())
    if text is None:
        faults.append(Fault("not-text", file))
        return None
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        faults.append(Fault("not-toml", file, values={"reason": str(error)}))
        return None


def parse_settings(data: Mapping[str, Any], faults: list[Fault]) -> Settings | None:
    """Settings from plain data, or None and the faults that say what is wrong."""
    try:
        return Settings.model_validate(data)
    except ValidationError as error:
        faults.extend(model_faults(error, SETTINGS, Settings))
        return None


def model_faults(error: ValidationError, file: str, model: type[Any]) -> list[Fault]:
    """pydantic's complaints as faults: where, value, and the nearest valid key."""
    found = []
    for item in error.errors(include_url=False):
        place = ".".join(str(part) for part in item["loc"])
        code = {"extra_forbidden": "key-unknown", "missing": "key-missing"}.get(
            item["type"], "key-wrong"
        )
        known = _keys_beside(model, item["loc"])
        values = {"reason": item["msg"], "nearest": nearest(str(item["loc"][-1]), known)}
        values["known"] = ", ".join(known)
        shown = item["input"] if code == "key-wrong" else ""
        found.append(Fault(code, file, None, place, str(shown), values))
    return found


def _keys_beside(model: type[Any], place: tuple[int | str, ...]) -> list[str]:
    for part in place[:-1]:
        info = getattr(model, "model_fields", {}).get(part)
        inner = getattr(info, "annotation", None)
        model = inner if hasattr(inner, "model_fields") else model  # type: ignore[assignment]
    return list(getattr(model, "model_fields", {}))


def plan_files(plan: Plan) -> dict[str, str]:
    """The canonical text of every file of a plan."""
    files = {SETTINGS: _settings_text(plan.settings)}
    for name, table in plan.tables.items():
        if len(table) or name in REQUIRED:
            files[f"{name}.csv"] = write_table(table)
    return files


def _settings_text(settings: Settings) -> str:
    document = tomlkit.document()
    values = settings.model_dump(exclude_unset=True)
    for name in Settings.model_fields:
        value = values.get(name)
        if value is None:
            continue
        if isinstance(value, dict):
            section = tomlkit.table()
            section.update({k: _plain(v) for k, v in value.items() if v is not None})
            document[name] = section
        else:
            document[name] = _plain(value)
    return tomlkit.dumps(document)


def _plain(value: Any) -> Any:
    """12 rather than 12.0."""
    whole = isinstance(value, float) and value == int(value)
    return int(value) if whole else value


def write_plan(plan: Plan, folder: Path, others: Mapping[str, str] | None = None) -> None:
    """Write a plan folder whole or not at all. Raises PlanError where it is already there.

    `others` are further files, such as scenarios, by their path inside the folder.
    """
    if folder.exists() and any(folder.iterdir() if folder.is_dir() else [folder]):
        raise PlanError([Fault("folder-there", str(folder))])
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        for name, text in {**plan_files(plan), **(others or {})}.items():
            path = made / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        made.chmod(0o755)
        if folder.is_dir():
            folder.rmdir()
        os.replace(made, folder)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise
