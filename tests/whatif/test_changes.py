"""Changes: what a scenario does to the tables, cell by cell."""

from pathlib import Path
from typing import Any

import pytest

from kamplan.formulation import formulate
from kamplan.plan import Plan, PlanError, check_plan
from kamplan.whatif.blending import blend, changed_groups
from kamplan.whatif.changes import apply_scenario
from kamplan.whatif.comparison import compare_inputs
from kamplan.whatif.scenario import find_scenario
from tests.whatif.solving import source_of


def change(folder: Path, *texts: str, **files: str) -> tuple[Plan, Plan]:
    """The tiny plan before and after the scenarios, each of which extends the one before."""
    scenarios = {}
    for number, text in enumerate(texts):
        extends = f'extends = "s{number - 1}"\n' if number else ""
        scenarios[f"s{number}"] = extends + text
    source = source_of(folder, scenarios, **files)
    last = find_scenario(f"s{len(texts) - 1}", source.scenarios)
    return source.plan, apply_scenario(source.plan, last)


def cells(folder: Path, *texts: str, **files: str) -> dict[str, Any]:
    """What differs: "table key field" -> new value."""
    return {
        " ".join([found.table, *found.key, found.field]): found.new
        for found in compare_inputs(*change(folder, *texts, **files))
    }


def refused(folder: Path, *texts: str, **files: str) -> list[tuple[str, str]]:
    """(code, value) of every fault."""
    with pytest.raises(PlanError) as caught:
        change(folder, *texts, **files)
    return [(fault.code, fault.value) for fault in caught.value.faults]


def edit(table: str, act: str, where: str = "") -> str:
    """One change as text."""
    return f'[[change]]\ntable = "{table}"\nwhere = {{ {where} }}\n{act}\n'


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (edit("supply", 'field = "units"\nset = 7', 'product = "q"'),
         {"supply q 2026-W53 units": "7"}),
        (edit("supply", 'field = "units"\nadd = -2.5', 'week = "opening"'),
         {"supply p opening units": "0.5"}),
        (edit("supply", 'field = "units"\nscale = 0.5', 'product = "p"'),
         {"supply p opening units": "1.5", "supply p 2026-W52 units": "6",
          "supply p 2026-W53 units": "7.5"}),
        # weeks: a range, a list, and "|"
        (edit("demand", 'field = "units"\nset = 1', 'account = "a", week = "2026-W53..2027-W01"'),
         {"demand a p 2026-W53 units": "1", "demand a q 2026-W53 units": "1"}),
        (edit("teams", 'field = "hours"\nset = 1', 'week = ["2026-W52", "2027-W01"]'),
         {"teams t 2026-W52 hours": "1", "teams t 2027-W01 hours": "1"}),
        (edit("teams", 'field = "hours"\nset = 1', 'week = "2026-W52|2026-W53"'),
         {"teams t 2026-W52 hours": "1", "teams t 2026-W53 hours": "1"}),
        # columns of the account and of the product, the user's own, and numbers
        (edit("demand", 'field = "units"\nscale = 2', 'tier = "B", cost = 30'),
         {"demand b q 2027-W01 units": "8"}),
        (edit("demand", 'field = "units"\nscale = 2', 'x_city = "Leipzig", product = "p|q"'),
         {"demand b p 2026-W53 units": "10", "demand b q 2027-W01 units": "8"}),
        (edit("promotions", 'field = "half_spend"\nadd = 1', 'discount = [0.1]'),
         {"promotions a display half_spend": "11", "promotions a tasting half_spend": "6"}),
        (edit("accounts", 'field = "x_city"\nset = "Rome"', 'account = "b"'),
         {"accounts b x_city": "Rome"}),
        (edit("accounts", 'field = "tier"\nset = "B"', 'account = "a"') +
         edit("budgets", 'field = "where"\nset = "tier=B"', 'name = "shows"') +
         edit("service", 'drop = true', 'name = "peas"'),
         {"accounts a tier": "B", "budgets shows where": "tier=B",
          "service peas row": None}),
        # whole numbers stay whole: 4 * 0.6 = 2.4
        (edit("visits", 'field = "present"\nscale = 0.6', 'account = "a"'),
         {"visits a rep present": "2"}),
        (edit("budgets", 'drop = true', 'name = ["east", "shows"]'),
         {"budgets east row": None, "budgets shows row": None}),
        # plan.toml, with and without its section
        (edit("plan", 'field = "promotion.budget"\nscale = 1.5'), {"plan promotion.budget": "150"}),
        (edit("plan", 'field = "budget"\nadd = 5'), {"plan promotion.budget": "105"}),
        (edit("plan", 'field = "gap"\nset = 0.01'), {"plan solve.gap": "0.01"}),
        (edit("plan", 'field = "peak.weeks"\nset = "2027-W01"'), {"plan peak.weeks": "2027-W01"}),
    ],
)  # fmt: skip
def test_changes(tmp_path: Path, text: str, wanted: dict[str, Any]) -> None:
    assert cells(tmp_path, text) == wanted


