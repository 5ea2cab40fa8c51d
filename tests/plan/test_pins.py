"""Pins: locks that hold one number, made, found, moved and let go."""

from dataclasses import replace
from pathlib import Path

import pytest

from kamplan.exchange.folder import read_plan
from kamplan.plan import Plan
from kamplan.plan.entries import apply_entries
from kamplan.plan.pins import Pinned, find_pins, other_locks, pin_entries, unpin_entries
from tests.plan.folders import write_folder

LOCKS = """\
name,decision,where,names,weeks,value,price
mine,spend,account=a,display,2026-W53,12,
soft,units,account = b ,p,2026-W53..2026-W53,3,2
both,spend,account=a|b,display,2026-W53,20,
all mechanics,spend,account=a,,2026-W53,20,
two weeks,spend,account=a,display,2026-W52..2026-W53,20,
whole,visits,account=a,rep,,4,
by region,spend,region=East,display,2026-W53,9,
twice,spend,account=a,display,2026-W53,13,
"""
DISPLAY = Pinned("spend", "a", "display", "2026-W53")


def plan_of(folder: Path, locks: str = LOCKS, **files: str) -> Plan:
    """The tiny plan with locks."""
    return read_plan(write_folder(folder, {"locks.csv": locks, **files}))


def test_pins_are_found_by_what_they_say(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    found = find_pins(plan)
    assert {held: (pin.name, pin.value, pin.price) for held, pin in found.items()} == {
        DISPLAY: ("mine", 12.0, None),
        Pinned("units", "b", "p", "2026-W53"): ("soft", 3.0, 2.0),
        Pinned("visits", "a", "rep"): ("whole", 4.0, None),
    }
    # What holds several numbers, or selects by more than the account, is none.
    assert other_locks(plan)["name"].tolist() == ["both", "all mechanics", "two weeks", "by region"]


def test_a_number_that_is_pinned_moves_and_keeps_its_name(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    moved = apply_entries(plan, pin_entries(plan, {DISPLAY: 30.0}))
    assert find_pins(moved)[DISPLAY].name == "mine"
    assert find_pins(moved)[DISPLAY].value == 30.0
    assert pin_entries(moved, {DISPLAY: 30.0}) == []


def test_every_lock_of_a_number_goes_with_it(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    free = apply_entries(plan, unpin_entries(plan, [DISPLAY]))
    assert DISPLAY not in find_pins(free)
    assert free["locks"]["name"].tolist() == [
        "soft", "both", "all mechanics", "two weeks", "whole", "by region",
    ]  # fmt: skip


def test_names_can_be_read_and_are_free(tmp_path: Path) -> None:
    locks = "name,decision,where,names,weeks,value\npin a display W53,spend,tier=A,,,5\n"
    plan = plan_of(tmp_path, locks)
    wanted = {
        DISPLAY: 1.0,
        Pinned("spend", "a", "display"): 2.0,
        Pinned("visits", "b", "rep"): 3.0,
        Pinned("units", "a", "q", "2027-W01"): 4.0,
    }
    made = apply_entries(plan, pin_entries(plan, wanted))
    assert [pin.name for pin in find_pins(made).values()] == [
        "pin a display W53 2", "pin a display", "pin b rep", "pin a q W01",
    ]  # fmt: skip
    assert {held: pin.value for held, pin in find_pins(made).items()} == wanted


def test_two_weeks_of_one_number_are_told_apart_by_their_year(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, "name,decision,where,value\n")
    settings = plan.settings.model_copy(update={"first_week": "2025-W01", "weeks": 53})
    plan = replace(plan, settings=settings)
    assert plan.weeks[-1] == "2026-W01"
    wanted = {Pinned("spend", "a", "display", week): 1.0 for week in ("2025-W01", "2025-W02")}
    made = apply_entries(plan, pin_entries(plan, wanted))
    assert made["locks"]["name"].tolist() == ["pin a display 2025-W01", "pin a display W02"]


def test_numbers_keep_the_digits_that_a_full_budget_needs(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    value = 100.0 / 3.0
    made = apply_entries(plan, pin_entries(plan, {DISPLAY: value}))
    assert find_pins(made)[DISPLAY].value == pytest.approx(value, abs=1e-9)
