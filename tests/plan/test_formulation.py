"""The problem made of a tiny plan, against arithmetic done by hand."""

from pathlib import Path

import numpy as np
import pytest

from kamplan.exchange.folder import read_plan
from kamplan.formulation import formulate
from solver import Problem
from tests.plan.folders import edited, write_folder

T, F = True, False


@pytest.fixture
def problem(tmp_path: Path) -> Problem:
    """Accounts a, b; products p, q; weeks 2026-W52, 2026-W53, 2027-W01."""
    return formulate(read_plan(write_folder(tmp_path)))


def test_net_price_and_margin(problem: Problem) -> None:
    # a: p 100 (1 - 0.1) - 0.05 * 120 = 84; q 50 (1 - 0.1) - 0.05 * 50 = 42.5.
    assert problem.net_price == pytest.approx(np.array([[84, 42.5], [100, 50]]))
    assert problem.margin == pytest.approx(np.array([[24, 12.5], [40, 20]]))
    # p has no salvage: its cost. q: 30 - 10.
    assert problem.write_down.tolist() == [0, 20]
    assert problem.holding.tolist() == [1, 0]


def test_volumes(problem: Problem) -> None:
    assert problem.weeks == ("2026-W52", "2026-W53", "2027-W01")
    assert problem.baseline.tolist() == [
        [[10, 20, 0], [0, 8, 0]],
        [[0, 5, 0], [0, 0, 4]],
    ]
    assert problem.supply.tolist() == [[12, 15, 0], [0, 20, 0]]
    assert problem.opening.tolist() == [3, 0]


def test_promotions(problem: Problem) -> None:
    promotions = problem.promotions
    assert promotions.account.tolist() == [0, 0, 1]
    assert promotions.mechanic == ("display", "tasting", "display")
    assert promotions.covers.tolist() == [[T, T], [T, F], [T, T]]
    assert promotions.active.tolist() == [[T, T, T], [F, T, T], [T, T, T]]
    assert promotions.shape.tolist() == [1, 1, 1]


def test_curves_of_judged_points(tmp_path: Path) -> None:
    """Points in any order, with and without the one at nothing; the shorter repeats its last."""
    made = formulate(read_plan(write_folder(tmp_path, {
        "curves.csv": "curve,point,effort,effect\nslow,b,2,0.8\nfast,1,0.5,1.5\nslow,a,1,0.1\n"
        "slow,0,0,0\n",
        "promotions.csv": "account,mechanic,max_uplift,half_spend,curve\na,display,0.5,10,slow\n"
        "a,tasting,0.2,5,\nb,display,0.4,8,fast\n",
        "visits.csv": "account,kind,present,max,hours,max_change,curve\na,rep,4,6,2,0.1,fast\n",
    })))  # fmt: skip
    assert made.promotions.points.tolist() == [
        [[0, 0], [1, 0.1], [2, 0.8]],
        [[0, 0], [0, 0], [0, 0]],
        [[0, 0], [0.5, 1.5], [0.5, 1.5]],
    ]
    assert made.visits.points.tolist() == [[[0, 0], [0.5, 1.5]]]


def test_a_plan_without_curves_has_no_points(problem: Problem) -> None:
    assert problem.promotions.points.shape == (3, 0, 2)
    assert problem.visits.points.shape == (2, 0, 2)


def test_visits_and_teams(problem: Problem) -> None:
    visits = problem.visits
    assert visits.team.tolist() == [0, 0]
    assert visits.present.tolist() == [4, 3]
    assert visits.minimum.tolist() == [2, 0]
    assert visits.maximum.tolist() == [6, 3]
    assert visits.cost.tolist() == [1, 0]
    assert visits.max_change.tolist() == [0.1, 0]
    assert visits.half_visits.tolist() == [3, 1]
    assert problem.teams.names == ("t",)
    assert problem.teams.hours.tolist() == [16]
    assert problem.teams.peak_hours.tolist() == [4]
    assert problem.peak.tolist() == [F, T, F]
    assert problem.peak_share == pytest.approx(1 / 3)


