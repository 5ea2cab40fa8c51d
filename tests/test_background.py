"""A solver in a process of its own: the same answers, and nothing that happens to it does harm."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread
from typing import Any

import numpy as np
import pytest

from kamplan.background import BackgroundFailure, BackgroundSolver
from kamplan.messages import fault_text
from kamplan.parcels import TableParcel, pack_table
from kamplan.plan import Plan, PlanError, Table
from kamplan.planning import Source, open_source, solve_plan
from kamplan.report.documents import solve_document
from kamplan.whatif.changes import apply_scenario
from kamplan.whatif.figures import Solved
from kamplan.whatif.scenario import BASE, Scenario, find_scenario, parse_scenario
from solver import LiveSolver, Progress, SolverTrouble
from solver.loose_bound import loose_bound
from tests.plan.folders import SCENARIOS, write_folder

ROOT = Path(__file__).parents[1]
SOON = 20.0
"""Seconds that something quick may take on a busy machine."""
NOBODY = Scenario(BASE, ())

on_posix = pytest.mark.skipif(os.name == "nt", reason="needs the signals of POSIX")


SHORT = '[[change]]\ntable = "supply"\nwhere = { product = "p" }\nfield = "units"\nscale = 0.7\n'
LESS = '[[change]]\ntable = "plan"\nfield = "promotion.budget"\nset = 50\n'


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Source:
    """A plan that takes no time."""
    texts = {"scenarios/short.toml": SHORT, "scenarios/less.toml": LESS}
    return open_source(write_folder(tmp_path_factory.mktemp("plan"), texts))


@pytest.fixture(scope="module")
def large() -> Plan:
    """A plan that takes many seconds."""
    return open_source(SCENARIOS / "wholesale").plan


@pytest.fixture
def solver() -> Iterator[BackgroundSolver]:
    """With a process that has seen nothing yet, and may come to harm."""
    with BackgroundSolver() as found:
        yield found


@pytest.fixture(scope="module")
def shared() -> Iterator[BackgroundSolver]:
    """With a process that other tests use, too."""
    with BackgroundSolver() as found:
        yield found


def ignore(_: Progress) -> None:
    """Listen to nothing."""


def number_of(solver: BackgroundSolver) -> int:
    """The process of a solver that has one."""
    assert solver.process_number is not None
    return solver.process_number


def gone(process: int) -> bool:
    """True where a process has ended, whether or not its parent knows."""
    stat = Path(f"/proc/{process}/stat")
    if Path("/proc/self/stat").is_file():
        try:
            state = stat.read_text().rpartition(")")[2].split()[0]
            # The first thread can be gone before the others.
            return state == "Z" and len(list((stat.parent / "task").iterdir())) == 1
        except OSError:
            return True
    try:
        os.kill(process, 0)
    except OSError:
        return True
    return False


def soon(what: Callable[[], bool]) -> bool:
    """Wait for something that comes by itself."""
    end = time.monotonic() + SOON
    while not what() and time.monotonic() < end:
        time.sleep(0.02)
    return what()


def at(stage: str, act: Callable[[], object]) -> Callable[[Progress], None]:
    """A listener that does something once, in the middle of a stage."""
    done = Event()

    def listen(told: Progress) -> None:
        if told.stage == stage and told.pivots and not done.is_set():
            done.set()
            act()

    return listen


def assert_same(one: Solved, other: Solved) -> None:
    """Every figure, to the last digit."""
    documents = [solve_document(each) for each in (one, other)]
    for document in documents:
        del document["seconds"]
    assert documents[0] == documents[1]
    assert_same_values(one.problem, other.problem)
    assert_same_values(one.result.evaluation, other.result.evaluation)
    for name in ("rank", "unit_worth", "demand_worth"):
        assert_same_values(getattr(one.result, name), getattr(other.result, name))
    assert set(one.seconds) == set(other.seconds)
    assert one.plan.settings == other.plan.settings
    for name, table in one.plan.tables.items():
        assert_same_table(table, other.plan[name])


def assert_same_values(one: Any, other: Any) -> None:
    """Arrays, and whatever holds some."""
    assert type(one) is type(other)
    if isinstance(one, np.ndarray):
        assert one.dtype == other.dtype
        assert np.array_equal(one, other)
    elif hasattr(one, "__dataclass_fields__"):
        for name in one.__dataclass_fields__:
            assert_same_values(getattr(one, name), getattr(other, name))
    elif isinstance(one, tuple):
        assert len(one) == len(other)
        for left, right in zip(one, other, strict=True):
            assert_same_values(left, right)
    else:
        assert one == other


def assert_same_table(one: Table, other: Table) -> None:
    """Every cell."""
    for mine, others in ((one.cells, other.cells), (one.own, other.own)):
        assert list(mine) == list(others)
        for name, cells in mine.items():
            same = cells.dtype == float
            assert np.array_equal(cells, others[name], equal_nan=same)
    assert np.array_equal(one.lines, other.lines)


# Answers


def test_the_same_answers_as_in_this_process(solver: BackgroundSolver) -> None:
    here, source = LiveSolver(), open_source(SCENARIOS / "spring_festival")
    for name in (BASE, "gift-box-30"):
        scenario = find_scenario(name, source.scenarios)
        found = solver.solve(source.plan, scenario, Event(), ignore)
        # Both start warm from the scenario before, and so take the same way.
        assert_same(found, solve_plan(source.plan, scenario, solver=here))


def test_what_rules_cost_where_it_is_asked_for(source: Source, solver: BackgroundSolver) -> None:
    text = '[[change]]\ntable = "budgets"\nfield = "max"\nset = 5\n'
    scenario = Scenario("less", (("less", parse_scenario("less", text)),))
    found = solver.solve(source.plan, scenario, Event(), ignore, explain=True)
    assert found.result.binding
    assert None not in {each.cost for each in found.result.binding}


def test_no_plan_is_an_answer(source: Source, solver: BackgroundSolver) -> None:
    text = '[[change]]\ntable = "budgets"\nfield = "min"\nset = 1000\n'
    text += '[[change]]\ntable = "budgets"\nfield = "max"\nset = 2000\n'
    scenario = Scenario("more", (("more", parse_scenario("more", text)),))
    found = solver.solve(source.plan, scenario, Event(), ignore)
    assert found.result.status == "infeasible"
    assert_same(found, solve_plan(source.plan, scenario))


def test_tables_that_did_not_change_are_the_very_same(
    source: Source, shared: BackgroundSolver
) -> None:
    plan = source.plan
    assert shared.solve(plan, NOBODY, Event(), ignore).plan is plan
    scenario = find_scenario("short", source.scenarios)
    changed = apply_scenario(plan, scenario)
    found = shared.solve(plan, scenario, Event(), ignore).plan
    assert [name for name in plan.tables if found[name] is not plan[name]] == ["supply"]
    assert_same_table(found["supply"], changed["supply"])
    assert found["supply"]["week"] is plan["supply"]["week"]


def test_only_what_the_process_has_not_seen_is_sent(
    source: Source, solver: BackgroundSolver, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed: list[str] = []

    def note(table: Table, known: Table | None = None) -> TableParcel:
        packed.append(table.name)
        return pack_table(table, known)

    monkeypatch.setattr("kamplan.background_process.pack_table", note)
    plan, here = source.plan, LiveSolver()
    demand = plan["demand"]
    more = plan.with_table(demand.with_cells("units", demand["units"] * 1.1))
    fewer = more.with_table(demand.keep(np.arange(len(demand)) > 0))
    for asked, expected in (
        (plan, set(plan.tables)),
        (plan, set()),
        (more, {"demand"}),
        (fewer, {"demand"}),
        (plan, {"demand"}),
    ):
        packed.clear()
        found = solver.solve(asked, NOBODY, Event(), ignore)
        assert set(packed) == expected
        assert_same(found, solve_plan(asked, NOBODY, solver=here))


def test_how_it_goes_is_told(source: Source, shared: BackgroundSolver) -> None:
    told: list[Progress] = []
    listening: set[str] = set()

    def listen(progress: Progress) -> None:
        told.append(progress)
        listening.add(threading.current_thread().name)

    found = shared.solve(source.plan, NOBODY, Event(), listen)
    assert {each.stage for each in told} == {"build", "relax", "whole", "prices"}
    assert told[-1].value == pytest.approx(found.result.objective)
    assert listening == {threading.current_thread().name}


def test_several_threads_wait_for_their_turn(source: Source, shared: BackgroundSolver) -> None:
    found: dict[str, Solved] = {}

    def solve(name: str) -> None:
        scenario = find_scenario(name, source.scenarios)
        found[name] = shared.solve(source.plan, scenario, Event(), ignore)

    threads = [Thread(target=solve, args=(name,)) for name in source.names[:3]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {name: each.scenario for name, each in found.items()} == {
        name: name for name in source.names[:3]
    }


# Stopping


def test_a_stop_gives_the_best_plan_so_far(shared: BackgroundSolver) -> None:
    stop, plan = Event(), open_source(SCENARIOS / "spring_festival").plan
    found = shared.solve(plan, NOBODY, stop, at("prices", stop.set))
    assert stop.is_set()
    assert found.result.status in ("optimal", "feasible")
    assert found.result.objective is not None


def test_a_stop_in_the_middle_ends_it_soon(large: Plan, shared: BackgroundSolver) -> None:
    stop, told = Event(), list[float]()

    def act() -> None:
        told.append(time.monotonic())
        stop.set()

    found = shared.solve(large, NOBODY, stop, at("relax", act))
    assert time.monotonic() - told[0] < SOON
    # From the prices of a solve before, a first look can prove enough.
    assert found.result.status in ("feasible", "stopped", "optimal")


def test_a_stopped_solve_does_not_stop_the_next(source: Source, shared: BackgroundSolver) -> None:
    stop = Event()
    stop.set()
    stopped = shared.solve(source.plan, NOBODY, stop, ignore).result
    assert stopped.status in ("feasible", "stopped")
    solved = solve_plan(source.plan, NOBODY)
    assert stopped.bound is not None
    assert solved.result.objective is not None
    # By prices of a solve before, where there was one.
    assert solved.result.objective <= stopped.bound <= loose_bound(solved.problem)
    assert shared.solve(source.plan, NOBODY, Event(), ignore).result.status == "optimal"


@on_posix
def test_a_process_that_does_not_answer_is_ended(source: Source, large: Plan) -> None:
    stop = Event()
    with BackgroundSolver(grace=0.3) as solver:

        def hang() -> None:
            os.kill(number_of(solver), signal.SIGSTOP)
            stop.set()

        with pytest.raises(PlanError) as caught:
            solver.solve(large, NOBODY, stop, at("relax", hang))
        (fault,) = caught.value.faults
        assert fault.code == "solver-silent"
        assert "0.3 s" in fault_text(fault)
        assert solver.solve(source.plan, NOBODY, Event(), ignore).result.status == "optimal"


@on_posix
def test_a_process_that_takes_nothing_is_ended(large: Plan) -> None:
    # It hangs before it is asked: the question is larger than what fits into the pipe.
    stop = Event()
    stop.set()
    with BackgroundSolver(grace=0.3) as solver:
        os.kill(number_of(solver), signal.SIGSTOP)
        with pytest.raises(PlanError) as caught:
            solver.solve(large, NOBODY, stop, ignore)
        assert [fault.code for fault in caught.value.faults] == ["solver-silent"]


# What goes wrong


def test_bad_input_is_refused_as_in_this_process(source: Source, shared: BackgroundSolver) -> None:
    text = (
        '[[change]]\ntable = "supply"\nwhere = { product = "nobody" }\nfield = "units"\nset = 1\n'
    )
    text += '[[change]]\ntable = "demand"\nfield = "units"\nset = -1\n'
    scenario = Scenario("bad", (("bad", parse_scenario("bad", text)),))
    with pytest.raises(PlanError) as here:
        solve_plan(source.plan, scenario)
    with pytest.raises(PlanError) as there:
        shared.solve(source.plan, scenario, Event(), ignore)
    assert there.value.faults == here.value.faults
    assert str(there.value) == str(here.value)
    process = shared.process_number
    assert shared.solve(source.plan, NOBODY, Event(), ignore).result.status == "optimal"
    assert shared.process_number == process


def test_trouble_in_the_solver_is_told(source: Source, shared: BackgroundSolver) -> None:
    broken = unchecked(source.plan, "products", "price", 1e300)
    with pytest.raises(SolverTrouble) as here:
        solve_plan(broken, NOBODY)
    with pytest.raises(SolverTrouble) as there:
        shared.solve(broken, NOBODY, Event(), ignore)
    assert type(there.value) is SolverTrouble
    assert str(there.value) == str(here.value)


def test_a_defect_is_told_and_ends_the_process(source: Source, solver: BackgroundSolver) -> None:
    process = number_of(solver)
    broken = unchecked(source.plan, "promotions", "account", "nobody")
    with pytest.raises(BackgroundFailure, match="nobody") as caught:
        solver.solve(broken, NOBODY, Event(), ignore)
    assert "nobody" in fault_text(caught.value.fault)
    assert gone(process)
    assert solver.solve(source.plan, NOBODY, Event(), ignore).result.status == "optimal"
    assert solver.process_number != process


def unchecked(plan: Plan, table: str, column: str, value: float | str) -> Plan:
    """A plan that no check lets through, with one value in a whole column."""
    found = plan[table]
    kind = object if isinstance(value, str) else float
    return plan.with_table(found.with_cells(column, np.full(len(found), value, dtype=kind)))


@on_posix
def test_a_process_that_is_killed_is_followed_by_another(
    source: Source, large: Plan, solver: BackgroundSolver
) -> None:
    process = number_of(solver)

    def kill() -> None:
        os.kill(process, signal.SIGKILL)

    with pytest.raises(BackgroundFailure, match=r"signal 9 \(SIGKILL\)") as caught:
        solver.solve(large, NOBODY, Event(), at("relax", kill))
    assert caught.value.fault.code == "solver-ended"
    assert "signal 9 (SIGKILL)" in fault_text(caught.value.fault)
    assert solver.solve(source.plan, NOBODY, Event(), ignore).result.status == "optimal"
    # Also where it dies while nothing is asked of it.
    os.kill(number_of(solver), signal.SIGSEGV)
    assert soon(lambda: gone(number_of(solver)))
    assert solver.solve(source.plan, NOBODY, Event(), ignore).result.status == "optimal"


def test_a_listener_that_fails_stops_the_solve(large: Plan, shared: BackgroundSolver) -> None:
    def fail(_: Progress) -> None:
        raise OSError("no screen")

    process = shared.process_number
    with pytest.raises(OSError, match="no screen"):
        shared.solve(large, NOBODY, Event(), fail)
    stop = Event()
    stop.set()
    assert shared.solve(large, NOBODY, stop, ignore).result.status in ("feasible", "stopped")
    assert shared.process_number == process


@on_posix
def test_ctrl_c_is_not_for_the_process(source: Source, shared: BackgroundSolver) -> None:
    def interrupt(_: object = None) -> None:
        os.kill(number_of(shared), signal.SIGINT)

    # A process that has begun: before it has silenced itself the signal ends it, and the next
    # solve begins another.
    shared.solve(source.plan, NOBODY, Event(), ignore)
    interrupt()
    found = shared.solve(source.plan, NOBODY, Event(), interrupt)
    assert found.result.status == "optimal"


def test_where_no_process_can_begin(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise BlockingIOError("no more processes")

    monkeypatch.setattr("kamplan.background.SolverProcess", refuse)
    with (
        BackgroundSolver() as solver,
        pytest.raises(BackgroundFailure, match="no more processes"),
    ):
        solver.solve(source.plan, NOBODY, Event(), ignore)


# The end


def test_close_ends_the_process_and_leaves_nothing(source: Source) -> None:
    solver = BackgroundSolver()
    assert solver.process_number is None
    solver.close()
    solver.start()
    process = number_of(solver)
    solver.start()
    assert solver.process_number == process
    solver.close()
    solver.close()
    assert gone(process)
    if os.name != "nt":
        with pytest.raises(ChildProcessError):
            os.waitpid(process, os.WNOHANG)
    with pytest.raises(BackgroundFailure, match="closed"):
        solver.solve(source.plan, NOBODY, Event(), ignore)
    with solver:
        assert solver.solve(source.plan, NOBODY, Event(), ignore).result.status == "optimal"


def test_close_during_a_solve(large: Plan, solver: BackgroundSolver) -> None:
    process = number_of(solver)
    closing = Thread(target=solver.close)
    with pytest.raises(BackgroundFailure, match="closed"):
        solver.solve(large, NOBODY, Event(), at("relax", closing.start))
    closing.join()
    assert gone(process)


@on_posix
def test_close_of_a_process_that_hangs() -> None:
    solver = BackgroundSolver()
    solver.start()
    process = number_of(solver)
    os.kill(process, signal.SIGSTOP)
    solver.close()
    assert gone(process)


# Where it is begun from

SCRIPT = """
import sys
from pathlib import Path
from threading import Event
from kamplan.background import BackgroundSolver
from kamplan.planning import open_source
from kamplan.whatif.scenario import Scenario

