"""F9: solving in the background, while edits go on."""

from pathlib import Path

import pytest

from kamplan import workers
from kamplan.background import BackgroundFailure
from kamplan.desk import Answer, Standing
from kamplan.desk.answers import Refusal
from kamplan.exchange.folder import read_plan
from kamplan.formulation import TOTAL
from kamplan.plan import Fault, PlanError
from kamplan.report.documents import solve_document
from kamplan.store import Workspace
from solver import Progress, SolverTrouble
from tests.desk.desks import SHORT
from tests.tui.apps import Held, User, at_work, tiny, tiny_with
from tui.messages import SolveEnded, SolveReported

LETTERS = ("a", "b", "c")


def standings(user: User) -> dict[str, str]:
    """How every scenario stands."""
    return {name: user.snapshot.standing(name).value for name in user.snapshot.state.names}


async def begun(user: User, solver: Held, count: int = 1) -> None:
    """Wait until so many solves have begun."""
    await user.until(lambda: len(solver.begun) == count)


async def test_a_solve_tells_how_it_goes_and_what_came_of_it(tmp_path: Path) -> None:
    folder, solver = tiny(tmp_path / "plan"), Held()
    async with at_work(folder, solver) as user:
        await user.press("f9")
        await begun(user, solver)
        assert "⟳ base" in user.title
        assert solver.report is not None
        solver.report(Progress("search", 3.0, value=900.0, bound=950.0, gap=0.0527))
        await user.rest()
        assert "⟳ base · 3 s · gap 5.270% · found 900 · at most 950" in user.title
        # Asked for again, it is solved once.
        await user.press("f9")
        assert "(+" not in user.title
        solver.let_go()
        await user.solved()
        assert solver.begun == ["base"]
        answer = user.snapshot.answers["base"]
        assert answer.run.status == "optimal"
        assert answer.run.objective is not None
        assert f"● solved · {answer.run.objective:,.0f} EUR · gap" in user.title
        assert user.said.startswith(f"base: {answer.run.objective:,.0f}, proven within ")
        with Workspace.open(folder / ".kamplan" / "plan.kamplan") as workspace:
            assert [run.objective for run in workspace.runs()] == [answer.run.objective]


async def test_escape_stops_and_keeps_the_best_plan(tmp_path: Path) -> None:
    folder = tiny_with(tmp_path / "plan", {"short": SHORT})
    solver = Held()
    async with at_work(folder, solver) as user:
        await user.press("escape")
        assert user.said == ""
        await user.press("shift+f9")
        await begun(user, solver)
        assert "(+1)" in user.title
        await user.press("escape")
        assert user.said.startswith(("Stopping; ", "base: stopped at "))
        await user.solved()
        # What waited is not begun.
        assert solver.begun == ["base"]
        assert standings(user) == {"base": "stopped", "short": "unsolved"}
        assert user.snapshot.with_plan("base") is not None
        assert "◐ stopped early" in user.title
        assert "gap 2.000%" in user.said


async def test_edits_during_a_solve_make_its_answer_stale(tmp_path: Path) -> None:
    solver = Held()
    async with at_work(tiny(tmp_path / "plan"), solver) as user:
        await user.press("f9")
        await begun(user, solver)
        await user.press("f4", *["ctrl+pagedown"] * 3)
        await user.go_to(("q",), "2026-W53")
        await user.write("10", "enter")
        assert user.snapshot.saving == 0
        solver.let_go()
        await user.solved()
        assert standings(user) == {"base": "stale"}
        assert "↻ stale" in user.title
        # It is an answer, if to another question.
        assert user.snapshot.with_plan() is not None
        await user.press("ctrl+z")
        assert standings(user) == {"base": "solved"}
        assert "● solved" in user.title
        await user.press("ctrl+y")
        assert standings(user) == {"base": "stale"}
        solver.let_go()
        await user.press("f9")
        await user.solved()
        assert standings(user) == {"base": "solved"}


async def test_a_scenario_is_stale_by_edits_of_the_plan_but_not_by_those_of_others(
    tmp_path: Path,
) -> None:
    folder = tiny_with(tmp_path / "plan", {"one": SHORT, "two": SHORT})
    async with at_work(folder) as user:
        await user.press("shift+f9")
        await user.solved()
        assert standings(user) == {"base": "solved", "one": "solved", "two": "solved"}
        await user.press("f5", "down", "enter", "f4")
        await user.go_to(TOTAL, "max")
        await user.write("90", "enter")
        assert standings(user) == {"base": "solved", "one": "stale", "two": "solved"}
        # What it is about is no input of its answer.
        await user.press("f5", "d", *"new", "enter")
        assert standings(user) == {"base": "solved", "one": "stale", "two": "solved"}
        await user.press("ctrl+home", "enter", "f4", "up")
        await user.write("95", "enter")
        assert standings(user) == {"base": "stale", "one": "stale", "two": "stale"}


