"""Visits: how often, and whether the team has the hours."""

import numpy as np
import pulp

from solver.model.core import Model
from solver.problem import Floats, Problem
from solver.responses import Responses


def visit_change(problem: Problem, visits: Floats) -> Floats:
    """[K] change of baseline, r(n) = top (F(n) - F(present)), share."""
    curves = Responses.of_visits(problem.visits)
    return curves.value(visits) - curves.value(problem.visits.present)


def define_visits(model: Model) -> None:
    """Visits over the horizon and the change they make, the same in every week.

        min[k] <= n[k] <= max[k], whole      visits
        r(min) <= r[k] <= r(max)             share of baseline

    r <= r(n) is left to the chords between whole numbers (see cuts).
    """
    visits = model.problem.visits
    exists = np.ones(len(visits), dtype=bool)
    low, high = visits.minimum.astype(float), visits.maximum.astype(float)
    model.visits = model.add_columns("visits", exists, low, high, integer=True)
    least, most = (visit_change(model.problem, n) * model.change_unit for n in (low, high))
    model.change = model.add_columns("change", exists, least, most)


def define_visit_hours(model: Model) -> None:
    """A team's visits fit its hours: over the horizon, and evenly spread in the peak.

        sum hours[k] n[k]               <=  H[g]
        sum hours[k] n[k] * peak share  <=  H_peak[g]

    Units: hours. Dual: contribution gained by one more hour, visits taken as divisible.
    """
    problem, visits = model.problem, model.problem.visits
    for team, name in enumerate(problem.teams.names):
        hours = np.where(visits.team == team, visits.hours, 0.0)
        for family, share, limit in (
            ("visit_hours", 1.0, problem.teams.hours[team]),
            ("peak_hours", problem.peak_share, problem.teams.peak_hours[team]),
        ):
            if np.isfinite(limit):
                model.add_rule(
                    (family, (name,)),
                    model.visits,
                    hours * share,
                    pulp.LpConstraintLE,
                    float(limit),
                    scale=max(float(limit), 1.0),
                )
