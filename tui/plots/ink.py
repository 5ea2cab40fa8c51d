"""What a chart is drawn in: tones with a meaning, and the colours that a theme gives them."""

from collections.abc import Mapping
from typing import Literal, get_args

from rich.style import Style
from textual.color import Color

from tui.grid.palette import CONTRAST, readable

Tone = Literal["first", "second", "third", "fourth", "gain", "loss", "axis", "guide"]
"""first to fourth: series; gain and loss: what is above and below; axis: frame and numbers;
guide: lines to compare with."""
TONES: tuple[Tone, ...] = get_args(Tone)

Ink = Mapping[Tone, Style]
PLAIN: Ink = dict.fromkeys(TONES, Style())
"""No colours: whatever is drawn can be told apart without."""

VARIABLES: dict[Tone, str] = {
    "first": "primary",
    "second": "accent",
    "third": "success",
    "fourth": "error",
    "gain": "success",
    "loss": "error",
    "axis": "foreground",
    "guide": "foreground",
}
"""The theme's variables."""
DRAWN_BACK: dict[Tone, float] = {"axis": 0.35, "guide": 0.5}
"""how far a tone goes towards the background."""


def ink_of(variables: Mapping[str, str]) -> Ink:
    """The tones in a theme's colours, given its variables (`App.get_css_variables`)."""
    background = Color.parse(variables["background"])
    return {tone: _style(tone, Color.parse(variables[VARIABLES[tone]]), background)
            for tone in TONES}  # fmt: skip


def _style(tone: Tone, color: Color, background: Color) -> Style:
    if color.ansi is None and background.ansi is None:
        color = color.blend(background, DRAWN_BACK.get(tone, 0.0))
    return Style(color=readable(color, background, float(CONTRAST)).rich_color)
