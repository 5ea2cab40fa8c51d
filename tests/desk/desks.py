"""Desks over the tiny plan, and what must hold of every desk at any time."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from kamplan.desk import Desk, Typed
from kamplan.exchange.folder import read_plan
from kamplan.plan import Plan
from kamplan.planning import open_source
from kamplan.whatif.changes import apply_scenario
from kamplan.whatif.scenario import find_scenario
from tests.plan.folders import write_folder

SHORT = """\
# Peas are short.
description = "short"

[[change]]
table = "supply"
where = { product = "p", week = "2026-W52..2026-W53" }
field = "units"
scale = 0.5  # half of it
"""


def desk_on(folder: Path, scenarios: Mapping[str, str] | None = None) -> Desk:
    """The tiny plan's folder, opened."""
    texts: dict[str, str | bytes | None] = {
        f"scenarios/{name}.toml": text for name, text in (scenarios or {}).items()
    }
    return Desk.open(write_folder(folder, texts))


def cell(table: str, key: str, column: str, text: str) -> Typed:
    """A text typed into a cell; the parts of the key are separated by blanks."""
    return Typed(table, tuple(key.split()), column, text)


def value(plan: Plan, table: str, key: str, column: str) -> float | str:
    """A cell of a plan."""
    row = plan[table].places[tuple(key.split())]
    found = plan[table][column][row]
    return found if isinstance(found, str) else float(found)


def assert_same_plan(one: Plan, other: Plan) -> None:
    """Every setting and every cell is the same, in the same order."""
    assert one.settings == other.settings
    for name, table in one.tables.items():
        assert table.keys() == other[name].keys(), name
        for column in [*table.cells, *table.own]:
            same = np.array_equal(
                table[column], other[name][column], equal_nan=table[column].dtype == float
            )
            assert same, (name, column)


def assert_whole(desk: Desk) -> None:
    """What the desk shows, the workspace holds and the folder's files say are one thing."""
    state = desk.state
    name = state.name
    assert state.version == desk.workspace.plan_version(name)
    assert_same_plan(state.base, desk.workspace.load_plan(name))
    assert state.texts == desk.workspace.load_scenarios(name)
    applied = apply_scenario(state.base, find_scenario(state.active, state.texts))
    assert_same_plan(state.plan, applied)
    if desk.folder is not None:
        desk.write_back()
        assert not desk.unwritten
        source = open_source(desk.folder)
        assert_same_plan(state.base, source.plan)
        assert state.texts == source.scenarios
        read_plan(desk.folder)
