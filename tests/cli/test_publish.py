"""publish: the solved plan becomes the one that was handed out, and what follows from that."""

from pathlib import Path

import pytest

from kamplan.exchange.folder import read_plan
from kamplan.plan import Table
from tests.cli.running import NO_PLAN, document, plan_of, run
from tests.plan.folders import edited


def by_key(table: Table, column: str) -> dict[tuple[str, ...], float]:
    """A column by the key of its rows."""
    return dict(zip(table.keys(), table[column].tolist(), strict=True))


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """The tiny plan."""
    return plan_of(tmp_path / "plan")


def test_decisions_become_rows(plan: Path) -> None:
    solved = document("solve", plan)
    made = document("publish", plan)
    assert made["contribution"] == pytest.approx(solved["contribution"])
    after = read_plan(plan)
    spends = by_key(after["published_spend"], "spend")
    for entry in solved["promotion"]:
        key = (entry["account"], entry["mechanic"], entry["week"])
        assert spends[key] == pytest.approx(entry["spend"], abs=1e-4)
    visits = by_key(after["published_visits"], "visits")
    assert visits == {(e["account"], e["kind"]): e["visits"] for e in solved["visits"]}
    units = by_key(after["published_stock"], "units")
    shipped = {(e["account"], e["product"], e["week"]): e["shipped"] for e in solved["stock"]}
    assert units == {key: pytest.approx(v, abs=1e-4) for key, v in shipped.items() if v > 5e-5}
    # Published once more it is the same; and one undo takes it all back.
    assert document("publish", plan)["changed"] == 0
    assert run("undo", plan).exit_code == 0
    assert not (plan / "published_spend.csv").exists()


def test_what_follows_from_a_published_plan(plan: Path) -> None:
    first = document("publish", plan)
    # The policy "last" is there, and the plan is a start: without time it is the answer.
    (plan / "plan.toml").write_text(
        (plan / "plan.toml").read_text("utf-8") + "\n[solve]\ntime_limit = 0\n", "utf-8"
    )
    stopped = document("solve", plan, status=4)
    assert stopped["contribution"] == pytest.approx(first["contribution"], rel=1e-4)
    assert "last" in {policy["name"] for policy in stopped["policies"]}


def test_only_the_extra_is_placed(tmp_path: Path) -> None:
    plan = plan_of(tmp_path / "plan", {"budgets.csv": None, **edited("plan.toml", "100", "20")})
    document("publish", plan)
    before = {
        (e["account"], e["mechanic"], e["week"]): e["spend"]
        for e in document("solve", plan)["promotion"]
    }
    text = (plan / "plan.toml").read_text("utf-8").replace("budget = 20", "budget = 30")
    keep = text + '\n[published]\nkeep = "spend;visits"\n'
    (plan / "plan.toml").write_text(keep, "utf-8")
    solved = document("solve", plan)
    after = {(e["account"], e["mechanic"], e["week"]): e["spend"] for e in solved["promotion"]}
    assert all(after[key] >= spend - 1e-3 for key, spend in before.items())
    assert solved["totals"]["promo_spend"] > sum(before.values()) + 1.0


def test_a_group_keeps_what_was_published(plan: Path) -> None:
    document("publish", plan)
    (plan / "no_worse.csv").write_text(
        "name,decision,where,share\nbeta,units,account=b,1\n", "utf-8"
    )
    short = '[[change]]\ntable = "supply"\nfield = "units"\nscale = 0.85\n'
    (plan / "scenarios").mkdir(exist_ok=True)
    (plan / "scenarios" / "short.toml").write_text(short, "utf-8")
    published = by_key(read_plan(plan)["published_stock"], "units")
    had = sum(units for key, units in published.items() if key[0] == "b")
    solved = document("solve", plan, "--scenario", "short")
    assert sum(e["sold"] for e in solved["stock"] if e["account"] == "b") >= had - 1e-3


def test_where_no_plan_exists_nothing_is_published(tmp_path: Path) -> None:
    folder = plan_of(tmp_path / "plan", NO_PLAN)
    result = run("publish", folder)
    assert result.exit_code == 3
    assert "There is no plan to publish." in result.stderr
    told = document("publish", folder, status=3)
    solved = document("solve", folder, status=3)
    assert (told["status"], told["objective"], told["changed"]) == ("infeasible", None, 0)
    assert told["problems"] == solved["problems"] != []
    assert not (folder / "published_spend.csv").exists()


def test_what_a_scenario_drops_does_not_make_it_wrong(plan: Path) -> None:
    (plan / "scenarios").mkdir(exist_ok=True)
    drop = '[[change]]\ntable = "{}"\nwhere = {{ {} }}\ndrop = true\n'
    (plan / "scenarios" / "wet.toml").write_text(
        drop.format("visits", 'account = "b"') + drop.format("promotions", 'account = "a"'), "utf-8"
    )
    assert run("validate", plan).exit_code == 0
    document("publish", plan)
    assert "a" in read_plan(plan)["published_spend"]["account"].tolist()
    assert document("validate", plan)["status"] == "valid"
    solved = document("solve", plan, "--scenario", "wet")
    assert {entry["account"] for entry in solved["visits"]} == {"a"}
    # What was published is still all there, and is no change of the scenario's.
    assert len(read_plan(plan)["published_visits"]) == 2
    compared = document("compare", plan, "base", "wet")
    assert {change["table"] for change in compared["inputs_changed"]} == {"promotions", "visits"}
    causes = [step["causes"] for step in compared["bridge"][0]["steps"]]
    assert causes == [["demand"], ["reallocation"]]
