"""The plan folder: plan.toml and one CSV a table, for git and Excel."""

import os
import shutil
import tempfile
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import tomlkit
from pydantic import ValidationError
from tomlkit.container import Container, OutOfOrderTableProxy
from tomlkit.items import Table

from kamplan.exchange.cells import read_table, read_text, write_table
from kamplan.exchange.toml_lines import line_of_reason, with_lines
from kamplan.plan import REQUIRED, ROWS, Fault, Plan, PlanError, Settings, check_plan, make_plan
from kamplan.plan.faults import nearest
from kamplan.plan.model_faults import model_faults
from kamplan.plan.tables import Table as PlanTable
from kamplan.plan.weeks import WeekError, monday

SETTINGS = "plan.toml"
SCENARIOS = "scenarios"


def read_plan(folder: Path, check: bool = True) -> Plan:
    """Read and check a plan folder. Raises PlanError with everything that is wrong."""
    if not folder.is_dir():
        raise PlanError([Fault("no-folder", str(folder))])
    faults: list[Fault] = []
    text = _settings_text(folder / SETTINGS, faults)
    data = None if text is None else parse_toml(text, SETTINGS, faults)
    tables = {}
    for name in ROWS:
        path = folder / f"{name}.csv"
        if path.is_file():
            table = read_table(path, name, faults)
            if table is not None:
                tables[name] = table
        elif path.is_dir():
            faults.append(Fault("file-folder", path.name))
        elif name in REQUIRED:
            faults.append(Fault("file-missing", path.name))
    for path in sorted(folder.glob("*.csv")):
        if path.stem not in ROWS:
            values = {"nearest": nearest(path.stem, ROWS), "known": ", ".join(ROWS)}
            faults.append(Fault("table-unknown", path.name, values=values))
    try:
        return assemble(data, tables, faults, check)
    except PlanError as error:
        found = error.faults if data is None else with_lines(error.faults, SETTINGS, text or "")
        raise PlanError(_in_order(found)) from None


def assemble(
    data: Mapping[str, Any] | None,
    tables: Mapping[str, PlanTable],
    faults: list[Fault],
    check: bool = True,
) -> Plan:
    """The plan of what was read. Raises PlanError with `faults` and what the checks find.

    `data`: the settings as plan.toml has them, None where they cannot be read.
    """
    settings = None if data is None else parse_settings(data, faults)
    plan = make_plan(settings or _horizon_only(data or {}), tables)
    if check:
        faults += _further_faults(plan, faults)
    if faults:
        raise PlanError(_in_order(faults))
    return plan


def _in_order(faults: Iterable[Fault]) -> list[Fault]:
    return sorted(faults, key=lambda fault: (fault.file, fault.row or 0))


def _further_faults(plan: Plan, faults: Sequence[Fault]) -> list[Fault]:
    """What the checks find beyond what reading has found: no cell is reported twice."""
    whole = (
        *("file-missing", "file-folder", "file-empty", "cannot-read"),
        *("not-text", "not-csv", "semicolons"),
    )
    unread = {fault.file for fault in faults if fault.code in (*whole, "heading-missing")}
    doubtful = ("heading-missing", "heading-twice")
    columns = {(fault.file, fault.column) for fault in faults if fault.code in doubtful}
    cells = {(fault.file, fault.row, fault.column) for fault in faults}
    return [
        fault
        for fault in check_plan(plan, {file.removesuffix(".csv") for file in unread})
        if (fault.file, fault.row, fault.column) not in cells
        and (fault.file, fault.column) not in columns
        and not (fault.file == SETTINGS and any(known.file == SETTINGS for known in faults))
    ]


def _horizon_only(data: Mapping[str, Any]) -> Settings:
    """Stands in for settings that cannot be read, so that the tables can be checked."""
    given = {name: data[name] for name in ("first_week", "weeks") if name in data}
    try:
        return Settings.model_validate({"name": SETTINGS, **given})
    except ValidationError:
        return Settings.model_construct(name=SETTINGS, first_week="", weeks=1)


def _settings_text(path: Path, faults: list[Fault]) -> str | None:
    if path.is_file():
        return read_text(path, path.name, faults)
    faults.append(Fault("file-folder" if path.is_dir() else "file-missing", path.name))
    return None


