"""Plans in a workspace, inside a transaction that the workspace has begun."""

import json
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Select, delete, insert, select
from sqlalchemy.orm.attributes import flag_modified, set_committed_value
from sqlmodel import Session

from kamplan.plan import ROWS, Plan, PlanError, Settings, make_plan
from kamplan.plan.faults import nearest
from kamplan.store.faults import refuse
from kamplan.store.journal import add_note
from kamplan.store.records import PlanRecord, RecordedRecord, ScenarioRecord, now
from kamplan.store.rows import drop_rows, load_rows, save_rows, sql_table

Texts = type[ScenarioRecord] | type[RecordedRecord]


def list_names(session: Session) -> list[str]:
    """The names of the plans, in order."""
    return sorted(session.scalars(select(sql_table(PlanRecord).c.name)))


def find_plan(
    session: Session, where: str, name: str | None, to_change: bool = False
) -> PlanRecord:
    """The plan of a name; None: the only one. Raises PlanError.

    `to_change`: others who mean to change it wait until this transaction ends.
    """
    names = list_names(session)
    known = ", ".join(names)
    if name is None and len(names) != 1:
        code = "workspace-plan-which" if names else "workspace-empty"
        raise refuse(code, where, known=known)
    name = names[0] if name is None else name
    statement = _named(name).with_for_update() if to_change else _named(name)
    record: PlanRecord | None = session.scalar(statement)
    if record is None:
        near = nearest(name, names)
        raise refuse("workspace-plan-unknown", where, name, nearest=near, known=known)
    return record


def _named(name: str) -> Select[Any]:
    return select(PlanRecord).where(sql_table(PlanRecord).c.name == name)


def id_of(record: PlanRecord) -> int:
    """The key of a plan that has been read or written."""
    assert record.id is not None
    return record.id


def put_plan(
    session: Session, where: str, plan: Plan, replace: bool, version: int | None
) -> PlanRecord:
    """Write a plan and its rows under its settings' name. Raises PlanError, StaleDataError."""
    name = plan.settings.name
    known: PlanRecord | None = session.scalar(_named(name).with_for_update())
    if known is not None and not replace:
        raise refuse("workspace-plan-there", where, name)
    if known is None and version is not None:
        raise refuse("workspace-changed", where, name)
    record = known or PlanRecord(name=name, settings="")
    if version is not None:
        # The version the caller has seen, for the database to compare.
        set_committed_value(record, "version", version)
    old = record.version
    record.settings = plan.settings.model_dump_json(exclude_unset=True)
    own = {name: list(table.own) for name, table in plan.tables.items() if table.own}
    record.headings = json.dumps(own, ensure_ascii=False)
    session.add(record)
    count_up(session, record)
    connection = session.connection()
    drop_rows(connection, id_of(record))
    for table in plan.tables.values():
        save_rows(connection, id_of(record), table)
    add_note(session, record, "save" if known is None else "replace", old, record.version)
    return record


def count_up(session: Session, record: PlanRecord) -> None:
    """Give a plan its next version. Raises StaleDataError."""
    record.changed = now()
    # Two changes within one tick of the clock are two versions all the same.
    flag_modified(record, "changed")
    session.flush()


def read_settings(where: str, record: PlanRecord) -> Settings:
    """The settings of a plan. Raises PlanError for content no version has written."""
    try:
        return Settings.model_validate_json(record.settings)
    except ValidationError as error:
        raise _not_ours(where, record, error) from error


def read_plan(session: Session, where: str, record: PlanRecord) -> Plan:
    """A plan as it was saved. Raises PlanError for content no version has written."""
    connection = session.connection()
    settings = read_settings(where, record)
    try:
        headings = json.loads(record.headings)
        tables = {
            name: load_rows(connection, id_of(record), name, headings.get(name, []))
            for name in ROWS
        }
    except ValueError as error:
        raise _not_ours(where, record, error) from error
    return make_plan(settings, tables)


def _not_ours(where: str, record: PlanRecord, error: ValueError) -> PlanError:
    reason = " ".join(str(error).split())
    return refuse("workspace-disk", where, record.name, reason=reason)


def remove_plan(session: Session, record: PlanRecord) -> None:
    """Remove a plan with its scenarios and runs; the journal keeps what happened."""
    add_note(session, record, "delete", record.version, None)
    session.flush()
    drop_rows(session.connection(), id_of(record))
    session.delete(record)


def put_texts(session: Session, plan_id: int, model: Texts, texts: Mapping[str, str]) -> None:
    """Keep files as they were written, in place of those there were."""
    stored = sql_table(model)
    connection = session.connection()
    connection.execute(delete(stored).where(stored.c.plan_id == plan_id))
    rows = [{"plan_id": plan_id, "name": name, "text": texts[name]} for name in texts]
    if rows:
        connection.execute(insert(stored), rows)


def read_texts(session: Session, plan_id: int, model: Texts) -> dict[str, str]:
    """Files by name, as they were written."""
    stored = sql_table(model)
    statement = select(stored.c.name, stored.c.text).where(stored.c.plan_id == plan_id)
    return dict(sorted((name, text) for name, text in session.connection().execute(statement)))
