"""What pins cost: two answers that differ in nothing else."""

from dataclasses import replace

import pytest

from kamplan.insight.pin_cost import cost_of_pins
from kamplan.plan.entries import apply_entries, setting_entry
from kamplan.plan.pins import Pinned, pin_entries, unpin_entries
from kamplan.report.pins import pin_cost_text
from kamplan.whatif.figures import Solved
from tests.insight.test_why import solved, solved_of

SPEND = Pinned("spend", "a", "flyer", "2026-W49")
OTHER = Pinned("spend", "b", "flyer", "2026-W49")


@pytest.fixture(scope="module")
def free(tmp_path_factory: pytest.TempPathFactory) -> Solved:
    """400 x / (100 + x) - x at 100, and 150 x / (100 + x) - x at b."""
    return solved_of(tmp_path_factory.mktemp("plan"))


def pinned(before: Solved, **values: float) -> Solved:
    """The same with money of a and b pinned."""
    wanted = {{"a": SPEND, "b": OTHER}[name]: value for name, value in values.items()}
    return solved(apply_entries(before.plan, pin_entries(before.plan, wanted)))


def test_a_pin_costs_what_the_plan_comes_to_less(free: Solved) -> None:
    # At 25 in place of 100: 400 / 5 - 25 = 55 in place of 400 / 2 - 100 = 100.
    found = cost_of_pins(free, pinned(free, a=25.0))
    assert found is not None
    assert (found.added, found.moved, found.removed) == (1, 0, 0)
    assert found.cost == pytest.approx(45.0, abs=0.01)
    assert found.is_proven
    assert pin_cost_text(found, "EUR") == f"The pin costs {found.cost:.2f} EUR."


def test_pins_that_are_moved_and_let_go(free: Solved) -> None:
    # From 25 to 300 at a: 400 * 0.75 - 300 = 0, which is 55 less.
    both = pinned(free, a=25.0, b=0.0)
    moved = cost_of_pins(both, pinned(both, a=300.0))
    assert moved is not None
    assert (moved.added, moved.moved, moved.removed) == (0, 1, 0)
    assert moved.cost == pytest.approx(55.0, abs=0.01)
    assert pin_cost_text(moved, "") == f"Pins changed: 1; the plan comes to {moved.cost:.2f} less."
    gone = cost_of_pins(both, free)
    assert gone is not None
    assert gone.removed == 2
    assert gone.cost < -45.0
    assert "more" in pin_cost_text(gone, "EUR")


def test_what_the_gaps_leave_open_is_said(free: Solved) -> None:
    after = pinned(free, a=99.0)
    loose = replace(after, result=replace(after.result, bound=(after.result.objective or 0) + 50))
    found = cost_of_pins(free, loose)
    assert found is not None
    assert not found.is_proven
    assert found.cost == pytest.approx(0.0, abs=0.05)
    assert "gap" in pin_cost_text(replace(found, cost=1.0), "EUR")
    assert pin_cost_text(replace(found, cost=0.0), "") == "Pins changed: 1; that costs nothing."


def test_nothing_is_said_where_other_things_have_changed(free: Solved) -> None:
    after = pinned(free, a=25.0)
    budget = solved(
        apply_entries(after.plan, [setting_entry(after.plan.settings, "currency", "X")])
    )
    assert cost_of_pins(free, budget) is None
    assert cost_of_pins(None, after) is None
    assert cost_of_pins(free, free) is None
    # Let go and pinned again: nothing has changed.
    again = apply_entries(after.plan, unpin_entries(after.plan, [SPEND]))
    again = apply_entries(again, pin_entries(again, {SPEND: 25.0}))
    assert cost_of_pins(after, solved(again)) is None
