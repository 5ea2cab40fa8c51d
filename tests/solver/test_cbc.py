"""HiGHS and CBC agree on the same outer models: cuts included, with visits and switches whole.

CBC comes with some versions of PuLP only.
"""

import warnings
from typing import Any

import numpy as np
import pulp
import pytest

from solver import Problem
from solver.backends import Outcome, Stop
from solver.certify import Search
from solver.model.core import affine
from tests.solver.problems import Calendar, Cap, Fill, Promo, Team, Visit, make_problem


def cbc() -> Any:
    """The solver; None where this PuLP brings none."""
    if not hasattr(pulp, "PULP_CBC_CMD"):
        return None
    with warnings.catch_warnings():
        # PuLP 3 says that PuLP 4 will have it no more.
        warnings.simplefilter("ignore", DeprecationWarning)
        found = pulp.PULP_CBC_CMD(msg=False, gapRel=0.0)
    return found if found.available() else None


pytestmark = pytest.mark.skipif(cbc() is None, reason="this PuLP brings no CBC")
# CBC has tolerances of its own, and reads numbers from a file of twelve digits.
AGREES = 1e-6


def random_plan(seed: int, calendar: bool = False) -> Problem:
    """Promotions, visits with hours, short supply, a promise, and perhaps a calendar."""
    rng = np.random.default_rng(seed)
    accounts, weeks = 4, 4
    return make_problem(
        rng.uniform(20.0, 200.0, (accounts, weeks)),
        margin=rng.uniform(2.0, 12.0, accounts),
        supply=rng.uniform(150.0, 350.0, weeks),
        holding=0.2,
        write_down=1.0,
        promos=tuple(Promo(a, top=float(rng.uniform(0.2, 0.9))) for a in range(accounts)),
        visits=tuple(Visit(a, hours=float(rng.uniform(1, 3)), team=0) for a in range(accounts)),
        teams=(Team(hours=11.0),),
        caps=(Cap(float(rng.uniform(200.0, 600.0))),),
        fills=(Fill(0.4, accounts=(0,)),),
        calendar=(Calendar(rows=(0,), most_weeks=2, longest=1, least_spend=20.0),)
        if calendar
        else (),
        target_gap=1e-5,
    )


def by_cbc(search: Search) -> float:
    """Optimum of the program that HiGHS holds now, cuts and all, as CBC finds it."""
    lp = search.session.highs.getLp()
    whole = np.array([int(kind) == 1 for kind in lp.integrality_] or [False] * lp.num_col_)
    program = pulp.LpProblem("the_same", pulp.LpMaximize)
    columns = [
        program.add_variable(
            f"x{place}",
            None if np.isinf(low) else low,
            None if np.isinf(high) else high,
            pulp.LpInteger if whole[place] else pulp.LpContinuous,
        )
        for place, (low, high) in enumerate(zip(lp.col_lower_, lp.col_upper_, strict=True))
    ]
    program.setObjective(affine(list(zip(columns, lp.col_cost_, strict=True))))
    for row in range(lp.num_row_):
        _, low, high, _ = search.session.highs.getRow(row)
        _, index, value = search.session.highs.getRowEntries(row)
        terms = [(columns[i], v) for i, v in zip(index, value, strict=True)]
        if np.isfinite(high):
            program.addConstraint(affine(terms) <= high)
        if np.isfinite(low):
            program.addConstraint(affine(terms) >= low)
    program.solve(cbc())
    assert pulp.LpStatus[program.status] == "Optimal"
    return float(lp.offset_) + float(pulp.value(program.objective))


@pytest.mark.parametrize("seed", range(6))
def test_the_refined_linear_program(seed: int) -> None:
    search = Search(random_plan(seed), Stop())
    assert search.refine() is Outcome.OPTIMAL
    assert by_cbc(search) == pytest.approx(search.session.objective, rel=AGREES)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("calendar", [False, True])
def test_whole_visits_and_switches(seed: int, calendar: bool) -> None:
    search = Search(random_plan(seed, calendar), Stop())
    assert search.refine() is Outcome.OPTIMAL
    whole = np.concatenate([search.model.visits, search.model.on])
    search.session.set_whole(whole, True)
    assert search.session.solve(mip_gap=0.0) is Outcome.OPTIMAL
    objective = search.session.objective
    assert by_cbc(search) == pytest.approx(objective, rel=AGREES)
