"""Recorded values: what a scenario came to, and digests of what it was made from."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

import tomlkit

from kamplan.plan.faults import Fault, PlanError
from kamplan.whatif.digests import Digests, digest_columns, digest_plan
from kamplan.whatif.figures import Solved, everything, figure
from kamplan.whatif.scenario import Figure

SCHEMA = 1
TOTALS: tuple[Figure, ...] = (
    "promo_spend",
    "revenue",
    "units_sold",
    "units_lost",
    "fill_rate",
    "visits",
    "visit_hours",
)


@dataclass(frozen=True)
class Recorded:
    """PLAN/scenarios/recorded/NAME.toml."""

    status: str
    objective: float | None
    totals: Mapping[str, float]
    versions: Mapping[str, str]
    inputs: Digests
    columns: Digests | None = None
    """None in records of older versions."""


def values_of(solved: Solved) -> tuple[str, float | None, dict[str, float]]:
    """Status, objective and totals, as they are recorded."""
    if solved.result.objective is None:
        return solved.result.status, None, {}
    whole = everything(solved.plan)
    totals: dict[str, float] = {
        name: round(figure(solved, name, whole), 6 if name == "fill_rate" else 2) for name in TOTALS
    }
    return solved.result.status, round(solved.result.objective, 2), totals


def record(solved: Solved, versions: Mapping[str, str], before: Recorded | None = None) -> str:
    """The text of a record: only what every optimal plan agrees on within the gap.

    `before` is a record whose values still hold: they are kept.
    """
    status, objective, totals = values_of(solved)
    if before is not None:
        status, objective, totals = before.status, before.objective, dict(before.totals)
    document = tomlkit.document()
    document.add(tomlkit.comment('Written by "kamplan check --update".'))
    document["schema"] = SCHEMA
    document["status"] = status
    if objective is not None:
        document["objective"] = objective
        document["totals"] = totals
    document["versions"] = dict(versions)
    for name, digests in (
        ("inputs", digest_plan(solved.plan)),
        ("columns", digest_columns(solved.plan)),
    ):
        section = tomlkit.table(is_super_table=True)
        for table, keys in digests.items():
            section[table] = dict(keys)
        document[name] = section
    return tomlkit.dumps(document)


def parse_record(name: str, text: str) -> Recorded:
    """Read a record. Raises PlanError."""
    file = f"scenarios/recorded/{name}.toml"
    try:
        data = tomllib.loads(text)
        if data["schema"] != SCHEMA:
            raise PlanError([Fault("record-schema", file, value=str(data["schema"]))])
        objective = data.get("objective")
        return Recorded(
            str(data["status"]),
            None if objective is None else float(objective),
            {key: float(value) for key, value in data.get("totals", {}).items()},
            {key: str(value) for key, value in data.get("versions", {}).items()},
            _digests(data.get("inputs", {})),
            _digests(data["columns"]) if "columns" in data else None,
        )
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise PlanError([Fault("not-a-record", file, values={"reason": str(error)})]) from None


def _digests(data: Mapping[str, Mapping[str, object]]) -> Digests:
    return {table: {key: str(value) for key, value in keys.items()} for table, keys in data.items()}
