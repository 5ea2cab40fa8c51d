"""Filter expressions: how they are read, what they select, and what is said of wrong ones."""

from time import perf_counter

import numpy as np
import pytest

from kamplan.words import spellings, use_language
from tests.tui.grid_app import Lists
from tui.grid.filters import FilterError, read_filter
from tui.grid.model import GridColumn

COLUMNS = (
    GridColumn("account", "account", frozen=True),
    GridColumn("tier", "tier"),
    GridColumn("region", "region"),
    GridColumn("credit_days", "credit days", number=True),
    GridColumn("discount", "discount", number=True),
    GridColumn("curve", "curve"),
    GridColumn("x_size", "x_size"),
)
ROWS = [
    ("Hill and Sons", "A", "East", "30", "0.05", "", "9"),
    ("North Market", "B", "West", "1200", "0.07", "slow", "100"),
    ("a=b", "a", "east", "", "0.1014999999999999", "", "big"),
    ('5" pipes', "C", "East", "0", "0", "fast", ""),
]
MODEL = Lists(ROWS, COLUMNS)


def rows(text: str) -> list[int]:
    """The rows that a filter selects."""
    chosen = read_filter(text, COLUMNS, spellings)
    return np.flatnonzero(chosen.rows(MODEL, range(len(COLUMNS)))).tolist()


@pytest.mark.parametrize(
    ("text", "selected"),
    [
        # plain text
        ("east", [0, 2, 3]),
        ("east; west", []),
        ('"a=b"', [2]),
        ('"a=b', [2]),
        ('"', [0, 1, 2, 3]),
        ('5"', [3]),
        ("East and", []),
        # equal, one of several, not equal
        ("tier=A", [0, 2]),
        ("TIER = a | b", [0, 1, 2]),
        ("tier!=A", [1, 3]),
        ("tier<>A|B", [3]),
        ("tier≠A", [1, 3]),
        # empty and not
        ("curve=", [0, 2]),
        ("curve!=", [1, 3]),
        ("curve=|fast", [0, 2, 3]),
        ("credit days=", [2]),
        ("credit_days!=", [0, 1, 3]),
        # contains
        ("account~market", [1]),
        ("account!~a", [3]),
        ("account~sons|pipes", [0, 3]),
        # numbers as spreadsheets show them; nothing is neither more nor less
        ("discount>5%", [1, 2]),
        ("discount>=0.05", [0, 1, 2]),
        ("discount≥5 %", [0, 1, 2]),
        ("discount<7%", [0, 3]),
        ("discount=7%", [1]),
        ("discount=0.1015", [2]),
        ("discount>0.1015", []),
        ("credit days=1,200", [1]),
        ("credit days<100", [0, 3]),
        ("credit days<=100|5", [0, 3]),
        # texts by the alphabet; as numbers where they are
        ("tier<C", [0, 1, 2]),
        ("tier<=c", [0, 1, 2, 3]),
        ("curve>m", [1]),
        ("x_size>10", [1]),
        ("x_size=9.0", [0]),
        ("x_size=|9", [0, 3]),
        ("x_size!=9|", [1, 2]),
        # both
        ("tier=A; region=East", [0, 2]),
        ("tier=A and discount<10%", [0]),
        ("tier=A AND region=East and credit days=", [2]),
        ("tier=A;", [0, 2]),
        ("tier=A and ", [0, 2]),
        ('"east"; discount<6%', [0, 3]),
        # an "and", a sign, a quotation mark in a value
        ("account=Hill and Sons", [0]),
        ("account=Hill and Sons and tier=B", []),
        ("account=a=b", [2]),
        ('account="a=b"|"Hill and Sons"', [0, 2]),
        ('account~"5"" p"', [3]),
        ('"tier"="A"', [0, 2]),
        # another language, its signs, its letters
        ("等级=A", [0, 2]),
        ("区域＝East；等级＝Ａ", [0, 2]),
        ("折扣＞５％", [1, 2]),
        ("等级=A 且 折扣<10%", [0]),
        ("客户~“market”", [1]),
    ],
)
def test_rows_selected(text: str, selected: list[int]) -> None:
    assert rows(text) == selected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("regoin=East", "There is no column regoin: region?"),
        ("reg=East", "There is no column reg: region?"),
        ("qqq=1", "There is no column qqq."),
        ("=1", "Which column? Its heading stands before the sign."),
        ("discount>", "discount > what?"),
        ("account~", "account ~ what?"),
        ("discount>much", "much is no number."),
        ("discount=5x|3", "5x is no number."),
        ("discount~5", "discount holds numbers: = < > compare."),
        ('account="Hill', "The quotation mark before Hill is not closed."),
        ("tier=A; reg", "reg is no condition yet: region=…"),
        ("tier=A and cre", "cre is no condition yet: credit days=…"),
        ("tier=A; 7", "7 is no condition yet: account=…"),
    ],
)
def test_what_is_said_of_no_filter(text: str, reason: str) -> None:
    with pytest.raises(FilterError) as caught:
        read_filter(text, COLUMNS, spellings)
    assert caught.value.reason == reason


def test_headings_of_both_languages_whichever_is_shown() -> None:
    use_language("zh")
    try:
        shown = (GridColumn("credit_days", "账期天数", number=True), GridColumn("r", "区域"))
        model = Lists([("30", "East"), ("60", "West")], shown)
        for text in ("账期天数=30", "credit_days=30", "区域=East", "region=east"):
            chosen = read_filter(text, shown, spellings).rows(model, range(2))
            assert chosen.tolist() == [True, False], text
    finally:
        use_language("en")


def test_plain_text_is_looked_for_in_what_is_shown_conditions_everywhere() -> None:
    shown = [0, 3, 4]
    assert not read_filter("West", COLUMNS, spellings).rows(MODEL, shown).any()
    assert read_filter("region=West", COLUMNS, spellings).rows(MODEL, shown).sum() == 1


def test_an_id_goes_before_a_heading_that_is_the_same() -> None:
    columns = (GridColumn("a", "b"), GridColumn("b", "c"))
    model = Lists([("1", "2"), ("2", "1")], columns)
    assert read_filter("b=1", columns, spellings).rows(model, [0]).tolist() == [False, True]
    assert read_filter("c=1", columns, spellings).rows(model, [0]).tolist() == [False, True]


def test_a_table_without_rows_or_columns() -> None:
    assert read_filter("tier=A", COLUMNS, spellings).rows(Lists((), COLUMNS), [0]).tolist() == []
    with pytest.raises(FilterError):
        read_filter("tier=A", (), spellings)


class Wide(Lists):
    """Columns as the plan's tables hold them: arrays of numbers, and of texts as objects."""

    count = 10_000

    def __len__(self) -> int:
        return self.count

    def sort_values(self, column: int) -> np.ndarray:
        numbers = np.arange(self.count, dtype=float)
        if self.columns[column].number:
            return numbers
        return np.array([f"{column} {number:.0f}" for number in numbers], dtype=object)


def test_ten_thousand_rows_are_filtered_between_two_keys() -> None:
    model = Wide((), COLUMNS)
    chosen = read_filter("tier~99|98; discount>5; x_size~9; region>2 5", COLUMNS, spellings)
    values = {at: model.sort_values(at) for at in range(len(COLUMNS))}
    object.__setattr__(model, "sort_values", values.__getitem__)
    begun = perf_counter()
    selected = chosen.rows(model, range(len(COLUMNS)))
    # about 15 ms on one core; a wide margin for machines that do other things
    assert perf_counter() - begun < 0.2
    assert 0 < selected.sum() < len(model)
