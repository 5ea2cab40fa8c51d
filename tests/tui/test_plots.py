"""Charts drawn with characters: every line as wide as asked for, the same every time."""

import subprocess
import sys
from itertools import product
from math import inf, nan

import pytest
from rich.cells import cell_len
from rich.style import Style
from textual.app import App

from tui.plots.chart import Chart, Guide, Series
from tui.plots.ink import PLAIN, TONES, ink_of
from tui.plots.lines import draw
from tui.plots.ticks import figures, names_across, round_ticks, shares, step_for, ticks_up

SIZES = [(28, 10), (40, 14), (100, 30), (9, 3)]
LINE = tuple((float(x), x / (800.0 + x)) for x in range(0, 4001, 100))


def curve(name: str = "planned") -> Chart:
    return Chart(
        (
            Series("", LINE),
            Series(name, ((800.0, 0.5),), "●", joined=False, tone="second"),
            Series("published", ((1500.0, 1500.0 / 2300.0),), "◆", joined=False, tone="third"),
        ),
        "price-off",
        "money a week",
        "uplift",
        show_up=shares,
        lowest=0.0,
    )


CHINESE = Chart(
    (Series("实际", ((0.0, 3.0), (1.0, 5.0), (2.0, -1.0)), "●"),),
    "每周销量（箱）",
    "周",
    "箱",
    names=("第四十九周", "第五十周", "第五十一周"),
    guides=(Guide(0.0),),
)
CHARTS = [curve(), CHINESE, Chart((), "没有数据", empty="没有可画的内容，请按 F9 求解。")]


@pytest.mark.parametrize(("chart", "size"), product(CHARTS, SIZES))
def test_every_line_is_as_wide_as_asked_for(chart: Chart, size: tuple[int, int]) -> None:
    width, height = size
    lines = draw(chart, width, height, PLAIN).plain.split("\n")
    assert [cell_len(line) for line in lines] == [width] * height
    assert draw(chart, width, height, PLAIN).plain.split("\n") == lines


def test_a_small_chart_tells_what_is_what() -> None:
    title, legend, up, *picture, numbers, across = draw(curve(), 28, 10, PLAIN).plain.split("\n")
    assert title.rstrip() == "price-off"
    assert legend.rstrip() == "● planned   ◆ published"
    assert up.rstrip() == "uplift"
    assert numbers.split() == ["0", "2,000", "4,000"]
    assert across.strip() == "money a week"
    assert picture[0].startswith("100%")
    assert picture[-2].startswith("  0%")
    marks = "\n".join(picture)
    assert marks.count("●") == 1
    assert marks.count("◆") == 1


def test_a_point_stands_where_it_belongs() -> None:
    """The corners and the middle of a square, 21 cells across and 11 up."""
    chart = Chart((Series("", ((0.0, 0.0), (5.0, 5.0), (10.0, 10.0)), "●", joined=False),))
    lines = draw(chart, 3 + 21, 11 + 2, PLAIN).plain.split("\n")
    places = [(line.index("●") - 3, row) for row, line in enumerate(lines) if "●" in line]
    assert places == [(20, 0), (10, 5), (0, 10)]


def test_chinese_names_stand_apart() -> None:
    numbers = draw(CHINESE, 40, 12, PLAIN).plain.split("\n")[-2]
    assert numbers.split() == ["第四十九周", "第五十周", "第五十一周"]
    numbers = draw(CHINESE, 28, 12, PLAIN).plain.split("\n")[-2]
    assert numbers.split() == ["第四十九周", "第五十一周"]


def test_guides_go_through_the_whole_chart() -> None:
    ends = Series("", ((0.0, 0.0), (4000.0, 1.0)), "●", joined=False)
    chart = Chart((ends,), guides=(Guide(2000.0, upright=True), Guide(0.4)))
    *lines, _axis, _numbers = draw(chart, 40, 12, PLAIN).plain.split("\n")
    place = lines[0].index("│", 6)
    assert "".join(line[place] for line in lines).replace("┼", "│") == "│" * 10
    assert max(line.count("─") for line in lines) == 40 - len("0.5┼") - 1


