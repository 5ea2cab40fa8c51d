"""Texts brought into lines of so many cells, wide letters counted as what they are."""

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from tui.prose import broken


def fitted(lines: Sequence[Text], width: int, height: int | None = None) -> Text:
    """Lines of exactly so many cells, and so many of them where a height is given."""
    blanks = [] if height is None else [Text() for _ in range(height)]
    found = []
    for line in [*lines, *blanks][:height]:
        line.truncate(width, overflow="ellipsis")
        line.pad_right(width - line.cell_len)
        found.append(line)
    text = Text("\n").join(found)
    text.no_wrap = True
    return text


def at_the_right(text: str, width: int) -> str:
    """A text at the right end of so many cells, cut where it is longer."""
    return " " * max(width - cell_len(text), 0) + set_cell_size(text, min(cell_len(text), width))


def folded(text: str, width: int) -> list[str]:
    """A text in lines of at most so many cells, between words and Chinese letters."""
    return [line.strip() for line in broken(text, width) if line.strip()]
