"""Arrangements: plain data, and the columns they show of whatever model there is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.grid.arrangement import (
    Arrangement,
    Sort,
    freeze_up_to,
    frozen_columns,
    move_column,
    show_columns,
    toggle_column,
)
from tui.grid.model import GridColumn

COLUMNS = (
    GridColumn("k", "Key", frozen=True),
    *(GridColumn(name, name.upper()) for name in "abcd"),
)
IDS = st.lists(st.sampled_from([*"kabcd", "gone"]), unique=True).map(tuple)
ARRANGEMENTS = st.builds(
    Arrangement,
    st.lists(st.builds(Sort, st.sampled_from("kab"), st.booleans()), unique_by=lambda s: s.column)
    .map(tuple),
    IDS.map(frozenset),
    st.sampled_from([None, "", "k", "b", "gone"]),
    st.dictionaries(st.sampled_from("kab"), st.integers(1, 50)).map(lambda d: tuple(d.items())),
    IDS,
)  # fmt: skip


def names(wanted: Arrangement) -> str:
    """The columns shown, | behind those that stay."""
    shown = show_columns(COLUMNS, wanted)
    ids = [COLUMNS[at].id for at in shown.columns]
    return "".join(ids[: shown.frozen]) + "|" + "".join(ids[shown.frozen :])


@pytest.mark.parametrize(
    ("wanted", "shown"),
    [
        (Arrangement(), "k|abcd"),
        (Arrangement(hidden=frozenset("bc")), "k|ad"),
        (Arrangement(hidden=frozenset("kbgone")), "k|acd"),
        (Arrangement(frozen="b"), "kab|cd"),
        (Arrangement(frozen="b", hidden=frozenset("b")), "ka|cd"),
        (Arrangement(frozen=""), "|kabcd"),
        (Arrangement(frozen="gone"), "k|abcd"),
        (Arrangement(order=tuple("kdcba")), "k|dcba"),
        (Arrangement(order=("gone", *"kd")), "k|abcd"),
        (Arrangement(order=tuple("dk")), "d|kabc"),
        (Arrangement(order=tuple("cka"), frozen="a"), "cdka|b"),
    ],
)
def test_what_is_shown_where(wanted: Arrangement, shown: str) -> None:
    assert names(wanted) == shown


def test_one_column_is_always_shown() -> None:
    columns = COLUMNS[1:]
    shown = show_columns(columns, Arrangement(hidden=frozenset("abcd")))
    assert shown.columns == (0, 1, 2, 3)
    wanted = Arrangement(hidden=frozenset("abc"))
    assert toggle_column(columns, wanted, 3) == wanted
    assert toggle_column(columns, wanted, 0).hidden == frozenset("bc")
    assert toggle_column(COLUMNS, Arrangement(), 0) == Arrangement(), "it says what a row is"
    assert show_columns((), Arrangement(order=("a",))).columns == ()


def test_hidden_columns_are_known_by_the_place_they_are_hidden_at() -> None:
    shown = show_columns(COLUMNS, Arrangement(hidden=frozenset("abd")))
    assert shown.columns == (0, 3)
    assert shown.gaps == ((), (1, 2), (4,))
    assert [shown.near(column) for column in range(5)] == [0, 1, 1, 1, 1]
    assert [shown.place(column) for column in range(5)] == [0, None, None, 1, None]


@given(ARRANGEMENTS)
def test_every_column_is_shown_or_hidden_once(wanted: Arrangement) -> None:
    shown = show_columns(COLUMNS, wanted)
    everything = [*shown.columns, *(at for gap in shown.gaps for at in gap)]
    assert sorted(everything) == list(range(5))
    assert 0 in shown.columns
    assert 0 <= shown.frozen <= len(shown)
    assert len(shown.gaps) == len(shown) + 1


@given(ARRANGEMENTS)
def test_plain_data_and_back(wanted: Arrangement) -> None:
    assert Arrangement.from_plain(wanted.to_plain()) == wanted


def test_plain_data_says_only_what_was_chosen() -> None:
    assert Arrangement().to_plain() == {}
    wanted = Arrangement(
        (Sort("tier"), Sort("units", descending=True)), frozenset("ba"), "", (("a", 9),), ("b", "a")
    )
    assert wanted.to_plain() == {
        "sort": [
            {"column": "tier", "descending": False},
            {"column": "units", "descending": True},
        ],
        "hidden": ["a", "b"],
        "frozen": "",
        "widths": {"a": 9},
        "order": ["b", "a"],
    }


@pytest.mark.parametrize(
    "plain",
    [
        *(None, 3, "x", [], {"sort": 3, "hidden": "abc", "frozen": 1, "widths": [], "order": {}}),
        {"sort": [1, {}, {"column": 2}], "hidden": [1], "order": [None]},
        {"widths": {"a": "9", "b": 0, "c": True, 4: 5}},
    ],
)
def test_plain_data_of_another_shape_chooses_nothing(plain: object) -> None:
    assert Arrangement.from_plain(plain) == Arrangement()


def test_a_key_turns_a_column_up_down_and_out() -> None:
    wanted, seen = Arrangement(), []
    for press in ["a", "a", "a", "+b", "+a", "+b", "+b", "+c", "c", "c"]:
        wanted = wanted.with_sort(press[-1], add=press[0] == "+")
        seen.append(" ".join(f"{'-' * key.descending}{key.column}" for key in wanted.sort))
    assert seen == ["a", "-a", "", "b", "b a", "-b a", "a", "a c", "c", "-c"]


def test_freezing_up_to_a_column_and_back() -> None:
    wanted, seen = Arrangement(), []
    for column in (2, 2, 0, 0, 2, 0):
        wanted = freeze_up_to(COLUMNS, wanted, column)
        seen.append((wanted.frozen, names(wanted)))
    assert seen == [
        ("b", "kab|cd"),
        (None, "k|abcd"),
        ("", "|kabcd"),
        (None, "k|abcd"),
        ("b", "kab|cd"),
        (None, "k|abcd"),
    ]


def test_moving_keeps_as_many_in_sight() -> None:
    wanted, seen = Arrangement(frozen="a"), []
    for column, step in ((4, -1), (4, -1), (4, -1), (4, -1), (4, -1), (4, 9), (3, 1), (3, -1)):
        wanted = move_column(COLUMNS, wanted, column, step)
        seen.append(names(wanted))
    assert seen == [
        *("ka|bdc", "ka|dbc", "kd|abc", "dk|abc", "dk|abc"),
        *("ka|bcd", "ka|bdc", "ka|bcd"),
    ]
    assert wanted == Arrangement(frozen="a"), "the order of the sheet is none of its own"


@given(ARRANGEMENTS, st.integers(0, 4), st.sampled_from([-1, 1]))
def test_moving_there_and_back_changes_nothing(wanted: Arrangement, column: int, step: int) -> None:
    moved = move_column(COLUMNS, wanted, column, step)
    assert frozen_columns(COLUMNS, moved) == frozen_columns(COLUMNS, wanted)
    assert show_columns(COLUMNS, moved).columns != ()
    if names(moved) != names(wanted):
        assert names(move_column(COLUMNS, moved, column, -step)) == names(wanted)


def test_widths() -> None:
    wanted = Arrangement().with_width("a", 9).with_width("b", 4).with_width("a", 7)
    assert dict(wanted.widths) == {"a": 7, "b": 4}
    assert wanted.with_width("a", None).widths == (("b", 4),)
    assert Arrangement().with_width("a", None) == Arrangement()
