"""How far budgets and hours are used."""

from pathlib import Path

import pytest

from kamplan.insight.usage import Use, budget_use, team_use
from kamplan.planning import solve_scenario
from kamplan.whatif.figures import Solved, everything, figure, select
from tests.insight import by_hand
from tests.whatif.solving import document_of, solve_one, source_of


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> Solved:
    """The plan by hand."""
    return by_hand.solve(tmp_path_factory.mktemp("plan"))


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Solved:
    """The tiny plan, whose money does something."""
    return solve_one(source_of(tmp_path_factory.mktemp("tiny")))


def approx(name: str, planned: float, cap: float | None, left: float | None) -> tuple[object, ...]:
    """A use as it should be."""
    return (name, pytest.approx(planned), cap, left if left is None else pytest.approx(left))


def shown(uses: dict[str, Use]) -> list[tuple[object, ...]]:
    """Uses in order, each under its own name."""
    assert all(name == use.name for name, use in uses.items())
    return [(use.name, use.planned, use.cap, use.left) for use in uses.values()]


def test_budgets_by_hand(solved: Solved) -> None:
    # a must have 5, b exactly 2.
    assert shown(budget_use(solved)) == [
        approx("must", 5, None, None),
        approx("exact", 2, 2, 0),
        approx("all", 7, 20, 13),
    ]


def test_hours_by_hand(solved: Solved) -> None:
    # t: 2 * 1.5 + 1 * 2 of 4 + 3; u visits nobody; the visits to c are nobody's hours.
    assert shown(team_use(solved)) == [approx("t", 5, 7, 2), approx("u", 0, 10, 10)]


def test_the_budget_of_the_whole_plan_is_one_of_them(tiny: Solved) -> None:
    uses = budget_use(tiny)
    assert list(uses) == ["total", "east", "shows"]
    evaluation = tiny.result.evaluation
    assert evaluation is not None
    assert uses["total"].planned == pytest.approx(evaluation.promo_spend)
    assert uses["total"].cap == 100
    assert uses["total"].planned > 0


def test_uses_are_sums_of_what_the_plan_says(tiny: Solved) -> None:
    """Budgets select accounts, mechanics and weeks; hours are visits of the team's accounts."""
    document, uses = document_of(tiny), budget_use(tiny)
    shows = [
        entry["spend"]
        for entry in document["promotion"]
        if entry["mechanic"] == "display" and entry["week"] == "2026-W53"
    ]
    assert uses["shows"].planned == pytest.approx(sum(shows))
    east = figure(tiny, "promo_spend", select(tiny.plan, {"region": "East"}, ""))
    assert uses["east"].planned == pytest.approx(east)
    hours = figure(tiny, "visit_hours", everything(tiny.plan))
    assert team_use(tiny)["t"].planned == pytest.approx(hours)
    assert hours > 0


def test_every_use_keeps_its_cap(tiny: Solved, solved: Solved) -> None:
    for each in (tiny, solved):
        for use in (*budget_use(each).values(), *team_use(each).values()):
            assert use.left is None or use.left >= -1e-6


def test_without_a_plan_there_is_no_use(tmp_path: Path) -> None:
    none = solve_scenario(by_hand.source(tmp_path), "none")
    assert none.result.status == "infeasible"
    assert budget_use(none) == {}
    assert team_use(none) == {}


def test_a_plan_without_limits(tmp_path: Path) -> None:
    headings = {
        "budgets": "name\n", "teams": "team,week,hours\n", "visits": "account,kind,hours\n",
        "promotions": "account,mechanic,max_uplift,half_spend\n",
    }  # fmt: skip
    free = by_hand.solve(tmp_path, **headings)
    assert budget_use(free) == {}
    assert team_use(free) == {}
