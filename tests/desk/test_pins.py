"""Pins on the desk: checked, committed as one edit, and changes of the active scenario."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kamplan.desk import Desk
from kamplan.desk.pins import pin
from kamplan.plan import PlanError
from kamplan.plan.pins import Pinned, find_pins
from tests.desk.desks import SHORT, assert_whole, desk_on

SPEND = Pinned("spend", "a", "display", "2026-W53")
VISITS = Pinned("visits", "a", "rep")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """The tiny plan with a scenario."""
    desk = desk_on(tmp_path / "plan", {"short": SHORT})
    yield desk
    assert_whole(desk)
    desk.close()


def held(desk: Desk) -> dict[Pinned, float]:
    """Pins of the active scenario."""
    return {number: each.value for number, each in find_pins(desk.state.plan).items()}


def test_what_cannot_be_held_is_refused_whole(desk: Desk) -> None:
    # b asks for no quince in the first week.
    nothing = Pinned("units", "b", "q", "2026-W52")
    with pytest.raises(PlanError) as refused:
        pin(desk, {SPEND: 5.0, nothing: 1.0})
    assert [fault.code for fault in refused.value.faults] == ["covers-nothing"]
    with pytest.raises(PlanError):
        pin(desk, {Pinned("spend", "gone", "display", "2026-W53"): 5.0})
    assert held(desk) == {}


def test_one_edit_holds_some_and_lets_others_go(desk: Desk) -> None:
    assert pin(desk, {SPEND: 5.0, VISITS: 3.0}) == 2
    assert held(desk) == {SPEND: 5.0, VISITS: 3.0}
    assert pin(desk, {SPEND: None, VISITS: 4.0}) == 2
    assert held(desk) == {VISITS: 4.0}
    _state, what = desk.undo()
    assert (what, held(desk)) == ("pin", {SPEND: 5.0, VISITS: 3.0})
    # What is as it should be is no edit.
    assert pin(desk, {SPEND: 5.0}) == 0


def test_a_scenario_moves_and_lets_go_what_it_inherits(desk: Desk) -> None:
    pin(desk, {SPEND: 5.0})
    desk.activate("short")
    pin(desk, {SPEND: 7.0, VISITS: 3.0})
    assert held(desk) == {SPEND: 7.0, VISITS: 3.0}
    pin(desk, dict.fromkeys((SPEND, VISITS)))
    assert held(desk) == {}
    desk.activate("base")
    assert held(desk) == {SPEND: 5.0}
