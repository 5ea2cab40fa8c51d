"""Going back to before an edit: one's own edits since, one after another, until one clashes."""

import getpass
from collections.abc import Callable
from pathlib import Path

import pytest

from kamplan.desk import Desk
from kamplan.desk.going_back import go_back
from kamplan.plan import PlanError
from tests.desk.desks import assert_same_plan, assert_whole, cell, desk_on, value


@pytest.fixture
def become(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Be another user."""
    return lambda name: monkeypatch.setattr(getpass, "getuser", lambda: name)


def set_discount(desk: Desk, account: str, text: str) -> int:
    """Change an account's discount; the edit's number."""
    desk.type_cells([cell("accounts", account, "discount", text)])
    return desk.history().undo[0].edit


def test_everything_since_is_taken_back_and_made_again_step_by_step(tmp_path: Path) -> None:
    desk = desk_on(tmp_path / "plan")
    set_discount(desk, "a", "0.2")
    before = desk.state.base
    first = set_discount(desk, "a", "0.3")
    set_discount(desk, "b", "0.4")
    after = desk.state.base
    went = go_back(desk, first)
    assert [step.edit for step in went.steps][-1] == first
    assert (len(went.steps), went.faults) == (2, ())
    assert_same_plan(desk.state.base, before)
    desk.redo()
    assert value(desk.state.base, "accounts", "a", "discount") == 0.3
    desk.redo()
    assert_same_plan(desk.state.base, after)
    assert_whole(desk)
    desk.close()


def test_it_stops_at_what_someone_else_has_built_on(
    tmp_path: Path, become: Callable[[str], None]
) -> None:
    become("ann")
    desk = desk_on(tmp_path / "plan")
    first = set_discount(desk, "a", "0.2")
    set_discount(desk, "b", "0.3")
    set_discount(desk, "b", "0.4")
    become("bob")
    other = Desk.open(tmp_path / "plan")
    theirs = set_discount(other, "a", "0.9")
    become("ann")
    went = go_back(desk, first)
    # Both of b are back; a was changed by bob since.
    assert len(went.steps) == 2
    assert [(fault.code, fault.values["who"]) for fault in went.faults] == [
        ("edit-conflict", "bob")
    ]
    assert value(desk.state.base, "accounts", "b", "discount") == 0.0
    assert value(desk.state.base, "accounts", "a", "discount") == 0.9
    for edit in (theirs, first + 10_000, 1):
        with pytest.raises(PlanError) as caught:
            go_back(desk, edit)
        assert [fault.code for fault in caught.value.faults] == ["undo-past"]
    other.close()
    desk.close()


def test_far_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Further than what is read of a history at first."""
    monkeypatch.setattr("kamplan.desk.going_back.STEPS", 3)
    desk = desk_on(tmp_path / "plan")
    monkeypatch.setattr(desk, "history", lambda: desk.workspace.history(desk.state.name, 3))
    edits = [set_discount(desk, "a", f"0.0{digit}") for digit in range(1, 9)]
    assert len(go_back(desk, edits[1]).steps) == 7
    assert value(desk.state.base, "accounts", "a", "discount") == 0.01
    desk.close()
