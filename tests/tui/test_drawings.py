"""Bars drawn by hand: a waterfall, bars around a middle."""

import pytest
from rich.cells import cell_len

from kamplan.explore.causes import Causes, Step
from tui.plots.bars import Bar, BarChart, draw_bars
from tui.plots.ink import PLAIN
from tui.sheets.drawings import waterfall


def lines(chart: BarChart, width: int) -> list[str]:
    return draw_bars(chart, width, PLAIN).plain.split("\n")


def test_bars_begin_and_end_on_half_cells() -> None:
    chart = BarChart((Bar("up", 2.5, 7.0, "+4.5"), Bar("down", 7.0, 6.0, "-1", shaded=True)),
                     low=0.0, high=10.0)  # fmt: skip
    assert lines(chart, 10) == [
        "up    +4.5",
        "  ▐████   ",
        "down    -1",
        "      ▒   ",
    ]


def test_something_is_seen_of_what_is_next_to_nothing() -> None:
    bars = (Bar("a", 0.0, 0.001), Bar("b", 10.0, 9.999), Bar("c", 5.0, 5.0))
    drawn = lines(BarChart(bars, low=0.0, high=10.0), 10)
    assert drawn[1::2] == ["▌         ", "         ▐", "          "]


def test_around_a_middle_what_is_lost_is_drawn_unlike_what_is_gained() -> None:
    chart = BarChart((Bar("demand", -4.0, 2.0, "-4 / +2"), Bar("price", 0.0, 0.0, "0 / 0")),
                     low=-5.0, high=5.0, middle=0.0)  # fmt: skip
    assert lines(chart, 20)[1::2] == ["  ▒▒▒▒▒▒▒▒████      ", "          │         "]
    small = BarChart((Bar("visits", -0.001, 0.001),), low=-5.0, high=5.0, middle=0.0)
    assert lines(small, 20)[1] == "         ▐▌         "


@pytest.mark.parametrize("width", [12, 38])
def test_chinese_names_and_long_ones_keep_the_width(width: int) -> None:
    bars = (Bar("重新分配与预算以及很多别的原因", 0.0, 1.0, "+1,234"), Bar("x", 0.0, 0.5, "1"))
    drawn = lines(BarChart(bars, "从基准到缺货情景的贡献变化", note="刻度从 9,100,000 开始"), width)
    assert {cell_len(line) for line in drawn} == {width}


def test_a_waterfall_adds_up() -> None:
    """1000 falls by 60 to 940, rises by 20 to 960: drawn from 5 % of the 60 below 940 on."""
    steps = (Step(("supply",), -60.0, ()), Step(("demand", "terms"), 20.0, ()))
    chart = waterfall(Causes("short", 1000.0, 960.0, steps, ()), "base")
    assert [(bar.start, bar.end) for bar in chart.bars] == [
        (937.0, 1000.0), (1000.0, 940.0), (940.0, 960.0), (937.0, 960.0),
    ]  # fmt: skip
    assert [bar.said for bar in chart.bars] == ["1,000", "-60", "+20", "960"]
    assert [bar.tone for bar in chart.bars][1:3] == ["loss", "gain"]
    assert chart.bars[1].shaded
    assert not chart.bars[2].shaded
    assert chart.note == "The scale begins at 937."
    # Where both are not nearly the same, it begins at nothing.
    small = waterfall(Causes("short", 100.0, 40.0, steps[:1], ()), "base")
    assert (small.low, small.note) == (0.0, "")
