"""Regret: every number against the goods' own linear program, and by hand."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest

from kamplan.explore.exploration import Exploration
from kamplan.explore.regret import Outcome, Regret, find_regret
from kamplan.planning import open_source
from kamplan.whatif.changes import apply_scenario
from kamplan.whatif.scenario import find_scenario
from tests.cli.running import document, run
from tests.explore.goods import best_contribution, decided
from tests.plan.folders import SCENARIOS, write_folder

FUTURES = {
    "spring_festival": ["base", "gift-box-30", "hard-season"],
    "wholesale": ["base", "supply-30"],
}


@pytest.fixture(scope="module", params=sorted(FUTURES))
def found(request: pytest.FixtureRequest) -> Iterator[tuple[str, Regret]]:
    """The matrix of a shipped plan."""
    source = open_source(SCENARIOS / request.param)
    with closing(Exploration.begin(source, 9, Event())) as exploration:
        yield request.param, find_regret(exploration, FUTURES[request.param], {"base": 2.0})


def test_every_number_is_that_of_an_independent_program(found: tuple[str, Regret]) -> None:
    name, regret = found
    source = open_source(SCENARIOS / name)
    assert list(regret.best) == FUTURES[name]
    assert regret.complete
    assert not regret.failed
    for (made_for, future), outcome in regret.outcomes.items():
        spend, visits = decided(regret.best[made_for])
        plan = apply_scenario(source.plan, find_scenario(future, source.scenarios))
        value = best_contribution(plan, spend, visits)
        best = regret.best[future].result
        assert best.objective is not None
        assert best.bound is not None
        if outcome.value is None:
            # Rules of people and money are not in that program.
            rules = {each.rule for each in outcome.breaks}
            assert rules & {"budget", "budget_min", "visit_hours", "peak_hours"} or value is None
            continue
        assert value == pytest.approx(outcome.value, rel=1e-6 if made_for != future else 1e-3)
        assert outcome.regret == best.objective - outcome.value
        assert outcome.at_most == best.bound - outcome.value
        # Never below 0 beyond the gap, and nothing beats a proven bound.
        assert outcome.at_most >= -1e-6 * abs(best.bound)
        assert outcome.regret >= -(best.bound - best.objective) - 1e-6 * abs(best.bound)
    for each in regret.best:
        assert regret.outcomes[each, each].regret == 0.0


def test_a_plan_is_worth_no_more_than_what_it_commits_to(found: tuple[str, Regret]) -> None:
    name, regret = found
    cells = len(regret.outcomes)
    assert cells == len(FUTURES[name]) ** 2
    assert regret.weights["base"] == pytest.approx(2.0 / (len(FUTURES[name]) + 1.0))
    assert sum(regret.weights.values()) == pytest.approx(1.0)


def made(values: dict[tuple[str, str], float | None], best: dict[str, float]) -> Regret:
    """A matrix by hand."""
    outcomes = {
        (plan, future): Outcome(value, None if value is None else best[future] - value, None)
        for (plan, future), value in values.items()
    }
    weights = {"dry": 0.25, "wet": 0.75}
    return Regret(dict.fromkeys(best), outcomes, weights, {}, {}, complete=True)  # type: ignore[arg-type]


def test_the_choice_by_hand() -> None:
    best = {"dry": 100.0, "wet": 160.0}
    values: dict[tuple[str, str], float | None] = {
        ("dry", "dry"): 100.0, ("dry", "wet"): 120.0, ("wet", "dry"): 70.0, ("wet", "wet"): 160.0,
    }  # fmt: skip
    regret = made(values, best)
    # dry: worst 160 - 120 = 40; wet: worst 100 - 70 = 30.
    assert regret.worst("dry") == ("wet", 40.0)
    assert regret.worst("wet") == ("dry", 30.0)
    assert regret.least_worst == "wet"
    # dry: 0.25 * 100 + 0.75 * 120 = 115; wet: 0.25 * 70 + 0.75 * 160 = 137.5.
    assert regret.expected("dry") == 115.0
    assert regret.expected("wet") == 137.5
    assert regret.best_expected == "wet"
    # A plan that is not possible in some future is not chosen.
    values["wet", "dry"] = None
    regret = made(values, best)
    assert regret.worst("wet") is None
    assert regret.expected("wet") is None
    assert (regret.least_worst, regret.best_expected) == ("dry", "dry")
    # Nor is one that is not known everywhere yet.
    del values["wet", "dry"]
    assert made(values, best).plans == ["dry"]


LESS = '[[change]]\ntable = "plan"\nfield = "promotion.budget"\nset = 20\n'
DRY = '[[change]]\ntable = "supply"\nfield = "units"\nscale = 0.5\n'


def test_the_command(tmp_path: Path) -> None:
    plan = write_folder(tmp_path / "plan", {"scenarios/less.toml": LESS, "scenarios/dry.toml": DRY})
    told = document("regret", plan, "--weight", "dry=3")
    assert told["schema"] == "kamplan.regret/1"
    assert [each["name"] for each in told["futures"]] == ["base", "dry", "less"]
    assert [each["weight"] for each in told["futures"]] == pytest.approx([0.2, 0.6, 0.2])
    rows = {each["name"]: each for each in told["plans"]}
    cells = {
        (plan, cell["future"]): cell for plan, each in rows.items() for cell in each["outcomes"]
    }
    # The plan of base spends more than there is in less, and is not possible there.
    assert [each["rule"] for each in cells["base", "less"]["breaks"]] == ["budget"]
    assert cells["base", "less"]["regret"] is None
    assert rows["base"]["worst_regret"] is None
    assert rows["less"]["worst_future"] in ("base", "dry")
    assert rows["less"]["worst_regret"] > 0.0
    assert told["least_worst_regret"] == "less"
    assert told["problems"] == []
    text = run("regret", plan).stdout
    assert "The plan cannot be held there:" in text
    assert "base → less: budget total" in text
    assert "Least worst regret: less" in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--weight", "dryy=2"], "scenario-unknown"),
        (["--weight", "dry=x"], "weight-form"),
        (["--weight", "dry=-1"], "weight-form"),
        (["--weight", "dry=0", "--weight", "base=0"], "weight-form"),
        (["base"], "one-scenario"),
        (["base", "dray"], "scenario-unknown"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked(tmp_path: Path, words: list[str], said: str) -> None:
    plan = write_folder(tmp_path / "plan", {"scenarios/dry.toml": DRY})
    (problem,) = document("regret", plan, *words, status=2)["problems"]
    assert problem["id"] == said


def test_one_scenario_that_cannot_be_applied_leaves_the_others(tmp_path: Path) -> None:
    wrong = DRY.replace("units", "unit")
    plan = write_folder(
        tmp_path / "plan", {"scenarios/dry.toml": DRY, "scenarios/wrong.toml": wrong}
    )
    result = run("regret", plan, "base", "dry", "wrong")
    assert result.exit_code == 2
    assert "scenarios/wrong.toml" in result.stderr
    assert "Least worst regret" in result.stdout


def test_held_money_of_another_horizon_stays_where_it_has_a_week(tmp_path: Path) -> None:
    source = open_source(write_folder(tmp_path / "plan", {"scenarios/dry.toml": DRY}))
    with closing(Exploration.begin(source, 2, Event())) as exploration:
        regret = find_regret(exploration, ["base", "dry"], {})
        base = regret.best["base"]
        later = replace(base.problem, weeks=("2027-W01", "2027-W02", "2027-W03"))
    from kamplan.whatif.committed import Committed

    assert base.result.decisions is not None
    spend, _ = Committed.of(base).in_problem(later)
    active = later.promotions.active[:, 0]
    assert spend[active, 0] == pytest.approx(base.result.decisions.spend[active, 2])
    assert not spend[:, 1:].any()
