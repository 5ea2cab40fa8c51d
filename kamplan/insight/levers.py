"""How a row of promotions or visits answers as it stands in a plan, and where a solved plan is.

The curve is that of the plan at hand; what is planned stands on it, whichever plan was solved.
"""

import numpy as np

from kamplan.insight.responses import BEYOND, STEPS, Curve, Point
from kamplan.plan import Plan
from kamplan.plan.points import sound_curves
from kamplan.plan.stated import stated
from kamplan.whatif.figures import Solved
from solver.judged import padded
from solver.problem import Floats, Promotions, Visits
from solver.responses import Responses

SPENT = 1e-6
"""money in a week below which nothing is spent."""


def promotion_lever(plan: Plan, row: int, solved: Solved | None = None) -> Curve:
    """Uplift by money in a week; planned and published weeks where a solved plan has the row,
    what the table says is spent now where nothing is published."""
    table = plan["promotions"]
    account, mechanic = str(table["account"][row]), str(table["mechanic"][row])
    responses = _responses(plan, "promotions", row)
    planned, published = np.zeros(0), np.zeros(0)
    place = promotion_place(solved, account, mechanic)
    if solved is not None and place is not None:
        assert solved.result.decisions is not None
        planned = _spent(solved.result.decisions.spend[place])
        before = solved.problem.published
        published = planned[:0] if before is None else _spent(before.spend[place])
    if not len(published) and table["present"][row] > 0.0:
        published = table["present"][[row]]
    efforts = np.concatenate([planned, published, responses.ample(1.0)])
    line = np.linspace(0.0, BEYOND * efforts.max(), STEPS + 1)
    return Curve(
        account,
        mechanic,
        _on(responses, line),
        _on(responses, planned),
        _on(responses, published),
    )


def visit_lever(plan: Plan, row: int, solved: Solved | None = None) -> Curve:
    """Change of demand by visits over the horizon, against the present ones."""
    table = plan["visits"]
    account, kind = str(table["account"][row]), str(table["kind"][row])
    responses, present = _responses(plan, "visits", row), float(table["present"][row])
    place = visit_place(solved, account, kind)
    planned = np.zeros(0)
    if solved is not None and place is not None:
        assert solved.result.decisions is not None
        planned = np.array([float(solved.result.decisions.visits[place])])
    most = float(table["max"][row])
    last = max(0.0 if np.isnan(most) else most, np.ceil(present), planned.max(initial=0.0), 1.0)
    line = np.unique(np.linspace(0.0, last, min(int(last), STEPS) + 1).round())
    return Curve(
        account,
        kind,
        _on(responses, line, present),
        _on(responses, planned, present),
        _on(responses, np.array([present]), present),
    )


def promotion_place(solved: Solved | None, account: str, mechanic: str) -> int | None:
    """The row of a solved plan's promotions; None without a plan, or where it has none such."""
    if solved is None:
        return None
    rows = solved.problem.promotions
    return _place(solved, rows, rows.mechanic, account, mechanic)


def visit_place(solved: Solved | None, account: str, kind: str) -> int | None:
    """The row of a solved plan's visits; None without a plan, or where it has none such."""
    if solved is None:
        return None
    rows = solved.problem.visits
    return _place(solved, rows, rows.kind, account, kind)


def _place(
    solved: Solved, rows: Promotions | Visits, names: tuple[str, ...], account: str, name: str
) -> int | None:
    problem = solved.problem
    if solved.result.decisions is None or account not in problem.accounts:
        return None
    mine = np.flatnonzero(rows.account == problem.accounts.index(account)).tolist()
    return next((row for row in mine if names[row] == name), None)


def _responses(plan: Plan, name: str, row: int) -> Responses:
    """[1] the curve of one row of a table."""
    table = stated(plan, name)
    columns = (
        ("max_uplift", "half_spend") if name == "promotions" else ("max_change", "half_visits")
    )
    top, half = (table[column][[row]].astype(float) for column in columns)
    points = padded([sound_curves(plan).get(str(table["curve"][row]))])
    shape = np.ones(1) if points.shape[1] else table["shape"][[row]].astype(float)
    efforts, levels = half[:, None] * points[:, :, 0], top[:, None] * points[:, :, 1]
    return Responses(top, half, shape, efforts, levels)


def _spent(weeks: Floats) -> Floats:
    return np.unique(weeks[weeks > SPENT])


def _on(responses: Responses, efforts: Floats, present: float = 0.0) -> tuple[Point, ...]:
    """Levels above that of the present effort."""
    curve = responses[np.zeros(len(efforts), dtype=np.int64)]
    levels = curve.value(efforts) - curve.value(np.full(len(efforts), present))
    return tuple(zip(efforts.tolist(), levels.tolist(), strict=True))
