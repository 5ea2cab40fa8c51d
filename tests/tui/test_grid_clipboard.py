"""Blocks of cells as spreadsheets write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.grid.clipboard import format_block, one_line, parse_block

CELLS = st.text(alphabet=st.sampled_from('ab"\t\n ,1一') | st.characters(), max_size=8)
BLOCKS = st.lists(st.lists(CELLS, min_size=1, max_size=4), min_size=1, max_size=4)


def normal(cell: str) -> str:
    """Line ends inside a cell come back as the clipboard's own."""
    return cell.replace("\r\n", "\n").replace("\r", "\n")


@given(BLOCKS)
def test_what_is_written_is_read_back(block: list[list[str]]) -> None:
    assert parse_block(format_block(block)) == [[normal(cell) for cell in row] for row in block]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_excel_ends_every_row_with_a_line_end(end: str) -> None:
    assert parse_block(f"1\t2{end}3\t4{end}") == [["1", "2"], ["3", "4"]]


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("", []),
        ("5", [["5"]]),
        ("\n", [[""]]),
        ("\t", [["", ""]]),
        ("a\n\nb", [["a"], [""], ["b"]]),
        ('"a\nb"\tc', [["a\nb", "c"]]),
        ('"say ""hi"""', [['say "hi"']]),
        ('5" pipe\t1', [['5" pipe', "1"]]),
        ('"open\tb', [['"open', "b"]]),
        ('"a" b\tc', [['"a" b', "c"]]),
        ("a\x0bb\u2028c", [["a\x0bb\u2028c"]]),
    ],
)
def test_odd_texts(text: str, block: list[list[str]]) -> None:
    assert parse_block(text) == block


def test_one_cell_is_copied_without_a_line_end() -> None:
    assert format_block([["5"]]) == "5"


def test_a_field_takes_no_line_ends() -> None:
    assert one_line("a\tb\r\nc\n") == "a b c"
