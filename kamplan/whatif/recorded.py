"""Recorded values: what a scenario came to, and digests of what it was made from."""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

import tomlkit

from kamplan.exchange.cells import cell_texts
from kamplan.plan import Plan, Table
from kamplan.plan.faults import Fault, PlanError
from kamplan.plan.tables import ASIDE
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
Digests = dict[str, dict[str, str]]
"""table -> key -> digest."""


@dataclass(frozen=True)
class Recorded:
    """PLAN/scenarios/recorded/NAME.toml."""

    status: str
    objective: float | None
    totals: Mapping[str, float]
    versions: Mapping[str, str]
    inputs: Digests


def digest_plan(plan: Plan) -> Digests:
    """A digest for every key of every table, and for every setting.

    Demand is digested by account: a digest a row would be longer than the table.
    """
    settings = flat_settings(plan.settings.model_dump(exclude_unset=True))
    found: Digests = {"plan": {name: _digest(str(value)) for name, value in settings.items()}}
    for name, table in plan.tables.items():
        if len(table) and name not in ASIDE:
            found[name] = _digest_table(table)
    return found


def flat_settings(values: Mapping[str, object], before: str = "") -> dict[str, object]:
    """Settings by dotted name: promotion.budget."""
    found: dict[str, object] = {}
    for name, value in values.items():
        if isinstance(value, Mapping):
            found |= flat_settings(value, f"{before}{name}.")
        else:
            found[before + name] = value
    return found


def _digest_table(table: Table) -> dict[str, str]:
    keys = table.keys()
    if table.name == "demand":
        keys = [key[:1] for key in keys]
    texts: dict[str, list[str]] = {}
    # Only what says something, by name: a heading that later versions add changes nothing.
    columns = []
    for column in table.columns:
        said = cell_texts(column, table[column.name])
        columns.append([f"{column.name}={text}" if text else "" for text in said])
    for title, cells in table.own.items():
        columns.append([f"{title}={text}" if text else "" for text in cells.tolist()])
    for key, *row in zip(keys, *columns, strict=True):
        texts.setdefault(" / ".join(key), []).append("\x1f".join(filter(None, row)))
    # Row order says nothing, so it must not look like a change.
    return {key: _digest("\x1e".join(sorted(rows))) for key, rows in sorted(texts.items())}


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=4).hexdigest()


def changed_inputs(then: Digests, now: Digests) -> list[tuple[str, str, str]]:
    """(table, key, "changed" | "added" | "removed") since a record was made."""
    found = []
    for table in dict.fromkeys([*then, *now]):
        old, new = then.get(table, {}), now.get(table, {})
        for key in dict.fromkeys([*old, *new]):
            if key not in new:
                found.append((table, key, "removed"))
            elif key not in old:
                found.append((table, key, "added"))
            elif old[key] != new[key]:
                found.append((table, key, "changed"))
    return found


def record(solved: Solved, versions: Mapping[str, str]) -> str:
    """The text of a record: only what every optimal plan agrees on within the gap."""
    document = tomlkit.document()
    document.add(tomlkit.comment('Written by "kamplan check --update".'))
    document["schema"] = SCHEMA
    document["status"] = solved.result.status
    if solved.result.objective is not None:
        document["objective"] = round(solved.result.objective, 2)
        whole = everything(solved.plan)
        document["totals"] = {
            name: round(figure(solved, name, whole), 6 if name == "fill_rate" else 2)
            for name in TOTALS
        }
    document["versions"] = dict(versions)
    inputs = tomlkit.table(is_super_table=True)
    for table, keys in digest_plan(solved.plan).items():
        inputs[table] = dict(keys)
    document["inputs"] = inputs
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
            {table: dict(keys) for table, keys in data.get("inputs", {}).items()},
        )
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise PlanError([Fault("not-a-record", file, values={"reason": str(error)})]) from None
