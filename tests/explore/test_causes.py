"""The bridge by causes: adds up to the cent, and every step is one of plans of their own."""

from contextlib import closing
from pathlib import Path
from threading import Event

import pytest

from kamplan.exchange.folder import read_plan
from kamplan.explore.causes import Causes, find_causes
from kamplan.explore.exploration import Exploration
from kamplan.plan import check_plan
from kamplan.planning import open_source, solve_plan, solve_scenario
from kamplan.whatif.blending import GROUPS, blend, changed_groups, group_of
from kamplan.whatif.changes import apply_scenario
from kamplan.whatif.figures import Solved
from kamplan.whatif.scenario import Scenario, find_scenario
from tests.cli.running import document, run
from tests.effort import EFFORT
from tests.explore.bridges import causes_of
from tests.explore.goods import best_contribution, decided
from tests.plan.folders import SCENARIOS, write_folder

BASE = Scenario("base", ())


def contribution(solved: Solved) -> float:
    """Money of an answer."""
    assert solved.result.evaluation is not None
    return solved.result.evaluation.contribution


def check_sums(causes: Causes) -> None:
    """Steps add up to the difference to the cent, by causes and by terms."""
    whole = causes.after - causes.before
    assert sum(step.change for step in causes.steps) == pytest.approx(whole, abs=0.005)
    for step in causes.steps:
        assert sum(change for _, change in step.terms) == pytest.approx(step.change, abs=0.005)
    assert sum(change for _, change in causes.terms) == pytest.approx(whole, abs=0.005)


@pytest.mark.parametrize(
    ("name", "scenario"),
    [("spring_festival", "hard-season"), ("spring_festival", "east-hours-20"),
     ("wholesale", "budget-a-15"), *([("wholesale", "supply-30")] if EFFORT > 1 else [])],
)  # fmt: skip
def test_every_step_is_that_of_plans_of_their_own(name: str, scenario: str) -> None:
    source = open_source(SCENARIOS / name)
    base, each = solve_scenario(source), solve_scenario(source, scenario)
    causes = causes_of(source, [base, each])[scenario]
    assert (causes.before, causes.after) == (contribution(base), contribution(each))
    check_sums(causes)
    steps = {step.causes: step.change for step in causes.steps}
    changed = apply_scenario(source.plan, find_scenario(scenario, source.scenarios))
    gap = source.plan.settings.solve.gap * abs(causes.before)
    if scenario == "hard-season":
        # By hand: the plan with that supply and all else as it was.
        assert list(steps) == [("supply",), ("reallocation",), ("budget",)]
        less = source.plan.with_table(changed["supply"])
        held = best_contribution(less, *decided(base))
        assert held is not None
        again = contribution(solve_plan(less, BASE))
        assert steps["supply",] == pytest.approx(held - causes.before, rel=1e-5)
        assert steps["reallocation",] == pytest.approx(again - held, abs=2 * gap)
        assert steps["budget",] == pytest.approx(causes.after - again, abs=2 * gap)
        # Planning anew never costs, but for the gap.
        assert steps["reallocation",] >= -gap
    elif scenario == "supply-30":
        assert list(steps) == [("supply",), ("reallocation",)]
        held = best_contribution(changed, *decided(base))
        assert held is not None
        assert steps["supply",] == pytest.approx(held - causes.before, rel=1e-5)
    else:
        only = "hours" if scenario == "east-hours-20" else "budget"
        assert steps == {(only,): causes.after - causes.before}


ALL = """\
[[change]]
table = "demand"
where = { account = "a" }
field = "units"
scale = 1.2
[[change]]
table = "supply"
field = "units"
scale = 0.8
[[change]]
table = "products"
where = { product = "p" }
field = "price"
scale = 1.05
[[change]]
table = "plan"
field = "promotion.budget"
set = 60
[[change]]
table = "teams"
field = "hours"
scale = 0.9
[[change]]
table = "service"
field = "min_fill"
scale = 0.9
"""


def test_all_causes_in_order_and_the_way_back(tmp_path: Path) -> None:
    source = open_source(write_folder(tmp_path / "plan", {"scenarios/all.toml": ALL}))
    base, each = solve_scenario(source), solve_scenario(source, "all")
    there = causes_of(source, [base, each])["all"]
    back = causes_of(source, [each, base])["base"]
    for causes in (there, back):
        check_sums(causes)
        assert [step.causes for step in causes.steps] == [
            ("demand",), ("supply",), ("terms",), ("reallocation",), ("budget",), ("hours",),
            ("rules",),
        ]  # fmt: skip
    # More demand at a higher price earns more, less of goods and money less.
    signs = {step.causes[0]: step.change for step in there.steps}
    assert signs["terms"] > 0.0
    assert signs["supply"] < 0.0
    assert signs["budget"] <= 0.05
    told = document("compare", source.path)["bridge"][0]
    assert [step["name"] for step in told["steps"]] == [s.causes[0] for s in there.steps]
    assert sum(step["change"] for step in told["steps"]) == pytest.approx(
        told["after"] - told["before"], abs=0.005
    )
    text = run("compare", source.path).stdout
    assert "prices, costs and terms" in text
    assert "re-allocation" in text
    assert "Who gains and loses from base to all" in text


