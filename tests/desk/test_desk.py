"""Editing on the desk: plan and scenarios, refusals, undo, and other people."""

import contextlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kamplan.desk import Desk, Typed, scenarios
from kamplan.desk.blocks import Block, settings_block
from kamplan.plan import PlanError
from kamplan.planning import Source, solve_scenario
from kamplan.whatif.scenario import parse_scenario
from tests.desk.desks import SHORT, assert_whole, cell, desk_on, value
from tests.effort import examples
from tests.plan.folders import write_folder


def test_an_edit_of_the_plan_reaches_workspace_folder_and_screen(tmp_path: Path) -> None:
    desk = desk_on(tmp_path / "plan")
    desk.type_cells([cell("accounts", "a", "discount", "12.5%")])
    assert value(desk.state.plan, "accounts", "a", "discount") == 0.125
    assert_whole(desk)
    assert "0.125" in (tmp_path / "plan" / "accounts.csv").read_text()
    desk.close()


def test_a_text_that_means_the_same_is_no_edit(tmp_path: Path) -> None:
    desk = desk_on(tmp_path / "plan")
    before = desk.state
    desk.type_cells([cell("accounts", "a", "discount", "10%")])
    assert desk.state is before
    assert not desk.history().undo
    desk.close()


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (cell("accounts", "a", "discount", "1.5"), "above"),
        (cell("accounts", "a", "discount", "much"), "not-a-number"),
        (cell("accounts", "a", "settlement", "barter"), "not-a-choice"),
        (cell("supply", "p 2026-W52", "units", "-1"), "below"),
        (cell("visits", "a rep", "min", "9"), "min-above-max"),
        (cell("visits", "a rep", "min", "1.5"), "not-whole"),
        (cell("budgets", "a-most", "where", "tier=Z"), "where-value"),
        (cell("plan", "", "weeks", "0"), "below"),
        (cell("plan", "", "promotion.budget", "lots"), "not-a-number"),
        (cell("plan", "", "peak.weeks", "2030-W01"), "week-outside"),
        (cell("supply", "z 2026-W52", "units", "5"), "unknown-product"),
    ],
)
def test_what_is_wrong_is_refused_and_changes_nothing(
    tmp_path: Path, typed: object, code: str
) -> None:
    desk = desk_on(tmp_path / "plan")
    if getattr(typed, "table", "") == "budgets":
        desk.close()
        folder = tmp_path / "with-budget"
        from tests.plan.folders import write_folder

        desk = Desk.open(
            write_folder(folder, {"budgets.csv": "name,where,max\na-most,tier=A,50\n"})
        )
    before = desk.state
    with pytest.raises(PlanError) as caught:
        desk.type_cells([cell("accounts", "b", "name", "Gamma"), typed])  # type: ignore[list-item]
    assert caught.value.faults[0].code == code
    assert desk.state is before
    assert_whole(desk)
    desk.close()


def test_a_missing_product_week_is_made(tmp_path: Path) -> None:
    desk = desk_on(tmp_path / "plan")
    desk.type_cells([cell("supply", "q 2027-W01", "units", "7")])
    assert value(desk.state.plan, "supply", "q 2027-W01", "units") == 7.0
    assert_whole(desk)
    desk.undo()
    assert ("q", "2027-W01") not in desk.state.plan["supply"].places
    assert_whole(desk)
    desk.close()


def test_edits_become_the_active_scenarios_changes(tmp_path: Path) -> None:
    desk = desk_on(tmp_path / "plan", {"short": SHORT})
    base = desk.state.base
    desk.activate("short")
    assert value(desk.state.plan, "supply", "p 2026-W53", "units") == 7.5
    desk.type_cells([cell("supply", "p 2026-W53", "units", "9")])
    desk.type_cells([cell("plan", "", "promotion.budget", "80")])
    assert desk.state.base is base
    assert value(desk.state.plan, "supply", "p 2026-W53", "units") == 9.0
    assert desk.state.plan.settings.promotion.budget == 80.0
    text = desk.state.texts["short"]
    assert text.startswith("# Peas are short.")
    assert "scale = 0.5  # half of it" in text
    assert [change.set for change in parse_scenario("short", text).change] == [None, 9, 80]
    assert_whole(desk)
    desk.close()


def test_a_change_taken_back_shows_the_inherited_value(tmp_path: Path) -> None:
    desk = desk_on(tmp_path / "plan", {"short": SHORT})
    desk.activate("short")
    desk.type_cells([cell("accounts", "b", "discount", "0.2")])
    desk.take_back(
        [cell("accounts", "b", "discount", ""), cell("supply", "p 2026-W52", "units", "")]
    )
    assert value(desk.state.plan, "accounts", "b", "discount") == 0.0
    # Half of it belongs to the broader change: the cell is set back to what is inherited.
    assert value(desk.state.plan, "supply", "p 2026-W52", "units") == 12.0
    assert value(desk.state.plan, "supply", "p 2026-W53", "units") == 7.5
    assert_whole(desk)
    desk.close()