def test_what_cannot_be_drawn_is_left_out() -> None:
    chart = Chart((Series("", ((nan, 1.0), (1.0, inf), (0.0, 2.0), (1.0, 3.0)), "●"),))
    assert draw(chart, 30, 8, PLAIN).plain.count("●") == 2
    nothing = Chart((Series("", ((nan, 1.0),)),), "Sales", empty="Nothing yet")
    assert draw(nothing, 20, 3, PLAIN).plain.split() == ["Sales", "Nothing", "yet"]


def test_where_plotext_does_not_load_its_reason_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "plotext", None)
    chart = Chart((Series("", ((0.0, 0.0), (1.0, 3.25))),), "Sales")
    lines = draw(chart, 40, 8, PLAIN).plain.split("\n")
    assert lines[0].rstrip() == "Sales"
    assert lines[1].startswith("Charts cannot be drawn here:")
    assert len(lines) == 8


@pytest.mark.parametrize("value", [0.0, 5.0, -2.0, 1e-12, 1e12])
def test_one_value_is_a_chart_too(value: float) -> None:
    chart = Chart((Series("", ((1.0, value),), "●"),))
    assert draw(chart, 40, 8, PLAIN).plain.count("●") == 1


def test_tones_get_the_colours_of_the_theme() -> None:
    ink = {tone: Style(color=f"color({number + 20})") for number, tone in enumerate(TONES)}
    text = draw(curve(), 40, 14, ink)
    styles = {
        text.plain[span.start : span.end].strip(): span.style
        for span in text.spans
        if text.plain[span.start : span.end].strip() in ("●", "◆")
    }
    assert styles == {"●": ink["second"], "◆": ink["third"]}
    # Nothing but the theme's: no background of the library's own.
    assert all(span.style in ("bold", *ink.values()) for span in text.spans if span.style)


def test_every_theme_has_inks() -> None:
    app: App[None] = App()
    for theme in app.available_themes:
        app.theme = theme
        assert set(ink_of(app.get_css_variables())) == set(TONES)


def test_numbers_are_written_as_people_write_them() -> None:
    assert [figures(value, 5000.0) for value in (0.0, 12000.0)] == ["0", "12,000"]
    assert [figures(value, 0.25) for value in (-0.25, 0.5)] == ["-0.25", "0.50"]
    assert figures(-1e-17, 1.0) == "0"
    assert [shares(value, 0.05) for value in (0.05, 1.0)] == ["5%", "100%"]
    assert shares(0.075, 0.025) == "7.5%"


def test_steps_are_round() -> None:
    # 0 to 27 in four numbers: steps of 9 would do, the next round one is 10.
    assert step_for(0.0, 27.0, 4) == 10.0
    assert round_ticks(0.0, 27.0, 10.0) == [0.0, 10.0, 20.0]
    assert step_for(0.0, 1.0, 6) == pytest.approx(0.2)
    assert ticks_up(-1.0, 2.0, 6) == (-2.0, 2.0, 2.0)
    assert ticks_up(3.0, 27.0, 8) == (0.0, 30.0, 10.0)


def test_names_that_would_touch_are_left_out() -> None:
    names = [f"W{number}" for number in range(10, 20)]
    # The first begins with the line: 3 cells, 2 between, and half of the second's to its middle,
    # at a ninth of the line: 9 * 6 + 1 cells are enough, half of them are not.
    assert [*names_across(names, 55)] == list(range(10))
    assert [*names_across(names, 30)] == [0, 2, 4, 6, 8]
    assert names_across(["W1"], 40) == {0.0: "W1"}
    assert names_across([], 40) == {}


def test_plotext_is_not_loaded_before_the_first_chart() -> None:
    modules = "tui.app, tui.session, tui.screens.accounts, tui.screens.compare"
    code = f"import sys, {modules}; print('plotext' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == "False"
