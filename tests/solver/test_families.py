"""Every family of rules in the model has a small test of its own, solved by hand."""

import re
from pathlib import Path

import numpy as np

from solver import Aim, Problem, Target, Warehouse
from solver.model import build_model
from tests.solver.problems import (
    Calendar,
    Cap,
    Fair,
    Fill,
    Held,
    Kept,
    Promo,
    Team,
    Visit,
    make_problem,
)

# Families without a row in the model: variables and cuts carry them.
WITHOUT_A_ROW = {"demand", "visit_bounds", "write_down", "negative_margin"}


def everything() -> Problem:
    """A problem that has every family of rules."""
    return make_problem(
        [[100.0, 100.0, 100.0], [50.0, 50.0, 50.0]],
        promos=(Promo(),),
        visits=(Visit(team=0),),
        teams=(Team(hours=5.0, peak_hours=2.0),),
        caps=(Cap(100.0, minimum=10.0),),
        fills=(Fill(0.5),),
        fair=(Fair(0.5),),
        held=(
            Held("spend", 10.0, 10.0),
            Held("units", least=1.0, family="no_worse"),
            Held("units", least=1.0, family="kept"),
        ),
        kept=(Kept(opening=5.0, least_end=5.0, least=1.0, most=9.0, price=1.0),),
        calendar=(Calendar(least_spend=1.0, most_weeks=2, longest=1, gap=2),),
        targets=(Target(Aim("units", units=1.0), 1.0),),
        warehouse=Warehouse(np.ones(1), 5000.0),
        credit={0: (1000.0, 1)},
        peak=(1,),
    )


def families_in_the_model() -> set[str]:
    """Its families."""
    return {family for family, _ in build_model(everything()).rules}


def families_solved_by_hand() -> set[str]:
    """Families named by the hand-solved tests beside this one."""
    known = families_in_the_model() | WITHOUT_A_ROW
    text = "".join(path.read_text("utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    named = re.findall(r"^def test_hand_solved_(\w+)\(", text, re.MULTILINE)
    longest_first = sorted(known, key=len, reverse=True)
    return {
        next((family for family in longest_first if name.startswith(family)), name)
        for name in named
    }


def test_the_model_has_the_families_that_are_known() -> None:
    assert families_in_the_model() == {
        "supply",
        "budget",
        "budget_min",
        "visit_hours",
        "peak_hours",
        "min_fill",
        "promo_least",
        "promo_weeks",
        "promo_run",
        "promo_gap",
        "account_stock",
        "account_end",
        "band_least",
        "band_most",
        "fairness",
        "warehouse",
        "lock_least",
        "lock_most",
        "target",
        "no_worse",
        "kept",
        "credit",
    }


def test_every_family_is_solved_by_hand() -> None:
    missing = (families_in_the_model() | WITHOUT_A_ROW) - families_solved_by_hand()
    assert not missing
