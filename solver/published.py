"""The published plan, as a plan of today's problem."""

from dataclasses import replace

import numpy as np

from solver.evaluate import demand_after, evaluate
from solver.problem import Decisions, Problem


def allowed_start(problem: Problem) -> Decisions | None:
    """The published plan, sales within today's demand; None where it breaks a rule or where
    none is published."""
    published = problem.published
    if published is None:
        return None
    most = np.maximum(demand_after(problem, published), 0.0)
    most[problem.tracked] = np.inf
    start = replace(published, shipped=np.minimum(published.shipped, most))
    return None if evaluate(problem, start).breaks else start
