"""What an answer was made from, so that one can say whether it still holds."""

import hashlib
import json
from dataclasses import dataclass

import numpy as np

from kamplan.plan import Plan, Table
from kamplan.plan.tables import ASIDE, Cells
from kamplan.whatif.scenario import Change, Scenario


@dataclass(frozen=True, eq=False)
class Inputs:
    """The plan, and the changes made to it, in order. Expectations are not inputs."""

    plan: Plan
    changes: tuple[Change, ...]


def inputs_of(plan: Plan, scenario: Scenario) -> Inputs:
    """What a scenario is solved from."""
    return Inputs(plan, tuple(change for _, _, change in scenario.changes))


def same_inputs(one: Inputs, other: Inputs) -> bool:
    """Whether an answer to the one answers the other. Quick where tables are shared."""
    return _changes_text(one) == _changes_text(other) and _same_plan(one.plan, other.plan)


def _changes_text(inputs: Inputs) -> str:
    # As text, since 1, 1.0 and true are equal, but not the same in a column of text.
    return json.dumps([change.model_dump() for change in inputs.changes], sort_keys=True)


def _same_plan(one: Plan, other: Plan) -> bool:
    return one is other or same_but(one, other)


def same_but(one: Plan, other: Plan, *aside: str) -> bool:
    """Whether two plans are the same but for some tables, and those that no answer depends on."""
    return one.settings == other.settings and all(
        same_table(one[name], other[name]) for name in one.tables if name not in (*ASIDE, *aside)
    )


def same_table(one: Table, other: Table) -> bool:
    """Whether two tables hold the same, row by row."""
    if one is other:
        return True
    same_columns = one.cells.keys() == other.cells.keys() and one.own.keys() == other.own.keys()
    return same_columns and all(
        _same_cells(one[name], other[name]) for name in (*one.cells, *one.own)
    )


def _same_cells(one: Cells, other: Cells) -> bool:
    if one is other:
        return True
    return np.array_equal(one, other, equal_nan=one.dtype == np.float64)


def fingerprint(inputs: Inputs) -> str:
    """A digest of everything an answer depends on, for telling after a restart.

    The same for the same inputs, and for no others.
    """
    digest = hashlib.sha256()

    def add(part: bytes) -> None:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)

    add(inputs.plan.settings.model_dump_json().encode())
    add(_changes_text(inputs).encode())
    for name, table in sorted(inputs.plan.tables.items()):
        if name in ASIDE:
            continue
        columns = {**table.cells, **table.own}
        for column in sorted(columns):
            add(f"{name} {column}".encode())
            add(_bytes(columns[column]))
    return digest.hexdigest()


def _bytes(cells: Cells) -> bytes:
    if cells.dtype == np.float64:
        # One way to write nothing, and one to write 0.
        return np.where(np.isnan(cells), np.nan, cells + 0.0).tobytes()
    return json.dumps(cells.tolist()).encode()
