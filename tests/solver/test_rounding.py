"""Controlled rounding: by hand, against every rounding of small plans, and every rule kept."""

from dataclasses import replace
from itertools import product
from threading import Event

import numpy as np
import pytest
from hypothesis import given

from solver import (
    Decisions,
    LiveSolver,
    Problem,
    Progress,
    Result,
    Rounded,
    Rounding,
    SolverTrouble,
    evaluate,
    solve,
)
from solver.rules import Aim
from tests.solver.brute_force import demand_at
from tests.solver.problems import (
    Calendar,
    Cap,
    Fill,
    Held,
    Kept,
    Promo,
    Team,
    Visit,
    make_problem,
)
from tests.solver.strategies import plans
from tests.solver.test_freedom import several_families
from tests.solver.test_properties import few


def rounding(step: float = 1.0, *cases: float) -> Rounding:
    """One product a case size."""
    return Rounding(step, np.array(cases or (1.0,)))


def rounded(problem: Problem, step: float = 1.0, *cases: float) -> Rounded:
    """What the plan is rounded to."""
    result = solve(replace(problem, rounding=rounding(step, *cases)))
    assert result.rounded is not None
    return result.rounded


def is_multiple(values: np.ndarray, of: np.ndarray | float) -> bool:
    """True where all are whole multiples."""
    return bool(np.all(np.abs(values / of - np.rint(values / of)) < 1e-9))


def assert_whole(problem: Problem, result: Result) -> Decisions:
    """Multiples next to the plan, every rule kept, and the money recomputed."""
    assert result.decisions is not None
    assert result.rounded is not None
    assert problem.rounding is not None
    found, before = result.rounded.decisions, result.decisions
    assert found is not None
    step, case = problem.rounding.step, problem.rounding.case_units[:, None]
    assert is_multiple(found.spend, step)
    assert is_multiple(found.shipped, case)
    assert is_multiple(found.extra, case)
    assert np.abs(found.spend - before.spend).max(initial=0.0) < step
    assert found.visits.tolist() == before.visits.tolist()
    recomputed = evaluate(problem, found)
    assert recomputed.breaks == ()
    assert result.rounded.evaluation is not None
    assert result.rounded.evaluation.contribution == recomputed.contribution
    return found


def test_hand_rounded_goods() -> None:
    # 10.7 and 5.2 asked for, 9 there, cases of 3: three cases, to whom a unit earns most;
    # the first could take three, so the second, at 12 a unit, gets one and the first two.
    problem = make_problem([[10.7], [5.2]], margin=[10.0, 12.0], supply=[9.0])
    found = rounded(problem, 1.0, 3.0).decisions
    assert found is not None
    assert found.shipped.ravel().tolist() == [6.0, 3.0]


def test_hand_rounded_money() -> None:
    # 400 x / (100 + x) - x is best at 100 for each of two; 130 in all are 65 each, in steps of
    # 40 either 40 or 80: both at 80 would be 160, so one at 80 and one at 40.
    problem = make_problem(
        [[100.0], [100.0]], promos=(Promo(0), Promo(1)), caps=(Cap(130.0),), supply=[1000.0]
    )
    result = solve(replace(problem, rounding=rounding(40.0, 0.001)))
    assert result.decisions is not None
    assert result.decisions.spend.ravel() == pytest.approx([65.0, 65.0], abs=0.1)
    assert result.rounded is not None
    assert result.rounded.decisions is not None
    assert sorted(result.rounded.decisions.spend.ravel().tolist()) == [40.0, 80.0]
    assert result.rounded.evaluation is not None
    worth = 2000.0 + 400.0 * (80.0 / 180.0 + 40.0 / 140.0) - 120.0
    # Of each of 117.8 and 111.4 units up to a thousandth is lost.
    assert result.rounded.evaluation.contribution == pytest.approx(worth, abs=0.02)


def test_whole_plans_stay_as_they_are() -> None:
    problem = make_problem([100.0], promos=(Promo(),), held=(Held("spend", 50.0, 50.0),))
    # 100 (1 + 0.4 / 3) = 113.33 asked for; held to 113.
    result = solve(replace(problem, rounding=rounding(25.0)))
    found = assert_whole(replace(problem, rounding=rounding(25.0)), result)
    assert found.spend.ravel().tolist() == [50.0]
    assert found.shipped.ravel().tolist() == [113.0]


def test_extra_supply_is_bought_by_the_case() -> None:
    # 22 there, 31 asked for, cases of 6: 30 are sold, and of the 8 that takes two cases bought.
    problem = make_problem([31.0], supply=[22.0], extra=[50.0], extra_cost=[4.0])
    found = rounded(problem, 1.0, 6.0).decisions
    assert found is not None
    assert found.shipped.ravel().tolist() == [30.0]
    assert found.extra.ravel().tolist() == [12.0]