def test_a_block_changed_by_a_percentage_is_one_change(tmp_path: Path) -> None:
    desk = desk_on(tmp_path / "plan", {"short": "description = 'x'\n"})
    rows = np.array([1, 2])
    desk.change_blocks([Block("supply", rows, ("units",))], "-50%")
    assert value(desk.state.plan, "supply", "p 2026-W52", "units") == 6.0
    desk.undo()
    desk.activate("short")
    desk.change_blocks([Block("supply", rows, ("units",))], "-50%")
    changes = parse_scenario("short", desk.state.texts["short"]).change
    assert [(change.scale, change.where) for change in changes] == [
        (0.5, {"product": "p", "week": "2026-W52..2026-W53"})
    ]
    assert value(desk.state.plan, "supply", "p 2026-W53", "units") == 7.5
    assert_whole(desk)
    desk.close()


def test_scenarios_are_made_copied_renamed_described_and_deleted(tmp_path: Path) -> None:
    desk = desk_on(tmp_path / "plan", {"short": SHORT})
    desk.edit_scenarios(scenarios.create("shorter", "short"))
    assert desk.state.active == "shorter"
    assert value(desk.state.plan, "supply", "p 2026-W53", "units") == 7.5
    desk.edit_scenarios(scenarios.describe("shorter", "even less"))
    desk.edit_scenarios(scenarios.rename("short", "半"))
    assert parse_scenario("shorter", desk.state.texts["shorter"]).extends == "半"
    assert parse_scenario("shorter", desk.state.texts["shorter"]).description == "even less"
    with pytest.raises(PlanError) as caught:
        desk.edit_scenarios(scenarios.delete("半"))
    assert caught.value.faults[0].code == "scenario-needed"
    desk.edit_scenarios(scenarios.duplicate("半", "copy"))
    assert desk.state.texts["copy"] == desk.state.texts["半"]
    desk.edit_scenarios(scenarios.delete("copy"))
    assert desk.state.active == "base"
    assert desk.state.names == ["base", "shorter", "半"]
    assert_whole(desk)
    desk.undo()
    assert "copy" in desk.state.names
    assert_whole(desk)
    for name in ("base", "short", "../x", ""):
        with pytest.raises(PlanError):
            desk.edit_scenarios(
                scenarios.create(name) if name != "short" else scenarios.delete("base")
            )
    desk.close()


def test_undo_and_redo_go_on_after_a_restart(tmp_path: Path) -> None:
    desk = desk_on(tmp_path / "plan", {"short": SHORT})
    desk.type_cells([cell("accounts", "a", "name", "One")])
    desk.activate("short")
    desk.type_cells([cell("accounts", "a", "name", "Two")])
    desk.close()
    desk = Desk.open(tmp_path / "plan")
    desk.activate("short")
    state, what = desk.undo()
    assert what == "edit"
    assert value(state.plan, "accounts", "a", "name") == "One"
    desk.undo()
    assert value(desk.state.plan, "accounts", "a", "name") == "Alpha"
    desk.redo()
    desk.redo()
    assert value(desk.state.plan, "accounts", "a", "name") == "Two"
    assert value(desk.state.base, "accounts", "a", "name") == "One"
    with pytest.raises(PlanError) as caught:
        desk.redo()
    assert caught.value.faults[0].code == "nothing-to-redo"
    assert_whole(desk)
    desk.close()


def test_two_desks_on_one_workspace(tmp_path: Path) -> None:
    one = desk_on(tmp_path / "plan", {"short": SHORT})
    other = Desk.open(tmp_path / "plan")
    other.activate("short")
    one.type_cells([cell("supply", "p 2026-W52", "units", "14")])
    # Another cell: both edits stand, and the second desk shows the first one's.
    other.type_cells([cell("accounts", "b", "name", "Gamma")])
    assert value(other.state.base, "supply", "p 2026-W52", "units") == 14.0
    assert value(other.state.plan, "supply", "p 2026-W52", "units") == 7.0
    assert_whole(other)
    # The same cell: the slower one is told what stands there, and now shows it.
    other.activate("base")
    one.type_cells([cell("accounts", "a", "name", "One")])
    with pytest.raises(PlanError) as caught:
        other.type_cells([cell("accounts", "a", "name", "Other")])
    fault = caught.value.faults[0]
    assert (fault.code, fault.value, fault.values["yours"]) == ("edit-conflict", "One", "Other")
    assert value(other.state.plan, "accounts", "a", "name") == "One"
    one.refresh()
    assert_whole(one)
    assert_whole(other)
    one.close()
    other.close()


