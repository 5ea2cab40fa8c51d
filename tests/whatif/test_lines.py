"""On which line of a scenario file what is wrong stands."""

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamplan.exchange.toml_lines import line_at, line_of_reason, lines_of

TEXT = """\
# a comment [[change]]
description = "not a heading: [[change]] # nor this"
extends = '''
[[change]]
'''

[[change]] # one
table = "supply"
where = { product = "p", week = [
  "2026-W52",  # first ]
  "2026-W53",
] }
"field" = "units"
set = 1

  [[change]]
  table = "plan"
  [change.where]
  a.b = 1

[expect]
status = "optimal"
revenue.min = 1
[expect.visits]
max = 2
[[expect.rule]]
metric = "revenue"
[[expect.rule]]
metric = "visits"
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("description",), 2),
        (("extends",), 3),
        (("change",), 7),
        (("change", 0), 7),
        (("change", 0, "table"), 8),
        (("change", 0, "where"), 9),
        (("change", 0, "where", "week"), 9),
        (("change", 0, "where", "week", 0), 10),
        (("change", 0, "where", "week", 1), 11),
        (("change", 0, "field"), 13),
        (("change", 0, "nothing"), 7),
        (("change", 1), 16),
        (("change", 1, "where"), 18),
        (("change", 1, "where", "a", "b"), 19),
        (("expect",), 21),
        (("expect", "revenue", "min"), 23),
        (("expect", "visits"), 24),
        (("expect", "visits", "max"), 25),
        (("expect", "rule", 0, "metric"), 27),
        (("expect", "rule", 1), 28),
        (("expect", "rule", 1, "metric"), 29),
        (("other",), None),
    ],
)
def test_every_place_has_its_line(path: tuple[str | int, ...], line: int | None) -> None:
    for text in (TEXT, TEXT.replace("\n", "\r\n")):
        assert line_at(lines_of(text), path) == line


def test_one_array_of_inline_tables() -> None:
    text = "change = [\n  { table = 'plan', set = 1 },\n  { set = {}, table = 2 },\n]\nx = 1\n"
    lines = lines_of(text)
    assert [lines["change", at] for at in (0, 1)] == [2, 3]
    assert lines["change", 1, "table"] == 3
    assert lines["x",] == 5


def test_broken_toml_says_its_line() -> None:
    for text, line in (("a = 1\nb = \n", 2), ("a = 1\n[[x", 2), ("a = [\n1,\n", 3)):
        with pytest.raises(tomllib.TOMLDecodeError) as caught:
            tomllib.loads(text)
        assert line_of_reason(str(caught.value), text) == line


def places(value: Any, path: tuple[str | int, ...] = ()) -> set[tuple[str | int, ...]]:
    """Every place of parsed TOML."""
    inside = value.items() if isinstance(value, dict) else enumerate(value)
    found = set()
    for key, each in inside:
        found.add((*path, key))
        if isinstance(each, dict | list):
            found |= places(each, (*path, key))
    return found


PIECES = [
    "[",
    "]",
    "[[",
    "]]",
    "{",
    "}",
    " = ",
    ".",
    ", ",
    "# x",
    "\n",
    "a",
    "b",
    "1",
    '"a"',
    "'b'",
]
PIECES += [
    "a = 1\n",
    "[a]\n",
    "[[b]]\n",
    "[[b.c]]\n",
    "[b.d]\n",
    "e.f = [1, {g = 2}]\n",
    '"\\t" = ',
]
PIECES += ['"""', "'''", '"', "'", "\\", "\r\n", "h = [\n1,\n]\n"]


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_whatever_is_valid_is_read_to_its_end(text: str) -> None:
    lines = lines_of(text)  # Ends, and raises nothing, for text that is not valid, too.
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    assert places(data) <= set(lines)
    assert all(1 <= line <= text.count("\n") + 1 for line in lines.values())