def test_a_new_row_has_defaults_and_may_be_changed_next(tmp_path: Path) -> None:
    insert = '[[change]]\ntable = "{}"\ninsert = {{ {} }}\n'
    _, plan = change(
        tmp_path,
        insert.format("accounts", 'account = "c", tier = "C", x_city = "Oslo"')
        + insert.format("demand", 'account = "c", product = "p", week = "2026-W53", units = 9'),
        edit("demand", 'field = "units"\nscale = 2', 'x_city = "Oslo"'),
    )
    assert plan["accounts"]["account"].tolist() == ["a", "b", "c"]
    assert plan["accounts"]["x_city"][2] == "Oslo"
    assert plan["accounts"]["settlement"][2] == "cash"
    assert plan["accounts"]["discount"][2] == 0
    assert plan["demand"]["units"].tolist() == [10, 20, 8, 5, 4, 18]


CURVES = "curve,point,effort,effect\nslow,1,1,0.2\nslow,2,3,1\nfast,1,1,1\n"


def test_curves_and_who_follows_them_are_changed_like_anything_else(tmp_path: Path) -> None:
    insert = '[[change]]\ntable = "curves"\ninsert = { curve = "new", point = "1", effort = 2, '
    wanted = {
        "curves slow 1 effort": "1.5",
        "curves slow 2 effort": "4.5",
        "curves fast 1 effect": "0.9",
        "promotions a display curve": "slow",
        "promotions a tasting curve": "slow",
        "visits a rep curve": "new",
    }
    text = (
        edit("curves", 'field = "effort"\nscale = 1.5', 'curve = "slow"')
        + edit("curves", 'field = "effect"\nset = 0.9', 'curve = "fast", effort = 1')
        + insert + "effect = 1 }\n"
        + edit("promotions", 'field = "curve"\nset = "slow"', 'account = "a"')
        + edit("visits", 'field = "curve"\nset = "new"', 'account = "a"')
    )  # fmt: skip
    found = cells(tmp_path, text, curves=CURVES)
    assert found.pop("curves new 1 row") is not None
    assert found == wanted


def test_a_change_may_not_leave_a_curve_that_is_none(tmp_path: Path) -> None:
    low = edit("curves", 'field = "effect"\nset = 0.1', 'curve = "slow", point = "2"')
    assert refused(tmp_path / "1", low, curves=CURVES) == [("curve-falls", "0.1")]
    gone = edit("promotions", 'field = "curve"\nset = "slow"', 'account = "a"')
    gone += edit("curves", "drop = true", 'curve = "slow"')
    assert refused(tmp_path / "2", gone, curves=CURVES) == [
        ("unknown-curve", "slow"), ("unknown-curve", "slow"),
    ]  # fmt: skip


def test_chains_apply_in_order(tmp_path: Path) -> None:
    add = edit("supply", 'field = "units"\nadd = 1', 'week = "opening"')
    scale = edit("supply", 'field = "units"\nscale = 10', 'week = "opening"')
    assert cells(tmp_path / "1", add, scale) == {"supply p opening units": "40"}
    assert cells(tmp_path / "2", scale, add) == {"supply p opening units": "31"}
    assert cells(tmp_path / "3", add + scale) == {"supply p opening units": "40"}


