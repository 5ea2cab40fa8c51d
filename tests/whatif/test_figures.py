"""Figures, comparisons and bridges against arithmetic on the JSON and the CSV files."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kamplan.insight.groups import compare_groups
from kamplan.planning import Source
from kamplan.report.documents import compare_document
from kamplan.whatif.comparison import FIGURES, bridge, compare_figures, compare_inputs
from kamplan.whatif.figures import Solved, figure, select
from kamplan.whatif.scenario import Figure
from tests.explore.bridges import causes_of
from tests.whatif.solving import (
    contribution_of,
    document_of,
    net_prices,
    number,
    read_rows,
    solve_one,
    source_of,
)

SHORT = '[[change]]\ntable = "supply"\nwhere = { product = "p" }\nfield = "units"\nscale = 0.7\n'


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Source:
    """The tiny plan with a scenario."""
    return source_of(tmp_path_factory.mktemp("plan"), {"short": SHORT})


@pytest.fixture(scope="module")
def base(source: Source) -> Solved:
    return solve_one(source)


@pytest.fixture(scope="module")
def short(source: Source) -> Solved:
    return solve_one(source, "short")


def total(document: dict[str, Any], name: str, **wanted: Any) -> float:
    """The sum of a column of the stock list over the entries that are wanted."""
    values = [
        entry[name]
        for entry in document["stock"]
        if all(entry[key] in allowed for key, allowed in wanted.items())
    ]
    return float(np.array(values).sum())


@pytest.mark.parametrize(
    ("where", "wanted"),
    [
        ({}, {}),
        ({"tier": "A"}, {"account": ["a"]}),
        ({"x_city": "Leipzig"}, {"account": ["b"]}),
        ({"product": "p"}, {"product": ["p"]}),
        ({"week": "2026-W53..2027-W01"}, {"week": ["2026-W53", "2027-W01"]}),
        ({"tier": "A|B", "price": 100, "week": "2026-W53"},
         {"account": ["a", "b"], "product": ["p"], "week": ["2026-W53"]}),
        ({"retail_price": 120.0}, {"product": ["p"]}),
    ],
)  # fmt: skip
def test_selections(
    base: Solved, source: Source, where: dict[str, Any], wanted: dict[str, Any]
) -> None:
    document = document_of(base)
    chosen = select(base.plan, where, "")
    sold = total(document, "sold", **wanted)
    lost = total(document, "lost", **wanted)
    assert figure(base, "units_sold", chosen) == pytest.approx(sold)
    assert figure(base, "units_lost", chosen) == pytest.approx(lost)
    assert figure(base, "fill_rate", chosen) == pytest.approx(sold / (sold + lost))
    net = net_prices(source.path)
    revenue = sum(
        net[entry["account"], entry["product"]] * entry["sold"]
        for entry in document["stock"]
        if all(entry[key] in allowed for key, allowed in wanted.items())
    )
    assert figure(base, "revenue", chosen) == pytest.approx(revenue)


def test_money_and_visits_of_an_account(base: Solved, source: Source) -> None:
    document, chosen = document_of(base), select(base.plan, {"tier": "A"}, "")
    spend = sum(e["spend"] for e in document["promotion"] if e["account"] == "a")
    assert spend > 0
    assert figure(base, "promo_spend", chosen) == pytest.approx(spend)
    (visits,) = [e["visits"] for e in document["visits"] if e["account"] == "a"]
    assert figure(base, "visits", chosen) == visits
    assert figure(base, "visit_hours", chosen) == 2 * visits
    net, cost = net_prices(source.path), {"p": 60, "q": 30}
    earned = sum(
        (net["a", e["product"]] - cost[e["product"]]) * e["sold"]
        for e in document["stock"]
        if e["account"] == "a"
    )
    wanted = earned - spend - visits
    assert figure(base, "contribution", chosen) == pytest.approx(wanted)


def test_the_contribution_of_everyone_is_the_plans(base: Solved, source: Source) -> None:
    document = document_of(base)
    value = contribution_of(document, source.path, list(base.plan.weeks))
    assert document["contribution"] == pytest.approx(value)
    assert figure(base, "contribution", select(base.plan, {}, "")) == pytest.approx(value)


def test_a_bridge_adds_up(base: Solved, short: Solved) -> None:
    before, after = base.result.evaluation, short.result.evaluation
    assert before is not None
    assert after is not None
    steps = bridge(before, after)
    assert steps.before + sum(change for _, change in steps.steps) == pytest.approx(steps.after)
    assert steps.before > steps.after
    assert dict(steps.steps)["margin"] < 0
    back = bridge(after, before)
    assert [-change for _, change in back.steps] == [change for _, change in steps.steps]


def test_compared_figures_are_the_figures(base: Solved, short: Solved) -> None:
    whole = {each.name: each for each in compare_figures(base, short)}
    assert set(whole) == set(FIGURES)
    name: Figure
    for name in FIGURES:
        everyone = select(base.plan, {}, "")
        assert whole[name].before == figure(base, name, everyone)
        assert whole[name].after == figure(short, name, everyone)
    found = compare_groups(base, short)
    tiers = {(each.name, each.group): each.before for each in found}
    spend = sum(tiers["promo_spend", f"tier = {tier}"] for tier in "AB")
    assert spend == pytest.approx(whole["promo_spend"].before)


def test_inputs_compared(base: Solved, short: Solved) -> None:
    found = [(c.table, c.key, c.field, c.old, c.new) for c in compare_inputs(base.plan, short.plan)]
    assert [each[:4] for each in found] == [
        ("supply", ("p", "opening"), "units", "3"),
        ("supply", ("p", "2026-W52"), "units", "12"),
        ("supply", ("p", "2026-W53"), "units", "15"),
    ]
    assert [float(each[4] or "") for each in found] == pytest.approx([2.1, 8.4, 10.5])
    assert compare_inputs(base.plan, base.plan) == []


def test_the_document_of_a_comparison(source: Source, base: Solved, short: Solved) -> None:
    document = compare_document(source, [base, short], causes_of(source, [base, short]))
    assert [each["name"] for each in document["scenarios"]] == ["base", "short"]
    assert len(document["inputs_changed"]) == 3
    (steps,) = document["bridge"]
    sums = steps["before"] + sum(step["change"] for step in steps["steps"])
    assert sums == pytest.approx(steps["after"])
    (delta,) = document["delta"]
    for each in delta["figures"]:
        assert each["change"] == each["after"] - each["before"]


def test_readers_of_tables() -> None:
    assert number({"x": ""}, "x", 3.0) == 3.0
    assert number({"x": "2"}, "x", 3.0) == 2.0
    assert read_rows(Path(__file__).parents[2] / "scenarios/spring_festival", "products")
