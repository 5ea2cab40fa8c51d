"""F5 while a scenario is solved: bound and best plan over time, and the gap in words."""

from itertools import pairwise
from pathlib import Path

from rich.cells import cell_len

from kamplan.words import use_language
from solver import Progress
from tests.desk.desks import SHORT
from tests.tui.apps import WIDE, Held, InProcess, at_work, tiny_with
from tui.course import MOST, Course
from tui.sheets.course_side import course_chart


def report(seconds: float, bound: float | None, value: float | None) -> Progress:
    """What a solver tells; the gap as it would."""
    gap = None if bound is None or value is None else (bound - value) / value
    return Progress("whole", seconds, bound, value, gap)


def course(*reports: Progress) -> Course:
    """A solve of which these were told."""
    found = Course(1)
    for each in reports:
        found = found.further(each)
    return found


def test_of_a_long_solve_the_first_the_last_and_enough_between_are_kept() -> None:
    seconds = [float(second) for second in range(5000)]
    found = course(*(report(second, 100.0, None) for second in seconds))
    kept = [each.seconds for each in found.reports]
    assert len(kept) == MOST
    assert (kept[0], kept[-1]) == (0.0, 4999.0)
    assert kept == sorted(set(kept))
    # The history is evenly thinned: no gap of more than a fiftieth.
    assert max(b - a for a, b in pairwise(kept)) < 100.0


def test_a_value_holds_until_there_is_a_better_one() -> None:
    chart = course_chart(
        course(report(0.0, 100.7, None), report(1.0, 100.6, 100.2), report(3.0, 100.5, 100.4))
    )
    assert chart is not None
    bound, last_bound, best, last_best = chart.series
    assert bound.points == ((0.0, 100.7), (1.0, 100.7), (1.0, 100.6), (3.0, 100.6), (3.0, 100.5))
    assert best.points == ((1.0, 100.2), (3.0, 100.2), (3.0, 100.4))
    assert last_bound.points == ((3.0, 100.5),)
    assert last_best.points == ((3.0, 100.4),)
    assert len({last_bound.sign, last_best.sign}) == 2


def test_what_lies_far_off_is_left_out() -> None:
    """100.4 to 100.5, and 0.3 % around: the first bound of 900 is not in it, nor the first plan."""
    told = [report(0.0, 900.0, None), report(1.0, 100.7, 90.0), report(2.0, 100.5, 100.4)]
    chart = course_chart(course(*told))
    assert chart is not None
    assert chart.series[0].points[0] == (1.0, 100.7)
    assert chart.series[2].points == ((2.0, 100.4),)


def test_a_solve_that_took_no_time_is_not_drawn() -> None:
    assert course_chart(course(report(0.1, 101.0, 100.0), report(0.2, 100.5, 100.4))) is None
    nothing = [report(float(second), None, None) for second in range(5)]
    assert course_chart(course(*nothing)) is None


async def test_bound_and_best_plan_are_drawn_as_they_come_and_stay(tmp_path: Path) -> None:
    solver = Held()
    async with at_work(tiny_with(tmp_path / "plan", {"short": SHORT}), solver, size=WIDE) as user:
        await user.press("f5", "f9")
        await user.until(lambda: solver.report is not None)
        assert solver.report is not None
        solver.report(report(1.0, None, None))
        await user.until(lambda: "nothing is known yet" in user.side)
        solver.report(report(2.0, 1010.0, None))
        await user.until(lambda: "none has been found yet" in user.side)
        solver.report(report(3.0, 1008.0, 1000.0))
        solver.report(report(4.0, 1005.0, 1004.0))
        await user.until(lambda: "▲ best plan" in user.side)
        said = "4 s: best so far 1,004; no plan is more than 0.100% better."
        await user.until(lambda: said in " ".join(user.side.split()))
        assert "▼ no plan is worth more" in user.side
        picture = [line for line in user.side.splitlines() if "┤" in line]
        assert {cell_len(line) for line in picture} == {38}
        solver.let_go()
        await user.solved()
        # It stays until the next one, with what came of it.
        assert "▲ best plan" in user.side
        assert "no plan is worth more than" in user.side
        use_language("zh")
        try:
            user.screen.translate()
            await user.until(lambda: "best plan" not in user.side)
            assert {cell_len(each) for each in user.side.splitlines() if "┤" in each} == {38}
        finally:
            use_language("en")
        await user.press("down", "up", "f9")
        await user.until(lambda: "▲" not in user.side)
        solver.let_go()
        await user.solved()


async def test_an_instant_solve_shows_its_numbers(tmp_path: Path) -> None:
    async with at_work(tiny_with(tmp_path / "plan", {}), InProcess(), size=WIDE) as user:
        await user.press("f5", "f9")
        await user.solved()
        run = user.snapshot.answers["base"].run
        assert run.objective is not None
        side = " ".join(user.side.split())
        assert f"{run.objective:,.0f}; no plan is worth more than" in side
        assert "┤" not in side
