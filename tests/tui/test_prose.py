"""Where lines of text are broken: between words, between Chinese letters, never before 。"""

import itertools
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.text import Text
from textual.geometry import Offset
from textual.selection import Selection

from kamplan.user.beginning import Beginning
from kamplan.words import use_language
from tests.tui.apps import LARGE, SMALL, at_work, tiny
from tui.prose import Prose, Sentences, broken
from tui.tour.steps import STEPS


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    yield
    use_language("en")


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("one two three", 7, ["one two", "three"]),
        ("one  two", 3, ["one", "two"]),
        ("a longest b", 4, ["a", "long", "est", "b"]),
        ("请按 F7；如果计划", 8, ["请按", "F7；如果", "计划"]),
        ("请按 ctrl+z 撤销", 10, ["请按", "ctrl+z 撤", "销"]),
        ("甲乙丙。丁", 6, ["甲乙", "丙。丁"]),
        ("甲乙（丙）丁", 6, ["甲乙", "（丙）", "丁"]),
        ("按 ctrl+w锁定它们", 10, ["按 ctrl+w", "锁定它们"]),
        ("  F1  Help", 8, ["  F1", "Help"]),
        ("first\n\nsecond", 20, ["first", "", "second"]),
        ("", 5, [""]),
        ("甲乙", 1, ["甲", "乙"]),
    ],
)
def test_lines_by_hand(text: str, width: int, lines: list[str]) -> None:
    assert broken(text, width) == lines


def test_nothing_is_lost_and_no_line_is_too_long() -> None:
    dice = random.Random(3)
    letters = "ab  甲乙丙，。（）「」.,%+"
    for _ in range(500):
        text = "".join(dice.choices(letters, k=dice.randrange(60)))
        width = dice.randrange(6, 30)
        lines = broken(text, width)
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")
        assert all(cell_len(line) <= width for line in lines)


def test_styles_stay_where_they_are() -> None:
    text = Text.assemble(("一二三", "bold"), "四五")
    drawn = Prose(text).at(4)
    assert drawn.plain == "一二\n三四\n五"
    assert [drawn.plain[span.start : span.end] for span in drawn.spans] == ["一二", "三"]


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_chinese_help_and_tour_fill_their_lines(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    use_language("zh")
    begin = Beginning(practice=True, tour=True)
    async with at_work(tiny(tmp_path / "plan"), size=size, begin=begin) as user:
        for _step in STEPS:
            panel = user.screen.query_one("#tour-text")
            assert_filled(user.lines()[panel.region.y : panel.region.bottom], panel.size.width)
            await user.press("ctrl+j")
        await user.press("f1")
        reading = user.app.screen.query_one(Sentences)
        shown = Prose(Text(str(reading.content))).at(reading.size.width).plain.splitlines()
        assert_filled(shown, reading.size.width)
        told = reading.get_selection(Selection(Offset(0, 2), Offset(4, 3)))
        assert told == (f"{shown[2]}\n{shown[3][:4]}", "\n")
        seen = user.lines()
        assert all(any(line in each for each in seen) for line in shown[:6])


def assert_filled(lines: list[str], width: int) -> None:
    """A line that goes on in the next one has room for no more than its first word."""
    for line, next_line in itertools.pairwise(lines):
        begin, end = next_line.strip()[:1], line.strip()[-1:]
        assert not begin or begin not in "，。；：、）」"
        assert not end or end not in "（「"
        if end and end not in "。" and begin and cell_len(begin) == 2:
            assert cell_len(line.rstrip()) >= width - 5, line