def test_the_plan_itself_is_not_touched(tmp_path: Path) -> None:
    before, after = change(tmp_path, edit("supply", 'field = "units"\nset = 0'))
    assert before["supply"]["units"].tolist() == [3, 12, 15, 20]
    assert after["supply"]["units"].tolist() == [0, 0, 0, 0]


def test_every_bad_change_is_reported_at_once(tmp_path: Path) -> None:
    text = (
        edit("supply", "drop = true", 'product = "nuts"')
        + edit("suply", "drop = true")
        + edit("supply", 'field = "unit"\nset = 1')
        + edit("supply", "drop = true", 'product = "q", week = "opening"')
    )
    assert refused(tmp_path, text) == [
        ("where-value", "nuts"),
        ("change-table", "suply"),
        ("change-field", "unit"),
        ("change-nothing", "product = q; week = opening"),
    ]


def test_what_a_change_makes_wrong_is_said_of_its_scenario(tmp_path: Path) -> None:
    for text, code, file in (
        (edit("budgets", 'field = "min"\nset = 70', 'name = "east"'), "min-above-max",
         "budgets.csv"),
        (edit("supply", 'field = "units"\nscale = -1', 'product = "q"'), "below", "supply.csv"),
        (edit("supply", 'field = "units"\nscale = 1e300', 'product = "q"'), "too-large",
         "supply.csv"),
        (edit("accounts", 'field = "tier"\nset = "Z"', 'account = "a"') +
         edit("service", 'drop = true', 'name = "peas"'), "where-value", "budgets.csv"),
        (edit("products", "drop = true", 'product = "q"'), "unknown-product", "demand.csv"),
        (edit("plan", 'field = "objective"\nset = "spend"'), "no-target", "plan.toml"),
        (edit("plan", 'field = "weeks"\nset = 2'), "week-outside", "demand.csv"),
    ):  # fmt: skip
        with pytest.raises(PlanError) as caught:
            change(tmp_path, text)
        first = caught.value.faults[0]
        assert (first.code, first.file) == (code, file)
        assert first.values["scenario"] == "s0"


def test_rows_of_an_account_that_was_taken_out_do_not_match(tmp_path: Path) -> None:
    drop = edit("accounts", "drop = true", 'account = "b"')
    found = refused(tmp_path, drop + edit("demand", 'field = "units"\nset = 1', 'tier = "A"'))
    assert {code for code, _ in found} == {"unknown-account", "where-value"}


def test_extends(tmp_path: Path) -> None:
    for texts, name, code, value in (
        ({"x": 'extends = "y"', "y": 'extends = "x"'}, "x", "extends-circle", "x -> y -> x"),
        ({"x": 'extends = "z"'}, "x", "scenario-unknown", "z"),
        ({}, "x", "scenario-unknown", "x"),
        ({"base": 'extends = "x"', "x": edit("supply", "drop = true")}, "base", "base-changes", ""),
        ({"base": edit("supply", "drop = true"), "x": ""}, "base", "base-changes", ""),
        ({"base": edit("supply", "drop = true"), "x": 'extends = "base"'}, "x", "base-changes", ""),
    ):  # fmt: skip
        with pytest.raises(PlanError) as caught:
            find_scenario(name, texts)
        (fault,) = caught.value.faults
        assert (fault.code, fault.value) == (code, value)
    assert find_scenario("base", {}).changes == []
    assert find_scenario("x", {"x": 'extends = "base"'}).changes == []


def test_a_rule_is_switched_off_by_a_word_or_by_a_number(tmp_path: Path) -> None:
    for off in ("0", "false"):
        found = cells(tmp_path / off, edit("budgets", f'field = "active"\nset = {off}'))
        assert set(found.values()) == {"0"}, off
    on = edit("budgets", 'field = "max"\nset = true')
    assert refused(tmp_path / "max", on) == [("not-a-number", "True")]