async def test_all_that_is_not_solved_is_queued(tmp_path: Path) -> None:
    folder = tiny_with(tmp_path / "plan", {"one": SHORT, "two": SHORT})
    solver = Held()
    async with at_work(folder, solver) as user:
        await user.press("f5", "down", "f9")
        await begun(user, solver)
        solver.let_go()
        await user.solved()
        assert solver.begun == ["one"]
        await user.press("shift+f9")
        await begun(user, solver, 2)
        assert user.cell("base", "state") == "⟳ solving ..."
        assert user.cell("two", "state") == "… waiting"
        # One that is deleted while it waits is not solved.
        await user.press("down", "delete", "down", "enter")
        solver.let_go()
        await user.solved()
        assert solver.begun == ["one", "base"]
        assert standings(user) == {"base": "solved", "one": "solved"}


async def test_large_plans_are_solved_on_all_cores(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "cores", lambda: 2)
    rows = len(
        read_plan(folder := tiny_with(tmp_path / "plan", dict.fromkeys(LETTERS, SHORT)))["demand"]
    )
    monkeypatch.setattr(workers, "WORTH_A_PROCESS", 2 * rows)
    first, second = Held(), Held()
    async with at_work(folder, first, second) as user:
        await user.press("f5", "shift+f9")
        await begun(user, first)
        await begun(user, second)
        assert (first.begun, second.begun) == (["base"], ["a"])
        assert "⟳ base (+3)" in user.title
        assert [user.cell(name, "state") for name in ("base", "a", "b", "c")] == [
            "⟳ solving ...", "⟳ solving ...", "… waiting", "… waiting"
        ]  # fmt: skip
        # How each goes is told at its own row.
        assert second.report is not None
        second.report(Progress("search", 7.0))
        await user.press("down", "ctrl+l")
        assert "7 s" in user.side
        await user.press("up")
        assert "7 s" not in user.side
        await user.press("ctrl+l")
        # Whoever is done first takes what waits next; what runs already is not begun again.
        second.let_go()
        await begun(user, second, 2)
        await user.press("f9")
        assert (first.begun, second.begun) == (["base"], ["a", "b"])
        assert "⟳ base (+2)" in user.title
        await user.press("escape")
        await user.solved()
        assert standings(user) == {
            "base": "stopped",
            "a": "solved",
            "b": "stopped",
            "c": "unsolved",
        }
        # One alone is the first solver's, which has the answers before.
        await user.press("f9")
        await begun(user, first, 2)
        first.let_go()
        await user.solved()
        assert first.begun == ["base", "base"]
    with Workspace.open(folder / ".kamplan" / "plan.kamplan") as workspace:
        latest, *earlier = [run.scenario for run in workspace.runs()]
        assert (latest, sorted(earlier)) == ("base", ["a", "b", "base"])


async def test_an_answer_that_cannot_be_recorded_is_shown_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise PlanError([Fault("workspace-disk", values={"reason": "disk is full"})])

    monkeypatch.setattr(Workspace, "record_text", full)
    async with at_work(tiny(tmp_path / "plan")) as user:
        await user.press("f9")
        await user.solved()
        assert "disk is full" in user.said
        assert standings(user) == {"base": "solved"}
        assert user.snapshot.recording == 0
        assert "saving" not in user.title


async def test_leaving_waits_until_answers_are_recorded(tmp_path: Path) -> None:
    folder = tiny(tmp_path / "plan")
    async with at_work(folder) as user:
        await user.press("f6")
        user.burst("f9")
        await user.until(lambda: user.snapshot.answers)
        user.burst("ctrl+q")
        await user.until(lambda: not user.app.is_running)
    with Workspace.open(folder / ".kamplan" / "plan.kamplan") as workspace:
        assert [run.scenario for run in workspace.runs()] == ["base"]


async def test_large_answers_are_recorded_when_nobody_is_at_the_keys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.session.LARGE", 0)
    monkeypatch.setattr("tui.open_plan.CALM", 0.5)
    folder = tiny(tmp_path / "plan")
    with Workspace.open(folder / ".kamplan" / "plan.kamplan") as workspace:
        async with at_work(folder) as user:
            user.burst("f9")
            await user.until(lambda: user.snapshot.recording)
            for key in ("right", "left") * 4:
                user.burst(key)
                await user.pilot.pause(0.1)
                assert workspace.runs() == []
            # An edit does not wait for it.
            user.burst("right", *"New", "enter")
            await user.until(workspace.journal)
            assert workspace.runs() == []
            await user.until(workspace.runs)
            await user.rest()
            # Nor does who leaves.
            monkeypatch.setattr("tui.open_plan.CALM", 3600.0)
            user.burst("f9")
            await user.until(lambda: user.snapshot.recording)
            user.burst("ctrl+q")
            await user.until(lambda: not user.app.is_running)
        assert len(workspace.runs()) == 2


