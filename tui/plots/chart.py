"""What a chart shows; it is drawn by `tui.plots.lines`."""

from collections.abc import Callable
from dataclasses import dataclass

from tui.plots.ink import Tone
from tui.plots.ticks import figures

Point = tuple[float, float]
"""(across, up)"""
Show = Callable[[float, float], str]
"""A number of an axis as people write it, given the step to the next one."""


@dataclass(frozen=True)
class Series:
    """Points in order, each with its sign, joined by a line, or both."""

    name: str
    "What the legend calls it; empty for nothing."
    points: tuple[Point, ...]
    sign: str = ""
    "One cell wide, drawn at every point; empty for none. No two series share one."
    joined: bool = True
    "Whether a line leads from point to point."
    tone: Tone = "first"


@dataclass(frozen=True)
class Guide:
    """A straight line through the whole chart."""

    at: float
    upright: bool = False
    "True at a place across, False at a height."


@dataclass(frozen=True)
class Chart:
    """Series over one another. What cannot be drawn (NaN, infinity) is left out."""

    series: tuple[Series, ...]
    title: str = ""
    across: str = ""
    "What is counted across, with its unit."
    up: str = ""
    "What is counted upwards, with its unit."
    show_across: Show = figures
    show_up: Show = figures
    guides: tuple[Guide, ...] = ()
    names: tuple[str, ...] = ()
    "In place of numbers across: the names of places 0, 1, 2, ..., such as weeks."
    lowest: float | None = None
    "The lowest height that is shown in any case, such as 0; None for what the points need."
    highest: float | None = None
    empty: str = ""
    "What is said where there is not a single point."
