"""Amounts typed into the budget tree: budgets changed, made and taken away."""

from pathlib import Path

import pytest

from kamplan.desk import Desk
from kamplan.desk.tree import LimitText, take_limits_back, type_limits
from kamplan.insight.budget_tree import Path as Branch
from kamplan.insight.budget_tree import levels_of
from kamplan.plan import PlanError
from kamplan.plan.entries import cell_entry
from tests.desk.desks import assert_whole, desk_on, value
from tests.plan.folders import write_folder

EAST = (("region", "East"),)
WEST_A = (("region", "West"), ("tier", "B"))
FLYER = (*EAST, ("tier", "A"), ("account", "a"), ("mechanic", "tasting"), ("week", "2026-W53"))


def type_in(desk: Desk, of: Branch | str, end: str, text: str) -> None:
    type_limits(desk, levels_of(desk.state.plan), [LimitText(of, end, text)])  # type: ignore[arg-type]
    assert_whole(desk)


def budgets(desk: Desk) -> list[str]:
    return desk.state.plan["budgets"]["name"].tolist()


def test_the_budget_that_is_there_is_changed_and_goes_when_it_says_nothing(tmp_path: Path) -> None:
    desk = desk_on(tmp_path / "plan")
    type_in(desk, EAST, "max", "75")
    assert value(desk.state.base, "budgets", "east", "max") == 75
    type_in(desk, EAST, "min", "5")
    assert budgets(desk) == ["east", "shows"]
    type_in(desk, EAST, "max", "")
    assert value(desk.state.base, "budgets", "east", "min") == 5
    type_in(desk, EAST, "min", "")
    assert budgets(desk) == ["shows"]
    desk.undo()
    assert value(desk.state.base, "budgets", "east", "min") == 5
    desk.close()


def test_a_new_budget_says_what_it_is_for(tmp_path: Path) -> None:
    desk = desk_on(tmp_path / "plan")
    type_in(desk, WEST_A, "max", "20")
    name = "region = West, tier = B"
    row = desk.state.base["budgets"].places[(name,)]
    table = desk.state.base["budgets"]
    assert (table["where"][row], table["max"][row]) == ("region=West;tier=B", 20)
    type_in(desk, FLYER, "min", "3")
    name = "account = a, mechanic = tasting, week = 2026-W53"
    row = desk.state.base["budgets"].places[(name,)]
    table = desk.state.base["budgets"]
    assert (table["where"][row], table["mechanics"][row]) == ("account=a", "tasting")
    assert (table["weeks"][row], table["min"][row]) == ("2026-W53", 3)
    desk.close()


def test_the_total_is_a_setting_and_its_least_a_budget(tmp_path: Path) -> None:
    desk = desk_on(tmp_path / "plan")
    type_in(desk, (), "max", "250")
    assert desk.state.base.settings.promotion.budget == 250
    type_in(desk, (), "min", "20")
    row = desk.state.base["budgets"].places[("whole plan",)]
    assert desk.state.base["budgets"]["where"][row] == ""
    type_in(desk, (), "max", "")
    assert desk.state.base.settings.promotion.budget is None
    desk.close()


def test_a_budget_that_is_switched_off_is_switched_on_by_an_amount(tmp_path: Path) -> None:
    desk = desk_on(tmp_path / "plan")
    desk.make([cell_entry(desk.state.base["budgets"], 0, "active", 0.0)], "switch")
    type_in(desk, EAST, "max", "61")
    assert value(desk.state.base, "budgets", "east", "active") == 1
    desk.close()


def test_in_a_scenario_and_back(tmp_path: Path) -> None:
    desk = desk_on(tmp_path / "plan", {"mine": ""})
    desk.activate("mine")
    for of, text in ((EAST, ""), (WEST_A, "9"), ((), "77"), ("shows", "41")):
        type_in(desk, of, "max", text)
    assert budgets(desk) == ["shows", "region = West, tier = B"]
    assert desk.state.base["budgets"]["name"].tolist() == ["east", "shows"]
    limits = [LimitText(of, "max", "") for of in (EAST, WEST_A, (), "shows")]
    take_limits_back(desk, levels_of(desk.state.plan), limits)
    assert_whole(desk)
    assert sorted(budgets(desk)) == ["east", "shows"]
    assert value(desk.state.plan, "budgets", "shows", "max") == 40
    assert desk.state.plan.settings.promotion.budget == 100
    assert "[[change]]" not in desk.state.texts["mine"]
    desk.close()


def test_nothing_is_made_of_nothing_and_what_is_wrong_is_refused(tmp_path: Path) -> None:
    desk = desk_on(tmp_path / "plan")
    before = desk.state
    type_in(desk, WEST_A, "max", "")
    assert desk.state is before
    for of, text, code in (
        (EAST, "much", "not-a-number"),
        (WEST_A, "-1", "below"),
        ("gone", "1", "budget-gone"),
    ):
        with pytest.raises(PlanError) as caught:
            type_limits(desk, levels_of(before.plan), [LimitText(of, "max", text)])
        assert [fault.code for fault in caught.value.faults] == [code]
    desk.close()
    notes = "name,where,max,x_note\neast,region=East,60,ask Li\n"
    noted = Desk.open(write_folder(tmp_path / "noted", {"budgets.csv": notes}))
    type_in(noted, EAST, "max", "")
    assert budgets(noted) == ["east"]
    noted.close()
