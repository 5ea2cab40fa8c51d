"""Sentences in lines: broken between words, and between Chinese letters, which have no blanks.

Rich and Textual break at blanks alone, so that a Chinese sentence with one key in it leaves most
of its first line empty, and can begin a line with a full stop.
"""

from collections.abc import Iterator

from rich.cells import cell_len
from rich.text import Text
from textual.content import Content
from textual.css.styles import RulesMap
from textual.selection import Selection
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions, Visual
from textual.widgets import Static

NOT_FIRST = frozenset("，。；：、！？）》〉」』】〕”’…—～％%,.;:!?)]}·")
"""never at the beginning of a line."""
NOT_LAST = frozenset("（《〈「『【〔“‘([{")
"""never at the end of one."""
WIDE = 2
"""cells of a Chinese letter."""


def broken(text: str, width: int) -> list[str]:
    """A text in lines of so many cells; only a letter that is wider itself is in a longer one."""
    return [line.plain for line in _lines(Text(text), width)]


def _lines(text: Text, width: int) -> Iterator[Text]:
    for line in text.split("\n", allow_blank=True):
        for part in line.divide(_breaks(line.plain, width)):
            part.rstrip()
            yield part


def _breaks(line: str, width: int) -> list[int]:
    """Where a line is broken: before which of its letters."""
    found: list[int] = []
    begin = allowed = 0
    used = 0
    for place, letter in enumerate(line):
        if place > begin and _may_break(line[place - 1], letter):
            allowed = place
        used += cell_len(letter)
        # Blanks at the end of a line take no room.
        if used <= width or letter == " " or place == begin:
            continue
        begin = allowed if begin < allowed and _fits(line[allowed : place + 1], width) else place
        found.append(begin)
        used = cell_len(line[begin : place + 1])
    return found


def _fits(part: str, width: int) -> bool:
    return cell_len(part) <= width


def _may_break(before: str, after: str) -> bool:
    if before == " ":
        return after != " "
    if after == " " or before in NOT_LAST or after in NOT_FIRST:
        return False
    return WIDE in (cell_len(before), cell_len(after))


class Prose(Visual):
    """A text whose lines are broken so, however wide the widget is."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self._known: dict[int, Content] = {}

    def __str__(self) -> str:
        """What it says."""
        return self.text.plain

    def at(self, width: int) -> Text:
        """Itself in lines of so many cells."""
        return Text("\n").join(_lines(self.text, width))

    def _content(self, width: int) -> Content:
        if width not in self._known:
            self._known = {width: Content.from_rich_text(self.at(width))}
        return self._known[width]

    def render_strips(
        self, width: int, height: int | None, style: Style, options: RenderOptions
    ) -> list[Strip]:
        """As a text of these lines."""
        return self._content(width).render_strips(width, height, style, options)

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:
        """That of its longest line, unbroken."""
        return Content(self.text.plain).get_optimal_width(rules, container_width)

    def get_minimal_width(self, rules: RulesMap) -> int:
        """That of a Chinese letter."""
        return WIDE

    def get_height(self, rules: RulesMap, width: int) -> int:
        """How many lines there are."""
        return self._content(width).get_height(rules, width)


class Sentences(Static):
    """A widget of prose, which can be selected and copied as it stands there."""

    def __init__(self, text: Text, id: str | None = None) -> None:  # noqa: A002
        super().__init__(Prose(text), id=id, markup=False)

    def say(self, text: Text) -> None:
        """Another text."""
        self.update(Prose(text))

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """What is selected of its lines."""
        prose = self.content
        if not isinstance(prose, Prose):
            return None
        return selection.extract(prose.at(self.content_size.width).plain), "\n"