def test_a_service_rule_is_kept_by_choosing_whom_to_round_up() -> None:
    # 9 of 12 units; both accounts have 4 of their 6 promised; cases of 2: 4 and 4, not 6 and 2.
    each = tuple(Fill(0.6, accounts=(a,), cell=(f"a{a + 1}",)) for a in range(2))
    problem = make_problem([[6.0], [6.0]], margin=[10.0, 9.0], supply=[9.0], fills=each)
    found = rounded(problem, 1.0, 2.0).decisions
    assert found is not None
    assert found.shipped.ravel().tolist() == [4.0, 4.0]


def test_what_stands_in_the_way_is_named_with_its_amount() -> None:
    # 250 of money is no multiple of 100; 90 % of 10.5 units are in two cases of 5, not of 4.
    locked = make_problem([100.0], promos=(Promo(),), held=(Held("spend", 250.0, 250.0),))
    answer = rounded(locked, 100.0)
    assert answer.decisions is None
    assert not answer.stopped
    (lock,) = answer.conflict
    assert lock.rule in ("lock_least", "lock_most")
    assert (lock.key, lock.limit) == (("held",), 250.0)
    assert lock.amount == pytest.approx(50.0)
    served = make_problem([10.5], fills=(Fill(0.9),))
    assert rounded(served, 1.0, 5.0).decisions is not None
    (fill,) = rounded(served, 1.0, 4.0).conflict
    assert (fill.rule, fill.key) == ("min_fill", ("service",))
    assert fill.amount == pytest.approx(0.9 * 10.5 - 8.0)


def test_an_account_keeps_what_a_case_holds_too_much() -> None:
    # Ten a week, cases of 25, and stock of its own: 25, 0, 25 (or another 50 in time) sell 30.
    problem = make_problem([10.0, 10.0, 10.0], kept=(Kept(),), holding=0.01)
    found = rounded(problem, 1.0, 25.0)
    assert found.decisions is not None
    assert found.evaluation is not None
    assert is_multiple(found.decisions.shipped, 25.0)
    assert found.evaluation.units_sold == pytest.approx(30.0)
    assert found.decisions.shipped.sum() == 50.0


def test_a_week_that_keeps_a_run_going_is_not_rounded_to_nothing() -> None:
    # Three weeks on; the quiet one in the middle has the least that counts. Rounded to nothing
    # it would leave a pause of one week where two are asked for: it gets a step.
    problem = make_problem(
        [200.0, 0.01, 200.0], promos=(Promo(),), calendar=(Calendar(gap=2),), supply=[1000.0] * 3
    )
    found = rounded(problem, 5.0).decisions
    assert found is not None
    assert (found.spend[0] > 0.0).tolist() == [True, True, True]
    assert found.spend[0, 1] == 5.0


def test_the_first_aim_is_what_a_rounding_is_best_at() -> None:
    # Contribution would go to the second account (12 a unit), revenue to the first (30 net).
    aims = (Aim("revenue", revenue=1.0),)
    problem = make_problem(
        [[5.5], [5.5]], margin=[10.0, 12.0], net_price=[30.0, 20.0], supply=[7.0]
    )
    for wanted, expected in ((aims, [4.0, 2.0]), ((), [2.0, 4.0])):
        found = rounded(replace(problem, aims=wanted), 1.0, 2.0).decisions
        assert found is not None
        assert found.shipped.ravel().tolist() == expected


def test_stopped_before_anything_is_known() -> None:
    problem = make_problem([10.5], time_limit=0.0)
    result = solve(replace(problem, rounding=rounding()))
    assert result.decisions is not None
    assert result.rounded == Rounded(stopped=True)
    told = Event()
    told.set()
    again = solve(replace(problem, time_limit=None, rounding=rounding()), told)
    assert again.rounded == Rounded(stopped=True)


def test_where_the_solver_fails_the_plan_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_more: object) -> None:
        raise SolverTrouble("broken")

    monkeypatch.setattr("solver.rounding.build_model", fail)
    monkeypatch.setattr("solver.binding.search_for", fail)
    problem = make_problem([100.0], promos=(Promo(),), caps=(Cap(50.0),), rounding=rounding())
    result = solve(problem, explain=True)
    assert result.status == "optimal"
    assert result.rounded == Rounded(trouble="broken")
    assert [each.cost for each in result.binding] == [None]


