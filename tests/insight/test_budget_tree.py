"""The budget tree, its money added up by hand, and the budgets that are for its nodes."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kamplan.exchange.folder import read_plan
from kamplan.formulation import formulate
from kamplan.insight.budget_tree import BudgetTree, level_first, levels_of, next_levels
from kamplan.plan import Plan
from kamplan.whatif.figures import Solved
from solver import Decisions, Result
from tests.plan.folders import write_folder

FILES = {
    "accounts.csv": "account,name,tier,region,team,x_area\n"
    "a,Alpha,A,East,t,1\nb,Beta,B,West,t,2\nc,Gamma,B,East,t,\nd,Delta,A,East,t,2\n",
    "promotions.csv": "account,mechanic,max_uplift,half_spend,weeks\n"
    "a,display,0.5,10,\na,flyer,0.2,5,2026-W53..2027-W01\nb,display,0.4,8,\nc,flyer,0.4,8,\n",
    "budgets.csv": "name,where,mechanics,weeks,max\n"
    "east,region=East,,,60\n"
    "a-flyer,account=a,flyer,,9\n"
    "c,region=East;tier=B,,2026-W52..2027-W01,7\n"
    "d,account=d,,,5\n"
    "odd,tier=A|B,display,2026-W53,40\n",
}
# Money by promotion and week: 1 + 2 + 4 for a's display, 8 + 16 for its flyer, and so on.
SPEND = np.array([[1.0, 2.0, 4.0], [0.0, 8.0, 16.0], [32.0, 0.0, 0.0], [0.0, 64.0, 128.0]])


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    return read_plan(write_folder(tmp_path / "plan", FILES))


def solved_as(plan: Plan, spend: np.ndarray) -> Solved:
    """A plan in which so much is spent."""
    problem = formulate(plan)
    decisions = Decisions(spend, np.zeros(2, dtype=np.int64), np.zeros(problem.shape))
    return Solved("base", plan, problem, Result("optimal", decisions=decisions))


def shown(tree: BudgetTree) -> dict[str, float | None]:
    """Every node by its path, with its money."""
    found: dict[str, float | None] = {}

    def walk(node) -> None:
        found["/".join(value for _level, value in node.path)] = node.planned
        for below in tree.children(node):
            walk(below)

    walk(tree.root)
    return found


def test_every_sum_by_hand(plan: Plan) -> None:
    tree = BudgetTree(plan, levels_of(plan), solved_as(plan, SPEND))
    assert tree.levels == ("region", "tier", "account", "mechanic", "week")
    found = shown(tree)
    assert found[""] == 255
    # d has no promotions: there is nothing to spend on it.
    assert (found["East"], found["East/A"], found["East/B"], found["West"]) == (223, 31, 192, 32)
    assert (found["East/A/a/display"], found["East/A/a/flyer"]) == (7, 24)
    assert found["East/A/a/flyer/2027-W01"] == 16
    assert "East/A/a/flyer/2026-W52" not in found
    assert "East/A/d" not in found


def test_without_a_plan_nothing_is_planned_and_old_plans_are_read_by_names(plan: Plan) -> None:
    assert set(shown(BudgetTree(plan, levels_of(plan))).values()) == {None}
    # The plan of today has lost a's display, and its first week.
    solved = solved_as(plan, SPEND)
    today = plan.with_table(plan["promotions"].keep(np.array([1, 2, 3])))
    later = {"first_week": "2026-W53", "weeks": 2}
    today = replace(today, settings=today.settings.model_copy(update=later))
    found = shown(BudgetTree(today, ("account", "mechanic", "week"), solved))
    assert (found[""], found["a"], found["c/flyer/2026-W53"]) == (8 + 16 + 64 + 128, 24, 64)


def test_other_orders_of_levels(plan: Plan) -> None:
    levels = level_first(levels_of(plan), "mechanic")
    assert levels == ("mechanic", "region", "tier", "account", "week")
    found = shown(BudgetTree(plan, levels, solved_as(plan, SPEND)))
    assert (found["display"], found["flyer"], found["display/West"]) == (39, 216, 32)
    levels = level_first(levels_of(plan), "x_area")
    assert levels == ("x_area", "region", "account", "mechanic", "week")
    tree = BudgetTree(plan, levels, solved_as(plan, SPEND))
    # Those without a value come last.
    assert [each.path[0][1] for each in tree.children(tree.root)] == ["1", "2", ""]
    assert level_first(levels, "account") == ("account", "mechanic", "week")
    assert level_first(levels, "week")[:2] == ("week", "x_area")
    assert next_levels(levels_of(plan))[:3] == ("tier", "region", "account")


def test_budgets_stand_at_exactly_their_groups(plan: Plan) -> None:
    tree = BudgetTree(plan, levels_of(plan))

    def names(*path: tuple[str, str]) -> list[str]:
        return [str(plan["budgets"]["name"][row]) for row in tree.budgets_of(path)]

    east = ("region", "East")
    assert names(east) == ["east"]
    assert names() == []
    # All weeks one by one are all weeks; c is the only one of its tier in the East.
    assert names(east, ("tier", "B")) == ["c"]
    assert names(east, ("tier", "B"), ("account", "c")) == ["c"]
    assert names(east, ("tier", "A"), ("account", "a"), ("mechanic", "flyer")) == ["a-flyer"]
    assert names(east, ("tier", "A"), ("account", "a")) == []
    # One is for nobody who is promoted, the other for one week of all accounts.
    assert [plan["budgets"]["name"][row] for row in tree.other_budgets] == ["d", "odd"]
    by_mechanic = BudgetTree(plan, ("week", "mechanic", "account"))
    assert by_mechanic.budgets_of((("week", "2026-W53"), ("mechanic", "display"))) == [4]


def test_who_gets_the_money_of_a_node(plan: Plan) -> None:
    tree = BudgetTree(plan, ("region", "week", "account"), solved_as(plan, SPEND))
    assert tree.takers(tree.root) == [(2, 192.0), (1, 32.0), (0, 31.0)]
    node = tree.find((("region", "East"), ("week", "2026-W53")))
    assert node is not None
    assert tree.takers(node) == [(2, 64.0), (0, 10.0)]
    assert tree.find((("region", "North"),)) is None
