"""What was last written of a plan to its plan folder, so that the two can be kept in step."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, delete, insert, select, update

from kamplan.store.records import MirrorRecord, PlanRecord
from kamplan.store.rows import sql_table


@dataclass(frozen=True)
class Mirror:
    """A plan folder as it was last written."""

    version: int | None = None
    """version of the plan that was written; None: never."""
    digests: Mapping[str, str] = field(default_factory=dict)
    """file -> digest of its content."""


def read_mirror(connection: Connection, plan_id: int) -> Mirror:
    """What was last written."""
    plan, files = sql_table(PlanRecord), sql_table(MirrorRecord)
    version = connection.execute(select(plan.c.mirrored).where(plan.c.id == plan_id)).scalar()
    found = connection.execute(
        select(files.c.file, files.c.digest)
        .where(files.c.plan_id == plan_id)
        .order_by(files.c.file)
    )
    return Mirror(version, {row.file: row.digest for row in found})


def put_mirror(
    connection: Connection, plan_id: int, version: int, digests: Mapping[str, str]
) -> None:
    """Keep what was written in place of what was kept; the plan stays at its version."""
    plan, files = sql_table(PlanRecord), sql_table(MirrorRecord)
    connection.execute(update(plan).where(plan.c.id == plan_id).values(mirrored=version))
    connection.execute(delete(files).where(files.c.plan_id == plan_id))
    rows = [{"plan_id": plan_id, "file": file, "digest": digests[file]} for file in digests]
    if rows:
        connection.execute(insert(files), rows)
