"""Curves from judgements: answers of one judge or several, combined, fitted, or refused.

Decision calculus as Little (1970) and Lodish (1971) have it. Answers are taken as shares of what
the same judge says is sold at the present effort, so that judges may think in units, in money or
in an index.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from kamplan.plan.faults import Fault
from kamplan.plan.plan import Plan
from kamplan.plan.pointing import fault_at
from kamplan.plan.tables import Table, number_text
from solver.decision_calculus import FittedCurve, fit_curve
from solver.problem import Floats

ANSWERS = ("none", "half", "present", "plus_half", "saturation")
EFFORTS = np.array([0.0, 0.5, 1.0, 1.5, np.inf])
"""Of the answers, in multiples of the present effort."""
BETWEEN = slice(1, 4)
"""Answers that the fit goes by; the first and the last are its ends."""
NEAR = 0.03
"""A curve further from the answers than this share of present sales is worth another question."""


@dataclass(frozen=True)
class JudgedCurve:
    """What judges say together of one curve. Arrays follow ANSWERS, shares of present sales."""

    name: str
    judges: tuple[str, ...]
    answers: Floats
    """[J, 5], NaN where a judge gave none."""
    weights: Floats
    """[J] as they count, sum 1."""
    mean: Floats
    """[5] weighted mean, what a judge left out read off the judge's own curve; NaN where nobody
    answered."""
    spread: Floats
    """[5] weighted standard deviation of them; 0 with one judge."""
    fit: FittedCurve
    """through `mean`: levels in shares of present sales."""

    @property
    def missed(self) -> Floats:
        """[5] curve minus mean answer; NaN where nobody answered, 0 at either end."""
        levels = self.fit.level(np.append(EFFORTS[:-1], 0.0))
        levels[-1] = self.fit.high
        return np.asarray(levels - self.mean)

    @property
    def misfit(self) -> float:
        """Root of the mean squared miss over the answers in between, share of present sales."""
        return float(np.sqrt(np.nanmean(self.missed[BETWEEN] ** 2)))

    @property
    def max_uplift(self) -> float:
        """Uplift at effort without end, share of what is sold at none; inf from nothing."""
        return (self.fit.high - self.fit.low) / self.fit.low if self.fit.low > 0.0 else np.inf

    @property
    def max_change(self) -> float:
        """Change from no to unlimited effort, share of present sales."""
        return self.fit.high - self.fit.low


def judged_curves(table: Table) -> dict[str, JudgedCurve]:
    """The curves of judgements.csv that nothing is wrong with; fitted once for a table."""
    found: dict[str, JudgedCurve] | None = table.__dict__.get("_judged")
    if found is None:
        wrong = {str(table["curve"][row]) for row, *_ in refusals(table)}
        names = dict.fromkeys(table["curve"].tolist())
        found = {name: combine(table, name) for name in names if name not in wrong}
        table.__dict__["_judged"] = found
    return found


def combine(table: Table, name: str) -> JudgedCurve:
    """The judges of one curve, whose answers are sound, as one curve."""
    rows = table.rows_of("curve", name)
    answers = np.column_stack([table[answer][rows] for answer in ANSWERS])
    answers = answers / table["present"][rows][:, None]
    weights = table["weight"][rows] / table["weight"][rows].sum()
    answered = np.asarray(~np.isnan(answers).all(axis=0))
    # A mean over other people for every effort could fall where nobody says that sales fall.
    whole = np.array([_whole(each) for each in answers])
    mean = np.where(answered, weights @ whole, np.nan)
    spread = np.sqrt(weights @ (whole - weights @ whole) ** 2)
    asked = np.flatnonzero(answered[BETWEEN]) + BETWEEN.start
    even = np.ones(len(asked))
    fit = fit_curve(EFFORTS[asked], mean[asked], even, float(mean[0]), float(mean[-1]))
    judges = tuple(table["judge"][rows].tolist())
    return JudgedCurve(name, judges, answers, weights, mean, spread, fit)


def _whole(answers: Floats) -> Floats:
    """[5] answers of one judge; what was left out is read off the curve through the others."""
    asked = np.flatnonzero(~np.isnan(answers[BETWEEN])) + BETWEEN.start
    if len(asked) == BETWEEN.stop - BETWEEN.start:
        return answers
    levels = answers[asked]
    ends = float(answers[0]), float(answers[-1])
    own = fit_curve(EFFORTS[asked], levels, np.ones(len(asked)), *ends)
    return np.where(np.isnan(answers), own.level(np.append(EFFORTS[:-1], 0.0)), answers)


def refusals(table: Table) -> Iterator[tuple[int, str, str, dict[str, str]]]:
    """(row, column, code, values) of answers that no curve can give.

    A cell that is wrong by itself is reported as such elsewhere: no code.
    """
    for row in range(len(table)):
        cells = {name: float(table[name][row]) for name in (*ANSWERS, "weight")}
        if any(np.isnan(cells[name]) for name in ("none", "present", "saturation", "weight")) or (
            any(value < 0.0 or np.isinf(value) for value in cells.values())
            or not cells["present"] * cells["weight"] > 0.0
        ):
            yield row, "", "", {}
        elif np.isnan(cells["half"]) and np.isnan(cells["plus_half"]):
            yield row, "plus_half", "answers-few", {}
        else:
            yield from _order(row, [(name, cells[name]) for name in ANSWERS])


def _order(
    row: int, answers: list[tuple[str, float]]
) -> Iterator[tuple[int, str, str, dict[str, str]]]:
    """More effort never sells less, effort without end sells more than any, and some is of use."""
    given = [(name, value) for name, value in answers if not np.isnan(value)]
    if given[-1][1] == given[0][1]:
        yield row, "saturation", "answers-flat", {}
        return
    for (before, less), (name, value) in pairwise(given):
        said = {"before": before, "less": number_text(less)}
        if value < less:
            yield row, name, "answers-fall", said
            return
        if name == "saturation" and value == less:
            yield row, name, "answers-full", said
            return


def check_answers(table: Table) -> Iterator[Fault]:
    """Answers that make no curve."""
    for row, column, code, values in refusals(table):
        if code:
            yield fault_at(table, row, column, code, values)


def check_names(plan: Plan) -> Iterator[Fault]:
    """Judged curves with the name of one of curves.csv."""
    table, others = plan["judgements"], set(plan["curves"]["curve"].tolist())
    told: set[str] = set()
    for row, name in enumerate(table["curve"].tolist()):
        if name in others and name not in told:
            told.add(name)
            yield fault_at(table, row, "curve", "curve-in-both")
