"""How demand answers, as rows and judgements state it together.

A row of promotions or visits that follows a judged curve leaves its numbers empty; here they are
what the judges say. A number that it gives counts before theirs.
"""

from collections.abc import Iterator

import numpy as np

from kamplan.plan.answers import JudgedCurve, judged_curves
from kamplan.plan.faults import Fault
from kamplan.plan.plan import Plan
from kamplan.plan.pointing import fault_at
from kamplan.plan.tables import Cells, Table

Numbers = tuple[str, str]
NUMBERS: dict[str, Numbers] = {
    "promotions": ("max_uplift", "half_spend"),
    "visits": ("max_change", "half_visits"),
}
"""table -> (column of the most, column of the effort that gets half of it)."""
EMPTY = {"max_change": 0.0, "half_visits": 1.0}
"""What an empty cell of visits means where nobody has judged them."""


def judged_rows(plan: Plan, name: str) -> dict[int, JudgedCurve]:
    """Rows of promotions or visits that follow a sound judged curve."""
    if not len(plan["judgements"]):
        return {}
    curves = judged_curves(plan["judgements"])
    cells = plan[name]["curve"].tolist()
    return {row: curves[curve] for row, curve in enumerate(cells) if curve in curves}


def stated(plan: Plan, name: str) -> Table:
    """Promotions or visits with every number that a judged curve gives filled in; made once."""
    found: dict[str, Table] = plan.__dict__.setdefault("_stated", {})
    if name not in found:
        found[name] = _filled(plan, name)
    return found[name]


def _filled(plan: Plan, name: str) -> Table:
    table, judged = plan[name], judged_rows(plan, name)
    most, half = NUMBERS[name]
    cells: dict[str, Cells] = {each: table[each].copy() for each in (most, half, "shape")}
    for row, curve in judged.items():
        if np.isnan(cells[most][row]):
            cells[most][row] = curve.max_uplift if name == "promotions" else curve.max_change
        if np.isnan(cells[half][row]):
            cells[half][row] = curve.fit.half * table["present"][row]
        cells["shape"][row] = curve.fit.shape
    for each, found in cells.items():
        meant = EMPTY.get(each, np.nan)
        table = table.with_cells(each, np.where(np.isnan(found), meant, found))
    return table


def stated_cells(plan: Plan, table: str, column: str) -> Cells:
    """A column as it counts: what moves by a share where the cells themselves are empty."""
    if column in NUMBERS.get(table, ()):
        return stated(plan, table)[column]
    return plan[table][column]


def check_stated(plan: Plan, table: Table) -> Iterator[Fault]:
    """Rows without numbers that no judged curve fills in, and curves that cannot fill them."""
    followed = set(plan["judgements"]["curve"].tolist()) - {""}
    known = followed | set(plan["curves"]["curve"].tolist()) | {""}
    curves_of = table["curve"].tolist()
    judged = np.array([curve in followed for curve in curves_of], dtype=bool)
    # Of a curve that is not there it is told elsewhere.
    asked = ~judged & np.array([curve in known for curve in curves_of], dtype=bool)
    for column in NUMBERS[table.name] if table.name == "promotions" else ():
        for row in np.flatnonzero(np.isnan(table[column]) & asked):
            yield fault_at(table, row, column, "missing-value")
    present = table["present"]
    for row in np.flatnonzero(judged & (np.isnan(present) | (present == 0.0))):
        values = {"curve": str(table["curve"][row])}
        yield fault_at(table, row, "present", "judged-present", values)
    if table.name == "promotions":
        curves = judged_curves(plan["judgements"])
        nothing = {name for name, curve in curves.items() if curve.fit.low <= 0.0}
        empty = np.isnan(table["max_uplift"])
        for row in np.flatnonzero(judged & empty):
            name = str(table["curve"][row])
            if name in nothing:
                yield fault_at(table, row, "curve", "judged-from-nothing", {"curve": name})
