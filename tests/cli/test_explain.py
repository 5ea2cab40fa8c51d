"""explain: the rules that hold a plan back, and what each costs."""

from pathlib import Path

import pytest

from tests.cli.running import document, plan_of, run
from tests.plan.folders import edited


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """The tiny plan with little money."""
    return plan_of(tmp_path / "plan", edited("plan.toml", "budget = 100", "budget = 20"))


def test_a_rule_costs_what_a_plan_without_it_gains(plan: Path, tmp_path: Path) -> None:
    explained = document("explain", plan)
    (budget,) = [each for each in explained["binding"] if each["rule"] == "budget"]
    assert (budget["key"], budget["rows"], budget["limit"]) == (["total"], 1, 20.0)
    text = (plan / "plan.toml").read_text("utf-8").replace("budget = 20\n", "")
    free = document("solve", plan_of(tmp_path / "free", {"plan.toml": text}))
    gained = free["objective"] - explained["objective"]
    assert budget["cost"] == pytest.approx(gained, abs=2e-3 * abs(free["objective"]))
    assert budget["cost"] <= budget["cost_at_most"]
    # A solve says which rules bind, and at what price, without solving again.
    solved = document("solve", plan)["binding"]
    (same,) = [each for each in solved if each["rule"] == "budget"]
    assert same["price"] == pytest.approx(budget["price"])
    assert same["cost"] is same["cost_at_most"] is None


def test_it_is_said_in_both_languages(plan: Path) -> None:
    text = run("explain", plan).output
    assert "Rules that hold the plan back" in text
    assert "budget total" in text
    assert "限制计划的规则" in run("explain", plan, "--lang", "zh").output


def test_what_has_no_name_of_its_own(tmp_path: Path) -> None:
    # Six units of room where eighteen wait: the room in every week is one rule.
    text = "[warehouse]\ncapacity = 6\nprice = 0.5\n\n[peak]"
    plan = plan_of(tmp_path / "plan", edited("plan.toml", "[peak]", text))
    (room,) = [e for e in document("explain", plan)["binding"] if e["rule"] == "warehouse"]
    assert room["key"] == []
    assert room["cost"] > 0.0
    assert "warehouse room" in run("explain", plan).output


def test_why_an_account_gets_what_it_gets(plan: Path) -> None:
    explained = document("explain", plan, "--account", "a")
    why = explained["why"]
    assert why["account"] == "a"
    assert {(each["mechanic"], each["week"]) for each in why["money"]} == {
        (mechanic, week)
        for mechanic in ("display", "tasting")
        for week in ("2026-W52", "2026-W53", "2027-W01")
    }
    (closed,) = [e for e in why["money"] if (e["mechanic"], e["week"]) == ("tasting", "2026-W52")]
    assert (closed["reason"], closed["returns"]) == ("closed", 0.0)
    spent = [each for each in why["money"] if each["spend"] > 0.0]
    assert spent
    assert "total" in {budget["budget"] for each in spent for budget in each["budgets"]}
    assert [each["kind"] for each in why["visits"]] == ["rep"]
    assert [each["account"] for each in explained["money_line"]][why["place"] - 1] == "a"
    # What rules cost takes solves of its own, and is not asked for here.
    assert {each["cost"] for each in explained["binding"]} == {None}
    text = run("explain", plan, "-a", "a").output
    assert "In line for money" in text
    assert " ".join(spent[0]["text"].split()[:3]) in " ".join(text.split())


def test_who_is_next_for_money(plan: Path) -> None:
    line = document("explain", plan)["money_line"]
    shares = [each["returns"] / each["price"] for each in line]
    assert shares == sorted(shares, reverse=True)
    assert len({each["account"] for each in line}) == len(line)


def test_an_account_that_is_not_there(plan: Path) -> None:
    ended = run("explain", plan, "--account", "aa")
    assert ended.exit_code == 2
    assert "Did you mean a?" in ended.output
    assert document("explain", plan, "-a", "aa", status=2)["problems"][0]["id"] == "account-which"
