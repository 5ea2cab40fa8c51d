"""Response curves of the accounts that get most money, with what the plan does and what was."""

from dataclasses import dataclass

import numpy as np

from kamplan.whatif.figures import Solved
from solver.problem import Floats
from solver.responses import Responses

STEPS = 40
# A curve is followed so far beyond the largest effort on it.
BEYOND = 1.5

Point = tuple[float, float]
"""(money in a week, uplift) or (visits, change of demand)."""


@dataclass(frozen=True)
class Curve:
    """One account's answer to one mechanic or kind of visit."""

    account: str
    lever: str
    """the mechanic, or the kind of visit."""
    line: tuple[Point, ...]
    planned: tuple[Point, ...]
    """one for each week with money; of visits one."""
    present: tuple[Point, ...]
    """of the published plan's weeks; of visits the present number."""


def promotion_curves(solved: Solved, account: int) -> list[Curve]:
    """Uplift by money in a week, of every mechanic that the plan uses at an account."""
    problem, decisions = solved.problem, solved.result.decisions
    assert decisions is not None
    rows, published = problem.promotions, problem.published
    responses = Responses.of_promotions(rows)
    found = []
    for row in np.flatnonzero(
        (rows.account == account) & (decisions.spend.sum(axis=1) > 0.0)
    ).tolist():
        spent = decisions.spend[row]
        before = np.zeros(0) if published is None else published.spend[row]
        largest = max(spent.max(), before.max(initial=0.0), float(rows.half_spend[row]))
        efforts = np.linspace(0.0, BEYOND * largest, STEPS + 1)
        found.append(
            Curve(
                problem.accounts[account],
                rows.mechanic[row],
                _points(responses, row, efforts),
                _points(responses, row, np.unique(spent[spent > 0.0])),
                _points(responses, row, np.unique(before[before > 0.0])),
            )
        )
    return found


def visit_curves(solved: Solved, account: int) -> list[Curve]:
    """Change of demand by visits over the horizon, against the present ones."""
    problem, decisions = solved.problem, solved.result.decisions
    assert decisions is not None
    rows = problem.visits
    responses = Responses.of_visits(rows)
    found = []
    for row in np.flatnonzero((rows.account == account) & (responses.most > 0.0)).tolist():
        planned, present = decisions.visits[row], float(rows.present[row])
        most = max(int(rows.maximum[row]), int(np.ceil(present)), 1)
        efforts = np.unique(np.linspace(0, most, min(most, STEPS) + 1).round())
        found.append(
            Curve(
                problem.accounts[account],
                rows.kind[row],
                _points(responses, row, efforts, present),
                _points(responses, row, np.array([float(planned)]), present),
                _points(responses, row, np.array([present]), present),
            )
        )
    return found


def _points(
    responses: Responses, row: int, efforts: Floats, present: float = 0.0
) -> tuple[Point, ...]:
    """Levels above that of the present effort."""
    if not len(efforts):
        return ()
    curve = responses[np.full(len(efforts), row)]
    levels = curve.value(efforts) - curve.value(np.full(len(efforts), present))
    return tuple(zip(efforts.tolist(), levels.tolist(), strict=True))
