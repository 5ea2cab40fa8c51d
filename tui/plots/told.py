"""What is told beside a grid: words and charts, one under the other."""

from collections.abc import Sequence

from rich.text import Text

from tui.plots.bars import BarChart, draw_bars
from tui.plots.chart import Chart
from tui.plots.ink import Ink
from tui.plots.lines import draw

Told = Text | Sequence[Text | Chart | BarChart]
ROWS = 12
"""of a chart of lines in a narrow panel."""
MOST_ROWS = 20
SLIM = 3.5
"""cells across for each row."""


def drawn(told: Told, width: int, ink: Ink) -> Text:
    """Everything as one text, so many cells wide where it is drawn; safe in any thread."""
    if isinstance(told, Text):
        return told
    text = Text()
    for part in told:
        if text.plain and not text.plain.endswith("\n"):
            text.append("\n")
        if isinstance(part, Chart):
            rows = min(max(round(width / SLIM), ROWS), MOST_ROWS)
            text.append_text(draw(part, width, rows, ink)).append("\n")
        elif isinstance(part, BarChart):
            text.append_text(draw_bars(part, width, ink)).append("\n")
        else:
            text.append_text(part)
    return text
