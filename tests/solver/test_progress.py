"""What a solve tells while it runs: true figures, signs of life, and nothing that harms it."""

import itertools
import time
from dataclasses import replace
from threading import Event

import pytest

import solver.progress
from solver import LiveSolver, Problem, Progress, Result, solve
from solver.certify import Certificate, Search
from solver.guess import guess_prices
from solver.loose_bound import loose_bound
from solver.price_bound import price_bound
from solver.progress import Reporter
from solver.result import relative_gap
from tests.solver.problems import Cap, Promo, Team, Visit, make_problem
from tests.solver.test_stopping import busy_plan


@pytest.fixture
def _every_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A report at every pivot and node, not five a second."""
    monkeypatch.setattr(solver.progress, "EVERY", 0.0)


def told(problem: Problem) -> tuple[Result, list[Progress]]:
    """The answer and everything told on the way."""
    found: list[Progress] = []
    return solve(problem, report=found.append), found


def conflicting_plan() -> Problem:
    """At most 200 in all and at least 300 of it."""
    caps = (Cap(200.0), Cap(minimum=300.0, name="launch"))
    return make_problem([100.0, 80.0], promos=(Promo(),), caps=caps)


def branching_plan() -> Problem:
    """Rounded visits leave a gap: one of 3 hours for 90, where two of 2 hours bring 99."""
    visits = (
        Visit(account=0, hours=3.0, maximum=1, team=0),
        Visit(account=1, hours=2.0, maximum=2, team=0, top=1.0, half=100.0),
    )
    return make_problem([[36.0], [505.0]], visits=visits, teams=(Team(hours=4.0),))


def test_the_stages_come_in_order() -> None:
    _, found = told(busy_plan())
    assert [stage for stage, _ in itertools.groupby(p.stage for p in found)] == [
        "build",
        "relax",
        "whole",
        "prices",
    ]
    assert found[0].bound is found[0].value is found[0].gap is None
    assert (found[0].pivots, found[0].rounds) == (0, 0)


@pytest.mark.usefixtures("_every_time")
@pytest.mark.parametrize("problem", [busy_plan(), branching_plan()])
def test_what_is_told_is_true_and_never_gets_worse(problem: Problem) -> None:
    result, found = told(problem)
    assert result.objective is not None
    for before, after in itertools.pairwise(found):
        assert after.seconds >= before.seconds
        assert after.pivots >= before.pivots
        assert after.rounds >= before.rounds
        if before.bound is not None:
            assert after.bound is not None
            assert after.bound <= before.bound
        if before.value is not None:
            assert after.value is not None
            assert after.value >= before.value
    for each in found:
        assert each.bound is None or each.bound >= result.objective * (1.0 - 1e-9)
        assert each.value is None or each.value <= result.objective * (1.0 + 1e-9)
        if each.bound is None or each.value is None:
            assert each.gap is None
        else:
            assert each.gap == pytest.approx(relative_gap(each.bound, each.value))
    last = found[-1]
    assert last.value == pytest.approx(result.objective)
    assert last.bound == pytest.approx(result.bound)
    assert last.gap == pytest.approx(result.gap)
    assert last.rounds == result.rounds


@pytest.mark.usefixtures("_every_time")
def test_the_first_program_shows_life_under_the_bound_of_the_guessed_prices() -> None:
    problem = busy_plan()
    result, found = told(problem)
    first = [each for each in found if each.stage == "relax" and each.rounds == 0]
    assert len({each.pivots for each in first}) > 3
    assert first[0].bound == price_bound(problem, guess_prices(problem, quick=True))
    assert result.bound is not None
    assert result.bound < first[0].bound


def test_every_round_is_told() -> None:
    result, found = told(busy_plan())
    assert {each.rounds for each in found} == set(range(result.rounds + 1))


def test_what_conflicts_is_worth_nothing() -> None:
    result, found = told(conflicting_plan())
    assert result.status == "infeasible"
    assert found[-1].stage == "conflict"
    assert found[-1].bound is found[-1].value is None


@pytest.mark.usefixtures("_every_time")
def test_what_a_rounding_proves_is_no_bound_of_the_plan() -> None:
    found: list[Progress] = []
    reporter = Reporter(found.append)
    reporter.found(100.0, 99.0, 3)
    reporter.begin("round")
    reporter.running(7, bound=90.0)
    assert [(each.stage, each.bound, each.value) for each in found][1:] == [
        ("round", 100.0, 99.0),
        ("round", 100.0, 99.0),
    ]


def test_whole_visits_that_conflict_are_worth_nothing() -> None:
    # Two visits in an hour and a half: only whole ones cannot, which takes branch and bound.
    rows = tuple(Visit(account=a, minimum=1, hours=1.0, team=0) for a in (0, 1))
    problem = make_problem([[10.0], [20.0]], visits=rows, teams=(Team(hours=1.5),))
    result, found = told(problem)
    assert result.status == "infeasible"
    conflict = [each for each in found if each.stage == "conflict"]
    assert conflict
    assert all(each.bound is each.value is None for each in conflict)


def test_a_long_run_tells_about_five_times_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    now, found = [100.0], list[Progress]()
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    reporter = Reporter(found.append)
    for pivots in range(1000):
        now[0] += 0.01
        if reporter.due:
            reporter.running(pivots)
    assert 40 <= len(found) <= 51
    assert found[-1].seconds == pytest.approx(10.0, abs=0.3)


def test_without_a_listener_nothing_is_due() -> None:
    assert not Reporter().due


class Broken(Exception):
    """What a listener can raise."""


@pytest.mark.usefixtures("_every_time")
def test_a_listener_that_fails_at_any_moment_leaves_a_good_solver() -> None:
    problem, live = busy_plan(), LiveSolver()
    best = live.solve(problem).objective
    _, found = told(problem)
    for moment in sorted({*range(3), *range(3, len(found), max(len(found) // 6, 1))}):
        calls = itertools.count()

        def fail(_: Progress, calls: "itertools.count[int]" = calls, at: int = moment) -> None:
            if next(calls) >= at:
                raise Broken

        fresh = LiveSolver()
        with pytest.raises(Broken):
            fresh.solve(problem, report=fail)
        assert next(calls) == moment + 1, "it is not called again"
        assert fresh.solve(problem).objective == pytest.approx(best, rel=2e-5)
        changed = replace(problem, supply=problem.supply * 0.97)
        again = live.solve(changed).objective
        assert again == pytest.approx(solve(changed).objective, rel=2e-5)


def test_a_listener_that_fails_stops_the_solve() -> None:
    found: list[Progress] = []

    def fail(told: Progress) -> None:
        found.append(told)
        if told.stage == "relax":
            raise Broken

    live = LiveSolver()
    with pytest.raises(Broken):
        live.solve(busy_plan(), report=fail)
    assert [each.stage for each in found].count("relax") == 1
    assert {each.stage for each in found} == {"build", "relax"}


@pytest.mark.usefixtures("_every_time")
@pytest.mark.parametrize("reports", [0, 1, 3])
def test_a_stop_while_the_conflict_is_sought_ends_it(reports: int) -> None:
    flag, seen = Event(), itertools.count()

    def stop(told: Progress) -> None:
        if told.stage == "conflict" and next(seen) >= reports:
            flag.set()

    result = solve(conflicting_plan(), flag, stop)
    assert flag.is_set()
    # That there is no plan is proven; which rules conflict is not known.
    assert result.status == "infeasible"
    assert result.conflict == ()


def test_time_that_is_up_does_not_hide_the_conflict(monkeypatch: pytest.MonkeyPatch) -> None:
    run = Search.run

    def run_out_of_time(search: Search) -> Certificate:
        if search.goal.elastic:
            return run(search)
        search.stop = replace(search.stop, deadline=time.monotonic())
        search.nothing_possible()
        return search.best

    monkeypatch.setattr(Search, "run", run_out_of_time)
    result = solve(conflicting_plan())
    assert {each.rule for each in result.conflict} == {"budget", "budget_min"}


def test_a_stop_while_the_model_is_made_ends_it() -> None:
    flag, found = Event(), list[Progress]()

    def stop(told: Progress) -> None:
        found.append(told)
        flag.set()

    result = solve(replace(busy_plan(), fill_rules=()), flag, stop)
    assert {each.stage for each in found} == {"build"}
    assert result.status == "feasible"
    assert result.bound == loose_bound(busy_plan())
