"""How a solve goes, drawn: what is proven, the best plan so far, and what lies between."""

from collections.abc import Callable, Sequence

from rich.text import Text

from kamplan.desk import Answer
from kamplan.words import _
from solver import Progress
from tui.course import Course
from tui.plots.chart import Chart, Point, Series
from tui.snapshot import Snapshot

BOUND, BEST = "▼", "▲"
FEW, SHORT = 3, 1.0
"""reports, and seconds between the first and the last, below which nothing is drawn."""
LEAST_WINDOW = 0.003
"""of the best value: so much at least is shown above and below."""


def course_parts(snapshot: Snapshot, name: str) -> list[Text | Chart]:
    """The last solve of a scenario: its numbers in words, and its course where it took a while."""
    course = snapshot.courses.get(name)
    running = snapshot.running_of(name)
    parts: list[Text | Chart] = []
    if running is not None and running.progress is not None:
        parts.append(Text(_so_far(running.progress) + "\n"))
    elif running is None and (answer := snapshot.answers.get(name)) is not None:
        parts.append(Text(_at_the_end(answer)))
    if course is not None and (chart := course_chart(course)) is not None:
        parts += [Text("\n"), chart]
    return parts


def course_chart(course: Course) -> Chart | None:
    """Bound and best plan by seconds; None where they were hardly reported."""
    known = [each for each in course.reports if each.bound is not None or each.value is not None]
    if len(known) < FEW or known[-1].seconds - known[0].seconds < SHORT:
        return None
    low, high = _window(known[-1])
    bound = _steps(known, lambda each: each.bound, low, high)
    best = _steps(known, lambda each: each.value, low, high)
    return Chart(
        (
            Series("", bound, tone="second"),
            Series(_("no plan is worth more"), bound[-1:], BOUND, False, "second"),
            Series("", best),
            Series(_("best plan"), best[-1:], BEST, False),
        ),
        _("The solve"),
        _("seconds"),
    )


def _window(last: Progress) -> tuple[float, float]:
    """Heights worth a look: about what is known last. What came long before lies far off."""
    ends = [end for end in (last.value, last.bound) if end is not None]
    low, high = min(ends), max(ends)
    room = max(2.0 * (high - low), LEAST_WINDOW * max(abs(low), 1.0))
    return low - room, high + room


def _steps(
    reports: Sequence[Progress],
    of: Callable[[Progress], float | None],
    low: float,
    high: float,
) -> tuple[Point, ...]:
    """A value as it was known over time: it holds until there is a better one."""
    points: list[Point] = []
    for report in reports:
        value = of(report)
        if value is None or not low <= value <= high:
            continue
        if points and points[-1][1] != value:
            points.append((report.seconds, points[-1][1]))
        points.append((report.seconds, value))
    return tuple(points)


def _so_far(progress: Progress) -> str:
    if progress.gap is not None and progress.value is not None:
        return _(
            "{seconds} s: best so far {value}; no plan is more than {gap} better.",
            seconds=f"{progress.seconds:.0f}",
            value=f"{progress.value:,.0f}",
            gap=f"{progress.gap:.3%}",
        )
    if progress.bound is not None:
        return _(
            "{seconds} s: no plan is worth more than {bound}; none has been found yet.",
            seconds=f"{progress.seconds:.0f}",
            bound=f"{progress.bound:,.0f}",
        )
    return _("{seconds} s: nothing is known yet.", seconds=f"{progress.seconds:.0f}")


def _at_the_end(answer: Answer) -> str:
    """The final numbers; nothing where there is no plan, which is told elsewhere."""
    run = answer.run
    if run.objective is None or run.gap is None or run.bound is None:
        return ""
    return "\n" + _(
        "{value}; no plan is worth more than {bound}, {gap} better.",
        value=f"{run.objective:,.0f}",
        bound=f"{run.bound:,.0f}",
        gap=f"{run.gap:.3%}",
    ) + "\n"  # fmt: skip
