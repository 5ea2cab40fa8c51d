"""Curves through judged points: read off their table, and what keeps points from being one."""

from collections.abc import Collection, Iterator

import numpy as np

from kamplan.plan.faults import Fault, nearest
from kamplan.plan.plan import Plan
from kamplan.plan.pointing import fault_at
from kamplan.plan.tables import Cells, Table

Curves = dict[str, Cells]
"""name -> [points, 2] (effort in halves, effect as a share of the most), efforts rising."""


def sound_curves(plan: Plan) -> Curves:
    """The curves that nothing is wrong with, each from (0, 0) on."""
    table = plan["curves"]
    wrong = {str(table["curve"][row]) for row, *_ in unsound(table)}
    found = {}
    for name in dict.fromkeys(table["curve"].tolist()):
        if name not in wrong:
            rows = _by_effort(table, name)
            points = np.column_stack([table["effort"][rows], table["effect"][rows]])
            found[name] = np.vstack([np.zeros((1, 2)), points[points[:, 0] > 0.0]])
    return found


def effects_at(curve: Cells, effort: Cells | float) -> Cells:
    """Share of the most at efforts in halves: straight between points, flat after the last."""
    return np.asarray(np.interp(effort, curve[:, 0], curve[:, 1]), dtype=float)


def check_points(table: Table) -> Iterator[Fault]:
    """Points that make no curve."""
    for row, column, code, values in unsound(table):
        if code:
            yield fault_at(table, row, column, code, values)


def check_curves_of(plan: Plan, table: Table, absent: Collection[str] = ()) -> Iterator[Fault]:
    """Rows that follow a curve which is not there, or give a shape beside it."""
    tables = ("curves", "judgements")
    known = list(dict.fromkeys(name for each in tables for name in plan[each]["curve"].tolist()))
    for row in np.flatnonzero(table["curve"] != ""):
        name = str(table["curve"][row])
        if name not in known and not set(tables) & set(absent):
            near = {"nearest": nearest(name, known)}
            yield fault_at(table, row, "curve", "unknown-curve", near)
        if table["shape"][row] != 1.0:
            yield fault_at(table, row, "shape", "curve-and-shape", {"curve": name})


def unsound(table: Table) -> Iterator[tuple[int, str, str, dict[str, str]]]:
    """(row, column, code, values) of what keeps points from making a curve: it starts at
    nothing, never falls, and rises somewhere.

    A cell that is wrong by itself is reported as such elsewhere: no code.
    """
    for name in dict.fromkeys(table["curve"].tolist()):
        rows = _by_effort(table, name)
        efforts, effects = table["effort"][rows], table["effect"][rows]
        odd = ~(np.isfinite(efforts) & np.isfinite(effects) & (efforts >= 0) & (effects >= 0))
        if odd.any():
            yield int(rows[odd.argmax()]), "", "", {}
            continue
        for place, row in enumerate(rows.tolist()):
            if efforts[place] == 0.0 and effects[place] != 0.0:
                yield row, "effect", "curve-origin", {}
            elif place and efforts[place] == efforts[place - 1]:
                yield row, "effort", "curve-effort-twice", {"point": _point(table, rows[place - 1])}
            elif place and effects[place] < effects[place - 1]:
                before = {"point": _point(table, rows[place - 1])}
                yield row, "effect", "curve-falls", before
        if not effects.any():
            yield int(rows[-1]), "effect", "curve-flat", {"curve": str(name)}


def _by_effort(table: Table, name: str) -> Cells:
    rows = table.rows_of("curve", name)
    return np.asarray(rows[np.argsort(table["effort"][rows], kind="stable")])


def _point(table: Table, row: int) -> str:
    return str(table["point"][row])
