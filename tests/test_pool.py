"""Many scenarios at once: the same answers, and what happens to one is nothing to the others."""

import os
import signal
import time
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from threading import Event

import pytest

from kamplan import workers
from kamplan.plan import PlanError
from kamplan.planning import Source, check_source, open_source, solve_scenario
from kamplan.pool import SolverPool
from kamplan.whatif.figures import Solved
from solver import Progress, SolverTrouble
from tests.plan.folders import SCENARIOS, write_folder

SOON = 20.0
"""Seconds that something quick may take on a busy machine."""
LESS = """\
[[change]]
table = "supply"
where = {{ product = "p" }}
field = "units"
scale = {part}
"""
NAMES = ["base", "s5", "s6", "s7", "s8", "s9"]
WRONG = '[[change]]\ntable = "supply"\nwhere = { product = "nobody" }\nfield = "units"\nset = 1\n'

on_posix = pytest.mark.skipif(os.name == "nt", reason="needs the signals of POSIX")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Source:
    """A plan that takes no time, with supply from half of what it is on."""
    texts: dict[str, str | bytes | None] = {
        f"scenarios/s{tenths}.toml": LESS.format(part=tenths / 10) for tenths in range(5, 10)
    }
    texts["scenarios/wrong.toml"] = WRONG
    return open_source(write_folder(tmp_path_factory.mktemp("plan"), texts))


@pytest.fixture(scope="module")
def alone(source: Source) -> Mapping[str, Solved]:
    """Every answer of a solver that has seen nothing before."""
    return {name: solve_scenario(source, name) for name in NAMES}


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_the_answers_are_those_of_each_alone(
    source: Source, alone: Mapping[str, Solved], jobs: int
) -> None:
    with closing(SolverPool(source, NAMES, Event(), jobs)) as pool:
        # In any order, and twice.
        found = {name: pool.answer(name) for name in reversed(NAMES)}
        assert pool.answer("s7") is found["s7"]
    for name, solved in alone.items():
        mine = found[name]
        assert mine.scenario == name
        assert mine.result.status == solved.result.status == "optimal"
        assert mine.result.objective == pytest.approx(solved.result.objective, rel=2e-3)
        assert mine.result.bound is not None
        assert solved.result.objective is not None
        assert mine.result.bound >= solved.result.objective - 1e-6
        units = [each.plan["supply"].cells["units"].tolist() for each in (mine, solved)]
        assert units[0] == units[1]
        assert mine.seconds["total"] >= mine.seconds["load"] == source.load_seconds


@pytest.mark.parametrize("jobs", [1, 2])
def test_one_that_cannot_be_read_does_not_stop_the_others(source: Source, jobs: int) -> None:
    with closing(SolverPool(source, ["wrong", "base", "missing", "s5"], Event(), jobs)) as pool:
        for name in ("wrong", "missing", "wrong"):
            with pytest.raises(PlanError):
                pool.answer(name)
        assert pool.answer("base").result.status == "optimal"
        assert pool.answer("s5").result.status == "optimal"


def test_a_scenario_that_nobody_named_is_solved_when_it_is_asked_for(source: Source) -> None:
    with closing(SolverPool(source, ["base", "s5"], Event(), 2)) as pool:
        assert pool.answer("s9").result.status == "optimal"


@on_posix
def test_a_process_that_dies_takes_one_scenario_with_it() -> None:
    source = open_source(SCENARIOS / "wholesale")
    names = ["base", "supply-30", "budget-a-15", "team-hours-20"]
    heard: list[Progress] = []

    def kill(progress: Progress) -> None:
        heard.append(progress)
        number = pool._solvers[0].process_number
        if len(heard) == 1 and number is not None:
            os.kill(number, signal.SIGKILL)

    with closing(SolverPool(source, names, Event(), 2)) as pool:
        with pytest.raises(SolverTrouble, match="SIGKILL"):
            pool.answer("base", kill)
        for name in names[1:]:
            assert pool.answer(name).result.objective is not None
        # The fourth comes after the first, in a process that is begun anew.
        assert pool._solvers[0].process_number is not None


def test_a_stop_leaves_the_best_so_far_of_all() -> None:
    source, stop = open_source(SCENARIOS / "wholesale"), Event()
    with closing(SolverPool(source, ["base", "supply-30", "budget-a-15"], stop, 2)) as pool:
        stop.set()
        started = time.monotonic()
        for name in ("base", "supply-30", "budget-a-15"):
            assert pool.answer(name).result.status in {"stopped", "feasible", "optimal"}
        assert time.monotonic() - started < SOON


def test_closing_ends_what_is_running() -> None:
    source = open_source(SCENARIOS / "wholesale")
    with closing(SolverPool(source, ["base", "supply-30", "budget-a-15"], Event(), 2)) as pool:
        started = time.monotonic()
    assert time.monotonic() - started < SOON
    assert all(solver.process_number is None for solver in pool._solvers)


@pytest.mark.parametrize("jobs", [1, 2])
def test_it_is_told_how_a_scenario_goes_and_whoever_listens_can_end_it(
    source: Source, jobs: int
) -> None:
    heard: list[Progress] = []

    def break_off(progress: Progress) -> None:
        heard.append(progress)
        raise ValueError("nobody listens")

    with closing(SolverPool(source, ["base", "s5"], Event(), jobs)) as pool:
        try:
            pool.answer("base", break_off)
        except ValueError:
            assert heard
        else:
            # It was solved before anybody listened.
            assert jobs == 2
            assert not heard
        assert pool.answer("s5").result.status == "optimal"


def test_small_plans_are_solved_here_and_large_ones_on_all_cores(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "cores", lambda: 6)
    rows = len(source.plan["demand"])
    assert workers.workers_for(source.plan, 3) == 1
    assert workers.workers_for(source.plan, workers.WORTH_A_PROCESS // rows + 1) == 6
    assert workers.workers_for(source.plan, 3, jobs=2) == 2
    assert workers.workers_for(source.plan, 3, jobs=8) == 3
    assert workers.workers_for(source.plan, 0, jobs=8) == 1
    assert workers.cores() >= 1


def test_a_check_goes_on_where_the_solver_fails(source: Source) -> None:
    def answer(name: str) -> Solved:
        if name == "s6":
            raise SolverTrouble("it has lost its way")
        return solve_scenario(source, name)

    checks = {check.scenario: check for check in check_source(source, answer=answer)}
    assert list(checks) == ["base", "s5", "s6", "s7", "s8", "s9", "wrong"]
    assert {name for name, check in checks.items() if check.faults} == {"s6", "wrong"}
    (fault,) = checks["s6"].faults
    assert (fault.code, fault.values["reason"]) == ("solver-failed", "it has lost its way")
    assert checks["s6"].failed
    assert not checks["wrong"].failed


def test_two_workers_come_to_the_same_twice(source: Source, tmp_path: Path) -> None:
    def once() -> list[float | None]:
        with closing(SolverPool(source, NAMES, Event(), 2)) as pool:
            return [pool.answer(name).result.objective for name in NAMES]

    assert once() == once()
