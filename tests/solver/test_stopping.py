"""Time and the stop flag: whenever they come, the answer is a checked plan or an honest none."""

import sys
from dataclasses import replace
from threading import Event

import numpy as np
import pytest

from solver import Aim, Problem, Result, Rounding, Target, evaluate, solve
from solver.certify import Search
from solver.problem import Floats, Ints
from solver.ranking import rank_accounts
from tests.solver.problems import Cap, Fill, Promo, Team, Visit, make_decisions, make_problem
from tests.solver.test_families import everything

NEVER = 10**9


class StopAfter(Event):
    """A flag that is found set after it has been looked at a number of times."""

    def __init__(self, looks: int) -> None:
        super().__init__()
        self.looks = looks

    def is_set(self) -> bool:
        self.looks -= 1
        return self.looks < 0


def busy_plan() -> Problem:
    """Takes cuts, whole visits and a search."""
    rng = np.random.default_rng(5)
    baseline = rng.uniform(50.0, 150.0, (4, 2, 4))
    visits = tuple(
        Visit(a, maximum=5, present=1.0, cost=30.0, hours=1.0 + a % 2, half=2.0, team=0)
        for a in range(4)
    )
    return make_problem(
        baseline,
        margin=rng.uniform(2.0, 20.0, (4, 2)),
        supply=baseline.sum(axis=0) * 0.9,
        holding=0.2,
        promos=tuple(Promo(a, half=200.0) for a in range(4)),
        visits=visits,
        teams=(Team(hours=11.0),),
        caps=(Cap(900.0),),
        fills=(Fill(0.95, accounts=(0,)),),
        target_gap=1e-5,
    )


def assert_honest(problem: Problem, result: Result, best: float) -> None:
    """A plan is checked and its gap is true; without one nothing is claimed."""
    assert result.status in ("optimal", "feasible", "stopped")
    if result.bound is not None:
        assert result.bound >= best - 1e-8 * abs(best)
    if result.status == "stopped":
        assert (result.objective, result.decisions, result.gap) == (None, None, None)
        return
    assert result.decisions is not None
    assert result.objective is not None
    found = evaluate(problem, result.decisions)
    assert found.breaks == ()
    assert found.contribution == pytest.approx(result.objective)
    assert result.objective <= best + 1e-4 * abs(best)
    if result.status == "optimal":
        assert result.gap is not None
        assert result.gap <= problem.target_gap


def test_no_time_at_all_gives_no_error() -> None:
    problem = busy_plan()
    best = solve(problem).objective
    assert best is not None
    assert_honest(problem, solve(replace(problem, time_limit=0.0)), best)


def test_a_flag_set_before_the_start_gives_no_error() -> None:
    problem, flag = busy_plan(), Event()
    best = solve(problem).objective
    assert best is not None
    flag.set()
    assert_honest(problem, solve(problem, flag), best)


def test_a_policy_that_keeps_every_rule_stands_in_for_a_plan() -> None:
    # Nobody needs a search to do nothing: the policies spend nothing and break nothing.
    problem = replace(busy_plan(), fill_rules=())
    flag = Event()
    flag.set()
    result = solve(problem, flag)
    assert result.status == "feasible"
    assert result.decisions is not None
    assert result.decisions.spend.sum() == 0.0


def test_a_stop_at_any_moment_gives_a_checked_plan_or_an_honest_none() -> None:
    problem = busy_plan()
    counting = StopAfter(NEVER)
    whole = solve(problem, counting)
    assert whole.status == "optimal"
    assert whole.objective is not None
    # HiGHS looks more or less often from run to run: these are moments, not exact places.
    looks = NEVER - counting.looks
    seen = set()
    for moment in [*np.linspace(0.0, looks, 40).astype(int), NEVER]:
        result = solve(problem, StopAfter(int(moment)))
        assert_honest(problem, result, whole.objective)
        seen.add(result.status)
    assert {"stopped", "optimal"} <= seen


def test_a_stop_while_explaining_leaves_out_worths_and_keeps_the_plan(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    problem, flag = busy_plan(), Event()
    whole = solve(problem)

    def rank_and_stop(problem: Problem, search: Search) -> tuple[Ints, Floats]:
        flag.set()
        return rank_accounts(problem, search)

    # Ranks are made between the plan and its worths.
    monkeypatch.setattr(sys.modules["solver.live"], "rank_accounts", rank_and_stop)
    result = solve(problem, flag)
    assert flag.is_set()
    assert result.status == "optimal"
    assert result.objective == pytest.approx(whole.objective)
    assert len(result.worth) < len(whole.worth)


def test_a_plan_short_of_its_proof_is_feasible_and_not_optimal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Rounded visits without a search: one visit of 3 hours for 90, where two of 2 hours bring
    # 99 (see visits).
    visits = (
        Visit(account=0, hours=3.0, maximum=1, team=0),
        Visit(account=1, hours=2.0, maximum=2, team=0, top=1.0, half=100.0),
    )
    problem = make_problem([[36.0], [505.0]], visits=visits, teams=(Team(hours=4.0),))
    monkeypatch.setattr(Search, "_branch", lambda _search: None)
    result = solve(problem)
    assert result.status == "feasible"
    assert result.gap is not None
    assert result.gap > problem.target_gap
    assert result.bound is not None
    assert result.bound >= 360.0 + 5050.0 * (1.0 + 2.0 / 102.0)


def test_time_enough_changes_nothing() -> None:
    problem = busy_plan()
    first, second = solve(problem), solve(replace(problem, time_limit=60.0), Event())
    assert second.objective == pytest.approx(first.objective)
    assert second.status == "optimal"


@pytest.mark.parametrize("limit", [0.0, 0.001, 0.01])
def test_an_infeasible_problem_is_never_given_a_plan(limit: float) -> None:
    caps = (Cap(200.0), Cap(minimum=300.0, name="launch"))
    problem = make_problem([100.0], promos=(Promo(),), caps=caps, time_limit=limit)
    assert solve(problem).status in ("infeasible", "stopped")


REVENUE, UNITS = Aim("revenue", revenue=1.0), Aim("units", units=1.0)
KINDS: dict[str, Problem] = {
    "every family": everything(),
    "published": replace(
        busy_plan(), fill_rules=(), published=make_decisions(busy_plan(), visits=1)
    ),
    "curves that bend": replace(
        busy_plan(),
        promotions=replace(busy_plan().promotions, shape=np.full(len(busy_plan().promotions), 2.5)),
    ),
    "aims": replace(busy_plan(), aims=(REVENUE, UNITS)),
    "least spend": replace(
        busy_plan(), aims=(Aim("spend", spend=1.0),), targets=(Target(UNITS, 100.0),)
    ),
    "whole cases": replace(busy_plan(), rounding=Rounding(5.0, np.full(busy_plan().shape[1], 2.0))),
    "without rules": replace(busy_plan(), budgets=(), fill_rules=()),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("limit", [0.0, 0.002, 0.01, 0.05])
def test_no_time_for_any_kind_of_plan(kind: str, limit: float) -> None:
    problem = KINDS[kind]
    whole = solve(problem)
    assert whole.objective is not None
    result = solve(replace(problem, time_limit=limit), explain=True)
    assert result.status in ("optimal", "feasible", "stopped")
    if result.bound is not None:
        assert result.bound >= whole.objective - 1e-6 * abs(whole.objective)
    if result.decisions is not None:
        found = evaluate(problem, result.decisions)
        assert found.breaks == ()
        assert found.objective == pytest.approx(result.objective)
        assert result.status == "feasible" or (result.gap or 0.0) <= problem.target_gap