print("main")
with BackgroundSolver() as solver:
    plan = open_source(Path(sys.argv[1])).plan
    told = lambda progress: None
    if len(sys.argv) > 2:
        print(solver.process_number, flush=True)
        told = lambda progress: print(progress.stage, flush=True)
    solved = solver.solve(plan, Scenario("base", ()), Event(), told)
    print(solved.result.status)
"""


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


@pytest.mark.parametrize("way", ["file", "command", "input"])
def test_the_main_module_is_not_run_again(way: str, tmp_path: Path) -> None:
    # Nothing guards it: to run it again would begin processes without end.
    plan, script = write_folder(tmp_path / "plan"), tmp_path / "main.py"
    script.write_text(SCRIPT, encoding="utf-8")
    words = {"file": [str(script)], "command": ["-c", SCRIPT], "input": ["-"]}[way]
    done = subprocess.run(
        [sys.executable, *words, str(plan)],
        input=SCRIPT if way == "input" else None,
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.stderr == ""
    assert done.stdout.split() == ["main", "optimal"]


@on_posix
def test_the_process_ends_with_the_one_that_began_it() -> None:
    words = [sys.executable, "-c", SCRIPT, str(SCENARIOS / "wholesale"), "tell"]
    with subprocess.Popen(
        words, env=environment(), stdout=subprocess.PIPE, encoding="utf-8"
    ) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "main\n"
        process = int(parent.stdout.readline())
        # In the middle of a solve nothing but its own watch can notice.
        while parent.stdout.readline() != "relax\n":
            pass
        assert not gone(process)
        parent.kill()
        parent.wait()
        assert soon(lambda: gone(process))


@on_posix
def test_an_interpreter_that_ends_takes_the_process_along() -> None:
    code = "from kamplan.background import BackgroundSolver\n"
    code += "solver = BackgroundSolver(); solver.start(); print(solver.process_number)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=True,
    )
    assert done.stderr == ""
    process = int(done.stdout)
    assert soon(lambda: gone(process))