@pytest.mark.parametrize(
    ("act", "code"),
    [
        ("", "change-acts"),
        ("set = 1", "change-no-field"),
        ('field = "units"\nset = 1\nscale = 2', "change-acts"),
        ('field = "units"\ndrop = true', "drop-field"),
        ('field = "units"\ninsert = { week = "opening" }', "insert-where"),
        ('where = { week = "opening" }\ninsert = { week = "opening" }', "insert-where"),
        ('field = "units"\nscale = nan', "not-finite-key"),
        ('field = "units"\nset = 2026-01-01', "not-a-cell"),
    ],
)
def test_a_change_that_contradicts_itself(tmp_path: Path, act: str, code: str) -> None:
    codes = refused(tmp_path, f'[[change]]\ntable = "supply"\n{act}\n')
    assert [found for found, _ in codes] == [code]


# Changes of one file that set the same cells


SET = '[[change]]\ntable = "{}"\nwhere = {{ {} }}\nfield = "{}"\nset = {}\n'


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        # A rule and its exception; two that overlap in part; two columns; drop and insert between.
        (SET.format("supply", "product = 'p'", "units", 5)
         + SET.format("supply", "product = 'p', week = '2026-W53'", "units", 6), ""),
        (SET.format("supply", "product = 'p'", "units", 5)
         + SET.format("supply", "week = '2026-W53'", "units", 6), ""),
        (SET.format("products", "product = 'p'", "price", 5)
         + SET.format("products", "product = 'p'", "cost", 4), ""),
        (SET.format("supply", "product = 'p', week = '2026-W53'", "units", 5)
         + edit("supply", "drop = true", "week = '2026-W52'")
         + SET.format("supply", "product = 'q'", "units", 6), ""),
        (SET.format("supply", "product = 'q'", "units", 5)
         + edit("supply", "field = 'units'\nscale = 2"), ""),
        # Nothing is left of the first: the same cell, a broader one, and after rows have moved.
        (SET.format("supply", "product = 'p', week = '2026-W53'", "units", 6)
         + SET.format("supply", "product = 'p', week = '2026-W53'", "units", 6),
         "supply: p / 2026-W53, units"),
        (SET.format("supply", "product = 'p', week = '2026-W53'", "units", 6)
         + SET.format("supply", "product = 'p'", "units", 5), "supply: p / 2026-W53, units"),
        (SET.format("supply", "product = 'q'", "units", 5)
         + edit("supply", "drop = true", "week = '2026-W52'")
         + SET.format("supply", "product = 'q'", "units", 6), "supply: q / 2026-W53, units"),
    ],
)  # fmt: skip
def test_a_set_of_which_nothing_is_left(text: str, lost: str, tmp_path: Path) -> None:
    source = source_of(tmp_path, {"x": text, "above": f'extends = "x"\n{text}'})
    for name in ("x", "above"):
        # What another file has set is there to be set again.
        found = []
        try:
            apply_scenario(source.plan, find_scenario(name, source.scenarios))
        except PlanError as error:
            found = [(f.value, f.file) for f in error.faults if f.code == "set-twice"]
        assert found[:1] == ([(lost, "scenarios/x.toml")] if lost else [])