async def test_messages_of_an_older_solve_are_dropped(tmp_path: Path) -> None:
    solver = Held()
    async with at_work(tiny(tmp_path / "plan"), solver) as user:
        await user.press("f9")
        await begun(user, solver)
        await user.press("escape")
        await user.solved()
        answer = user.snapshot.answers["base"]
        await user.press("f9")
        await begun(user, solver, 2)
        (running,) = user.snapshot.running
        for message in (
            SolveReported(running.number - 1, Progress("search", 99.0)),
            SolveEnded(running.number - 1, Refusal("base", trouble="late")),
            SolveEnded(running.number - 1, Answer(answer.run, None, None)),
        ):
            user.app.post_message(message)
        await user.rest()
        assert user.snapshot.running == (running,)
        assert user.snapshot.answers["base"] is answer
        assert "99 s" not in user.title
        assert "late" not in user.said
        solver.let_go()
        await user.solved()
        # Nor does a message that comes after the last one count.
        user.app.post_message(SolveEnded(running.number, Refusal("base", trouble="late")))
        await user.rest()
        assert standings(user) == {"base": "solved"}
        assert "late" not in user.said


async def test_what_goes_wrong_is_told_and_the_next_solve_is_right(tmp_path: Path) -> None:
    solver = Held()
    bad = PlanError([Fault("below", "supply.csv", 3, "units", "-5", {"limit": 0})])
    async with at_work(tiny(tmp_path / "plan"), solver) as user:
        for trouble, said in (
            (SolverTrouble("out of [b]memory[/b]"), "solver failed: out of [b]memory[/b]"),
            (BackgroundFailure("signal 9"), "the solver ended before its answer: signal 9"),
            (bad, 'supply.csv row 3, column units: "-5": the number is below 0.'),
        ):
            solver.trouble = trouble
            solver.let_go()
            await user.press("f9")
            await user.solved()
            assert said in user.said
            assert user.said.startswith("! base: ")
            assert user.snapshot.standing("base") is Standing.FAILED
            await user.press("f6")
            assert said in user.seen
            await user.press("f5", "ctrl+l")
            assert said in user.side
            await user.press("ctrl+l")
        solver.let_go()
        await user.press("f9")
        await user.solved()
        assert standings(user) == {"base": "solved"}


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
async def test_a_defect_of_the_solver_ends_no_more_than_the_solve(tmp_path: Path) -> None:
    solver = Held()
    async with at_work(tiny(tmp_path / "plan"), solver) as user:
        solver.trouble = ZeroDivisionError("a defect")
        solver.let_go()
        await user.press("f9")
        await user.solved()
        assert "ZeroDivisionError('a defect')" in user.said
        assert [fault.code for fault in user.screen.panel.faults] == ["solver-trouble"]
        solver.let_go()
        await user.press("f9")
        await user.solved()
        assert standings(user) == {"base": "solved"}


async def test_answers_are_there_again_after_a_restart(tmp_path: Path) -> None:
    folder = tiny_with(tmp_path / "plan", {"one": SHORT, "two": SHORT})
    async with at_work(folder) as user:
        await user.press("shift+f9")
        await user.solved()
        documents = {
            name: solve_document(answer.solved)
            for name, answer in user.snapshot.answers.items()
            if answer.solved is not None
        }
        assert set(documents) == {"base", "one", "two"}
        # The inputs of one are no longer those it was solved from.
        await user.press("f5", "down", "enter", "f4")
        await user.go_to(TOTAL, "max")
        await user.write("90", "enter")
    async with at_work(folder) as user:
        assert standings(user) == {"base": "solved", "one": "stale", "two": "solved"}
        for name in ("base", "two"):
            solved = user.snapshot.with_plan(name)
            assert solved is not None
            assert solve_document(solved) == documents[name]
        await user.press("f6")
        assert len(user.rows()) == 3
        assert "● solved" in user.title


async def test_an_answer_goes_with_its_scenario_to_another_name(tmp_path: Path) -> None:
    async with at_work(tiny_with(tmp_path / "plan", {"one": SHORT})) as user:
        await user.press("f5", "down", "space", "f9")
        await user.solved()
        await user.press("r", *"uno", "enter")
        assert standings(user) == {"base": "unsolved", "uno": "solved"}
        assert user.snapshot.compared == ("uno",)


async def test_closing_does_not_wait_for_a_solve(tmp_path: Path) -> None:
    folder, solver = tiny(tmp_path / "plan"), Held()
    async with at_work(folder, solver) as user:
        await user.press("f9")
        await begun(user, solver)
        await user.press("ctrl+q")
        assert not user.app.is_running
