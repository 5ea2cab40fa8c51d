"""Bars side by side with their names and numbers: a waterfall, or bars around a middle.

Half a cell is the finest step. What a bar means is told by its number, its place and its
filling, not by its colour alone.
"""

from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from tui.plots.fitting import fitted, folded
from tui.plots.ink import Ink, Tone

FILLED, SHADED = "█", "▒"
LEFT, RIGHT = "▌", "▐"
"""the left and the right half of a cell."""
MIDDLE = "│"


@dataclass(frozen=True)
class Bar:
    """From one value to another; both may be the same."""

    name: str
    start: float
    end: float
    said: str = ""
    "The number at its right, ready to be read."
    tone: Tone = "first"
    shaded: bool = False
    "Drawn half-filled: what goes down, or what counts for less."


@dataclass(frozen=True)
class BarChart:
    """Bars in their order, on one scale."""

    bars: tuple[Bar, ...]
    title: str = ""
    low: float = 0.0
    high: float = 1.0
    "The scale; bars are cut off at its ends."
    middle: float | None = None
    "A value with a line of its own: what lies below is drawn as a loss, above as a gain."
    note: str = ""
    "Words below."


def draw_bars(chart: BarChart, width: int, ink: Ink) -> Text:
    """Two lines a bar, its name and number and itself; each so many cells wide."""
    lines = [Text(_cut(chart.title, width), style="bold")] if chart.title else []
    for bar in chart.bars:
        room = max(width - cell_len(bar.said) - 1, 0)
        name = set_cell_size(_cut(bar.name, room), room)
        lines.append(Text.assemble(name, " ", (bar.said, ink[bar.tone])))
        lines.append(_drawn(chart, bar, width, ink))
    lines += [Text(line, style=ink["axis"]) for line in folded(chart.note, width)]
    return fitted(lines, width)


def _cut(text: str, width: int) -> str:
    return text if cell_len(text) <= width else set_cell_size(text, max(width - 1, 0)) + "…"


def _drawn(chart: BarChart, bar: Bar, width: int, ink: Ink) -> Text:
    """One bar, in half cells."""
    first, last = sorted((_half(chart, bar.start, width), _half(chart, bar.end, width)))
    middle = None if chart.middle is None else _half(chart, chart.middle, width)
    # Something is seen of whatever is not nothing, on either side of a middle.
    if chart.middle is not None and middle is not None:
        first = min(first, middle - 1) if min(bar.start, bar.end) < chart.middle else first
        last = max(last, middle + 1) if max(bar.start, bar.end) > chart.middle else last
    elif first == last and bar.start != bar.end:
        first, last = (first - 1, first) if first == 2 * width else (first, first + 1)
    text = Text()
    for cell in range(width):
        left, right = (first <= half < last for half in (2 * cell, 2 * cell + 1))
        tone, shaded = bar.tone, bar.shaded
        if middle is not None:
            below = 2 * cell < middle
            tone, shaded = ("loss", True) if below else ("gain", False)
        if left and right:
            text.append(SHADED if shaded else FILLED, ink[tone])
        elif left or right:
            text.append(LEFT if left else RIGHT, ink[tone])
        elif middle is not None and cell == middle // 2:
            text.append(MIDDLE, ink["axis"])
        else:
            text.append(" ")
    return text


def _half(chart: BarChart, value: float, width: int) -> int:
    """The half cell that a value falls on, from 0 to twice the width."""
    share = (value - chart.low) / (chart.high - chart.low) if chart.high > chart.low else 0.0
    return round(min(max(share, 0.0), 1.0) * 2 * width)
