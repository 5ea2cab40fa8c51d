"""Charts of lines and points, drawn by plotext.

plotext draws on one figure of its own, through a library in C++: one chart at a time. It is
loaded when the first chart is drawn. Colours are numbers to it, which are turned into a theme's
afterwards; so a chart is drawn once for every theme.
"""

import math
from collections.abc import Iterator, Sequence
from functools import lru_cache
from threading import Lock
from typing import Any

from rich.cells import cell_len
from rich.color import Color
from rich.style import Style
from rich.text import Text

from kamplan.words import _, plain
from tui.plots.chart import Chart, Point, Series
from tui.plots.fitting import at_the_right, fitted, folded
from tui.plots.ink import PLAIN, TONES, Ink, Tone
from tui.plots.ticks import names_across, round_ticks, ticks_across, ticks_up

LEAST = (14, 4)
"""width and height below which a picture says nothing."""
KEPT = 64
"""charts that are not drawn again."""
BETWEEN = "   "
"""entries of a legend."""
NUMBER = {tone: number for number, tone in enumerate(TONES, start=1)}
"""plotext's colour for a tone."""
_one_at_a_time = Lock()


def draw(chart: Chart, width: int, height: int, ink: Ink) -> Text:
    """Exactly so many lines of exactly so many cells; safe in any thread."""
    return fitted(_lines(chart, width, height, ink), width, height)


def _lines(chart: Chart, width: int, height: int, ink: Ink) -> list[Text]:
    title = [Text(chart.title, style="bold")] if chart.title else []
    head = list(title)
    sound = _sound(chart)
    if not any(series.points for series in sound):
        return [*head, *(Text(line) for line in folded(chart.empty, width))]
    head += _legend(sound, width, ink)
    if chart.up:
        head.append(Text(chart.up, style=ink["axis"]))
    foot = [Text(at_the_right(chart.across, width), style=ink["axis"])] if chart.across else []
    while head and height - len(head) - len(foot) < LEAST[1]:
        # Too low: the picture first, then its title, then what is what.
        head.pop()
    rows = height - len(head) - len(foot)
    if width < LEAST[0] or rows < LEAST[1]:
        return title
    try:
        body = [_coloured(line, ink) for line in _picture(chart, width, rows)]
    except ImportError as error:
        # Its compiled part does not load on every system; the words beside it still serve.
        reason = _("Charts cannot be drawn here: {reason}", reason=plain(error))
        body = [Text(line) for line in folded(reason, width)]
    return [*head, *body, *foot]


def _legend(series: Sequence[Series], width: int, ink: Ink) -> list[Text]:
    """What each series is, as many to a line as fit."""
    lines: list[Text] = []
    for each in series:
        if not each.name or not each.points:
            continue
        entry = Text.assemble((each.sign or "─", ink[each.tone]), " ", each.name)
        if lines and lines[-1].cell_len + len(BETWEEN) + entry.cell_len <= width:
            lines[-1].append(BETWEEN).append_text(entry)
        else:
            lines.append(entry)
    return lines


def _sound(chart: Chart) -> list[Series]:
    return [
        Series(
            each.name,
            tuple(point for point in each.points if all(map(math.isfinite, point))),
            each.sign,
            each.joined,
            each.tone,
        )
        for each in chart.series
    ]


def _coloured(line: str, ink: Ink) -> Text:
    """A line of plotext's in the theme's colours."""
    text = Text.from_ansi(line)
    bare = Text(text.plain)
    for span in text.spans:
        tone = _tone_of(span.style)
        if tone is not None:
            bare.stylize(ink[tone], span.start, span.end)
    return bare


def _tone_of(style: Style | str) -> Tone | None:
    color: Color | None = style.color if isinstance(style, Style) else None
    number = None if color is None else color.number
    return None if number is None or not 0 < number <= len(TONES) else TONES[number - 1]


def prepare() -> None:
    """Load what draws, and let it draw something; where it does not load, a chart will say so."""
    draw(Chart((Series("", ((0.0, 0.0), (1.0, 1.0))),)), 20, 8, PLAIN)


@lru_cache(KEPT)
def _picture(chart: Chart, width: int, rows: int) -> tuple[str, ...]:
    """Lines of text in ANSI colours, one for each row."""
    with _one_at_a_time:
        import plotext

        # None for "as it is by default" limits a figure to the terminal of this process.
        plotext.terminal.limit(False, False)
        figure = plotext.figure
        figure.clear()
        figure.theme("colorless")
        figure.plot_size(width, rows)
        _draw(plotext, chart, width, rows)
        drawn: str = figure.build().string()
        figure.clear()
    return tuple(drawn.splitlines())


def _draw(plotext: Any, chart: Chart, width: int, rows: int) -> None:
    figure, series = plotext.figure, _sound(chart)
    axis = _pixel(plotext, "axis")
    figure.axes(False, axis=[0, 1], side=1)
    figure.axes(True, pixel=axis, axis=[0, 1], side=0)
    figure.ruler([0, 1], 0).pixel(axis)
    _put_numbers(figure, chart, series, width, rows)
    for guide in chart.guides:
        figure.line(guide.at, int(guide.upright), pixel=_pixel(plotext, "guide"))
    # Signs over lines, whatever the order.
    for each in series:
        if each.joined and len(each.points) > 1:
            _put(plotext, each, plotext.marker("braille", _pixel(plotext, each.tone)), True)
    for each in series:
        if each.sign and each.points:
            _put(plotext, each, plotext.marker(each.sign, _pixel(plotext, each.tone)), False)


def _put(plotext: Any, series: Series, marker: Any, joined: bool) -> None:
    across, up = zip(*series.points, strict=True)
    signal = plotext.figure.signal(list(across), list(up), marker=marker)
    plotext.figure.draw(signal.lines(joined))


def _pixel(plotext: Any, tone: Tone) -> Any:
    return plotext.pixel(NUMBER[tone])


def _put_numbers(
    figure: Any, chart: Chart, series: Sequence[Series], width: int, rows: int
) -> None:
    """Limits and numbers of both axes."""
    low, high = _limits([y for _x, y in _points(series)], chart.lowest, chart.highest)
    # The frame and the numbers below take two rows.
    low, high, step = ticks_up(low, high, rows - 2)
    heights = round_ticks(low, high, step)
    labels = [chart.show_up(value, step) for value in heights]
    figure.ruler(1, 0).lim(low, high)
    figure.ruler(1, 0).ticks(heights, labels)
    room = width - max(map(cell_len, labels)) - 1
    if chart.names:
        left, right = 0.0, float(max(len(chart.names) - 1, 1))
        found = names_across(chart.names, room)
    else:
        left, right = _limits([x for x, _y in _points(series)])
        found = ticks_across(left, right, room, chart.show_across)
    figure.ruler(0, 0).lim(left, right)
    figure.ruler(0, 0).ticks(list(found), list(found.values()))


def _points(series: Sequence[Series]) -> Iterator[Point]:
    return (point for each in series for point in each.points)


def _limits(
    values: Sequence[float], lowest: float | None = None, highest: float | None = None
) -> tuple[float, float]:
    """From the least to the most; never the same."""
    wanted = [*values, *(end for end in (lowest, highest) if end is not None)]
    low, high = min(wanted), max(wanted)
    if high - low <= 1e-9 * max(abs(low), abs(high)):
        room = max(abs(low) * 0.05, 0.5)
        low, high = (low if low == lowest else low - room), high + room
    return low, high
