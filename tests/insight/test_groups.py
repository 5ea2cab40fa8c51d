"""Figures of a comparison, whole and by group, against sums over documents and files."""

from collections import Counter
from pathlib import Path

import pytest

from kamplan.exchange.folder import write_plan
from kamplan.insight.groups import AXES, compare_groups, grouped_figures
from kamplan.planning import open_source, solve_scenario
from kamplan.report.documents import solve_document
from kamplan.whatif.comparison import compare_figures
from kamplan.whatif.figures import Solved
from tests.plan.folders import SCENARIOS
from tests.whatif.solving import contribution_of, net_prices

Pair = tuple[Solved, Solved]


@pytest.fixture(
    scope="module", params=[("spring_festival", "hard-season"), ("wholesale", "supply-30")]
)
def pair(request: pytest.FixtureRequest) -> Pair:
    """Base and another scenario of a shipped plan."""
    name, other = request.param
    source = open_source(SCENARIOS / name)
    return solve_scenario(source), solve_scenario(source, other)


def test_groups_are_sums_over_rows(pair: Pair) -> None:
    for solved in pair:
        told = solve_document(solved)
        accounts = solved.plan["accounts"]
        for axis in AXES:
            owners = dict(zip(accounts["account"].tolist(), (
                accounts[axis].tolist() if axis in ("tier", "region", "account") else ()
            ), strict=False))  # fmt: skip
            sold: Counter[str] = Counter()
            lost: Counter[str] = Counter()
            spend: Counter[str] = Counter()
            visits: Counter[str] = Counter()
            for row in told["stock"]:
                group = owners.get(row["account"]) or row[axis]
                sold[group] += row["sold"]
                lost[group] += row["lost"]
            for row in told["promotion"]:
                if axis != "product":
                    spend[owners.get(row["account"]) or row[axis]] += row["spend"]
            for row in told["visits"]:
                if owners:
                    visits[owners[row["account"]]] += row["visits"]
            for group, figures in grouped_figures(solved, axis).items():
                assert figures["units_sold"] == pytest.approx(sold[group], rel=1e-5, abs=1e-2)
                assert figures["units_lost"] == pytest.approx(lost[group], rel=1e-4, abs=1e-2)
                asked = sold[group] + lost[group]
                fill = sold[group] / asked if asked else 1.0
                assert figures["fill_rate"] == pytest.approx(fill, abs=1e-4)
                if axis != "product":
                    assert figures["promo_spend"] == pytest.approx(spend[group], abs=1e-2)
                if owners:
                    assert figures["visits"] == visits[group]


def test_groups_add_up_to_the_whole(pair: Pair) -> None:
    found = compare_groups(*pair)
    for solved, side in zip(pair, ("before", "after"), strict=True):
        assert solved.result.evaluation is not None
        for axis in AXES:
            revenue = sum(
                getattr(each, side) for each in found
                if each.name == "revenue" and each.group.startswith(f"{axis} = ")
            )  # fmt: skip
            assert revenue == pytest.approx(solved.result.evaluation.revenue)
    assert {each.group.partition(" = ")[0] for each in found} == set(AXES)


def test_whole_figures_are_those_of_the_files(pair: Pair, tmp_path: Path) -> None:
    compared = {each.name: each for each in compare_figures(*pair)}
    for solved, side in zip(pair, ("before", "after"), strict=True):
        folder = tmp_path / side
        write_plan(solved.plan, folder)
        told, net = solve_document(solved), net_prices(folder)
        sums = {
            "contribution": contribution_of(told, folder, list(solved.plan.weeks)),
            "promo_spend": sum(row["spend"] for row in told["promotion"]),
            "units_sold": sum(row["sold"] for row in told["stock"]),
            "units_lost": sum(row["lost"] for row in told["stock"]),
            "visits": sum(row["visits"] for row in told["visits"]),
            "revenue": sum(
                net[row["account"], row["product"]] * row["sold"] for row in told["stock"]
            ),
        }
        for name, value in sums.items():
            assert getattr(compared[name], side) == pytest.approx(value, rel=1e-5, abs=0.1), name
