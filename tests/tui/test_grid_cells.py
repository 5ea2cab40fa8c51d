"""Cells and columns: every line is as wide as the grid, whatever the names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.color import Color

from tests.tui.grid_app import COLUMNS, FAMILY, GridApp, Lists, sample
from tui.grid import Grid, GridColumn, Look
from tui.grid.arrangement import Arrangement, ShownColumns, Sort, show_columns
from tui.grid.cells import clean, cut, fit
from tui.grid.columns import ColumnLayout
from tui.grid.painter import HeadingState, Painter, RowState
from tui.grid.palette import Palette, contrast
from tui.grid.unsettled import Unsettled

NASTY = [
    *("[/b]", "[@click=app.quit]x[/]", FAMILY, "عرب", "\u202e", "\x1b[31m", "一二三"),
    *("❤\ufe0f", "👍🏽", "🇨🇳", "e\u0301", "\u3000一\xa0", "a\tb\nc", "\ud800", "1,234,567"),
]
TEXTS = st.one_of(
    st.sampled_from(NASTY),
    st.text(max_size=20),
    st.text(alphabet=st.sampled_from([*"a1.", "一", "\u200d", "\ufe0f", "👩", "\u0301"])),
)


@given(TEXTS, st.integers(0, 20), st.booleans(), st.booleans())
def test_a_text_takes_exactly_its_cells(text: str, width: int, number: bool, partial: bool) -> None:
    shown = fit(text, width, number, partial)
    assert cell_len(shown) == width
    assert shown.isprintable()


@pytest.mark.parametrize(
    ("text", "width", "number", "shown"),
    [
        ("East", 6, False, "East  "),
        ("120", 6, True, "   120"),
        ("1,234", 4, True, "####"),
        ("unlimited", 5, True, "unli…"),
        ("Supermarket", 6, False, "Super…"),
        ("一二三四", 6, False, "一二… "),
        ("一二三四", 7, False, "一二三…"),
        ("一二三", 6, False, "一二三"),
        ("[/b]", 4, False, "[/b]"),
        ("\u202ex", 8, False, "\\u202ex "),
        ("一\u3000二", 6, False, "一  二"),
        ("x", 0, False, ""),
    ],
)
def test_cells(text: str, width: int, number: bool, shown: str) -> None:
    assert fit(text, width, number) == shown


def test_a_column_half_in_sight_shows_no_part_of_a_number() -> None:
    assert fit("1,234", 4, number=True, partial=True) == "…   "
    assert cut("abc", 2) == "a…"


def test_no_sign_reaches_the_terminal_that_moves_others() -> None:
    assert clean(FAMILY) == "👨\\u200d👩\\u200d👧"
    assert clean("\x1b[31m") == "\\x1b[31m"


@given(
    st.lists(st.integers(1, 30), min_size=1, max_size=8),
    st.integers(0, 3),
    st.integers(4, 80),
    st.data(),
)
def test_every_column_can_be_brought_into_sight(
    widths: list[int], frozen: int, width: int, data: st.DataObject
) -> None:
    columns = ColumnLayout(widths, min(frozen, len(widths)), width)
    end = max(columns.total - width, 0)
    scroll = data.draw(st.integers(0, end))
    for column in range(len(widths)):
        places = columns.places(min(columns.scroll_to(column, scroll), end))
        shown = {place.column: place for place in places}
        room = width if column < columns.frozen else width - columns.frozen_width
        if room > 2:
            assert column in shown
            assert shown[column].width == min(columns.widths[column], room)
    assert all(place.x + place.width <= width for place in columns.places(scroll))
    assert columns.frozen_width <= max(width * 2 // 3, 0)


@given(
    st.lists(st.tuples(TEXTS, TEXTS, TEXTS), min_size=1, max_size=3),
    TEXTS,
    st.integers(1, 60),
    st.integers(0, 40),
)
def test_every_line_is_as_wide_as_the_grid(
    rows: list[tuple[str, str, str]], title: str, width: int, scroll: int
) -> None:
    titles = (
        GridColumn("a", title, frozen=True),
        GridColumn("b", title, number=True),
        GridColumn("c", title, width=7),
    )
    looks = {(0, 0): Look("changed"), (0, 1): Look("refused", heat=0.5), (0, 2): Look("total")}
    hidden = Arrangement(hidden=frozenset("c"))
    for wanted, widths in ((Arrangement(), [9, 5, 7]), (hidden, [9, 5])):
        shown = show_columns(titles, wanted)
        assert_lines_fit(
            AsTheyAre(rows, titles, looks), shown, ColumnLayout(widths, 1, width), scroll
        )


def assert_lines_fit(model: Lists, shown: ShownColumns, columns: ColumnLayout, scroll: int) -> None:
    """Every kind of line is as wide as it should be."""
    titles, width = model.columns, columns.width
    title = titles[0].title
    sorts = ((), (Sort("b"),), (Sort("b"), Sort("a", descending=True)))
    states = [
        HeadingState(1, each, more) for each in sorts for more in ((True, True), (False, False))
    ]
    places = columns.places(scroll)
    painter = Painter(PALETTE, width)
    lines = [
        *(painter.heading(titles, shown, places, state) for state in states),
        painter.bar(f" {clean(title)}", title, "12 of 40"),
        painter.words(title),
        painter.blank(),
        *(
            painter.row(model, shown, places, RowState(row, 1, range(3)), Unsettled())
            for row in range(len(model))
        ),
    ]
    for line in lines:
        assert cell_len(line.text) == line.cell_length == width


class AsTheyAre(Lists):
    """Cells that show anything, in columns of numbers too."""

    def text(self, row: int, column: int) -> str:
        return self.rows[row][column]


class NoStyle(Palette):
    """Cells without colours, for which no app need run."""

    def __init__(self) -> None:
        super().__init__(Grid())

    def _mixed(self, layers: tuple[str, ...], step: int):  # type: ignore[no-untyped-def]
        from rich.style import Style

        return Style(bold="changed" in layers)


PALETTE = NoStyle()


def lines(app: GridApp) -> list[str]:
    """What the grid shows."""
    return [app.grid.render_line(y).text for y in range(app.grid.inner.height)]


async def test_names_that_look_like_markup_or_control_are_shown_as_they_are() -> None:
    app = GridApp(sample())
    async with app.run_test(size=(80, 24)):
        shown = "\n".join(lines(app))
        assert {cell_len(line) for line in lines(app)} == {app.grid.inner.width}
    for text in (
        "一二三超市（上海）",
        "[/b]",
        "[@click=app.quit]x[/]",
        "عرب",
        "\\u202eabc",
        "\\x1b[31m",
    ):
        assert text in shown


async def test_signs_tell_what_colours_tell() -> None:
    app = GridApp(sample())
    async with app.run_test(size=(80, 24)):
        rows = lines(app)
        assert "74▪" in rows[3]
        assert "48!" in rows[5]
        assert "85…" in rows[6]
        changed = next(s for s in app.grid.render_line(3) if "74" in s.text)
        assert changed.style is not None
        assert changed.style.bold


async def test_the_last_column_is_reached_and_numbers_are_never_cut() -> None:
    app = GridApp(sample())
    async with app.run_test(size=(40, 12)) as pilot:
        assert "›" in lines(app)[0]
        await pilot.press("end")
        assert "Note" in lines(app)[0]
        assert "‹" in lines(app)[0]
        await pilot.press("home")
        app.grid.set_width(5, 4)
        await pilot.press(*["right"] * 5)
        assert "####" in lines(app)[1]


async def test_frozen_columns_stay_while_others_scroll() -> None:
    app = GridApp(sample())
    async with app.run_test(size=(50, 12)) as pilot:
        await pilot.press("end")
        assert "Hill & Sons" in lines(app)[1]
        assert "Region" not in lines(app)[0]


async def test_heat_shades_and_stays_readable_in_every_theme() -> None:
    app = GridApp(sample())
    async with app.run_test(size=(80, 45)) as pilot:
        for theme in ("textual-dark", "textual-light", "ansi-dark", "ansi-light"):
            app.theme = theme
            await pilot.pause()
            cold, hot = (
                next(s for s in app.grid.render_line(y) if text in s.text).style
                for y, text in ((2, "480"), (40, "540"))
            )
            assert cold is not None
            assert hot is not None
            if "ansi" in theme:
                assert cold == hot == app.grid.render_line(1)._segments[-1].style
                continue
            assert cold.bgcolor != hot.bgcolor
            for style in (cold, hot):
                assert style.color is not None
                assert style.bgcolor is not None
                shown = (Color.from_rich_color(style.color), Color.from_rich_color(style.bgcolor))
                assert contrast(*shown) >= 4.5


async def test_an_empty_grid_says_what_to_press() -> None:
    app = GridApp(Lists((), COLUMNS))
    async with app.run_test(size=(80, 24)) as pilot:
        shown = lines(app)
        assert any("No accounts yet." in line for line in shown)
        assert "Press F4 to import some." in "\n".join(shown)
        await pilot.press("down", "x", "f2", "enter", "delete", "ctrl+c", "ctrl+v", "ctrl+d")
        await pilot.press("tab", *["ctrl+o"] * 3, "ctrl+a", "percent_sign", "slash", "x", "escape")
        app.grid.model = sample(3)
        await pilot.pause()
        assert "Hill & Sons" in lines(app)[1]
        assert app.grid.cursor_row == 0


@pytest.mark.usefixtures("every_picture")
async def test_lines_that_did_not_change_are_not_drawn_again() -> None:
    app = GridApp(sample())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("down")
        drawn: list[int] = []
        draw = app.grid.render_line

        def render_line(y: int):  # type: ignore[no-untyped-def]
            drawn.append(y)
            return draw(y)

        app.grid.render_line = render_line  # type: ignore[method-assign]
        await pilot.press("down")
        assert set(drawn) == {2, 3}
        drawn.clear()
        await pilot.press("right")
        assert set(drawn) == {0, 3}
        drawn.clear()
        await pilot.press("shift+down")
        assert set(drawn) <= {3, 4}
