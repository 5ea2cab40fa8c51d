"""Comparisons and explorations drawn: what stands beside their tables."""

from kamplan.explore.causes import Causes
from kamplan.explore.frontier import Frontier
from kamplan.explore.tornado import End, Tornado
from kamplan.report.explored_tables import NOTHING, farthest, input_name, measure, reach
from kamplan.report.tables import CAUSES, STATUS
from kamplan.words import _, plain
from tui.plots.bars import Bar, BarChart
from tui.plots.chart import Chart, Guide, Point, Series
from tui.sheets.sheet import amount, difference

ROOM = 0.05
"""of the way between the lowest and the highest level, left free below the lowest."""
NOW, ELBOW = "●", "◆"
FINEST = 0.1
"""of the height of a frontier: no more of it is filled by what is not proven to differ."""


def waterfall(causes: Causes, first: str, unsure: float = 0.0) -> BarChart:
    """From one contribution to the other, a step for each group of changes.

    The scale leaves out what both have in common, and says where it begins; not where nothing
    moves by more than the two answers may be off, `unsure`, together.
    """
    levels = [causes.before]
    for step in causes.steps:
        levels.append(levels[-1] + step.change)
    low, high = min(*levels, causes.after), max(*levels, causes.after)
    begin = low - ROOM * (high - low or abs(high) or 1.0)
    still = high - low < max(NOTHING, unsure)
    if low >= 0.0 and (still or low < 0.5 * high):
        begin = 0.0
    bars = [Bar(plain(first), begin, causes.before, amount(causes.before))]
    for step, before in zip(causes.steps, levels, strict=False):
        name = " + ".join(_(CAUSES[cause]) for cause in step.causes)
        loses = step.change < 0.0
        bars.append(
            Bar(
                name,
                before,
                before if abs(step.change) < NOTHING else before + step.change,
                difference(step.change),
                "loss" if loses else "gain",
                shaded=loses,
            )
        )
    bars.append(Bar(plain(causes.scenario), begin, causes.after, amount(causes.after)))
    title = _("From {first} to {other}", first=plain(first), other=plain(causes.scenario))
    note = "" if begin == 0.0 else _("The scale begins at {value}.", value=amount(begin))
    return BarChart(tuple(bars), title, begin, high, note=note)


def tornado_bars(found: Tornado) -> BarChart:
    """How far each input moves the objective when it is replanned, both ways."""
    most = farthest(found) or 1.0
    bars = tuple(
        Bar(input_name(each), low, high, f"{end_text(each.down)} / {end_text(each.up)}")
        for each in found.bars
        for low, high in [reach(each)]
    )
    figure, of = measure([found.base])
    value = of(found.base)
    note = _("Change of {figure}, replanned; │ is {value}, as it is now.",
             figure=figure, value="–" if value is None else amount(value))  # fmt: skip
    return BarChart(bars, plain(found.scenario), -most, most, middle=0.0, note=note)


def end_text(end: End) -> str:
    """What an input moved one way does to the objective, or why there is no number."""
    if end.replanned is not None:
        return difference(end.replanned)
    return "–" if end.solved is None else _(STATUS[end.solved.result.status])


def span(found: Frontier) -> tuple[float, float]:
    """The least and the most that a frontier is drawn between.

    What differs by less than is proven, or than is shown, is noise and looks like it.
    """
    _figure, of = measure(found.solved)
    values = [value for each in found.solved if (value := of(each)) is not None]
    low, high = min(values, default=0.0), max(values, default=0.0)
    gap = max((each.result.gap or 0.0 for each in found.solved), default=0.0)
    room = max(gap * max(abs(low), abs(high)), NOTHING) / FINEST
    if high - low >= room:
        return low, high
    middle = (low + high) / 2.0
    return middle - room / 2.0, middle + room / 2.0


def frontier_chart(found: Frontier) -> Chart:
    """The objective by promotion money, with the budget of now."""
    figure, of = measure(found.solved)
    points: list[Point] = [
        (each.amount, value) for each in found.points if (value := of(each.solved)) is not None
    ]
    now = [point for point in points if point[0] == found.now]
    elbow = found.elbow
    low, high = span(found)
    marked = [] if elbow is None else [point for point in points if point[0] == elbow.amount]
    return Chart(
        (
            Series("", tuple(points)),
            Series(_("more brings little from here"), tuple(marked), ELBOW, False, "third"),
            Series(_("budget now"), tuple(now), NOW, False, "second"),
        ),
        plain(found.scenario),
        _("promotion budget"),
        figure,
        guides=(Guide(found.now, upright=True),),
        lowest=low,
        highest=high,
    )