LESS_MONEY = '[[change]]\ntable = "plan"\nfield = "promotion.budget"\nset = 60\n'
LOST = LESS_MONEY + "".join(
    f'[[change]]\ntable = "{table}"\nwhere = {{ account = "b" }}\ndrop = true\n'
    for table in ("promotions", "demand", "visits", "accounts")
)


def test_an_account_that_is_gone_is_a_cause_of_its_own(tmp_path: Path) -> None:
    tables = {"budgets.csv": None, "service.csv": None, "scenarios/lost.toml": LOST}
    source = open_source(write_folder(tmp_path / "plan", tables))
    base, each = solve_scenario(source), solve_scenario(source, "lost")
    for pair in ([base, each], [each, base]):
        causes = causes_of(source, pair)[pair[1].scenario]
        check_sums(causes)
        told = [cause for step in causes.steps for cause in step.causes]
        assert told == ["range", "reallocation", "budget"]


RULED = (
    LESS_MONEY
    + '[[change]]\ntable = "budgets"\nwhere = { name = "east" }\nfield = "min"\nset = 10\n'
)


def test_what_has_no_plan_between_is_told_with_what_follows(tmp_path: Path) -> None:
    budgets = "name,where,min,max\neast,region=East,70,\n"
    hours = '[[change]]\ntable = "teams"\nfield = "hours"\nscale = 0.9\n'
    # Less money while 70 are asked for is no plan; money and the rule are one group here, so
    # they are told together; hours come after them.
    tables = {"budgets.csv": budgets, "scenarios/ruled.toml": RULED + hours}
    source = open_source(write_folder(tmp_path / "plan", tables))
    base, each = solve_scenario(source), solve_scenario(source, "ruled")
    causes = causes_of(source, [base, each])["ruled"]
    check_sums(causes)
    assert [step.causes for step in causes.steps] == [("budget",), ("hours",)]
    # A service rule that the hours before could not keep.
    locks = "name,decision,where,names,weeks,value\nmore,spend,account=a,,,80\n"
    text = LESS_MONEY + '[[change]]\ntable = "locks"\nfield = "value"\nset = 20\n'
    tables = {"budgets.csv": None, "locks.csv": locks, "scenarios/locked.toml": text}
    source = open_source(write_folder(tmp_path / "locked", tables))
    base, each = solve_scenario(source), solve_scenario(source, "locked")
    causes = causes_of(source, [base, each])["locked"]
    check_sums(causes)
    assert [step.causes for step in causes.steps] == [("budget", "rules")]


def test_stopped_it_says_what_is_known(tmp_path: Path) -> None:
    source, stop = open_source(write_folder(tmp_path / "p", {"scenarios/all.toml": ALL})), Event()
    base, each = solve_scenario(source), solve_scenario(source, "all")
    stop.set()
    with closing(Exploration.begin(source, 1, stop, jobs=1)) as exploration:
        causes = find_causes(exploration.ask, base, each)
    assert causes is not None
    check_sums(causes)
    (step,) = causes.steps
    assert step.causes == ("demand", "supply", "terms", "budget", "hours", "rules")


def test_a_blend_of_all_groups_is_the_other_plan() -> None:
    folder = SCENARIOS / "spring_festival"
    source = open_source(folder)
    before = read_plan(folder)
    after = apply_scenario(before, find_scenario("hard-season", source.scenarios))
    assert changed_groups(before, after) == ["supply", "budget"]
    assert changed_groups(after, blend(before, after, GROUPS)) == []
    assert changed_groups(before, blend(before, after, ())) == []
    some = blend(before, after, ("supply",))
    assert changed_groups(before, some) == ["supply"]
    assert changed_groups(some, after) == ["budget"]
    assert check_plan(some) == []


def test_every_column_has_a_group() -> None:
    plan = read_plan(SCENARIOS / "spring_festival")
    for name, table in plan.tables.items():
        for column in table.cells:
            assert group_of(name, column) in GROUPS
    assert group_of("accounts", "discount") == "terms"
    assert group_of("accounts", "tier") == "rules"
    assert group_of("accounts", "row") == "range"
    assert group_of("visits", "max") == "rules"
    assert group_of("plan", "peak.weeks") == "hours"
    assert group_of("plan", "solve.gap") == "rules"
