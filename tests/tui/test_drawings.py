"""Bars drawn by hand: a waterfall, bars around a middle."""

from types import SimpleNamespace
from typing import Any

import pytest
from rich.cells import cell_len

from kamplan.desk import Standing
from kamplan.explore.causes import Causes, Step
from kamplan.explore.frontier import Frontier, Point
from kamplan.explore.levers import Lever
from kamplan.explore.tornado import Bar as InputBar
from kamplan.explore.tornado import End, Tornado
from kamplan.explore.uncertain import Uncertain
from tui.plots.bars import Bar, BarChart, draw_bars
from tui.plots.ink import PLAIN
from tui.plots.lines import draw
from tui.sheets.bridges import bridge_sheet
from tui.sheets.drawings import frontier_chart, tornado_bars, waterfall


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


def answer(status: str, contribution: float | None, gap: float = 0.0) -> Any:
    """As much of an answer as a drawing reads."""
    evaluation = None if contribution is None else SimpleNamespace(contribution=contribution)
    result = SimpleNamespace(status=status, objective=contribution, gap=gap, evaluation=evaluation)
    return SimpleNamespace(result=result)


def test_a_tornado_tells_both_ends_wherever_they_lie() -> None:
    """Supply lowers the objective both ways; with a lower price there is no plan at all."""
    now, worse = answer("optimal", 900000.0), answer("infeasible", None)
    supply = InputBar(
        Uncertain("supply", "supply", {}, 0.1, 0.1),
        End(-0.1, now, -592722.0, None),
        End(0.1, now, -12807.0, None),
    )
    price = InputBar(
        Uncertain("price", "price", {}, 0.1, 0.1),
        End(-0.1, worse, None, None),
        End(0.1, now, 5000.0, None),
    )
    chart = tornado_bars(Tornado("base", now, (supply, price), complete=True))
    assert [bar.said for bar in chart.bars] == ["-592,722 / -12,807", "infeasible / +5,000"]
    # What is drawn is how far each reaches from the objective of now.
    assert [(bar.start, bar.end) for bar in chart.bars] == [(-592722.0, 0.0), (0.0, 5000.0)]


def test_what_moves_nothing_is_no_mountain() -> None:
    """Answers that are proven within 1 of 50,000 differ by 0.1: drawn in a height of 10."""
    lever = Lever("budget", "")
    points = [(0.0, 50000.0), (100.0, 50000.1), (200.0, 50000.05)]
    flat = tuple(Point(amount, answer("optimal", value, 2e-5)) for amount, value in points)
    chart = frontier_chart(Frontier("base", lever, 100.0, flat, complete=True))
    assert (chart.lowest, chart.highest) == pytest.approx((49995.05, 50005.05), abs=1e-3)
    drawn = [line for line in draw(chart, 40, 14, PLAIN).plain.split("\n") if "⠤" in line]
    assert len(drawn) <= 1
    # What is proven to differ fills the chart.
    steep = tuple(Point(amount, answer("optimal", 50000.0 + amount)) for amount, _ in points)
    chart = frontier_chart(Frontier("base", lever, 100.0, steep, complete=True))
    assert (chart.lowest, chart.highest) == (50000.0, 50200.0)


def test_a_waterfall_has_no_bar_for_nothing() -> None:
    """105 and 105, with steps of 0 between them: two bars of one length."""
    steps = (Step(("budget",), 0.2, ()), Step(("rules",), -0.1, ()))
    chart = waterfall(Causes("other", 105.0, 105.1, steps, ()), "base")
    assert [bar.said for bar in chart.bars] == ["105", "0", "0", "105"]
    drawn = lines(chart, 20)[2::2]
    assert drawn[0] == drawn[3]
    assert {drawn[1].strip(), drawn[2].strip()} == {""}
    # Nor is the scale drawn out where the two answers may be off by more than all that moves.
    more = (Step(("budget",), 3.0, ()),)
    chart = waterfall(Causes("other", 50000.0, 50003.0, more, ()), "base", 5.0)
    assert chart.low == 0.0
    assert waterfall(Causes("other", 50000.0, 50003.0, more, ()), "base", 2.0).low > 49999.0


def test_the_bridges_of_one_table_have_one_scale() -> None:
    """20 is drawn twice as long as 10, whichever scenario it belongs to."""
    bridges = {
        "one": Causes("one", 100.0, 120.0, (Step(("demand",), 20.0, ()),), ()),
        "other": Causes(
            "other", 100.0, 90.2, (Step(("supply",), -10.0, ()), Step(("rules",), 0.2, ())), ()
        ),
    }
    snapshot: Any = SimpleNamespace(
        comparison=("base", *bridges),
        differences=False,
        solved=lambda name: answer("optimal", 100.0),
        bridge=lambda first, name: bridges[name],
        standing=lambda name: Standing.SOLVED,
    )
    sheet = bridge_sheet(snapshot, None)
    at = [column.id for column in sheet.columns].index("bar")
    drawn = {sheet.row_key(row): sheet.text(row, at) for row in range(len(sheet))}
    assert drawn["one", "demand"].count("█") == 7
    assert drawn["other", "supply"].count("█") == 4
    assert drawn["other", "rules"].count("█") == 0