def test_the_team_of_a_visit_and_teams_without_hours(tmp_path: Path) -> None:
    changes = {
        "visits.csv": "account,kind,team,hours\na,rep,v,1\na,boss,u,1\nb,rep,,1\n",
        "teams.csv": "team,week,hours\nu,2027-W01,2\nt,2026-W52,1\n",
        **edited("plan.toml", '"2026-W53"', '""'),
    }
    made = formulate(read_plan(write_folder(tmp_path, changes)))
    assert made.teams.names == ("u", "t")
    assert made.visits.team.tolist() == [-1, 0, 1]
    assert made.teams.peak_hours.tolist() == [np.inf, np.inf]
    assert not made.peak.any()


def test_budgets(problem: Problem) -> None:
    total, east, shows = problem.budgets
    assert (total.name, total.minimum, total.maximum) == ("total", 0, 100)
    assert total.selects.tolist() == problem.promotions.active.tolist()
    assert (east.name, east.minimum, east.maximum) == ("east", 0, 60)
    assert east.selects.tolist() == [[T, T, T], [F, T, T], [F, F, F]]
    assert (shows.minimum, shows.maximum) == (0, 40)
    assert shows.selects.tolist() == [[F, T, F], [F, F, F], [F, T, F]]


def test_a_budget_without_a_maximum(tmp_path: Path) -> None:
    made = formulate(read_plan(write_folder(tmp_path, edited("budgets.csv", ",,60", ",5,"))))
    assert (made.budgets[1].minimum, made.budgets[1].maximum) == (5, np.inf)
    without = edited("plan.toml", "budget = 100", "")
    made = formulate(read_plan(write_folder(tmp_path, without)))
    assert [budget.name for budget in made.budgets] == ["east", "shows"]


def test_service(problem: Problem) -> None:
    # Cells are numbered account, product, week: a p 0-2, a q 3-5, b p 6-8, b q 9-11.
    found = [(rule.name, rule.cell, rule.share, rule.cells.tolist()) for rule in problem.fill_rules]
    assert found == [
        ("fair", ("a",), 0.3, [0, 1, 2, 3, 4, 5]),
        ("fair", ("b",), 0.3, [6, 7, 8, 9, 10, 11]),
        ("peas", ("2026-W52",), 0.5, [0]),
        ("peas", ("2026-W53",), 0.5, [1]),
    ]


@pytest.mark.parametrize(
    ("each", "cells"),
    [
        ("", [()]),
        # Cells without a baseline are skipped.
        ("product", [("p",), ("q",)]),
        ("week", [("2026-W52",), ("2026-W53",), ("2027-W01",)]),
        ("week;account",
         [("a", "2026-W52"), ("a", "2026-W53"), ("b", "2026-W53"), ("b", "2027-W01")]),
        ("account;product;week",
         [("a", "p", "2026-W52"), ("a", "p", "2026-W53"), ("a", "q", "2026-W53"),
          ("b", "p", "2026-W53"), ("b", "q", "2027-W01")]),
    ],
)  # fmt: skip
def test_each(tmp_path: Path, each: str, cells: list[tuple[str, ...]]) -> None:
    text = f"name,min_fill,each\nfair,0.1,{each}\n"
    made = formulate(read_plan(write_folder(tmp_path, {"service.csv": text})))
    assert [rule.cell for rule in made.fill_rules] == cells
    asked = made.baseline.ravel()
    assert sum(asked[rule.cells].sum() for rule in made.fill_rules) == 47


def test_own_columns_select_accounts(tmp_path: Path) -> None:
    changes = edited("budgets.csv", "region=East", "x_city=Leipzig|Hangzhou;tier=B")
    made = formulate(read_plan(write_folder(tmp_path, changes)))
    assert made.budgets[1].selects.any(axis=1).tolist() == [F, F, T]
