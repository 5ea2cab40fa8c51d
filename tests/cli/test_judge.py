"""kamplan judge: answers become curves, and rows follow them."""

import math
from pathlib import Path

import pytest

from tests.cli.running import document, plan_of, run

ANSWERS = ("--none", 80, "--half", 88, "--plus-half", "107.6923076923077", "--saturation", 120)


def test_answers_are_kept_and_followed_by_a_segment(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    found = document(
        "judge", plan, "calls", "--by", "Li", *ANSWERS, "--for", "tier=A|B", "--mechanic",
        "display", "--spend", "10%",
    )["curves"]  # fmt: skip
    (curve,) = found
    # 80 + 40 e^2 / (1 + e^2): uplift 40 / 80 of what is sold at none.
    assert (curve["curve"], curve["followed_by"]) == ("calls", {"promotions": 2, "visits": 0})
    assert curve["max_uplift"] == pytest.approx(0.5)
    assert (curve["half"], curve["shape"]) == pytest.approx((1, 2), rel=1e-6)
    assert curve["misfit"] == pytest.approx(0, abs=1e-6)
    lines = (plan / "promotions.csv").read_text().splitlines()
    # A tenth of the baseline's value in a week: a sells 30 p at 84 and 8 q at 42.5 in three
    # weeks, b 5 p at 100 and 4 q at 50.
    assert lines[1] == "a,display,,,calls,95.33,,"
    assert lines[3] == "b,display,,,calls,23.33,,"
    assert (plan / "judgements.csv").read_text().splitlines()[1].startswith("calls,Li,80,88,107")
    assert document("solve", plan)["status"] == "optimal"


def test_a_second_judge_moves_the_curve_and_a_scenario_may_have_another(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    run("judge", plan, "calls", "--by", "Li", *ANSWERS)
    run("scenario", plan, "cautious", "--new")
    both = document(
        "judge", plan, "calls", "--by", "Wang", "--none", 90, "--half", 95, "--saturation", 110,
        "--scenario", "cautious",
    )  # fmt: skip
    (curve,) = both["curves"]
    assert [judge["judge"] for judge in curve["judges"]] == ["Li", "Wang"]
    assert curve["mean"]["saturation"] == pytest.approx(1.15)
    assert curve["spread"]["saturation"] == pytest.approx(0.05)
    # Wang's, who left it out, from the curve at a quarter and half of the way: odds 1/3 and 1.
    odds = 1.5 ** (math.log(3) / math.log(2))
    own = 0.9 + 0.2 * odds / (1 + odds)
    assert curve["mean"]["plus_half"] == pytest.approx((1.076923076923077 + own) / 2)
    (base,) = document("judge", plan)["curves"]
    assert [judge["judge"] for judge in base["judges"]] == ["Li"]


def test_an_answer_is_mended_alone_and_told_with_its_misfit(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    run("judge", plan, "calls", "--by", "Li", *ANSWERS)
    said = run("judge", plan, "calls", "--by", "Li", "--half", 81, "--plus-half", 101).stdout
    assert "For half the present effort 81 was answered, and the curve says 84.9" in said
    assert run("undo", plan).exit_code == 0
    assert "The curve goes through every answer." in run("judge", plan).stdout


SEGMENT = ("calls", "--by", "Li", *ANSWERS, "--for", "tier=A")


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (["--by", "Li", *ANSWERS], ["judge-no-curve"]),
        (["calls", *ANSWERS], ["judge-no-judge"]),
        (["calls", "--by", "Li"], ["judge-no-answers"]),
        (["calls", "--by", "Li", "--half", "x"], ["not-a-number"]),
        (["calls", "--by", "Li", "--half", "90"], ["missing-value", "missing-value"]),
        (["calls", "--for", "tier=A"], ["judge-no-lever"]),
        (["calls", "--for", "tier=A", "--kind", "rep", "--mechanic", "display"], ["judge-levers"]),
        (["calls", "--for", "tier=X", "--kind", "rep"], ["where-value"]),
        (["calls", "--spend", "3%"], ["judge-spend"]),
        (["nobody"], ["judge-unknown"]),
        ([*SEGMENT, "--mechanic", "displya", "--spend", "3"], ["judged-mechanic"]),
        ([*SEGMENT, "--kind", "fair"], ["judged-no-visits"]),
        ([*SEGMENT, "--mechanic", "display", "--spend", "much"], ["judged-spend"]),
        ([*SEGMENT, "--mechanic", "display"], ["judged-present"]),
    ],
)
def test_what_cannot_be_judged_changes_nothing(
    tmp_path: Path, words: list[object], codes: list[str]
) -> None:
    plan = plan_of(tmp_path)
    before = {path.name: path.read_bytes() for path in plan.glob("*.csv")}
    found = document("judge", plan, *words, status=2)
    assert [problem["id"] for problem in found["problems"]] == codes
    assert {path.name: path.read_bytes() for path in plan.glob("*.csv")} == before


def test_what_judges_say_can_be_moved_by_an_amount(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    run("judge", plan, *SEGMENT, "--mechanic", "display", "--spend", "10")
    moved = document("edit", plan, "promotions:a/display:max_uplift~+10%")
    assert [float(entry["new"]) for entry in moved["entries"]] == [pytest.approx(0.55)]
