"""Runs: which scenario was solved when, with what, and what came of it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic_core import to_json
from sqlalchemy import Select, select, update
from sqlmodel import Session

from kamplan.store.records import RunRecord
from kamplan.store.rows import sql_table

NOTHING = "{}"
"""the result of a run that has none, or a later one's in its place."""
PIECE = 1000
"""entries of a list that are turned into JSON at a stroke: a millisecond."""


@dataclass(frozen=True)
class Run:
    """One solve, without its result, which can be large."""

    scenario: str
    started: str
    """ISO, UTC."""
    seconds: float
    status: str
    """optimal, feasible, infeasible or stopped."""
    objective: float | None = None
    """money; None: no plan was found."""
    bound: float | None = None
    """money; None: not known."""
    gap: float | None = None
    """|bound - objective| / max(|objective|, 1); None: not known."""
    versions: Mapping[str, str] = field(default_factory=dict)
    """software and its versions."""
    plan_version: int = 0
    """version of the plan that was solved; an older one than now: the run is stale."""
    id: int | None = None
    """None until it is recorded."""
    inputs: str = ""
    """a fingerprint of what was solved, in the words of who recorded it."""


KEPT = 3
"""results of a scenario that are kept."""


def add_run(session: Session, plan_id: int, run: Run, result: str) -> int:
    """Record a run and its result, as `result_text` writes it.

    The last results of a scenario are kept, so that undoing an edit finds its plan again; of
    older ones the run stays.
    """
    record = RunRecord(
        plan_id=plan_id,
        plan_version=run.plan_version,
        scenario=run.scenario,
        started=run.started,
        seconds=run.seconds,
        status=run.status,
        objective=run.objective,
        bound=run.bound,
        gap=run.gap,
        versions=json.dumps(dict(run.versions), ensure_ascii=False),
        result=result,
        inputs=run.inputs,
    )
    if result != NOTHING:
        _empty_results(session, plan_id, run.scenario, KEPT - 1)
    session.add(record)
    session.flush()
    assert record.id is not None
    return record.id


def result_text(result: Mapping[str, Any]) -> str:
    """A result as JSON. Raises ValueError for NaN or infinity.

    Long lists in pieces: no other thread runs until one is done.
    """

    def long_text(values: Sequence[Any]) -> str:
        pieces = (values[start : start + PIECE] for start in range(0, len(values), PIECE))
        return "[" + ",".join(_text(piece)[1:-1] for piece in pieces) + "]"

    members = (
        f"{_text(key)}:{long_text(value) if isinstance(value, list) else _text(value)}"
        for key, value in result.items()
    )
    return "{" + ",".join(members) + "}"


def _text(value: object) -> str:
    """A value as JSON. Raises ValueError for NaN or infinity."""
    text = to_json(value, inf_nan_mode="constants").decode()
    if "NaN" in text or "Infinity" in text:
        # A number that is none, or a name.
        return json.dumps(value, ensure_ascii=False, allow_nan=False)
    return text


def _empty_results(session: Session, plan_id: int, scenario: str, kept: int) -> None:
    """Forget the results of a scenario but for the last so many."""
    stored = sql_table(RunRecord)
    whole = (
        stored.c.plan_id == plan_id,
        stored.c.scenario == scenario,
        stored.c.result != NOTHING,
    )
    newest = select(stored.c.id).where(*whole).order_by(stored.c.id.desc()).limit(kept)
    ids = list(session.scalars(newest))
    session.connection().execute(
        update(stored).where(*whole, stored.c.id.not_in(ids)).values(result=NOTHING)
    )


def select_runs(plan_id: int, scenario: str | None) -> Select[Any]:
    """The runs of a plan without their results, the newest first."""
    stored = sql_table(RunRecord)
    columns = [column for column in stored.c if column.name not in ("plan_id", "result")]
    statement = select(*columns).where(stored.c.plan_id == plan_id).order_by(stored.c.id.desc())
    return statement if scenario is None else statement.where(stored.c.scenario == scenario)


def read_runs(session: Session, statement: Select[Any]) -> list[Run]:
    """The rows of `select_runs` as runs."""
    rows = session.connection().execute(statement).mappings()
    return [Run(**{**row, "versions": json.loads(row["versions"])}) for row in rows]
