"""Figures by group against sums over the document of a solve."""

import pytest

from kamplan.insight.groups import AXES, compare_groups, grouped_figures
from kamplan.planning import open_source, solve_scenario
from kamplan.report.documents import solve_document
from kamplan.whatif.figures import Solved
from tests.plan.folders import SCENARIOS


@pytest.fixture(scope="module")
def pair() -> tuple[Solved, Solved]:
    source = open_source(SCENARIOS / "spring_festival")
    return solve_scenario(source), solve_scenario(source, "hard-season")


def test_groups_are_sums_over_rows(pair: tuple[Solved, Solved]) -> None:
    for solved in pair:
        told = solve_document(solved)
        accounts = solved.plan["accounts"]
        owners = {
            axis: dict(zip(accounts["account"], accounts[axis], strict=True))
            for axis in ("tier", "region", "account")
        }
        for axis in AXES:
            for group, figures in grouped_figures(solved, axis).items():
                mine = [
                    row for row in told["stock"]
                    if (owners[axis][row["account"]] if axis in owners else row[axis]) == group
                ]  # fmt: skip
                sold, lost = (sum(row[name] for row in mine) for name in ("sold", "lost"))
                assert figures["units_sold"] == pytest.approx(sold, rel=1e-6, abs=1e-4)
                assert figures["units_lost"] == pytest.approx(lost, rel=1e-6, abs=1e-3)
                assert figures["fill_rate"] == pytest.approx(sold / (sold + lost), abs=1e-5)
                if axis != "product":
                    spend = sum(
                        row["spend"] for row in told["promotion"]
                        if (owners[axis][row["account"]] if axis in owners else row[axis]) == group
                    )  # fmt: skip
                    assert figures["promo_spend"] == pytest.approx(spend, rel=1e-6, abs=1e-3)
                if axis in owners:
                    visits = sum(
                        row["visits"] for row in told["visits"]
                        if owners[axis][row["account"]] == group
                    )  # fmt: skip
                    assert figures["visits"] == visits


def test_groups_add_up_to_the_whole(pair: tuple[Solved, Solved]) -> None:
    base, hard = pair
    found = compare_groups(base, hard)
    for solved, side in ((base, "before"), (hard, "after")):
        assert solved.result.evaluation is not None
        for axis in AXES:
            revenue = sum(
                getattr(each, side) for each in found
                if each.name == "revenue" and each.group.startswith(f"{axis} = ")
            )  # fmt: skip
            assert revenue == pytest.approx(solved.result.evaluation.revenue)
    groups = {each.group for each in found}
    assert {"tier = A", "region = North", "product = gift-box", "week = 2027-W03",
            "account = paper-crane"} <= groups  # fmt: skip