PUBLISHED = {
    "published_spend": "account,mechanic,week,spend\na,display,2026-W53,3\na,tasting,2027-W01,2\n"
    "b,display,2026-W52,4\n",
    "published_visits": "account,kind,visits\na,rep,5\nb,rep,3\n",
    "published_stock": "account,product,week,units\na,p,2026-W52,9\nb,q,2027-W01,4\n",
}
DROP = '[[change]]\ntable = "{}"\nwhere = {{ {} }}\ndrop = true\n'
ALL_OF_B = "".join(
    DROP.format(table, "account = 'b'") for table in ("demand", "promotions", "visits", "accounts")
) + DROP.format("budgets", "name = 'shows'")
ALL_OF_Q = DROP.format("demand", "product = 'q'") + DROP.format("supply", "product = 'q'")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (DROP.format("visits", "account = 'b'"), (3, 1, 2)),
        (DROP.format("promotions", "mechanic = 'display', account = 'a'"), (2, 2, 2)),
        (ALL_OF_B, (2, 1, 1)),
        (ALL_OF_Q + DROP.format("products", "product = 'q'"), (3, 2, 1)),
        # Demand that is gone leaves nothing to give: nothing needs to be passed over.
        (DROP.format("demand", "account = 'b', product = 'q'"), (3, 2, 2)),
        # A week that the scenario does not plan.
        (DROP.format("demand", "week = '2027-W01'") + DROP.format("teams", "week = '2027-W01'")
         + DROP.format("promotions", "mechanic = 'tasting'")
         + '[[change]]\ntable = "plan"\nfield = "weeks"\nset = 2\n', (2, 2, 1)),
        # Dropped and there again under the same key: it is about the new row.
        (DROP.format("visits", "account = 'b'")
         + '[[change]]\ntable = "visits"\n'
         + 'insert = { account = "b", kind = "rep", present = 1, hours = 1 }\n',
         (3, 2, 2)),
        # The scenario may drop by itself what was published, once it is there and before.
        (DROP.format("published_visits", "account = 'b'") + DROP.format("visits", "account = 'b'"),
         (3, 1, 2)),
        (DROP.format("published_spend", "account = 'b', mechanic = 'tasting'"), (3, 2, 2)),
    ],
)  # fmt: skip
def test_what_was_published_of_dropped_rows_is_passed_over(
    text: str, left: tuple[int, ...], tmp_path: Path
) -> None:
    above = SET.format("products", "product = 'p'", "price", 99)
    for number, texts in enumerate([(text,), (text, above)]):
        before, after = change(tmp_path / str(number), *texts, **PUBLISHED)
        assert tuple(len(after[name]) for name in PUBLISHED) == left
        # The plan itself keeps what was handed out.
        assert [len(before[name]) for name in PUBLISHED] == [3, 2, 2]
        assert formulate(after).published is not None
    # As valid as it is with nothing published.
    change(tmp_path / "unpublished", text)


def test_published_rows_of_what_never_was_stay_faults(tmp_path: Path) -> None:
    insert = (
        '[[change]]\ntable = "published_visits"\ninsert = { account = "a", kind = "x", visits = 1 }'
    )
    assert refused(tmp_path, insert, **PUBLISHED) == [("published-unknown", "x")]
    # Any other change of what is not published is a mistake, as is a name that nothing has.
    one = SET.format("published_spend", "week = '2027-W01', account = 'b'", "spend", 1)
    assert [code for code, _ in refused(tmp_path / "set", one, **PUBLISHED)] == ["change-nothing"]
    two = DROP.format("published_spend", "mechanic = 'dsplay'")
    assert refused(tmp_path / "name", two, **PUBLISHED) == [("where-value", "dsplay")]


def test_what_is_kept_goes_by_the_rows_that_are_left(tmp_path: Path) -> None:
    floor = "name,decision,share\nvisited,visits,1\npaid,spend,1\n"
    text = DROP.format("visits", "account = 'b'") + SET.format(
        "plan", "", "published.keep", "'spend;visits;units'"
    ).replace("where = {  }\n", "")
    _, after = change(tmp_path, text, **PUBLISHED, no_worse=floor)
    problem = formulate(after)
    # Only a's 5 of the 8 published visits are there to be kept; 3 + 2 + 4 of money still are.
    assert problem.visits.minimum.tolist() == [5]
    least = {rule.key: rule.least for rule in problem.totals if rule.family == "no_worse"}
    assert least == {("visited",): 5.0, ("paid",): 9.0}


def test_inputs_do_not_tell_what_was_published_of_rows_that_are_gone(tmp_path: Path) -> None:
    text = DROP.format("visits", "account = 'b'")
    before, after = change(tmp_path, text, **PUBLISHED)
    for one, other in ((before, after), (after, before)):
        assert [(found.table, found.key) for found in compare_inputs(one, other)] == [
            ("visits", ("b", "rep"))
        ]
    assert changed_groups(before, after) == ["demand"]
    blended = blend(before, after, ["demand"])
    assert not check_plan(blended)
    assert compare_inputs(blended, after) == []
