"""The styles of cells: component classes laid over each other, mixed once for a theme."""

from functools import cached_property

from rich.style import Style
from textual.color import BLACK, WHITE, Color
from textual.widget import Widget

HEAT_STEPS = 20
CONTRAST = "4.5"
"Contrast of text (WCAG 2, AA) where the theme's variable text-contrast asks for no other."


class Palette:
    """Rich styles by the component classes that apply to a cell, the last one on top."""

    def __init__(self, widget: Widget) -> None:
        self._widget = widget
        self._styles: dict[tuple[tuple[str, ...], int], Style] = {}

    @cached_property
    def _contrast(self) -> float:
        return float(self._widget.app.theme_variables.get("text-contrast", CONTRAST))

    def style(self, layers: tuple[str, ...], heat: float | None = None) -> Style:
        """The style under these layers; heat shades the background beneath them, from 0 to 1."""
        step = 0 if heat is None else 1 + round(min(max(heat, 0.0), 1.0) * HEAT_STEPS)
        key = (layers, step)
        if key not in self._styles:
            self._styles[key] = self._mixed(layers, step)
        return self._styles[key]

    def _mixed(self, layers: tuple[str, ...], step: int) -> Style:
        _base, _text, background, foreground = self._widget.colors
        look = self._widget.rich_style.without_color
        if step and background.ansi is None:
            hot = self._widget.get_component_styles("grid--heat").background
            background = background.blend(hot, 0.1 + 0.7 * (step - 1) / HEAT_STEPS)
        for name in layers:
            styles = self._widget.get_component_styles(f"grid--{name}")
            if styles.has_rule("background"):
                background += styles.background
            if styles.has_rule("color"):
                foreground = styles.color
            look += styles.text_style
        foreground = readable(foreground, background, self._contrast)
        return look + Style.from_color(foreground.rich_color, background.rich_color)


def readable(color: Color, background: Color, wanted: float) -> Color:
    """The colour as it looks on a background, drawn towards black or white as far as needed.

    Colours of the terminal's own (ANSI) are not known, and left to it.
    """
    if color.ansi is not None or background.ansi is not None:
        return color
    color = background + color
    nearer, other = (WHITE, BLACK) if color.brightness > background.brightness else (BLACK, WHITE)
    end = nearer if contrast(nearer, background) >= wanted else other
    steps = (color.blend(end, step / 8) for step in range(9))
    return next((step for step in steps if contrast(step, background) >= wanted), end)


def contrast(one: Color, other: Color) -> float:
    """Contrast of two colours, from 1 to 21, as WCAG 2 defines it."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(color: Color) -> float:
    parts = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
        for part in color.normalized
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
