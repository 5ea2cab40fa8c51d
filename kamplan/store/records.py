"""What a workspace keeps beside the rows of its plans: plans, scenarios, runs, the journal.

Table models do not validate; what is written has been checked before. Times are ISO text in
UTC, so that they read the same on every database and sort as text.
"""

from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import Column, Index, Integer
from sqlmodel import Field, SQLModel

VERSION = Column("version", Integer, nullable=False)


def now() -> str:
    """The present time as it is stored: ISO, UTC, milliseconds."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


class PlanRecord(SQLModel, table=True):
    """A plan: its settings; its rows are in the plan tables."""

    __tablename__ = "plan"
    __mapper_args__: ClassVar[dict[str, Any]] = {"version_id_col": VERSION}

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    settings: str
    """plan.toml as JSON: only what was given."""
    headings: str = "{}"
    """the user's own x_ columns by table, as JSON: their order, and tables without rows."""
    created: str = Field(default_factory=now)
    changed: str = Field(default_factory=now)
    version: int | None = Field(default=None, sa_column=VERSION)
    """counted up by every change; a writer who saw an older one is refused."""
    mirrored: int | None = None
    """the version that was last written to its plan folder; None: never."""


class ScenarioRecord(SQLModel, table=True):
    """A scenario file as it was written."""

    __tablename__ = "scenario"

    plan_id: int = Field(primary_key=True, foreign_key="plan.id", ondelete="CASCADE")
    name: str = Field(primary_key=True)
    text: str


class RecordedRecord(SQLModel, table=True):
    """A file of recorded values as it was written."""

    __tablename__ = "recorded"

    plan_id: int = Field(primary_key=True, foreign_key="plan.id", ondelete="CASCADE")
    name: str = Field(primary_key=True)
    text: str


class MirrorRecord(SQLModel, table=True):
    """A file of the plan folder as it was last written."""

    __tablename__ = "mirror"

    plan_id: int = Field(primary_key=True, foreign_key="plan.id", ondelete="CASCADE")
    file: str = Field(primary_key=True)
    digest: str


class RunRecord(SQLModel, table=True):
    """One solve of one scenario and what came of it."""

    __tablename__ = "run"

    id: int | None = Field(default=None, primary_key=True)
    plan_id: int = Field(foreign_key="plan.id", ondelete="CASCADE", index=True)
    plan_version: int
    """version of the plan that was solved."""
    scenario: str
    started: str
    seconds: float
    status: str
    objective: float | None = None
    bound: float | None = None
    gap: float | None = None
    versions: str = "{}"
    """software and its versions, as JSON."""
    result: str = "{}"
    """the result as JSON; "{}" where a later run of the scenario has one."""
    inputs: str = ""
    """a fingerprint of what was solved."""


class JournalRecord(SQLModel, table=True):
    """One change: who, when, what, and the value before and after.

    Either a value that an edit changed, or a whole plan that was saved, replaced or deleted.
    Entries outlive their plan: `plan_id` is then empty and `key` still names a whole plan.
    """

    __tablename__ = "journal"
    __table_args__ = (Index("ix_journal_edit", "plan_id", "edit"),)

    id: int | None = Field(default=None, primary_key=True)
    plan_id: int | None = Field(
        default=None, foreign_key="plan.id", ondelete="SET NULL", index=True
    )
    when: str = Field(default_factory=now)
    who: str
    what: str
    table: str = ""
    key: str = ""
    """of an edit: the key as a JSON list; otherwise the plan's name."""
    column: str = ""
    old: str | None = None
    new: str | None = None
    edit: int | None = None
    """id of the first row of the edit this one belongs to; None: a whole plan."""
    reverses: int | None = None
    """the edit that this one undoes or does again."""
    version: int | None = None
    """version of the plan afterwards."""
    position: int | None = None
    """where the row of a table was; a hint that saves a search."""