def test_rounding_changes_nothing_else_and_stays_out_of_the_proof() -> None:
    problem = make_problem(
        [[50.5, 60.2], [40.9, 30.3]],
        promos=(Promo(0), Promo(1)),
        visits=(Visit(0, team=0, cost=3.0),),
        teams=(Team(hours=3.0),),
        caps=(Cap(90.0),),
        supply=[150.0, 60.0],
    )
    told: list[Progress] = []
    with_it = solve(replace(problem, rounding=rounding(7.0, 4.0)), report=told.append)
    without = solve(problem)
    assert without.rounded is None
    for name in ("status", "objective", "bound", "gap", "worth", "conflict", "stages"):
        assert getattr(with_it, name) == getattr(without, name), name
    assert with_it.decisions is not None
    assert without.decisions is not None
    assert with_it.decisions.shipped == pytest.approx(without.decisions.shipped)
    last = told[-1]
    assert last.stage == "round"
    assert (last.bound, last.value) == (with_it.bound, with_it.objective)


def test_a_live_solver_rounds_each_answer() -> None:
    live, problem = LiveSolver(), make_problem([10.7], supply=[9.0], rounding=rounding(1.0, 2.0))
    units = []
    for supply in (9.0, 5.0, 7.5):
        result = live.solve(replace(problem, supply=np.array([[supply]])))
        assert result.rounded is not None
        assert result.rounded.decisions is not None
        units.append(float(result.rounded.decisions.shipped.sum()))
    assert units == [8.0, 4.0, 6.0]


@pytest.mark.parametrize("seed", range(20))
def test_equal_to_the_best_of_every_rounding(seed: int) -> None:
    rng = np.random.default_rng(seed)
    baseline = rng.uniform(4.0, 18.0, (2, 2))
    step, case = float(rng.choice([5.0, 8.0])), float(rng.choice([2.0, 3.0]))
    supply = rng.uniform(8.0, 25.0, 2)
    servable = min(1.0, supply.sum() / baseline.sum(), supply[0] / baseline[:, 0].sum())
    problem = make_problem(
        baseline,
        margin=rng.uniform(4.0, 12.0, 2),
        supply=supply,
        holding=rng.uniform(0.0, 1.0),
        write_down=rng.uniform(0.0, 3.0),
        promos=tuple(
            Promo(a, top=0.8, half=rng.uniform(5.0, 20.0), shape=rng.choice([0.7, 1.0, 2.0]))
            for a in range(2)
        ),
        caps=(Cap(rng.uniform(10.0, 40.0)),),
        fills=(Fill(rng.uniform(0.5, 0.95) * servable),),
        rounding=rounding(step, case),
    )
    result = solve(problem)
    assert result.rounded is not None
    best = best_rounding(problem, result)
    if best is None:
        assert result.rounded.decisions is None
        assert result.rounded.conflict
    else:
        assert_whole(problem, result)
        assert result.rounded.evaluation is not None
        assert result.rounded.evaluation.contribution == pytest.approx(best, rel=1e-5)


def best_rounding(problem: Problem, result: Result) -> float | None:
    """Every spend down or up, every number of cases for each of four shipments."""
    assert result.decisions is not None
    assert problem.rounding is not None
    step, case = problem.rounding.step, float(problem.rounding.case_units[0])
    spend, best = result.decisions.spend, -np.inf
    low = np.floor(spend / step + 1e-6) * step
    up = np.where(spend - low > 1e-6 * step, step, 0.0)
    arrived = np.cumsum(problem.supply[0])
    (fill,), wanted = problem.fill_rules, problem.baseline.sum()
    for ups in product((0.0, 1.0), repeat=4):
        money = low + up * np.reshape(ups, (2, 2))
        if money.sum() > problem.budgets[0].maximum * (1.0 + 1e-9):
            continue
        demand = demand_at(problem, money[None], np.zeros((1, 0)))[0, :, 0, :]
        most = np.floor(demand / case + 1e-9).astype(int)
        cases = np.array(list(product(*(range(n + 1) for n in most.ravel()))))
        units = case * cases.reshape(-1, 2, 2)
        stock = arrived - np.cumsum(units.sum(axis=1), axis=1)
        kept = (stock >= -1e-9).all(axis=1)
        kept &= units.sum(axis=(1, 2)) >= fill.share * wanted - 1e-9
        value = np.einsum("a,nat->n", problem.margin[:, 0], units) - money.sum()
        value -= problem.holding[0] * stock.sum(axis=1) + problem.write_down[0] * stock[:, -1]
        best = max(best, float(np.where(kept, value, -np.inf).max()))
    return best if np.isfinite(best) else None


@few
@given(problem=plans())
def test_several_families_at_once(problem: Problem) -> None:
    cases = range(2, problem.shape[1] + 2)
    full = replace(several_families(problem, 0.1), rounding=rounding(2.5, *cases))
    result = solve(full)
    assert result.rounded is not None
    if result.rounded.decisions is None:
        # A step of money may not fit, nor a minimum: then the rule is named.
        assert result.rounded.conflict
    else:
        assert_whole(full, result)