CELLS = [
    ("accounts", "a", "discount", ["0.1", "20%", "0", ""]),
    ("accounts", "b", "tier", ["A", "B"]),
    ("accounts", "b", "x_city", ["Köln", "", "[/b]", '"quoted, cell"']),
    ("supply", "p 2026-W52", "units", ["0", "12", "99.5"]),
    ("supply", "q 2027-W01", "units", ["1", "4"]),
    ("visits", "a rep", "max", ["6", "8", ""]),
    ("plan", "", "promotion.budget", ["100", "50", ""]),
    ("plan", "", "solve.time_limit", ["30", ""]),
]
STEPS = st.one_of(
    st.tuples(
        st.just("type"),
        st.sampled_from(CELLS).flatmap(
            lambda one: st.tuples(*map(st.just, one[:3]), st.sampled_from(one[3]))
        ),
    ),
    st.tuples(st.just("back"), st.sampled_from([one[:3] for one in CELLS])),
    st.tuples(st.just("scale"), st.sampled_from(["+10%", "-50%", "*2", "+3"])),
    st.tuples(st.sampled_from(["undo", "redo", "reopen"]), st.none()),
    st.tuples(st.just("activate"), st.sampled_from(["base", "short", "below"])),
    st.tuples(st.just("create"), st.sampled_from(["short", "below", "x"])),
    st.tuples(st.just("delete"), st.sampled_from(["short", "below", "x"])),
)


@settings(
    max_examples=examples(15),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(STEPS, max_size=14), number=st.integers(0, 10**9))
def test_desk_workspace_and_folder_stay_one_whatever_is_done(
    tmp_path: Path, steps: list[tuple[str, object]], number: int
) -> None:
    folder = tmp_path / f"{number}-{len(list(tmp_path.iterdir()))}"
    below = "extends = 'short'\n[[change]]\ntable = 'supply'\nfield = 'units'\nadd = 1\n"
    desk = desk_on(folder, {"short": SHORT, "below": below})
    for act, what in steps:
        with contextlib.suppress(PlanError):
            desk = _step(desk, folder, act, what)
        assert_whole(desk)
    desk.close()


def _step(desk: Desk, folder: Path, act: str, what: object) -> Desk:
    if act == "type":
        desk.type_cells([cell(*what)])  # type: ignore[misc]
    elif act == "back":
        desk.take_back([cell(*what, "")])  # type: ignore[misc]
    elif act == "scale":
        desk.change_blocks([Block("supply", np.array([0, 1, 3]), ("units",))], str(what))
    elif act == "undo":
        desk.undo()
    elif act == "redo":
        desk.redo()
    elif act == "activate":
        desk.activate(str(what))
    elif act == "create":
        desk.edit_scenarios(scenarios.create(f"new-{what}", desk.state.active))
    elif act == "delete":
        desk.edit_scenarios(scenarios.delete(str(what)))
    else:
        active = desk.state.active
        desk.close()
        desk = Desk.open(folder)
        desk.activate(active)
    return desk


def test_settings_change_by_an_amount_within_their_bounds(tmp_path: Path) -> None:
    files = {"scenarios/short.toml": 'description = "s"\n'}
    desk = Desk.open(write_folder(tmp_path / "plan", files))
    desk.change_blocks([settings_block("promotion.budget")], "-15%")
    assert desk.state.base.settings.promotion.budget == 85
    desk.activate("short")
    desk.change_blocks([settings_block("promotion.budget")], "*2")
    assert desk.state.plan.settings.promotion.budget == 170
    assert desk.state.base.settings.promotion.budget == 85
    assert "promotion.budget" in desk.state.texts["short"]
    for name, text, code in (
        ("weeks", "-50", "below"),
        ("weeks", "+100000", "above"),
        ("promotion.budget", "*1e15", "too-large"),
        ("promotion.budget", "-200%", "change-typed"),
        ("warehouse.capacity", "+1", "change-not-given"),
    ):
        with pytest.raises(PlanError) as caught:
            desk.change_blocks([settings_block(name)], text)
        assert [fault.code for fault in caught.value.faults] == [code], (name, text)
    desk.close()


def test_an_answer_is_found_though_a_copy_was_solved_and_edited_since(tmp_path: Path) -> None:
    desk = Desk.open(write_folder(tmp_path / "plan", {}))
    desk.keep(solve_scenario(source_of_desk(desk), "base"), desk.state)
    desk.edit_scenarios(scenarios.create("copy", "base"))
    for most in ("", "50", "51", "52"):
        if most:
            desk.type_cells([Typed("budgets", ("east",), "max", most)])
        desk.keep(solve_scenario(source_of_desk(desk), "copy"), desk.state)
    found = desk.answers()
    assert found["base"].solved is not None
    assert found["copy"].solved is not None
    desk.close()


def source_of_desk(desk: Desk) -> Source:
    """What is on the desk, to be solved."""
    return Source(Path(), desk.state.base, desk.state.texts)