def parse_toml(text: str, file: str, faults: list[Fault]) -> dict[str, Any] | None:
    """A TOML text as plain data, or None and a fault that says where it cannot be read."""
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        line, values = line_of_reason(str(error), text), {"reason": str(error)}
        faults.append(Fault("not-toml", file, line, values=values))
        return None


def parse_settings(data: Mapping[str, Any], faults: list[Fault]) -> Settings | None:
    """Settings from plain data, or None and the faults that say what is wrong."""
    try:
        return Settings.model_validate(data)
    except ValidationError as error:
        found = model_faults(error, SETTINGS, Settings)
        faults += [*found, *_week_faults(data, found)]
        return None


def _week_faults(data: Mapping[str, Any], found: Sequence[Fault]) -> Iterator[Fault]:
    """What is wrong with the first week where other settings keep it from being looked at."""
    first = data.get("first_week")
    if isinstance(first, str) and all(fault.column != "first_week" for fault in found):
        try:
            monday(first)
        except WeekError as error:
            yield Fault(error.code, SETTINGS, None, "first_week", error.week)


def plan_files(plan: Plan) -> dict[str, str]:
    """The canonical text of every file of a plan."""
    texts = {f"{name}.csv": table_text(plan, name) for name in plan.tables}
    return {
        SETTINGS: settings_text(plan.settings),
        **{file: text for file, text in texts.items() if text is not None},
    }


def table_text(plan: Plan, name: str) -> str | None:
    """The canonical text of a table's file; None where the plan needs no such file."""
    table = plan[name]
    return write_table(table) if len(table) or name in REQUIRED else None


def settings_text(settings: Settings, before: str = "") -> str:
    """plan.toml; `before` is the file as it is: its comments and order are kept."""
    document = tomlkit.parse(before)
    values = settings.model_dump(exclude_unset=True)
    for name in Settings.model_fields:
        value = values.get(name)
        if not isinstance(value, dict):
            _put(document, {name: value})
            continue
        section = document.get(name)
        if isinstance(section, OutOfOrderTableProxy) and section.keys() != value.keys():
            # Keys such as solve.gap, apart from each other: tomlkit cannot add or remove one.
            document.pop(name)
        # Not setdefault, which would return a copy.
        if name not in document:
            document[name] = tomlkit.table()
        _put(document[name], {**dict.fromkeys(document[name]), **value})
    return tomlkit.dumps(document)


def _put(section: Any, values: Mapping[str, Any]) -> None:
    """Set what differs, and remove what is not given."""
    for name, value in values.items():
        if value is None and name in section:
            _remove(section, name)
        elif value is not None and name not in section:
            _add(section, name, _plain(value))
        elif value is not None and section[name] != value:
            section[name] = _plain(value)


def _remove(section: Any, name: str) -> None:
    """Remove a key; a table stays while there are comments in it, which may lead to the next."""
    if isinstance(section[name], Table):
        for key in list(section[name]):
            section[name].pop(key)
        if "#" in section[name].as_string():
            return
    section.pop(name)


def _add(section: Any, name: str, value: Any) -> None:
    """Add a key after the last one, before comments that lead to what follows."""
    container = section.value if isinstance(section, Table) else section
    keys = [key for key in section if not isinstance(section[key], Mapping)]
    if keys and isinstance(container, Container):
        # tomlkit's own way to add puts it last, and there is no other for a table.
        container._insert_after(keys[-1], name, value)
    else:
        section[name] = value


def _plain(value: Any) -> Any:
    """12 rather than 12.0."""
    whole = isinstance(value, float) and value == int(value)
    return int(value) if whole else value


def write_plan(plan: Plan, folder: Path, others: Mapping[str, str] | None = None) -> None:
    """Write a plan folder whole or not at all. Raises PlanError where it is already there.

    `others` are further files, such as scenarios, by their path inside the folder.
    """
    check_free(folder)
    try:
        _write_files(folder.absolute(), {**plan_files(plan), **(others or {})})
    except OSError as error:
        values = {"reason": error.strerror or str(error)}
        raise PlanError([Fault("cannot-write", str(folder), values=values)]) from None


def check_free(folder: Path) -> None:
    """Raises PlanError where a plan cannot be written: something is there already."""
    if os.path.lexists(folder) and (not folder.is_dir() or any(folder.iterdir())):
        raise PlanError([Fault("folder-there", str(folder))])


def _write_files(folder: Path, files: Mapping[str, str]) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        for name, text in files.items():
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
